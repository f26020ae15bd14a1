"""The versions of a lead's answer, and its closing; in the transaction of whoever answers."""

from __future__ import annotations

from datetime import datetime

from lianfang.leads import moves
from lianfang.leads.models import Lead, LeadAnswer
from lianfang.shared.actor import Actor


def write_answer(lead: Lead, outcome: str, *, answered_at: datetime, at: datetime) -> datetime:
    """Write the next version of a lead's answer and return when it was answered.

    While one answer replaces another the lead has been answered since the first.
    """
    held = LeadAnswer.objects.filter(lead=lead, known_to__isnull=True).first()
    if held is not None:
        LeadAnswer.objects.filter(pk=held.pk).update(known_to=at)
        answered_at = held.answered_at
    LeadAnswer.objects.create(lead=lead, outcome=outcome, answered_at=answered_at, known_from=at)
    return answered_at


def close_answered(
    lead: Lead, *, by: Actor, at: datetime, true_at: datetime | None = None, note: str = ""
) -> None:
    """Close a lead that is answered, in the caller's transaction; the caller saves it."""
    moves.check(lead, "close")
    moves.write_move(lead, "close", by=by, at=at, true_at=true_at, note=note)
    lead.state, lead.closed_at, lead.look_again_at = Lead.State.CLOSED, true_at or at, None
