"""A station for tests: trains, travellers, vehicles."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from tests.rooms.leads.county import AT, OTHER_VILLAGE, TOWN, VILLAGE, number

from lianfang.shared.actor import Actor
from lianfang.transit import actions
from lianfang.transit.actions import JourneyPlan, PlacePlan, Traveller, VehiclePlan
from lianfang.transit.models import Arrival, Journey, Ride, Vehicle, WaitingPlace

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
_seeds = count(2000)

__all__ = ["AT", "HOUR", "MINUTE", "OTHER_VILLAGE", "TOWN", "VILLAGE"]


def train(by: Actor, name: str = "K7808", **more: Any) -> Journey:
    """Expect a train."""
    told = {"kind": "train", "station": "兴县站", "expected_at": AT, "people": 20, "town": TOWN}
    return actions.expect(plan=JourneyPlan(number=name, **{**told, **more}), by=by, at=AT)


def somebody(by: Actor, journey: Journey, name: str = "张某", area: str = VILLAGE, **more: Any) -> Arrival:
    """Register a new traveller."""
    seed = next(_seeds)
    told = Traveller(name=name, number=number(seed), phone=f"154{seed:08d}", area=area, **more)
    return actions.register(journey=journey, traveller=told, by=by, at=AT)


def cleared(by: Actor, journey: Journey, **more: Any) -> Arrival:
    """Register somebody whose sample is negative."""
    row = somebody(by, journey, **more)
    actions.sample(ids=[row.pk], by=by, at=AT)
    actions.record_results(ids=[row.pk], result="negative", by=by, at=AT + 4 * HOUR)
    row.refresh_from_db()
    return row


def coach(by: Actor, plate: str = "晋JX0001", seats: int = 20) -> Vehicle:
    """Enter a vehicle."""
    plan = VehiclePlan(plate=plate, seats=seats, driver="辛某", phone="15400000002")
    return actions.add_vehicle(plan=plan, by=by, at=AT)


def ride_to(by: Actor, area: str = VILLAGE, **more: Any) -> Ride:
    """Open a ride to a village."""
    return actions.open_ride(vehicle=coach(by, **more), area=area, by=by, at=AT)


def tent(by: Actor, name: str = "1号帐篷", holds: int = 8) -> WaitingPlace:
    """Enter a heated tent."""
    return actions.add_place(plan=PlacePlan("兴县站", name, holds, heated=True, town=TOWN), by=by, at=AT)
