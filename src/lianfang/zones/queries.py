"""Reads of zones: who is inside, what is due, how many were sampled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from lianfang.core.timeline import DAY, day_of
from lianfang.leads.models import Lead
from lianfang.leads.scope import visible_to as leads_visible_to
from lianfang.orders.models import Order, TestResult
from lianfang.orders.scope import tests_visible_to
from lianfang.orders.scope import visible_to as orders_visible_to
from lianfang.shared.actor import Actor
from lianfang.zones.models import Exposure, Zone, ZoneArea, ZoneMove, ZoneNeed, ZoneRound
from lianfang.zones.scope import exposures_visible_to, needs_visible_to, visible_to

OPEN_NEEDS = (ZoneNeed.State.ASKED, ZoneNeed.State.TAKEN)


@dataclass(frozen=True, slots=True)
class Inside:
    """Who of the lists lives in a zone: people, doors by their addresses, and those under an order."""

    people: int
    doors: int
    controlled: int


@dataclass(frozen=True, slots=True)
class Counted:
    """What the results say of a day: people inside with a result taken that day, and the positive ones."""

    tested: int
    positive: int


def get_zone(actor: Actor, zone_id: int) -> Zone | None:
    """Return a zone in the actor's scope, or None."""
    return visible_to(actor).filter(pk=zone_id).first()


def get_round(actor: Actor, round_id: int) -> ZoneRound | None:
    """Return a round of a zone in the actor's scope, or None."""
    rounds = ZoneRound.objects.select_related("zone").filter(zone__in=visible_to(actor))
    return rounds.filter(pk=round_id).first()


def get_need(actor: Actor, need_id: int) -> ZoneNeed | None:
    """Return a need in the actor's scope, or None."""
    return needs_visible_to(actor).select_related("zone").filter(pk=need_id).first()


def list_areas(zone: Zone) -> list[ZoneArea]:
    """List a zone's places."""
    return list(zone.areas.order_by("pk"))


def list_rounds(zone: Zone) -> list[ZoneRound]:
    """List a zone's rounds by day; those dropped when the count began again are left out."""
    return list(zone.rounds.exclude(state=ZoneRound.State.DROPPED).order_by("on"))


def list_moves(zone: Zone) -> list[ZoneMove]:
    """List a zone's moves, the latest first."""
    return list(zone.moves.order_by("-known_at", "-pk"))


def inside(zone: Zone) -> Q:
    """Give the condition for rows that carry town, community, grid and address to lie in a zone."""
    wanted = Q(pk__in=[])
    for area in list_areas(zone):
        wanted |= _inside(area)
    return wanted


def _inside(area: ZoneArea) -> Q:
    if area.grid and not area.compound:
        return Q(grid=area.grid)
    held = Q(community=area.community) if area.community else Q(town=area.town) if area.town else Q()
    if area.compound:
        held &= Q(address__contains=area.compound)
    if area.building:
        held &= Q(address__regex=rf"(^|[^0-9]){re.escape(area.building)}(号楼|栋|幢|座|楼)")
    return held


def list_inside(actor: Actor, zone: Zone) -> QuerySet[Lead]:
    """Return who lives in a zone, of the actor's scope: each person once, by the open or latest lead."""
    shut = ExpressionWrapper(Q(state=Lead.State.CLOSED), BooleanField())
    leads = leads_visible_to(actor).filter(inside(zone)).alias(shut=shut)
    rather = Q(shut__lt=OuterRef("shut")) | Q(shut=OuterRef("shut"), pk__gt=OuterRef("pk"))
    return leads.filter(~Exists(leads.filter(rather, person=OuterRef("person"))))


def count_inside(actor: Actor, zone: Zone) -> Inside:
    """Count who of the lists lives in a zone."""
    told = list_inside(actor, zone).aggregate(
        people=Count("pk"), doors=Count("address", distinct=True, filter=~Q(address=""))
    )
    orders = orders_visible_to(actor).filter(inside(zone), state=Order.State.RUNNING).count()
    return Inside(told["people"], told["doors"], orders)


def count_results(actor: Actor, zone: Zone, on: date) -> Counted:
    """Count the people under an order in a zone who have a result of a day, and the positive ones."""
    orders = orders_visible_to(actor).filter(inside(zone))
    tests = tests_visible_to(actor).filter(order__in=orders.values("pk"), due_on=on)
    results = TestResult.objects.filter(test__in=tests.values("pk"), known_to__isnull=True)
    told = results.aggregate(
        tested=Count("test__person", distinct=True),
        positive=Count("test__person", distinct=True, filter=Q(result=TestResult.Result.POSITIVE)),
    )
    return Counted(told["tested"], told["positive"])


def list_open_needs(actor: Actor, zone: Zone | None = None) -> QuerySet[ZoneNeed]:
    """Return the needs that wait, the first due first."""
    rows = needs_visible_to(actor).filter(state__in=OPEN_NEEDS).select_related("zone")
    return (rows.filter(zone=zone) if zone else rows).order_by("due_at", "pk")


def list_due_rounds(actor: Actor, at: datetime) -> QuerySet[ZoneRound]:
    """Return the rounds that are to be done today or were to be before."""
    rounds = ZoneRound.objects.filter(zone__in=visible_to(actor), state=ZoneRound.State.PLANNED)
    return rounds.filter(on__lt=day_of(at) + DAY).select_related("zone").order_by("on", "pk")


def list_running(actor: Actor) -> QuerySet[Zone]:
    """Return the zones that are not lifted."""
    return visible_to(actor).filter(state=Zone.State.RUNNING).order_by("starts_at", "pk")


def list_waiting(actor: Actor) -> QuerySet[Exposure]:
    """Return who was found in a risk area and is to be controlled, the first found first."""
    rows = exposures_visible_to(actor).filter(state=Exposure.State.WAITING, kind=Exposure.Kind.CONTROL)
    return rows.select_related("lead__person", "spell").order_by("found_at", "pk")
