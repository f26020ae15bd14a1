"""Test results, as they come from a laboratory: many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lianfang.orders.models import DueTest, TestResult
from lianfang.orders.scope import tests_visible_to
from lianfang.shared import audit, outbox
from lianfang.shared.actor import Actor, Forbidden, check_may
from lianfang.shared.knowing import learned_at
from lianfang.shared.roles import Permission


@dataclass(frozen=True, slots=True)
class ResultIn:
    """What one due test came to."""

    test_id: int
    result: str
    done_at: datetime
    laboratory: str = ""


@transaction.atomic
def record_results(*, results: Sequence[ResultIn], by: Actor, at: datetime) -> int:
    """Write the results of due tests; a second result for a test is a correction and keeps the first.

    Return how many were written; one that says the same again is passed over. Raises Forbidden when
    a test is outside the actor's scope, ValueError for an unknown result.
    """
    check_may(by, Permission.RECORD_TESTS)
    known = learned_at(at)
    wanted = {result.test_id: result for result in results}
    tests = {test.pk: test for test in tests_visible_to(by).filter(pk__in=wanted).select_for_update()}
    if missing := wanted.keys() - tests.keys():
        raise Forbidden(f"{len(missing)} tests out of scope")
    held = {old.test_id: old for old in TestResult.objects.filter(test__in=wanted, known_to__isnull=True)}
    fresh = [result for result in wanted.values() if not _says_the_same(held.get(result.test_id), result)]
    corrected = [held[result.test_id].pk for result in fresh if result.test_id in held]
    TestResult.objects.filter(pk__in=corrected).update(known_to=known)
    TestResult.objects.bulk_create(
        TestResult(
            test_id=result.test_id,
            result=TestResult.Result(result.result),
            done_at=result.done_at,
            laboratory=result.laboratory,
            known_from=known,
            by=by.staff_id,
        )
        for result in fresh
    )
    _tell(fresh, tests, corrected=len(corrected), by=by, at=at)
    return len(fresh)


def _says_the_same(held: TestResult | None, fresh: ResultIn) -> bool:
    return held is not None and (held.result, held.done_at) == (fresh.result, fresh.done_at)


def _tell(
    fresh: list[ResultIn], tests: dict[int, DueTest], *, corrected: int, by: Actor, at: datetime
) -> None:
    audit.record(
        by=by,
        at=at,
        action="orders.record_results",
        object_kind="test",
        count=len(fresh),
        corrected=corrected,
        tests=sorted(result.test_id for result in fresh)[:5_000],
    )
    for result in fresh:
        if result.result == TestResult.Result.POSITIVE:
            outbox.tell("orders.positive", at=at, order=tests[result.test_id].order_id, test=result.test_id)
