"""What stands against releasing an order, read from its rows for `core.moves.release_obstacles`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from lianfang.core.moves import Obstacle, StageRecord, TestRecord, TestResult, release_obstacles
from lianfang.orders.models import DueTest, Order, Stage
from lianfang.orders.models import TestResult as ResultRow

NEED_MET = "need_met"


def list_obstacles(order: Order, at: datetime) -> list[Obstacle]:
    """List everything that stands against releasing an order at a moment; empty when nothing does."""
    stages = [stage for stage in order.stages.order_by("seq") if stage.state in _COUNTED]
    met = order.moves.filter(move=NEED_MET).exists() if any(stage.needs for stage in stages) else True
    return release_obstacles(
        [_stage(stage, met) for stage in stages], _tests(order.tests.filter(known_to__isnull=True)), at
    )


_COUNTED = (Stage.State.RUNNING, Stage.State.PLANNED)


def _stage(stage: Stage, needs_met: bool) -> StageRecord:
    return StageRecord(stage.seq, stage.period.lower, stage.period.upper, not stage.needs or needs_met)


def _tests(tests: Iterable[DueTest]) -> list[TestRecord]:
    due = list(tests)
    results = {row.test_id: row for row in ResultRow.objects.filter(test__in=due, known_to__isnull=True)}
    return [_test(test, results.get(test.pk)) for test in due]


def _test(test: DueTest, row: ResultRow | None) -> TestRecord:
    results = (TestResult(row.result, samples=test.samples),) if row else ()
    return TestRecord(test.stage_id, test.due_on, test.samples, results)
