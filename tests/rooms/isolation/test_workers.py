"""Fifty clerks at one site at once: each a bed of its own, none lost, nobody waits for ever."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.rooms.isolation.worker import assign
from tests.rooms.isolation.world import make_site, many_orders, one_order
from tests.rooms.leads.county import make_county
from tests.support.desks import Desks

from lianfang.isolation.models import Room, Site, Stay
from lianfang.orders.models import Order
from lianfang.shared.actor import Actor

CLERKS, PROCESSES = 50, 5


@pytest.fixture
def by(transactional_db: None) -> Actor:
    return make_county()


def assign_at_once(desks: Desks, site: Site, orders: list[Order]) -> list[str]:
    """Let several processes with ten clerks each give these orders beds at once; return what each came to."""
    share = -(-len(orders) // PROCESSES)
    numbers = [order.pk for order in orders]
    parts = [numbers[first : first + share] for first in range(0, len(orders), share)]
    opened = [desks.open(assign, site.pk, part) for part in parts]
    for desk in opened:
        desk.go()
    ends = [end for desk in opened for end in desk.hear()]
    for desk in opened:
        desk.finish()
    assert len(ends) == len(orders)
    return ends


def test_fifty_clerks_take_fifty_rooms(by: Actor, desks: Desks) -> None:
    site = make_site(by, rooms=CLERKS)
    ends = assign_at_once(desks, site, many_orders(by, CLERKS))
    assert len(ends) == len(set(ends)) == CLERKS
    assert all(end.startswith("bed ") for end in ends)
    assert Stay.objects.values("room").distinct().count() == CLERKS
    assert Stay.objects.values("person").distinct().count() == CLERKS
    assert set(Room.objects.values_list("state", flat=True)) == {"occupied"}


def test_fifty_clerks_and_forty_rooms(by: Actor, desks: Desks) -> None:
    """Who finds none is told so; nobody fails in any other way and no room is left over."""
    site = make_site(by, rooms=40)
    ends = Counter(end.split()[0] for end in assign_at_once(desks, site, many_orders(by, CLERKS)))
    assert ends == {"bed": 40, "site_full": 10}
    assert Stay.objects.values("bed").distinct().count() == 40


def test_ten_clerks_house_the_same_person(by: Actor, desks: Desks) -> None:
    site, order = make_site(by, rooms=12), one_order(by)
    ends = Counter(end.split()[0] for end in assign_at_once(desks, site, [order] * 10))
    assert ends == {"bed": 1, "already_housed": 9}
    assert Room.objects.filter(state="occupied").count() == Stay.objects.count() == 1
