"""Answers to lines of facts: the same as a decision of its own each, and what is wrong with a line."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.core.policy.small_law import EDITIONS, law

from lianfang.config.policy_files import get_policy_book
from lianfang.core.policy import (
    CATEGORIES,
    Answers,
    Facts,
    FactsWrong,
    PolicyBook,
    answer_of,
    decide,
    read_facts,
)
from lianfang.core.policy.fact_lines import LONGEST
from lianfang.core.timeline import SHANGHAI

BOOK = get_policy_book()
ANSWERS = Answers(BOOK, str)
AREAS = ("", "14", "141123", "140212", "610902", "611002", "141031", "340123", "411282", "141123100201")
LAW = """category: inbound
values:
  - edition: old
    clause: 100% 条
    source: test
    confidence: S
    {clock}
    stages:
      - {{place: 集中隔离, days: 3, tests: [1, 3]}}
      - {{place: 居家隔离, days: 2, tests: [1, 2]}}
"""


def small(day_base: int, clock: str) -> PolicyBook:
    editions = EDITIONS.replace("day_base: 1", f"day_base: {day_base}", 1)
    return law({"editions.yaml": editions, "v.yaml": LAW.format(clock=clock)})


SMALL = [(book, Answers(book, str)) for book in (small(0, ""), small(1, ""), small(1, "clock: start"))]


def line_of(facts: Facts, name: str | int = 1) -> str:
    held: dict[str, Any] = {
        "id": name,
        "category": facts.category,
        "anchor": facts.anchor.isoformat(),
        "found": facts.found.isoformat(),
        "area": facts.area,
    }
    if (facts.unfit_home, facts.bed_free, facts.chosen) != (False, True, ""):
        held |= {"unfit_home": facts.unfit_home, "bed_free": facts.bed_free, "chosen": facts.chosen}
    return json.dumps(held, ensure_ascii=False)


def agree(book: PolicyBook, answers: Answers, facts: Facts) -> None:
    """The fast reading gives what the plain one gives, key by key and in the same order."""
    plain = {"id": 1, **answer_of(decide(book, facts, facts.found), str)}
    answer = answers.answer(line_of(facts))
    assert json.loads(answer) == plain
    assert list(json.loads(answer)) == ["id", "edition", "measure", "stages", "tests", "reasons"]


moments = st.one_of(
    st.integers(0, 3 * 366 * 24 * 60).map(lambda minute: timedelta(minutes=minute)),
    st.integers(0, 3 * 366).map(lambda day: timedelta(days=day)),
).map(lambda after: datetime(2020, 1, 20, tzinfo=SHANGHAI) + after)
lateness = st.one_of(
    st.just(timedelta()),
    st.integers(-3000, 40_000).map(lambda minutes: timedelta(minutes=minutes)),
    st.integers(-2, 30).map(lambda days: timedelta(days=days)),
    st.integers(0, 2_000_000).map(lambda seconds: timedelta(seconds=seconds, microseconds=seconds)),
)
facts = st.builds(
    lambda category, anchor, late, area, unfit, bed, chosen: Facts(
        category, anchor, anchor + late, area, unfit, bed, chosen
    ),
    st.sampled_from(CATEGORIES),
    moments,
    lateness,
    st.sampled_from(AREAS),
    st.booleans(),
    st.booleans(),
    st.sampled_from(("", "home", "centralised")),
)


@given(facts)
@example(
    Facts("close_contact", datetime(2022, 2, 1, tzinfo=SHANGHAI), datetime(2022, 2, 22, tzinfo=SHANGHAI))
)
@example(
    Facts("inbound", datetime(1988, 6, 1, 3, tzinfo=SHANGHAI), datetime(2022, 2, 22, 3, tzinfo=SHANGHAI))
)
def test_the_fast_reading_is_the_plain_one(one: Facts) -> None:
    agree(BOOK, ANSWERS, one)


@given(st.sampled_from(SMALL), st.integers(0, 8 * 24), lateness)
def test_so_it_is_for_other_bases_and_clocks(
    pair: tuple[PolicyBook, Answers], hour: int, late: timedelta
) -> None:
    anchor = datetime(2022, 1, 20, tzinfo=SHANGHAI) + timedelta(hours=hour)
    agree(*pair, Facts("inbound", anchor, anchor + late))


def test_the_zone_of_the_facts_does_not_matter() -> None:
    at = datetime(2022, 2, 1, 1, 30, tzinfo=SHANGHAI)
    there = at.astimezone(datetime.fromisoformat("2022-01-01T00:00:00+00:00").tzinfo)
    here = Facts("close_contact", at, at)
    assert ANSWERS.answer(line_of(replace(here, anchor=there, found=there))) == ANSWERS.answer(line_of(here))


@pytest.mark.parametrize("name", ["a", "张三", 'quo"te\\', "两\n行", "\ud800", "", 0, -7, 10**30])
def test_an_answer_bears_its_id(name: str | int) -> None:
    at = datetime(2022, 2, 1, 1, 30, tzinfo=SHANGHAI)
    answer = ANSWERS.answer(line_of(Facts("inbound", at, at), name).replace("\ud800", "\\ud800"))
    assert json.loads(answer)["id"] == name
    assert "\n" not in answer
    assert answer.encode()


def test_keys_that_are_not_read_are_counted() -> None:
    answers = Answers(BOOK, str)
    at = datetime(2022, 2, 1, 1, 30, tzinfo=SHANGHAI)
    line = line_of(Facts("inbound", at, at))
    for more in ("", ', "nmae": 1', ', "nmae": 2, "x": 3'):
        answers.answer(line.replace("}", f"{more}}}"))
    assert answers.unread == {"nmae": 2, "x": 1}


GOOD = (
    '{"id": 7, "category": "inbound", "anchor": "2022-02-01T08:00:00+08:00", '
    '"found": "2022-02-01T08:00:00Z", "area": "141123"}'
)


def test_the_line_below_is_good_before_it_is_broken() -> None:
    name, facts, unread = read_facts(f"  {GOOD}\n")
    assert (name, facts.category, facts.area, unread) == (7, "inbound", "141123", ())
    assert facts.found == datetime(2022, 2, 1, 16, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("found", "put", "name", "what", "wanted"),
    [
        (GOOD, "", None, "not valid JSON (character 1)", "one JSON object a line"),
        (GOOD, "[", None, "not valid JSON (character 2)", "one JSON object a line"),
        (GOOD, "[]", None, "no JSON object", "one JSON object a line"),
        (GOOD, "7", None, "no JSON object", "one JSON object a line"),
        (GOOD, "null", None, "no JSON object", "one JSON object a line"),
        (GOOD, GOOD + ",", None, f"(character {len(GOOD) + 1})", "one JSON object a line"),
        (GOOD, GOOD + GOOD, None, f"(character {len(GOOD) + 1})", "one JSON object a line"),
        (GOOD, "[" * 5_000 + "]" * 5_000, None, "a number or a depth", "one JSON object a line"),
        (GOOD, " " * LONGEST + GOOD, None, "longer than 65536 characters", "one JSON object a line"),
        ("7", "NaN", None, "a number or a depth", "one JSON object a line"),
        ("7", "7" * 5_000, None, "a number or a depth", "one JSON object a line"),
        ('"id": 7, ', "", None, "has no 'id'", "by which you know the answer"),
        ("7", "null", None, "'id' is null", "by which you know the answer"),
        ("7", "true", None, "'id' is true", "by which you know the answer"),
        ("7", "[7]", None, "'id' is [7]", "by which you know the answer"),
        ('"category": "inbound", ', "", 7, "has no 'category'", "one of confirmed, asymptomatic"),
        ('"inbound"', '"inbond"', 7, "'category' is \"inbond\"", "one of confirmed"),
        ('"inbound"', '["inbound"]', 7, "'category' is [\"inbound\"]", "one of confirmed"),
        ('"2022-02-01T08:00:00+08:00"', '"2022-02-01T08:00:00"', 7, "'anchor' is", "with its offset"),
        ('"2022-02-01T08:00:00+08:00"', '"2022-02-30T08:00:00+08:00"', 7, "'anchor' is", "with its offset"),
        ('"2022-02-01T08:00:00+08:00"', '"9999-12-31T08:00:00+08:00"', 7, "'anchor' is", "with its offset"),
        ('"2022-02-01T08:00:00+08:00"', '"0001-01-01T00:00:00+08:00"', 7, "'anchor' is", "with its offset"),
        ('"2022-02-01T08:00:00+08:00"', "1643673600", 7, "'anchor' is 1643673600", "with its offset"),
        ('"2022-02-01T08:00:00Z"', '""', 7, "'found' is \"\"", "with its offset"),
        (', "area": "141123"', "", 7, "has no 'area'", "the county's code in quotes"),
        ('"141123"', "141123", 7, "'area' is 141123", "the county's code in quotes"),
        ('"141123"', "null", 7, "'area' is null", "the county's code in quotes"),
        ('"141123"', '"兴县"', 7, "'area' is \"兴县\"", "the county's code in quotes"),
        ('"141123"', '"１４１１２３"', 7, "'area' is", "the county's code in quotes"),
        ('"141123"', '"1"', 7, "'area' is", "the county's code in quotes"),
        ('"141123"', '"141123", "unfit_home": 1', 7, "'unfit_home' is 1", "true or false"),
        ('"141123"', '"141123", "bed_free": "no"', 7, "'bed_free' is \"no\"", "true or false"),
        ('"141123"', '"141123", "chosen": "hotel"', 7, "'chosen' is \"hotel\"", "one of 集中隔离"),
        ('"141123"', '"141123", "chosen": []', 7, "'chosen' is []", "one of 集中隔离"),
    ],
)  # fmt: skip
def test_broken_lines(found: str, put: str, name: int | None, what: str, wanted: str) -> None:
    assert found in GOOD
    line = GOOD.replace(found, put, 1)
    with pytest.raises(FactsWrong) as error:
        ANSWERS.answer(line)
    assert what in str(error.value)
    assert wanted in str(error.value.wanted)
    assert error.value.name == name
    refused = json.loads(ANSWERS.refuse(12, error.value))
    assert (refused["id"], refused["line"]) == (name, 12)
    assert what in refused["error"]
    assert wanted in refused["remedy"]


def test_what_was_written_is_shown_in_part_only() -> None:
    with pytest.raises(FactsWrong) as error:
        ANSWERS.answer(GOOD.replace("inbound", "x" * 10_000))
    assert len(str(error.value.what)) < 200


def test_places_may_be_named_in_either_language() -> None:
    at = '"141123", "chosen": "集中隔离"'
    assert read_facts(GOOD.replace('"141123"', at))[1].chosen == "centralised"
    assert read_facts(GOOD.replace('"141123"', '"141123", "chosen": ""'))[1].chosen == ""
