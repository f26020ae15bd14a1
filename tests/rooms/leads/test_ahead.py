"""Blocks that are read while the last is written: the same ones, none missed, and nothing left open."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connection, transaction
from tests.rooms.leads.county import AT, make_county
from tests.rooms.leads.test_workers import receive

from lianfang.intake.models import Batch, Row
from lianfang.leads.actions.opening import open_block
from lianfang.leads.ahead import Take, reading_ahead
from lianfang.leads.importing import open_batch_rows
from lianfang.shared.actor import Actor

LIMIT = 7


@pytest.fixture
def by(transactional_db: None) -> Actor:
    return make_county()


@pytest.fixture
def batch(by: Actor) -> Batch:
    return receive(by, range(1, 31), "a.csv")


def list_blocks(take: Take) -> list[list[int]]:
    """Take blocks until there are none."""
    blocks, after = [], -1
    while rows := take(after).rows:
        blocks.append([row.seq for row in rows])
        after = rows[-1].seq
    return blocks


def expected(batch: Batch) -> list[list[int]]:
    return [list(range(first, min(first + LIMIT, batch.rows))) for first in range(0, batch.rows, LIMIT)]


def test_every_row_is_taken_once_and_in_order(batch: Batch) -> None:
    with reading_ahead(batch.pk, LIMIT) as take:
        assert list_blocks(take) == expected(batch)


def test_inside_a_transaction_rows_that_nobody_else_sees_are_taken_too(batch: Batch) -> None:
    with transaction.atomic():
        Row.objects.filter(batch=batch).update(sheet="x")
        with reading_ahead(batch.pk, LIMIT) as take:
            assert list_blocks(take) == expected(batch)
            assert {row.seq for row in take(-1).rows} == set(range(LIMIT))


def test_rows_that_came_after_an_empty_look_are_taken(by: Actor, batch: Batch) -> None:
    last = batch.rows - 1
    late = Row.objects.get(batch=batch, seq=last)
    Row.objects.filter(pk=late.pk).update(seq=last + 1_000_000)
    other = receive(by, range(31, 33), "b.csv")
    Row.objects.filter(pk=late.pk).update(batch=other)
    with reading_ahead(batch.pk, last) as take:
        assert [row.seq for row in take(-1).rows] == list(range(last))
        assert not take(last - 1).rows
        Row.objects.filter(pk=late.pk).update(batch=batch, seq=last)
        assert [row.seq for row in take(last - 1).rows] == [last]


def test_asking_from_another_row_than_the_next_reads_from_there(batch: Batch) -> None:
    with reading_ahead(batch.pk, LIMIT) as take:
        take(-1)
        assert take(2).rows[0].seq == 3


def count_sessions() -> int:
    """Count the sessions of this database that are there, once those that are ending have ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (own,) = cursor.fetchone()
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return len({pid for (pid,) in cursor if pid != own})


def test_its_thread_and_its_connection_end_with_it(batch: Batch) -> None:
    held: list[int] = []
    with reading_ahead(batch.pk, LIMIT) as take:
        take(-1)
        take(LIMIT - 1)  # the thread has its connection
        held.append(count_sessions())
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ahead")]
    for _ in range(200):
        if count_sessions() < held[0]:
            break
        time.sleep(0.05)
    assert count_sessions() == held[0] - 1


def test_a_reader_that_fails_is_heard_of_and_its_thread_ends(batch: Batch) -> None:
    with pytest.raises(Batch.DoesNotExist), reading_ahead(batch.pk + 1, LIMIT) as take:
        take(-1)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ahead")]


def test_a_writer_that_fails_leaves_its_rows_to_the_next(by: Actor, batch: Batch) -> None:
    with pytest.raises(ZeroDivisionError), reading_ahead(batch.pk, LIMIT) as take:
        open_block(batch_id=batch.pk, block=take(-1), by=by, at=AT)
        take(LIMIT - 1)
        raise ZeroDivisionError
    assert Batch.objects.get(pk=batch.pk).opened_rows == LIMIT
    assert not open_batch_rows(batch_id=batch.pk, by=by, tick=lambda: AT)
    done = Batch.objects.get(pk=batch.pk)
    assert (done.opened_rows, done.state) == (batch.rows, Batch.State.DONE)
