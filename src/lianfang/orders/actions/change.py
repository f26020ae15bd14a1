"""Changing a running order: starting the next stage, moving to another place, extending."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import Max

from lianfang.core.timeline import day_of
from lianfang.orders.actions.ground import (
    Deed,
    check_moment,
    check_reason,
    close_stage,
    lock_order,
    look_soon,
    open_deed,
    planned_stages,
    running_stage,
    write_move,
    write_once,
)
from lianfang.orders.due_tests import lock_open_tests, renew_tests
from lianfang.orders.models import DueTest, Order, Place, Stage
from lianfang.orders.obstacles import list_stage_obstacles
from lianfang.orders.refusals import NoNextStage, ReleaseRefused, WrongTime
from lianfang.orders.spells import end_spell, start_spell
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Permission

# The most days that any rule asks of anybody in all (14+7+7, 14+14: rules §1.5); who needs more extends again.
MOST_AT_ONCE = timedelta(days=28)
_MICROSECOND = timedelta(microseconds=1)


def start_next(
    *,
    order: Order,
    by: Actor,
    at: datetime,
    true_at: datetime | None = None,
    site: str = "",
    document: str = "",
    key: str = "",
) -> Stage:
    """Begin the next planned stage, as from the site to monitoring at home.

    The running stage must be over like one that is released. Begun late, the next stage keeps its length: it
    and all after it, with their tests, move by as much. Raises ReleaseRefused with every obstacle, NoNextStage,
    NotRunning, WrongTime or Forbidden.
    """

    def write(deed: Deed) -> Stage:
        held = lock_order(order=order, by=by, move="moved", permission=Permission.ISSUE_ORDERS)
        ahead = planned_stages(held)
        if not ahead:
            raise NoNextStage(held.number)
        before = running_stage(held)
        check_moment(moment=deed.true_at, earliest=before.period.lower, latest=at)
        if obstacles := list_stage_obstacles(before, deed.true_at):
            raise ReleaseRefused(obstacles)
        shift_stages(ahead, deed.true_at - ahead[0].period.lower, known=deed.known)
        ahead[0].state, ahead[0].site = Stage.State.RUNNING, site
        return begin_stage(held, before, ahead[0], deed)

    return write_once(
        Stage,
        name="start_next",
        target=order.pk,
        key=key,
        deed=lambda: open_deed(by=by, at=at, true_at=true_at, document=document),
        write=write,
    )


def shift_stages(stages: list[Stage], late: timedelta, *, known: datetime) -> None:
    """Move planned stages later, the last first so that none overlap, and their tests by as many days."""
    for stage in reversed(stages):
        days = day_of(stage.period.lower + late) - day_of(stage.period.lower)
        stage.period = (stage.period.lower + late, stage.period.upper + late)
        stage.save(update_fields=["period"])
        if days:
            _shift_tests(stage, days, known=known)


def _shift_tests(stage: Stage, days: timedelta, *, known: datetime) -> None:
    starts, ends = stage.period

    def change(test: DueTest) -> None:
        test.due_on += days
        test.opens_at = max(test.opens_at + days, starts)
        test.closes_at = min(test.closes_at + days, ends)

    tests = lock_open_tests(stage.order, closing_after=stage.order.starts_at)
    renew_tests([test for test in tests if test.stage_id == stage.pk], known=known, change=change)


def move(
    *,
    order: Order,
    place: str,
    by: Actor,
    at: datetime,
    reason: str,
    true_at: datetime | None = None,
    site: str = "",
    document: str = "",
    key: str = "",
) -> Stage:
    """Move a person to another place or site for the rest of the running stage; the days go on counting.

    Tests of the stage that lie ahead go along. `true_at` lies after the stage began and before its days are
    over. Raises ReasonMissing, NotRunning, WrongTime, Forbidden, ValueError for an unknown place.
    """
    check_reason(reason)
    wanted = Place(place)

    def write(deed: Deed) -> Stage:
        held = lock_order(order=order, by=by, move="moved", permission=Permission.ISSUE_ORDERS)
        before = running_stage(held)
        first, until = before.period.lower + _MICROSECOND, before.period.upper
        check_moment(moment=deed.true_at, earliest=first, latest=min(at, until - _MICROSECOND))
        fresh = Stage(
            order=held,
            person_id=held.person_id,
            seq=(held.stages.aggregate(last=Max("seq"))["last"] or 0) + 1,
            place=wanted,
            site=site,
            state=Stage.State.RUNNING,
            first_day=before.first_day + (day_of(deed.true_at) - day_of(before.period.lower)).days,
            needs=before.needs,
            period=(deed.true_at, until),
        )
        return begin_stage(held, before, fresh, deed)

    return write_once(
        Stage,
        name="move",
        target=order.pk,
        key=key,
        deed=lambda: open_deed(by=by, at=at, true_at=true_at, reason=reason, document=document),
        write=write,
    )


def begin_stage(order: Order, before: Stage, fresh: Stage, deed: Deed) -> Stage:
    """End a stage and begin another one at the same moment, with the open tests of the first."""
    close_stage(before, deed.true_at, "moved")
    end_spell(stage=before, ends_at=deed.true_at, ended_by="moved", known=deed.known)
    fresh.save()
    _carry_tests(order, before, fresh, deed)
    start_spell(stage=fresh, order=order, starts_at=deed.true_at, known=deed.known)
    order.place = fresh.place
    order.ends_at = max(stage.period.upper for stage in (*planned_stages(order), _read(fresh)))
    look_soon(order, deed.at)
    order.save(update_fields=["place", "ends_at", "look_again_at"])
    write_move(order, "moved", deed, fresh)
    return fresh


def _read(stage: Stage) -> Stage:
    """Read a stage's period as the database keeps it."""
    stage.refresh_from_db(fields=["period"])
    return stage


def _carry_tests(order: Order, before: Stage, fresh: Stage, deed: Deed) -> None:
    tests = lock_open_tests(order, closing_after=deed.true_at)

    def change(test: DueTest) -> None:
        test.stage = fresh

    renew_tests([test for test in tests if test.stage_id == before.pk], known=deed.known, change=change)


def extend(
    *,
    order: Order,
    until: datetime,
    by: Actor,
    at: datetime,
    reason: str,
    document: str = "",
    key: str = "",
) -> Order:
    """Lengthen the last stage of an order; raises WrongTime unless it ends later than planned, by `MOST_AT_ONCE` at most.

    Raises ReasonMissing, NotRunning or Forbidden.
    """
    check_reason(reason)

    def write(deed: Deed) -> Order:
        held = lock_order(order=order, by=by, move="extended", permission=Permission.ISSUE_ORDERS)
        latest = max(held.ends_at, at) + MOST_AT_ONCE
        if not held.ends_at < until <= latest:
            raise WrongTime(until, earliest=held.ends_at, latest=latest)
        last = (planned_stages(held) or [running_stage(held)])[-1]
        last.period = (last.period.lower, until)
        last.save(update_fields=["period"])
        held.ends_at = until
        look_soon(held, at)
        held.save(update_fields=["ends_at", "look_again_at"])
        write_move(held, "extended", replace(deed, true_at=at), last)
        return held

    return write_once(
        Order,
        name="extend",
        target=order.pk,
        key=key,
        deed=lambda: open_deed(by=by, at=at, reason=reason, document=document),
        write=write,
    )
