"""The trail: written with what it records, chained in order of sealing, and every tampering is found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from tests.rooms.staff import make_actor

from lianfang.shared import audit
from lianfang.shared.models import AuditEntry, AuditSeal, AuditWaiting
from lianfang.shared.roles import Role

pytestmark = pytest.mark.django_db
AT = datetime(2022, 2, 28, 1, tzinfo=UTC)


def write(count: int = 3) -> list[AuditEntry]:
    actor = make_actor(Role.DATA)
    return [
        audit.record(
            by=actor, at=AT + timedelta(seconds=number), action="people.view", object_kind="person",
            object_id=number, reason="复核", counts=[number, number + 1], nested={"乙": None, "a": 1.5},
        )
        for number in range(count)
    ]  # fmt: skip


def as_superuser(statement: str) -> None:
    """Do what the guard forbids, as somebody with the database in hand could."""
    tables = ("shared_auditentry", "shared_auditseal")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER lianfang_written_once")
        cursor.execute(statement)
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER lianfang_written_once")


def test_an_entry_holds_who_what_when_and_why():
    entry = write(1)[0]
    entry.refresh_from_db()
    assert (entry.action, entry.object_kind, entry.object_id, entry.reason) == (
        "people.view",
        "person",
        "0",
        "复核",
    )
    assert (entry.role, entry.actor_name, entry.at) == ("data", "甲某", AT)
    assert entry.detail == {"counts": [0, 1], "nested": {"乙": None, "a": 1.5}}


def test_an_entry_disappears_with_the_transaction_that_failed():
    with pytest.raises(RuntimeError), transaction.atomic():
        write(1)
        raise RuntimeError
    assert not AuditEntry.objects.exists()
    assert not AuditWaiting.objects.exists()


def test_every_entry_waits_until_it_is_chained():
    written = write(3)
    assert set(AuditWaiting.objects.values_list("entry_id", flat=True)) == {entry.pk for entry in written}
    assert audit.seal_entries(at=AT) == 3
    assert not AuditWaiting.objects.exists()
    assert list(AuditSeal.objects.order_by("position").values_list("position", "entry_id")) == [
        (position, entry.pk) for position, entry in enumerate(written, start=1)
    ]
    assert audit.verify_chain() == (3, None)
    assert audit.count_unlinked() == 0


def test_entries_written_in_bulk_wait_too():
    one = write(1)[0]
    fields = {
        name: getattr(one, name) for name in ("at", "actor_id", "actor_name", "role", "action", "object_kind")
    }
    AuditEntry.objects.bulk_create(AuditEntry(**fields, object_id=str(number)) for number in range(5))
    assert AuditWaiting.objects.count() == 6


def test_sealing_goes_on_where_it_stopped():
    write(3)
    assert audit.seal_entries(at=AT, limit=2) == 2
    assert audit.seal_entries(at=AT, limit=2) == 1
    assert audit.seal_entries(at=AT, limit=2) == 0
    write(2)
    audit.seal_entries(at=AT)
    assert audit.verify_chain() == (5, None)


def test_an_entry_with_a_lower_number_that_comes_later_is_chained_when_it_comes():
    first, second, third = write(3)
    AuditWaiting.objects.filter(entry=first).delete()  # as if its transaction had not committed yet
    audit.seal_entries(at=AT)
    AuditWaiting.objects.create(entry=first)
    audit.seal_entries(at=AT)
    order = list(AuditSeal.objects.order_by("position").values_list("entry_id", flat=True))
    assert order == [second.pk, third.pk, first.pk]
    assert audit.verify_chain() == (3, None)


@pytest.mark.parametrize(
    "change",
    [
        "reason = 'another'",
        "at = at + interval '1 microsecond'",
        "actor_id = 0",
        "actor_name = '乙某'",
        "role = 'grid'",
        "action = 'people.export'",
        "object_kind = 'lead'",
        "object_id = '9'",
        "detail = '{}'",
        """detail = jsonb_set(detail, '{counts,0}', '7')""",
    ],
)
def test_a_change_to_any_column_breaks_the_chain_at_that_link(change):
    second = write(3)[1]
    audit.seal_entries(at=AT)
    as_superuser(f"UPDATE shared_auditentry SET {change} WHERE id = {second.pk}")
    assert audit.verify_chain() == (2, 2)


def test_a_removed_link_breaks_the_chain():
    second = write(3)[1]
    audit.seal_entries(at=AT)
    as_superuser("DELETE FROM shared_auditseal WHERE position = 2")
    assert audit.verify_chain() == (2, 2)
    as_superuser(f"DELETE FROM shared_auditentry WHERE id = {second.pk}")
    assert audit.verify_chain() == (2, 2)


def test_the_last_link_taken_away_leaves_an_entry_that_waits_for_nothing():
    write(3)
    audit.seal_entries(at=AT)
    as_superuser("DELETE FROM shared_auditseal WHERE position = 3")
    assert audit.verify_chain() == (2, None)
    assert audit.count_unlinked() == 1


def test_two_links_exchanged_break_the_chain():
    write(3)
    audit.seal_entries(at=AT)
    as_superuser("UPDATE shared_auditseal SET position = position + 100 WHERE position = 2")
    as_superuser("UPDATE shared_auditseal SET position = 2 WHERE position = 3")
    as_superuser("UPDATE shared_auditseal SET position = 3 WHERE position = 102")
    assert audit.verify_chain() == (2, 2)


def test_a_forged_entry_needs_a_new_digest_for_all_that_follow():
    second = write(3)[1]
    audit.seal_entries(at=AT)
    as_superuser(f"UPDATE shared_auditentry SET reason = 'another' WHERE id = {second.pk}")
    second.refresh_from_db()
    first_link = bytes(AuditSeal.objects.get(position=1).chain)
    forged = audit.link(first_link, second).hex()
    as_superuser(f"UPDATE shared_auditseal SET chain = decode('{forged}', 'hex') WHERE position = 2")
    assert audit.verify_chain() == (3, 3)


@pytest.mark.parametrize(
    ("after", "limit", "expected"),
    [
        (0, None, audit.Checked(5, 5, None)),
        (0, 2, audit.Checked(2, 2, None)),
        (2, 2, audit.Checked(2, 4, None)),
        (4, 2, audit.Checked(1, 5, None)),
        (5, 2, audit.Checked(0, 5, None)),
        (99, 2, audit.Checked(0, 99, 99)),
    ],
)
def test_the_chain_is_read_piece_by_piece(after, limit, expected):
    write(5)
    audit.seal_entries(at=AT)
    assert audit.verify_links(after=after, limit=limit) == expected


def test_an_empty_trail_holds():
    assert audit.verify_chain() == (0, None)


@pytest.mark.parametrize("table", ["shared_auditentry", "shared_auditseal"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_even_the_owner_is_stopped_by_the_guard(table, statement):
    write(1)
    audit.seal_entries(at=AT)
    column = "reason" if table == "shared_auditentry" else "chain"
    with (
        pytest.raises(DatabaseError, match="written once"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table, column, column))


@pytest.mark.parametrize(
    "table", ["shared_auditentry", "shared_auditseal", "people_mergerecord", "leads_leadmove"]
)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_products_role_has_no_right_to_change_or_delete(as_app_role, table, statement):
    asked = statement.replace("id = id", "position = position") if table.endswith("seal") else statement
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(asked.format(table))


def test_the_products_role_writes_and_seals(as_app_role):
    write(2)
    assert audit.seal_entries(at=AT) == 2
    assert audit.verify_chain() == (2, None)
