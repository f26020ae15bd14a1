"""A register declared as data: its columns, its door, its order, what can be done to its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet
from django.forms import Form
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from lianfang.shared.actor import Actor
from lianfang.shared.roles import Permission
from lianfang.shared.tables.filters import Filter
from lianfang.shared.tables.paging import (
    Count,
    Held,
    Order,
    Page,
    Place,
    count_rows,
    expect_rows,
    hold_keys,
    read_page,
)

Words = str | Promise
RESERVED = frozenset({"sort", "after", "before", "q", "counted"})


@dataclass(frozen=True)
class Column:
    """One column of a register.

    `value` is an attribute path (``person__name``) or a function of the row. `sort` names the
    non-null fields that order the column, which an index followed by ``id`` should carry. `cell`
    draws the value, `exported` gives what Excel gets (else the value itself), `in_file` what only a
    file gets, as a number in full that the page masks. `lead` marks the
    column that heads a row's card on a phone and links to the row. `optional` columns are shown
    only when picked; `only_filter` columns are never shown.
    """

    key: str
    heading: Words
    value: str | Callable[[Any], Any]
    sort: tuple[str, ...] = ()
    filter: Filter | None = None
    cell: Callable[[Any], SafeString | str] | None = None
    exported: Callable[[Any], Any] | None = None
    in_file: Callable[[Any], Any] | None = None
    export_heading: Words = ""
    css: str = ""
    lead: bool = False
    optional: bool = False
    only_filter: bool = False
    width: int = 14

    def value_of(self, row: Any) -> Any:
        """Return the row's value in this column."""
        return self.value(row) if callable(self.value) else follow(row, self.value)

    def file_of(self, row: Any) -> Any:
        """Return what an exported file gets."""
        return self.in_file(row) if self.in_file else self.export_of(row)

    def export_of(self, row: Any) -> Any:
        """Return what a spreadsheet gets."""
        return self.exported(row) if self.exported else self.value_of(row)

    @property
    def heading_in_export(self) -> Words:
        """Return the customary heading."""
        return self.export_heading or self.heading


@dataclass(frozen=True)
class Act:
    """What a bulk action is given: the rows picked, who acts, when, and the form's answers."""

    ids: list[int]
    by: Actor
    at: datetime
    key: str
    answers: Mapping[str, Any]


@dataclass(frozen=True)
class BulkAction:
    """Something done to many rows at once; `run` returns the sentence shown afterwards."""

    key: str
    label: Words
    permission: Permission
    run: Callable[[Act], Words]
    icon: str = "checks"
    confirm: Words = ""
    form: Callable[[Actor], type[Form]] | None = None
    most: int = 5_000


def follow(row: Any, path: str) -> Any:
    """Return the value at an attribute path; a missing link gives None."""
    for name in path.split("__"):
        if row is None:
            return None
        row = row.get(name) if isinstance(row, Mapping) else getattr(row, name)
    return row


class Table:
    """A register; a room's `tables.py` declares one for each of its lists.

    A table is made for one reader: `self.actor`, the address's parts in `self.parts`, the kept
    parameters in `self.kept`, what the address asks of its rows in `self.conditions`.
    """

    key: ClassVar[str]
    title: ClassVar[Words]
    permission: ClassVar[Permission]
    columns: ClassVar[Sequence[Column]]
    default_sort: ClassVar[str]  # a column's key, with a leading "-" for descending
    search: ClassVar[Filter | None] = None
    search_hint: ClassVar[Words] = ""
    actions: ClassVar[Sequence[BulkAction]] = ()
    keeps: ClassVar[Sequence[str]] = ()  # further parameters that every link of the list carries
    page_size: ClassVar[int] = 50
    exact_count: ClassVar[bool] = False  # figures are always exact; what is not few by a request of its own
    is_selection: ClassVar[bool] = (
        False  # few rows of a large table, as what is due: held like those of a filter
    )
    export_name: ClassVar[Words] = ""
    empty_title: ClassVar[Words] = ""
    empty_text: ClassVar[Words] = ""
    template: ClassVar[str] = "web/table/page.html"
    import_url: ClassVar[str] = ""  # the name of an address that takes the exported file back

    known: ClassVar[dict[str, type[Table]]] = {}

    def __init__(self, actor: Actor, kept: Mapping[str, str] | None = None, **parts: Any) -> None:
        self.actor = actor
        self.kept = dict(kept or {})
        self.parts = parts
        self.conditions: Sequence[tuple[Filter, Any]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "key" in vars(cls):
            check_declaration(cls)
            Table.known[cls.key] = cls

    def rows(self) -> QuerySet[Any, Any]:
        """Return the rows the reader may see, through the room's `visible_to`."""
        raise NotImplementedError

    def walk(self) -> QuerySet[Any, Any]:
        """Return the same rows in the form that a walk in the list's order meets soonest."""
        return self.rows()

    def sought(self, few: Callable[[], bool]) -> QuerySet[Any, Any]:
        """Return the same rows in the form in which those that a search finds are soonest met; ask `few` if need be."""
        return self.rows()

    def hold_all(self, order: Order) -> Held:
        """Count the rows without conditions; a list that knows a shorter way or the keys of few gives them."""
        return Held(count_rows(self.rows()), None)

    def hold_keys(self, rows: QuerySet[Any, Any], order: Order) -> Held:
        """Count rows and hold on to the keys of few; a list that knows a shorter way to them goes it."""
        return hold_keys(rows, order)

    def expect(self, rows: QuerySet[Any, Any]) -> int:
        """Return how many rows the server expects; 0 where it cannot know."""
        return expect_rows(rows)

    def count_exactly(self, rows: QuerySet[Any, Any]) -> Count:
        """Count all rows; a list that knows a shorter way goes it."""
        return count_rows(rows, exact=True)

    def attach(self, rows: list[Any]) -> None:
        """Read what a page's rows need beside their own query, in a constant number of queries."""

    def row_url(self, row: Any) -> str:
        """Return the address of a row's page."""
        return ""

    def row_css(self, row: Any) -> str:
        """Return a class for the row; ``is-bad`` marks what is overdue."""
        return ""

    def audited(self) -> dict[str, Any]:
        """Return what the audit trail says the list is: its kind, and which one where there are several."""
        return {"object_kind": self.key}

    def heading(self) -> Words:
        """Return the page's heading."""
        return self.title

    def read_page(self, rows: QuerySet[Any, Any], order: Order, place: Place | None) -> Page:
        """Read the page at a place; a list that knows a shorter way to its rows goes it."""
        return read_page(rows, order, place, self.page_size)

    def context(self) -> dict[str, Any]:
        """Return further values for the page's template."""
        return {}

    @classmethod
    def column(cls, key: str) -> Column | None:
        """Return a column by its key."""
        return next((column for column in cls.columns if column.key == key), None)

    @classmethod
    def pickable(cls) -> list[Column]:
        """List the columns a reader may show."""
        return [column for column in cls.columns if not column.only_filter]


def check_declaration(table: type[Table]) -> None:
    """Raise ImproperlyConfigured for a table whose keys clash or whose default order is unknown."""
    names = [name for column in table.columns if column.filter for name in column.filter.names(column.key)]
    names += list(table.keeps)
    twice = {name for name in names if names.count(name) > 1} | (set(names) & RESERVED)
    if twice:
        raise ImproperlyConfigured(f"table {table.key}: parameters clash: {', '.join(sorted(twice))}")
    keys = [column.key for column in table.columns]
    if len(set(keys)) < len(keys):
        raise ImproperlyConfigured(f"table {table.key}: a column's key is used twice")
    first = table.column(table.default_sort.removeprefix("-"))
    if first is None or not first.sort:
        raise ImproperlyConfigured(f"table {table.key}: default_sort names no sortable column")
    if table.key in Table.known and Table.known[table.key].__qualname__ != table.__qualname__:
        raise ImproperlyConfigured(f"table {table.key}: two tables have this key")
