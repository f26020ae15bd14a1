"""Rows of a received list become leads, thousands in one transaction (issue A, lists and speed)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from lianfang.intake.actions import finish_batch
from lianfang.intake.models import Batch
from lianfang.intake.queries import ListRow, list_rows
from lianfang.leads import doubts, moves, opening, recognising
from lianfang.leads.incoming import Incoming, prepare
from lianfang.leads.letters import write_drafts
from lianfang.leads.models import Lead
from lianfang.people.finding import follow_joins, lock_people
from lianfang.people.register import Found
from lianfang.places.queries import get_county, get_desks
from lianfang.shared import audit, outbox
from lianfang.shared.actor import Actor
from lianfang.shared.bulk import Cursor, bulk_cursor, without_cycles
from lianfang.shared.knowing import learned_at


@dataclass(frozen=True, slots=True)
class Opened:
    """What a block of rows came to; `opened` + `joined` = the ready and warning rows = the four places' sum.

    `last_seq` is the last row of the block, -1 when there was none; `again` says that it had been opened before.
    """

    opened: int = 0
    joined: int = 0
    assigned: int = 0
    ambiguous: int = 0
    elsewhere: int = 0
    unplaced: int = 0
    duplicates: int = 0
    doubtful: int = 0
    last_seq: int = -1
    again: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of one batch in their order, and those of them that name somebody, ready for the look-up."""

    rows: Sequence[ListRow]
    incoming: list[Incoming]
    found: list[Found] | None = None
    """Who those are, where that was told ahead."""


def open_from_rows(*, batch_id: int, after_seq: int, limit: int, by: Actor, at: datetime) -> Opened:
    """Open or join a lead for each of the next rows of a batch; `limit` is best between 1,000 and 5,000.

    Everything of a block is written in one transaction with the batch's progress, so that after a crash the
    same call goes on where it was; rows that were already opened are passed over.
    """
    block = read_block(batch_id=batch_id, after_seq=after_seq, limit=limit)
    return open_block(batch_id=batch_id, block=block, by=by, at=at)


def open_rows(*, batch_id: int, rows: Sequence[ListRow], by: Actor, at: datetime) -> Opened:
    """Open or join a lead for each of these rows of one batch, in their order; see `open_from_rows`."""
    return open_block(batch_id=batch_id, block=Block(rows, prepare(rows)), by=by, at=at) if rows else Opened()


def read_block(*, batch_id: int, after_seq: int, limit: int) -> Block:
    """Read the next rows of a batch with the keys of their people, the costly part, before anybody has to wait."""
    with without_cycles():
        rows = list_rows(batch_id, after_seq, limit)
        return Block(rows, prepare(rows))


def recognise_block(*, batch_id: int, block: Block, at: datetime) -> Block:
    """Say who the rows of a block are, in a transaction of its own, ahead of the opening of their leads."""
    with without_cycles(), transaction.atomic(), bulk_cursor() as cursor:
        at = learned_at(at)
        lock_people(cursor)
        found = recognising.recognise(cursor, batch_id, block.incoming, at=at)
        recognising.keep(cursor, batch_id, block.incoming, found, last_seq=block.rows[-1].seq)
    return Block(block.rows, block.incoming, found)


def open_block(*, batch_id: int, block: Block, by: Actor, at: datetime) -> Opened:
    """Open or join a lead for each row of a block that was read; one without rows ends a batch that is through."""
    if not block.rows:
        finish_batch(batch_id=batch_id, by=by, at=at)
        return Opened()
    batch = Batch.objects.select_related("source").get(pk=batch_id)
    with without_cycles(), transaction.atomic(), bulk_cursor() as cursor:
        return _open_block(cursor, batch, block, by=by, at=learned_at(at))


def _open_block(cursor: Cursor, batch: Batch, block: Block, *, by: Actor, at: datetime) -> Opened:
    rows, last = block.rows, block.rows[-1].seq
    if block.found is None:
        lock_people(cursor)
    moves.lock_leads()
    done = Batch.objects.values_list("opened_rows", flat=True).get(pk=batch.pk)
    if last < done:
        return Opened(last_seq=last, again=True)
    incoming, found = _list_found(cursor, batch, block, done, at=at)
    plan, doubtful = _open(cursor, batch, incoming, found, by=by, at=at)
    recognising.forget(batch.pk, last_seq=last)
    opened = _count(plan, doubtful, last)
    _finish(batch, plan, opened, first_seq=rows[0].seq, by=by, at=at)
    finish_batch(batch_id=batch.pk, by=by, at=at)
    return opened


def _list_found(
    cursor: Cursor, batch: Batch, block: Block, done: int, *, at: datetime
) -> tuple[list[Incoming], list[Found]]:
    """List the rows of a block that have no leads yet, and who they are."""
    if block.found is None:
        incoming = [one for one in block.incoming if one.row.seq >= done]
        return incoming, recognising.recognise(cursor, batch.pk, incoming, at=at)
    pairs = [pair for pair in zip(block.incoming, block.found, strict=True) if pair[0].row.seq >= done]
    incoming, found = [one for one, _ in pairs], [answer for _, answer in pairs]
    joined = follow_joins(cursor, {answer.person_id for answer in found})
    return incoming, [_follow(answer, joined) for answer in found] if joined else found


def _follow(answer: Found, joined: Mapping[int, int]) -> Found:
    person = joined.get(answer.person_id, answer.person_id)
    return answer._replace(person_id=person, twin=None if answer.twin == person else answer.twin)


def _open(
    cursor: Cursor, batch: Batch, incoming: list[Incoming], found: list[Found], *, by: Actor, at: datetime
) -> tuple[opening.Plan, int]:
    county, desks = get_county().code, get_desks()
    people = {answer.person_id for answer in found}
    open_leads = opening.read_open_leads(cursor, people)
    earlier = opening.read_earlier(cursor, batch.pk, incoming)
    ids = iter(opening.take_lead_ids(cursor, people, open_leads))
    plan = opening.plan_leads(incoming, found, earlier=earlier, open_leads=open_leads, ids=ids, desks=desks)
    opening.write_plan(
        cursor, plan, batch_id=batch.pk, event_id=batch.event_id, category=batch.source.category, county=county,
        at=at, by=by.staff_id,
    )  # fmt: skip
    _place(plan)
    write_drafts(cursor, plan.openings, at=at)
    twins = {
        (answer.person_id, answer.twin): to.lead_id
        for answer, (_, to) in zip(found, plan.sources, strict=True)
        if answer.twin is not None
    }
    parked = doubts.park(cursor, plan.openings, found, at=at)
    return plan, parked + (doubts.park_twins(twins, at=at) if twins else 0)


def _place(plan: opening.Plan) -> None:
    """Give an unplaced lead the place that a later row named."""
    for lead_id, (one, desk) in plan.placed.items():
        Lead.objects.filter(pk=lead_id).update(
            place="assigned", place_reason=one.row.place_reason, candidates=[], address=one.traveller.address[:200],
            town=desk.town, community=desk.community, grid=desk.grid, holder=desk.holder,
        )  # fmt: skip


def _count(plan: opening.Plan, doubtful: int, last_seq: int) -> Opened:
    counts = plan.counts
    return Opened(
        opened=counts["opened"],
        joined=counts["joined"],
        assigned=counts["assigned"],
        ambiguous=counts["ambiguous"],
        elsewhere=counts["elsewhere"],
        unplaced=counts["none"],
        duplicates=len(plan.sources) - counts["opened"] - counts["joined"],
        doubtful=doubtful,
        last_seq=last_seq,
    )


def _finish(
    batch: Batch, plan: opening.Plan, opened: Opened, *, first_seq: int, by: Actor, at: datetime
) -> None:
    """Write the block's audit row with a digest of what became of each row, its news and the batch's progress."""
    digest = hashlib.sha256()
    for one, to in plan.sources:
        digest.update(b"%d:%d:%d\n" % (one.row.row_id, to.lead_id, to.person_id))
    audit.record(
        by=by, at=at, action="leads.open", object_kind="batch", object_id=batch.pk, first_seq=first_seq,
        last_seq=opened.last_seq, opened=opened.opened, joined=opened.joined, duplicates=opened.duplicates,
        doubtful=opened.doubtful, sha256=digest.hexdigest(),
    )  # fmt: skip
    outbox.tell("leads.opened", at=at, batch=batch.pk, first_seq=first_seq, last_seq=opened.last_seq)
    # Last, as the reader of the file counts in the same row: it waits only from here to the commit.
    Batch.objects.filter(pk=batch.pk).update(opened_rows=Greatest(F("opened_rows"), opened.last_seq + 1))
