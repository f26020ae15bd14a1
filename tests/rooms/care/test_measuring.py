"""Temperatures and symptoms: many at once, once a part of the day, corrected with both kept, alarms."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.rooms.care.world import AT, EVENING, GRID, HOUR, OTHER_GRID, at_home, control, measure, staff

from lianfang.care.actions import MeasurementIn, record_measurements
from lianfang.care.models import Measurement, Transfer
from lianfang.care.refusals import NotUnderCare, WrongMeasurement
from lianfang.orders.actions import leave
from lianfang.shared.actor import Actor, Forbidden
from lianfang.shared.models import AuditEntry, OutboxNews
from lianfang.shared.roles import Role

NOON = AT + 2 * HOUR


def held(**condition: object) -> list[tuple[int, str]]:
    rows = Measurement.objects.filter(known_to__isnull=True, **condition).order_by("day", "slot")
    return [(row.slot, str(row.temperature)) for row in rows]


def test_a_morning_and_an_evening_are_two(console: Actor) -> None:
    order = at_home(console)
    assert measure(console, order) == 1
    assert measure(console, order, at=EVENING, temperature="36.8") == 1
    assert held(order=order) == [(1, "36.5"), (2, "36.8")]


def test_a_whole_site_is_recorded_at_once_in_constant_queries(
    console: Actor, django_assert_max_num_queries: object
) -> None:
    orders = [control(console, seed=seed) for seed in range(1, 9)]
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        assert measure(console, *orders, source="site") == 8
    entry = AuditEntry.objects.get(action="care.record_measurements")
    assert (entry.detail["count"], entry.detail["alarms"]) == (8, 0)


def test_the_same_again_writes_nothing_and_another_corrects(console: Actor) -> None:
    order = at_home(console)
    measure(console, order)
    assert measure(console, order, at=NOON + HOUR / 2) == 0
    assert measure(console, order, at=NOON + HOUR / 2, temperature="36.9") == 1
    assert held(order=order) == [(1, "36.9")]
    assert Measurement.objects.filter(order=order).count() == 2


def test_a_key_is_used_once(console: Actor) -> None:
    order = at_home(console)
    rows = [MeasurementIn(order.pk, Decimal("36.5"))]
    assert record_measurements(rows=rows, by=console, at=NOON, key="k") == 1
    warmer = [replace(rows[0], temperature=Decimal("36.9"))]
    assert record_measurements(rows=warmer, by=console, at=NOON, key="k") == 1
    assert held() == [(1, "36.5")]


@pytest.mark.parametrize(
    ("told", "cause"),
    [
        ({"temperature": "37.2"}, ""),
        ({"temperature": "37.3"}, "fever"),
        ({"temperature": "38.6", "symptoms": ("cough",)}, "fever"),
        ({"symptoms": ("cough", "throat")}, "symptoms"),
    ],
)
def test_fever_or_a_symptom_opens_a_transfer(console: Actor, told: dict[str, object], cause: str) -> None:
    order = at_home(console)
    measure(console, order, **told)
    assert [way.cause for way in Transfer.objects.filter(order=order)] == ([cause] if cause else [])
    assert OutboxNews.objects.filter(topic="care.transfer_opened").count() == bool(cause)


def test_only_one_transfer_is_open_at_a_time(console: Actor) -> None:
    order = at_home(console)
    measure(console, order, temperature="37.9")
    measure(console, order, at=EVENING, temperature="38.2")
    assert Transfer.objects.count() == 1


def test_of_several_in_one_batch_the_worst_speaks(console: Actor) -> None:
    order = at_home(console)
    rows = [MeasurementIn(order.pk, Decimal(text)) for text in ("36.5", "37.8", "36.7")]
    assert record_measurements(rows=rows, by=console, at=NOON) == 1
    assert held() == [(1, "37.8")]
    assert Transfer.objects.get().cause == "fever"


@pytest.mark.parametrize(
    ("told", "what"),
    [
        ({"temperature": Decimal("33.9")}, "temperature"),
        ({"temperature": Decimal("43.1")}, "temperature"),
        ({"symptoms": ("fear",)}, "symptoms"),
        ({"taken_at": NOON + HOUR}, "time"),
        ({"taken_at": AT - HOUR}, "time"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(
    console: Actor, told: dict[str, object], what: str
) -> None:
    order, other = at_home(console), at_home(console, "张四", 2)
    rows = [
        MeasurementIn(other.pk, Decimal("36.5")),
        replace(MeasurementIn(order.pk, Decimal("36.5")), **told),
    ]
    with pytest.raises(WrongMeasurement) as refused:
        record_measurements(rows=rows, by=console, at=NOON)
    assert (refused.value.order_id, refused.value.what) == (order.pk, what)
    assert held() == []


def test_an_unknown_source_is_a_mistake_of_the_caller(console: Actor) -> None:
    with pytest.raises(ValueError, match="rumour"):
        measure(console, at_home(console), source="rumour")


def test_who_is_not_under_a_measure_is_refused_by_number(console: Actor) -> None:
    order, gone = at_home(console), at_home(console, "张四", 2)
    leave(order=gone, by=console, at=NOON, reason="离县")
    with pytest.raises(NotUnderCare) as refused:
        measure(console, order, gone, at=NOON + HOUR / 2)
    assert refused.value.order_ids == (gone.pk,)
    assert held() == []


def test_the_grid_records_its_own_people_alone(console: Actor) -> None:
    order = at_home(console)
    assert measure(staff(Role.GRID, GRID), order) == 1
    with pytest.raises(NotUnderCare):
        measure(staff(Role.GRID, OTHER_GRID), order)


def test_site_staff_record_at_sites_alone(console: Actor) -> None:
    inside, home = control(console, seed=7), at_home(console)
    nurse = staff(Role.SITE)
    assert measure(nurse, inside, source="site") == 1
    with pytest.raises(NotUnderCare):
        measure(nurse, home)


def test_who_may_not_record_is_forbidden(console: Actor) -> None:
    with pytest.raises(Forbidden):
        measure(staff(Role.COMMANDER), at_home(console))
