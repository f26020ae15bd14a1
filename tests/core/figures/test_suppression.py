"""Small counts stay out of public texts, and out of reach of those who can add up."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianfang.core.figures.dispatch import IDENTITIES
from lianfang.core.figures.identities import Identity
from lianfang.core.figures.suppression import Equation, equations, suppress

SUM = equations([Identity("total", ("a", "b", "c"))], {})
HIDDEN = "–"


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        pytest.param(
            {"x": 0, "y": 4, "z": 5}, {"x": 0, "y": "<5", "z": 5}, id="zero and the floor are shown"
        ),
        pytest.param(
            {"total": 30, "a": 10, "b": 12, "c": 8},
            {"total": 30, "a": 10, "b": 12, "c": 8},
            id="nothing small",
        ),
        pytest.param(
            {"total": 30, "a": 3, "b": 12, "c": 15},
            {"total": 30, "a": "<5", "b": HIDDEN, "c": 15},
            id="the smallest other part is withheld",
        ),
        pytest.param(
            {"total": 30, "a": 3, "b": 2, "c": 25},
            {"total": 30, "a": "<5", "b": "<5", "c": 25},
            id="two small ones hide each other",
        ),
        pytest.param(
            {"total": 27, "a": 1, "b": 1, "c": 25},
            {"total": 27, "a": "<5", "b": "<5", "c": HIDDEN},
            id="unless both can only be one",
        ),
        pytest.param(
            {"total": 3, "a": 3, "b": 0, "c": 0},
            {"total": "<5", "a": "<5", "b": 0, "c": 0},
            id="a small total and its only part",
        ),
        pytest.param(
            {"total": 6, "a": 1, "b": 5, "c": 0},
            {"total": HIDDEN, "a": "<5", "b": HIDDEN, "c": 0},
            id="when withholding a part tells too much, the total goes too",
        ),
    ],
)
def test_what_is_shown(values: dict[str, int], shown: dict[str, object]) -> None:
    assert suppress(values, 5, SUM) == shown


def test_when_everything_is_small_and_told_by_itself_one_is_not_even_called_small() -> None:
    five = equations([Identity("total", ("a", "b", "c", "d"))], {})
    shown = suppress({"total": 4, "a": 1, "b": 1, "c": 1, "d": 1}, 5, five)
    assert shown == {"total": HIDDEN, "a": "<5", "b": "<5", "c": "<5", "d": "<5"}


@pytest.mark.parametrize("floor", [-1, 0, 1, 2])
def test_a_floor_that_hides_nothing_is_refused(floor: int) -> None:
    with pytest.raises(ValueError, match="floor"):
        suppress({"a": 1}, floor)


def test_sums_over_what_is_not_shown_tell_the_reader_nothing() -> None:
    assert suppress({"a": 3, "b": 12}, 5, SUM) == {"a": "<5", "b": 12}


def test_a_split_in_an_identity_stands_for_its_keys() -> None:
    identity = Identity("times", ("by",), ("repeat",))
    assert equations([identity], {"by": ["by.home", "by.site"]}) == [
        Equation({"times": -1, "by.home": 1, "by.site": 1, "repeat": -1})
    ]


def test_hidden_through_two_sums() -> None:
    known = equations([Identity("ever", ("now", "out")), Identity("now", ("home", "site"))], {})
    values = {"ever": 40, "now": 20, "out": 20, "home": 18, "site": 2}
    shown = suppress(values, 5, known)
    assert (shown["site"], shown["home"]) == ("<5", HIDDEN)
    assert (shown["ever"], shown["now"], shown["out"]) == (40, 20, 20)


def test_withholding_a_total_reaches_the_sum_above_it() -> None:
    known = equations([Identity("ever", ("now", "out")), Identity("now", ("home",))], {})
    shown = suppress({"ever": 40, "now": 3, "out": 37, "home": 3}, 5, known)
    assert (shown["now"], shown["home"]) == ("<5", "<5")
    assert HIDDEN in (shown["ever"], shown["out"])


# A reader who tries every possibility.

FLOOR = 3
TREE = equations([Identity("all", ("x", "y")), Identity("x", ("x1", "x2", "x3"))], {})


def possible(values: dict[str, int], shown: dict[str, Any], top: int) -> dict[str, set[int]]:
    """Every value each count could have, by trying all that the shown text and the sums allow."""
    leaves = ("y", "x1", "x2", "x3")
    seen: dict[str, set[int]] = {path: set() for path in values}
    for guess in product(range(top + 1), repeat=len(leaves)):
        full = dict(zip(leaves, guess, strict=True))
        full["x"] = full["x1"] + full["x2"] + full["x3"]
        full["all"] = full["x"] + full["y"]
        if all(allows(shown[path], full[path], values[path]) for path in full):
            for path, value in full.items():
                seen[path].add(value)
    return seen


def allows(told: object, guess: int, truth: int) -> bool:
    if told == f"<{FLOOR}":
        return 0 < guess < FLOOR
    if told == HIDDEN:
        return guess >= (FLOOR if truth >= FLOOR else 1)
    return guess == told


@settings(deadline=None, max_examples=60)
@given(st.tuples(*[st.integers(0, 5)] * 4))
def test_a_small_count_is_never_the_only_possibility(parts: tuple[int, int, int, int]) -> None:
    y, x1, x2, x3 = parts
    values = {"all": sum(parts), "x": x1 + x2 + x3, "y": y, "x1": x1, "x2": x2, "x3": x3}
    shown = suppress(values, FLOOR, TREE)
    seen = possible(values, shown, top=7)
    for path, value in values.items():
        if 0 < value < FLOOR:
            assert shown[path] in (f"<{FLOOR}", HIDDEN)
            assert len(seen[path]) > 1, (values, shown, path)
        elif shown[path] != HIDDEN:
            assert shown[path] == value


def test_the_identities_of_the_dispatch_report_can_be_used() -> None:
    splits = {"controlled.now_by": ["controlled.now_by.home", "controlled.now_by.centralised"]}
    values = {"controlled.now": 40, "controlled.now_by.home": 38, "controlled.now_by.centralised": 2}
    shown = suppress(values, 5, equations(IDENTITIES, splits))
    assert shown == {**values, "controlled.now_by.centralised": "<5", "controlled.now_by.home": HIDDEN}
