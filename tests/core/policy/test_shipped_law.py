"""What must hold of the law that ships: every value sourced, every weak one off, nothing dangling."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from lianfang.config.policy_files import get_policy_book
from lianfang.core.policy import (
    CATEGORIES,
    CATEGORY_LABELS,
    MEASURE_LABELS,
    MEASURES,
    Level,
    Value,
    may_control,
)
from lianfang.core.policy.model import CLOCKS, PLACE_WORDS
from lianfang.core.timeline import SHANGHAI, day_of

BOOK = get_policy_book()
VALUES = sorted(BOOK.values.values(), key=lambda value: (value.category, value.edition))
every_value = pytest.mark.parametrize("value", VALUES, ids=lambda value: f"{value.category}-{value.edition}")


def days(value: Value) -> list[tuple[str, int]]:
    return [(stage.place, stage.days) for stage in value.stages]


def dues_of(value: Value) -> list[list[int]]:
    return [[test.day for test in stage.tests] for stage in value.stages]


@every_value
def test_every_value_names_clause_and_source(value: Value) -> None:
    assert value.clause
    assert value.source
    assert value.confidence in ("S", "mem-H", "published") or value.off
    assert value.clock in CLOCKS


@every_value
def test_tests_lie_within_their_stage(value: Value) -> None:
    for stage in value.stages:
        assert all(1 <= test.day <= stage.days for test in stage.tests)
        assert all(test.samples in (1, 2) for test in stage.tests)


# The table of rules §1.9, as it stands there.
TABLE = [
    ("v8", "close_contact", [("集中隔离", 14), ("居家健康监测", 7)], [[1, 4, 7, 14], [2, 7]]),
    ("v8", "secondary_contact", [("集中隔离", 7)], [[1, 4, 7]]),
    ("v8", "inbound", [("集中隔离", 14), ("居家健康监测", 7)], [[1, 4, 7, 14], [2, 7]]),
    ("v8", "high_risk", [("集中隔离", 14)], [[]]),
    ("shanxi_20211026", "high_risk", [("集中隔离", 14)], [3]),
    ("shanxi_20211026", "medium_risk", [("居家隔离", 14)], [[1, 7, 14]]),
    ("shanxi_20211026", "low_risk", [("居家隔离", 7)], [2]),
    ("v9", "close_contact", [("集中隔离", 7), ("居家健康监测", 3)], [[1, 2, 3, 5, 7], [3]]),
    ("v9", "secondary_contact", [("居家隔离", 7)], [[1, 4, 7]]),
    ("v9", "inbound", [("集中隔离", 7), ("居家健康监测", 3)], [[1, 2, 3, 5, 7], [3]]),
    ("v9", "high_risk", [("集中隔离", 7)], [[1, 2, 3, 5, 7]]),
    ("v9", "medium_risk", [("居家隔离", 7)], [[1, 4, 7]]),
    ("v9", "low_risk", [("健康监测", 3)], [2]),
    ("shanxi_20220820", "low_risk", [("居家健康监测", 3)], [3]),
    ("shanxi_20220820", "arrival_other_province", [("自我健康监测", 3)], [1]),
    ("v8", "inbound_after_port", [("居家健康监测", 7)], [[2, 7]]),
    ("v9", "inbound_after_port", [("居家健康监测", 3)], [[3]]),
    ("lingbao_20220917", "low_risk", [("居家健康监测", 7)], [[]]),
    ("o20", "close_contact", [("集中隔离", 5), ("居家隔离", 3)], [[1, 2, 3, 5], [1, 3]]),
    ("o20", "secondary_contact", [], []),
    ("o20", "inbound", [("集中隔离", 5), ("居家隔离", 3)], [[1, 2, 3, 5], [1, 3]]),
    ("o20", "high_risk", [("居家隔离", 7)], [[1, 3, 5, 7]]),
    ("o20", "medium_risk", [], []),
    ("o20", "closed_loop_job", [("居家健康监测", 5)], [[1, 3, 5]]),
    ("n10", "close_contact", [("居家隔离", 5)], [[5]]),
    ("n10", "infected_mild", [("居家隔离", 7)], [[6, 7]]),
    ("n10", "asymptomatic", [("居家隔离", 7)], [[6, 7]]),
    ("b2b", "close_contact", [], []),
]


@pytest.mark.parametrize(("edition", "category", "stages", "dues"), TABLE, ids=lambda cell: str(cell)[:40])
def test_the_rule_table(
    edition: str, category: str, stages: list[tuple[str, int]], dues: list[list[int] | int]
) -> None:
    value = BOOK.values[edition, category]
    assert not value.off
    assert days(value) == [(PLACE_WORDS[place], number) for place, number in stages]
    for numbers, due in zip(dues_of(value), dues, strict=True):
        assert len(numbers) == due if isinstance(due, int) else numbers == due


def test_double_sampling_is_the_eighth_editions_alone() -> None:
    doubled = {
        (value.edition, value.category)
        for value in VALUES
        for stage in value.stages
        if any(test.samples == 2 for test in stage.tests)
    }
    assert doubled == {("v8", "close_contact"), ("v8", "inbound")}


def test_class_b_lifts_whatever_an_edition_ever_asked() -> None:
    asked = {value.category for value in VALUES if value.stages}
    lifted = {value.category for value in VALUES if value.edition == "b2b" and not value.stages}
    assert asked <= lifted


@pytest.mark.parametrize("area", ["", "141123", "611002"])
def test_measures_may_be_asked_for_until_class_b(area: str) -> None:
    begins = datetime(2023, 1, 8, tzinfo=SHANGHAI)
    assert may_control(BOOK, area, datetime(2020, 2, 12, tzinfo=SHANGHAI))
    assert may_control(BOOK, area, begins - timedelta(microseconds=1))
    assert not may_control(BOOK, area, begins)
    assert not may_control(BOOK, area, datetime(2030, 1, 1, tzinfo=SHANGHAI))


def test_a_law_that_is_not_known_may_ask_for_measures() -> None:
    assert may_control(BOOK, "", datetime(2019, 12, 1, tzinfo=SHANGHAI))


def test_weak_contact_rules_of_2020_are_off() -> None:
    off = {value.edition for value in VALUES if value.category == "close_contact" and value.off}
    assert off == {"v2", "v3", "v4", "v5", "v6", "v7"}


@pytest.mark.parametrize(
    ("local", "ends"),
    [
        ("shanxi_202101", date(2021, 5, 11)),
        ("shanxi_20211026", date(2022, 6, 27)),
        ("datong_20220511", date(2022, 6, 27)),
        ("ankang_20220116", date(2022, 6, 27)),
        ("shanxi_20220820", date(2022, 11, 11)),
        ("lingbao_20220917", date(2022, 11, 11)),
        ("shaanxi_o20", date(2022, 12, 7)),
        ("xi_202002", date(2020, 3, 1)),
    ],
)
def test_local_orders_end_with_their_bases(local: str, ends: date) -> None:
    stated = BOOK.editions[local].effective_to
    assert stated is not None
    assert day_of(stated) == ends


def test_national_editions_follow_each_other_without_gap() -> None:
    national = sorted(
        (edition for edition in BOOK.editions.values() if edition.level is Level.NATIONAL),
        key=lambda edition: edition.effective_from,
    )
    assert national[0].id == "v2"
    for earlier, later in pairwise(national):
        assert earlier.effective_to == later.effective_from
    assert national[-1].effective_to is None


def test_every_category_and_measure_has_words() -> None:
    assert set(CATEGORY_LABELS) == set(CATEGORIES)
    assert set(MEASURE_LABELS) == set(MEASURES)
