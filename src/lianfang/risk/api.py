"""The API of risk areas: what a place is, what holds now, and one area raised or lowered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.errors import HttpError

from lianfang.accounts.access import actor_of, api_needs
from lianfang.risk import actions, present, queries
from lianfang.risk.models import RiskSpell
from lianfang.risk.refusals import RiskRefused
from lianfang.risk.scope import visible_to
from lianfang.shared import clock
from lianfang.shared.moments import Moment
from lianfang.shared.roles import Permission

router = Router(tags=["risk"])
MOST = 500


class AreaOut(Schema):
    """One place at one grade."""

    id: int
    place: list[str]
    name: str
    grade: str
    grain: str
    starts_at: datetime
    ends_at: datetime | None


class AnswerOut(Schema):
    """What an entrance is told of a place."""

    name: str
    level: str
    days: int
    now: list[AreaOut]
    before: list[AreaOut]
    ask: list[AreaOut]
    says: str


class DeclareIn(Schema):
    """One place raised or lowered; an empty grade lifts what holds."""

    words: str = Field(max_length=200)
    grade: str = Field(max_length=10)
    source: str = Field(max_length=80)
    document: str = Field("", max_length=120)
    since: Moment | None = None
    key: str = Field("", max_length=80)


class DeclaredOut(Schema):
    """What a declaration came to."""

    notice: int
    changed: int
    unchanged: int


@router.get("/areas", response=list[AreaOut])
@api_needs(Permission.SEE_RISK)
def list_areas(request: HttpRequest, county: str = "", after: int = 0) -> list[RiskSpell]:
    """Return up to 500 areas that hold now, by id, after an id."""
    rows = queries.holding(visible_to(actor_of(request)), clock.now()).filter(pk__gt=after)
    return list((rows.filter(county=county) if county else rows).order_by("pk")[:MOST])


@router.get("/answer", response=AnswerOut)
@api_needs(Permission.SEE_RISK)
def answer(request: HttpRequest, place: str) -> dict[str, Any]:
    """Say what a place is and was, and what the rule asks of who comes from it."""
    found = queries.ask_place(actor=actor_of(request), words=place[:200], at=clock.now())
    if found is None:
        raise HttpError(422, "no_place")
    return {
        "name": found.name, "level": found.level, "days": found.days, "now": found.now, "before": found.before,
        "ask": found.ask, "says": present.say_answer(found),
    }  # fmt: skip


@router.post("/areas", response=DeclaredOut)
@api_needs(Permission.EDIT_RISK)
def declare(request: HttpRequest, told: DeclareIn) -> actions.Declared:
    """Raise or lower one area."""
    try:
        return actions.declare(by=actor_of(request), at=clock.now(), **told.dict())
    except RiskRefused as refused:
        raise HttpError(409, refused.code) from refused
    except ValueError as fault:
        raise HttpError(422, "unknown_value") from fault
