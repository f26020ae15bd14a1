"""Test results, as they come from a laboratory: many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from lianfang.orders.actions.ground import check_moment
from lianfang.orders.due_tests import current_results, find_current
from lianfang.orders.models import DueTest, TestResult
from lianfang.orders.refusals import UnknownTest
from lianfang.orders.scope import all_tests_visible_to
from lianfang.shared import audit, outbox
from lianfang.shared.actor import Actor, Forbidden, check_may
from lianfang.shared.idempotency import once
from lianfang.shared.knowing import learned_at
from lianfang.shared.roles import Permission

Result = TestResult.Result
_WORST_FIRST = (Result.POSITIVE, Result.INCONCLUSIVE, Result.NEGATIVE)


@dataclass(frozen=True, slots=True)
class ResultIn:
    """What one due test came to; `samples` 0 means as many as the test asks for."""

    test_id: int
    result: str
    done_at: datetime
    laboratory: str = ""
    samples: int = 0


def record_results(*, results: Sequence[ResultIn], by: Actor, at: datetime, key: str = "") -> int:
    """Write the results of due tests; a second result for a test is a correction and keeps the first.

    Several results of one test in the same batch are its samples: the worst of them speaks for all. Return how
    many were written; one that says the same again is passed over. Raises Forbidden when a test is outside the
    actor's scope, UnknownTest when no plan holds it any more, WrongTime for a sample taken later than now or
    before the test's window opens, which cannot speak for that test,
    ValueError for an unknown result; nothing is written then.
    """
    check_may(by, Permission.RECORD_TESTS)
    wanted = _by_test(results)
    for result in wanted.values():
        check_moment(moment=result.done_at, earliest=None, latest=at)
    answer, _ = once(
        key=key,
        target=sorted(wanted),
        by=by,
        at=at,
        action="orders.record_results",
        write=lambda: {"written": _record(wanted, by=by, at=at)},
    )
    written: int = answer["written"]
    return written


def _by_test(results: Sequence[ResultIn]) -> dict[int, ResultIn]:
    samples: dict[int, list[ResultIn]] = {}
    for result in results:
        samples.setdefault(result.test_id, []).append(replace(result, result=Result(result.result)))
    return {test_id: _together(several) for test_id, several in samples.items()}


def _together(several: list[ResultIn]) -> ResultIn:
    worst = min(several, key=lambda result: _WORST_FIRST.index(Result(result.result)))
    if len(several) == 1:
        return worst
    return replace(
        worst,
        samples=sum(max(result.samples, 1) for result in several),
        done_at=max(result.done_at for result in several),
    )


@transaction.atomic
def _record(wanted: dict[int, ResultIn], *, by: Actor, at: datetime) -> int:
    known = learned_at(at)
    found = _find(wanted, by)
    tests = {test.pk: test for test in found.values()}
    told = _by_held(found, wanted)
    for pk, result in told.items():
        check_moment(moment=result.done_at, earliest=tests[pk].opens_at, latest=at)
    held = current_results(tests.values())
    rows = {
        pk: _row(tests[pk], result, known=known, by=by)
        for pk, result in told.items()
        if not _says_the_same(held.get(pk), result, tests[pk])
    }
    corrected = [held[pk].pk for pk in rows if pk in held]
    TestResult.objects.filter(pk__in=corrected).update(known_to=known)
    TestResult.objects.bulk_create(rows.values())
    _tell(list(rows.values()), corrected=len(corrected), by=by, at=at)
    return len(rows)


def _by_held(found: dict[int, DueTest], wanted: dict[int, ResultIn]) -> dict[int, ResultIn]:
    """Bring the results of several versions of one test together under the version held now."""
    told: dict[int, list[ResultIn]] = {}
    for asked, test in found.items():
        told.setdefault(test.pk, []).append(wanted[asked])
    return {pk: _together(several) for pk, several in told.items()}


def _find(wanted: dict[int, ResultIn], by: Actor) -> dict[int, DueTest]:
    seen = all_tests_visible_to(by)
    tests = find_current(wanted, seen)
    missing = wanted.keys() - tests.keys()
    if not missing:
        return tests
    gone = set(seen.filter(pk__in=missing).values_list("pk", flat=True))
    if missing - gone:
        raise Forbidden(f"{len(missing - gone)} tests out of scope")
    raise UnknownTest(sorted(gone))


def _row(test: DueTest, result: ResultIn, *, known: datetime, by: Actor) -> TestResult:
    return TestResult(
        test=test,
        result=result.result,
        samples=result.samples or test.samples,
        done_at=result.done_at,
        laboratory=result.laboratory[:60],
        known_from=known,
        by=by.staff_id,
    )


def _says_the_same(held: TestResult | None, fresh: ResultIn, test: DueTest) -> bool:
    if held is None:
        return False
    samples = fresh.samples or test.samples
    return (held.result, held.done_at, held.samples) == (fresh.result, fresh.done_at, samples)


def _tell(rows: list[TestResult], *, corrected: int, by: Actor, at: datetime) -> None:
    audit.record(
        by=by,
        at=at,
        action="orders.record_results",
        object_kind="test",
        count=len(rows),
        corrected=corrected,
        tests=sorted(row.test_id for row in rows)[:5_000],
    )
    for row in rows:
        if row.result == Result.POSITIVE:
            outbox.tell("orders.positive", at=at, order=row.test.order_id, test=row.test_id)
