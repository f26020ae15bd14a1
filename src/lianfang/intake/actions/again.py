"""A list is read again after somebody said what its headings mean: rejected rows get another chance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import DatabaseError, transaction

from lianfang.core.intake.rows import Outcome, ReadRow, read_book
from lianfang.intake.actions.correcting import SETTLED, Entry, NotCorrectable, enter
from lianfang.intake.actions.reading import Tick, fail, stopped_at
from lianfang.intake.holding import Work, holding
from lianfang.intake.layouts import Found, open_book, pack_layouts, saved_headings
from lianfang.intake.models import Batch, Row
from lianfang.shared import audit, clock, outbox
from lianfang.shared.actor import Actor, check_may
from lianfang.shared.books import UnreadableFile
from lianfang.shared.knowing import learned_at
from lianfang.shared.roles import Permission

Known = dict[tuple[str, int], tuple[int, int, str]]


@transaction.atomic
def ask_again(*, batch: Batch, by: Actor, at: datetime) -> Batch:
    """Let a batch's file be read again in the background, under the headings as they are saved now.

    Rows that have become leads keep them; rejected rows are entered again where they are people now, and rows
    that were not found before are added. Raises NotCorrectable for a batch that is being worked on.
    """
    check_may(by, Permission.UPLOAD_LISTS)
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state not in (*SETTLED, Batch.State.FAILED):
        raise NotCorrectable(f"batch {batch.pk}")
    has_failed = batch.state == Batch.State.FAILED
    batch.state = Batch.State.RECEIVED if has_failed else Batch.State.AGAIN
    batch.fault, batch.look_again_at = {}, at
    batch.save(update_fields=["state", "fault", "look_again_at"])
    audit.record(by=by, at=at, action="intake.read_again", object_kind="batch", object_id=batch.pk)
    outbox.tell("intake.accepted" if has_failed else "intake.again", at=at, batch=batch.pk)
    return batch


def read_again(*, batch_id: int, by: Actor, tick: Tick = clock.now) -> Batch:
    """Read a batch's file again, as `ask_again` says; a batch that was not asked for is left as it is."""
    with holding(Work.READ, batch_id) as mine:
        batch = Batch.objects.select_related("source", "file").get(pk=batch_id)
        if not mine or batch.state != Batch.State.AGAIN:
            return batch
        try:
            book, layouts = open_book(batch)
            found = read_book(book, at=batch.pushed_at, saved=saved_headings(batch))
            entries = list_entries(found, _list_known(batch))
            return _enter(batch, layouts, entries, by=by, at=tick())
        except UnreadableFile as fault:
            return fail(batch, fault, by=by, at=tick())
        except DatabaseError:
            raise
        except Exception:
            fail(batch, stopped_at(batch.rows), by=by, at=tick())
            raise


def _list_known(batch: Batch) -> Known:
    rows = Row.objects.filter(batch=batch, known_to__isnull=True)
    values = rows.values_list("sheet", "row", "pk", "seq", "outcome")
    return {(sheet, row): (pk, seq, outcome) for sheet, row, pk, seq, outcome in values.iterator()}


@transaction.atomic
def _enter(batch: Batch, layouts: Found, entries: list[Entry], *, by: Actor, at: datetime) -> Batch:
    known = learned_at(at)
    locked = Batch.objects.select_for_update().get(pk=batch.pk)
    enter(locked, entries, by=by, at=at, known=known)
    Batch.objects.filter(pk=batch.pk).update(layouts=pack_layouts(layouts), state=Batch.State.OPENING)
    outbox.tell("intake.rows_read", at=at, batch=batch.pk)
    locked.refresh_from_db()
    return locked


def list_entries(found: Iterator[ReadRow], known: Known) -> list[Entry]:
    """Choose the rows to be entered: rejected ones that are people now, and rows that were not there before.

    What a row repeats is told by the numbers of the rows in the batch; an entry whose person a row that is
    there already names becomes the repeat of that row, wherever it stands.
    """
    entries: list[Entry] = []
    seqs: dict[int, int] = {}  # index in the file -> number of the row that is there
    waiting: dict[int, Entry] = {}  # index in the file -> entry
    following = 1 + max((seq for _, seq, _ in known.values()), default=-1)
    for index, read in enumerate(found):
        pk, seq, outcome = known.get((read.sheet[:60], read.row), (None, following + len(entries), ""))
        if pk is not None and (outcome != Outcome.REJECTED or read.outcome is Outcome.REJECTED):
            seqs[index] = seq
            _repeat(waiting, read, outcome, seq)
            continue
        entry = Entry(read, pk)
        seqs[index] = following + len(entries)
        if read.duplicate_of is not None:
            entry.read = read._replace(duplicate_of=seqs[read.duplicate_of])
        else:
            waiting[index] = entry
        entries.append(entry)
    return _point_to_firsts(entries, following)


def _point_to_firsts(entries: list[Entry], first: int) -> list[Entry]:
    """Let a repeat of an entry that became a repeat itself point to the row that has the lead."""
    for entry in entries:
        repeated = entry.read.duplicate_of
        while repeated is not None and repeated >= first:
            before = entries[repeated - first].read.duplicate_of
            if before is None:
                break
            repeated = before
        if repeated != entry.read.duplicate_of:
            entry.read = entry.read._replace(duplicate_of=repeated)
    return entries


def _repeat(waiting: dict[int, Entry], read: ReadRow, outcome: str, seq: int) -> None:
    """Let an entry be the repeat of a row that has its lead already and names the same person further down."""
    if outcome in (Outcome.READY, Outcome.WARNING) and read.duplicate_of in waiting:
        entry = waiting.pop(read.duplicate_of)
        entry.read = entry.read._replace(outcome=Outcome.DUPLICATE, reasons=(), duplicate_of=seq)
