"""The tables: migrations make them, and nothing in the models is left without one."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from lianfang.shared.grants import append_only_tables


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.django_db
def test_the_tables_pass_the_checks_that_stand_before_a_migration() -> None:
    call_command("check", fail_level="ERROR")


@pytest.mark.django_db
def test_every_append_only_table_has_its_guard() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'lianfang_written_once'"
        )
        guarded = {table for (table,) in cursor.fetchall()}
    assert guarded == set(append_only_tables())
    assert {"shared_auditentry", "leads_leadmove", "orders_ordermove"} <= guarded
