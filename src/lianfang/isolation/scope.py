"""The one door to sites and what is in them: the county, a place's own, or those one is posted to."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from lianfang.isolation.models import (
    EnvironmentSample,
    Posting,
    Room,
    Round,
    Site,
    SiteReport,
    Stay,
    Waste,
)
from lianfang.orders.models import Order, Place, Stage
from lianfang.orders.scope import visible_to as orders_visible_to
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Permission, Role
from lianfang.shared.scoping import within_scope

M = TypeVar("M", bound=Model)


def visible_to(actor: Actor) -> QuerySet[Site]:
    """Return the sites in the actor's scope; who works in sites sees those they are posted to now."""
    sites = Site.objects.all()
    if actor.role is Role.SITE:
        mine = Posting.objects.filter(staff_id=actor.staff_id, ended_at__isnull=True)
        return sites.filter(pk__in=mine.values("site"))
    return within_scope(sites, actor)


def _within_sites(rows: QuerySet[M], actor: Actor) -> QuerySet[M]:
    return rows.filter(site__in=visible_to(actor))


def rooms_visible_to(actor: Actor) -> QuerySet[Room]:
    """Return the rooms of the actor's sites."""
    return _within_sites(Room.objects.all(), actor)


def stays_visible_to(actor: Actor) -> QuerySet[Stay]:
    """Return the stays in the actor's sites, and for who cares for people of a place theirs wherever they are."""
    here = Q(site__in=visible_to(actor))
    if actor.may(Permission.SEE_ORDERS):
        here |= Q(order__in=orders_visible_to(actor))
    return Stay.objects.filter(here)


def waiting_for(actor: Actor) -> QuerySet[Order]:
    """Return the running orders whose centralised stage has no bed yet.

    Who works in a site sees those whom an order sends to it by name.
    """
    housed = Stay.objects.filter(order=OuterRef("pk"), ended_at__isnull=True)
    running = Stage.objects.filter(order=OuterRef("pk"), state=Stage.State.RUNNING, place=Place.CENTRALISED)
    orders = Order.objects.all()
    if actor.role is Role.SITE:
        running = running.filter(site__in=visible_to(actor).values("name"))
    else:
        orders = orders_visible_to(actor)
    waiting = orders.filter(state=Order.State.RUNNING, place=Place.CENTRALISED)
    return waiting.filter(Exists(running), ~Exists(housed))


def postings_visible_to(actor: Actor) -> QuerySet[Posting]:
    """Return the staff of the actor's sites."""
    return _within_sites(Posting.objects.all(), actor)


def rounds_visible_to(actor: Actor) -> QuerySet[Round]:
    """Return the rounds of the actor's sites."""
    return _within_sites(Round.objects.all(), actor)


def waste_visible_to(actor: Actor) -> QuerySet[Waste]:
    """Return the waste handed on by the actor's sites."""
    return _within_sites(Waste.objects.all(), actor)


def samples_visible_to(actor: Actor) -> QuerySet[EnvironmentSample]:
    """Return the samples taken in the actor's sites."""
    return _within_sites(EnvironmentSample.objects.all(), actor)


def reports_visible_to(actor: Actor) -> QuerySet[SiteReport]:
    """Return the daily reports of the actor's sites."""
    return _within_sites(SiteReport.objects.all(), actor)
