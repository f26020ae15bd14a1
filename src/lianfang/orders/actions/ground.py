"""What every write on an order does alike: lock, check, move, audit, news."""

from __future__ import annotations

from datetime import datetime, timedelta

from lianfang.orders.models import Order, OrderMove, Stage, TestResult
from lianfang.orders.refusals import NotRunning, WrongTime
from lianfang.orders.scope import visible_to
from lianfang.shared import audit, outbox
from lianfang.shared.actor import Actor, Forbidden, check_may
from lianfang.shared.roles import Permission


def lock_running(*, order: Order, by: Actor, permission: Permission) -> Order:
    """Lock an order for a write by an actor; raises Forbidden outside the scope and NotRunning after its end."""
    check_may(by, permission)
    locked = visible_to(by).select_for_update().filter(pk=order.pk).first()
    if locked is None:
        raise Forbidden("order out of scope")
    if locked.state != Order.State.RUNNING:
        raise NotRunning(locked.number)
    return locked


def running_stage(order: Order) -> Stage:
    """Return the stage that runs."""
    return order.stages.get(state=Stage.State.RUNNING)


def planned_stages(order: Order) -> list[Stage]:
    """Return the stages that are still ahead, in order."""
    return list(order.stages.filter(state=Stage.State.PLANNED).order_by("seq"))


def check_moment(*, stage: Stage, true_at: datetime, at: datetime) -> None:
    """Raise WrongTime unless a moment lies within the stage's time so far."""
    if not stage.period.lower <= true_at <= at:
        raise WrongTime(true_at.isoformat())


def write_move(
    *,
    order: Order,
    move: str,
    by: Actor,
    at: datetime,
    known: datetime,
    true_at: datetime,
    stage: Stage | None = None,
    reason: str = "",
    document: str = "",
) -> None:
    """Write the immutable move of an order, its audit entry and its news."""
    OrderMove.objects.create(
        order=order,
        stage=stage,
        move=move,
        reason=reason,
        document=document,
        true_at=true_at,
        known_at=known,
        by=by.staff_id,
    )
    audit.record(by=by, at=at, action=f"orders.{move}", object_kind="order", object_id=order.pk)
    outbox.tell(f"orders.{move}", at=at, order=order.pk, person=order.person_id)


def close_stage(stage: Stage, ends_at: datetime) -> None:
    """End a stage's period at its actual moment; one that ends as it begins keeps an instant of its own."""
    upper = max(ends_at, stage.period.lower + timedelta(microseconds=1))
    stage.period = (stage.period.lower, upper)
    stage.state = Stage.State.ENDED
    stage.save(update_fields=["period", "state"])


def drop_plan(order: Order, ended: datetime, known: datetime) -> None:
    """Cancel the stages still ahead, and drop the tests whose window the end cut off."""
    order.stages.filter(state=Stage.State.PLANNED).update(state=Stage.State.CANCELLED)
    done = TestResult.objects.filter(test__order=order, known_to__isnull=True).values("test")
    ahead = order.tests.filter(known_to__isnull=True, closes_at__gt=ended).exclude(pk__in=done)
    ahead.update(known_to=known)
