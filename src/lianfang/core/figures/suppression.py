"""Keep small counts out of public texts, and keep them from being worked out again from the totals.

A count from 1 to floor - 1 could point at a person: it shows as "<floor". Where the totals shown beside it
would still give it away, further counts are withheld. The reader is taken to know the identities, the floor
and this rule: that a count marked small lies in 1…floor-1 and a withheld one is at least the floor. What such
a reader can narrow down is found by passing bounds along the sums, which is exact as long as these form no
ring (the identities of the dispatch report form none).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from math import inf

from lianfang.core.figures.identities import Identity

Shown = int | str
Bounds = dict[str, tuple[float, float]]
_WITHHELD = "–"


class _Hiding(StrEnum):
    SMALL = "small"
    WITHHELD = "withheld"


@dataclass(frozen=True)
class Equation:
    """A sum a reader knows: each path with its sign, adding up to nothing."""

    terms: Mapping[str, int]


def equations(identities: Iterable[Identity], splits: Mapping[str, Iterable[str]]) -> list[Equation]:
    """Turn identities into equations over single counts; `splits` names the paths under each split's path."""
    listed = []
    for identity in identities:
        terms: dict[str, int] = {}
        signed = chain(
            [(identity.whole, -1)], ((p, 1) for p in identity.plus), ((m, -1) for m in identity.minus)
        )
        for path, sign in signed:
            for leaf in splits.get(path, [path]):
                terms[leaf] = terms.get(leaf, 0) + sign
        listed.append(Equation(terms))
    return listed


def suppress(values: Mapping[str, int], floor: int, known: Iterable[Equation] = ()) -> dict[str, Shown]:
    """Replace small counts by "<floor" and, as far as needed, others by a dash.

    `values` are counts by path, `known` the sums a reader can use; only those wholly among the values matter.
    Raises ValueError for a floor below 3, as "<2" says 1.
    """
    if floor < 3:
        raise ValueError("a floor below 3 hides nothing")
    sums = [equation for equation in known if equation.terms.keys() <= values.keys()]
    hidden = {path: _Hiding.SMALL for path, value in values.items() if 0 < value < floor}
    while exposed := _exposed(values, hidden, floor, sums):
        hidden[_next_to_hide(values, hidden, exposed, sums)] = _Hiding.WITHHELD
    shown = {_Hiding.SMALL: f"<{floor}", _Hiding.WITHHELD: _WITHHELD}
    return {path: shown[hidden[path]] if path in hidden else value for path, value in values.items()}


def _exposed(
    values: Mapping[str, int], hidden: Mapping[str, _Hiding], floor: int, sums: list[Equation]
) -> set[str]:
    """Name the small counts of which a reader can work out the very value."""
    bounds: Bounds = {path: (value, value) for path, value in values.items()}
    for path, hiding in hidden.items():
        bounds[path] = (
            (1, floor - 1) if hiding is _Hiding.SMALL else (floor if values[path] >= floor else 1, inf)
        )
    while _tighten(bounds, sums):
        pass
    return {path for path in hidden if values[path] < floor and bounds[path][0] == bounds[path][1]}


def _tighten(bounds: Bounds, sums: list[Equation]) -> bool:
    """Pass bounds once along every sum; tell whether any became narrower."""
    narrower = False
    for equation in sums:
        for path, sign in equation.terms.items():
            others = [(bounds[other], s) for other, s in equation.terms.items() if other != path]
            lows = sum(-sign * s * (low if sign * s < 0 else high) for (low, high), s in others)
            highs = sum(-sign * s * (high if sign * s < 0 else low) for (low, high), s in others)
            low, high = bounds[path]
            bounds[path] = max(low, lows), min(high, highs)
            narrower = narrower or bounds[path] != (low, high)
    return narrower


def _next_to_hide(
    values: Mapping[str, int], hidden: Mapping[str, _Hiding], exposed: set[str], sums: list[Equation]
) -> str:
    """Choose what to withhold next: the smallest count still shown in the nearest sums that have one.

    Sums are near that hold an exposed count, then those they reach through hidden ones. When none shows a
    count above 0, everything there is small, and the largest of these stops being called so.
    """
    reached, around = set[str](), set(exposed)
    while around > reached:
        reached = around
        around = reached.union(*(equation.terms for equation in sums if _touches(equation, reached, hidden)))
        shown = [path for path in around if values[path] > 0 and path not in hidden]
        if shown:
            return min(shown, key=lambda path: (values[path], path))
    small = [path for path in reached if hidden.get(path) is _Hiding.SMALL]
    return max(small, key=lambda path: (values[path], path))


def _touches(equation: Equation, reached: set[str], hidden: Mapping[str, _Hiding]) -> bool:
    return any(path in hidden and path in reached for path in equation.terms)
