"""The day at the station (P-24): trains come in, their people are sampled, kept warm, and driven after the result.

Whom a task force fetches is driven at once. The station's town runs it; the town they go to takes them over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from lianfang.demo.scenario import Incoming, Station
from lianfang.leads import actions as leads
from lianfang.places.models import Area
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Role
from lianfang.transit import actions as transit
from lianfang.transit.models import Arrival, Journey, Ride, Vehicle, WaitingPlace

if TYPE_CHECKING:
    from lianfang.demo.play import Act, Stage

_SHIFT_BEGINS = timedelta(hours=1)  # before the first train
_AT_THE_DESK = timedelta(seconds=40)  # each of those who get off
_ALL_IN = timedelta(minutes=30)  # until the last of a train is registered and sampled
_DRIVEN = timedelta(minutes=35)


@dataclass(slots=True)
class Platform:
    """What the day needs: who runs the station, its tents and vehicles, and where people go on to."""

    stage: Stage
    station: Station
    villages: dict[str, list[str]]
    tents: list[WaitingPlace] = field(default_factory=list)
    vehicles: list[Vehicle] = field(default_factory=list)
    bound: dict[int, str] = field(default_factory=dict)  # names of other counties by who goes there

    @property
    def staff(self) -> Actor:
        """The town whose station it is."""
        return self.stage.staff.of(Role.TOWN, self.station.town)


def plan_station(stage: Stage, station: Station) -> None:
    """Plan the day: it is set up before the first train, and each train brings what follows from it."""
    platform = Platform(stage, station, _villages(station))
    stage.later(station.incoming[0].at - _SHIFT_BEGINS, lambda at: _set_up(platform, at))
    for train in station.incoming:
        stage.later(train.at + _ALL_IN, _bring(platform, train))


def _villages(station: Station) -> dict[str, list[str]]:
    towns = {code for train in station.incoming for code in train.bound}
    known: dict[str, list[str]] = defaultdict(list)
    own = Area.objects.filter(is_own=True, level="village", parent__in=towns).order_by("code")
    for town, code in own.values_list("parent", "code"):
        known[town or ""].append(code)
    return known


def _set_up(platform: Platform, at: datetime) -> None:
    """Enter the trains that are expected, the tents, and the vehicles with their drivers."""
    station, staff, inventor = platform.station, platform.staff, platform.stage.cast.inventor
    for train in station.incoming:
        _expect(platform, train, at)
    for number in range(1, station.tents + 1):
        tent = transit.PlacePlan(
            station.name, f"{number}号帐篷", station.holds, heated=True, town=station.town
        )
        platform.tents.append(transit.add_place(plan=tent, by=staff, at=at))
    for number in range(1, station.vehicles + 1):
        plate = f"陕H·LF{number:02d}"
        vehicle = transit.VehiclePlan(plate, station.seats, inventor.name(), inventor.phone())
        platform.vehicles.append(transit.add_vehicle(plan=vehicle, by=staff, at=at))


def _expect(platform: Platform, train: Incoming, at: datetime) -> Journey:
    station = platform.station
    plan = transit.JourneyPlan(
        kind=train.kind, number=train.number, station=station.name, expected_at=train.at, people=train.people,
        from_place=train.origin, town=station.town, force=train.force,
        way=Journey.Way.FETCHED if train.force else Journey.Way.STATION,
    )  # fmt: skip
    return transit.expect(plan=plan, by=platform.staff, at=at)


def _bring(platform: Platform, train: Incoming) -> Act:
    """A train has come in: who got off is registered, and sampled and seated, or driven by those who fetch them."""

    def act(at: datetime) -> None:
        journey = Journey.objects.get(number=train.number, expected_at=train.at)
        transit.arrive(journey=journey, true_at=train.at, by=platform.staff, at=at)
        people = _register(platform, journey, train, at)
        if train.force:
            _drive(platform, people, at)
            return
        ids = [one.pk for one in people]
        transit.sample(ids=ids, by=platform.staff, at=at)
        _seat(platform, ids, at)
        results_at = at + timedelta(hours=platform.station.result_hours)
        platform.stage.later(results_at, _clear(platform, people))

    return act


def _register(platform: Platform, journey: Journey, train: Incoming, at: datetime) -> list[Arrival]:
    people: list[Arrival] = []
    for code, many in train.bound.items():
        for _ in range(many):
            moment = train.at + _AT_THE_DESK * (len(people) + 1)
            traveller = _traveller(platform, code)
            one = transit.register(
                journey=journey, traveller=traveller, by=platform.staff, at=at, true_at=moment
            )
            platform.bound[one.pk] = traveller.address
            people.append(one)
    return people


def _traveller(platform: Platform, code: str) -> transit.Traveller:
    """Invent somebody bound for a village of a town of the county, or for another county."""
    person = platform.stage.cast.inventor.person()
    villages = platform.villages.get(code)
    area = platform.stage.dice.choice(villages) if villages else ""
    address = "" if area else platform.stage.origins.names[code]
    return transit.Traveller(person.name, person.number, person.phone, area=area, address=address)


def _seat(platform: Platform, ids: Sequence[int], at: datetime) -> None:
    """Let people wait in the tents with the most room, and give each a meal and a hot drink."""
    left = list(ids)
    for tent in sorted(platform.tents, key=lambda one: -_room(one)):
        here, left = left[: _room(tent)], left[_room(tent) :]
        if not here:
            return
        transit.seat(ids=here, place=tent, by=platform.staff, at=at)
        transit.give_out(
            place=tent, meals=len(here), drinks=2 * len(here), heaters=1, by=platform.staff, at=at
        )


def _room(tent: WaitingPlace) -> int:
    return tent.holds - tent.people.count()


def _clear(platform: Platform, people: Sequence[Arrival]) -> Act:
    """The results are there, all negative: who goes to another county is fetched by it, the others are driven."""

    def act(at: datetime) -> None:
        ids = [one.pk for one in people]
        transit.record_results(ids=ids, result="negative", by=platform.staff, at=at)
        away = [one for one in people if not one.town]
        if away:
            transit.go_on(ids=[one.pk for one in away], by=platform.staff, at=at)
        for one in away:
            _tell_county(platform, one, at)
        _drive(platform, [one for one in people if one.town], at)

    return act


def _tell_county(platform: Platform, one: Arrival, at: datetime) -> None:
    """The county that somebody goes on to is told by letter."""
    by = platform.stage.staff.of_county(Role.DATA)
    leads.send_letter(lead=one.lead, to_name=platform.bound[one.pk], by=by, at=at)


def _drive(platform: Platform, people: Sequence[Arrival], at: datetime) -> None:
    """Drive people to their towns, a vehicle for each seatful; the town signs for them at the door."""
    for town, load in _loads(platform, people):
        vehicle = platform.vehicles.pop(0)
        platform.vehicles.append(vehicle)
        ride = transit.open_ride(vehicle=vehicle, area=town, by=platform.staff, at=at)
        transit.board(ride=ride, ids=load, by=platform.staff, at=at)
        transit.depart(ride=ride, given_by=platform.staff.name, by=platform.staff, at=at)
        platform.stage.later(at + _DRIVEN, _take_over(platform, ride, town))


def _loads(platform: Platform, people: Sequence[Arrival]) -> Iterator[tuple[str, list[int]]]:
    """Yield town by town the people of one vehicle."""
    of_town: dict[str, list[int]] = defaultdict(list)
    for one in people:
        of_town[one.town].append(one.pk)
    for town, ids in of_town.items():
        for begins in range(0, len(ids), platform.station.seats):
            yield town, ids[begins : begins + platform.station.seats]


def _take_over(platform: Platform, ride: Ride, town: str) -> Act:
    def act(at: datetime) -> None:
        receiver = platform.stage.staff.of(Role.TOWN, town)
        transit.receive(ride=ride, taken_by=receiver.name, by=receiver, at=at)

    return act
