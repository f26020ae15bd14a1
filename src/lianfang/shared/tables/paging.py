"""Pages by place, not by number: a row comparison finds the next page however deep it lies.

No query skips rows and none counts without a limit, so a page costs the same at any depth.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured, ValidationError
from django.db import connection
from django.db.models import (
    BigIntegerField,
    BooleanField,
    CharField,
    F,
    Field,
    Func,
    Model,
    Q,
    QuerySet,
    Value,
)
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions import BaseExpression, OrderBy
from django.db.models.functions import Coalesce
from django.db.models.sql.compiler import SQLCompiler

from lianfang.shared import crypto

Rows = QuerySet[Any, Any]
COUNTED = 10_000
FOUND = 10_000
SORTED, SORTED_ROWS = 10_000, 60_000  # the first in the server's units of cost, some 30 ms


class RowComparison(Func):
    """``(a, b, id) > (1, 2, 3)``: true for the rows after a place in an order of several fields.

    https://www.postgresql.org/docs/15/functions-comparisons.html#ROW-WISE-COMPARISON
    """

    output_field = BooleanField()

    def __init__(
        self, order: Sequence[str], place: Sequence[Any], fields: Sequence[Field[Any, Any]], sign: str
    ):
        values = [Value(value, output_field=field) for value, field in zip(place, fields, strict=True)]
        super().__init__(*[F(name) for name in order], *values)
        self.sign = sign

    def as_sql(self, compiler: SQLCompiler, connection: Any, **_: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Write the comparison of two rows."""
        sides: list[str] = []
        params: list[Any] = []
        for expression in self.get_source_expressions():
            sql, more = compiler.compile(expression)
            sides.append(sql)
            params.extend(more)
        half = len(sides) // 2
        return f"({', '.join(sides[:half])}) {self.sign} ({', '.join(sides[half:])})", params


@dataclass(frozen=True)
class Place:
    """Where a page begins: after a row, or before it when the reader goes back."""

    values: tuple[Any, ...]
    back: bool = False


def _keep(rows: Rows, first: str | None, last: str | None) -> Rows:
    return rows


class Stretch(NamedTuple):
    """Where most of the rows that match stand: from a value of a field on, up to before another.

    `outside` may narrow the rows of a piece outside it, which begins at a value or ends before one, to the few that
    match, where the server would not find them so.
    """

    field: str
    low: str
    high: str
    outside: Callable[[Rows, str | None, str | None], Rows] = _keep

    @property
    def holds(self) -> Q:
        """Say of a row that it stands there."""
        return Q(**{f"{self.field}__gte": self.low, f"{self.field}__lt": self.high})


@dataclass(frozen=True)
class Order:
    """A total order of a list: fields and then the key, all in one direction.

    `sorts` asks the server to find the rows first and sort them, where a walk in this order would pass many
    rows that do not match; it cannot know that the matches stand together. With a `stretch` a page is read in up
    to three pieces: the stretch, where they stand, is walked, and the few before and behind it are sorted. Where the
    keys of all rows are `held`, those alone are sorted, and the rows of a page are met by what else is asked of them;
    `in_order` says that they are held in this order, so that any page is known. One that is `keyed` is walked
    for the keys alone, which an index that bears what is asked for tells without the rows it passes.
    """

    fields: tuple[str, ...]
    descending: bool = False
    sorts: bool = False
    stretch: Stretch | None = None
    held: Sequence[Any] | None = None
    in_order: bool = False
    keyed: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Return the fields with the key that makes the order total."""
        return (*self.fields, "pk")

    def clauses(self, back: bool) -> list[Any]:
        """Return what ``order_by`` takes, reversed for a page read backwards."""
        descending = self.descending != back
        if self.sorts:  # no index is on this expression
            return [OrderBy(Coalesce(name, name), descending=descending) for name in self.names]
        return [f"{'-' if descending else ''}{name}" for name in self.names]


@dataclass(frozen=True)
class Page:
    """The rows of one page and the places around it; None where the list ends."""

    rows: list[Any]
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Count:
    """How many rows match: exact up to a limit, else that there are more than it."""

    number: int
    more: bool = False


def count_rows(rows: Rows, *, exact: bool = False) -> Count:
    """Count the rows, exactly or up to 10,000 (A4)."""
    plain = rows.order_by()
    if exact:
        return Count(plain.count())
    number = plain.values("pk")[: COUNTED + 1].count()
    return Count(min(number, COUNTED), number > COUNTED)


class KeyAmong(Func):
    """``id = ANY(array)`` of a value or a subquery: one parameter however many keys, or keys that are read first."""

    output_field = BooleanField()

    def __init__(self, keys: BaseExpression, path: str = ""):
        super().__init__(F(f"{path}pk"), keys)

    def as_sql(self, compiler: SQLCompiler, connection: Any, **_: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Write the comparison."""
        key, keys = self.get_source_expressions()
        left, before = compiler.compile(key)
        right, params = compiler.compile(keys)
        return f"{left} = ANY({right})", [*before, *params]


class Held(NamedTuple):
    """How many rows match, if known, and, where they are few, the keys of all; `in_order` says: in the list's order."""

    number: Count | None
    keys: list[Any] | None
    in_order: bool = False


def hold_keys(rows: Rows, order: Order) -> Held:
    """Count filtered rows and, where they are at most 10,000, hold on to their keys in an order.

    A rare match would otherwise be looked for twice, the second time by walking the whole list in
    its order. Where there are more, the walk soon meets a page of them. A large list of one day is still held:
    in the order of deadlines its rows stand together at the end.
    """
    names = order.names
    keys = rows.order_by().values(*dict.fromkeys(("pk", *names)))[: COUNTED + 1].query
    if keys.is_empty():
        return Held(Count(0), [], in_order=True)
    text, values = keys.get_compiler(connection=connection, elide_empty=False).as_sql()
    return hold_found(text, values, [connection.ops.quote_name(name) for name in names], order.descending)


def hold_found(statement: str, values: Any, names: Sequence[str], descending: bool = False) -> Held:
    """Hold the keys `pk` that a statement finds, in the order of some of its columns; it stops after 10,001.

    The server answers by one row: thousands of keys as rows of their own cost more to be read here than to be found.
    """
    clause = ", ".join(f"{name}{' DESC' if descending else ''}" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH found AS MATERIALIZED ({statement}) SELECT number,"  # noqa: S608 - written by those who call
            f" CASE WHEN number <= {FOUND} THEN ARRAY(SELECT pk FROM found ORDER BY {clause}) END"
            " FROM (SELECT count(*) AS number FROM found) AS counted",
            values,
        )
        number, held = cursor.fetchone()
    return Held(Count(min(number, COUNTED), number > COUNTED), held, in_order=True)


def are_sortable(rows: Rows) -> bool:
    """Say whether the server expects to find the rows so cheaply that it may sort them: an index leads to them.

    Else it would read the whole table before the first row, of which a walk reads a part; so it does where they are
    a good part of the table.
    """
    plan = _plan(rows)
    return bool(plan["Total Cost"] <= SORTED and plan["Plan Rows"] <= SORTED_ROWS)


def expect_rows(rows: Rows) -> int:
    """Return how many rows the server expects, which it says without looking for them."""
    return int(_plan(rows)["Plan Rows"])


def _plan(rows: Rows) -> dict[str, Any]:
    told = rows.order_by().values("pk").explain(format="json")
    if not told:  # a condition that no row can meet is not asked
        return {"Plan Rows": 0, "Total Cost": 0}
    plan: dict[str, Any] = json.loads(told)[0]["Plan"]
    return plan


def read_page(rows: Rows, order: Order, place: Place | None, size: int) -> Page:
    """Read the page at a place; going back past the first row gives the first page whole."""
    back = place is not None and place.back
    found = _read_rows(rows, order, place, size + 1)
    if back and len(found) <= size:
        return read_page(rows, order, None, size)
    return page_of(found, order, place, size)


def page_of(found: list[Any], order: Order, place: Place | None, size: int) -> Page:
    """Make the page of rows found at a place in the direction of reading, one more than the page holds if there are."""
    back = place is not None and place.back
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    return Page(
        rows=found,
        before=_seal_row(found[0], order) if found and place else None,
        after=_seal_row(found[-1], order) if found and (back or more) else None,
    )


def read_chunks(rows: Rows, order: Order, size: int, most: int) -> Any:
    """Read a whole list in order, chunk by chunk, for an export; at most `most` rows."""
    place, taken = None, 0
    while taken < most:
        found = _read_rows(rows, order, place, min(size, most - taken))
        if not found:
            return
        yield found
        taken += len(found)
        place = Place(tuple(_place_of(found[-1], order)))


def _read_rows(rows: Rows, order: Order, place: Place | None, size: int) -> list[Any]:
    back = place is not None and place.back
    if order.held is not None and not order.held:
        return []
    if order.in_order and (beside := _rows_beside(rows, order, place, size)) is not None:
        return beside
    sought = rows if order.held is None else _held_rows(rows.model, order.held)
    if place is not None:
        sign = "<" if order.descending != back else ">"
        fields = order_fields(rows.model, order)
        sought = sought.filter(RowComparison(order.names, place.values, fields, sign))
        if LOOKUP_SEP in (first := order.names[0]):
            # Fields of two tables are compared one by one, which no index begins at.
            sought = sought.filter(**{f"{first}__{'lte' if sign == '<' else 'gte'}": place.values[0]})
    if order.stretch is None:
        return _take(rows, sought, order, back, size)
    found: list[Any] = []
    for piece, way in _pieces(sought, order, place):
        found += _take(piece, piece, way, back, size - len(found))
        if len(found) == size:  # the next piece may be dear to look up
            break
    return found


def _rows_beside(rows: Rows, order: Order, place: Place | None, size: int) -> list[Any] | None:
    """Read the rows beside a place from keys that are held in order; None where its row is gone or has moved since."""
    assert order.held is not None
    if place is None:
        return _rows_of(rows, order.held[:size])
    here = place.values[-1]
    if here not in order.held:
        return None
    at = order.held.index(here)
    keys = order.held[max(at - size, 0) : at + 1][::-1] if place.back else order.held[at : at + size + 1]
    found = _rows_of(rows, keys)
    if not found or tuple(_place_of(found[0], order)) != place.values:
        return None
    return found[1:]


def _held_rows(model: type[Model], keys: Sequence[Any]) -> Rows:
    plain = CharField() if isinstance(model._meta.pk, CharField) else BigIntegerField()
    held = Value(list(keys), output_field=ArrayField(plain))
    return model._default_manager.filter(KeyAmong(held))


def _take(rows: Rows, sought: Rows, order: Order, back: bool, size: int) -> list[Any]:
    """Read the first rows of an order; where they are sorted, by their keys, so that nothing is joined to the others.

    Keys that are held or walked for are a statement of their own: in one with the rows the server may look at all of
    them twice.
    """
    ordered = sought.order_by(*order.clauses(back))
    if not order.sorts and not order.keyed:
        return list(ordered[:size])
    if order.held is None and not order.keyed:
        return list(ordered.filter(pk__in=ordered.values("pk")[:size]))
    return _rows_of(rows, list(ordered.values_list("pk", flat=True)[:size]))


def _rows_of(rows: Rows, keys: Sequence[Any]) -> list[Any]:
    found = {row.pk: row for row in rows.filter(pk__in=keys)} if keys else {}
    return [found[key] for key in keys if key in found]


def _pieces(rows: Rows, order: Order, place: Place | None) -> Iterator[tuple[Rows, Order]]:
    """Give the pieces of a list around its stretch in the order of reading, without those behind the reader."""
    assert order.stretch is not None
    field, low, high, outside = order.stretch
    falling = order.descending != (place is not None and place.back)
    bounds: list[tuple[str | None, str | None]] = [(None, low), (low, high), (high, None)]
    for first, last in reversed(bounds) if falling else bounds:
        if place is not None and _is_behind(place.values[0], first, last, falling=falling):
            continue
        piece = rows if first is None else rows.filter(**{f"{field}__gte": first})
        piece = piece if last is None else piece.filter(**{f"{field}__lt": last})
        if (first, last) == (low, high):
            yield piece, replace(order, sorts=False)
        else:
            yield outside(piece, first, last), replace(order, sorts=True)


def _is_behind(here: str, first: str | None, last: str | None, *, falling: bool) -> bool:
    if falling:
        return first is not None and here < first
    return last is not None and here >= last


def order_fields(model: type[Model], order: Order) -> list[Field[Any, Any]]:
    """Return the model fields behind an order; raises ImproperlyConfigured for one that may be null.

    A null would fall out of every row comparison, and its row out of the list.
    """
    return [_field(model, name) for name in order.names]


def _field(model: type[Model], path: str) -> Field[Any, Any]:
    field: Any = None
    holder: Any = model
    for name in path.split(LOOKUP_SEP):
        try:
            field = holder._meta.pk if name == "pk" else holder._meta.get_field(name)
        except FieldDoesNotExist:
            raise ImproperlyConfigured(f"{model.__name__} has no field {path} to sort by") from None
        if field.null:
            raise ImproperlyConfigured(f"{model.__name__}.{path} may be null and cannot be sorted by")
        holder = field.related_model
    return field  # type: ignore[no-any-return]


def _place_of(row: Any, order: Order) -> list[Any]:
    return [_follow(row, name) for name in order.names]


def _follow(row: Any, path: str) -> Any:
    for name in path.split(LOOKUP_SEP):
        row = getattr(row, name)
    return row


def _seal_row(row: Any, order: Order) -> str:
    """Write a place for an address, encrypted: it may hold the pinyin of a name."""
    held = json.dumps(_place_of(row, order), default=_plain).encode()
    return base64.urlsafe_b64encode(crypto.seal(held, _purpose(order))).decode().rstrip("=")


def open_place(token: str, model: type[Model], order: Order, *, back: bool) -> Place | None:
    """Read a place from an address; one of another order or with changed bytes is no place."""
    try:
        sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        held = json.loads(crypto.unseal(sealed, _purpose(order)))
        fields = order_fields(model, order)
        if len(held) != len(fields):
            return None
        return Place(tuple(field.to_python(value) for field, value in zip(fields, held, strict=True)), back)
    except (crypto.CannotOpen, binascii.Error, ValueError, IndexError, ValidationError):
        return None


def _purpose(order: Order) -> str:
    return f"table.place:{','.join(order.names)}"


def _plain(value: Any) -> str:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value)
