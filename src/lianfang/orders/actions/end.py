"""Ending an order: release when the rule is met, leaving, death, cancellation."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lianfang.leads import actions as leads
from lianfang.orders.actions.ground import (
    check_moment,
    close_stage,
    drop_plan,
    lock_running,
    running_stage,
    write_move,
)
from lianfang.orders.models import Order, Stage
from lianfang.orders.obstacles import list_obstacles
from lianfang.orders.refusals import ReleaseRefused
from lianfang.orders.spells import current_spell, end_spell, void_spell
from lianfang.shared.actor import Actor
from lianfang.shared.knowing import learned_at
from lianfang.shared.roles import Permission


@transaction.atomic
def release(
    *, order: Order, by: Actor, at: datetime, true_at: datetime | None = None, document: str = ""
) -> Order:
    """Release a person whose days are over and whose tests the rule asks for are done and negative.

    Raises ReleaseRefused with every obstacle, NotRunning, WrongTime or Forbidden.
    """
    order = lock_running(order=order, by=by, permission=Permission.RELEASE_ORDERS)
    moment = true_at or at
    if obstacles := list_obstacles(order, moment):
        raise ReleaseRefused(obstacles)
    return _end(order, Order.State.RELEASED, by=by, at=at, moment=moment, reason="", document=document)


@transaction.atomic
def leave(
    *,
    order: Order,
    by: Actor,
    at: datetime,
    reason: str,
    true_at: datetime | None = None,
    document: str = "",
) -> Order:
    """End an order because the person left the county or was handed over to another place."""
    order = lock_running(order=order, by=by, permission=Permission.ISSUE_ORDERS)
    return _end(order, Order.State.LEFT, by=by, at=at, moment=true_at or at, reason=reason, document=document)


@transaction.atomic
def record_death(
    *, order: Order, by: Actor, at: datetime, true_at: datetime | None = None, document: str = ""
) -> Order:
    """End an order because the person died."""
    order = lock_running(order=order, by=by, permission=Permission.ISSUE_ORDERS)
    return _end(order, Order.State.DIED, by=by, at=at, moment=true_at or at, reason="", document=document)


@transaction.atomic
def cancel(*, order: Order, by: Actor, at: datetime, reason: str, document: str = "") -> Order:
    """Withdraw an order issued in error: it counts nowhere from now on, and signed reports keep what they knew."""
    order = lock_running(order=order, by=by, permission=Permission.RELEASE_ORDERS)
    known = learned_at(at)
    for stage in order.stages.filter(state__in=(Stage.State.RUNNING, Stage.State.ENDED)):
        void_spell(spell=current_spell(stage), known=known)
    order.stages.update(state=Stage.State.CANCELLED)
    order.tests.filter(known_to__isnull=True).update(known_to=known)
    order.state, order.ended_at, order.look_again_at = Order.State.CANCELLED, at, None
    order.save(update_fields=["state", "ended_at", "look_again_at"])
    write_move(
        order=order,
        move="cancelled",
        by=by,
        at=at,
        known=known,
        true_at=at,
        reason=reason,
        document=document,
    )
    return order


def _end(
    order: Order, state: str, *, by: Actor, at: datetime, moment: datetime, reason: str, document: str
) -> Order:
    known = learned_at(at)
    stage = running_stage(order)
    check_moment(stage=stage, true_at=moment, at=at)
    close_stage(stage, moment)
    end_spell(stage=stage, ends_at=moment, ended_by=state, known=known)
    drop_plan(order, moment, known)
    order.state, order.ended_at, order.look_again_at = state, moment, None
    order.save(update_fields=["state", "ended_at", "look_again_at"])
    write_move(
        order=order,
        move=state,
        by=by,
        at=at,
        known=known,
        true_at=moment,
        stage=stage,
        reason=reason,
        document=document,
    )
    if order.lead is not None:
        leads.close(lead=order.lead, by=by, at=at, true_at=moment, reason=state)
    return order
