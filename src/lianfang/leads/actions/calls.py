"""A call or visit is recorded with its outcome, and settles the lead or leaves it due (A4)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from lianfang.leads import moves
from lianfang.leads.answering import close_answered, write_answer
from lianfang.leads.letters import draft_letter
from lianfang.leads.models import Call, CallOutcome, Lead
from lianfang.leads.outcomes import OutcomeRule, check_outcome, check_return
from lianfang.shared import audit, outbox
from lianfang.shared.actor import Actor, check_may
from lianfang.shared.clock import LOCAL
from lianfang.shared.idempotency import once
from lianfang.shared.knowing import learned_at
from lianfang.shared.roles import Permission


def record_call(
    *,
    lead: Lead,
    outcome: str,
    by: Actor,
    at: datetime,
    true_at: datetime | None = None,
    note: str = "",
    away_place: str = "",
    back_on: date | None = None,
    key: str = "",
) -> Lead:
    """Record a call and what it found; return the lead as it is now.

    A settling outcome on a lead already answered corrects the answer: the new version keeps the time of the
    first, for that is when the list's question was answered. Raises OutcomeIncomplete without what the
    outcome needs, NotAllowed on a closed lead, Forbidden, ReturnBehind, ReturnTooFar, ValueError for an outcome
    that is not on the list and for a call that lies ahead.
    """
    check_may(by, Permission.CALL_LEADS)
    chosen = CallOutcome(outcome)
    if true_at is not None and true_at > at:
        raise ValueError("a call cannot lie ahead")
    if back_on is not None:
        check_return(back_on, (true_at or at).astimezone(LOCAL).date())
    rule = check_outcome(chosen, {"away_place": away_place, "back_on": back_on})

    def write() -> dict[str, Any]:
        call = Call(
            outcome=chosen, note=note[:300], away_place=away_place[:120], back_on=back_on, at=true_at or at,
            by=by.staff_id,
        )  # fmt: skip
        return {"lead": _record(lead.pk, call, rule, by=by, at=at).pk}

    answer, _ = once(key=key, target=lead.pk, by=by, at=at, action="leads.call", write=write)
    return Lead.objects.select_related("person").get(pk=answer["lead"])


@transaction.atomic
def _record(lead_id: int, call: Call, rule: OutcomeRule, *, by: Actor, at: datetime) -> Lead:
    at = learned_at(at)
    lead = moves.lock_seen(lead_id, by)
    moves.check(lead, "answer")  # a closed lead takes no calls
    call.lead, call.known_at = lead, at
    call.save()
    lead.calls += 1
    if rule.settles:
        _settle(lead, call, rule, by=by, at=at)
    lead.save()
    audit.record(
        by=by, at=at, action="leads.call", object_kind="lead", object_id=lead.pk, outcome=call.outcome,
        settles=rule.settles,
    )  # fmt: skip
    outbox.tell("leads.called", at=at, lead=lead.pk, outcome=call.outcome)
    return lead


def _settle(lead: Lead, call: Call, rule: OutcomeRule, *, by: Actor, at: datetime) -> None:
    lead.outcome = call.outcome
    lead.answered_at = write_answer(lead, call.outcome, answered_at=call.at, at=at)
    lead.state = Lead.State.ANSWERED
    lead.look_again_at = _back_at(call.back_on)
    moves.write_move(lead, "answer", by=by, at=at, true_at=call.at, note=call.outcome)
    if rule.to_office:
        lead.holder, lead.assignee_id = Lead.Holder.OFFICE, None
    if rule.letter:
        draft_letter(lead, to_name=call.away_place, at=at)
    if rule.closes:
        close_answered(lead, by=by, at=at, true_at=call.at)


def _back_at(back_on: date | None) -> datetime | None:
    return datetime.combine(back_on, time(), LOCAL) if back_on else None
