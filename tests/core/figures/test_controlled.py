"""The figures of control, case by case, and the equations that hold whatever happened."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.figures.made import CUT, hours, spell

from lianfang.core.figures.controlled import CONTROLLED, UNEXPLAINED
from lianfang.core.figures.figure import Figure
from lianfang.core.figures.identities import Identity, reconcile, total
from lianfang.core.figures.memory import members, report

FIGURES = {figure.path.removeprefix("controlled."): figure for figure in (*CONTROLLED, UNEXPLAINED)}
NOBODY: list[Any] = []


def listed(facts: list[Any]) -> dict[str, Any]:
    """The unsplit figures that have anybody, with their members."""
    told = {
        name: members(figure, facts, CUT.params()) for name, figure in FIGURES.items() if figure.by is None
    }
    return {name: keys for name, keys in told.items() if keys}


ONE = {"ever": ["a"], "ever_times": [1]}
FRESH = {"new": ["a"], "new_times": [1]}


@pytest.mark.parametrize(
    ("facts", "figures"),
    [
        pytest.param([], {}, id="nobody"),
        pytest.param([spell("a", 1, 48)], {**ONE, "now": ["a"]}, id="running"),
        pytest.param([spell("a", 1, 24)], {**ONE, **FRESH, "now": ["a"]}, id="started just 24 h before: new"),
        pytest.param([spell("a", 1, 24.1)], {**ONE, "now": ["a"]}, id="started a little earlier: not new"),
        pytest.param([spell("a", 1, 0)], {}, id="starts at the cut: not yet"),
        pytest.param([spell("a", 1, -1)], {}, id="starts later"),
        pytest.param(
            [spell("a", 1, 48, 0, "released")], {**ONE, "now": ["a"]}, id="ends at the cut: still there"
        ),
        pytest.param(
            [spell("a", 1, 48, -5, "released")], {**ONE, "now": ["a"]}, id="ends later: still there"
        ),
        pytest.param(
            [spell("a", 1, 48, 1, "released")],
            {**ONE, "released_ever": ["a"], "released_new": ["a"]},
            id="released today",
        ),
        pytest.param(
            [spell("a", 1, 96, 24, "released")],
            {**ONE, "released_ever": ["a"], "released_new": ["a"]},
            id="released just 24 h before: today",
        ),
        pytest.param(
            [spell("a", 1, 96, 25, "released")], {**ONE, "released_ever": ["a"]}, id="released earlier"
        ),
        pytest.param([spell("a", 1, 96, 25, "left")], {**ONE, "left_ever": ["a"]}, id="left"),
        pytest.param([spell("a", 1, 96, 25, "transferred")], {**ONE, "left_ever": ["a"]}, id="handed over"),
        pytest.param([spell("a", 1, 96, 25, "died")], {**ONE, "died_ever": ["a"]}, id="died"),
        pytest.param([spell("a", 1, 96, 25, "moved")], {**ONE, "unexplained": ["a"]}, id="moved nowhere"),
        pytest.param([spell("a", 1, 96, 25)], {**ONE, "unexplained": ["a"]}, id="ended without a reason"),
        pytest.param(
            [spell("a", 1, 96, 25, "moved"), spell("a", 2, 25)],
            {"ever": ["a"], "ever_times": [1, 2], "ever_repeat": [2], "now": ["a"]},
            id="moved home: one person, two person-times",
        ),
        pytest.param(
            [spell("a", 1, 96, 0, "moved"), spell("a", 2, 0)],
            {**ONE, "now": ["a"]},
            id="moved at the cut: still in the first stage, never in between",
        ),
        pytest.param(
            [spell("a", 1, 20, 10, "moved"), spell("a", 2, 10)],
            {
                "ever": ["a"],
                "ever_times": [1, 2],
                "ever_repeat": [2],
                "new": ["a"],
                "new_times": [1, 2],
                "new_repeat": [2],
                "now": ["a"],
            },
            id="both stages today: one new person, one repeat",
        ),
        pytest.param(
            [spell("a", 1, 96, 50, "moved"), spell("a", 2, 10)],
            {
                "ever": ["a"],
                "ever_times": [1, 2],
                "ever_repeat": [2],
                "new": ["a"],
                "new_times": [2],
                "now": ["a"],
            },
            id="a second stage today: new today, but no repeat among the new",
        ),
        pytest.param(
            [spell("a", 1, 96, 50, "left"), spell("a", 2, 30, 2, "released")],
            {
                "ever": ["a"],
                "ever_times": [1, 2],
                "ever_repeat": [2],
                "released_ever": ["a"],
                "released_new": ["a"],
            },
            id="left, came back, released: the last stage decides",
        ),
        pytest.param(
            [spell("a", 1, 96, 50, "released"), spell("a", 2, 30)],
            {"ever": ["a"], "ever_times": [1, 2], "ever_repeat": [2], "now": ["a"]},
            id="released and controlled again: now, not released",
        ),
        pytest.param(
            [spell("a", 1, 96, 50, "released"), spell("a", 2, -3)],
            {**ONE, "released_ever": ["a"]},
            id="a stage of tomorrow does not matter yet",
        ),
        pytest.param(
            [spell("a", 1, 48), spell("b", 2, 40), spell("b", 3, 10, place="self")],
            {
                "ever": ["a", "b"],
                "ever_times": [1, 2, 3],
                "ever_repeat": [3],
                "new": ["b"],
                "new_times": [3],
                "now": ["a", "b"],
            },
            id="people are listed each once",
        ),
    ],
)
def test_who_is_counted(facts: list[Any], figures: dict[str, Any]) -> None:
    assert listed(facts) == figures


def test_places_split_person_times_and_the_present() -> None:
    facts = [
        spell("a", 1, 96, 10, "moved", place="centralised"),
        spell("a", 2, 10),
        spell("b", 3, 5, place="monitoring"),
        spell("c", 4, 96, 30, "released"),
    ]
    controlled = report(CONTROLLED, {"spells": facts}, CUT.params())["controlled"]
    assert controlled["ever_times_by"] == {"centralised": 1, "home": 2, "monitoring": 1}
    assert controlled["new_times_by"] == {"home": 1, "monitoring": 1}
    assert controlled["now_by"] == {"home": 1, "monitoring": 1}


def test_towns_add_up_because_a_person_stands_where_the_latest_stage_is() -> None:
    facts = [
        spell("a", 1, 96, 10, "moved", town="t1"),
        spell("a", 2, 10, 1, "released", town="t2"),
        spell("b", 3, 9),
    ]
    controlled = report(CONTROLLED, {"spells": facts}, CUT.params())["controlled"]
    assert controlled["ever_by_town"] == {"t1": 1, "t2": 1}
    assert controlled["new_by_town"] == {"t1": 1, "t2": 1}
    assert controlled["now_by_town"] == {"t1": 1}
    assert controlled["released_by_town"] == {"t2": 1}


def test_classes_add_up_because_a_person_stands_in_the_class_of_the_latest_stage() -> None:
    facts = [
        spell("a", 1, 96, 50, "released", category="arrival_other_province"),
        spell("a", 2, 10, category="close_contact"),
        spell("b", 3, 90, 9, "released", category="arrival_same_province"),
        spell("c", 4, 30),
    ]
    controlled = report(CONTROLLED, {"spells": facts}, CUT.params())["controlled"]
    assert controlled["ever_by_category"] == {"arrival_same_province": 1, "close_contact": 1, "unknown": 1}
    assert controlled["now_by_category"] == {"close_contact": 1, "unknown": 1}
    assert controlled["released_by_category"] == {"arrival_same_province": 1}
    assert controlled["outside_ever"] == 0, "whoever became a contact since is no arrival any more"


def test_those_from_hubei_are_among_those_from_other_provinces() -> None:
    facts = [
        spell("a", 1, 90, 30, "released", category="arrival_hubei"),
        spell("b", 2, 80, 20, "released", category="arrival_other_province"),
        spell("c", 3, 70, category="arrival_other_province"),
        spell("d", 4, 70, 3, "died", category="arrival_hubei"),
        spell("e", 5, 70, 3, "left", category="arrival_other_province"),
        spell("f", 6, 70, 3, "released", category="arrival_same_province"),
    ]
    values = report(CONTROLLED, {"spells": facts}, CUT.params())
    controlled = values["controlled"]
    told = {name: controlled[f"outside_{name}"] for name in ("ever", "now", "released", "gone")}
    assert told == {"ever": 5, "now": 1, "released": 2, "gone": 2}
    assert controlled["ever_by_category"]["arrival_hubei"] == 2
    assert members(FIGURES["outside_gone"], facts, CUT.params()) == ["d", "e"]


# Whatever happened: people with any stages one after another.

CLASSES = ["arrival_hubei", "arrival_other_province", "arrival_same_province", None]

endings = st.sampled_from(["moved", "released", "left", "died", "transferred", None])


@st.composite
def lives(draw: st.DrawFn) -> list[Any]:
    facts: list[Any] = []
    for person in range(draw(st.integers(0, 5))):
        times = sorted(draw(st.lists(st.integers(-48, 96), max_size=6)), reverse=True)
        while times:
            end = times[1] if len(times) > 1 else None
            by = None if end is None else draw(endings)
            place = draw(st.sampled_from(["home", "centralised", None]))
            where = {
                "town": draw(st.sampled_from(["t1", "t2", None])),
                "category": draw(st.sampled_from(CLASSES)),
            }
            facts.append(spell(f"p{person}", len(facts), times[0], end, by, place=place, **where))
            times = times[1:] if by == "moved" else times[2:]
    return facts


ALWAYS_TRUE = (
    Identity(
        "controlled.ever",
        tuple(
            f"controlled.{name}" for name in ("now", "released_ever", "left_ever", "died_ever", "unexplained")
        ),
    ),
    Identity("controlled.ever_repeat", ("controlled.ever_times",), ("controlled.ever",)),
    Identity("controlled.new_repeat", ("controlled.new_times",), ("controlled.new",)),
    Identity("controlled.ever_times", ("controlled.ever_times_by",)),
    Identity("controlled.new_times", ("controlled.new_times_by",)),
    Identity("controlled.now", ("controlled.now_by",)),
    Identity("controlled.ever", ("controlled.ever_by_town",)),
    Identity("controlled.new", ("controlled.new_by_town",)),
    Identity("controlled.now", ("controlled.now_by_town",)),
    Identity("controlled.released_ever", ("controlled.released_by_town",)),
    Identity("controlled.ever", ("controlled.ever_by_category",)),
    Identity("controlled.now", ("controlled.now_by_category",)),
    Identity("controlled.released_ever", ("controlled.released_by_category",)),
)


@given(lives())
def test_the_equations_hold_whatever_happened(facts: list[Any]) -> None:
    values = report((*CONTROLLED, UNEXPLAINED), {"spells": facts}, CUT.params())
    assert reconcile(values, ALWAYS_TRUE) == []
    assert total(values, "controlled.new") <= total(values, "controlled.ever")


@given(lives())
def test_now_is_counted_by_looking_at_the_moment_before_the_cut(facts: list[Any]) -> None:
    there = {
        fact["person"]
        for fact in facts
        if fact["starts_at"] < CUT.at and (fact["ends_at"] is None or fact["ends_at"] >= CUT.at)
    }
    assert members(FIGURES["now"], facts, CUT.params()) == sorted(there)


@given(lives(), st.integers(1, 72))
def test_people_move_between_the_figures_and_are_never_lost(facts: list[Any], earlier: int) -> None:
    before = {**CUT.params(), "cut": hours(earlier), "since": hours(earlier + 24)}
    figure: Figure = FIGURES["ever"]
    assert set(members(figure, facts, before)) <= set(members(figure, facts, CUT.params()))
