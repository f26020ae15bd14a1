"""Changing a running order: moving to another place, starting the next stage, extending."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from lianfang.orders.actions.ground import (
    check_moment,
    close_stage,
    lock_running,
    planned_stages,
    running_stage,
    write_move,
)
from lianfang.orders.models import DueTest, Order, Stage, TestResult
from lianfang.orders.refusals import OrderRefused, WrongTime
from lianfang.orders.spells import end_spell, start_spell
from lianfang.shared.actor import Actor
from lianfang.shared.clock import LOCAL
from lianfang.shared.knowing import learned_at
from lianfang.shared.roles import Permission


class NoNextStage(OrderRefused):
    """The running stage is the last one: the order is released, not continued."""

    code = "no_next_stage"


@transaction.atomic
def start_next(
    *, order: Order, by: Actor, at: datetime, true_at: datetime | None = None, site: str = ""
) -> Stage:
    """Begin the next planned stage, as from the site to monitoring at home; raises NoNextStage."""
    order = lock_running(order=order, by=by, permission=Permission.ISSUE_ORDERS)
    known, moment = learned_at(at), true_at or at
    ahead = planned_stages(order)
    if not ahead:
        raise NoNextStage(order.number)
    stage = running_stage(order)
    check_moment(stage=stage, true_at=moment, at=at)
    close_stage(stage, moment)
    end_spell(stage=stage, ends_at=moment, ended_by="moved", known=known)
    fresh = ahead[0]
    length = fresh.period.upper - fresh.period.lower
    fresh.state, fresh.site = Stage.State.RUNNING, site
    fresh.period = (moment, max(fresh.period.upper, moment + length))
    return _begin(order, stage, fresh, by=by, at=at, known=known, moment=moment, reason="", document="")


@transaction.atomic
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
) -> Stage:
    """Move a person to another place for the rest of the running stage; the days go on counting.

    Tests of the stage that lie ahead go along. Raises NotRunning, WrongTime or Forbidden.
    """
    order = lock_running(order=order, by=by, permission=Permission.ISSUE_ORDERS)
    known, moment = learned_at(at), true_at or at
    stage = running_stage(order)
    check_moment(stage=stage, true_at=moment, at=at)
    begun, until = stage.period.lower, stage.period.upper
    if moment >= until:
        raise WrongTime(moment.isoformat())
    close_stage(stage, moment)
    end_spell(stage=stage, ends_at=moment, ended_by="moved", known=known)
    fresh = Stage(
        order=order,
        person_id=order.person_id,
        seq=(order.stages.aggregate(last=Max("seq"))["last"] or 0) + 1,
        place=place,
        site=site,
        state=Stage.State.RUNNING,
        first_day=stage.first_day + (_day(moment) - _day(begun)).days,
        needs=stage.needs,
        period=(moment, until),
    )
    return _begin(
        order, stage, fresh, by=by, at=at, known=known, moment=moment, reason=reason, document=document
    )


def _begin(
    order: Order,
    before: Stage,
    fresh: Stage,
    *,
    by: Actor,
    at: datetime,
    known: datetime,
    moment: datetime,
    reason: str,
    document: str,
) -> Stage:
    fresh.save()
    carry_tests(order, before, fresh, moment=moment, known=known)
    start_spell(stage=fresh, order=order, starts_at=moment, known=known)
    order.place = fresh.place
    order.ends_at = max(order.ends_at, fresh.period[1] if isinstance(fresh.period, tuple) else fresh.period.upper)
    order.save(update_fields=["place", "ends_at"])
    write_move(
        order=order,
        move="moved",
        by=by,
        at=at,
        known=known,
        true_at=moment,
        stage=fresh,
        reason=reason,
        document=document,
    )
    return fresh


def carry_tests(order: Order, before: Stage, fresh: Stage, *, moment: datetime, known: datetime) -> None:
    """Write the tests of a stage that lie ahead of a moment anew under the stage that follows it."""
    done = TestResult.objects.filter(test__order=order, known_to__isnull=True).values("test")
    ahead = order.tests.filter(stage=before, known_to__isnull=True, closes_at__gt=moment).exclude(pk__in=done)
    for test in ahead:
        DueTest.objects.filter(pk=test.pk).update(known_to=known)
        test.pk, test.stage, test.known_from = None, fresh, known
        test._state.adding = True
        test.save(force_insert=True)


def _day(moment: datetime) -> date:
    return moment.astimezone(LOCAL).date()


@transaction.atomic
def extend(
    *, order: Order, until: datetime, by: Actor, at: datetime, reason: str, document: str = ""
) -> Order:
    """Lengthen the last stage of an order; raises WrongTime unless the new end lies later."""
    order = lock_running(order=order, by=by, permission=Permission.ISSUE_ORDERS)
    known = learned_at(at)
    last = order.stages.exclude(state=Stage.State.CANCELLED).order_by("-period").first()
    if last is None or until <= order.ends_at:
        raise WrongTime(until.isoformat())
    last.period = (last.period.lower, until)
    last.save(update_fields=["period"])
    order.ends_at = until
    order.save(update_fields=["ends_at"])
    write_move(
        order=order,
        move="extended",
        by=by,
        at=at,
        known=known,
        true_at=at,
        stage=last,
        reason=reason,
        document=document,
    )
    return order
