"""The one door to risk areas: what is risky is for everybody who works here to know, whatever their place."""

from __future__ import annotations

from django.db.models import QuerySet

from lianfang.risk.models import RefusedLine, RiskNotice, RiskSpell
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Permission


def visible_to(actor: Actor) -> QuerySet[RiskSpell]:
    """Return the levels of places as held true now."""
    held = RiskSpell.objects.filter(known_to__isnull=True)
    return held if actor.may(Permission.SEE_RISK) else held.none()


def all_visible_to(actor: Actor) -> QuerySet[RiskSpell]:
    """Return the levels of places in all their versions."""
    held = RiskSpell.objects.all()
    return held if actor.may(Permission.SEE_RISK) else held.none()


def notices_visible_to(actor: Actor) -> QuerySet[RiskNotice]:
    """Return the publications."""
    held = RiskNotice.objects.all()
    return held if actor.may(Permission.SEE_RISK) else held.none()


def lines_visible_to(actor: Actor) -> QuerySet[RefusedLine]:
    """Return the lines of sheets that could not be used, for those who mend them."""
    held = RefusedLine.objects.all()
    return held if actor.may(Permission.EDIT_RISK) else held.none()
