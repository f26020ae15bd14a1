"""What zones and risk areas ask of the reader: people found there, rounds of tests, needs at the door."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.command.duties import DUTY_ICONS, Asked, Line, Places, Step, Told, itself, only_with, say_place
from lianfang.core.timeline import DAY, day_start
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Permission
from lianfang.zones.models import Exposure, ZoneNeed, ZoneRound
from lianfang.zones.queries import list_due_rounds, list_open_needs, list_waiting


@only_with(Exposure)
def tell_exposed(actor: Actor, at: datetime) -> Told:
    """Tell who was in a risk area and has no order."""
    if not actor.may(Permission.CALL_LEADS):
        return None

    def draw(rows: list[Any], places: Places) -> Iterable[Line]:
        for one in rows:
            lead = reverse("leads:lead", args=[one.lead_id])
            issue = Step(
                _("Issue an order"), f"{reverse('orders:issue')}?lead={one.lead_id}", "file-plus", main=True
            )
            steps = (issue,) if actor.may(Permission.ISSUE_ORDERS) else ()
            text = f"{say_place(one, places)} · {one.spell.name}"
            yield Line(one.lead.person.name, lead, text, one.found_at, steps=steps)

    url = f"{reverse('zones:exposed')}?state=waiting&kind=control"
    return Asked(
        "exposed",
        _("Was in a risk area, to be controlled"),
        DUTY_ICONS["exposed"],
        list_waiting(actor),
        draw,
        url,
        itself,
    )


@only_with(ZoneRound)
def tell_rounds(actor: Actor, at: datetime) -> Told:
    """Tell which zones are to be sampled today, and which should have been."""
    if not (actor.may(Permission.SEE_ZONES) and actor.may(Permission.RECORD_TESTS)):
        return None

    def draw(rounds: list[Any], _places: Places) -> Iterable[Line]:
        for one in rounds:
            ends = day_start(one.on) + DAY
            count = Step(_("Enter the counts"), reverse("zones:count", args=[one.pk]), "edit", panel=True)
            text = _("%(count)s people to be sampled") % {"count": one.expected}
            yield Line(
                one.zone.name,
                reverse("zones:zone", args=[one.zone_id]),
                text,
                ends,
                late=ends <= at,
                steps=(count,),
            )

    url = f"{reverse('zones:list')}?state=running"
    return Asked("rounds", _("Rounds of zones"), "test-pipe", list_due_rounds(actor, at), draw, url)


@only_with(ZoneNeed)
def tell_needs(actor: Actor, at: datetime) -> Told:
    """Tell what is to be brought to which door."""
    if not (actor.may(Permission.SEE_ZONES) and actor.may(Permission.RECORD_CARE)):
        return None

    def draw(needs: list[Any], _places: Places) -> Iterable[Line]:
        for need in needs:
            url = reverse("zones:need_page", args=[need.pk])
            step = Step(_("Brought"), url, "check", main=True)
            yield Line(need.what, url, need.door, need.due_at, late=need.due_at <= at, steps=(step,))

    url = f"{reverse('zones:needs')}?state=asked&state=taken"
    return Asked("needs", _("Service to the door"), "shopping-cart", list_open_needs(actor), draw, url)
