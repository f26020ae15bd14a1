"""Journeys: expected, arrived, called off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from lianfang.shared import audit
from lianfang.shared.actor import Actor, Forbidden
from lianfang.transit.actions.ground import check_moment, check_station, write_once
from lianfang.transit.models import Journey
from lianfang.transit.refusals import NotPossible, Twice
from lianfang.transit.scope import journeys_visible_to

MOST_PEOPLE = 5_000


@dataclass(frozen=True, slots=True)
class JourneyPlan:
    """A train, coach or flight that is expected; `town` is the code of the town whose station it is."""

    kind: str
    number: str
    station: str
    expected_at: datetime
    people: int = 0
    from_place: str = ""
    town: str = ""
    way: str = Journey.Way.STATION
    force: str = ""


def expect(*, plan: JourneyPlan, by: Actor, at: datetime, key: str = "") -> Journey:
    """Enter a journey that is expected. Raises Twice, Forbidden, ValueError for what cannot be."""
    check_station(by)
    kind, way = Journey.Kind(plan.kind), Journey.Way(plan.way)
    if not (plan.number.strip() and plan.station.strip()) or not 0 <= plan.people <= MOST_PEOPLE:
        raise ValueError("a journey has a number, a station and a count of people")

    def write() -> Journey:
        row = Journey(
            kind=kind,
            number=plan.number.strip()[:20],
            from_place=plan.from_place.strip()[:60],
            station=plan.station.strip()[:40],
            town=plan.town,
            way=way,
            force=plan.force.strip()[:60],
            expected_at=plan.expected_at,
            people=plan.people,
            by=by.staff_id,
        )
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as twice:
            raise Twice(plan.number) from twice
        audit.record(by=by, at=at, action="transit.expected", object_kind="journey", object_id=row.pk)
        return row

    return write_once(Journey, name="expect", target=plan.number, key=key, by=by, at=at, write=write)


def arrive(
    *, journey: Journey, by: Actor, at: datetime, true_at: datetime | None = None, key: str = ""
) -> Journey:
    """Note that a journey has arrived. Raises NotPossible, WrongTime, Forbidden."""
    moment = true_at or at
    check_moment(moment, earliest=None, latest=at)
    return _turn(journey, Journey.State.ARRIVED, by=by, at=at, key=key, arrived_at=moment)


def call_off(*, journey: Journey, by: Actor, at: datetime, key: str = "") -> Journey:
    """Note that a journey does not come. Raises NotPossible, Forbidden."""
    return _turn(journey, Journey.State.CANCELLED, by=by, at=at, key=key)


def _turn(journey: Journey, state: str, *, by: Actor, at: datetime, key: str, **changes: object) -> Journey:
    check_station(by)

    def write() -> Journey:
        held = lock_journey(journey, by)
        if held.state != Journey.State.EXPECTED:
            raise NotPossible(held.state, state)
        held.state = state
        for name, value in changes.items():
            setattr(held, name, value)
        held.save()
        audit.record(by=by, at=at, action=f"transit.{state}", object_kind="journey", object_id=held.pk)
        return held

    return write_once(Journey, name=f"journey_{state}", target=journey.pk, key=key, by=by, at=at, write=write)


def lock_journey(journey: Journey, by: Actor) -> Journey:
    """Lock a journey; raises Forbidden out of scope."""
    if not journeys_visible_to(by).filter(pk=journey.pk).exists():
        raise Forbidden("journey out of scope")
    return Journey.objects.select_for_update().get(pk=journey.pk)
