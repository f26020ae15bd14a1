"""Letting a measure rest and run again, as while somebody lies in hospital for another illness."""

from __future__ import annotations

from datetime import datetime, timedelta

from lianfang.core.timeline import day_of
from lianfang.orders.actions.change import shift_stages
from lianfang.orders.actions.ground import (
    Deed,
    check_moment,
    check_reason,
    lock_order,
    look_soon,
    open_deed,
    planned_stages,
    running_stage,
    write_move,
    write_once,
)
from lianfang.orders.due_tests import lock_open_tests, renew_tests
from lianfang.orders.models import DueTest, Order, Stage
from lianfang.orders.refusals import NotSuspended, Suspended
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Permission


def suspend(
    *,
    order: Order,
    by: Actor,
    at: datetime,
    reason: str,
    true_at: datetime | None = None,
    document: str = "",
    key: str = "",
) -> Order:
    """Let a running measure rest: it counts as running, nobody measures, and it cannot be released.

    Raises ReasonMissing, Suspended where it rests already, NotRunning, WrongTime or Forbidden.
    """
    check_reason(reason)

    def write(deed: Deed) -> Order:
        held = lock_order(order=order, by=by, move="suspended", permission=Permission.ISSUE_ORDERS)
        if held.suspended_at is not None:
            raise Suspended(held.number)
        stage = running_stage(held)
        check_moment(moment=deed.true_at, earliest=stage.period.lower, latest=at)
        held.suspended_at = deed.true_at
        held.save(update_fields=["suspended_at"])
        write_move(held, "suspended", deed, stage)
        return held

    return write_once(
        Order,
        name="suspend",
        target=order.pk,
        key=key,
        deed=lambda: open_deed(by=by, at=at, true_at=true_at, reason=reason, document=document),
        write=write,
    )


def resume(
    *,
    order: Order,
    by: Actor,
    at: datetime,
    counts: bool,
    reason: str = "",
    true_at: datetime | None = None,
    document: str = "",
    key: str = "",
) -> Order:
    """Let a measure run again; days that do not count are added to its end, and its tests move by as much.

    `counts` says that the days of rest were kept like those of the measure, as in a closed ward. Raises
    NotSuspended, NotRunning, WrongTime or Forbidden.
    """

    def write(deed: Deed) -> Order:
        held = lock_order(order=order, by=by, move="resumed", permission=Permission.ISSUE_ORDERS)
        since = held.suspended_at
        if since is None:
            raise NotSuspended(held.number)
        check_moment(moment=deed.true_at, earliest=since, latest=at)
        if not counts:
            _make_up(held, since, deed.true_at - since, known=deed.known)
        held.suspended_at = None
        look_soon(held, at)
        held.save(update_fields=["suspended_at", "ends_at", "look_again_at"])
        write_move(held, "resumed", deed, running_stage(held))
        return held

    return write_once(
        Order,
        name="resume",
        target=order.pk,
        key=key,
        deed=lambda: open_deed(by=by, at=at, true_at=true_at, reason=reason, document=document),
        write=write,
    )


def _make_up(order: Order, since: datetime, rested: timedelta, *, known: datetime) -> None:
    """Lengthen the running stage by the time of rest and move what is ahead, the last first."""
    shift_stages(planned_stages(order), rested, known=known)
    stage = running_stage(order)
    before, until = stage.period.upper, stage.period.upper + rested
    stage.period = (stage.period.lower, until)
    stage.save(update_fields=["period"])
    _move_tests(order, stage, since, day_of(until) - day_of(before), until, known=known)
    order.ends_at = max(one.period.upper for one in (*planned_stages(order), running_stage(order)))


def _move_tests(
    order: Order, stage: Stage, since: datetime, days: timedelta, until: datetime, *, known: datetime
) -> None:
    """Move the tests of the running stage that had not closed when the rest began."""
    if not days:
        return

    def change(test: DueTest) -> None:
        test.due_on += days
        test.opens_at += days
        test.closes_at = min(test.closes_at + days, until)

    tests = lock_open_tests(order, closing_after=since)
    renew_tests([test for test in tests if test.stage_id == stage.pk], known=known, change=change)
