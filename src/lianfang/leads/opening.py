"""Which leads a block of rows opens and which it joins: one person, one open lead, all sources kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from lianfang.leads.incoming import Deadlines, Incoming, desk_of
from lianfang.leads.models import Lead, LeadMove, LeadSource
from lianfang.people.register import Found
from lianfang.places.queries import Desk, Desks
from lianfang.shared.bulk import Cursor, ask_lists, copy_rows, take_ids

LEAD_COLUMNS = (
    "id", "person_id", "event_id", "state", "outcome", "place", "candidates", "place_reason", "address", "town",
    "community", "grid", "holder", "category", "from_place", "left_on", "arrived_on", "transport", "reasons",
    "pinyin", "received_at", "due_at", "calls", "doubtful", "look_again_at",
)  # fmt: skip
_SOURCE_COLUMNS = (
    "lead_id", "row_id", "batch_id", "person_id", "joined", "outcome", "due_at", "answer", "town", "community",
    "grid", "known_from",
)  # fmt: skip
_MOVE_COLUMNS = ("lead_id", "move", "to_holder", "to_code", "true_at", "known_at", "by")
_UNPLACED = frozenset({"ambiguous", "none"})


class Earlier(NamedTuple):
    """The lead of an earlier row of the same file, which a duplicate row goes to."""

    lead_id: int
    person_id: int
    joined: bool
    desk: Desk


class OpenLead(NamedTuple):
    """A lead that a person has and that is not closed."""

    lead_id: int
    place: str
    desk: Desk


class Opening(NamedTuple):
    """A lead to be opened by a row, at a desk."""

    lead_id: int
    person_id: int
    incoming: Incoming
    desk: Desk


@dataclass(slots=True)
class Plan:
    """What a block comes to: leads to open, sources to keep, unplaced leads that a row has placed."""

    openings: list[Opening] = field(default_factory=list)
    sources: list[tuple[Incoming, Earlier]] = field(default_factory=list)
    placed: dict[int, tuple[Incoming, Desk]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)


def plan_leads(
    incoming: Sequence[Incoming],
    found: Sequence[Found],
    *,
    earlier: Mapping[int, Earlier],
    open_leads: dict[int, OpenLead],
    ids: Iterator[int],
    desks: Desks,
) -> Plan:
    """Say for each row which lead it opens or joins, in the order of the list.

    `earlier` holds the leads of earlier blocks by the position of the duplicate row that goes there. A row
    joins (`joined`) when its person already has a lead that is not closed; a duplicate row is what the
    row before it is.
    """
    plan = Plan()
    by_seq: dict[int, Earlier] = {}
    for position, (one, answer) in enumerate(zip(incoming, found, strict=True)):
        before = earlier.get(position) or (
            by_seq.get(one.row.duplicate_of) if one.row.duplicate_of is not None else None
        )
        if before is None:
            before = by_seq[one.row.seq] = _open_or_join(plan, one, answer.person_id, open_leads, ids, desks)
            plan.counts["joined" if before.joined else "opened"] += 1
            plan.counts[one.row.place] += 1
        plan.sources.append((one, before))
    return plan


def _open_or_join(
    plan: Plan, one: Incoming, person: int, open_leads: dict[int, OpenLead], ids: Iterator[int], desks: Desks
) -> Earlier:
    desk = desk_of(one.row, one.traveller.address, desks)
    lead = open_leads.get(person)
    if lead is None:
        lead = OpenLead(next(ids), one.row.place, desk)
        open_leads[person] = lead
        plan.openings.append(Opening(lead.lead_id, person, one, desk))
        return Earlier(lead.lead_id, person, False, lead.desk)
    if one.row.place == "assigned" and lead.place in _UNPLACED and lead.desk.holder == "office":
        plan.placed.setdefault(lead.lead_id, (one, desk))
    return Earlier(lead.lead_id, person, True, lead.desk)


def read_open_leads(cursor: Cursor, people: set[int]) -> dict[int, OpenLead]:
    """Read the leads of persons that are not closed.

    Who answers one or hands it on waits until the rows that join it are kept, and reaches these too.
    """
    rows = ask_lists(
        cursor,
        "SELECT person_id, id, place, town, community, grid, holder FROM leads_lead"
        " WHERE person_id = ANY(%s::bigint[]) AND state <> 'closed' ORDER BY id FOR SHARE",
        people,
    )
    return {person: OpenLead(lead, place, Desk(*desk)) for person, lead, place, *desk in rows}


def list_repeated(incoming: Sequence[Incoming]) -> dict[int, int]:
    """Return which rows of earlier blocks are repeated by rows of this one, by the position of these."""
    here = {one.row.seq for one in incoming}
    return {
        position: one.row.duplicate_of
        for position, one in enumerate(incoming)
        if one.row.duplicate_of is not None and one.row.duplicate_of not in here
    }


def read_earlier(cursor: Cursor, batch_id: int, incoming: Sequence[Incoming]) -> dict[int, Earlier]:
    """Read the leads that rows of earlier blocks went to, by the position of the duplicate rows of this one.

    Their people's open leads must have been read before, so that nobody hands them on meanwhile.
    """
    wanted = list_repeated(incoming)
    if not wanted:
        return {}
    cursor.execute(
        "SELECT row.seq, lead.id, source.person_id, source.joined, lead.town, lead.community, lead.grid, lead.holder"
        " FROM intake_row row"
        " JOIN leads_leadsource source ON source.row_id = row.id AND source.known_to IS NULL"
        " JOIN leads_lead lead ON lead.id = source.lead_id"
        " WHERE row.batch_id = %s AND row.seq = ANY(%s::int[])",
        [batch_id, list(set(wanted.values()))],
        binary=True,
    )
    by_seq = {seq: Earlier(lead, person, joined, Desk(*desk)) for seq, lead, person, joined, *desk in cursor}
    return {position: by_seq[seq] for position, seq in wanted.items() if seq in by_seq}


def write_plan(
    cursor: Cursor,
    plan: Plan,
    *,
    batch_id: int,
    event_id: int,
    category: str,
    county: str,
    at: datetime,
    by: int,
) -> None:
    """Write the leads, sources and moves of a block by COPY."""
    deadlines = Deadlines(county)
    # Asked before the writing: a law kept in the database cannot be read while rows are copied into it.
    due = {moment: deadlines.of(moment) for moment in {one.row.pushed_at for one, _ in plan.sources}}
    copy_rows(
        cursor,
        Lead,
        LEAD_COLUMNS,
        (
            _lead_row(opening, event_id, category, due[opening.incoming.row.pushed_at])
            for opening in plan.openings
        ),
    )
    copy_rows(
        cursor,
        LeadSource,
        _SOURCE_COLUMNS,
        (
            (
                to.lead_id, one.row.row_id, batch_id, to.person_id, to.joined, one.row.outcome,
                due[one.row.pushed_at], "", to.desk.town, to.desk.community, to.desk.grid, at,
            )
            for one, to in plan.sources
        ),
    )  # fmt: skip
    copy_rows(cursor, LeadMove, _MOVE_COLUMNS, _list_moves(plan, at, by))


def take_lead_ids(cursor: Cursor, people: set[int], open_leads: Mapping[int, OpenLead]) -> list[int]:
    """Take an id for each person without an open lead."""
    return take_ids(cursor, Lead, sum(person not in open_leads for person in people))


def _lead_row(opening: Opening, event_id: int, category: str, due_at: datetime) -> tuple[object, ...]:
    row, told, desk = opening.incoming.row, opening.incoming.traveller, opening.desk
    return (
        opening.lead_id, opening.person_id, event_id, "open", "", row.place, row.candidates, row.place_reason,
        _fit(told.address, 200), desk.town, desk.community, desk.grid, desk.holder, _fit(told.category or category, 40),
        _fit(told.from_place, 120), told.left_on, told.arrived_on, _fit(told.transport or told.vehicle, 80),
        row.reasons, opening.incoming.newcomer.pinyin, row.pushed_at, due_at, 0, False, due_at,
    )  # fmt: skip


def _fit(text: str, most: int) -> str:
    """Cut a text as received to what the column holds; a NUL of a damaged file would stop the import."""
    return text.replace("\x00", "")[:most]


def _list_moves(plan: Plan, at: datetime, by: int) -> Iterator[tuple[object, ...]]:
    for opening in plan.openings:
        desk = opening.desk
        yield (
            opening.lead_id,
            "open",
            desk.holder,
            code_of(desk),
            opening.incoming.row.pushed_at,
            at,
            by,
        )
    for lead_id, (one, desk) in plan.placed.items():
        yield (lead_id, f"assign_{desk.holder}", desk.holder, code_of(desk), one.row.pushed_at, at, by)


def code_of(desk: Desk) -> str:
    """Return the code of the place that holds a lead; empty for the office."""
    return {"town": desk.town, "community": desk.community, "grid": desk.grid}.get(desk.holder, "")
