"""Reads of sites: the board, who lives where and until when, what is due, how full, what the day came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from lianfang.care.models import Measurement, Transfer
from lianfang.care.queries import alarms_of, latest_of
from lianfang.core.isolation import (
    CapacityDay,
    MealCount,
    Resident,
    Standard,
    claim_of,
    count_meals,
    forecast,
    standard_of,
    usable_beds,
)
from lianfang.core.timeline import DAY, day_of, day_start
from lianfang.isolation.models import Posting, Room, Round, Shift, Site, Stay, Waste
from lianfang.isolation.policy import get_count, get_levels, get_meal_times
from lianfang.isolation.scope import (
    postings_visible_to,
    rooms_visible_to,
    rounds_visible_to,
    stays_visible_to,
    visible_to,
    waiting_for,
)
from lianfang.orders.models import DueTest, Order, Place, Stage
from lianfang.shared.actor import Actor

DAYS_AHEAD = 14


def get_site(actor: Actor, site_id: int) -> Site | None:
    """Return a site in the actor's scope, or None."""
    return visible_to(actor).filter(pk=site_id).first()


def get_room(actor: Actor, room_id: int) -> Room | None:
    """Return a room in the actor's scope with its site, or None."""
    return rooms_visible_to(actor).select_related("site").filter(pk=room_id).first()


def get_stay(actor: Actor, stay_id: int) -> Stay | None:
    """Return a stay in the actor's scope with person, room and site, or None."""
    stays = stays_visible_to(actor).select_related("person", "room", "site", "order", "stage", "bed")
    return stays.filter(pk=stay_id).first()


def list_active(actor: Actor) -> QuerySet[Site]:
    """Return the sites in use in the actor's scope, by name."""
    return visible_to(actor).filter(state=Site.State.ACTIVE).order_by("name")


@dataclass(frozen=True, slots=True)
class Load:
    """A site's beds by the state of their rooms; usable are the free and the occupied ones."""

    site: int
    rooms: dict[str, int]
    people: int

    @property
    def usable(self) -> int:
        """Return the rooms that can be lived in now."""
        return usable_beds(self.rooms)

    @property
    def total(self) -> int:
        """Return all rooms for residents."""
        return sum(self.rooms.values())

    def of(self, state: str) -> int:
        """Return the rooms in a state."""
        return self.rooms.get(state, 0)


def list_loads(sites: Iterable[int]) -> dict[int, Load]:
    """Count the rooms of sites by state and the people who stay there, by two queries."""
    ids = list(sites)
    rooms = Room.objects.filter(site__in=ids, use=Room.Use.RESIDENT).values_list("site", "state")
    counted: dict[int, dict[str, int]] = {number: {} for number in ids}
    for site, state, number in rooms.annotate(n=Count("pk")).order_by().values_list("site", "state", "n"):
        counted[site][state] = number
    stays = Stay.objects.filter(site__in=ids, ended_at__isnull=True).values("site").annotate(n=Count("pk"))
    people = dict(stays.order_by().values_list("site", "n"))
    return {number: Load(number, counted[number], people.get(number, 0)) for number in ids}


@dataclass(frozen=True, slots=True)
class Lodger:
    """Somebody in a room: until when the stage runs, the next test, how they are, whether the way to hospital is open."""

    stay: Stay
    until: datetime
    next_test: date | None
    measured: Measurement | None
    to_hospital: bool


def list_lodgers(stays: QuerySet[Stay], at: datetime) -> list[Lodger]:
    """Return who stays with the end of their stage, their next test and how they are, by four queries."""
    found = list(stays.select_related("person", "stage", "order", "bed", "room"))
    orders = [stay.order_id for stay in found]
    due = DueTest.objects.filter(order__in=orders, known_to__isnull=True, done=False, closes_at__gt=at)
    tests: dict[int, date] = {}
    for order_id, due_on in due.order_by("-due_on").values_list("order_id", "due_on"):
        tests[order_id] = due_on
    measured, ill = latest_of(orders), alarms_of(orders)
    return [
        Lodger(
            stay,
            stay.stage.period.upper,
            tests.get(stay.order_id),
            measured.get(stay.order_id),
            stay.order_id in ill,
        )
        for stay in found
    ]


@dataclass(frozen=True, slots=True)
class Tile:
    """One room of the board with those who live in it."""

    room: Room
    lodgers: tuple[Lodger, ...]


@dataclass(frozen=True, slots=True)
class Floor:
    """One floor of a building with its rooms in order."""

    building: str
    floor: int
    tiles: tuple[Tile, ...]


def get_board(actor: Actor, site: Site, at: datetime) -> list[Floor]:
    """Lay out a site floor by floor, in a constant number of queries."""
    rooms = list(rooms_visible_to(actor).filter(site=site).order_by("building", "floor", "number", "pk"))
    lodgers: dict[int, list[Lodger]] = {}
    stays = stays_visible_to(actor).filter(site=site, ended_at__isnull=True).order_by("starts_at", "pk")
    for lodger in list_lodgers(stays, at):
        lodgers.setdefault(lodger.stay.room_id, []).append(lodger)
    floors: dict[tuple[str, int], list[Tile]] = {}
    for room in rooms:
        tile = Tile(room, tuple(lodgers.get(room.pk, ())))
        floors.setdefault((room.building, room.floor), []).append(tile)
    return [Floor(building, floor, tuple(tiles)) for (building, floor), tiles in floors.items()]


def list_residents(actor: Actor, site: Site) -> list[Stay]:
    """Return who stays in a site now, room by room."""
    stays = stays_visible_to(actor).filter(site=site, ended_at__isnull=True).select_related("person", "room")
    return list(stays.order_by("room__building", "room__floor", "room__number", "pk"))


def _open_ways() -> QuerySet[Transfer]:
    return Transfer.objects.filter(order=OuterRef("order")).exclude(state="closed")


def keep_to_hospital(stays: QuerySet[Stay], wanted: bool = True) -> QuerySet[Stay]:
    """Keep those who are here and whose way to hospital is open, or all others."""
    ill = Q(Exists(_open_ways()), ended_at__isnull=True)
    return stays.filter(ill if wanted else ~ill)


def list_to_hospital(actor: Actor) -> QuerySet[Stay]:
    """Return who of the actor's sites is to be brought to hospital, the longest waiting first."""
    stays = keep_to_hospital(stays_visible_to(actor)).select_related("person", "room", "site")
    return stays.annotate(since=Subquery(_open_ways().values("opened_at")[:1])).order_by("since", "pk")


def list_waiting(actor: Actor) -> QuerySet[Order]:
    """Return who waits for a bed, the longest first."""
    return waiting_for(actor).select_related("person").order_by("starts_at", "pk")


def list_open_rounds(actor: Actor, at: datetime) -> QuerySet[Round]:
    """Return the rounds that are due now or were missed today, in time."""
    rounds = rounds_visible_to(actor).filter(done_at__isnull=True, opens_at__lte=at, day=day_of(at))
    return rounds.filter(site__state=Site.State.ACTIVE).select_related("site").order_by("opens_at", "pk")


def list_rounds(actor: Actor, site: Site, day: date) -> list[Round]:
    """Return a site's rounds of a day in time."""
    return list(rounds_visible_to(actor).filter(site=site, day=day).order_by("opens_at", "pk"))


def list_untested(actor: Actor, at: datetime) -> QuerySet[Posting]:
    """Return the staff whose last sample is older than the rule allows, the oldest first."""
    due = keep_untested(postings_visible_to(actor), at).select_related("site")
    return due.order_by(Coalesce("tested_at", "starts_at"), "pk")


def keep_untested(rows: QuerySet[Posting], at: datetime) -> QuerySet[Posting]:
    """Keep those of sites in use whose last sample is older than the rule allows."""
    days = get_count("site_staff_test_days", at)
    posted = rows.filter(ended_at__isnull=True, site__state=Site.State.ACTIVE)
    if days is None:
        return posted.none()
    since = day_start(day_of(at)) - timedelta(days=days - 1)
    return posted.filter(Q(tested_at__isnull=True) | Q(tested_at__lt=since))


def list_next_shifts(postings: Iterable[int], at: datetime) -> dict[int, Shift]:
    """Return the running or next shift of each posting, by one query."""
    shifts = Shift.objects.filter(posting__in=list(postings), ends_at__gt=at).order_by("-starts_at")
    return {shift.posting_id: shift for shift in shifts}


def list_on_duty(actor: Actor, site: Site, at: datetime) -> list[Posting]:
    """Return who is on shift in a site now."""
    posted = postings_visible_to(actor).filter(site=site, ended_at__isnull=True)
    return list(posted.filter(shifts__starts_at__lte=at, shifts__ends_at__gt=at).distinct().order_by("pk"))


def count_day_meals(actor: Actor, sites: Sequence[Site], day: date, at: datetime) -> tuple[MealCount, ...]:
    """Count the meals of a day that each kitchen sends to these sites."""
    kitchens = {site.pk: site.kitchen or site.name for site in sites}
    end = day_start(day) + DAY
    stays = stays_visible_to(actor).filter(site__in=kitchens, starts_at__lt=end)
    stays = stays.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=day_start(day))).select_related("stage")
    residents = [
        Resident(
            kitchens[stay.site_id], stay.diet, stay.starts_at, stay.ended_at or _planned_end(stay, day, at)
        )
        for stay in stays
    ]
    return count_meals(residents, get_meal_times(at), day)


def _planned_end(stay: Stay, day: date, at: datetime) -> datetime | None:
    """Return when somebody leaves by plan on a day ahead; today they eat as long as they are there."""
    end: datetime = stay.stage.period.upper
    return end if day > day_of(at) else None


@dataclass(frozen=True, slots=True)
class Capacity:
    """How full the sites are now and how full they will be, and the rooms against the standard."""

    rooms: dict[str, int]
    people: int
    days: tuple[CapacityDay, ...]
    standard: Standard | None

    @property
    def usable(self) -> int:
        """Return the rooms that can be lived in now."""
        return usable_beds(self.rooms)


def get_capacity(
    actor: Actor, at: datetime, *, inflow: int = 0, length: int = 0, people: int = 0
) -> Capacity:
    """Count the rooms of the sites in use, forecast the coming days, and compare with the standard.

    A room being cleaned today is counted as usable from tomorrow on; `people` is the population to compare by.
    """
    sites = visible_to(actor)
    active = sites.filter(state=Site.State.ACTIVE)
    rooms = _count_rooms(active)
    claims = _list_claims(actor, active, day_of(at))
    beds = sum(number for state, number in rooms.items() if state != Room.State.OUT)
    days = forecast(
        claims,
        beds=beds,
        levels=get_levels(at),
        first=day_of(at),
        days=DAYS_AHEAD,
        inflow=inflow,
        length=length,
    )
    asked = get_count("reserve_rooms_per_10000", at)
    all_rooms = sum(_count_rooms(sites.exclude(state=Site.State.WITHDRAWN)).values())
    standard = standard_of(all_rooms, people, asked) if people and asked else None
    housed = Stay.objects.filter(site__in=active, ended_at__isnull=True).count()
    return Capacity(rooms, housed, days, standard)


def _count_rooms(sites: QuerySet[Site]) -> dict[str, int]:
    rooms = Room.objects.filter(site__in=sites, use=Room.Use.RESIDENT).values("state")
    return dict(rooms.annotate(n=Count("pk")).order_by().values_list("state", "n"))


def _list_claims(actor: Actor, sites: QuerySet[Site], today: date) -> list[tuple[date, date | None]]:
    """Return the nights for which rooms are claimed: by who stays, by who waits for a bed, by planned stages.

    Whose days are over and who is still there takes the bed tonight all the same.
    """
    stays = Stay.objects.filter(site__in=sites, ended_at__isnull=True).values_list(
        "starts_at", "stage__period", "room"
    )
    housed = [
        claim_of(day_of(start), max(day_of(period.upper), today + DAY))
        for start, period in _once_a_room(stays)
    ]
    orders = waiting_for(actor).values("pk")
    ahead = Stage.objects.filter(place=Place.CENTRALISED, order__state=Order.State.RUNNING)
    ahead = ahead.filter(Q(state=Stage.State.RUNNING, order__in=orders) | Q(state=Stage.State.PLANNED))
    periods = ahead.values_list("period", flat=True)
    return housed + [claim_of(day_of(one.lower), day_of(one.upper)) for one in periods]


def _once_a_room(stays: Iterable[tuple[datetime, Any, int]]) -> list[tuple[datetime, Any]]:
    """Count a family's room once, until the last of them leaves."""
    rooms: dict[int, tuple[datetime, Any]] = {}
    for start, period, room in stays:
        known = rooms.get(room)
        if known is None or known[1].upper < period.upper:
            rooms[room] = (min(start, known[0]) if known else start, period)
    return list(rooms.values())


@dataclass(frozen=True, slots=True)
class DayFacts:
    """What a site's day came to, as its report states it."""

    people: int
    came: int
    left: dict[str, int]
    rooms: dict[str, int]
    rounds: dict[str, list[int]]  # kind: done, of how many
    missed: list[str]
    staff: int
    untested: int
    waste_bags: int
    waste_grams: int
    portions: int


def get_day_facts(actor: Actor, site: Site, day: date, at: datetime) -> DayFacts:
    """Gather what a site's day came to until a moment; the round of the report is the report itself."""
    start, end = day_start(day), min(day_start(day) + DAY, at)
    stays = stays_visible_to(actor).filter(site=site)
    left = stays.filter(ended_at__gte=start, ended_at__lt=end).values_list("ended_by", flat=True)
    rounds = [one for one in list_rounds(actor, site, day) if one.kind != Round.Kind.REPORT]
    waste = Waste.objects.filter(site=site, handed_at__gte=start, handed_at__lt=end)
    thrown = waste.aggregate(bags=Sum("bags"), grams=Sum("grams"))
    meals = count_day_meals(actor, [site], day, at)
    return DayFacts(
        people=stays.filter(starts_at__lt=end)
        .filter(Q(ended_at__isnull=True) | Q(ended_at__gte=end))
        .count(),
        came=stays.filter(starts_at__gte=start, starts_at__lt=end).count(),
        left=dict(Counter(left)),
        rooms=list_loads([site.pk])[site.pk].rooms,
        rounds=_tell_rounds(rounds),
        missed=[f"{one.kind} {one.seq}" for one in rounds if one.done_at is None and one.closes_at <= at],
        staff=postings_visible_to(actor).filter(site=site, ended_at__isnull=True).count(),
        untested=list_untested(actor, at).filter(site=site).count(),
        waste_bags=thrown["bags"] or 0,
        waste_grams=thrown["grams"] or 0,
        portions=sum(meal.total for meal in meals),
    )


def _tell_rounds(rounds: Iterable[Round]) -> dict[str, list[int]]:
    told: dict[str, list[int]] = {}
    for one in rounds:
        done, of = told.get(one.kind, [0, 0])
        told[one.kind] = [done + (one.done_at is not None), of + 1]
    return told


def list_free_rooms(site: Site) -> QuerySet[Room]:
    """Return the rooms of a site that somebody can be put into, in order."""
    free = Room.objects.filter(site=site, state=Room.State.FREE, use=Room.Use.RESIDENT)
    return free.order_by("building", "floor", "number", "pk")


def list_family_rooms(site: Site) -> QuerySet[Room]:
    """Return the occupied rooms of a site that have another bed."""
    taken = Count("stays", filter=Q(stays__ended_at__isnull=True), distinct=True)
    rooms = Room.objects.filter(site=site, state=Room.State.OCCUPIED)
    rooms = rooms.annotate(taken=taken, there=Count("beds", distinct=True)).filter(taken__lt=F("there"))
    return rooms.order_by("building", "floor", "number", "pk")
