"""How Today asks: what waits of every duty by one statement, the rows that are shown by one a table, all places at once.

A statement costs more to be written, sent and planned than most duties cost to be counted, and a county has thirty.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import QuerySet

from lianfang.command.duties import COUNTED, SHOWN, Asked, Duty, Teller, Told, needed_by, say_count
from lianfang.places.queries import names
from lianfang.shared.actor import Actor

Rows = QuerySet[Any, Any]


def gather(told: Iterable[Told]) -> list[Duty]:
    """Return the duties of which something waits, in the order they were told."""
    told = [one for one in told if one is not None]
    asked = [one for one in told if isinstance(one, Asked)]
    waiting = dict(zip(asked, find_waiting([one.rows for one in asked]), strict=True))
    due = [one for one in asked if waiting[one][0]]
    rows = dict(zip(due, fetch([(one.rows, waiting[one][1]) for one in due]), strict=True))
    places = name_places(one.placed(row) for one, shown in rows.items() if one.placed for row in shown)

    def draw(one: Asked) -> Duty:
        lines = list(one.draw(rows[one], places))
        return Duty(one.key, one.title, one.icon, lines, say_count(waiting[one][0]), one.url)

    return [
        one if isinstance(one, Duty) else draw(one) for one in told if isinstance(one, Duty) or one in rows
    ]


def ask(tellers: Sequence[Teller], actor: Actor, at: datetime) -> list[Told]:
    """Ask those tellers whose table is not empty; which are, one statement says that reads no more than a row of each."""
    needed = {table._meta.db_table for tell in tellers if (table := needed_by(tell))}
    filled = find_filled(sorted(needed))
    return [
        tell(actor, at)
        for tell in tellers
        if not (table := needed_by(tell)) or table._meta.db_table in filled
    ]


def find_filled(tables: Sequence[str]) -> set[str]:
    """Return which tables have a row."""
    if not tables:
        return set()
    parts = (f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in tables)  # noqa: S608 - our own
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {table for (table,) in cursor.fetchall()}


def find_waiting(lists: Sequence[Rows]) -> list[tuple[int, list[int]]]:
    """Count each list and give the keys of its first rows in their order, all by one statement.

    A list is read no further than a thousand rows and one, from an index where one bears its condition and order,
    so that Today costs the same in a county of a million leads.
    """
    if not lists:
        return []
    parts, values, server = [], [], connections[DEFAULT_DB_ALIAS]
    for number, rows in enumerate(lists):
        keys = rows.values("pk")[: COUNTED + 1].query.get_compiler(connection=server, elide_empty=False)
        text, own = keys.as_sql()
        parts.append(f"SELECT {number}, count(*), (array_agg(pk))[:{SHOWN}] FROM ({text}) AS due")  # noqa: S608 - written by the lists
        values.extend(own)
    with server.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        return [(count, keys or []) for _number, count, keys in sorted(cursor.fetchall())]


def fetch(lists: Sequence[tuple[Rows, list[int]]]) -> list[list[Any]]:
    """Fetch the rows of keys that lists gave, in their order: those of one table together.

    The keys came through the lists' own doors; a list that adds something to its rows is asked by itself.
    """
    kinds = [_kind_of(rows) for rows, _keys in lists]
    wanted: dict[str, set[int]] = {}
    for kind, (_rows, keys) in zip(kinds, lists, strict=True):
        wanted.setdefault(kind, set()).update(keys)
    found: dict[str, dict[int, Any]] = {}
    for kind, (rows, _keys) in zip(kinds, lists, strict=True):
        if kind not in found:
            found[kind] = {row.pk: row for row in _plain(rows).filter(pk__in=wanted[kind])}
    return [
        [found[kind][key] for key in keys if key in found[kind]]
        for kind, (_rows, keys) in zip(kinds, lists, strict=True)
    ]


def _kind_of(rows: Rows) -> str:
    """Name what fetches rows: the table with what is joined to it, or the very list."""
    return f"{rows.model._meta.db_table} {rows.query.select_related}" if _is_plain(rows) else str(id(rows))


def _is_plain(rows: Rows) -> bool:
    return not rows.query.annotations


def _plain(rows: Rows) -> Rows:
    """Return all rows of a list's table with what the list joins to them."""
    if not _is_plain(rows):
        return rows.order_by()
    every: Rows = rows.model._default_manager.all()
    every.query.select_related = rows.query.select_related
    return every


def name_places(rows: Iterable[Any]) -> dict[str, str]:
    """Return the names of the towns, communities and grids of rows that carry their codes."""
    return names({code for row in rows for code in (row.town, row.community, row.grid) if code})
