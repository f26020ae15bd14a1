"""Due tests in versions: carried to another stage or day, handed to another record, or dropped.

A version that takes another's place points back to it, so that a laboratory's file or a paper list made before
still finds the test. Tests are locked in the order of their keys before anything is decided about them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db.models import QuerySet

from lianfang.orders.models import DueTest, Order, TestResult

Change = Callable[[DueTest], None]


def lock_tests(tests: QuerySet[DueTest]) -> list[DueTest]:
    """Lock the tests held now among these, in the order of their keys."""
    return list(tests.filter(known_to__isnull=True).order_by("pk").select_for_update(of=("self",)))


def current_results(tests: Iterable[DueTest]) -> dict[int, TestResult]:
    """Return the result held true now of each test that has one."""
    results = TestResult.objects.filter(test__in=[test.pk for test in tests], known_to__isnull=True)
    return {result.test_id: result for result in results}


def lock_open_tests(order: Order, *, closing_after: datetime) -> list[DueTest]:
    """Lock the tests of an order whose window is open after a moment and that have no result."""
    tests = lock_tests(order.tests.filter(closes_at__gt=closing_after))
    done = current_results(tests)
    return [test for test in tests if test.pk not in done]


def drop_tests(tests: Iterable[DueTest], *, known: datetime) -> None:
    """Close tests without a successor: no plan asks for them any more."""
    DueTest.objects.filter(pk__in=[test.pk for test in tests]).update(known_to=known)


def renew_tests(tests: list[DueTest], *, known: datetime, change: Change) -> list[DueTest]:
    """Close locked tests and write their successors, each changed; a result goes along as a version of its own."""
    results = current_results(tests)
    olds = [test.pk for test in tests]
    DueTest.objects.filter(pk__in=olds).update(known_to=known)
    for test, old in zip(tests, olds, strict=True):
        change(test)
        test.pk, test.before_id, test.known_from, test.known_to = None, old, known, None
        test._state.adding = True
    fresh = DueTest.objects.bulk_create(tests)
    _carry_results(dict(zip(olds, fresh, strict=True)), results, known)
    return fresh


def _carry_results(tests: dict[int, DueTest], results: dict[int, TestResult], known: datetime) -> None:
    TestResult.objects.filter(pk__in=[result.pk for result in results.values()]).update(known_to=known)
    for old, result in results.items():
        result.pk, result.test, result.known_from, result.known_to = None, tests[old], known, None
        result._state.adding = True
    TestResult.objects.bulk_create(results.values())


def find_current(test_ids: Iterable[int], tests: QuerySet[DueTest]) -> dict[int, DueTest]:
    """Lock, among `tests`, the versions held now of tests named by any of their versions.

    One that somebody replaced while we waited for its lock is followed to its successor.
    """
    asked = {test_id: test_id for test_id in test_ids}
    found: dict[int, DueTest] = {}
    while asked:
        locked = {test.pk: test for test in lock_tests(tests.filter(pk__in=asked.values()))}
        found |= {first: locked[last] for first, last in asked.items() if last in locked}
        waiting = {last: first for first, last in asked.items() if last not in locked}
        after = DueTest.objects.filter(before__in=waiting).values_list("before_id", "pk")
        asked = {waiting[before]: pk for before, pk in after}
    return found
