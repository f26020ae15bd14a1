"""Putting another plan in the place of the one that runs: what is over stays, what lies ahead is laid anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Max

from lianfang.core.policy import Decision, Facts, PlannedStage, PlannedTest
from lianfang.core.timeline import DAY, day_of, day_start
from lianfang.orders.actions.change import begin_stage
from lianfang.orders.actions.ground import Deed, look_soon, running_stage
from lianfang.orders.due_tests import drop_tests, lock_open_tests, renew_tests
from lianfang.orders.models import DueTest, Order, Stage
from lianfang.orders.plans import keep_facts, keep_reason

_INSTANT = timedelta(microseconds=1)


def replan(order: Order, plan: Decision, facts: Sequence[Facts], deed: Deed) -> Stage:
    """Lay a plan on a locked running order from now on and return the stage that runs.

    The running stage goes on, with another end, where the plan has the same place; else the person moves now.
    Where no day is left the stage's days are over now. Tests of the plan that lie ahead are due, those of the old
    plan that it does not name are dropped; of a plan whose days are over the last test is made up for today,
    unless one was taken since.
    """
    order.stages.filter(state=Stage.State.PLANNED).update(state=Stage.State.CANCELLED)
    ahead = [stage for stage in plan.stages if stage.ends > deed.at]
    running = running_stage(order)
    if ahead:
        running = _go_on(order, running, ahead[0], deed)
    else:
        _end_now(running, deed.at)
    stages = _add_stages(order, ahead[1:])
    places = {stage.index: row for stage, row in zip(ahead, [running, *stages], strict=True)} if ahead else {}
    _renew_tests(order, plan, places, running, deed)
    _write_order(order, plan, facts, [running, *stages], deed)
    return running


def _go_on(order: Order, running: Stage, first: PlannedStage, deed: Deed) -> Stage:
    if running.place != first.place:
        fresh = Stage(
            order=order,
            person_id=order.person_id,
            seq=_next_seq(order),
            place=first.place,
            site="",
            state=Stage.State.RUNNING,
            first_day=_day_number(first, deed.at),
            needs=list(first.needs),
            period=(deed.at, first.ends),
        )
        return begin_stage(order, running, fresh, deed)
    running.first_day, running.needs = _day_number(first, running.period.lower), list(first.needs)
    running.period = (running.period.lower, first.ends)
    running.save(update_fields=["period", "first_day", "needs"])
    running.refresh_from_db(fields=["period"])
    return running


def _day_number(stage: PlannedStage, begins: datetime) -> int:
    """Number the day on which a stage began, as the plan counts its days."""
    return max(0, stage.first_day + (day_of(begins) - day_of(stage.starts)).days)


def _end_now(running: Stage, at: datetime) -> None:
    ends = max(min(at, running.period.upper), running.period.lower + _INSTANT)
    running.period, running.needs = (running.period.lower, ends), []
    running.save(update_fields=["period", "needs"])
    running.refresh_from_db(fields=["period"])


def _add_stages(order: Order, ahead: Sequence[PlannedStage]) -> list[Stage]:
    first = _next_seq(order)
    rows = Stage.objects.bulk_create(
        Stage(
            order=order,
            person_id=order.person_id,
            seq=first + number,
            place=stage.place,
            state=Stage.State.PLANNED,
            first_day=stage.first_day,
            needs=list(stage.needs),
            period=(stage.starts, stage.ends),
        )
        for number, stage in enumerate(ahead)
    )
    for row in rows:
        row.refresh_from_db(fields=["period"])
    return rows


def _next_seq(order: Order) -> int:
    last = order.stages.aggregate(last=Max("seq"))["last"]
    return 0 if last is None else int(last) + 1


def _renew_tests(order: Order, plan: Decision, places: dict[int, Stage], running: Stage, deed: Deed) -> None:
    """Let the tests of the plan be due: those there on their day go along, the others are dropped or made."""
    open_tests = lock_open_tests(order, closing_after=order.starts_at)
    wanted = {test.on: test for test in _asked(order, plan, deed.at)}
    drop_tests([test for test in open_tests if test.due_on not in wanted], known=deed.known)
    kept = [test for test in open_tests if test.due_on in wanted]

    def change(test: DueTest) -> None:
        asked = wanted[test.due_on]
        test.stage, test.samples = places.get(asked.stage, running), asked.samples
        if test.closes_at > deed.at:
            test.opens_at, test.closes_at = _window(asked, deed.at)

    renew_tests(kept, known=deed.known, change=change)
    there = set(order.tests.filter(known_to__isnull=True).values_list("due_on", flat=True))
    DueTest.objects.bulk_create(
        _due(order, asked, places.get(asked.stage, running), deed)
        for on, asked in wanted.items()
        if on not in there and asked.closes > deed.at
    )


def _asked(order: Order, plan: Decision, at: datetime) -> list[PlannedTest]:
    """List the plan's tests; where its days are over and no test was taken on its last day or since, one more."""
    tests = list(plan.tests)
    if not tests or any(stage.ends > at for stage in plan.stages):
        return tests
    last = max(tests, key=lambda test: test.on)
    taken = order.tests.filter(known_to__isnull=True, done=True, due_on__gte=last.on)
    if last.on < day_of(at) and not taken.exists():
        today = day_of(at)
        tests.append(
            PlannedTest(last.stage, 0, today, last.samples, at, day_start(today) + DAY, derived=True)
        )
        tests.remove(last)
    return tests


def _window(asked: PlannedTest, at: datetime) -> tuple[datetime, datetime]:
    return (
        min(max(asked.opens, at), asked.closes - _INSTANT) if asked.opens < at else asked.opens
    ), asked.closes


def _due(order: Order, asked: PlannedTest, stage: Stage, deed: Deed) -> DueTest:
    opens, closes = _window(asked, deed.at)
    return DueTest(
        order=order,
        stage=stage,
        person_id=order.person_id,
        event_id=order.event_id,
        town=order.town,
        community=order.community,
        grid=order.grid,
        due_on=asked.on,
        samples=asked.samples,
        opens_at=opens,
        closes_at=closes,
        known_from=deed.known,
    )


def _write_order(
    order: Order, plan: Decision, facts: Sequence[Facts], stages: Sequence[Stage], deed: Deed
) -> None:
    """Let the order rest on the new plan: the editions, the reasons and, where they are new, the facts."""
    order.edition, order.rules = plan.edition, list(plan.rules)
    order.reasons = [keep_reason(reason) for reason in plan.reasons]
    if plan.stages:
        order.measure = plan.measure
    if facts:
        order.category, order.facts = facts[0].category, keep_facts(facts[0])
    order.place, order.ends_at = stages[0].place, max(stage.period.upper for stage in stages)
    look_soon(order, deed.at)
    order.save(
        update_fields=[
            "edition", "rules", "reasons", "measure", "category", "facts", "place", "ends_at", "look_again_at"
        ]
    )  # fmt: skip
