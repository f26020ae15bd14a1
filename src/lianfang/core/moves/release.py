"""What stands against a release 解除: after the days and the tests the rule asks for, never before (P-25)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise

from lianfang.core.timeline import day_of
from lianfang.core.wording import msgid

STAGE_AHEAD = msgid("Stage %(stage)s has not begun; it runs from %(starts)s to %(ends)s.")
DAYS_NOT_OVER = msgid("The days of stage %(stage)s are not over until %(ends)s.")
TEST_MISSING = msgid("The test due on %(on)s was not taken.")
TEST_PENDING = msgid("The test of %(on)s has no result yet.")
TEST_POSITIVE = msgid("The test of %(on)s is positive: hand the person to the hospital, do not release.")
TEST_INCONCLUSIVE = msgid("The test of %(on)s gave no clear result: sample again.")
SECOND_SAMPLE = msgid("The test of %(on)s needs %(samples)s negative samples and has %(negative)s.")
SAME_REAGENT = msgid(
    "The samples of %(on)s were tested with the same reagent; the rule asks for different ones."
)
TOO_CLOSE = msgid(
    "The samples of %(one)s and %(other)s lie less than %(hours)s hours apart: sample once more, and correct the later."
)
SUSPENDED = msgid("The measure rests since %(since)s: let it run again first.")
EARLY = frozenset({"stage_ahead", "days_not_over"})
"""Codes of obstacles that time alone removes: the hour has not come."""
WAITS_FOR_OTHER = msgid("Release waits for the first two tests of the close contact to be negative.")


@dataclass(frozen=True, slots=True)
class StageRecord:
    """A stage of a running order; `needs_met` is false while another person's tests are still waited for."""

    index: int
    starts: datetime
    ends: datetime
    needs_met: bool = True


@dataclass(frozen=True, slots=True)
class TestResult:
    """A result: negative, positive, inconclusive or pending, for `samples` samples; `reagent` "" if not recorded."""

    __test__ = False

    outcome: str
    reagent: str = ""
    samples: int = 1


@dataclass(frozen=True, slots=True)
class TestRecord:
    """A due test with the results of what was sampled for it; `samples` is how many negatives the rule asks for.

    `taken_at` is when the last of them was sampled, None while nothing was.
    """

    __test__ = False

    stage: int
    on: date
    samples: int = 1
    results: tuple[TestResult, ...] = ()
    taken_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that stands against release; times among the parameters are datetimes and dates.

    `binds_all` says that no order goes over it: it stands against an early release too.
    """

    code: str
    msgid: str
    params: Mapping[str, object] = field(default_factory=dict)
    binds_all: bool = False


def release_obstacles(
    stages: Sequence[StageRecord], tests: Sequence[TestRecord], at: datetime, *, gap_h: int = 0
) -> list[Obstacle]:
    """List everything that stands against releasing a person at an instant; empty when nothing does.

    `gap_h`: how many hours the rule wants between two samples, 0 where it says nothing of it.

    A test due on a later day than `at` is no obstacle of its own, since the days of its stage are not over
    then. An inconclusive result is made good by a later negative sample of the same due.
    """
    found = [obstacle for stage in stages for obstacle in _of_stage(stage, at)]
    due = [test for test in tests if test.on <= day_of(at)]
    found += [obstacle for test in sorted(due, key=lambda test: test.on) for obstacle in _of_test(test)]
    return found + list(_of_gaps(due, gap_h))


def _of_gaps(tests: Sequence[TestRecord], gap_h: int) -> Iterator[Obstacle]:
    taken = sorted((test.taken_at, test.on) for test in tests if test.taken_at is not None)
    for (before, one), (after, other) in pairwise(taken):
        if after - before < timedelta(hours=gap_h):
            yield Obstacle("too_close", TOO_CLOSE, {"one": one, "other": other, "hours": gap_h})


def _of_stage(stage: StageRecord, at: datetime) -> list[Obstacle]:
    params = {"stage": stage.index + 1, "starts": stage.starts, "ends": stage.ends}
    found = []
    if at < stage.starts:
        found.append(Obstacle("stage_ahead", STAGE_AHEAD, params))
    elif at < stage.ends:
        found.append(Obstacle("days_not_over", DAYS_NOT_OVER, params))
    if not stage.needs_met:
        found.append(Obstacle("waits_for_other", WAITS_FOR_OTHER, params))
    return found


def _of_test(test: TestRecord) -> list[Obstacle]:
    outcomes = [result.outcome for result in test.results]
    negative = sum(result.samples for result in test.results if result.outcome == "negative")
    params = {"on": test.on, "samples": test.samples, "negative": negative}
    if not outcomes:
        return [Obstacle("test_missing", TEST_MISSING, params)]
    if "positive" in outcomes:
        return [Obstacle("test_positive", TEST_POSITIVE, params, binds_all=True)]
    if negative >= test.samples:
        return _of_reagents(test, params)
    if "pending" in outcomes:
        return [Obstacle("test_pending", TEST_PENDING, params)]
    if not negative:
        return [Obstacle("test_inconclusive", TEST_INCONCLUSIVE, params)]
    return [Obstacle("second_sample", SECOND_SAMPLE, params)]


def _of_reagents(test: TestRecord, params: Mapping[str, object]) -> list[Obstacle]:
    """Double sampling asks for different reagents (rules §1.2); where one is not recorded it is not refused."""
    reagents = [result.reagent for result in test.results if result.outcome == "negative"]
    if len(reagents) > 1 and all(reagents) and len(set(reagents)) < test.samples:
        return [Obstacle("same_reagent", SAME_REAGENT, params)]
    return []
