"""Rides: a vehicle and its driver take people to a site or a village, with a receipt at both ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from lianfang.core.transit import count_crossing
from lianfang.isolation.models import Site
from lianfang.places.queries import get_desk
from lianfang.shared import audit, crypto, outbox
from lianfang.shared.actor import Actor, Forbidden
from lianfang.shared.roles import Permission
from lianfang.transit.actions.ground import check_moment, check_station, lock_people, move_people, write_once
from lianfang.transit.models import Arrival, Journey, Ride, Vehicle
from lianfang.transit.refusals import (
    NameMissing,
    NobodyAboard,
    NoSeats,
    NotPossible,
    NotThere,
    Twice,
    VehicleOut,
)
from lianfang.transit.scope import rides_to, rides_visible_to

MOST_SEATS = 200
_ABOARD = ("registered", "sampled", "cleared")


@dataclass(frozen=True, slots=True)
class VehiclePlan:
    """A vehicle and who drives it."""

    plate: str
    seats: int
    driver: str
    phone: str = ""


def add_vehicle(*, plan: VehiclePlan, by: Actor, at: datetime, key: str = "") -> Vehicle:
    """Enter a vehicle. Raises Twice, NameMissing without a driver, Forbidden, ValueError for what cannot be."""
    check_station(by)
    if not plan.driver.strip():
        raise NameMissing
    if not plan.plate.strip() or not 0 < plan.seats <= MOST_SEATS:
        raise ValueError("a vehicle has a plate and seats")

    def write() -> Vehicle:
        sealed = crypto.seal_text(plan.phone.strip(), "vehicle.phone") if plan.phone.strip() else None
        row = Vehicle(
            plate=plan.plate.strip()[:12], seats=plan.seats, driver=plan.driver.strip()[:60], phone=sealed
        )
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as twice:
            raise Twice(plan.plate) from twice
        audit.record(by=by, at=at, action="transit.add_vehicle", object_kind="vehicle", object_id=row.pk)
        return row

    return write_once(Vehicle, name="add_vehicle", target=plan.plate, key=key, by=by, at=at, write=write)


def open_ride(
    *, vehicle: Vehicle, by: Actor, at: datetime, site: Site | None = None, area: str = "", key: str = ""
) -> Ride:
    """Open a ride of a vehicle to a site, or to a town or village by its code.

    Raises VehicleOut while it is on another ride, Forbidden, ValueError for neither or both destinations.
    """
    check_station(by)
    if (site is None) == (not area):
        raise ValueError("a ride goes to a site or to a place")
    desk = get_desk(area or (site.community or site.town if site else ""))

    def write() -> Ride:
        row = Ride(vehicle=vehicle, site=site, opened_at=at, by=by.staff_id)
        row.town, row.community, row.grid = desk.town, desk.community, desk.grid
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as out:
            raise VehicleOut(vehicle.plate) from out
        audit.record(by=by, at=at, action="transit.ride_opened", object_kind="ride", object_id=row.pk)
        return row

    return write_once(Ride, name="open_ride", target=vehicle.pk, key=key, by=by, at=at, write=write)


def _lock(ride: Ride, by: Actor, state: str) -> Ride:
    if not rides_visible_to(by).filter(pk=ride.pk).exists():
        raise Forbidden("ride out of scope")
    held = Ride.objects.select_for_update(of=("self",)).select_related("vehicle").get(pk=ride.pk)
    if held.state != state:
        raise NotThere(held.state)
    return held


def board(*, ride: Ride, ids: Iterable[int], by: Actor, at: datetime, key: str = "") -> Ride:
    """Seat people in a ride that loads. Who waits for a result cannot board unless a task force fetches them.

    Raises NotPossible, NoSeats, NotThere, Forbidden.
    """
    check_station(by)
    wanted = sorted(set(ids))

    def write() -> Ride:
        held = _lock(ride, by, Ride.State.LOADING)
        people = lock_people(by, wanted)
        _check_cleared(people)
        seated = held.people.exclude(pk__in=wanted).count() + len(people)
        if seated > held.vehicle.seats:
            raise NoSeats(held.vehicle.seats)
        Arrival.objects.filter(pk__in=wanted).update(ride=held, site=held.site)
        audit.record(
            by=by, at=at, action="transit.boarded", object_kind="ride", object_id=held.pk, ids=wanted
        )
        return held

    return write_once(Ride, name="board", target=f"{ride.pk} {wanted}", key=key, by=by, at=at, write=write)


def _ways(people: Iterable[Arrival]) -> dict[int, str]:
    journeys = Journey.objects.filter(pk__in={one.journey_id for one in people})
    return dict(journeys.values_list("pk", "way"))


def _check_cleared(people: list[Arrival]) -> None:
    ways = _ways(people)
    allowed = {Journey.Way.FETCHED: _ABOARD, Journey.Way.STATION: ("cleared",)}
    stuck = [one.state for one in people if one.state not in allowed[Journey.Way(ways[one.journey_id])]]
    if stuck:
        raise NotPossible(stuck[0], "departed", len(stuck))


def depart(
    *, ride: Ride, given_by: str, by: Actor, at: datetime, true_at: datetime | None = None, key: str = ""
) -> Ride:
    """Send a ride off: who hands the people over signs for how many.

    Raises NobodyAboard, NotPossible, NotThere, NameMissing, WrongTime, Forbidden.
    """
    check_station(by)
    if not given_by.strip():
        raise NameMissing
    moment = true_at or at

    def write() -> Ride:
        held = _lock(ride, by, Ride.State.LOADING)
        people = list(Arrival.objects.filter(ride=held).order_by("pk").select_for_update())
        if not people:
            raise NobodyAboard
        _check_cleared(people)
        ways = _ways(people)
        for move, way in (("departed", Journey.Way.STATION), ("fetched", Journey.Way.FETCHED)):
            if group := [one for one in people if ways[one.journey_id] == way]:
                move_people(group, move, by=by, at=at, true_at=moment)
        held.state, held.departed_at = Ride.State.UNDERWAY, moment
        held.given_by, held.sent = given_by.strip()[:60], len(people)
        held.save()
        outbox.tell("transit.ride_departed", at=at, ride=held.pk)
        return held

    return write_once(Ride, name="depart", target=ride.pk, key=key, by=by, at=at, write=write)


def receive(
    *,
    ride: Ride,
    taken_by: str,
    by: Actor,
    at: datetime,
    missing: Iterable[int] = (),
    true_at: datetime | None = None,
    key: str = "",
) -> Ride:
    """Take over the people of a ride at the site or village; `missing` are those who were not aboard.

    They are told upward and go on being under way. Raises NotThere, NameMissing, WrongTime, Forbidden for who does
    not answer for where the ride goes.
    """
    if not taken_by.strip():
        raise NameMissing
    moment, absent = true_at or at, set(missing)

    def write() -> Ride:
        if not rides_to(by).filter(pk=ride.pk).exists():
            raise Forbidden("a ride to elsewhere")
        held = _lock(ride, by, Ride.State.UNDERWAY)
        check_moment(moment, earliest=held.departed_at, latest=at)
        aboard = list(Arrival.objects.filter(ride=held).order_by("pk").select_for_update())
        people = [one for one in aboard if one.pk not in absent]
        crossing = count_crossing(held.sent, len(people))
        if people:
            move_people(people, "received", by=by, at=at, true_at=moment)
        held.state, held.received_at = Ride.State.RECEIVED, moment
        held.taken_by, held.taken_id, held.received = taken_by.strip()[:60], by.staff_id, crossing.received
        held.save()
        outbox.tell("transit.ride_received", at=at, ride=held.pk, missing=crossing.missing)
        return held

    return write_once(
        Ride,
        name="receive",
        target=ride.pk,
        key=key,
        by=by,
        at=at,
        write=write,
        permission=Permission.RECEIVE_TRANSIT,
    )
