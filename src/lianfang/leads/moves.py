"""One move of one lead: checked against the table of moves, written with who and when."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from lianfang.core.moves import HOLDERS, LEAD_MOVES, check_move, lead_state, list_moves
from lianfang.leads.models import Lead, LeadMove
from lianfang.leads.scope import visible_to
from lianfang.shared.actor import Actor, Forbidden

LEADS_LOCK = 0x4C46_0004
"""Taken after the people's lock by whoever needs both."""


def lock_lead(lead_id: int) -> Lead:
    """Read a lead so that nobody else changes it until the transaction ends."""
    return Lead.objects.select_for_update(of=("self",)).select_related("person").get(pk=lead_id)


def lock_seen(lead_id: int, by: Actor) -> Lead:
    """Lock a lead that the actor sees now; raises Forbidden for one handed to another desk meanwhile."""
    lead = visible_to(by).select_for_update(of=("self",)).filter(pk=lead_id).first()
    if lead is None:
        raise Forbidden("lead out of scope")
    return lead


def lock_leads() -> None:
    """Be the only one who opens or joins leads until the transaction ends; take it before any lead's lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LEADS_LOCK])


def check(lead: Lead, move: str) -> str:
    """Return the state a move leads to from where the lead is; raises core.moves.NotAllowed."""
    return check_move(LEAD_MOVES, lead_state(lead.state, lead.holder), move)


def list_levels(lead: Lead) -> list[str]:
    """List the levels a lead can be handed to, its own and those below; none once it is answered."""
    possible = list_moves(LEAD_MOVES, lead_state(lead.state, lead.holder))
    return [level for level in HOLDERS if f"assign_{level}" in possible]


def write_move(
    lead: Lead,
    move: str,
    *,
    by: Actor,
    at: datetime,
    true_at: datetime | None = None,
    to_holder: str = "",
    to_code: str = "",
    note: str = "",
) -> LeadMove:
    """Write a move that was checked; the lead itself is saved by the caller."""
    return LeadMove.objects.create(
        lead=lead,
        move=move,
        to_holder=to_holder,
        to_code=to_code,
        note=note[:200],
        true_at=true_at or at,
        known_at=at,
        by=by.staff_id,
    )


def code_held(lead: Lead) -> str:
    """Return the code of the place that holds a lead; empty for the office."""
    return {"town": lead.town, "community": lead.community, "grid": lead.grid}.get(lead.holder, "")
