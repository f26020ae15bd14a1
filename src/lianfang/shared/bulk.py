"""Writing and reading rows by the thousand: COPY into tables, arrays as parameters, ids taken in advance."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection
from django.db.models import Field, Model
from psycopg.types.string import BytesBinaryDumper

_TYPES = {
    "BigAutoField": "int8",
    "BigIntegerField": "int8",
    "BinaryField": "bytea",
    "BooleanField": "bool",
    "CharField": "varchar",
    "DateField": "date",
    "DateTimeField": "timestamptz",
    "FloatField": "float8",
    "IntegerField": "int4",
    "JSONField": "jsonb",
    "SmallIntegerField": "int2",
    "TextField": "text",
}

Cursor = psycopg.Cursor[tuple[Any, ...]]


@contextmanager
def bulk_cursor() -> Iterator[Cursor]:
    """Open a cursor on the current connection that sends parameters in binary, apart from the SQL.

    It works in the transaction that Django holds; errors are psycopg's own.
    """
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        cursor.adapters.register_dumper(
            bytes, BytesBinaryDumper
        )  # in C; COPY would take the last known, in Python
        yield cursor


def copy_rows(
    cursor: Cursor, model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """COPY rows into a model's table; `columns` are the columns' names, in the order of each row's values."""
    fields = [_field_of(model, column) for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    with cursor.copy(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN (FORMAT binary)') as copy:
        copy.set_types([_type_of(field) for field in fields])
        write = copy.write_row
        for row in rows:
            write(row)


_SEPARATOR, _NULL = "\x1f", "\x1e"
_LIST = "string_to_array(%s, chr(31), chr(30))"


def ask_lists(cursor: Cursor, query: str, *columns: Iterable[object]) -> Cursor:
    """Run a query whose every parameter is a column of values, cast in the query as ``%s::bigint[]``.

    A column goes as one text that the server splits, which costs a tenth of an array here. Texts hold no
    control characters U+001E and U+001F; an empty text that is alone in its column arrives as nothing.
    """
    return cursor.execute(query.replace("%s", _LIST), [_as_list(column) for column in columns], binary=True)


def _as_list(values: Iterable[object]) -> str:
    return _SEPARATOR.join([_as_text(value) for value in values])


def _as_text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    return _NULL if value is None else str(value)


@contextmanager
def without_cycles() -> Iterator[None]:
    """Do not look for cycles of garbage: a block makes a hundred thousand objects and no cycle among them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def take_ids(cursor: Cursor, model: type[Model], count: int) -> list[int]:
    """Take ids from a model's sequence, in rising order, for rows that are written later."""
    if not count:
        return []
    # The name is looked up once: in the query it would be looked up for each id.
    cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [model._meta.db_table])
    (sequence,) = cursor.fetchone() or (None,)
    cursor.execute(
        "SELECT nextval(%s::text::regclass) FROM generate_series(1, %s)", [sequence, count], binary=True
    )
    return sorted([value for (value,) in cursor.fetchall()])


def _field_of(model: type[Model], column: str) -> Field[Any, Any]:
    for field in model._meta.local_concrete_fields:
        if field.column == column:
            return field
    raise LookupError(f"{model.__name__} has no column {column}")


def _type_of(field: Field[Any, Any]) -> str:
    if field.remote_field is not None:
        return _type_of(field.target_field)  # type: ignore[attr-defined]
    kind = field.get_internal_type()
    if kind == "ArrayField":
        return f"{_type_of(field.base_field)}[]"  # type: ignore[attr-defined]
    return _TYPES[kind]
