"""Whatever is done to people in whatever order, the figures add up and nobody is in two places (Hypothesis)."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from django.db.models import QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.rooms.orders.world import (
    AT,
    DAY,
    HOUR,
    answered_lead,
    check_adds_up,
    control,
    facts,
    spells_of,
    take,
)

from lianfang.core.moves import ORDER_MOVES, replay
from lianfang.orders import actions
from lianfang.orders.checks import check_neighbours
from lianfang.orders.models import DueTest, Order, OrderMove, Spell, Stage, TestResult
from lianfang.orders.refusals import OrderRefused
from lianfang.shared.actor import Actor

DEEDS = ("move", "next", "extend", "release", "leave", "death", "cancel", "correct", "tests", "issue")
STEPS = st.lists(
    st.tuples(st.sampled_from(DEEDS), st.integers(0, 9), st.integers(0, 60)), min_size=3, max_size=14
)


def do(name: str, order: Order, at: object, back: int, by: Actor) -> None:
    """Do one thing to an order at a moment, true some hours earlier."""
    given = {"order": order, "by": by, "at": at}
    true_at = at - back * HOUR  # type: ignore[operator]
    match name:
        case "move":
            actions.move(
                place="home" if back % 2 else "centralised", reason="换住处", true_at=true_at, **given
            )
        case "next":
            actions.start_next(true_at=true_at, **given)
        case "extend":
            actions.extend(until=order.ends_at + back * HOUR, reason="延长", **given)
        case "release":
            actions.release(true_at=true_at, **given)
        case "leave":
            actions.leave(reason="离县", true_at=true_at, **given)
        case "death":
            actions.record_death(true_at=true_at, **given)
        case "cancel":
            actions.cancel(reason="误下", **given)
        case "correct":
            stage = order.stages.order_by("-seq").first()
            actions.correct_stage(stage=stage, starts_at=true_at, reason="补记", by=by, at=at)
        case _:
            do_beside(name, order, at, by)


def do_beside(name: str, order: Order, at: object, by: Actor) -> None:
    """Do what leaves the order itself alone: tests, or another order once it has ended."""
    match name:
        case "tests":
            take(by, order, until=at)  # type: ignore[arg-type]
        case "issue":
            lead = answered_lead(by, "张一", 1, at)  # type: ignore[arg-type]
            actions.issue(lead=lead, facts=facts("medium_risk", at), by=by, at=at)  # type: ignore[arg-type]


def check_order(order: Order) -> None:
    spells = spells_of(order)
    assert all(end is None or start < end or ended != "moved" for _, start, end, ended in spells)
    for (_, _, end, ended), (_, start, _, _) in pairwise(spells):
        assert (end, ended) == (start, "moved")
    running = [spell for spell in spells if spell[2] is None]
    assert len(running) == (order.state == "running")
    assert bool(spells) == (order.state != "cancelled")
    history = OrderMove.objects.filter(order=order).order_by("pk").values_list("move", flat=True)
    assert replay(ORDER_MOVES, history) == order.state
    if spells:
        assert order.starts_at == spells[0][1]
        assert order.ended_at == spells[-1][2]
    for stage in Stage.objects.filter(order=order, state__in=("running", "ended")):
        assert Spell.objects.filter(stage=stage, known_to__isnull=True).count() == 1


def check_done(current: QuerySet[TestResult]) -> None:
    """Make sure that those tests bear that they are done which have a result, and no other."""
    tests = DueTest.objects.filter(known_to__isnull=True)
    assert set(tests.filter(done=True).values_list("pk", flat=True)) == set(
        tests.filter(pk__in=current.values("test")).values_list("pk", flat=True)
    )


@pytest.mark.parametrize("category", ["close_contact", "medium_risk", "secondary_contact"])
@given(steps=STEPS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_history_adds_up(console: Actor, category: str, steps: list[tuple[str, int, int]]) -> None:
    with transaction.atomic():
        control(console, category)
        at = AT
        for name, back, hours in steps:
            at += hours * HOUR
            order = Order.objects.latest("pk")
            with suppress(OrderRefused):
                do(name, order, at, back, console)
            check_adds_up(at + timedelta(minutes=1))
        for order in Order.objects.all():
            check_order(order)
        assert at - AT < 40 * DAY
        current = TestResult.objects.filter(known_to__isnull=True)
        assert current.count() == current.values("test").distinct().count()
        assert not DueTest.objects.filter(after__isnull=False, known_to__isnull=True).exists()
        check_done(current)
        assert check_neighbours(console, at) == []
        transaction.set_rollback(True)
