"""Test results: many at once, corrected in versions, never lost between two desks."""

from __future__ import annotations

import pytest
from tests.rooms.orders.world import (
    AT,
    DAY,
    EVENING,
    GRID,
    HOUR,
    OTHER_TOWN,
    TOWN,
    control,
    due_of,
    read_figures,
    staff,
)

from lianfang.orders import actions
from lianfang.orders.actions import ResultIn, record_results
from lianfang.orders.models import DueTest, Order, TestResult
from lianfang.orders.refusals import UnknownTest, WrongTime
from lianfang.shared.actor import Actor, Forbidden
from lianfang.shared.models import AuditEntry, OutboxNews
from lianfang.shared.roles import Role

NOW = AT + 2 * HOUR


def first(order: Order) -> int:
    return due_of(order)[0].pk


def held(test: int) -> list[tuple[str, int]]:
    return list(TestResult.objects.filter(test=test, known_to__isnull=True).values_list("result", "samples"))


def test_many_results_in_one_go(console: Actor) -> None:
    tests = [first(control(console, "medium_risk", seed)) for seed in range(1, 6)]
    results = [ResultIn(test, "negative", AT + HOUR, "县疾控") for test in tests]
    assert record_results(results=results, by=console, at=NOW) == 5
    assert read_figures(EVENING)["tests"] | {"done_by": None} == {
        "due": 5, "done": 5, "missed": 0, "waiting": 0, "positive": 0, "negative": 5, "done_by": None,
    }  # fmt: skip
    entry = AuditEntry.objects.get(action="orders.record_results")
    assert (entry.detail["count"], entry.detail["corrected"], entry.detail["tests"]) == (5, 0, sorted(tests))


def test_a_correction_keeps_what_was_said_first(console: Actor) -> None:
    test = first(control(console, "medium_risk"))
    record_results(results=[ResultIn(test, "positive", AT + HOUR)], by=console, at=NOW)
    record_results(results=[ResultIn(test, "negative", AT + HOUR)], by=console, at=NOW + HOUR)
    assert held(test) == [("negative", 1)]
    assert TestResult.objects.filter(test=test).count() == 2
    assert read_figures(EVENING)["tests"]["positive"] == 0
    assert read_figures(EVENING, known=NOW)["tests"]["positive"] == 1


def test_a_test_is_done_as_long_as_a_result_is_held_true(console: Actor) -> None:
    test, other = (first(control(console, "medium_risk", seed)) for seed in (1, 2))
    record_results(results=[ResultIn(test, "negative", AT + HOUR)], by=console, at=NOW)
    told = []
    for taken_back in (None, NOW, None):
        TestResult.objects.filter(test=test).update(known_to=taken_back)
        told.append(set(DueTest.objects.filter(pk__in=(test, other), done=True).values_list("pk", flat=True)))
    assert told == [{test}, set(), {test}]


def test_the_same_again_writes_nothing(console: Actor) -> None:
    test = first(control(console, "medium_risk"))
    result = ResultIn(test, "negative", AT + HOUR)
    assert [record_results(results=[result], by=console, at=NOW) for _ in range(3)] == [1, 0, 0]
    assert TestResult.objects.count() == 1


def test_a_key_is_used_once(console: Actor) -> None:
    test = first(control(console, "medium_risk"))
    said = [
        record_results(results=[ResultIn(test, result, AT + HOUR)], by=console, at=NOW, key="k")
        for result in ("negative", "positive")
    ]
    assert (said, held(test)) == ([1, 1], [("negative", 1)])


@pytest.mark.parametrize(
    ("results", "kept"),
    [
        (["negative"], ("negative", 2)),  # one line that speaks for both samples
        (["negative", "negative"], ("negative", 2)),
        (["negative", "positive"], ("positive", 2)),
        (["inconclusive", "negative"], ("inconclusive", 2)),
        (["inconclusive", "positive", "negative"], ("positive", 3)),
    ],
)
def test_the_samples_of_one_test_speak_together(
    console: Actor, results: list[str], kept: tuple[str, int]
) -> None:
    order = control(console)
    (double,) = [test for test in due_of(order) if test.samples == 2]
    lines = [ResultIn(double.pk, result, double.opens_at) for result in results]
    record_results(results=lines, by=console, at=double.opens_at)
    assert held(double.pk) == [kept]


def test_a_positive_result_is_told_upward(console: Actor) -> None:
    order = control(console, "medium_risk")
    test = first(order)
    record_results(results=[ResultIn(test, "positive", AT + HOUR)], by=console, at=NOW)
    assert OutboxNews.objects.get(topic="orders.positive").payload == {"order": order.pk, "test": test}


def test_an_unknown_word_writes_nothing(console: Actor) -> None:
    tests = [first(control(console, "medium_risk", seed)) for seed in (1, 2)]
    lines = [ResultIn(tests[0], "negative", AT), ResultIn(tests[1], "perhaps", AT)]
    with pytest.raises(ValueError, match="perhaps"):
        record_results(results=lines, by=console, at=NOW)
    assert not TestResult.objects.exists()


def test_a_sample_is_not_taken_tomorrow(console: Actor) -> None:
    test = first(control(console, "medium_risk"))
    with pytest.raises(WrongTime):
        record_results(results=[ResultIn(test, "negative", NOW + HOUR)], by=console, at=NOW)


def test_a_sample_from_before_the_window_speaks_for_no_test(console: Actor) -> None:
    later = due_of(control(console, "medium_risk"))[-1]
    with pytest.raises(WrongTime) as refused:
        record_results(results=[ResultIn(later.pk, "negative", AT + HOUR)], by=console, at=NOW)
    assert refused.value.earliest == later.opens_at
    assert not held(later.pk)


def test_a_test_that_was_dropped_is_named(console: Actor) -> None:
    order, other = control(console, "medium_risk"), control(console, "medium_risk", 2)
    dropped = due_of(order)[-1].pk
    actions.leave(order=order, by=console, at=NOW, reason="离县")
    lines = [ResultIn(dropped, "negative", NOW), ResultIn(first(other), "negative", NOW)]
    with pytest.raises(UnknownTest) as refused:
        record_results(results=lines, by=console, at=NOW)
    assert refused.value.test_ids == (dropped,)
    assert not TestResult.objects.exists()


def test_a_result_that_comes_after_the_end_is_kept(console: Actor) -> None:
    order = control(console, "medium_risk")
    test = due_of(order)[0]
    actions.leave(order=order, by=console, at=test.closes_at + HOUR, reason="离县")
    line = ResultIn(test.pk, "negative", AT + HOUR)
    assert record_results(results=[line], by=console, at=test.closes_at + DAY) == 1


@pytest.mark.parametrize(
    ("role", "code", "may"),
    [
        (Role.DATA, "", True),
        (Role.GRID, GRID, True),
        (Role.GRID, "XW-099", False),
        (Role.TOWN, TOWN, True),
        (Role.TOWN, OTHER_TOWN, False),
        (Role.COMMANDER, "", False),
        (Role.INSPECTOR, "", False),
    ],
)
def test_who_may_record(console: Actor, role: Role, code: str, may: bool) -> None:
    line = ResultIn(first(control(console, "medium_risk")), "negative", AT)
    by = staff(role, code)
    if may:
        assert record_results(results=[line], by=by, at=NOW) == 1
    else:
        with pytest.raises(Forbidden):
            record_results(results=[line], by=by, at=NOW)


def test_nobody_learns_of_tests_that_are_not_theirs(console: Actor) -> None:
    with pytest.raises(Forbidden):
        record_results(results=[ResultIn(99_999_999, "negative", AT)], by=console, at=NOW)
