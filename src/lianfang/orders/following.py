"""Orders follow when their persons are joined, and go back when they are parted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from lianfang.orders.due_tests import lock_tests, renew_tests
from lianfang.orders.models import DueTest, Order, Spell, Stage
from lianfang.orders.refusals import BothControlled
from lianfang.orders.spells import renew_spell
from lianfang.people.joining import register_follower
from lianfang.people.models import Person
from lianfang.shared.actor import Actor


class OrdersFollow:
    """One person is in one place at a time: orders go along unless two of them would meet.

    Order and stages point to the record; the facts that figures read, spells and tests, go along in new
    versions, so that a signed report goes on counting the two people it knew.
    """

    name = "orders"

    def follow(self, *, gone: int, kept: int, by: Actor, at: datetime) -> dict[str, Any]:
        """Move the orders of a person that is joined to another; raises BothControlled where two would meet."""
        _check_apart(gone, kept)
        orders = list(Order.objects.filter(person=gone).order_by("pk").values_list("pk", flat=True))
        hand_over(orders, kept, known=at)
        return {"orders": orders}

    def return_back(self, moved: dict[str, Any], *, gone: int, kept: int, by: Actor, at: datetime) -> None:
        """Give a parted person its orders again."""
        hand_over(moved["orders"], gone, known=at)


def hand_over(orders: Iterable[int], person: int, *, known: datetime) -> None:
    """Write orders over to another record of people, their facts in new versions."""
    ids = list(orders)
    if not ids:
        return
    pinyin = Person.objects.values_list("pinyin", flat=True).get(pk=person)
    Order.objects.filter(pk__in=ids).update(person=person, pinyin=pinyin)
    Stage.objects.filter(order__in=ids).update(person=person)
    for spell in Spell.objects.filter(order__in=ids, known_to__isnull=True).order_by("pk"):
        renew_spell(spell=spell, known=known, person_id=person)

    def change(test: DueTest) -> None:
        test.person_id = person

    renew_tests(lock_tests(DueTest.objects.filter(order__in=ids)), known=known, change=change)


def _check_apart(gone: int, kept: int) -> None:
    running = Order.objects.filter(person__in=(gone, kept), state=Order.State.RUNNING)
    ids = list(running.order_by("pk").values_list("pk", flat=True))
    if len(ids) > 1:
        raise BothControlled(ids)
    stages = Stage.objects.exclude(state=Stage.State.CANCELLED)
    meeting = stages.filter(person=kept, period__overlap=OuterRef("period"))
    met = stages.filter(Exists(meeting), person=gone).order_by("order_id")
    if found := met.first():
        raise BothControlled([found.order_id])


register_follower(OrdersFollow())
