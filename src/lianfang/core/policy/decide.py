"""From facts about a person to the measure, its stages and its tests, with reasons.

How days are counted. A stage of N days lasts N times 24 hours from the instant the count begins (last contact,
leaving, arrival), so nobody serves a shorter time than the rule, whatever the hour. A person found later
serves only the rest (rules §9.2). A test of day n falls on a Shanghai calendar day: the first calendar day of
the stage bears the edition's day base (rules §9.1), and the test is taken on that day within the stage.
"""

from collections.abc import Iterable
from datetime import datetime

from lianfang.core.policy import wording
from lianfang.core.policy.decision import Decision, Facts, PlannedStage, PlannedTest, Reason
from lianfang.core.policy.late import top_up
from lianfang.core.policy.model import CATEGORIES, RANK, PolicyBook
from lianfang.core.policy.plan import Plan, PlanStage, plan_for
from lianfang.core.policy.together import join
from lianfang.core.timeline import DAY, local


def decide(book: PolicyBook, facts: Facts, at: datetime) -> Decision:
    """Decide what one fact about a person asks for under the law in force at `at`.

    Raises ValueError for an unknown category and for times without a zone.
    """
    plan = plan_for(book, facts, at)
    anchor, found = local(facts.anchor), local(facts.found)
    return plan.fixed or _lay_out(plan, found if plan.clock == "start" else anchor, found)


def decide_all(book: PolicyBook, facts: Iterable[Facts], at: datetime) -> Decision:
    """Decide for a person to whom several facts apply: the highest measure wins, stages merge, none is cut short.

    Raises ValueError when there are no facts.
    """
    return join([decide(book, one, at) for one in facts])


def may_control(book: PolicyBook, area: str, at: datetime) -> bool:
    """Say whether the law in force asks for a measure for anybody, or is not known for somebody: else none is offered.

    Since 8 January 2023 (class B, rules §1.2) it asks for none.
    """
    found = (Facts(category=category, anchor=at, found=at, area=area) for category in CATEGORIES)
    return any(decide(book, facts, at).measure != "none" for facts in found)


def _lay_out(plan: Plan, begin: datetime, found: datetime) -> Decision:
    opening = max(begin, found)
    midnight = begin.replace(hour=0, minute=0, second=0, microsecond=0)
    stages: list[PlannedStage] = []
    tests: list[PlannedTest] = []
    for stage in plan.stages:
        ends = begin + stage.until
        if ends <= opening:
            continue
        planned = _stage(plan, stage, len(stages), begin, opening)
        stages.append(planned)
        tests += _tests(stage, planned, midnight)
    reasons = plan.reasons
    if opening.date() > begin.date():
        reasons = _still_true(plan.reasons, tests, stages) + _late_reason(opening, begin, over=not stages)
        reasons += top_up(plan, stages, tests, opening)
    measure = max((stage.place for stage in stages), key=RANK.__getitem__, default="none")
    return Decision(measure, tuple(stages), tuple(tests), plan.edition, reasons, plan.rules, plan.code)


def _stage(plan: Plan, stage: PlanStage, index: int, begin: datetime, opening: datetime) -> PlannedStage:
    full_start = begin + stage.since
    starts = max(full_start, opening)
    first_day = (starts.date() - full_start.date()).days + plan.day_base
    return PlannedStage(index, stage.place, starts, begin + stage.until, stage.needs, first_day)


def _tests(stage: PlanStage, planned: PlannedStage, midnight: datetime) -> list[PlannedTest]:
    """Put the tests of a stage on their days, leaving out those whose day was over before the person was found."""
    tests = []
    for test in stage.tests:
        opens = midnight + test.after
        if (
            opens >= planned.ends
        ):  # day base 0 and a stage that ends at midnight: its last day is the day before
            opens -= DAY
        closes = opens + DAY
        if closes > planned.starts:
            tests.append(
                PlannedTest(
                    planned.index,
                    test.day,
                    opens.date(),
                    test.samples,
                    max(opens, planned.starts),
                    min(closes, planned.ends),
                    test.derived,
                )
            )
    return tests


def _still_true(
    reasons: tuple[Reason, ...], tests: list[PlannedTest], stages: list[PlannedStage]
) -> tuple[Reason, ...]:
    """Leave out remarks about tests and stages that were over before the person was found."""
    gone = {
        "derived_days": not any(test.derived for test in tests),
        "double_final": not any(test.samples > 1 for test in tests),
        "test_gap": len(tests) < 2,
        "waits_for_contact": not any(stage.needs for stage in stages),
    }
    return tuple(reason for reason in reasons if not gone.get(reason.code, False))


def _late_reason(opening: datetime, begin: datetime, *, over: bool) -> tuple[Reason]:
    if over:
        return (Reason("already_over", "rules §9.2", wording.ALREADY_OVER, {}),)
    days = (opening.date() - begin.date()).days
    return (Reason("found_late", "rules §9.2", wording.FOUND_LATE, {"days": days}),)
