"""The one door to what is known of people in care: whoever sees the order sees its care."""

from __future__ import annotations

from django.db.models import QuerySet

from lianfang.care.models import (
    Breach,
    HandOver,
    HomeCheck,
    HomeMember,
    Measurement,
    Paper,
    PhoneCheck,
    Transfer,
)
from lianfang.orders.models import Order
from lianfang.orders.scope import visible_to as orders_visible_to
from lianfang.shared.actor import Actor
from lianfang.shared.scoping import within_scope


def visible_to(actor: Actor) -> QuerySet[Order]:
    """Return the orders in the actor's scope that run: whom somebody cares for now."""
    return orders_visible_to(actor).filter(state=Order.State.RUNNING)


def measurements_visible_to(actor: Actor) -> QuerySet[Measurement]:
    """Return the measurements in the actor's scope as held true now."""
    return within_scope(Measurement.objects.filter(known_to__isnull=True), actor, "order__")


def transfers_visible_to(actor: Actor) -> QuerySet[Transfer]:
    """Return the ways to hospital in the actor's scope."""
    return within_scope(Transfer.objects.all(), actor, "order__")


def checks_visible_to(actor: Actor) -> QuerySet[PhoneCheck]:
    """Return the telephone checks drawn in the actor's scope."""
    return within_scope(PhoneCheck.objects.all(), actor, "order__")


def breaches_visible_to(actor: Actor) -> QuerySet[Breach]:
    """Return the breaches in the actor's scope."""
    return within_scope(Breach.objects.all(), actor, "order__")


def papers_visible_to(actor: Actor) -> QuerySet[Paper]:
    """Return the papers in the actor's scope."""
    return within_scope(Paper.objects.all(), actor, "order__")


def hand_overs_visible_to(actor: Actor) -> QuerySet[HandOver]:
    """Return the people handed to other counties from the actor's scope."""
    return within_scope(HandOver.objects.all(), actor, "order__")


def home_checks_visible_to(actor: Actor) -> QuerySet[HomeCheck]:
    """Return the looks at homes in the actor's scope."""
    return within_scope(HomeCheck.objects.all(), actor, "lead__")


def members_visible_to(actor: Actor) -> QuerySet[HomeMember]:
    """Return those living together with people in the actor's scope."""
    return within_scope(HomeMember.objects.all(), actor, "check_made__lead__")
