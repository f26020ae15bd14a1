"""A stage bears when its person's previous and next one started, kept whatever is done to it."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection
from tests.rooms.orders.world import AT, DAY, HOUR, control

from lianfang.orders import actions
from lianfang.orders.checks import check_neighbours
from lianfang.orders.models import Order, Spell
from lianfang.people.actions import merge, part
from lianfang.people.models import Person
from lianfang.shared.actor import Actor

pytestmark = pytest.mark.django_db
LATER = AT + 3 * DAY


def told(*orders: Order) -> list[tuple[datetime, datetime | None, datetime | None]]:
    """Return when each stage of some orders, its previous and its next one started."""
    held = Spell.objects.filter(order__in=orders, known_to__isnull=True).order_by("starts_at", "stage")
    return list(held.values_list("starts_at", "previous_at", "next_at"))


def test_a_stage_knows_those_beside_it_when_one_is_moved_or_corrected(console: Actor) -> None:
    order = control(console)
    assert told(order) == [(AT, None, None)]
    actions.move(order=order, place="home", reason="床位", by=console, at=AT + HOUR)
    assert told(order) == [(AT, None, AT + HOUR), (AT + HOUR, AT, None)]
    actions.correct_stage(
        stage=order.stages.get(seq=0), starts_at=AT - HOUR, reason="补记", by=console, at=LATER
    )
    assert told(order) == [(AT - HOUR, None, AT + HOUR), (AT + HOUR, AT - HOUR, None)]
    assert check_neighbours(console, LATER) == []


def test_two_records_have_their_stages_beside_each_other_while_they_are_joined(console: Actor) -> None:
    one = control(console, seed=4)
    actions.leave(order=one, reason="离县", by=console, at=AT + HOUR)
    other = control(console, seed=5, at=LATER)
    apart = [(AT, None, None), (LATER, None, None)]
    assert told(one, other) == apart
    Person.objects.filter(pk=other.person_id).update(number=None, number_index=None)
    people = {"kept": one.person, "gone": Person.objects.get(pk=other.person_id)}
    record = merge(**people, reason="同一人", by=console, at=LATER + HOUR)
    assert told(one, other) == [(AT, None, LATER), (LATER, AT, None)]
    part(record=record, reason="两人", by=console, at=LATER + 2 * HOUR)
    assert told(one, other) == apart


def test_in_an_area_those_of_the_area_are_beside_each_other(console: Actor) -> None:
    order = control(console)
    for hours, place in ((1, "home"), (2, "centralised")):
        actions.move(order=order, place=place, reason="床位", by=console, at=AT + hours * HOUR)
    Spell.objects.filter(starts_at=AT + HOUR, known_to__isnull=True).update(town="1", community="2", grid="3")
    held = Spell.objects.filter(known_to__isnull=True).order_by("starts_at")
    assert told(order) == [
        (AT, None, AT + HOUR), (AT + HOUR, AT, AT + 2 * HOUR), (AT + 2 * HOUR, AT + HOUR, None)
    ]  # fmt: skip
    for level in ("town", "community", "grid"):
        beside = [(None, AT + 2 * HOUR), (None, None), (AT, None)]
        assert list(held.values_list(f"{level}_previous_at", f"{level}_next_at")) == beside


@pytest.mark.parametrize("name", ["previous_at", "next_at", "town_next_at", "grid_previous_at"])
def test_doctor_finds_a_stage_that_names_another(console: Actor, name: str) -> None:
    control(console)
    order = control(console, seed=2)
    assert check_neighbours(console, LATER) == []
    spell = Spell.objects.get(order=order)
    with connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE orders_spell DISABLE TRIGGER neighbours_again"
        )
    Spell.objects.filter(pk=spell.pk).update(**{name: AT})
    (said,) = check_neighbours(console, LATER)
    assert said == f"有 1 个阶段所记的前一或后一阶段与本人实际不符，第一个是阶段 {spell.stage_id}。"
