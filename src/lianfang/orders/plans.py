"""Plans of orders as decisions: as the rows hold them now, and as a proposal keeps one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from lianfang.core.policy import CATEGORIES, Decision, Facts, PlannedStage, PlannedTest, Reason
from lianfang.orders.models import DueTest, Order, Stage

Kept = dict[str, Any]


def read_plans(orders: Iterable[Order]) -> dict[int, Decision]:
    """Read the plans of orders as they stand, with what was changed by hand, by two queries."""
    held = {order.pk: order for order in orders}
    stages: dict[int, list[Stage]] = defaultdict(list)
    found = Stage.objects.filter(order__in=held).exclude(state=Stage.State.CANCELLED)
    for stage in found.order_by("period", "seq"):
        stages[stage.order_id].append(stage)
    tests: dict[int, list[DueTest]] = defaultdict(list)
    for test in DueTest.objects.filter(order__in=held, known_to__isnull=True).order_by("due_on", "pk"):
        tests[test.order_id].append(test)
    return {pk: _plan_of(order, stages[pk], tests[pk]) for pk, order in held.items()}


def _plan_of(order: Order, stages: Sequence[Stage], tests: Sequence[DueTest]) -> Decision:
    places = {stage.pk: number for number, stage in enumerate(stages)}
    planned = tuple(
        PlannedStage(number, one.place, one.period.lower, one.period.upper, tuple(one.needs), one.first_day)
        for number, one in enumerate(stages)
    )
    due = tuple(
        PlannedTest(places.get(one.stage_id, 0), 0, one.due_on, one.samples, one.opens_at, one.closes_at)
        for one in tests
    )
    return Decision(order.measure, planned, due, order.edition, (), tuple(order.rules))


def keep_plan(plan: Decision) -> Kept:
    """Give a decision as plain values for a row."""
    return {
        "measure": plan.measure,
        "edition": plan.edition,
        "rules": list(plan.rules),
        "code": plan.code,
        "stages": [_plain(asdict(stage)) for stage in plan.stages],
        "tests": [_plain(asdict(test)) for test in plan.tests],
        "reasons": [keep_reason(reason) for reason in plan.reasons],
    }


def read_plan(kept: Mapping[str, Any]) -> Decision:
    """Read a decision that a row keeps."""
    return Decision(
        measure=kept["measure"],
        stages=tuple(_stage(one) for one in kept["stages"]),
        tests=tuple(_test(one) for one in kept["tests"]),
        edition=kept["edition"],
        reasons=tuple(Reason(**one) for one in kept["reasons"]),
        rules=tuple(kept["rules"]),
        code=kept["code"],
    )


def _stage(kept: Kept) -> PlannedStage:
    times = {name: datetime.fromisoformat(kept[name]) for name in ("starts", "ends")}
    return PlannedStage(**{**kept, **times, "needs": tuple(kept["needs"])})


def _test(kept: Kept) -> PlannedTest:
    times = {name: datetime.fromisoformat(kept[name]) for name in ("opens", "closes")}
    return PlannedTest(**{**kept, **times, "on": date.fromisoformat(kept["on"])})


def keep_facts(facts: Facts) -> Kept:
    """Give facts as plain values for a row."""
    return _plain(asdict(facts))


def read_facts(kept: Mapping[str, Any]) -> Facts | None:
    """Read the facts a row keeps, None where they cannot be decided from any more."""
    try:
        times = {name: datetime.fromisoformat(kept[name]) for name in ("anchor", "found")}
        facts = Facts(**{**kept, **times})
    except (KeyError, TypeError, ValueError):
        return None
    zoned = all(time.tzinfo is not None for time in times.values())
    return facts if zoned and facts.category in CATEGORIES else None


def keep_reason(reason: Reason) -> Kept:
    """Give a reason as plain values for a row."""
    return {
        "code": reason.code,
        "clause": reason.clause,
        "msgid": reason.msgid,
        "params": dict(reason.params),
    }


def _plain(values: Kept) -> Kept:
    return {
        name: value.isoformat()
        if isinstance(value, date)
        else list(value)
        if isinstance(value, tuple)
        else value
        for name, value in values.items()
    }
