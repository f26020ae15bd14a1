"""Several desks at once: no number given twice, one measurement a part of the day, one draw a day, no deadlock."""

from __future__ import annotations

import pytest
from tests.rooms.care.worker import work
from tests.rooms.care.world import at_home, take
from tests.rooms.leads.county import make_county
from tests.support.desks import Desks, run_together

from lianfang.care.models import CheckDraw, Measurement, Paper, Transfer
from lianfang.orders.models import Order
from lianfang.shared.actor import Actor


@pytest.fixture
def by(transactional_db: None) -> Actor:
    return make_county()


def test_papers_written_at_once_have_numbers_without_a_gap(by: Actor, desks: Desks) -> None:
    one, other = at_home(by), at_home(by, "张四", 2)
    alone = [desks.open(work, "paper", one.pk) for _ in range(2)]
    many = [desks.open(work, "papers", *both) for both in ((one.pk, other.pk), (other.pk, one.pk))]
    assert run_together(*alone, *many) == {"done": 4}
    numbers = sorted(Paper.objects.values_list("number", flat=True))
    assert numbers == [f"隔告〔2022〕{number:06d}号" for number in range(1, 7)]
    assert sorted(Paper.objects.filter(order=one).values_list("version", flat=True)) == [1, 2, 3, 4]


def test_the_same_people_released_at_two_desks_get_one_paper(by: Actor, desks: Desks) -> None:
    one, other = at_home(by), at_home(by, "张四", 2)
    take(by, one)
    take(by, other)
    pairs = ((one, other), (other, one), (one, other))
    opened = [desks.open(work, "release", first.pk, second.pk) for first, second in pairs]
    assert run_together(*opened) == {"done": 3}
    assert set(Order.objects.values_list("state", flat=True)) == {"released"}
    assert sorted(Paper.objects.values_list("number", flat=True)) == [
        "解告〔2022〕000001号",
        "解告〔2022〕000002号",
    ]


def test_one_part_of_the_day_holds_one_measurement(by: Actor, desks: Desks) -> None:
    order = at_home(by)
    opened = [desks.open(work, "measure", order.pk, number) for number in range(4)]
    assert run_together(*opened) == {"done": 4}
    assert Measurement.objects.count() == 4
    assert Measurement.objects.filter(known_to__isnull=True).count() == 1
    assert Transfer.objects.count() == 1


def test_a_day_is_drawn_once(by: Actor, desks: Desks) -> None:
    at_home(by)
    opened = [desks.open(work, "draw", 0) for _ in range(3)]
    assert run_together(*opened) == {"done": 1, "AlreadyDrawn": 2}
    assert CheckDraw.objects.count() == 1
