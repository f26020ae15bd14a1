"""What isolation sites ask of the reader: beds, rounds, tests of staff, sites that fill up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.command.duties import Duty, Line, Step, duty_of
from lianfang.core.isolation import level_of
from lianfang.isolation import present
from lianfang.isolation.policy import get_levels
from lianfang.isolation.queries import (
    list_active,
    list_loads,
    list_open_rounds,
    list_untested,
    list_waiting,
)
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Permission


def tell_beds(actor: Actor, at: datetime) -> Duty | None:
    """Tell who is to be at a site and has no bed yet, the longest waiting first."""
    if not actor.may(Permission.WORK_SITES):
        return None
    url = reverse("isolation:waiting")

    def draw(orders: list[Any]) -> Iterable[Line]:
        for order in orders:
            steps = (Step(_("Assign rooms"), url, "bed", main=True),)
            yield Line(order.person.name, url, order.number, order.starts_at, steps=steps)

    return duty_of("beds", _("Waiting for a bed"), "bed", list_waiting(actor), draw, url)


def tell_rounds(actor: Actor, at: datetime) -> Duty | None:
    """Tell which rounds of the day are due in the reader's sites, and which were missed, by their hour."""
    if not actor.may(Permission.WORK_SITES):
        return None

    def draw(rounds: list[Any]) -> Iterable[Line]:
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
    return duty_of("rounds", _("Rounds of the day"), "checklist", rows, draw, reverse("isolation:rounds"))


def tell_staff_tests(actor: Actor, at: datetime) -> Duty | None:
    """Tell whose test is due among the staff of the reader's sites."""
    if not actor.may(Permission.WORK_SITES):
        return None
    url = f"{reverse('isolation:staff')}?due=1"

    def draw(postings: list[Any]) -> Iterable[Line]:
        for posting in postings:
            yield Line(posting.name, url, posting.site.name, posting.tested_at)

    rows = list_untested(actor, at)
    return duty_of("staff_tests", _("Tests of site staff due"), "test-pipe", rows, draw, url)


def tell_full_sites(actor: Actor, at: datetime) -> Duty | None:
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
