"""Sheets of typed cells, as a file holds them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lianfang.core.identity.cells import Cell, cell_text

__all__ = ["Book", "Cell", "Line", "Sheet", "cell_text"]

Line = tuple[int, Sequence[Cell]]
"""The number of a row, as Excel shows it or the physical line of a CSV, and its cells."""


@dataclass(slots=True)
class Sheet:
    """One sheet; `rows` may be a stream that starts anew each time it is iterated. A CSV's name is empty."""

    name: str
    rows: Iterable[Line]


@dataclass(slots=True)
class Book:
    """The sheets of a file in their order."""

    sheets: list[Sheet] = field(default_factory=list)
