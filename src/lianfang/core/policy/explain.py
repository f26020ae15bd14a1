"""A decision in one plain sentence, and its reasons in full, for the person concerned and for the clerk."""

from datetime import datetime

from lianfang.core.policy.decision import Decision, PlannedStage, PlannedTest
from lianfang.core.policy.wording import MEASURE_LABELS, said
from lianfang.core.wording import Translate, msgid

STAGE = msgid("%(place)s from %(starts)s to %(ends)s")
THEN = msgid(", then ")
TESTS = msgid("; tests on %(days)s")
TWICE = msgid("%(day)s (two samples)")
COMMA = msgid(", ")
DAY_FORM = msgid("%(day)s/%(month)s/%(year)s")
TIME_FORM = msgid("%(day)s/%(month)s/%(year)s %(time)s")
FULL = msgid("%(what)s. Because: %(why)s")


def explain(decision: Decision, translate: Translate) -> str:
    """Say what is decided and why, in one sentence a person can read, in the language of `translate`."""
    if decision.stages:
        parts = [_stage(stage, translate) for stage in decision.stages]
        what = translate(THEN).join(parts) + _tests(decision.tests, translate)
    else:
        what = translate(MEASURE_LABELS[decision.measure])
    why = " ".join(said(reason, translate) for reason in decision.reasons)
    return translate(FULL) % {"what": what, "why": why}


def _stage(stage: PlannedStage, translate: Translate) -> str:
    return translate(STAGE) % {
        "place": translate(MEASURE_LABELS[stage.place]),
        "starts": _moment(stage.starts, translate),
        "ends": _moment(stage.ends, translate),
    }


def _tests(tests: tuple[PlannedTest, ...], translate: Translate) -> str:
    if not tests:
        return ""
    days = []
    for test in tests:
        day = translate(DAY_FORM) % {"day": test.on.day, "month": test.on.month, "year": test.on.year}
        days.append(translate(TWICE) % {"day": day} if test.samples > 1 else day)
    return translate(TESTS) % {"days": translate(COMMA).join(days)}


def _moment(instant: datetime, translate: Translate) -> str:
    return translate(TIME_FORM) % {
        "day": instant.day,
        "month": instant.month,
        "year": instant.year,
        "time": f"{instant:%H:%M}",
    }
