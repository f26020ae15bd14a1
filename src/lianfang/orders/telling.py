"""What orders tell the pages of the rooms below: a person's timeline, what is open, the register's measures."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.leads.ledger import Measured, tells_measures
from lianfang.orders import pages, present
from lianfang.orders.models import Order, TestResult
from lianfang.orders.scope import visible_to
from lianfang.people.models import Person
from lianfang.people.page import Matter, tells_matters, tells_timeline
from lianfang.shared import clock
from lianfang.shared.actor import Actor
from lianfang.shared.reading import once_a_reading
from lianfang.shared.roles import Permission
from lianfang.web.pieces import Entry


@tells_timeline
def tell_person(actor: Actor, person: Person) -> list[Entry]:
    """Tell a person's page what happened to the orders that the reader may see, with each test's result."""
    if not actor.may(Permission.SEE_ORDERS):
        return []
    orders = _list_orders(actor, person)
    return pages.list_history(orders) + _list_results(orders)


def _list_results(orders: list[Order]) -> list[Entry]:
    results = TestResult.objects.filter(
        test__order__in=orders, known_to__isnull=True, test__known_to__isnull=True
    )
    return [
        Entry(
            result.done_at,
            _("Test: %(result)s") % {"result": present.RESULTS[result.result]},
            result.laboratory,
            url=reverse("orders:order", args=[result.test.order_id]),
            icon="test-pipe",
            tone="bad" if result.result == TestResult.Result.POSITIVE else "",
        )
        for result in results.select_related("test")
    ]


@tells_matters
def tell_running(actor: Actor, person: Person) -> list[Matter]:
    """Tell a person's page of the order that runs and the next thing due."""
    if not actor.may(Permission.SEE_ORDERS):
        return []
    at = clock.now()
    return [
        Matter(
            title=_("Under control: %(place)s") % {"place": present.say_place(order.place)},
            text=pages.say_today(order, pages.list_stages(order), pages.list_lines(order, at), at),
            url=reverse("orders:order", args=[order.pk]),
            tone="bad" if pages.is_overdue(order, at) else "accent",
            icon="home-exclamation",
            order=10,
        )
        for order in _list_orders(actor, person)
        if order.state == Order.State.RUNNING
    ]


@once_a_reading
def _list_orders(actor: Actor, person: Person) -> list[Order]:
    """Return the orders of a person that the reader may see, for both tellers by one query a page."""
    return list(visible_to(actor).filter(person=person))


@tells_measures
def tell_measures(actor: Actor, people: Iterable[int]) -> dict[int, Measured]:
    """Tell register G the last measure of each person that the reader may see, and its last test."""
    orders = visible_to(actor).filter(person__in=list(people)).exclude(state=Order.State.CANCELLED)
    last = {order.person_id: order for order in orders.order_by("starts_at", "pk")}
    results = TestResult.objects.filter(
        test__order__in=visible_to(actor).filter(person__in=last),
        known_to__isnull=True,
        test__known_to__isnull=True,
    )
    tested = {result.test.person_id: result for result in results.select_related("test").order_by("done_at")}
    return {
        person: Measured(
            measure=present.say_place(order.place),
            starts_at=order.starts_at,
            released_at=order.ended_at if order.state == Order.State.RELEASED else None,
            tested_at=tested[person].done_at if person in tested else None,
            result=str(present.RESULTS[tested[person].result]) if person in tested else "",
        )
        for person, order in last.items()
    }
