"""Rights and guards in the database follow from which tables are written once."""

from __future__ import annotations

import pytest
from django.db import connection

from lianfang.shared.grants import APP_ROLE, append_only_tables, apply_grants

pytestmark = pytest.mark.django_db
ONCE = {
    "shared_auditentry", "shared_auditseal", "people_mergerecord", "leads_leadmove", "leads_call",
    "orders_ordermove", "figures_report", "figures_reportfigure",
}  # fmt: skip


def rights(table: str) -> set[str]:
    wanted = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT asked FROM unnest(%s::text[]) AS asked WHERE has_table_privilege(%s, %s, asked)",
            [list(wanted), APP_ROLE, table],
        )
        return {asked for (asked,) in cursor.fetchall()}


def test_what_is_written_once_is_known():
    assert set(append_only_tables()) >= ONCE


def test_the_role_may_add_to_what_is_written_once_and_no_more():
    for table in append_only_tables():
        assert rights(table) == {"SELECT", "INSERT"}, table


def test_the_role_may_work_with_everything_else():
    for table in (
        "people_person",
        "leads_lead",
        "shared_auditwaiting",
        "django_session",
        "procrastinate_jobs",
    ):
        assert rights(table) >= {"SELECT", "INSERT", "UPDATE", "DELETE"}, table


def test_the_role_is_no_superuser_and_owns_nothing():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = %s", [APP_ROLE])
        assert cursor.fetchone() == (False, False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = %s", [APP_ROLE])
        assert cursor.fetchone() == (0,)


def test_laying_rights_again_changes_nothing():
    before = {table: rights(table) for table in append_only_tables()}
    apply_grants()
    assert {table: rights(table) for table in append_only_tables()} == before


def test_every_table_written_once_has_its_guard():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'lianfang_written_once'"
        )
        guarded = {name for (name,) in cursor.fetchall()}
    assert guarded == set(append_only_tables())
