"""What a reader asks of a list: read from the address, written back into its links."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from lianfang.shared.actor import ScopeKind
from lianfang.shared.crypto import CannotOpen
from lianfang.shared.tables import typed
from lianfang.shared.tables.columns import Column, Table
from lianfang.shared.tables.filters import Filter, NotUnderstood
from lianfang.shared.tables.paging import (
    COUNTED,
    Count,
    Order,
    Place,
    Rows,
    are_sortable,
    count_rows,
    open_place,
)

SEARCH = "q"


@dataclass
class Asked:
    """The order, the place and the conditions that an address asks of a table.

    What was not understood is in `faults`, in words, and is not applied. `params` holds typed texts as they
    were typed, `sealed` those that the address held sealed; `is_bare` tells that it held one in clear.
    """

    table: Table
    params: QueryDict
    sort: str = ""
    descending: bool = False
    values: dict[str, Any] = field(default_factory=dict)
    search: Any = None
    faults: list[str] = field(default_factory=list)
    sealed: dict[str, str] = field(default_factory=dict)
    is_bare: bool = False

    @property
    def order(self) -> Order:
        """Return the fields to order by."""
        column = type(self.table).column(self.sort)
        assert column is not None
        gathered = [condition.gathers(value) for condition, value in self.conditions()]
        stretch = next((each for each in gathered if each and each.field == column.sort[0]), None)
        return Order(column.sort, self.descending, sorts=stretch is not None, stretch=stretch)

    @property
    def is_narrowed(self) -> bool:
        """Say whether the reader asks for fewer rows than all."""
        return self.search is not None or bool(self.values)

    def place(self, rows: Rows) -> Place | None:
        """Return where the page begins; an address of another order begins at the first row."""
        for name, back in (("after", False), ("before", True)):
            token = self.params.get(name)
            if token:
                return open_place(str(token), rows.model, self.order, back=back)
        return None

    def rows(self, walk: bool = False) -> Rows:
        """Return the rows the reader may see, narrowed by every condition; `walk` as `Table.walk` gives them."""
        rows = self.table.walk() if walk else self.table.rows()
        for condition, value in self.conditions():
            rows = condition.apply(rows, value)
        return rows

    def counted(self) -> tuple[Count | None, Rows, Order]:
        """Count the rows that match, and return them and their order as a page is to be read.

        None where `count` is asked for, in a request of its own: of a figure, or of many whose first are met at once.
        """
        order, count = self.order, None
        narrowed = self.is_narrowed or self.table.is_selection
        if not self._are_many():
            found = self._look_up()
            count, held, in_order = (
                self.table.hold_keys(found, order) if narrowed else self.table.hold_all(order)
            )
            if held is not None:
                shown = self._not_sought() if held else found
                return count, shown, replace(order, sorts=True, stretch=None, held=held, in_order=in_order)
            if self.table.exact_count:
                count = None
        beside = any(condition.runs_beside(order) for condition, _value in self.conditions())
        if beside and not order.sorts and are_sortable(rows := self.rows()):
            return count, rows, replace(order, sorts=True)
        return count, self.rows(walk=True), replace(order, keyed=narrowed)

    def count(self) -> Count:
        """Count the rows that match: exactly for a figure, else up to 10,000."""
        found = self._look_up()
        return self.table.count_exactly(found) if self.table.exact_count else count_rows(found)

    def _are_many(self) -> bool:
        """Say whether the server, which knows how frequent values are, expects more than are counted.

        Of two columns, one of which may be the reader's place, it does not know how they hang together; only a name, and
        a list, has nothing to do with others.
        """
        conditions = self.conditions()
        in_county = self.table.actor.scope.kind is ScopeKind.COUNTY
        is_alone = len(conditions) == 1 and (in_county or conditions[0][0].is_anywhere)
        if self.table.is_selection or not (self._is_sought or is_alone):
            return False
        if not all(condition.is_foreseen(value) for condition, value in conditions):
            return False
        return self.table.expect(self.rows(walk=True)) > COUNTED

    @property
    def _is_sought(self) -> bool:
        """Say whether a search finds the rows; those of a selection are few, and are asked one by one."""
        return not self.table.is_selection and any(
            condition.is_sought for condition, _value in self.conditions()
        )

    def _finds_few(self) -> bool:
        return any(condition.finds_few(value) for condition, value in self.conditions())

    def _look_up(self) -> Rows:
        """Return the rows that match in the form that finds the first of them soonest."""
        if not self._is_sought:
            return self.rows()
        rows = self.table.sought(self._finds_few)
        for condition, value in self.conditions():
            rows = condition.look_up(rows, value, self.table.actor)
        return rows

    def _not_sought(self) -> Rows:
        """Return the rows without the conditions that need not be met again by the few that are known by their keys."""
        rows = self.table.sought(lambda: True)
        for condition, value in self.conditions():
            rows = rows if condition.is_sought else condition.apply(rows, value)
        return rows

    def conditions(self) -> list[tuple[Filter, Any]]:
        """List the conditions in force with their values, the search first."""
        found = [(self.table.search, self.search)] if self.table.search and self.search is not None else []
        return found + [(each.filter, self.values[each.key]) for each in self.filtered() if each.filter]

    def filtered(self) -> list[Column]:
        """List the columns that a condition narrows."""
        return [column for column in self.table.columns if column.key in self.values]

    def query(self, *, drop: Iterable[str] = (), **changes: str | None) -> str:
        """Write the address's query with changes and without places; empty when nothing is asked.

        What was typed is in it sealed, as it came where it came so.
        """
        kept = self._known_params()
        for name in list_typed(self.table):
            text = str(kept.pop(name, [""])[-1]).strip()
            if text:
                kept[name] = self.sealed.get(text) or typed.hide(text)
        for name in drop:
            kept.pop(name, None)
        for name, value in changes.items():
            kept.pop(name, None)
            if value is not None:
                kept[name] = value
        return kept.urlencode()

    def pairs(self) -> list[tuple[str, str]]:
        """List the parameters in force one by one, for the hidden fields of a form."""
        return [(name, value) for name, values in self._known_params().lists() for value in values]

    def _known_params(self) -> QueryDict:
        names = [SEARCH, "sort", *self.table.keeps]
        for column in self.table.columns:
            names += column.filter.names(column.key) if column.filter else []
        kept = QueryDict(mutable=True)
        for name in names:
            given = [value for value in self.params.getlist(name) if value != ""]
            if given:
                kept.setlist(name, given)
        return kept

    def savable(self) -> dict[str, list[str]]:
        """Return the conditions and the order that may be kept under a name: no typed text."""
        kept = self._known_params()
        by_hand = [SEARCH, *self.table.keeps]
        for column in self.table.columns:
            if column.filter and not column.filter.saved:
                by_hand += column.filter.names(column.key)
        return {name: values for name, values in kept.lists() if name not in by_hand}


def list_typed(table: Table) -> list[str]:
    """Name the parameters of a list whose values may name a person."""
    names = [SEARCH] if table.search and table.search.is_typed else []
    for column in table.columns:
        if column.filter and column.filter.is_typed:
            names += column.filter.names(column.key)
    return names


def read_asked(table: Table, params: QueryDict) -> Asked:
    """Read the address of a list; unknown orders fall back to the table's own."""
    asked = Asked(table, params.copy())
    _open_typed(asked)
    asked.sort, asked.descending = _read_sort(table, params.get("sort", ""))
    for column in table.columns:
        if column.filter:
            value = _read_filter(asked, column.filter, column.key, str(column.heading))
            if value is not None:
                asked.values[column.key] = value
    if table.search:
        asked.search = _read_filter(asked, table.search, SEARCH, _("Search"))
    table.conditions = asked.conditions()
    return asked


def _open_typed(asked: Asked) -> None:
    """Put what was typed in the place of what the address holds sealed."""
    for name in list_typed(asked.table):
        value = asked.params.get(name, "")
        if not typed.is_hidden(value):
            asked.is_bare = asked.is_bare or bool(value.strip())
            continue
        try:
            text = typed.reveal(value)
            asked.sealed[text] = value
        except CannotOpen:
            text = ""
            asked.faults.append(
                _("What was searched for cannot be read from this address any more; type it again.")
            )
        asked.params[name] = text


def _read_filter(asked: Asked, condition: Filter, name: str, heading: str) -> Any:
    try:
        return condition.read(asked.params, name)
    except NotUnderstood as fault:
        words = _("The filter “%(column)s” is not applied: %(why)s.")
        asked.faults.append(words % {"column": heading, "why": fault})
        return None


def _read_sort(table: Table, text: str) -> tuple[str, bool]:
    column = type(table).column(text.removeprefix("-"))
    if column is None or not column.sort or column.only_filter:
        text = table.default_sort
    return text.removeprefix("-"), text.startswith("-")
