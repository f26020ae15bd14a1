"""Stages and tests of several reasons joined."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.policy import Decision, PlannedStage, PlannedTest, Reason, join, join_stages
from lianfang.core.policy.together import join_tests
from lianfang.core.timeline import DAY, SHANGHAI, day_start

ZERO = datetime(2022, 2, 1, tzinfo=SHANGHAI)
SHORT = {"c": "centralised", "h": "home", "m": "monitoring", "s": "self"}


def plan(text: str, *, needs: tuple[str, ...] = ()) -> tuple[PlannedStage, ...]:
    """Read a plan drawn with a letter a day from 1 February on: c, h, m, s, and a dot for no stage."""
    stages: list[PlannedStage] = []
    for day, letter in enumerate(text):
        if letter == ".":
            continue
        starts = ZERO + day * DAY
        if stages and stages[-1].ends == starts and stages[-1].place == SHORT[letter]:
            stages[-1] = PlannedStage(len(stages) - 1, SHORT[letter], stages[-1].starts, starts + DAY, needs)
        else:
            stages.append(PlannedStage(len(stages), SHORT[letter], starts, starts + DAY, needs))
    return tuple(stages)


def drawn(stages: tuple[PlannedStage, ...], days: int) -> str:
    letters = {place: letter for letter, place in SHORT.items()}
    return "".join(
        next((letters[s.place] for s in stages if s.starts <= ZERO + day * DAY < s.ends), ".")
        for day in range(days)
    )


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        ("cccc", "hhhhhh", "cccchh"),
        ("hhhhhh", "cccc", "cccchh"),
        ("ccmmm", "hhhh", "cchhm"),
        ("hh....", "...hh.", "hh.hh."),
        ("hhcc", "cchh", "cccc"),
        ("ss", "ss", "ss"),
        ("", "hh", "hh"),
        ("", "", ""),
        (".mmmm.", "hhhhhh", "hhhhhh"),
        ("hh....", "..hh..", "hhhh.."),
    ],
)
def test_the_strictest_place_of_each_day(one: str, other: str, joined: str) -> None:
    stages = join_stages([plan(one), plan(other)])
    assert drawn(stages, len(joined)) == joined
    assert [stage.index for stage in stages] == list(range(len(stages)))
    assert stages == plan(joined) or [s.place for s in stages] == [s.place for s in plan(joined)]


@given(st.text("chms.", max_size=12), st.text("chms.", max_size=12))
def test_joining_takes_the_strictest_of_both_at_every_instant(one: str, other: str) -> None:
    days = max(len(one), len(other))
    order = ".smhc"
    expected = "".join(
        max(pair, key=order.index) for pair in zip(one.ljust(days, "."), other.ljust(days, "."), strict=True)
    )
    stages = join_stages([plan(one), plan(other)])
    assert drawn(stages, days) == expected
    assert join_stages([stages]) == stages
    assert drawn(join_stages([plan(other), plan(one)]), days) == expected


def test_needs_are_kept_where_the_place_is_the_same() -> None:
    waiting = plan("cc", needs=("one",))
    also = plan("cccc", needs=("two",))
    assert join_stages([waiting, also])[0].needs == ("one", "two")
    assert join_stages([plan("hh", needs=("one",)), plan("cc")])[0].needs == ()


def test_days_go_on_counting_in_a_stage_that_is_cut() -> None:
    stages = join_stages([plan("cc"), plan("hhhh")])
    assert [(stage.place, stage.first_day) for stage in stages] == [("centralised", 1), ("home", 3)]


def due(day: int, stage: PlannedStage, *, samples: int = 1, derived: bool = False) -> PlannedTest:
    on = date(2022, 2, day)
    opens = max(day_start(on), stage.starts)
    return PlannedTest(stage.index, day, on, samples, opens, min(day_start(on) + DAY, stage.ends), derived)


def test_a_day_has_one_due_with_the_larger_number_of_samples() -> None:
    one, other = plan("cc"), plan("hhhh")
    stages = join_stages([one, other])
    tests = join_tests(
        stages,
        [
            due(1, one[0], derived=True),
            due(1, other[0], samples=2),
            due(2, one[0]),
            due(4, other[0], derived=True),
        ],
    )
    assert [(test.on.day, test.stage, test.samples, test.derived) for test in tests] == [
        (1, 0, 2, False),
        (2, 0, 1, False),
        (4, 1, 1, True),
    ]


def answer(measure: str, stages: str = "", code: str = "", rule: str = "a") -> Decision:
    return Decision(measure, plan(stages), (), "v8", (Reason(rule, "", rule, {}),), (rule,), code)


def test_reasons_and_rules_are_kept_once_each() -> None:
    joined = join(
        [
            answer("home", "hh", rule="a"),
            answer("centralised", "c", "red", rule="b"),
            answer("home", "hh", rule="a"),
        ]
    )
    assert [reason.code for reason in joined.reasons] == ["a", "b", "highest_wins"]
    assert joined.rules == ("a", "b")
    assert (joined.measure, joined.code, joined.edition) == ("centralised", "red", "v8")


@pytest.mark.parametrize(
    ("one", "other", "measure"),
    [
        ("none", "unknown", "unknown"),  # what is not known may not be called free
        ("unknown", "self", "self"),
        ("none", "none", "none"),
        ("monitoring", "home", "home"),
    ],
)
def test_the_highest_measure_wins(one: str, other: str, measure: str) -> None:
    assert join([answer(one), answer(other)]).measure == measure
    assert join([answer(other), answer(one)]).measure == measure


def test_one_decision_stays_itself() -> None:
    only = answer("home", "hh")
    assert join([only]) is only


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        (answer("home", "hh"), answer("home", "hh", "yellow"), "yellow"),
        (answer("home", "hh", "yellow"), answer("monitoring", "mm", "red"), "red"),
        (answer("centralised", "cc"), answer("home", "hh", "red"), "red"),
        (answer("home", "hh", "green"), answer("home", "hh"), "green"),
        (answer("home", "hh"), answer("none"), ""),
    ],
)
def test_the_severest_colour_wins_whoever_names_it(one: Decision, other: Decision, code: str) -> None:
    assert join([one, other]).code == join([other, one]).code == code


def test_of_two_counts_of_days_the_one_least_advanced_is_kept() -> None:
    """Home for two reasons from different days, seen from the day the site's stage is over."""
    early = PlannedStage(0, "home", ZERO, ZERO + 8 * DAY)
    late = PlannedStage(0, "home", ZERO + 2 * DAY, ZERO + 9 * DAY)
    site = PlannedStage(0, "centralised", ZERO, ZERO + 3 * DAY)
    for plans in ([[early], [late], [site]], [[late], [site], [early]], [[site], [late], [early]]):
        assert [(stage.place, stage.first_day) for stage in join_stages(plans)] == [
            ("centralised", 1),
            ("home", 2),
        ]


def test_a_due_of_two_rules_bears_the_number_of_the_one_further_on() -> None:
    stage = plan("hhhh")[0]
    seven = PlannedTest(0, 7, date(2022, 2, 2), 1, ZERO + DAY, ZERO + 2 * DAY)
    added = PlannedTest(0, 0, date(2022, 2, 2), 1, ZERO + DAY, ZERO + 2 * DAY, derived=True)
    for tests in ([seven, added], [added, seven]):
        assert [(test.day, test.derived) for test in join_tests([stage], tests)] == [(7, False)]
