"""A figure as data: which facts of one table qualify, and what is counted of them.

The meaning, for every reading:

1. The facts are the rows of `table` in the versions asked for (`facts.held`) for which `where` is TRUE.
2. `counts` PERSON: they are grouped by person, facts without a person left out. A person is a member unless
   `none` is TRUE for one of these facts, and only if `last` is TRUE for the latest of them by the table's
   order. With `by`, a member stands under the value of the latest fact when there is a `last`, else under
   every value that occurs among the person's facts (there the parts may overlap).
3. Any other `counts`: each fact is a member by its key; with `by`, under its value.
4. `minus` (times, people): a member is each fact but the first of its person, so that the length of the list
   is times minus people; facts without a person are left out.
5. A NULL value of `by` stands under `UNKNOWN`. Only values that occur have a key.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum

from lianfang.core.figures.algebra import Expr, all_of, columns, parameters
from lianfang.core.figures.cut import CUT, DAY, READ, SINCE
from lianfang.core.figures.facts import Table

UNKNOWN = "unknown"
"""The key under which a split puts members whose value is NULL."""

_GIVEN = frozenset(param.name for param in (CUT, SINCE, DAY, READ))


class Unit(StrEnum):
    """What one member of a figure is."""

    PERSON = "person"
    PERSON_TIME = "person_time"
    ROW = "row"
    TEST = "test"
    LEAD = "lead"


class FigureError(ValueError):
    """A figure is declared in a way no reading could follow."""


@dataclass(frozen=True)
class Figure:
    """One number and, first, the list behind it.

    `path` is its place in a report ("controlled.now_by"); a key of a split is one step more
    ("controlled.now_by.home"). `label` and `says` are English msgids; `says` may name {cut}, {since} and
    {day}. Raises FigureError when declared with unknown columns or params, or with pieces that do not go
    together.
    """

    path: str
    table: Table
    counts: Unit
    where: Expr
    label: str
    says: str
    none: Expr | None = None
    last: Expr | None = None
    by: str | None = None
    minus: tuple[str, str] | None = None

    def __post_init__(self) -> None:
        conditions = [expr for expr in (self.where, self.none, self.last) if expr is not None]
        read = set().union(*map(columns, conditions)) | ({self.by} if self.by else set())
        if unknown := read - set(self.table.columns):
            raise FigureError(f"{self.path}: {self.table.name} has no column {sorted(unknown)}")
        if unknown := set().union(*map(parameters, conditions)) - _GIVEN:
            raise FigureError(f"{self.path}: no reading gives {sorted(unknown)}")
        if self.counts is not Unit.PERSON and (self.none or self.last):
            raise FigureError(f"{self.path}: `none` and `last` look at one person's facts; count people")
        if self.minus and (self.counts is Unit.PERSON or self.by):
            raise FigureError(f"{self.path}: a surplus lists facts, unsplit")

    @property
    def key(self) -> str:
        """The column whose values are the members."""
        return self.table.person if self.counts is Unit.PERSON else self.table.key


@dataclass(frozen=True)
class Ratio:
    """A percentage of two figures; it has no members of its own, its two figures have."""

    path: str
    part: str
    whole: str
    label: str
    says: str


@dataclass(frozen=True)
class Selected:
    """What a path names: a figure, and the key when the path goes into a split."""

    figure: Figure
    value: str | None


def percent(part: int, whole: int) -> float | None:
    """Give part of whole in percent with one decimal, rounded down so that 100.0 means all."""
    if whole == 0:
        return None
    return float((Decimal(part) * 100 / whole).quantize(Decimal("0.1"), rounding=ROUND_DOWN))


def narrowed(figure: Figure, within: Expr) -> Figure:
    """The same figure over fewer facts, as those of one town or one event."""
    return Figure(**{**vars(figure), "where": all_of(within, figure.where)})


def select(path: str, figures: Iterable[Figure]) -> Selected:
    """Find the figure a path names, with the key for a path into a split.

    Raises LookupError for a path that names none, or a split without its key.
    """
    listed = {figure.path: figure for figure in figures}
    if path in listed and listed[path].by is None:
        return Selected(listed[path], None)
    stem, _, value = path.rpartition(".")
    if stem in listed and listed[stem].by is not None:
        return Selected(listed[stem], value)
    raise LookupError(path)
