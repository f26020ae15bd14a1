"""A new key for every ciphertext: columns in batches and files one by one, while the county works.

Each model names its encrypted columns in ``SEALED = {field: purpose}``. A value is replaced only if
it is still the one that was read, so a change made meanwhile is never lost; whatever was missed is
found by the next pass, and an interrupted rotation goes on where it stood. The blind index has its
own key and stays.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model
from psycopg import sql
from psycopg.errors import DeadlockDetected

from lianfang.shared import crypto, files
from lianfang.shared.bulk import Cursor, bulk_cursor
from lianfang.shared.models import AppendOnly, StoredFile

BATCH = 2_000
# Rows that are written once are open to nothing else; `shared.grants` makes the function.
_RESEAL = sql.SQL(
    "SELECT lianfang_reseal(%s::text, %s::text, %s::bigint[], %s::bytea[], %s::bytea[])"
).format()
Told = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """One encrypted column and the purpose its ciphertexts are bound to."""

    table: str
    key: str
    column: str
    purpose: str
    written_once: bool = False

    @property
    def label(self) -> str:
        """Name the column for people."""
        return f"{self.table}.{self.column}"

    def ask(self, text: str) -> sql.Composed:
        """Fill a statement's {table}, {key} and {column}."""
        return sql.SQL(text).format(
            table=sql.Identifier(self.table), key=sql.Identifier(self.key), column=sql.Identifier(self.column)
        )


def list_sealed_columns() -> list[SealedColumn]:
    """List every encrypted column of every room."""
    return [column for model in apps.get_models() for column in _columns_of(model)]


def _columns_of(model: type[Model]) -> list[SealedColumn]:
    sealed: dict[str, str] = getattr(model, "SEALED", {})
    columns = {field.name: str(field.column) for field in model._meta.local_concrete_fields}
    key = str(model._meta.pk.column)
    once = issubclass(model, AppendOnly)
    return [
        SealedColumn(model._meta.db_table, key, columns[name], purpose, once)
        for name, purpose in sealed.items()
    ]


def reseal_column(column: SealedColumn, told: Told = lambda count: None) -> int:
    """Encrypt a column's values anew that are not under the current key; return how many were."""
    done, after = 0, 0
    while batch := _read_batch(column, after):
        done += _write_batch(column, batch)
        after = batch[-1][0]
        told(len(batch))
    return done


def _read_batch(column: SealedColumn, after: int) -> list[tuple[int, bytes]]:
    query = column.ask(
        "SELECT {key}, {column} FROM {table} WHERE {key} > %s AND {column} IS NOT NULL"
        " AND substring({column} FROM 1 FOR %s) <> %s ORDER BY {key} LIMIT %s"
    )
    head = crypto.head_of_current()
    with bulk_cursor() as cursor:
        cursor.execute(query, [after, len(head), head, BATCH], binary=True)
        return [(int(pk), bytes(value)) for pk, value in cursor.fetchall()]


def _write_batch(column: SealedColumn, batch: list[tuple[int, bytes]]) -> int:
    fresh = [crypto.seal(crypto.unseal(value, column.purpose), column.purpose) for _, value in batch]
    query = column.ask(
        "UPDATE {table} SET {column} = fresh.new"
        " FROM unnest(%s::bigint[], %s::bytea[], %s::bytea[]) AS fresh (pk, old, new)"
        " WHERE {table}.{key} = fresh.pk AND {table}.{column} = fresh.old"
    )
    given: list[Any] = [[pk for pk, _ in batch], [value for _, value in batch], fresh]
    if column.written_once:
        query, given = _RESEAL, [column.table, column.column, *given]
    with bulk_cursor() as cursor:
        try:
            return _count(cursor, query, given)
        except DeadlockDetected:  # somebody wrote the same rows in another order; they are through now
            return _count(cursor, query, given)


def _count(cursor: Cursor, query: sql.Composed, given: list[Any]) -> int:
    cursor.execute(query, given)
    if query is not _RESEAL:
        return cursor.rowcount
    (done,) = cursor.fetchone() or (0,)
    return int(done)


def reseal_files(told: Told = lambda count: None) -> int:
    """Encrypt the stored files anew that are not under the current key; return how many were."""
    done, current = 0, crypto.key_ring().current
    for file in StoredFile.objects.exclude(key_id=current).order_by("pk").iterator():
        _reseal_file(file)
        StoredFile.objects.filter(pk=file.pk).update(key_id=current)
        done += 1
        told(1)
    return done


def _reseal_file(file: StoredFile) -> None:
    """Write the file anew beside the old one and put it in its place in one step."""
    path = files.files_folder() / file.path
    fresh = path.with_name(f"{path.name}.new")
    with fresh.open("wb") as disk:
        fresh.chmod(0o600)
        for number, block in enumerate(files.read_blocks(file)):
            files.write_block(disk, file.path, number, block)
        disk.flush()
        os.fsync(disk.fileno())
    fresh.replace(path)


def count_by_key() -> dict[str, dict[str, int]]:
    """Count the ciphertexts of each column, and the files, by the key they were made with."""
    counts: dict[str, dict[str, int]] = {}
    with connection.cursor() as cursor:
        for column in list_sealed_columns():
            query = column.ask(
                "SELECT convert_from(substring({column} FROM 3 FOR get_byte({column}, 1)), 'UTF8'), count(*)"
                " FROM {table} WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY 1"
            )
            cursor.execute(query)
            counts[column.label] = dict(cursor.fetchall())
    counts["files"] = dict(Counter(StoredFile.objects.values_list("key_id", flat=True)))
    return counts
