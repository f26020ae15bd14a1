"""Batches go from received to done or failed, by one reader at a time, and go on where they were cut off."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection
from tests.rooms.intake.lists import LI, NAMELESS, NOBODY, ZHANG, bring, counts, outcomes, read, receive
from tests.rooms.leads.county import AT

from lianfang.intake.actions import accept_file, finish_batch, read_batch, reading
from lianfang.intake.holding import Work, holding
from lianfang.intake.models import Batch, Row
from lianfang.intake.queries import ListRow, list_rows
from lianfang.leads.models import LeadSource
from lianfang.shared.actor import Actor
from lianfang.shared.models import AuditEntry


def test_a_list_is_read_into_rows_with_their_outcomes(console: Actor) -> None:
    batch = read(console, ZHANG, LI, NAMELESS, NOBODY, ZHANG)
    assert batch.state == "opening"
    assert counts(batch) == (5, 1, 1, 2, 1)
    assert outcomes(batch) == [
        (2, "ready", []),
        (3, "warning", ["phone_missing"]),
        (4, "rejected", ["name_missing"]),
        (5, "rejected", ["no_identity_no_contact"]),
        (6, "duplicate", []),
    ]
    assert batch.layouts[0]["columns"][0] == [0, "姓名", "name"]


def test_each_block_is_audited_with_the_digest_of_what_was_received(console: Actor, monkeypatch) -> None:
    monkeypatch.setattr(reading, "BLOCK_ROWS", 2)
    read(console, ZHANG, LI, NAMELESS)
    entries = AuditEntry.objects.filter(action="intake.read").order_by("pk")
    assert [(entry.detail["first_seq"], entry.detail["rows"]) for entry in entries] == [(0, 2), (2, 1)]
    assert len({entry.detail["sha256"] for entry in entries}) == 2


@pytest.mark.parametrize("rows", [0, 1, 2, 3])
def test_reading_goes_on_behind_the_block_it_was_cut_off_at(console: Actor, monkeypatch, rows: int) -> None:
    monkeypatch.setattr(reading, "BLOCK_ROWS", 1)
    batch = receive(console, ZHANG, LI, ZHANG, NOBODY)

    def cut(handed: list[ListRow]) -> bool:
        if handed[-1].seq + 1 == rows:
            raise OperationalError("the connection was lost")
        return True

    if rows:
        with pytest.raises(OperationalError):
            read_batch(batch_id=batch.pk, by=console, tick=lambda: AT, hand=cut)
        assert Batch.objects.get(pk=batch.pk).state == "reading"
        assert Row.objects.filter(batch=batch).count() == rows
    done = read_batch(batch_id=batch.pk, by=console, tick=lambda: AT)
    assert counts(done) == (4, 1, 1, 1, 1)
    assert [row.duplicate_of for row in Row.objects.order_by("seq")] == [None, None, 0, None]


def test_a_fault_of_ours_ends_the_batch_with_what_to_do_and_keeps_its_rows(
    console: Actor, monkeypatch
) -> None:
    monkeypatch.setattr(reading, "BLOCK_ROWS", 1)
    batch = receive(console, ZHANG, LI)

    def break_down(rows: list[ListRow]) -> bool:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        read_batch(batch_id=batch.pk, by=console, tick=lambda: AT, hand=break_down)
    failed = Batch.objects.get(pk=batch.pk)
    assert (failed.state, failed.fault["values"], failed.rows) == ("failed", {"rows": 1}, 1)


def test_what_is_handed_over_is_what_stands_in_the_tables(console: Actor, monkeypatch) -> None:
    monkeypatch.setattr(reading, "BLOCK_ROWS", 2)
    batch, handed = receive(console, ZHANG, LI, ZHANG, NOBODY), list[ListRow]()

    def take(rows: list[ListRow]) -> bool:
        handed.extend(rows)
        return True

    read_batch(batch_id=batch.pk, by=console, tick=lambda: AT, hand=take)
    read_batch(batch_id=batch.pk, by=console, tick=lambda: AT, hand=take)
    assert handed == list_rows(batch.pk) and len(handed) == 4


def test_who_takes_the_rows_may_stop_the_reading_and_the_next_goes_on(console: Actor, monkeypatch) -> None:
    monkeypatch.setattr(reading, "BLOCK_ROWS", 1)
    batch = receive(console, ZHANG, LI)
    stopped = read_batch(batch_id=batch.pk, by=console, tick=lambda: AT, hand=lambda rows: False)
    assert (stopped.state, stopped.rows) == ("reading", 1)
    assert read_batch(batch_id=batch.pk, by=console, tick=lambda: AT).rows == 2


def test_a_batch_that_another_process_reads_is_left_alone(console: Actor) -> None:
    batch = receive(console, ZHANG)
    parameters = connection.get_connection_params()
    chosen = {
        name: parameters[name]
        for name in ("host", "port", "dbname", "user", "password")
        if name in parameters
    }
    import psycopg

    with psycopg.connect(**chosen) as other:
        other.execute("SELECT pg_advisory_lock(%s, %s)", [Work.READ.value, batch.pk])
        assert read_batch(batch_id=batch.pk, by=console, tick=lambda: AT).state == "received"
        assert not Row.objects.exists()
    while True:  # the other server process needs a moment to go
        with holding(Work.READ, batch.pk) as mine:
            if mine:
                break
    assert read_batch(batch_id=batch.pk, by=console, tick=lambda: AT).state == "opening"


def test_a_second_reading_of_a_batch_that_is_read_changes_nothing(console: Actor) -> None:
    batch = read(console, ZHANG)
    assert read_batch(batch_id=batch.pk, by=console, tick=lambda: AT).rows == 1


def test_a_batch_is_done_when_every_row_has_become_a_lead(console: Actor) -> None:
    batch = read(console, ZHANG, LI)
    finish_batch(batch_id=batch.pk, by=console, at=AT)
    assert Batch.objects.get(pk=batch.pk).state == "opening"
    Batch.objects.filter(pk=batch.pk).update(opened_rows=2)
    finish_batch(batch_id=batch.pk, by=console, at=AT)
    assert Batch.objects.get(pk=batch.pk).state == "done"


def test_a_list_of_headings_alone_is_done_with_no_rows(console: Actor) -> None:
    batch = bring(console)
    assert (batch.state, batch.rows) == ("done", 0)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.4 ...", "page or a document"),
        ("今日\n无事\n".encode(), "No sheet of the file"),
        (b"PK\x03\x04broken", "damaged"),
    ],
)
def test_a_file_that_cannot_be_read_fails_with_place_and_remedy(
    console: Actor, content: bytes, words: str
) -> None:
    given = {"filename": "a.csv", "source_name": "省厅", "pushed_at": AT}
    batch = accept_file(content=content, by=console, at=AT, **given).batch
    failed = read_batch(batch_id=batch.pk, by=console, tick=lambda: AT)
    assert failed.state == "failed"
    assert words in failed.fault["place"]
    assert failed.fault["remedy"]
    assert AuditEntry.objects.filter(action="intake.failed", object_id=str(batch.pk)).exists()


def test_the_whole_import_opens_a_lead_for_each_person(console: Actor) -> None:
    batch = bring(console, ZHANG, LI, NAMELESS, ZHANG)
    assert batch.state == "done"
    assert LeadSource.objects.filter(batch=batch).count() == 3
