"""Fifty clerks at one site at once: each a bed of its own, none lost, nobody waits for ever."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection
from tests.rooms.isolation.world import make_site, one_order
from tests.rooms.leads.county import make_county

from lianfang.isolation.models import Room, Site, Stay
from lianfang.orders.models import Order
from lianfang.shared.actor import Actor

ROOT = Path(__file__).resolve().parents[3]
CLERKS, PROCESSES = 50, 5
PATIENCE = 300  # seconds, after which something waits for ever


@pytest.fixture
def by(transactional_db: None) -> Actor:
    return make_county()


def assign_at_once(site: Site, orders: list[Order]) -> list[str]:
    """Let several processes with ten clerks each give these orders beds at once; return what each came to."""
    share = -(-len(orders) // PROCESSES)
    parts = [orders[first : first + share] for first in range(0, len(orders), share)]
    workers = [_start(site, part) for part in parts]
    try:
        for worker in workers:
            assert worker.stdout is not None
            assert worker.stdout.readline().strip() == "ready"
        told = [_finish(worker) for worker in _let_go(workers)]
    finally:
        for worker in workers:
            worker.kill()
            worker.communicate()
    assert all(lines[-1] == "over" for lines in told)
    return [line for lines in told for line in lines[:-1]]


def _let_go(workers: list[subprocess.Popen[str]]) -> list[subprocess.Popen[str]]:
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    return workers


def _finish(worker: subprocess.Popen[str]) -> list[str]:
    output, _ = worker.communicate(timeout=PATIENCE)
    return output.split("\n")[:-1]


def _start(site: Site, orders: list[Order]) -> subprocess.Popen[str]:
    script = Path(__file__).with_name("worker.py")
    numbers = ",".join(str(order.pk) for order in orders)
    return subprocess.Popen(
        [sys.executable, script, str(connection.settings_dict["NAME"]), str(site.pk), numbers],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'src'}", "LIANFANG_DB_POOL": "0"},
    )


def test_fifty_clerks_take_fifty_rooms(by: Actor) -> None:
    site = make_site(by, rooms=CLERKS)
    ends = assign_at_once(site, [one_order(by) for _ in range(CLERKS)])
    assert len(ends) == len(set(ends)) == CLERKS
    assert all(end.startswith("bed ") for end in ends)
    assert Stay.objects.values("room").distinct().count() == CLERKS
    assert Stay.objects.values("person").distinct().count() == CLERKS
    assert set(Room.objects.values_list("state", flat=True)) == {"occupied"}


def test_fifty_clerks_and_forty_rooms(by: Actor) -> None:
    """Who finds none is told so; nobody fails in any other way and no room is left over."""
    site = make_site(by, rooms=40)
    ends = Counter(end.split()[0] for end in assign_at_once(site, [one_order(by) for _ in range(CLERKS)]))
    assert ends == {"bed": 40, "site_full": 10}
    assert Stay.objects.values("bed").distinct().count() == 40


def test_ten_clerks_house_the_same_person(by: Actor) -> None:
    site, order = make_site(by, rooms=12), one_order(by)
    ends = Counter(end.split()[0] for end in assign_at_once(site, [order] * 10))
    assert ends == {"bed": 1, "already_housed": 9}
    assert Room.objects.filter(state="occupied").count() == Stay.objects.count() == 1
