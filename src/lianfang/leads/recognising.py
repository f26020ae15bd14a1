"""Who the rows of a block are, told before their leads are opened: a step of its own, in its own transaction.

Finding and making people costs the server as much as opening their leads. So an import tells who is who a block
ahead, while the leads of the block before are written. What was told is kept until the leads are there: where a
process is killed between the two steps, the next one goes by it, and nobody is made or weighed twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from lianfang.leads import opening
from lianfang.leads.incoming import Incoming
from lianfang.leads.models import RecognisedBlock
from lianfang.people.finding import find_or_make
from lianfang.people.register import Found, How
from lianfang.shared.bulk import Cursor, ask_lists


def recognise(cursor: Cursor, batch_id: int, incoming: Sequence[Incoming], *, at: datetime) -> list[Found]:
    """Say who each of the next rows of a batch is, new people made; the caller holds the transaction.

    Rows that were told before, or repeat a row of an earlier block, are who that one is.
    """
    told = _recall(cursor, batch_id, incoming)
    places = {one.row.seq: position for position, one in enumerate(incoming)}
    repeats = {
        position: places[one.row.duplicate_of]
        for position, one in enumerate(incoming)
        if one.row.duplicate_of is not None and places.get(one.row.duplicate_of, position) < position
    }
    earlier = _read_earlier(cursor, batch_id, incoming)
    known = earlier | {position: answer.person_id for position, answer in told.items()}
    found = find_or_make(newcomers=[one.newcomer for one in incoming], at=at, repeats=repeats, known=known)
    for position, answer in told.items():
        found[position] = answer
    return found


def keep(
    cursor: Cursor, batch_id: int, incoming: Sequence[Incoming], found: Sequence[Found], *, last_seq: int
) -> None:
    """Keep who the rows of a block are until their leads are opened."""
    forget(batch_id, last_seq=last_seq, first_seq=incoming[0].row.seq if incoming else last_seq)
    ask_lists(
        cursor,
        "INSERT INTO leads_recognisedblock (batch_id, last_seq, seqs, people, made, twins) SELECT (%s::bigint[])[1],"
        " (%s::int[])[1], %s::int[], %s::bigint[], %s::bigint[], %s::bigint[]",
        [batch_id],
        [last_seq],
        [one.row.seq for one in incoming],
        [answer.person_id for answer in found],
        [answer.person_id for answer in found if answer.how is How.NEW],
        [answer.twin for answer in found],
    )


def forget(batch_id: int, *, last_seq: int, first_seq: int = 0) -> None:
    """Forget who the rows of blocks that end between two rows are: their leads say so now."""
    RecognisedBlock.objects.filter(batch=batch_id, last_seq__range=(first_seq, last_seq)).delete()


def _recall(cursor: Cursor, batch_id: int, incoming: Sequence[Incoming]) -> dict[int, Found]:
    """Return what an earlier try told of these rows, by their position."""
    if not incoming:
        return {}
    places = {one.row.seq: position for position, one in enumerate(incoming)}
    kept = RecognisedBlock.objects.filter(batch=batch_id, last_seq__gte=incoming[0].row.seq).order_by(
        "last_seq"
    )
    told: dict[int, Found] = {}
    for block in kept:
        made = set(block.made)
        for seq, person, twin in zip(block.seqs, block.people, block.twins, strict=True):
            if seq in places:
                told[places[seq]] = Found(person, How.NEW if person in made else How.REPEAT, twin=twin)
                made.discard(person)
    return told


def _read_earlier(cursor: Cursor, batch_id: int, incoming: Sequence[Incoming]) -> dict[int, int]:
    """Read who the rows of earlier blocks are that rows of this one repeat, by the position of these.

    A block is in one of two tables, and goes from the first to the second in one transaction: asked in this
    order, none is missed.
    """
    wanted = opening.list_repeated(incoming)
    if not wanted:
        return {}
    cursor.execute(
        "SELECT told.seq, told.person FROM leads_recognisedblock block"
        " CROSS JOIN LATERAL unnest(block.seqs, block.people) AS told(seq, person)"
        " WHERE block.batch_id = %s AND told.seq = ANY(%s::int[])",
        [batch_id, list(set(wanted.values()))],
        binary=True,
    )
    people: dict[int, int] = dict(cursor.fetchall())
    before = opening.read_earlier(cursor, batch_id, incoming)
    return {
        position: before[position].person_id if position in before else people[seq]
        for position, seq in wanted.items()
        if position in before or seq in people
    }
