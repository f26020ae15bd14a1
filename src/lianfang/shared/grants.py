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
            $$BEGIN
                IF TG_OP = 'UPDATE' AND current_setting('lianfang.resealing', true) = TG_TABLE_NAME THEN
                    RETURN NULL;
                END IF;
                RAISE EXCEPTION 'rows of % are written once', TG_TABLE_NAME USING ERRCODE = 'LF001';
            END$$"""
        )
        _let_keys_turn(cursor)
        for table in append_only_tables():
            cursor.execute(
                f"CREATE OR REPLACE TRIGGER lianfang_written_once BEFORE UPDATE OR DELETE "
                f'ON "{table}" FOR EACH STATEMENT EXECUTE FUNCTION lianfang_written_once()'
            )
        _queue_entries(cursor)
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE])
        if cursor.fetchone():
            _grant_app(cursor)


def _let_keys_turn(cursor: CursorWrapper) -> None:
    """Open one narrow way to rewrite a sealed column of rows that are written once: under another key.

    A new ciphertext takes the place of the one that was read, and only if another key made it. The
    application has no other right to change these rows; the setting alone opens nothing without that right.
    """
    allowed = ", ".join(f"'{name}'" for name in sorted(sealed_once()))
    cursor.execute(
        f"""CREATE OR REPLACE FUNCTION lianfang_reseal(tbl text, col text, keys bigint[], olds bytea[], news bytea[])
        RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        DECLARE done bigint;
        BEGIN
            IF NOT (tbl || '.' || col = ANY (ARRAY[{allowed}]::text[])) THEN
                RAISE EXCEPTION '%.% is not resealed', tbl, col USING ERRCODE = 'LF001';
            END IF;
            PERFORM set_config('lianfang.resealing', tbl, true);
            EXECUTE format(
                'UPDATE %1$I AS t SET %2$I = fresh.new FROM unnest($1, $2, $3) AS fresh (pk, old, new)'
                ' WHERE t.id = fresh.pk AND t.%2$I = fresh.old'
                ' AND substring(fresh.old FROM 1 FOR 2 + get_byte(fresh.old, 1))'
                ' <> substring(fresh.new FROM 1 FOR 2 + get_byte(fresh.new, 1))', tbl, col
            ) USING keys, olds, news;
            GET DIAGNOSTICS done = ROW_COUNT;
            PERFORM set_config('lianfang.resealing', '', true);
            RETURN done;
        END$$"""  # noqa: S608 - names of our own columns
    )
    cursor.execute("REVOKE ALL ON FUNCTION lianfang_reseal FROM PUBLIC")


def sealed_once() -> set[str]:
    """Name the sealed columns of the tables whose rows are written once, as table.column."""
    return {
        f"{model._meta.db_table}.{name}"
        for model in apps.get_models()
        if issubclass(model, AppendOnly)
        for name in getattr(model, "SEALED", {})
    }


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
