"""Several decisions about one person joined into one (rules §9.5).

At every instant the strictest place that any of them asks for; a day with tests of several keeps one due with
the larger number of samples; nothing ends earlier than in any single decision. This joins facts about one
person, never two editions.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise

from lianfang.core.policy import wording
from lianfang.core.policy.decision import Decision, PlannedStage, PlannedTest, Reason
from lianfang.core.policy.model import RANK

_COLOURS = ("", "green", "yellow", "red")  # the severest colour wins, as the strictest place does


def join(decisions: Sequence[Decision]) -> Decision:
    """Join decisions taken under one edition; the order does not matter but for the order of reasons and rules.

    Raises ValueError when there is none.
    """
    if not decisions:
        raise ValueError("nothing to decide: give at least one fact about the person")
    if len(decisions) == 1:
        return decisions[0]
    stages = join_stages([decision.stages for decision in decisions])
    measure = max((decision.measure for decision in decisions), key=RANK.__getitem__)
    highest = Reason("highest_wins", "rules §9.5", wording.HIGHEST, {})
    named = [reason for decision in decisions for reason in decision.reasons]
    strictest = max(decisions, key=lambda decision: RANK[decision.measure])
    return Decision(
        measure=measure,
        stages=stages,
        tests=join_tests(stages, [test for decision in decisions for test in decision.tests]),
        edition=strictest.edition,
        reasons=(*_once(named), highest),
        rules=tuple(dict.fromkeys(rule for decision in decisions for rule in decision.rules)),
        code=max((decision.code for decision in decisions), key=_COLOURS.index),
    )


def _once(reasons: Iterable[Reason]) -> list[Reason]:
    once: list[Reason] = []
    for reason in reasons:
        if reason not in once:
            once.append(reason)
    return once


def join_stages(plans: Sequence[Sequence[PlannedStage]]) -> tuple[PlannedStage, ...]:
    """Join the stages of several plans: at each instant the strictest place, neighbours of one place as one.

    Where two plans ask for the same place, the needs of both are kept.
    """
    every = [stage for plan in plans for stage in plan]
    edges = sorted({edge for stage in every for edge in (stage.starts, stage.ends)})
    joined: list[PlannedStage] = []
    for starts, ends in pairwise(edges):
        piece = _strictest(every, starts, ends)
        if piece is None:
            continue
        if joined and joined[-1].ends == starts and joined[-1].place == piece.place:
            needs = tuple(dict.fromkeys((*joined[-1].needs, *piece.needs)))
            joined[-1] = replace(joined[-1], ends=ends, needs=needs)
        else:
            joined.append(replace(piece, index=len(joined)))
    return tuple(joined)


def _strictest(every: Sequence[PlannedStage], starts: datetime, ends: datetime) -> PlannedStage | None:
    here = [stage for stage in every if stage.starts <= starts and ends <= stage.ends]
    if not here:
        return None
    place = max((stage.place for stage in here), key=RANK.__getitem__)
    same = [stage for stage in here if stage.place == place]
    # Of several counts of days the one least advanced, as it has the most days still to go.
    day = min(stage.first_day + (starts.date() - stage.starts.date()).days for stage in same)
    needs = tuple(dict.fromkeys(need for stage in same for need in stage.needs))
    return PlannedStage(0, place, starts, ends, needs, day)


def join_tests(stages: Sequence[PlannedStage], tests: Iterable[PlannedTest]) -> tuple[PlannedTest, ...]:
    """Join tests, one due a day, each in the stage of `stages` it now falls into."""
    by_day: dict[date, PlannedTest] = {}
    for test in tests:
        stage = next(stage for stage in stages if stage.starts <= test.opens < stage.ends)
        other = by_day.get(test.on, test)
        by_day[test.on] = replace(
            test,
            stage=stage.index,
            day=max(test.day, other.day),
            samples=max(test.samples, other.samples),
            opens=min(test.opens, other.opens),
            closes=min(max(test.closes, other.closes), stage.ends),
            derived=test.derived and other.derived,
        )
    return tuple(by_day[day] for day in sorted(by_day))
