"""The sweep of orders: what is due to be looked at again, claimed by a conditional UPDATE."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app

from lianfang.accounts.queries import NoConsole, get_console_actor
from lianfang.orders import following, scope, telling
from lianfang.orders.due_tests import current_results
from lianfang.orders.editions import propose_edition_anew, propose_editions
from lianfang.orders.local_orders import propose_anew, propose_due
from lianfang.orders.models import Order, Stage
from lianfang.shared import clock, outbox
from lianfang.shared.outbox import subscribe

__all__ = [
    "following",
    "propose_local_orders",
    "scope",
    "sweep",
    "sweep_orders",
    "telling",
]  # those imported take part in rooms below


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="sweep_orders", pass_context=False)
def sweep_orders(timestamp: int) -> None:
    """Look at the orders that are due to be looked at."""
    at = clock.now()
    while sweep(at=at):
        pass


def sweep(*, at: datetime, limit: int = 500) -> int:
    """Claim due orders and tell once of each missed test, due move and due release; return how many were claimed.

    Any number of workers may run: an order is claimed by moving its `look_again_at` in the same statement that
    finds it due. Its next look is when the next window closes or the next stage or the order ends.
    """
    due = Order.objects.filter(state=Order.State.RUNNING, look_again_at__lte=at).order_by("look_again_at")
    return sum(_look(order_id, seen, at) for order_id, seen in due.values_list("pk", "look_again_at")[:limit])


@transaction.atomic
def _look(order_id: int, seen: datetime | None, at: datetime) -> int:
    assert seen is not None
    mine = Order.objects.filter(pk=order_id, look_again_at=seen, state=Order.State.RUNNING)
    if not mine.update(look_again_at=None):
        return 0
    order = Order.objects.get(pk=order_id)
    closing = _tell_missed(order, seen, at)
    running, ahead = _stages(order)
    if ahead and seen <= running.period.upper <= at:
        outbox.tell("orders.move_due", at=at, order=order.pk)
    if seen <= order.ends_at <= at:
        outbox.tell("orders.release_due", at=at, order=order.pk)
    later = [moment for moment in (*closing, running.period.upper, order.ends_at) if moment > at]
    Order.objects.filter(pk=order_id).update(look_again_at=min(later, default=None))
    return 1


def _tell_missed(order: Order, seen: datetime, at: datetime) -> list[datetime]:
    """Tell of the windows that closed without a result; return when those still open close."""
    tests = list(order.tests.filter(known_to__isnull=True, closes_at__gte=seen))
    done = current_results(tests)
    for test in tests:
        if test.closes_at <= at and test.pk not in done:
            outbox.tell("orders.test_missed", at=at, order=order.pk, test=test.pk)
    return [test.closes_at for test in tests if test.closes_at > at]


def _stages(order: Order) -> tuple[Stage, bool]:
    live = order.stages.filter(state__in=(Stage.State.RUNNING, Stage.State.PLANNED))
    stages = {stage.state: stage for stage in live}
    return stages[Stage.State.RUNNING], Stage.State.PLANNED in stages


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="propose_local_orders", pass_context=False)
def propose_local_orders(timestamp: int) -> None:
    """Propose what becomes of running orders for the texts and the local orders whose hour has come."""
    try:
        by = get_console_actor()
    except NoConsole:
        return  # nothing is here before `lianfang init`
    at = clock.now()
    propose_editions(by=by, at=at)
    propose_due(by=by, at=at)


@subscribe("orders.proposal_obsolete")
def _ask_anew(payload: dict[str, Any], at: datetime) -> None:
    asked = {"cause": payload["cause"], "order": payload["order"], "by": get_console_actor(), "at": at}
    propose_anew(**asked)
    propose_edition_anew(**asked)
