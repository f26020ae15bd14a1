"""What stands against releasing orders, read from their rows for `core.moves.release_obstacles`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from lianfang.core.moves import Obstacle, StageRecord, TestRecord, TestResult, release_obstacles
from lianfang.core.moves.release import SUSPENDED
from lianfang.core.policy import PolicyBook
from lianfang.law.book import get_book
from lianfang.orders.models import DueTest, Order, OrderMove, Stage
from lianfang.orders.models import TestResult as ResultRow

NEED_MET = "need_met"
_COUNTED = (Stage.State.RUNNING, Stage.State.PLANNED)
Asker = Callable[[Mapping[int, datetime]], Mapping[int, Sequence[Obstacle]]]
_askers: list[Asker] = []


def adds_obstacles(ask: Asker) -> Asker:
    """Register what a room above sets against releases: given orders with their moments, by constant queries."""
    if ask not in _askers:
        _askers.append(ask)
    return ask


def _list_others(moments: Mapping[int, datetime]) -> dict[int, list[Obstacle]]:
    found: dict[int, list[Obstacle]] = defaultdict(list)
    for ask in _askers if moments else ():
        for order_id, obstacles in ask(moments).items():
            found[order_id] += obstacles
    return found


def list_obstacles(order: Order, at: datetime) -> list[Obstacle]:
    """List everything that stands against releasing an order at a moment; empty when nothing does."""
    return list_many([order], lambda _: at)[order.pk]


def list_binding(order: Order, at: datetime) -> list[Obstacle]:
    """List what stands against an early release by order too: a positive test, whatever a room above binds."""
    return [obstacle for obstacle in list_obstacles(order, at) if obstacle.binds_all]


def list_many(orders: Sequence[Order], moment: Callable[[Order], datetime]) -> dict[int, list[Obstacle]]:
    """List what stands against releasing each of many orders at its moment, in a constant number of queries."""
    ids, book = [order.pk for order in orders], get_book()
    others = _list_others({order.pk: moment(order) for order in orders})
    stages, tests = _stages(ids), _tests(DueTest.objects.filter(order__in=ids, known_to__isnull=True))
    return {
        order.pk: [
            *_rest(order),
            *release_obstacles(
                stages[order.pk],
                _records(tests[order.pk], moment(order)),
                moment(order),
                gap_h=_gap_of(order, book),
            ),
            *others[order.pk],
        ]
        for order in orders
    }


def _rest(order: Order) -> list[Obstacle]:
    """A measure that rests is neither released nor goes on to its next stage."""
    if order.suspended_at is None:
        return []
    return [Obstacle("suspended", SUSPENDED, {"since": order.suspended_at})]


def list_stage_obstacles(stage: Stage, at: datetime) -> list[Obstacle]:
    """List what stands against ending one stage as its rule has it, before the next one begins."""
    met = not stage.needs or OrderMove.objects.filter(order=stage.order_id, move=NEED_MET).exists()
    tests = _tests(DueTest.objects.filter(order=stage.order_id, stage=stage, known_to__isnull=True))
    others = _list_others({stage.order_id: at})[stage.order_id]
    gap = _gap_of(stage.order, get_book())
    own = release_obstacles([_stage(stage, met)], _records(tests[stage.order_id], at), at, gap_h=gap)
    return [*_rest(stage.order), *own, *others]


def _gap_of(order: Order, book: PolicyBook) -> int:
    """Return how many hours the rules that the order rests on want between two samples."""
    found = [book.values.get((rule, order.category)) for rule in order.rules]
    return max((stage.gap_h for value in found if value for stage in value.stages), default=0)


def _stages(orders: list[int]) -> dict[int, list[StageRecord]]:
    found = list(Stage.objects.filter(order__in=orders, state__in=_COUNTED).order_by("order", "seq"))
    waiting = {stage.order_id for stage in found if stage.needs}
    met = set()
    if waiting:
        moves = OrderMove.objects.filter(order__in=waiting, move=NEED_MET)
        met = set(moves.values_list("order_id", flat=True))
    records: dict[int, list[StageRecord]] = defaultdict(list)
    for stage in found:
        records[stage.order_id].append(_stage(stage, stage.order_id in met))
    return records


def _stage(stage: Stage, met: bool) -> StageRecord:
    return StageRecord(stage.seq, stage.period.lower, stage.period.upper, met or not stage.needs)


Taken = tuple[DueTest, ResultRow | None]


def _tests(tests: Iterable[DueTest]) -> dict[int, list[Taken]]:
    due = list(tests)
    results = {row.test_id: row for row in ResultRow.objects.filter(test__in=due, known_to__isnull=True)}
    taken: dict[int, list[Taken]] = defaultdict(list)
    for test in due:
        taken[test.order_id].append((test, results.get(test.pk)))
    return taken


def _records(tests: list[Taken], at: datetime) -> list[TestRecord]:
    """Leave out of a moment's view what was sampled after it: it could not bear that moment's release."""
    return [
        TestRecord(
            test.stage_id,
            test.due_on,
            test.samples,
            (TestResult(row.result, samples=row.samples),) if row and row.done_at <= at else (),
            row.done_at if row and row.done_at <= at else None,
        )
        for test, row in tests
    ]
