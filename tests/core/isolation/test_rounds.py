"""The rounds of a day and where each stands."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from lianfang.core.isolation import RoundState, count_by_hour, plan_rounds, round_state
from lianfang.core.timeline import SHANGHAI

DAY = date(2022, 2, 28)
TIMES = {"patrol": ("20:30", "08:30", "14:30"), "measure": ("08:00", "16:00"), "report": ("08:30",)}
HOUR = timedelta(hours=1)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(f"2022-02-28 {text}").replace(tzinfo=SHANGHAI)


def test_they_come_in_time_and_are_counted_by_kind() -> None:
    planned = plan_rounds(TIMES, 2, DAY)
    assert [(one.kind, one.seq, f"{one.opens:%H:%M}") for one in planned] == [
        ("measure", 1, "08:00"),
        ("patrol", 1, "08:30"),
        ("report", 1, "08:30"),
        ("patrol", 2, "14:30"),
        ("measure", 2, "16:00"),
        ("patrol", 3, "20:30"),
    ]
    assert all(one.closes - one.opens == 2 * HOUR for one in planned)


def test_without_times_there_are_none() -> None:
    assert plan_rounds({}, 2, DAY) == ()


@pytest.mark.parametrize(
    ("done", "at", "state"),
    [
        (None, "07:59", RoundState.AHEAD),
        (None, "08:00", RoundState.OPEN),
        (None, "09:59", RoundState.OPEN),
        (None, "10:00", RoundState.MISSED),
        ("09:00", "12:00", RoundState.DONE),
        ("10:00", "12:00", RoundState.LATE),
    ],
)
def test_where_a_round_stands(done: str | None, at: str, state: RoundState) -> None:
    done_at = moment(done) if done else None
    assert round_state(moment("08:00"), moment("10:00"), done_at, moment(at)) is state


def test_missed_ones_are_counted_by_their_hour() -> None:
    missed = [moment("20:30"), moment("08:00"), moment("08:30")]
    assert list(count_by_hour(missed).items()) == [(8, 2), (20, 1)]
    assert count_by_hour([]) == {}
