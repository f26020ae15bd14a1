"""A text that staff type about a person: sealed in its column, plain in the program."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.operations import AlterField, RunSQL, SeparateDatabaseAndState
from django.db.migrations.operations.special import RunPython
from psycopg import sql

from lianfang.shared import crypto
from lianfang.shared.bulk import bulk_cursor

BLOCK = 5_000
_GUARD = "lianfang_written_once"


class SealedTextField(models.BinaryField):  # type: ignore[type-arg]
    """A text encrypted under the purpose that its model's SEALED names; an empty text is NULL.

    It opens as it is read and is sealed as it is written. The database can neither match nor sort it.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"null": True, "blank": True, **options})

    def get_default(self) -> str:
        """Start with no text."""
        return ""

    @property
    def _purpose(self) -> str:
        purpose: str = self.model.SEALED[self.name]  # type: ignore[attr-defined]
        return purpose

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse every question but whether there is a text: a ciphertext equals nothing."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def from_db_value(self, value: bytes | None, expression: Any, connection: BaseDatabaseWrapper) -> str:
        """Open what was read."""
        return "" if value is None else crypto.unseal_text(value, self._purpose)

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        """Seal what is written."""
        sealed = crypto.seal_text(value, self._purpose) if value else None
        return super().get_db_prep_value(sealed, connection, prepared)

    def to_python(self, value: Any) -> Any:
        """Leave a text as it is."""
        return value


def sealing(model: str, table: str, field: str, purpose: str) -> SeparateDatabaseAndState:
    """Return the migration of a plain text column into a sealed one, with what is in it, in blocks.

    Without models: the column is made anew beside the old one, filled, and put in its place.
    """

    def seal_all(apps: Any, editor: Any) -> None:
        _fill(table, field, purpose)

    return SeparateDatabaseAndState(
        database_operations=[
            RunSQL(f'ALTER TABLE "{table}" ADD COLUMN "{field}_sealed" bytea NULL'),
            RunPython(seal_all),
            RunSQL(
                f'ALTER TABLE "{table}" DROP COLUMN "{field}";'
                f' ALTER TABLE "{table}" RENAME COLUMN "{field}_sealed" TO "{field}"'
            ),
        ],
        state_operations=[AlterField(model, field, SealedTextField())],
    )


def _fill(table: str, field: str, purpose: str) -> None:
    """Seal a column's texts into the new one; the guard of rows that are written once is lifted meanwhile."""
    names = {
        "table": sql.Identifier(table),
        "old": sql.Identifier(field),
        "new": sql.Identifier(f"{field}_sealed"),
    }
    read = sql.SQL("SELECT id, {old} FROM {table} WHERE id > %s AND {old} <> '' ORDER BY id LIMIT %s")
    write = sql.SQL(
        "UPDATE {table} SET {new} = fresh.sealed FROM unnest(%s::bigint[], %s::bytea[]) AS fresh (id, sealed)"
        " WHERE {table}.id = fresh.id"
    )
    after = 0
    with bulk_cursor() as cursor:
        _guard(cursor, table, "DISABLE")
        while block := cursor.execute(read.format(**names), [after, BLOCK]).fetchall():
            sealed = crypto.seal_all([text.encode() for _pk, text in block], purpose)
            cursor.execute(write.format(**names), [[pk for pk, _text in block], sealed])
            after = block[-1][0]
        _guard(cursor, table, "ENABLE")


def _guard(cursor: Any, table: str, how: str) -> None:
    asked = "SELECT 1 FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname = %s"
    if cursor.execute(asked, [table, _GUARD]).fetchone():
        act = sql.SQL(how)
        cursor.execute(
            sql.SQL("ALTER TABLE {} {} TRIGGER {}").format(sql.Identifier(table), act, sql.Identifier(_GUARD))
        )
