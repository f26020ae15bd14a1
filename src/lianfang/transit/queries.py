"""Reads of point to point: who waits where, who is on the way too long, what each journey came to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from lianfang.core.timeline import DAY, day_of, day_start
from lianfang.shared.actor import Actor
from lianfang.transit.models import Arrival, Comfort, Journey, Ride, Vehicle, WaitingPlace
from lianfang.transit.policy import get_alarm_hours
from lianfang.transit.scope import (
    journeys_visible_to,
    places_visible_to,
    rides_to,
    rides_visible_to,
    vehicles_visible_to,
    visible_to,
)


def get_journey(actor: Actor, journey_id: int) -> Journey | None:
    """Return a journey in the actor's scope, or None."""
    return journeys_visible_to(actor).filter(pk=journey_id).first()


def get_ride(actor: Actor, ride_id: int) -> Ride | None:
    """Return a ride in the actor's scope with vehicle and site, or None."""
    return rides_visible_to(actor).select_related("vehicle", "site").filter(pk=ride_id).first()


def get_place(actor: Actor, place_id: int) -> WaitingPlace | None:
    """Return a waiting place in the actor's scope, or None."""
    return places_visible_to(actor).filter(pk=place_id).first()


def list_live(actor: Actor) -> QuerySet[Arrival]:
    """Return the people who are still in our hands, the longest first."""
    live = (
        visible_to(actor).filter(ended_at__isnull=True).select_related("person", "journey", "ride__vehicle")
    )
    return live.order_by("registered_at", "pk")


def keep_alarming(rows: QuerySet[Arrival], at: datetime) -> QuerySet[Arrival]:
    """Keep the people in transit for longer than the rule allows."""
    hours = get_alarm_hours(at)
    if hours is None:
        return rows.none()
    return rows.filter(ended_at__isnull=True, registered_at__lte=at - timedelta(hours=hours))


def list_alarming(actor: Actor, at: datetime) -> QuerySet[Arrival]:
    """Return who is in transit for too long, the longest first."""
    return keep_alarming(list_live(actor), at)


def list_coming(actor: Actor, at: datetime) -> QuerySet[Ride]:
    """Return the rides under way to the actor's place or site, the longest first."""
    rides = rides_to(actor).filter(state=Ride.State.UNDERWAY).select_related("vehicle", "site")
    return rides.order_by("departed_at", "pk")


def list_loading(actor: Actor) -> QuerySet[Ride]:
    """Return the rides that load."""
    rides = rides_visible_to(actor).filter(state=Ride.State.LOADING).select_related("vehicle", "site")
    return rides.order_by("opened_at", "pk")


def list_free_vehicles(actor: Actor) -> QuerySet[Vehicle]:
    """Return the vehicles that are on no ride."""
    out = Ride.objects.exclude(state=Ride.State.RECEIVED).values("vehicle")
    return vehicles_visible_to(actor).filter(in_use=True).exclude(pk__in=out).order_by("plate")


@dataclass(frozen=True, slots=True)
class Room:
    """A waiting place, how many wait there, and what was given out today."""

    place: WaitingPlace
    waiting: int
    meals: int
    drinks: int
    quilts: int
    heaters: int


def _counted(name: str) -> list[tuple[int, str]]:
    """Return what puts names in the order people count them: tent 9 before tent 10."""
    return [(int(part or 0), rest) for part, rest in re.findall(r"(\d*)(\D*)", name)]


def list_rooms(actor: Actor, at: datetime) -> list[Room]:
    """Return the waiting places, where people wait first, and what was given out today, by three queries."""
    places = sorted(places_visible_to(actor), key=lambda one: (one.station, _counted(one.name)))
    here = Arrival.objects.filter(place__in=places, ended_at__isnull=True).exclude(
        state=Arrival.State.UNDERWAY
    )
    waiting = dict(here.values("place").annotate(n=Count("pk")).order_by().values_list("place", "n"))
    start = day_start(day_of(at))
    given = Comfort.objects.filter(place__in=places, given_at__gte=start, given_at__lt=start + DAY)
    sums: dict[int, dict[str, Any]] = {
        row["place"]: dict(row)
        for row in given.values("place").order_by().annotate(
            meals_given=Sum("meals"), drinks_given=Sum("drinks"), quilts_given=Sum("quilts"), heaters_given=Sum("heaters")
        )
    }  # fmt: skip

    def of(place: WaitingPlace, name: str) -> int:
        return int(sums.get(place.pk, {}).get(f"{name}_given") or 0)

    names = ("meals", "drinks", "quilts", "heaters")
    rooms = [Room(one, waiting.get(one.pk, 0), *(of(one, name) for name in names)) for one in places]
    return sorted(rooms, key=lambda room: not room.waiting)


def count_states(rows: QuerySet[Arrival]) -> dict[str, int]:
    """Count people by their state."""
    return dict(rows.order_by().values("state").annotate(n=Count("pk")).values_list("state", "n"))


def count_journeys(journeys: Iterable[int]) -> dict[int, dict[str, int]]:
    """Count the people of journeys by state, by one query."""
    ids = list(journeys)
    counted: dict[int, dict[str, int]] = {number: {} for number in ids}
    rows = (
        Arrival.objects.filter(journey__in=ids).values("journey", "state").annotate(n=Count("pk")).order_by()
    )
    for journey, state, number in rows.values_list("journey", "state", "n"):
        counted[journey][state] = number
    return counted


def list_expected(actor: Actor, at: datetime) -> QuerySet[Journey]:
    """Return the journeys of today that have not arrived, and those before that nobody noted."""
    until = day_start(day_of(at)) + DAY
    due = journeys_visible_to(actor).filter(Q(state=Journey.State.EXPECTED), expected_at__lt=until)
    return due.order_by("expected_at", "pk")
