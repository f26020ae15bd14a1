"""A batch's file is read into rows, block by block; cut off, reading goes on where it was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import islice

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils.translation import gettext_noop

from lianfang.core.intake.rows import ReadRow, read_book
from lianfang.intake.holding import Work, holding
from lianfang.intake.layouts import open_book, pack_layouts, saved_headings
from lianfang.intake.models import Batch, Row
from lianfang.intake.queries import ListRow
from lianfang.intake.writing import Block, write_block
from lianfang.places.queries import get_gazetteer
from lianfang.shared import audit, clock, outbox
from lianfang.shared.actor import Actor
from lianfang.shared.books import UnreadableFile
from lianfang.shared.bulk import without_cycles
from lianfang.shared.knowing import learned_at

BLOCK_ROWS = 5_000
Hand = Callable[[list[ListRow]], bool]
Tick = Callable[[], datetime]


class TakenOver(Exception):
    """Another process wrote rows of the batch meanwhile; the batch's number is the argument."""


def read_batch(*, batch_id: int, by: Actor, tick: Tick = clock.now, hand: Hand | None = None) -> Batch:
    """Read a batch's file into rows, a block a transaction; a second call goes on where the first was cut off.

    `tick` gives the moment each block is learned. Each block that is written goes to `hand`, which says whether
    reading goes on; where it does not, the batch stays as one that was cut off. A file that cannot
    be read ends the batch as failed, with place and remedy kept for its page. A batch that another process
    reads is left to it and returned as it is. Raises what the database raises; the next call goes on.
    """
    with holding(Work.READ, batch_id) as mine:
        batch = Batch.objects.select_related("source", "file").get(pk=batch_id)
        if not mine or batch.state not in (Batch.State.RECEIVED, Batch.State.READING):
            return batch
        try:
            with without_cycles():
                return _read(batch, by=by, tick=tick, hand=hand)
        except UnreadableFile as fault:
            return fail(batch, fault, by=by, at=tick())
        except (DatabaseError, TakenOver):
            raise  # nothing is wrong with the file; the next call goes on
        except Exception:
            fail(batch, stopped_at(batch.rows), by=by, at=tick())
            raise


def _read(batch: Batch, *, by: Actor, tick: Tick, hand: Hand | None) -> Batch:
    book, layouts = open_book(batch)
    batch.layouts, batch.state = pack_layouts(layouts), Batch.State.READING
    batch.save(update_fields=["layouts", "state"])
    found = read_book(book, at=batch.pushed_at, saved=saved_headings(batch))
    rows = islice(found, batch.rows, None)
    while block := list(islice(rows, BLOCK_ROWS)):
        written = _write(batch, block, by=by, at=tick())
        if hand is not None and not hand(written.list_rows(batch.pushed_at)):
            return batch
    return _finish(batch, at=tick())


@transaction.atomic
def _write(batch: Batch, rows: Sequence[ReadRow], *, by: Actor, at: datetime) -> Block:
    known = learned_at(at)
    if Batch.objects.select_for_update().values_list("rows", flat=True).get(pk=batch.pk) != batch.rows:
        raise TakenOver(str(batch.pk))
    block = write_block(
        batch_id=batch.pk, first_seq=batch.rows, rows=rows, gazetteer=get_gazetteer(), known=known
    )
    _count(batch, block, len(rows))
    note_block(batch, block, len(rows), by=by, at=at)
    return block


def _count(batch: Batch, block: Block, rows: int) -> None:
    """Count in the database, so that a block that is rolled back leaves the numbers in hand as they were."""
    counts = {"rows": rows, **block.counts}
    Batch.objects.filter(pk=batch.pk).update(**{name: F(name) + count for name, count in counts.items()})
    batch.rows += rows


def note_block(batch: Batch, block: Block, rows: int, *, by: Actor, at: datetime) -> None:
    """Write a block's audit entry with the digest of what was received, and tell that there are rows."""
    audit.record(
        by=by,
        at=at,
        action="intake.read",
        object_kind="batch",
        object_id=batch.pk,
        first_seq=block.first_seq,
        rows=rows,
        sha256=block.digest,
    )
    outbox.tell("intake.rows_read", at=at, batch=batch.pk)


@transaction.atomic
def _finish(batch: Batch, *, at: datetime) -> Batch:
    Batch.objects.filter(pk=batch.pk).update(state=Batch.State.OPENING, look_again_at=at)
    outbox.tell("intake.rows_read", at=at, batch=batch.pk)
    batch.refresh_from_db()
    return batch


@transaction.atomic
def fail(batch: Batch, fault: UnreadableFile, *, by: Actor, at: datetime) -> Batch:
    """End a batch as failed, with where it failed and what to do, as message ids with their values."""
    batch.state, batch.look_again_at = Batch.State.FAILED, None
    batch.fault = {"place": fault.place, "remedy": fault.remedy, "values": fault.values}
    batch.save(update_fields=["state", "fault", "look_again_at"])
    audit.record(by=by, at=at, action="intake.failed", object_kind="batch", object_id=batch.pk)
    return batch


def stopped_at(rows: int) -> UnreadableFile:
    """Return the fault of a file at which reading itself broke down after so many rows."""
    return UnreadableFile(
        gettext_noop("Reading stopped after %(rows)s rows, which are kept."),
        gettext_noop("Read it again. If it stops there once more, save the file anew as .xlsx and send it."),
        rows=rows,
    )


@transaction.atomic
def finish_batch(*, batch_id: int, by: Actor, at: datetime) -> None:
    """Mark a batch as done once every row of it has been turned into leads."""
    batch = Batch.objects.select_for_update().filter(pk=batch_id, state=Batch.State.OPENING).first()
    if batch is None or Row.objects.filter(batch=batch, seq__gte=batch.opened_rows).exists():
        return
    batch.state, batch.look_again_at = Batch.State.DONE, None
    batch.save(update_fields=["state", "look_again_at"])
    outbox.tell("intake.done", at=at, batch=batch_id)
