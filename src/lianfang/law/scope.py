"""The one door to local orders: they hold for the whole county and name nobody."""

from __future__ import annotations

from django.db.models import QuerySet

from lianfang.law.models import LocalOrder
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Permission


def visible_to(actor: Actor) -> QuerySet[LocalOrder]:
    """Return the local orders an actor may read: all for who drafts or signs, else those signed by two."""
    if actor.may(Permission.DRAFT_LAW) or actor.may(Permission.SIGN_LAW):
        return LocalOrder.objects.all()
    if actor.may(Permission.SEE_POLICY):
        return LocalOrder.objects.filter(state=LocalOrder.State.SIGNED)
    return LocalOrder.objects.none()
