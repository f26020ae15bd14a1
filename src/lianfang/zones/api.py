"""The API of zones: what runs, its check, counts of rounds, needs at the door. Every write takes a `key`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.errors import HttpError

from lianfang.accounts.access import actor_of, api_needs, existing
from lianfang.shared import clock
from lianfang.shared.moments import Moment
from lianfang.shared.roles import Permission
from lianfang.zones import actions, present, queries
from lianfang.zones.law import check_zone
from lianfang.zones.models import Zone, ZoneNeed, ZoneRound
from lianfang.zones.refusals import ZoneRefused

router = Router(tags=["zones"])
MOST = 200
MOST_PEOPLE = 10_000_000
T = TypeVar("T")


class ZoneOut(Schema):
    """One zone."""

    id: int
    name: str
    kind: str
    state: str
    number: str
    households: int
    people: int
    starts_at: datetime
    last_new_at: datetime
    ends_at: datetime | None


class ConditionOut(Schema):
    """One condition before a zone is lowered."""

    code: str
    met: bool
    says: str


class RoundOut(Schema):
    """A round of a zone."""

    id: int
    on: date
    state: str
    expected: int
    sampled: int
    tested: int
    positive: int


class WholeOut(Schema):
    """A zone with its check and its rounds."""

    zone: ZoneOut
    follows: str
    conditions: list[ConditionOut]
    rounds: list[RoundOut]


class CountIn(Schema):
    """What a round came to."""

    expected: int = Field(ge=0, le=MOST_PEOPLE)
    sampled: int = Field(ge=0, le=MOST_PEOPLE)
    tested: int = Field(ge=0, le=MOST_PEOPLE)
    positive: int = Field(ge=0, le=MOST_PEOPLE)
    taken_at: Moment | None = None
    key: str = Field("", max_length=80)


class NeedIn(Schema):
    """What a household needs at its door."""

    kind: str = Field(max_length=10)
    what: str = Field(max_length=200)
    door: str = Field(max_length=200)
    due_at: Moment
    key: str = Field("", max_length=80)


class NeedOut(Schema):
    """A need."""

    id: int
    kind: str
    what: str
    door: str
    state: str
    due_at: datetime


class KeyIn(Schema):
    """The caller's key for one write."""

    key: str = Field("", max_length=80)


def _do(write: Callable[[], T]) -> T:
    try:
        return write()
    except ZoneRefused as refused:
        raise HttpError(409, refused.code) from refused
    except ValueError as fault:
        raise HttpError(422, "unknown_value") from fault


@router.get("", response=list[ZoneOut])
@api_needs(Permission.SEE_ZONES)
def list_zones(request: HttpRequest, after: int = 0) -> list[Zone]:
    """Return up to 200 zones in force by id, after an id."""
    return list(queries.list_running(actor_of(request)).filter(pk__gt=after).order_by("pk")[:MOST])


@router.get("/needs", response=list[NeedOut])
@api_needs(Permission.SEE_ZONES)
def list_needs(request: HttpRequest, after: int = 0) -> list[ZoneNeed]:
    """Return up to 200 needs that wait by id, after an id."""
    return list(queries.list_open_needs(actor_of(request)).filter(pk__gt=after).order_by("pk")[:MOST])


@router.get("/{zone_id}", response=WholeOut)
@api_needs(Permission.SEE_ZONES)
def zone(request: HttpRequest, zone_id: int) -> dict[str, Any]:
    """Return one zone with the check before it is lowered."""
    found = existing(queries.get_zone(actor_of(request), zone_id))
    check = check_zone(found, clock.now()) if found.state == Zone.State.RUNNING else None
    conditions = check.conditions if check else ()
    return {
        "zone": found,
        "follows": check.follows if check else "",
        "conditions": [
            {"code": one.code, "met": one.met, "says": present.say_condition(one)} for one in conditions
        ],
        "rounds": queries.list_rounds(found),
    }


@router.post("/rounds/{round_id}", response=RoundOut)
@api_needs(Permission.RECORD_TESTS)
def count_round(request: HttpRequest, round_id: int, told: CountIn) -> ZoneRound:
    """Write a round's counts."""
    by = actor_of(request)
    found = existing(queries.get_round(by, round_id))
    return _do(lambda: actions.count_round(round=found, by=by, at=clock.now(), **told.dict()))


@router.post("/{zone_id}/needs", response=NeedOut)
@api_needs(Permission.RECORD_CARE)
def ask_need(request: HttpRequest, zone_id: int, told: NeedIn) -> ZoneNeed:
    """Note what a household needs."""
    by = actor_of(request)
    found = existing(queries.get_zone(by, zone_id))
    return _do(lambda: actions.ask_need(zone=found, by=by, at=clock.now(), **told.dict()))


@router.post("/needs/{need_id}/finish", response=NeedOut)
@api_needs(Permission.RECORD_CARE)
def finish_need(request: HttpRequest, need_id: int, told: KeyIn) -> ZoneNeed:
    """Note a need as brought."""
    by = actor_of(request)
    found = existing(queries.get_need(by, need_id))
    return _do(lambda: actions.finish_need(need=found, by=by, at=clock.now(), key=told.key))
