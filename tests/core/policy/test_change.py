"""What a new plan changes from an instant on."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.policy import Decision, PlannedStage, PlannedTest
from lianfang.core.policy.change import KINDS, Change, end_of, place_at, weigh
from lianfang.core.timeline import DAY, SHANGHAI, day_of, day_start

BEGAN = datetime(2022, 3, 1, 9, tzinfo=SHANGHAI)
NOW = BEGAN + 3 * DAY


def plan(*parts: tuple[str, float], tests: tuple[int, ...] = ()) -> Decision:
    """Stages one after the other, and tests on days of the first hour's day."""
    stages, begins = [], BEGAN
    for number, (place, days) in enumerate(parts):
        stages.append(PlannedStage(number, place, begins, begins + days * DAY))
        begins += days * DAY
    due = [
        PlannedTest(0, day, day_of(opens), 1, opens, opens + DAY)
        for day in tests
        for opens in [day_start(day_of(BEGAN)) + (day - 1) * DAY]
    ]
    return Decision("x", tuple(stages), tuple(due), "v8", ())


@pytest.mark.parametrize(
    ("before", "after", "kind", "days", "places"),
    [
        (plan(("home", 14)), plan(("home", 7)), "shorter", -7, ("home", "home")),
        (plan(("home", 7)), plan(("home", 14)), "longer", 7, ("home", "home")),
        (plan(("centralised", 14)), plan(("home", 14)), "other", 0, ("centralised", "home")),
        (plan(("home", 14)), plan(("home", 7), ("self", 7)), "other", 0, ("home", "home")),
        (plan(("home", 14)), plan(), "released", -11, ("home", "")),
        (plan(("home", 14)), plan(("home", 3)), "released", -11, ("home", "")),
        (plan(("home", 14)), plan(("home", 2.5)), "released", -11, ("home", "")),
        (plan(("home", 2)), plan(("home", 5)), "longer", 2, ("", "home")),  # its days were over
        (plan(("home", 14)), plan(("home", 14), tests=(10,)), "other", 0, ("home", "home")),
        # six hours earlier, to a site: stricter, no relief
        (
            plan(("home", 14)),
            plan(("home", 3), ("centralised", 10.75)),
            "other",
            -0.25,
            ("home", "centralised"),
        ),
        (
            plan(("home", 3), ("self", 11)),
            plan(("home", 10), ("self", 3.75)),
            "other",
            -0.25,
            ("self", "home"),
        ),
        # the same hours, but lighter at once, or later, or without a stricter place at all
        (plan(("centralised", 14)), plan(("home", 13.75)), "shorter", -0.25, ("centralised", "home")),
        (
            plan(("home", 14)),
            plan(("centralised", 5), ("self", 8.75)),
            "shorter",
            -0.25,
            ("home", "centralised"),
        ),
        (plan(("home", 14)), plan(("home", 13.75)), "shorter", -0.25, ("home", "home")),
        # a whole day is a day, whatever the place
        (plan(("home", 14)), plan(("centralised", 13)), "shorter", -1, ("home", "centralised")),
    ],
)
def test_kinds(before: Decision, after: Decision, kind: str, days: float, places: tuple[str, str]) -> None:
    change = weigh(before, after, NOW)
    assert change is not None
    assert (change.kind, change.days, (change.place_before, change.place_after)) == (kind, days, places)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (plan(("home", 14)), plan(("home", 14))),
        (plan(("centralised", 2), ("home", 12)), plan(("home", 14))),  # what was elsewhere is history
        (plan(("home", 14), tests=(1, 4)), plan(("home", 14), tests=(2, 4))),  # the fourth day is today
        (plan(("home", 2)), plan(("home", 1))),
        (plan(), plan()),
    ],
)
def test_where_nothing_is_different_from_now_on(before: Decision, after: Decision) -> None:
    assert weigh(before, after, NOW) is None


def test_ends_and_places() -> None:
    assert (end_of(plan(), NOW), place_at(plan(), NOW)) == (NOW, "")
    assert place_at(plan(("home", 3), ("self", 3)), NOW) == "self"
    assert Change("x", NOW, NOW + timedelta(hours=1), "", "").days == 0.04


PLANS = st.lists(
    st.tuples(st.sampled_from(["centralised", "home", "self"]), st.integers(1, 10)), max_size=3
).map(lambda parts: plan(*parts))


@given(PLANS, PLANS, st.integers(0, 30).map(lambda days: BEGAN + days * DAY))
def test_there_and_back(one: Decision, other: Decision, at: datetime) -> None:
    there, back = weigh(one, other, at), weigh(other, one, at)
    assert (there is None) == (back is None)
    if there and back:
        assert there.kind in KINDS
        assert there.gained == -back.gained
