"""The figures of pushed lists: rows, people, answers, deadlines."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.figures.made import CUT, hours, row

from lianfang.core.figures.dispatch import IDENTITIES
from lianfang.core.figures.identities import reconcile
from lianfang.core.figures.memory import report
from lianfang.core.figures.pushed import PUSHED

COUNTED = ("ever", "new", "people", "verified", "overdue", "waiting", "without_lead")


def counts(facts: list[Any]) -> dict[str, int]:
    """The unsplit counts that are not zero."""
    pushed = report(PUSHED, {"rows": facts}, CUT.params())["pushed"]
    return {name: pushed[name] for name in COUNTED if pushed[name]}


def answered(at: float, **more: Any) -> dict[str, Any]:
    return {"lead": 1, "answered_at": hours(at), "due_at": hours(50), "answer": "away", **more}


ROW = {"ever": 1, "people": 1}


@pytest.mark.parametrize(
    ("facts", "figures"),
    [
        pytest.param([], {}, id="nothing"),
        pytest.param([row(1, lead=1, due_at=hours(-5))], {**ROW, "waiting": 1}, id="waiting"),
        pytest.param([row(1, lead=1, due_at=hours(5))], {**ROW, "overdue": 1}, id="overdue"),
        pytest.param([row(1, lead=1, due_at=hours(0))], {**ROW, "overdue": 1}, id="due at the cut: overdue"),
        pytest.param([row(1, **answered(60))], {**ROW, "verified": 1}, id="verified in time"),
        pytest.param([row(1, **answered(1))], {**ROW, "verified": 1}, id="verified late is verified"),
        pytest.param([row(1, **answered(0))], {**ROW, "overdue": 1}, id="answered at the cut: not yet"),
        pytest.param([row(1, **answered(-1))], {**ROW, "overdue": 1}, id="answered later: not yet"),
        pytest.param(
            [row(1, person=None, outcome="rejected")],
            {"ever": 1, "without_lead": 1},
            id="rejected rows count as rows",
        ),
        pytest.param(
            [row(1, received=24, **answered(1))], {**ROW, "new": 1, "verified": 1}, id="new from 24 h on"
        ),
        pytest.param(
            [row(1, received=24.1, **answered(1))], {**ROW, "verified": 1}, id="not new before that"
        ),
        pytest.param([row(1, received=0, **answered(1))], {}, id="received at the cut: tomorrow's"),
        pytest.param(
            [row(1, source_kind="declared", **answered(1))], {}, id="declarations are no pushed rows"
        ),
        pytest.param([row(1, source_kind="letter", **answered(1))], {}, id="letters are no pushed rows"),
        pytest.param(
            [row(1, first_of_identical_file=False, **answered(1))], {}, id="an identical file counts once"
        ),
        pytest.param(
            [row(1, **answered(1)), row(2, outcome="duplicate", **answered(1)), row(3, "q", **answered(1))],
            {"ever": 3, "people": 2, "verified": 3},
            id="a duplicate row is a row, its person one person",
        ),
    ],
)
def test_what_is_counted(facts: list[Any], figures: dict[str, int]) -> None:
    assert counts(facts) == figures


def test_outcomes_answers_and_the_rate() -> None:
    facts = [
        row(1, **answered(1)),
        row(2, "q", outcome="warning", **answered(1, answer=None)),
        row(3, None, outcome="rejected"),
    ]
    pushed = report(PUSHED, {"rows": facts}, CUT.params())["pushed"]
    assert pushed["ever_by"] == {"ready": 1, "rejected": 1, "warning": 1}
    assert pushed["verified_by"] == {"away": 1, "unknown": 1}
    assert pushed["rate"] == 66.6


def test_no_rows_have_no_rate() -> None:
    assert report(PUSHED, {"rows": []}, CUT.params())["pushed"]["rate"] is None


hour = st.integers(-30, 60)


@given(
    st.lists(
        st.tuples(st.sampled_from("pqr") | st.none(), hour, hour, hour | st.none(), st.sampled_from("xy")),
        max_size=8,
    )
)
def test_rows_are_verified_waiting_overdue_or_without_a_lead(rows: list[Any]) -> None:
    facts = [
        row(number, person, received, outcome=outcome)
        if person is None
        else row(
            number,
            person,
            received,
            lead=number,
            due_at=hours(due),
            answered_at=None if done is None else hours(done),
            answer=outcome,
            outcome=outcome,
        )
        for number, (person, received, due, done, outcome) in enumerate(rows)
    ]
    values = report(PUSHED, {"rows": facts}, CUT.params())
    pushed_only = [identity for identity in IDENTITIES if identity.whole.startswith("pushed.")]
    assert len(pushed_only) == 4
    assert reconcile(values, pushed_only) == []
