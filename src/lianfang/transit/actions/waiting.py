"""Waiting places: who waits where, what was given out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from lianfang.core.transit import LIVE
from lianfang.shared import audit
from lianfang.shared.actor import Actor, Forbidden
from lianfang.transit.actions.ground import check_moment, check_station, lock_people, write_once
from lianfang.transit.models import Arrival, Comfort, WaitingPlace
from lianfang.transit.refusals import NotPossible, PlaceFull, Twice
from lianfang.transit.scope import places_visible_to

MOST = 5_000


@dataclass(frozen=True, slots=True)
class PlacePlan:
    """A tent or hall of a station."""

    station: str
    name: str
    holds: int
    heated: bool = False
    town: str = ""


def add_place(*, plan: PlacePlan, by: Actor, at: datetime, key: str = "") -> WaitingPlace:
    """Enter a waiting place. Raises Twice, Forbidden, ValueError for what cannot be."""
    check_station(by)
    if not (plan.station.strip() and plan.name.strip()) or not 0 < plan.holds <= MOST:
        raise ValueError("a place has a station, a name and room for somebody")

    def write() -> WaitingPlace:
        row = WaitingPlace(holds=plan.holds, heated=plan.heated, town=plan.town)
        row.station, row.name = plan.station.strip()[:40], plan.name.strip()[:40]
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as twice:
            raise Twice(plan.name) from twice
        audit.record(by=by, at=at, action="transit.add_place", object_kind="waiting_place", object_id=row.pk)
        return row

    return write_once(WaitingPlace, name="add_place", target=plan.name, key=key, by=by, at=at, write=write)


def seat(*, ids: Iterable[int], place: WaitingPlace, by: Actor, at: datetime, key: str = "") -> WaitingPlace:
    """Let people wait at a place; who boards a ride has left it. Raises PlaceFull, NotPossible, Forbidden."""
    check_station(by)
    wanted = sorted(set(ids))

    def write() -> WaitingPlace:
        held = lock_place(place, by)
        people = lock_people(by, wanted)
        if gone := [one.state for one in people if one.state not in LIVE or one.state == "underway"]:
            raise NotPossible(gone[0], "seated", len(gone))
        others = held.people.filter(ended_at__isnull=True, ride__isnull=True).exclude(pk__in=wanted)
        if others.count() + len(people) > held.holds:
            raise PlaceFull(held.holds)
        Arrival.objects.filter(pk__in=wanted).update(place=held)
        audit.record(
            by=by, at=at, action="transit.seated", object_kind="waiting_place", object_id=held.pk, ids=wanted
        )
        return held

    target = f"{place.pk} {wanted}"
    return write_once(WaitingPlace, name="seat", target=target, key=key, by=by, at=at, write=write)


def lock_place(place: WaitingPlace, by: Actor) -> WaitingPlace:
    """Lock a waiting place; raises Forbidden out of scope."""
    if not places_visible_to(by).filter(pk=place.pk).exists():
        raise Forbidden("place out of scope")
    return WaitingPlace.objects.select_for_update(no_key=True).get(pk=place.pk)


def give_out(
    *,
    place: WaitingPlace,
    by: Actor,
    at: datetime,
    meals: int = 0,
    drinks: int = 0,
    quilts: int = 0,
    heaters: int = 0,
    true_at: datetime | None = None,
    key: str = "",
) -> Comfort:
    """Count what was given out at a place: meals, hot drinks, quilts, heaters that run.

    Raises WrongTime, Forbidden, ValueError for nothing at all or too much.
    """
    check_station(by)
    counts = (meals, drinks, quilts, heaters)
    if min(counts) < 0 or max(counts) > MOST or not any(counts):
        raise ValueError("something was given out, and not too much")
    given = true_at or at
    check_moment(given, earliest=None, latest=at)

    def write() -> Comfort:
        held = lock_place(place, by)
        row = Comfort.objects.create(
            place=held,
            given_at=given,
            meals=meals,
            drinks=drinks,
            quilts=quilts,
            heaters=heaters,
            by=by.staff_id,
        )
        audit.record(by=by, at=at, action="transit.gave_out", object_kind="waiting_place", object_id=held.pk)
        return row

    return write_once(Comfort, name="give_out", target=place.pk, key=key, by=by, at=at, write=write)
