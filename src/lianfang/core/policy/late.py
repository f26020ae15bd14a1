"""Tests that are still asked of a person found late (rules §9.2: at least two, also when the days are over)."""

from datetime import date, datetime, timedelta

from lianfang.core.policy import wording
from lianfang.core.policy.decision import PlannedStage, PlannedTest, Reason
from lianfang.core.policy.plan import Plan
from lianfang.core.timeline import DAY, day_start, spread_days

ADDED = 0  # the day number of a test that no text numbers


def top_up(
    plan: Plan, stages: list[PlannedStage], tests: list[PlannedTest], opening: datetime
) -> tuple[Reason, ...]:
    """Add to `stages` and `tests` what the late rule asks for besides, and say so.

    Never more tests than the rule itself has. They go on days left without a test, the day of being found
    first; where too few days are left, a stage of the late rule follows to take the rest in.
    """
    late = plan.late
    if late is None:
        return ()
    lacking = min(late.tests, plan.test_count) - len(tests)
    if lacking <= 0:
        return ()
    lacking -= _fill(stages, tests, _days_left(stages, opening), lacking)
    if lacking:
        starts = stages[-1].ends if stages else opening
        stages.append(
            PlannedStage(len(stages), late.place, starts, starts + late.days * DAY, (), plan.day_base)
        )
        _fill(stages, tests, [starts.date() + step * DAY for step in range(late.days)], lacking)
    tests.sort(key=lambda test: (test.on, test.stage))
    return (Reason("more_tests", late.clause, wording.MORE_TESTS, {"tests": late.tests}),)


def _days_left(stages: list[PlannedStage], opening: datetime) -> list[date]:
    if not stages:
        return []
    last = (stages[-1].ends - timedelta(microseconds=1)).date()
    return [opening.date() + step * DAY for step in range((last - opening.date()).days + 1)]


def _fill(stages: list[PlannedStage], tests: list[PlannedTest], days: list[date], lacking: int) -> int:
    """Put up to `lacking` tests on days without one, spread evenly; give back how many were put."""
    taken = {test.on for test in tests}
    free = [day for day in days if day not in taken]
    put = min(lacking, len(free))
    for number in spread_days(len(free), put, single_on_first=True):
        tests.append(_test(stages, free[number - 1]))
    return put


def _test(stages: list[PlannedStage], day: date) -> PlannedTest:
    opens = day_start(day)
    closes = opens + DAY
    stage = next(stage for stage in stages if stage.starts < closes and stage.ends > opens)
    return PlannedTest(
        stage.index, ADDED, day, 1, max(opens, stage.starts), min(closes, stage.ends), derived=True
    )
