"""The sweep of orders: what is due to be looked at again, claimed by a conditional UPDATE."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from procrastinate.contrib.django import app

from lianfang.orders.models import DueTest, Order, TestResult
from lianfang.shared import clock, outbox

_LOOK_EVERY = timedelta(hours=1)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="sweep_orders", pass_context=False)
def sweep_orders(timestamp: int) -> None:
    """Look at the orders that are due to be looked at."""
    sweep(at=clock.now())


def sweep(*, at: datetime, limit: int = 500) -> int:
    """Claim due orders and tell of missed tests and releases that are due; return how many were claimed.

    Any number of workers may run: an order is claimed by moving its `look_again_at` in the same
    statement that finds it due.
    """
    claimed = 0
    due = Order.objects.filter(state=Order.State.RUNNING, look_again_at__lte=at)
    for order_id, seen in due.values_list("pk", "look_again_at")[:limit]:
        if seen is not None:
            claimed += _look(order_id, seen, at)
    return claimed


@transaction.atomic
def _look(order_id: int, seen: datetime, at: datetime) -> int:
    mine = Order.objects.filter(pk=order_id, look_again_at=seen, state=Order.State.RUNNING)
    if not mine.update(look_again_at=at + _LOOK_EVERY):
        return 0
    order = Order.objects.get(pk=order_id)
    done = TestResult.objects.filter(test__order=order, known_to__isnull=True).values("test")
    missed = DueTest.objects.filter(order=order, known_to__isnull=True, closes_at__gt=seen, closes_at__lte=at)
    for test in missed.exclude(pk__in=done):
        outbox.tell("orders.test_missed", at=at, order=order.pk, test=test.pk)
    if order.ends_at <= at:
        outbox.tell("orders.release_due", at=at, order=order.pk)
    return 1
