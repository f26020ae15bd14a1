"""The application's rights in the database: it can neither update nor delete audit and moves."""

from __future__ import annotations

from django.apps import apps
from django.db import connection

from lianfang.shared.models import AppendOnly

APP_ROLE = "lianfang_app"


def append_only_tables() -> list[str]:
    """Return the tables whose rows are written once."""
    return sorted(
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, AppendOnly) and not model._meta.abstract
    )


def apply_grants() -> None:
    """Give the application's role its rights and put a guard on every append-only table.

    Runs after each migration as the owner; where the role does not exist (a bare test
    database) only the guards are laid.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """CREATE OR REPLACE FUNCTION lianfang_written_once() RETURNS trigger LANGUAGE plpgsql AS
            $$BEGIN RAISE EXCEPTION 'rows of % are written once', TG_TABLE_NAME USING ERRCODE = 'LF001'; END$$"""
        )
        for table in append_only_tables():
            cursor.execute(
                f"CREATE OR REPLACE TRIGGER lianfang_written_once BEFORE UPDATE OR DELETE "
                f'ON "{table}" FOR EACH STATEMENT EXECUTE FUNCTION lianfang_written_once()'
            )
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE])
        if cursor.fetchone():
            _grant_app(cursor)


def _grant_app(cursor) -> None:  # type: ignore[no-untyped-def]
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}")
    cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP_ROLE}")
    cursor.execute(f"GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE}")
    cursor.execute(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {APP_ROLE}")
    for table in append_only_tables():
        cursor.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON "{table}" FROM {APP_ROLE}')
