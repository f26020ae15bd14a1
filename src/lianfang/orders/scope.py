"""The one door to orders and due tests."""

from __future__ import annotations

from django.db.models import QuerySet

from lianfang.orders.models import DueTest, Order, Proposal, Spell
from lianfang.people.scope import reaches_people
from lianfang.shared.actor import Actor
from lianfang.shared.scoping import within_scope


def visible_to(actor: Actor) -> QuerySet[Order]:
    """Return the orders in the actor's scope."""
    return within_scope(Order.objects.all(), actor)


def tests_visible_to(actor: Actor) -> QuerySet[DueTest]:
    """Return the due tests in the actor's scope that no new plan has dropped."""
    return all_tests_visible_to(actor).filter(known_to__isnull=True)


def all_tests_visible_to(actor: Actor) -> QuerySet[DueTest]:
    """Return the due tests in the actor's scope in all their versions."""
    return within_scope(DueTest.objects.all(), actor)


def spells_visible_to(actor: Actor) -> QuerySet[Spell]:
    """Return the started stages in the actor's scope as held true now."""
    return within_scope(Spell.objects.filter(known_to__isnull=True), actor)


def proposals_visible_to(actor: Actor) -> QuerySet[Proposal]:
    """Return the proposals for orders in the actor's scope."""
    return within_scope(Proposal.objects.all(), actor, "order__")


@reaches_people
def people_of_orders(actor: Actor) -> QuerySet[Order]:
    """Say that a person is seen by those who see one of their orders."""
    return visible_to(actor)
