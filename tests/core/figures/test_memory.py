"""The reading in memory: each clause of the meaning of a figure, on a few facts."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.core.figures.made import CUT, LEARNED, row, spell

from lianfang.core.figures.algebra import ALWAYS, Before, Column, Eq, Literal, Param
from lianfang.core.figures.facts import ROWS, SPELLS
from lianfang.core.figures.figure import UNKNOWN, Figure, Ratio, Unit
from lianfang.core.figures.memory import count, members, nested, report, split

PARAMS = CUT.params()
STARTED = Before(Column("starts_at"), Param("cut"))
HOME, SITE = (Eq(Column("place"), Literal(place)) for place in ("home", "centralised"))
TIMES = Figure("x.times", SPELLS, Unit.PERSON_TIME, STARTED, "Times", "Times.")
PEOPLE = replace(TIMES, path="x.people", counts=Unit.PERSON)
SURPLUS = replace(TIMES, path="x.repeat", minus=("x.times", "x.people"))

# ann: site, then home; bob: home only; eve: starts at the cut; a stage of unknown place for dan.
FACTS = [
    spell("bob", 3, 30),
    spell("ann", 2, 10),
    spell("ann", 1, 90, 10, "moved", place="centralised"),
    spell("eve", 4, 0),
    spell("dan", 5, 20, place=None),
]


@pytest.mark.parametrize(
    ("figure", "listed"),
    [
        (TIMES, [1, 2, 3, 5]),
        (PEOPLE, ["ann", "bob", "dan"]),
        (SURPLUS, [2]),
        (replace(PEOPLE, where=HOME), ["ann", "bob", "eve"]),
        (replace(PEOPLE, none=SITE), ["bob", "dan"]),  # unknown is not TRUE: dan stays
        (replace(PEOPLE, last=HOME), ["ann", "bob"]),  # unknown is not TRUE: dan goes
        (replace(PEOPLE, last=SITE), []),  # ann's latest is at home
        (replace(PEOPLE, none=HOME, last=ALWAYS), ["dan"]),
    ],
)
def test_members_are_sorted_and_each_once(figure: Figure, listed: list[Any]) -> None:
    assert members(figure, FACTS, PARAMS) == listed
    assert count(figure, FACTS, PARAMS) == len(listed)


@pytest.mark.parametrize(
    ("figure", "listed"),
    [
        (replace(TIMES, by="place"), {"centralised": [1], "home": [2, 3], UNKNOWN: [5]}),
        (replace(PEOPLE, by="place"), {"centralised": ["ann"], "home": ["ann", "bob"], UNKNOWN: ["dan"]}),
        (replace(PEOPLE, by="place", last=ALWAYS), {"home": ["ann", "bob"], UNKNOWN: ["dan"]}),
        (replace(PEOPLE, by="place", where=SITE), {"centralised": ["ann"]}),
    ],
)
def test_a_split_has_a_key_for_each_value_that_occurs(figure: Figure, listed: dict[str, list[Any]]) -> None:
    assert split(figure, FACTS, PARAMS) == listed
    for value, keys in listed.items():
        assert members(figure, FACTS, PARAMS, value) == keys
    assert members(figure, FACTS, PARAMS, "elsewhere") == []


def test_a_split_is_never_listed_without_its_key_nor_a_plain_figure_with_one() -> None:
    with pytest.raises(LookupError, match="name one key"):
        members(replace(TIMES, by="place"), FACTS, PARAMS)
    with pytest.raises(LookupError, match="not split"):
        members(TIMES, FACTS, PARAMS, "home")


def test_a_fact_without_a_person_counts_as_itself_only() -> None:
    facts = [row(1), row(2), row(3, person=None)]
    rows = Figure("r.rows", ROWS, Unit.ROW, ALWAYS, "Rows", "Rows.")
    assert members(rows, facts, PARAMS) == [1, 2, 3]
    assert members(replace(rows, counts=Unit.PERSON), facts, PARAMS) == ["p"]
    assert members(replace(rows, minus=("r.rows", "r.people")), facts, PARAMS) == [2]


def test_the_latest_of_two_facts_that_start_together_is_the_later_key() -> None:
    together = [spell("ann", 7, 10), spell("ann", 6, 10, 10, "moved", place="centralised")]
    assert members(replace(PEOPLE, last=HOME), together, PARAMS) == ["ann"]
    assert members(SURPLUS, together, PARAMS) == [7]


def test_a_correction_is_read_now_and_not_in_what_was_known_before() -> None:
    corrected_at = LEARNED + timedelta(days=70)
    facts = [
        {**spell("ann", 1, 30), "known_to": corrected_at},
        {**spell("ann", 1, 30, 5, "released"), "known_from": corrected_at},
    ]
    running = replace(
        PEOPLE, where=Eq(Column("place"), Literal("home")), none=Before(Column("ends_at"), Param("cut"))
    )
    assert count(running, facts, PARAMS) == 0
    assert count(running, facts, {**PARAMS, "known": corrected_at}) == 0
    assert count(running, facts, {**PARAMS, "known": corrected_at - timedelta(seconds=1)}) == 1
    assert count(TIMES, facts, {**PARAMS, "known": LEARNED - timedelta(days=1)}) == 0


def test_a_report_nests_counts_by_their_paths() -> None:
    figures = (
        TIMES,
        replace(TIMES, path="x.times_by", by="place"),
        PEOPLE,
        Ratio("x.rate", "x.people", "x.times", "Rate", "Rate."),
        Figure("r.rows", ROWS, Unit.ROW, ALWAYS, "Rows", "Rows."),
    )
    assert report(figures, {"spells": FACTS, "rows": iter([row(1)])}, PARAMS) == {
        "x": {"times": 4, "times_by": {"centralised": 1, "home": 2, UNKNOWN: 1}, "people": 3, "rate": 75.0},
        "r": {"rows": 1},
    }


def test_a_report_of_nothing_has_zeros_and_empty_splits() -> None:
    figures = (TIMES, replace(PEOPLE, path="x.people_by", by="place"))
    assert report(figures, {"spells": []}, PARAMS) == {"x": {"times": 0, "people_by": {}}}


def test_a_missing_table_is_an_error_and_never_nothing() -> None:
    with pytest.raises(KeyError):
        report((TIMES,), {"rows": []}, PARAMS)


def test_paths_become_branches() -> None:
    assert nested({"a.b.c": 1, "a.b.d": 2, "e": 3}) == {"a": {"b": {"c": 1, "d": 2}}, "e": 3}
