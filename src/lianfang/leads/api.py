"""The API of leads: the same reads and writes as the pages. Every write takes a `key` and is done once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.errors import HttpError

from lianfang.accounts.access import actor_of, api_needs, existing
from lianfang.core.moves import NotAllowed
from lianfang.leads import actions, queries
from lianfang.leads.models import DoubtfulPair, Lead, TransferLetter
from lianfang.leads.outcomes import OutcomeIncomplete, ReturnBehind, ReturnTooFar
from lianfang.leads.scope import visible_to
from lianfang.people.actions import CannotMerge
from lianfang.shared import audit, clock
from lianfang.shared.moments import Day, Moment
from lianfang.shared.roles import Permission

router = Router(tags=["leads"])
MOST = 200
T = TypeVar("T")


class LeadOut(Schema):
    """A lead; the person's name is the only personal value in it beside the address."""

    id: int
    person: int = Field(alias="person_id")
    name: str = Field(alias="person.name")
    state: str
    outcome: str
    place: str
    candidates: list[str]
    address: str
    town: str
    community: str
    grid: str
    holder: str
    received_at: datetime
    due_at: datetime
    answered_at: datetime | None
    calls: int
    doubtful: bool


class Keyed(Schema):
    """A write that is done once for a key."""

    key: str = Field("", max_length=80)


class CallIn(Keyed):
    """What a call found."""

    outcome: str
    note: str = Field("", max_length=300)
    away_place: str = Field("", max_length=120)
    back_on: Day | None = None
    true_at: Moment | None = None


class AssignIn(Keyed):
    """Leads to hand to a place."""

    leads: list[int] = Field(max_length=5_000)
    kind: str
    code: str
    note: str = Field("", max_length=200)


class AssignOut(Schema):
    """How many went, and which could not."""

    moved: int
    refused: list[int]


class NoteIn(Keyed):
    """Why something is done."""

    note: str = Field(min_length=1, max_length=200)


class PlaceIn(Keyed):
    """Which town or village is meant."""

    area: str


class LetterIn(Keyed):
    """Where a letter goes."""

    to_name: str = Field("", max_length=80)


class LetterOut(Schema):
    """A letter to another county."""

    id: int
    lead: int = Field(alias="lead_id")
    to_name: str
    number: str
    state: str


class PairOut(Schema):
    """A doubtful pair."""

    id: int
    lead: int = Field(alias="lead_id")
    person: int = Field(alias="person_id")
    other: int = Field(alias="other_id")
    score: float
    reasons: list[tuple[str, float]]
    suggestion: str
    answer: str


class PairIn(Keyed):
    """merged or separate."""

    answer: str
    reason: str = Field("", max_length=200)


def _seen(request: HttpRequest, lead_id: int) -> Lead:
    return existing(queries.get_lead(actor_of(request), lead_id))


def _do(write: Callable[[], T]) -> T:
    """Run a write; a refusal is 409 with its code, something missing or unknown is 422."""
    try:
        return write()
    except NotAllowed as refusal:
        raise HttpError(409, refusal.code) from refusal
    except (actions.AnotherOpen, CannotMerge) as refusal:
        raise HttpError(409, getattr(refusal, "code", "another_open")) from refusal
    except OutcomeIncomplete as fault:
        raise HttpError(422, f"missing: {', '.join(fault.missing)}") from fault
    except (actions.NoSuchPlace, actions.NoDestination) as fault:
        raise HttpError(422, "no_such_place") from fault
    except ReturnBehind as fault:
        raise HttpError(422, "back_on lies behind the call") from fault
    except ReturnTooFar as fault:
        raise HttpError(422, "back_on lies too far ahead") from fault
    except ValueError as fault:
        raise HttpError(422, "unknown_value") from fault


@router.get("", response=list[LeadOut])
@api_needs(Permission.SEE_LEADS)
def list_leads(
    request: HttpRequest, state: str = "", town: str = "", community: str = "", grid: str = "", place: str = "",
    overdue: bool = False, after: int = 0,
) -> list[Lead]:  # fmt: skip
    """Return up to 200 leads by id, after an id, narrowed by exact values."""
    actor, at = actor_of(request), clock.now()
    asked = {"state": state, "town": town, "community": community, "grid": grid, "place": place}
    rows = visible_to(actor).filter(pk__gt=after, **{name: value for name, value in asked.items() if value})
    if overdue:
        rows = rows.filter(state=Lead.State.OPEN, due_at__lte=at)
    found = list(rows.order_by("pk")[:MOST])
    audit.record(by=actor, at=at, action="leads.list", object_kind="lead", after=after, found=len(found))
    return found


@router.get("/doubtful", response=list[PairOut])
@api_needs(Permission.MERGE_PEOPLE)
def list_pairs(request: HttpRequest) -> list[DoubtfulPair]:
    """Return up to 200 doubtful pairs that wait, the likeliest first."""
    return list(queries.list_waiting_pairs(actor_of(request))[:MOST])


@router.post("/doubtful/{pair_id}", response=PairOut)
@api_needs(Permission.MERGE_PEOPLE)
def answer_pair(request: HttpRequest, pair_id: int, told: PairIn) -> DoubtfulPair:
    """Say that a pair is one person (`merged`) or two (`separate`)."""
    by = actor_of(request)
    pair = existing(queries.get_pair(by, pair_id))
    return _do(lambda: actions.answer_pair(pair=pair, by=by, at=clock.now(), **told.dict()))


@router.post("/assign", response=AssignOut)
@api_needs(Permission.ASSIGN_LEADS)
def assign(request: HttpRequest, told: AssignIn) -> dict[str, Any]:
    """Hand leads to a town, a community or a grid."""
    by = actor_of(request)
    handed = _do(
        lambda: actions.assign(
            lead_ids=told.leads,
            to_kind=told.kind,
            to_code=told.code,
            note=told.note,
            by=by,
            at=clock.now(),
            key=told.key,
        )
    )
    return {"moved": handed.moved, "refused": list(handed.refused)}


@router.get("/{lead_id}", response=LeadOut)
@api_needs(Permission.SEE_LEADS)
def lead(request: HttpRequest, lead_id: int) -> Lead:
    """Return one lead; one out of scope does not exist."""
    found = _seen(request, lead_id)
    by = actor_of(request)
    audit.record(by=by, at=clock.now(), action="leads.view", object_kind="lead", object_id=found.pk)
    return found


@router.post("/{lead_id}/calls", response=LeadOut)
@api_needs(Permission.CALL_LEADS)
def record_call(request: HttpRequest, lead_id: int, told: CallIn) -> Lead:
    """Record a call and what it found."""
    found, by = _seen(request, lead_id), actor_of(request)
    return _do(lambda: actions.record_call(lead=found, by=by, at=clock.now(), **told.dict()))


@router.post("/{lead_id}/place", response=LeadOut)
@api_needs(Permission.ASSIGN_LEADS)
def place(request: HttpRequest, lead_id: int, told: PlaceIn) -> Lead:
    """Say which town or village a lead belongs to."""
    found, by = _seen(request, lead_id), actor_of(request)
    return _do(lambda: actions.place(lead=found, by=by, at=clock.now(), **told.dict()))


@router.post("/{lead_id}/give-back", response=LeadOut)
@api_needs(Permission.CALL_LEADS)
def give_back(request: HttpRequest, lead_id: int, told: NoteIn) -> Lead:
    """Return a lead to the level above."""
    found, by = _seen(request, lead_id), actor_of(request)
    return _do(lambda: actions.give_back(lead=found, by=by, at=clock.now(), **told.dict()))


@router.post("/{lead_id}/reopen", response=LeadOut)
@api_needs(Permission.CALL_LEADS)
def reopen(request: HttpRequest, lead_id: int, told: NoteIn) -> Lead:
    """Take an answer back."""
    found, by = _seen(request, lead_id), actor_of(request)
    return _do(lambda: actions.reopen(lead=found, by=by, at=clock.now(), reason=told.note, key=told.key))


@router.post("/{lead_id}/letter", response=LetterOut)
@api_needs(Permission.SEND_LETTERS)
def send_letter(request: HttpRequest, lead_id: int, told: LetterIn) -> TransferLetter:
    """Number a letter to another county and mark it sent."""
    found, by = _seen(request, lead_id), actor_of(request)
    return _do(lambda: actions.send_letter(lead=found, by=by, at=clock.now(), **told.dict()))
