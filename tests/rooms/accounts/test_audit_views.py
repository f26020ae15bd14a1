"""The auditor reads the trail and proves that nobody changed it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from tests.rooms.shared.test_audit import as_superuser
from tests.rooms.staff import make_actor, make_staff, signed_in
from tests.support.lists import check_constant_queries

from lianfang.accounts import audit_views
from lianfang.accounts.audit_trail import get_chain_state
from lianfang.accounts.tables import AuditTable
from lianfang.config.keys import ensure_ring
from lianfang.shared import anchors, audit, crypto
from lianfang.shared.models import AuditEntry, AuditWaiting
from lianfang.shared.roles import Role

pytestmark = pytest.mark.django_db
START = datetime(2022, 2, 27, 16, 0, tzinfo=UTC)  # 28 February, 0:00 in the county


@pytest.fixture
def auditor() -> Client:
    client = signed_in(Role.AUDITOR)
    client.get("/accounts/me/")
    return client


@pytest.fixture
def trail():
    doctor, clerk = make_actor(Role.DATA), make_actor(Role.OFFICE)
    for number in range(3):
        at = START + timedelta(hours=10 * number)
        audit.record(
            by=doctor, at=at, action="people.view", object_kind="person", object_id=number, reason="call"
        )
        audit.record(by=clerk, at=at, action="lists.export", object_kind="table", object_id="leads", rows=7)
    return doctor, clerk


def table_of(page) -> str:
    return page.content.decode().partition("<tbody")[2]


def test_entries_stand_newest_first_with_words_for_what_was_done(auditor, trail):
    page = table_of(auditor.get("/accounts/audit/?kind=table"))
    numbers = list(
        AuditEntry.objects.filter(action="lists.export").order_by("-pk").values_list("pk", flat=True)
    )
    assert [page.index(f">{number}<") for number in numbers] == sorted(page.index(f">{n}<") for n in numbers)
    assert "行数 7" in page


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("action=lists.export", 3),
        ("code=people.", 3),
        ("kind=person&object=1", 1),
        ("at_from=2022-02-28&at_to=2022-02-28", 6),
        ("at_from=2022-03-01&at_to=2022-03-01", 0),
        ("at_to=2022-02-28&action=lists.export", 3),
    ],
)
def test_the_trail_is_searched_by_time_action_and_object(auditor, trail, query, count):
    assert table_of(auditor.get(f"/accounts/audit/?{query}")).count("<tr") == count


def test_the_trail_is_searched_by_person(auditor, trail):
    doctor, _clerk = trail
    assert table_of(auditor.get(f"/accounts/audit/?who={doctor.username}", follow=True)).count("<tr") == 3


def test_the_state_of_the_chain_is_shown(auditor, trail):
    assert get_chain_state().position == 0
    sealed = audit.seal_entries(at=START)
    state = auditor.get("/accounts/audit/").context["state"]
    assert (state.position, state.waiting, state.sealed_at) == (sealed, 0, START)
    assert len(state.head) == 64


def test_verifying_reads_every_link_piece_by_piece_and_is_written_down(auditor, trail, monkeypatch):
    sealed = audit.seal_entries(at=START)
    monkeypatch.setattr(audit_views, "PIECE", 4)
    first = auditor.post("/accounts/audit/verify/", headers={"HX-Request": "true"})
    assert (first.context["checked"].last, first.context["ended"]) == (4, False)
    page, steps = first, 1
    while not page.context["ended"]:
        page = auditor.post("/accounts/audit/verify/", {"after": page.context["checked"].last})
        steps += 1
    assert page.context["checked"].last == sealed
    assert page.context["checked"].broken is None
    assert steps == sealed // 4 + 1
    entry = AuditEntry.objects.order_by("-pk")[0]
    assert entry.action == "audit.verify"
    assert entry.detail == {"links": sealed, "broken": None, "unlinked": 0, "missing": None}


def test_a_changed_entry_is_told(auditor, trail):
    audit.seal_entries(at=START)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE shared_auditentry DISABLE TRIGGER lianfang_written_once")
        cursor.execute("UPDATE shared_auditentry SET reason = 'another' WHERE object_id = '1'")
        cursor.execute("ALTER TABLE shared_auditentry ENABLE TRIGGER lianfang_written_once")
    page = auditor.post("/accounts/audit/verify/")
    assert page.context["checked"].broken is not None
    assert "is-bad" in page.content.decode()


def test_an_entry_taken_out_of_the_queue_is_told(auditor, trail):
    AuditWaiting.objects.all().delete()
    page = auditor.post("/accounts/audit/verify/")
    assert page.context["unlinked"] > 0
    assert "is-bad" in page.content.decode()


def test_a_cut_end_is_told_to_the_auditor(auditor, trail, settings, tmp_path):
    settings.HOME = tmp_path
    ensure_ring(tmp_path)
    crypto.forget_keys()
    try:
        sealed = audit.seal_entries(at=START)
        anchors.anchor_head(at=START)
        as_superuser(f"DELETE FROM shared_auditseal WHERE position = {sealed}")
        as_superuser("DELETE FROM shared_auditentry WHERE id NOT IN (SELECT entry_id FROM shared_auditseal)")
        page = auditor.post("/accounts/audit/verify/")
        assert page.context["missing"] and page.context["unlinked"] == 0
        assert "is-bad" in page.content.decode()
        assert AuditEntry.objects.order_by("-pk")[0].detail["missing"] == sealed
    finally:
        crypto.forget_keys()


@pytest.mark.parametrize("after", ["", "x", "-1", "9" * 30])
def test_what_is_no_number_starts_at_the_beginning(auditor, trail, after):
    sealed = audit.seal_entries(at=START)
    assert auditor.post("/accounts/audit/verify/", {"after": after}).context["checked"].last == sealed


def test_verifying_takes_a_post(auditor):
    assert auditor.get("/accounts/audit/verify/").status_code == 405


def test_the_list_asks_the_same_number_of_queries_for_any_size(auditor):
    actor = make_staff(Role.DATA).actor
    for number in range(25):
        audit.record(by=actor, at=START, action="people.view", object_kind="person", object_id=number)
    check_constant_queries(auditor, "/accounts/audit/", AuditTable)
