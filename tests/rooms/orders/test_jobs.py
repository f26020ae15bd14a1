"""The sweep tells once of what is missed and due, whenever and by however many it runs."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from tests.rooms.orders.world import AT, DAY, HOUR, control, due_of, take

from lianfang.orders import actions
from lianfang.orders.jobs import sweep
from lianfang.orders.models import Order
from lianfang.shared.actor import Actor
from lianfang.shared.models import OutboxNews

TOPICS = ("orders.test_missed", "orders.move_due", "orders.release_due")


def told() -> dict[str, int]:
    return {topic: OutboxNews.objects.filter(topic=topic).count() for topic in TOPICS}


def run_every(step: timedelta, until: datetime) -> None:
    moment = AT
    while moment <= until:
        sweep(at=moment)
        moment += step


@pytest.mark.parametrize("step", [timedelta(hours=7), timedelta(days=3), timedelta(days=40)])
def test_each_missed_test_and_each_end_is_told_once(console: Actor, step: timedelta) -> None:
    control(console)
    run_every(step, AT + 41 * DAY)
    assert told() == {"orders.test_missed": 6, "orders.move_due": 1, "orders.release_due": 1}
    assert Order.objects.get().look_again_at is None


def test_what_was_done_is_not_told(console: Actor) -> None:
    order = control(console, "medium_risk")
    take(console, order)
    actions.release(order=order, by=console, at=order.ends_at)
    run_every(DAY, AT + 20 * DAY)
    assert told() == dict.fromkeys(TOPICS, 0)


def test_a_test_missed_as_its_window_closes(console: Actor) -> None:
    order = control(console, "medium_risk")
    test = due_of(order)[0]
    sweep(at=test.closes_at - timedelta(microseconds=1))
    assert told()["orders.test_missed"] == 0
    sweep(at=test.closes_at)
    assert OutboxNews.objects.get(topic="orders.test_missed").payload == {"order": order.pk, "test": test.pk}
    assert Order.objects.get().look_again_at == due_of(order)[1].closes_at


def test_an_extended_order_is_due_at_its_new_end(console: Actor) -> None:
    order = control(console, "medium_risk")
    sweep(at=order.ends_at + HOUR)
    assert told()["orders.release_due"] == 1
    until = order.ends_at + 3 * DAY
    actions.extend(order=order, until=until, by=console, at=order.ends_at + 2 * HOUR, reason="补检")
    run_every(6 * HOUR, until + DAY)
    assert told()["orders.release_due"] == 2


def test_a_moved_order_goes_on_being_looked_at(console: Actor) -> None:
    order = control(console, "medium_risk")
    actions.move(order=order, place="centralised", by=console, at=AT + 3 * HOUR, reason="居家条件差")
    run_every(5 * HOUR, order.ends_at + DAY)
    assert told() == {"orders.test_missed": 3, "orders.move_due": 0, "orders.release_due": 1}


def test_an_order_is_claimed_once(console: Actor) -> None:
    order = control(console, "medium_risk")
    at = due_of(order)[0].closes_at
    assert [sweep(at=at), sweep(at=at)] == [1, 0]
