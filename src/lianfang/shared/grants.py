"""The application's rights in the database: it can neither update nor delete audit and moves."""

from __future__ import annotations

from django.apps import apps
from django.db import connection
from django.db.backends.utils import CursorWrapper

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
        _queue_entries(cursor)
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE])
        if cursor.fetchone():
            _grant_app(cursor)


def _queue_entries(cursor: CursorWrapper) -> None:
    """Let every audit entry, however it is written, wait for its link of the chain."""
    cursor.execute(
        """CREATE OR REPLACE FUNCTION lianfang_wait_for_seal() RETURNS trigger LANGUAGE plpgsql AS
        $$BEGIN INSERT INTO shared_auditwaiting (entry_id) SELECT id FROM fresh; RETURN NULL; END$$"""
    )
    cursor.execute(
        """CREATE OR REPLACE TRIGGER lianfang_wait_for_seal AFTER INSERT ON shared_auditentry
        REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION lianfang_wait_for_seal()"""
    )


def _grant_app(cursor: CursorWrapper) -> None:
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}")
    cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP_ROLE}")
    cursor.execute(f"GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE}")
    cursor.execute(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {APP_ROLE}")
    for table in append_only_tables():
        cursor.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON "{table}" FROM {APP_ROLE}')
