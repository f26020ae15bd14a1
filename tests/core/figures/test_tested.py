"""The figures of tests due on the report's day."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.core.figures.made import CUT, due_test

from lianfang.core.figures.cut import Cut
from lianfang.core.figures.dispatch import IDENTITIES
from lianfang.core.figures.identities import reconcile
from lianfang.core.figures.memory import report
from lianfang.core.figures.tested import TESTED

YESTERDAY = CUT.day - timedelta(days=1)


def counted(facts: list[Any], cut: Cut = CUT) -> dict[str, Any]:
    values = report(TESTED, {"tests": facts}, cut.params())
    assert (
        reconcile(values, [identity for identity in IDENTITIES if identity.whole.startswith("tests.")]) == []
    )
    told: dict[str, Any] = values["tests"]
    return {name: value for name, value in told.items() if value}


@pytest.mark.parametrize(
    ("facts", "figures"),
    [
        pytest.param([], {}, id="nothing due"),
        pytest.param([due_test(1)], {"due": 1, "missed": 1}, id="not done: missed"),
        pytest.param([due_test(1, done=0)], {"due": 1, "missed": 1}, id="done at the cut: not yet"),
        pytest.param([due_test(1, done=-2)], {"due": 1, "missed": 1}, id="done later: not yet"),
        pytest.param([due_test(1, YESTERDAY)], {}, id="yesterday's miss is yesterday's"),
        pytest.param([due_test(1, CUT.day + timedelta(days=1), done=3)], {}, id="tomorrow's test done early"),
        pytest.param(
            [due_test(1, done=3)],
            {"due": 1, "done": 1, "done_by": {"unknown": 1}},
            id="the result is waited for",
        ),
        pytest.param(
            [due_test(1, done=30, result="negative")],
            {"due": 1, "done": 1, "negative": 1, "done_by": {"negative": 1}},
            id="done the day before counts for its day",
        ),
        pytest.param(
            [due_test(1, done=3, result="positive"), due_test(2, done=2, result="negative"), due_test(3)],
            {
                "due": 3,
                "done": 2,
                "missed": 1,
                "positive": 1,
                "negative": 1,
                "done_by": {"negative": 1, "positive": 1},
            },
            id="one of each",
        ),
        pytest.param(
            [due_test(1, done=3, result="inconclusive")],
            {"due": 1, "done": 1, "done_by": {"inconclusive": 1}},
            id="inconclusive is done, neither negative nor positive",
        ),
        pytest.param(
            [due_test(1, done=-3, result="positive")],
            {"due": 1, "missed": 1},
            id="a result from after the cut is not known at it",
        ),
    ],
)
def test_what_is_counted(facts: list[Any], figures: dict[str, Any]) -> None:
    assert counted(facts) == figures


def test_nothing_is_missed_before_the_cut() -> None:
    facts = [due_test(1, done=3, result="negative"), due_test(2)]
    ahead = replace(CUT, ahead=CUT.at - timedelta(hours=2))
    done = {"due": 2, "done": 1, "negative": 1, "done_by": {"negative": 1}}
    assert counted(facts, ahead) == {**done, "waiting": 1}
    assert counted(facts) == {**done, "missed": 1}
