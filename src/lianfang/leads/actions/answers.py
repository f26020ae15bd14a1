"""Answered leads are closed when nothing is left to do, or reopened when the answer did not hold."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from lianfang.leads import moves
from lianfang.leads.answering import close_answered
from lianfang.leads.incoming import Deadlines
from lianfang.leads.models import Lead, LeadAnswer
from lianfang.places.queries import get_county
from lianfang.shared import audit, outbox
from lianfang.shared.actor import Actor, check_may
from lianfang.shared.idempotency import once
from lianfang.shared.knowing import learned_at
from lianfang.shared.roles import Permission


class AnotherOpen(Exception):
    """The person has another lead that is not closed; that one is the place to go on."""

    def __init__(self, lead_id: int) -> None:
        super().__init__(f"lead {lead_id} of the same person is open")
        self.lead_id = lead_id


def close(*, lead: Lead, by: Actor, at: datetime, reason: str = "", true_at: datetime | None = None) -> Lead:
    """Close an answered lead, as when its order has ended; one that is closed already stays as it is.

    Raises NotAllowed while it waits for an answer.
    """
    with transaction.atomic():
        at = learned_at(at)
        held = moves.lock_lead(lead.pk)
        if held.state != Lead.State.CLOSED:
            close_answered(held, by=by, at=at, true_at=true_at, note=reason)
            held.save()
            audit.record(
                by=by, at=at, action="leads.close", object_kind="lead", object_id=held.pk, reason=reason[:200]
            )
    return held


def reopen(*, lead: Lead, by: Actor, at: datetime, reason: str, key: str = "") -> Lead:
    """Take an answer back: the lead waits again at its desk, with a new deadline, and counts as unanswered.

    Raises NotAllowed for a lead that is open, AnotherOpen where the person has another one, Forbidden.
    """
    check_may(by, Permission.CALL_LEADS)

    def write() -> dict[str, Any]:
        with transaction.atomic():
            known = learned_at(at)  # before the leads, as whoever opens leads asks for the two in this order
            moves.lock_leads()
            moves.lock_seen(lead.pk, by)
            return {"lead": _reopen(lead.pk, by=by, at=known, reason=reason, withdraw=True).pk}

    answer, _ = once(key=key, target=lead.pk, by=by, at=at, action="leads.reopen", write=write)
    return Lead.objects.select_related("person").get(pk=answer["lead"])


def call_again(*, lead_id: int, by: Actor, at: datetime) -> Lead | None:
    """Let a lead wait again because its person is back by now; the answer that they were away stays true.

    Returns None where somebody has settled the matter meanwhile.
    """
    with transaction.atomic():
        at = learned_at(at)
        lead = moves.lock_lead(lead_id)
        if lead.state != Lead.State.ANSWERED or lead.look_again_at is None or lead.look_again_at > at:
            return None
        return _reopen(lead_id, by=by, at=at, reason="back", withdraw=False)


def _reopen(lead_id: int, *, by: Actor, at: datetime, reason: str, withdraw: bool) -> Lead:
    lead = moves.lock_lead(lead_id)
    moves.check(lead, "reopen")
    other = Lead.objects.filter(person=lead.person_id).exclude(state="closed").exclude(pk=lead.pk).first()
    if other is not None:
        raise AnotherOpen(other.pk)
    move = moves.write_move(lead, "reopen", by=by, at=at, to_holder="office", note=reason)
    if withdraw:
        LeadAnswer.objects.filter(lead=lead, known_to__isnull=True).update(known_to=at)
        lead.answered_at, lead.outcome = None, ""
    lead.state, lead.closed_at, lead.holder = Lead.State.OPEN, None, _desk_of(lead)
    if lead.holder != Lead.Holder.OFFICE:
        moves.write_move(
            lead, f"assign_{lead.holder}", by=by, at=at, to_holder=lead.holder, to_code=moves.code_held(lead)
        )
    lead.due_at = lead.look_again_at = Deadlines(get_county().code).of(at)
    lead.save()
    audit.record(
        by=by,
        at=at,
        action="leads.reopen",
        object_kind="lead",
        object_id=lead.pk,
        withdrawn=withdraw,
        **audit.refer(move, move.note),
    )
    outbox.tell("leads.reopened", at=at, lead=lead.pk)
    return lead


def _desk_of(lead: Lead) -> str:
    """Return the lowest holder that the lead's place has, where the matter goes back to."""
    return next((level for level in ("grid", "community", "town") if getattr(lead, level)), "office")
