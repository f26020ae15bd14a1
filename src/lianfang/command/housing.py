"""What isolation sites and point to point ask of the reader: beds, rounds, tests of staff, people on the way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.command.duties import DUTY_ICONS, Asked, Duty, Line, Places, Step, Told, only_with
from lianfang.core.isolation import level_of
from lianfang.isolation import present
from lianfang.isolation.models import Posting, Round, Site, Stay
from lianfang.isolation.policy import get_levels
from lianfang.isolation.queries import (
    list_active,
    list_loads,
    list_open_rounds,
    list_to_hospital,
    list_untested,
    list_waiting,
)
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Permission
from lianfang.transit import present as on_the_way
from lianfang.transit.models import Arrival, Ride
from lianfang.transit.queries import list_alarming, list_coming


@only_with(Stay)
def tell_ill(actor: Actor, at: datetime) -> Told:
    """Tell site staff whom of their residents the way to hospital is open for; who sees care is told of each way."""
    if not actor.may(Permission.WORK_SITES) or actor.may(Permission.SEE_CARE):
        return None

    def draw(stays: list[Any], _places: Places) -> Iterable[Line]:
        for stay in stays:
            address = reverse("isolation:stay", args=[stay.pk])
            where = _("%(site)s, room %(room)s") % {"site": stay.site.name, "room": stay.room.number}
            steps = (Step(_("Open"), address, "bed", main=True),)
            yield Line(stay.person.name, address, where, stay.since, steps=steps, urgent=True)

    url = f"{reverse('isolation:stays')}?ill=1"
    return Asked("ill", _("To hospital"), DUTY_ICONS["transfers"], list_to_hospital(actor), draw, url)


def tell_beds(actor: Actor, at: datetime) -> Told:
    """Tell who is to be at a site and has no bed yet, the longest waiting first."""
    if not actor.may(Permission.WORK_SITES):
        return None
    url = reverse("isolation:waiting")

    def draw(orders: list[Any], _places: Places) -> Iterable[Line]:
        for order in orders:
            steps = (Step(_("Assign rooms"), url, "bed", main=True),)
            yield Line(order.person.name, url, order.number, order.starts_at, steps=steps)

    return Asked("beds", _("Waiting for a bed"), "bed", list_waiting(actor), draw, url)


@only_with(Round)
def tell_rounds(actor: Actor, at: datetime) -> Told:
    """Tell which rounds of the day are due in the reader's sites, and which were missed, by their hour."""
    if not actor.may(Permission.WORK_SITES):
        return None

    def draw(rounds: list[Any], _places: Places) -> Iterable[Line]:
        for row in rounds:
            address = reverse("isolation:day", args=[row.site_id])
            yield Line(
                title=f"{present.say_kind(row.kind)} {row.seq}",
                url=address,
                text=row.site.name,
                when=row.closes_at,
                late=row.closes_at <= at,
                steps=(Step(_("Tick"), address, "check", main=True),),
            )

    rows = list_open_rounds(actor, at)
    return Asked("rounds", _("Rounds of the day"), "checklist", rows, draw, reverse("isolation:rounds"))


@only_with(Posting)
def tell_staff_tests(actor: Actor, at: datetime) -> Told:
    """Tell whose test is due among the staff of the reader's sites."""
    if not actor.may(Permission.WORK_SITES):
        return None
    url = f"{reverse('isolation:staff')}?due=1"

    def draw(postings: list[Any], _places: Places) -> Iterable[Line]:
        for posting in postings:
            yield Line(posting.name, url, posting.site.name, posting.tested_at)

    rows = list_untested(actor, at)
    return Asked("staff_tests", _("Tests of site staff due"), "test-pipe", rows, draw, url)


@only_with(Site)
def tell_full_sites(actor: Actor, at: datetime) -> Told:
    """Tell which sites fill up, the fullest first."""
    if not actor.may(Permission.MANAGE_SITES):
        return None
    sites = {site.pk: site for site in list_active(actor)}
    levels, lines = get_levels(at), []
    for load in sorted(list_loads(sites).values(), key=lambda one: one.of("free")):
        if level := level_of(load.of("occupied"), load.usable, levels):
            lines.append(
                Line(
                    title=sites[load.site].name,
                    url=reverse("isolation:site", args=[load.site]),
                    text=present.LEVELS[level],
                    late=level in ("critical", "full"),
                    number=f"{load.of('occupied')}/{load.usable}",
                )
            )
    if not lines:
        return None
    url = reverse("isolation:capacity")
    return Duty("full_sites", _("Sites that fill up"), "building", lines, str(len(lines)), url)


@only_with(Arrival)
def tell_late_arrivals(actor: Actor, at: datetime) -> Told:
    """Tell who is in transit for longer than the rule allows, the longest first."""
    if not actor.may(Permission.RUN_TRANSIT):
        return None

    def draw(people: list[Any], _places: Places) -> Iterable[Line]:
        for one in people:
            address = reverse("transit:journey", args=[one.journey_id])
            text = f"{one.journey.number} · {on_the_way.STATES[one.state]}"
            yield Line(one.person.name, address, text, one.registered_at, late=True)

    url = f"{reverse('transit:people')}?late=1"
    rows = list_alarming(actor, at)
    return Asked("late_arrivals", _("Too long on the way"), "clock-exclamation", rows, draw, url)


@only_with(Ride)
def tell_coming(actor: Actor, at: datetime) -> Told:
    """Tell which rides are on their way to the reader's place or site and wait for a receipt."""
    if not actor.may(Permission.RECEIVE_TRANSIT):
        return None

    def draw(rides: list[Any], _places: Places) -> Iterable[Line]:
        where = on_the_way.name_destinations(rides)
        for ride in rides:
            address = reverse("transit:ride", args=[ride.pk])
            yield Line(
                title=f"{ride.vehicle.plate} → {where[ride.pk]}",
                url=address,
                text=ride.vehicle.driver,
                when=ride.departed_at,
                number=str(ride.sent),
                steps=(Step(_("Take over"), address, "check", main=True),),
            )

    url = f"{reverse('transit:rides')}?state=underway"
    return Asked("coming", _("Rides to be received"), "bus", list_coming(actor, at), draw, url)
