"""A list that becomes leads while it is read: nothing is missed, opened twice or left running."""

from __future__ import annotations

import threading
from contextlib import nullcontext

import pytest
from django.db import transaction
from tests.rooms.leads.county import AT, make_county
from tests.rooms.leads.test_workers import text_of

from lianfang.intake.actions import accept_file, read_batch, reading
from lianfang.intake.holding import Work, holding
from lianfang.intake.models import Batch, Row
from lianfang.leads import beside, importing
from lianfang.leads.beside import list_blocks, reading_beside, taking_beside
from lianfang.leads.importing import import_batch, open_batch_rows
from lianfang.leads.models import Lead, LeadSource
from lianfang.shared.actor import Actor

PEOPLE, ROWS = 30, 37  # each fourth person stands in it twice


@pytest.fixture
def by(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Actor:
    monkeypatch.setattr(reading, "BLOCK_ROWS", 7)
    return make_county()


@pytest.fixture
def batch(by: Actor) -> Batch:
    """A list that was received and not read yet."""
    content = text_of(range(1, PEOPLE + 1))
    return accept_file(
        content=content, filename="a.csv", source_name="省厅", pushed_at=AT, by=by, at=AT
    ).batch


def check_whole(batch: Batch) -> None:
    done = Batch.objects.get(pk=batch.pk)
    assert (done.state, done.rows, done.ready, done.warning) == ("done", ROWS, 20, 10)
    assert (Lead.objects.count(), LeadSource.objects.count()) == (PEOPLE, ROWS)
    assert list(Row.objects.order_by("seq").values_list("seq", flat=True)) == list(range(ROWS))


def is_reading() -> bool:
    names = ("reading", "recognising", "taking")
    return any(thread.name.startswith(names) for thread in threading.enumerate())


def test_every_row_becomes_what_it_would_one_after_the_other(by: Actor, batch: Batch) -> None:
    told: list[tuple[int, int]] = []
    done = import_batch(
        batch_id=batch.pk,
        by=by,
        tick=lambda: AT,
        progress=lambda now: told.append((now.rows, now.opened_rows)),
    )
    assert done.state == "done"
    check_whole(batch)
    assert not is_reading()
    assert told == sorted(told) and told[-1] == (ROWS, ROWS)


def test_what_an_earlier_try_read_and_did_not_open_is_opened_first(by: Actor, batch: Batch) -> None:
    blocks = iter([True, False])
    read_batch(batch_id=batch.pk, by=by, tick=lambda: AT, hand=lambda rows: next(blocks))
    assert (Batch.objects.get(pk=batch.pk).rows, Lead.objects.count()) == (14, 0)
    import_batch(batch_id=batch.pk, by=by, tick=lambda: AT)
    check_whole(batch)


def test_where_opening_fails_reading_stops_and_the_next_goes_on(
    by: Actor, batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, blocks = importing.open_block, []

    def fail_at_the_third(**given):
        blocks.append(given["block"])
        if len(blocks) == 3:
            raise ZeroDivisionError
        return whole(**given)

    with monkeypatch.context() as patched:
        patched.setattr(importing, "open_block", fail_at_the_third)
        with pytest.raises(ZeroDivisionError):
            import_batch(batch_id=batch.pk, by=by, tick=lambda: AT)
    assert not is_reading()
    left = Batch.objects.get(pk=batch.pk)
    assert left.state in ("reading", "opening") and left.opened_rows == 14
    import_batch(batch_id=batch.pk, by=by, tick=lambda: AT)
    check_whole(batch)


def test_where_reading_fails_it_is_heard_of_behind_what_was_read(
    by: Actor, batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, written = reading.write_block, []

    def fail_at_the_third(**given):
        written.append(given["first_seq"])
        if len(written) == 3:
            raise ZeroDivisionError
        return whole(**given)

    monkeypatch.setattr(reading, "write_block", fail_at_the_third)
    with pytest.raises(ZeroDivisionError):
        import_batch(batch_id=batch.pk, by=by, tick=lambda: AT)
    failed = Batch.objects.get(pk=batch.pk)
    assert (failed.state, failed.rows, failed.opened_rows) == ("failed", 14, 14)
    assert not is_reading()


def test_who_leaves_early_leaves_no_thread_behind(by: Actor, batch: Batch) -> None:
    with reading_beside(batch.pk, by=by, tick=lambda: AT) as blocks:
        assert [row.seq for row in next(blocks).rows] == list(range(7))
    assert not is_reading()
    assert Batch.objects.get(pk=batch.pk).state in ("reading", "opening")


def test_where_another_opens_the_batch_it_is_only_read(by: Actor, batch: Batch) -> None:
    def hold() -> None:
        with holding(Work.OPEN, batch.pk) as mine:
            assert mine
            held.set()
            read.wait(60)
        open_batch_rows(batch_id=batch.pk, by=by, tick=lambda: AT)  # or the importer, whoever is first
        importing.connection.close()

    held, read = threading.Event(), threading.Event()
    other = threading.Thread(target=hold)
    other.start()
    held.wait(60)

    def look(now: Batch) -> None:
        if now.state == "opening":
            assert Lead.objects.count() == 0 or read.is_set()
            read.set()

    import_batch(batch_id=batch.pk, by=by, tick=lambda: AT, progress=look)
    other.join(60)
    check_whole(batch)


@pytest.fixture
def read(by: Actor, batch: Batch, monkeypatch: pytest.MonkeyPatch) -> Batch:
    """The list once it was read, and no row of it opened."""
    monkeypatch.setattr(beside, "BLOCK_ROWS", 7)
    return read_batch(batch_id=batch.pk, by=by, tick=lambda: AT)


def seqs(blocks) -> list[list[int]]:
    return [[row.seq for row in block.rows] for block in blocks]


BLOCKS = [list(range(first, min(first + 7, ROWS))) for first in range(0, ROWS, 7)]


def test_what_the_tables_hold_is_taken_once_and_in_order(read: Batch) -> None:
    assert seqs(list_blocks(read.pk)) == BLOCKS
    with taking_beside(read.pk) as blocks:
        assert seqs(blocks) == BLOCKS
    assert not is_reading()


@pytest.mark.parametrize(
    ("before", "blocks"), [(0, []), (1, [[0]]), (7, BLOCKS[:1]), (9, [*BLOCKS[:1], [7, 8]])]
)
def test_it_is_taken_up_to_a_row(read: Batch, before: int, blocks: list[list[int]]) -> None:
    assert seqs(list_blocks(read.pk, before=before)) == blocks


def test_a_taker_that_fails_is_heard_of_and_its_thread_ends(read: Batch) -> None:
    with pytest.raises(Batch.DoesNotExist), taking_beside(read.pk + 1) as blocks:
        list(blocks)
    assert not is_reading()


@pytest.mark.parametrize("inside", [True, False])
def test_a_worker_opens_what_was_read_inside_a_transaction_too(by: Actor, read: Batch, inside: bool) -> None:
    with transaction.atomic() if inside else nullcontext():
        Row.objects.filter(batch=read).update(sheet="x")
        assert not open_batch_rows(batch_id=read.pk, by=by, tick=lambda: AT)
    check_whole(read)
    assert not is_reading()


def test_a_worker_that_fails_leaves_its_rows_to_the_next(
    by: Actor, read: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, blocks = importing.open_block, []

    def fail_at_the_second(**given):
        blocks.append(given["block"])
        if len(blocks) == 2:
            raise ZeroDivisionError
        return whole(**given)

    with monkeypatch.context() as patched:
        patched.setattr(importing, "open_block", fail_at_the_second)
        with pytest.raises(ZeroDivisionError):
            open_batch_rows(batch_id=read.pk, by=by, tick=lambda: AT)
    assert Batch.objects.get(pk=read.pk).opened_rows == 7 and not is_reading()
    assert not open_batch_rows(batch_id=read.pk, by=by, tick=lambda: AT)
    check_whole(read)
