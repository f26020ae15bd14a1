"""Several desks at once: no number given twice, one measurement a part of the day, one draw a day, no deadlock."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from tests.rooms.care.world import at_home, take
from tests.rooms.leads.county import make_county

from lianfang.care.models import CheckDraw, Measurement, Paper, Transfer
from lianfang.orders.models import Order
from lianfang.shared.actor import Actor

ROOT = Path(__file__).resolve().parents[3]
Worker = subprocess.Popen[str]


@pytest.fixture
def by(transactional_db: None) -> Actor:
    return make_county()


@pytest.fixture
def workers() -> Iterator[list[Worker]]:
    """Processes that end with the test, whatever happens."""
    started: list[Worker] = []
    yield started
    for worker in started:
        worker.kill()
        worker.communicate()


def begin(workers: list[Worker], deed: str, row_id: int, number: int = 0) -> None:
    script = Path(__file__).with_name("worker.py")
    workers.append(
        subprocess.Popen(
            [sys.executable, script, str(connection.settings_dict["NAME"]), deed, str(row_id), str(number)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"},
        )
    )  # fmt: skip


def run(workers: list[Worker]) -> Counter[str]:
    """Let all begin at the same moment; return what they said."""
    for worker in workers:
        assert worker.stdout and worker.stdout.readline().strip() == "ready"
    for worker in workers:
        assert worker.stdin
        worker.stdin.write("\n")
        worker.stdin.flush()
    return Counter(worker.stdout.readline().strip() for worker in workers if worker.stdout)


def test_papers_written_at_once_have_numbers_without_a_gap(by: Actor, workers: list[Worker]) -> None:
    one, other = at_home(by), at_home(by, "张四", 2)
    begin(workers, "paper", one.pk)
    begin(workers, "paper", one.pk)
    begin(workers, "papers", one.pk, other.pk)
    begin(workers, "papers", other.pk, one.pk)
    assert run(workers) == {"done": 4}
    numbers = sorted(Paper.objects.values_list("number", flat=True))
    assert numbers == [f"隔告〔2022〕{number:06d}号" for number in range(1, 7)]
    assert sorted(Paper.objects.filter(order=one).values_list("version", flat=True)) == [1, 2, 3, 4]


def test_the_same_people_released_at_two_desks_get_one_paper(by: Actor, workers: list[Worker]) -> None:
    one, other = at_home(by), at_home(by, "张四", 2)
    take(by, one)
    take(by, other)
    for first, second in ((one, other), (other, one), (one, other)):
        begin(workers, "release", first.pk, second.pk)
    assert run(workers) == {"done": 3}
    assert set(Order.objects.values_list("state", flat=True)) == {"released"}
    assert sorted(Paper.objects.values_list("number", flat=True)) == [
        "解告〔2022〕000001号",
        "解告〔2022〕000002号",
    ]


def test_one_part_of_the_day_holds_one_measurement(by: Actor, workers: list[Worker]) -> None:
    order = at_home(by)
    for number in range(4):
        begin(workers, "measure", order.pk, number)
    assert run(workers) == {"done": 4}
    assert Measurement.objects.count() == 4
    assert Measurement.objects.filter(known_to__isnull=True).count() == 1
    assert Transfer.objects.count() == 1


def test_a_day_is_drawn_once(by: Actor, workers: list[Worker]) -> None:
    at_home(by)
    for _ in range(3):
        begin(workers, "draw", 0)
    assert run(workers) == {"done": 1, "AlreadyDrawn": 2}
    assert CheckDraw.objects.count() == 1
