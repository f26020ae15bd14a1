"""Letters 协查 to the county where a person is: numbered and sent, and answered (rules §8.2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from lianfang.leads import moves
from lianfang.leads.answering import write_answer
from lianfang.leads.letters import draft_letter
from lianfang.leads.models import CallOutcome, Lead, TransferLetter
from lianfang.leads.scope import letters_visible_to
from lianfang.shared import audit, outbox
from lianfang.shared.actor import Actor, Forbidden, check_may
from lianfang.shared.clock import LOCAL
from lianfang.shared.idempotency import once
from lianfang.shared.knowing import learned_at
from lianfang.shared.roles import Permission

_NUMBER_LOCK = 0x4C46_0004


class NoDestination(Exception):
    """A letter names no place it could be sent to."""


def send_letter(
    *,
    lead: Lead,
    by: Actor,
    at: datetime,
    to_name: str = "",
    to_area: str = "",
    true_at: datetime | None = None,
    key: str = "",
) -> TransferLetter:
    """Number a lead's letter and mark it sent; the lead is answered as elsewhere and closed.

    A letter already sent keeps its number. Raises NoDestination, NotAllowed for a closed lead, Forbidden.
    """
    check_may(by, Permission.SEND_LETTERS)

    def write() -> dict[str, Any]:
        return {"letter": _send(lead.pk, to_name, to_area, by=by, at=at, true_at=true_at or at).pk}

    answer, _ = once(key=key, target=lead.pk, by=by, at=at, action="leads.send_letter", write=write)
    return TransferLetter.objects.select_related("lead__person").get(pk=answer["letter"])


@transaction.atomic
def _send(
    lead_id: int, to_name: str, to_area: str, *, by: Actor, at: datetime, true_at: datetime
) -> TransferLetter:
    at = learned_at(at)
    lead = moves.lock_seen(lead_id, by)
    letter = draft_letter(lead, to_name=to_name, to_area=to_area, at=at)
    if letter.state != "draft":
        return letter
    if not letter.to_name:
        raise NoDestination(f"the letter of lead {lead_id} names no place")
    moves.check(lead, "transfer")
    letter.number, letter.state, letter.sent_at, letter.sent_by = (
        _next_number(true_at),
        "sent",
        at,
        by.staff_id,
    )
    letter.save()
    if lead.outcome != CallOutcome.ELSEWHERE:
        lead.outcome = CallOutcome.ELSEWHERE
        lead.answered_at = write_answer(lead, lead.outcome, answered_at=true_at, at=at)
    lead.state, lead.closed_at, lead.look_again_at = Lead.State.CLOSED, true_at, None
    lead.save()
    moves.write_move(lead, "transfer", by=by, at=at, true_at=true_at, note=letter.number)
    audit.record(
        by=by, at=at, action="leads.send_letter", object_kind="letter", object_id=letter.pk, lead=lead.pk,
        number=letter.number,
    )  # fmt: skip
    outbox.tell("leads.letter_sent", at=at, lead=lead.pk, letter=letter.pk)
    return letter


def _next_number(at: datetime) -> str:
    """Return the next number of the year, as 协查〔2022〕7号; one sender at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBER_LOCK])
    year = at.astimezone(LOCAL).year
    head = f"协查〔{year}〕"
    sent = TransferLetter.objects.filter(number__startswith=head).values_list("number", flat=True)
    last = max((int(number[len(head) : -1]) for number in sent), default=0)
    return f"{head}{last + 1}号"


def record_reply(
    *, letter: TransferLetter, reply: str, by: Actor, at: datetime, key: str = ""
) -> TransferLetter:
    """Keep what the other county replied: controlled, moved on, no such person, dead number (rules §8.2).

    Raises ValueError for a letter that was not sent, Forbidden.
    """
    check_may(by, Permission.SEND_LETTERS)

    def write() -> dict[str, Any]:
        with transaction.atomic():
            held = letters_visible_to(by).select_for_update(of=("self",)).filter(pk=letter.pk).first()
            if held is None:
                raise Forbidden("letter out of scope")
            if held.state == "draft":
                raise ValueError("a letter that was not sent has no reply")
            held.reply, held.state, held.replied_at = reply[:200], "answered", at
            held.save(update_fields=["reply", "state", "replied_at"])
            audit.record(by=by, at=at, action="leads.record_reply", object_kind="letter", object_id=held.pk)
        return {"letter": held.pk}

    answer, _ = once(key=key, target=letter.pk, by=by, at=at, action="leads.record_reply", write=write)
    return TransferLetter.objects.select_related("lead__person").get(pk=answer["letter"])
