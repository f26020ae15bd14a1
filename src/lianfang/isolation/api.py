"""The API of sites: what there is, how full it is, and giving somebody a bed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.errors import HttpError

from lianfang.accounts.access import actor_of, api_needs, existing
from lianfang.isolation import actions
from lianfang.isolation.models import Room, Stay
from lianfang.isolation.queries import get_room, get_site, get_stay, list_loads, list_waiting
from lianfang.isolation.refusals import SiteRefused
from lianfang.isolation.scope import rooms_visible_to, stays_visible_to, visible_to
from lianfang.orders.refusals import OrderRefused
from lianfang.shared import audit, clock
from lianfang.shared.actor import Actor
from lianfang.shared.moments import Moment
from lianfang.shared.roles import Permission

router = Router(tags=["isolation"])
MOST = 200
T = TypeVar("T")


class SiteOut(Schema):
    """A site with its rooms by state and the people who stay there."""

    id: int
    name: str
    state: str
    town: str
    community: str
    rooms: dict[str, int]
    people: int


class RoomOut(Schema):
    """A room."""

    id: int
    site: int = Field(alias="site_id")
    building: str
    floor: int
    number: str
    use: str
    state: str


class StayOut(Schema):
    """A stay in a bed; the person's name is its only personal value."""

    id: int
    order: int = Field(alias="order_id")
    person: int = Field(alias="person_id")
    name: str = Field(alias="person.name")
    site: int = Field(alias="site_id")
    room: int = Field(alias="room_id")
    number: str = Field(alias="room.number")
    bed: str = Field(alias="bed.label")
    starts_at: datetime
    ended_at: datetime | None
    ended_by: str


class AssignIn(Schema):
    """A bed for an order's person: in the room named, else in the next free one."""

    order: int
    room: int | None = None
    true_at: Moment | None = None
    with_family: bool = False
    reason: str = Field("", max_length=200)
    diet: str = "ordinary"
    needs: str = Field("", max_length=200)
    key: str = Field("", max_length=80)


class MoveIn(Schema):
    """Another room or site."""

    reason: str = Field(min_length=1, max_length=200)
    site: int | None = None
    room: int | None = None
    true_at: Moment | None = None
    with_family: bool = False
    key: str = Field("", max_length=80)


class TurnIn(Schema):
    """Work on a room: cleaning_begun, cleaned, closed or reopened."""

    move: str
    reason: str = Field("", max_length=200)
    key: str = Field("", max_length=80)


def _do(write: Callable[[], T]) -> T:
    """Run a write; a refusal is 409 with its code, an unknown value is 422."""
    try:
        return write()
    except (SiteRefused, OrderRefused) as refused:
        raise HttpError(409, refused.code) from refused
    except ValueError as fault:
        raise HttpError(422, "unknown_value") from fault


@router.get("/sites", response=list[SiteOut])
@api_needs(Permission.SEE_SITES)
def list_sites(request: HttpRequest, state: str = "", after: int = 0) -> list[dict[str, Any]]:
    """Return up to 200 sites by id, after an id."""
    rows = visible_to(actor_of(request)).filter(pk__gt=after)
    sites = list((rows.filter(state=state) if state else rows).order_by("pk")[:MOST])
    loads = list_loads([site.pk for site in sites])
    plain = ("name", "state", "town", "community")
    return [
        {name: getattr(site, name) for name in plain}
        | {"id": site.pk, "rooms": loads[site.pk].rooms, "people": loads[site.pk].people}
        for site in sites
    ]


@router.get("/sites/{site_id}/rooms", response=list[RoomOut])
@api_needs(Permission.SEE_SITES)
def list_rooms(request: HttpRequest, site_id: int, state: str = "", after: int = 0) -> list[Room]:
    """Return up to 200 rooms of a site by id, after an id."""
    site = existing(get_site(actor_of(request), site_id))
    rows = rooms_visible_to(actor_of(request)).filter(site=site, pk__gt=after)
    return list((rows.filter(state=state) if state else rows).order_by("pk")[:MOST])


@router.post("/sites/{site_id}/assign", response=StayOut)
@api_needs(Permission.WORK_SITES)
def assign(request: HttpRequest, site_id: int, told: AssignIn) -> Stay:
    """Give the person of an order that waits for a bed a room of this site."""
    by = actor_of(request)
    site, given = existing(get_site(by, site_id)), told.dict(exclude={"order", "room"})
    order = list_waiting(by).filter(pk=told.order).first()
    if order is None and not told.key:
        raise HttpError(409, "not_centralised")
    order = order or _known_order(by, told.order)
    room = existing(get_room(by, told.room)) if told.room is not None else None
    stay = _do(lambda: actions.assign(order=order, site=site, room=room, by=by, at=clock.now(), **given))
    return _told(by, stay)


def _known_order(by: Actor, order_id: int) -> Any:
    """Return an order that waits no more, for a call that is repeated with its key."""
    stay = stays_visible_to(by).filter(order=order_id).select_related("order").first()
    if stay is None:
        raise HttpError(409, "not_centralised")
    return stay.order


def _told(by: Actor, stay: Stay) -> Stay:
    audit.record(by=by, at=clock.now(), action="isolation.list", object_kind="stay", object_id=stay.pk)
    return existing(get_stay(by, stay.pk))


@router.post("/stays/{stay_id}/move", response=StayOut)
@api_needs(Permission.WORK_SITES)
def move(request: HttpRequest, stay_id: int, told: MoveIn) -> Stay:
    """Move somebody to another room or site."""
    by = actor_of(request)
    stay = existing(get_stay(by, stay_id))
    site = existing(get_site(by, told.site)) if told.site is not None else None
    room = existing(get_room(by, told.room)) if told.room is not None else None
    given = told.dict(exclude={"site", "room"})
    return _told(
        by, _do(lambda: actions.move_stay(stay=stay, site=site, room=room, by=by, at=clock.now(), **given))
    )


@router.get("/stays/{stay_id}", response=StayOut)
@api_needs(Permission.SEE_SITES)
def get_one(request: HttpRequest, stay_id: int) -> Stay:
    """Return one stay; one out of scope does not exist."""
    by = actor_of(request)
    return _told(by, existing(get_stay(by, stay_id)))


@router.post("/rooms/{room_id}/turn", response=RoomOut)
@api_needs(Permission.WORK_SITES)
def turn(request: HttpRequest, room_id: int, told: TurnIn) -> Room:
    """Begin or finish cleaning a room, take it out of use or back."""
    by = actor_of(request)
    room = existing(get_room(by, room_id))
    return _do(lambda: actions.turn_room(room=room, by=by, at=clock.now(), **told.dict()))
