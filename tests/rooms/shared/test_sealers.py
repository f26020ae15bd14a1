"""Several processes write and seal at once: one chain, every entry once."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from tests.rooms.shared.sealer import write_and_seal
from tests.support.desks import Desks, run_together

from lianfang.accounts.actions import make_console
from lianfang.shared import audit
from lianfang.shared.models import AuditEntry, AuditSeal, AuditWaiting

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2022, 2, 28, 1, tzinfo=UTC)
ENTRIES, PROCESSES = 60, 3


def test_sealers_at_once_make_one_chain(desks: Desks):
    make_console(county="141123", at=AT)
    told = run_together(*(desks.open(write_and_seal, ENTRIES) for _number in range(PROCESSES)))
    sealed = sum(told.elements())
    rest = audit.seal_entries(at=AT)
    assert sealed + rest == AuditEntry.objects.count() == ENTRIES * PROCESSES + 1
    assert AuditSeal.objects.count() == ENTRIES * PROCESSES + 1
    assert audit.verify_chain() == (ENTRIES * PROCESSES + 1, None)


def in_thread(work) -> object:
    """Run on a connection of its own, beside this test's open transaction."""
    answer: list[object] = []

    def run() -> None:
        answer.append(work())
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(30)
    return answer[0]


def test_while_one_seals_another_finds_nothing_to_do():
    console = make_console(county="141123", at=AT).actor
    audit.record(by=console, at=AT, action="people.view", object_kind="person")
    with transaction.atomic():
        assert audit.seal_entries(at=AT) == 2
        assert in_thread(lambda: audit.seal_entries(at=AT)) == 0
    assert in_thread(lambda: audit.seal_entries(at=AT)) == 0
    assert audit.verify_chain() == (2, None)


def test_an_entry_committed_late_is_chained_after_those_that_overtook_it():
    console = make_console(county="141123", at=AT).actor
    audit.seal_entries(at=AT)

    def overtake() -> int:
        audit.record(by=console, at=AT, action="people.view", object_kind="person", object_id="fast")
        return audit.seal_entries(at=AT)

    with transaction.atomic():
        slow = audit.record(by=console, at=AT, action="people.view", object_kind="person", object_id="slow")
        assert in_thread(overtake) == 1
    assert list(AuditWaiting.objects.values_list("entry_id", flat=True)) == [slow.pk]
    assert audit.seal_entries(at=AT) == 1
    assert [seal.entry.object_id for seal in AuditSeal.objects.order_by("position")][1:] == ["fast", "slow"]
    assert audit.verify_chain() == (3, None)
