"""Dues: ahead, open, missed, done."""

from datetime import datetime, timedelta

import pytest

from lianfang.core.timeline import (
    DAY,
    SHANGHAI,
    Due,
    DueState,
    day_of,
    day_start,
    due_next,
    due_state,
    list_missed,
)

NOON = datetime(2022, 2, 10, 12, 0, tzinfo=SHANGHAI)


def due(days_from_now: int, done_at: datetime | None = None) -> Due:
    on = day_of(NOON + days_from_now * DAY)
    return Due(on=on, opens=day_start(on), closes=day_start(on) + DAY, done_at=done_at)


@pytest.mark.parametrize(
    ("days", "done_at", "state"),
    [
        (1, None, DueState.AHEAD),
        (0, None, DueState.OPEN),
        (-1, None, DueState.MISSED),
        (0, NOON, DueState.DONE),
        (-1, NOON - DAY, DueState.DONE),
        (-1, NOON, DueState.DONE),  # late, but done
        (0, NOON + timedelta(hours=1), DueState.OPEN),  # not yet known at noon
        (-1, NOON + timedelta(hours=1), DueState.MISSED),
    ],
)
def test_state(days: int, done_at: datetime | None, state: DueState) -> None:
    assert due_state(due(days, done_at), NOON) is state


def test_a_window_is_half_open() -> None:
    today = due(0)
    assert due_state(today, today.opens) is DueState.OPEN
    assert due_state(today, today.closes) is DueState.MISSED


def test_what_is_due_next() -> None:
    dues = [due(4), due(-1), due(1), due(0, NOON)]
    assert due_next(dues, NOON) == due(1)
    assert due_next([due(-1), due(0, NOON)], NOON) is None
    assert due_next([], NOON) is None


def test_an_open_due_comes_before_one_ahead() -> None:
    assert due_next([due(1), due(0)], NOON) == due(0)


def test_missed_ones_are_listed_in_order() -> None:
    assert list_missed([due(-1), due(0), due(-3), due(-2, NOON - 2 * DAY)], NOON) == (due(-3), due(-1))
