"""From the station to the door: the allowed moves, the alarm, and whether as many arrived as were sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lianfang.core.moves import NotAllowed, check_move, replay
from lianfang.core.transit import ARRIVAL_MOVES, LIVE, WAYS, alarm_at, count_crossing, is_alarming

AT = datetime(2022, 1, 20, 13, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("moves", "state"),
    [
        (("registered", "sampled", "negative", "departed", "received"), "received"),
        (("registered", "fetched", "received"), "received"),
        (("registered", "sampled", "positive", "hospital"), "hospital"),
        (("registered", "sampled", "sampled", "negative", "departed", "returned"), "cleared"),
        (("registered", "left"), "left"),
    ],
)
def test_ways_through(moves: tuple[str, ...], state: str) -> None:
    assert replay(ARRIVAL_MOVES, moves) == state


@pytest.mark.parametrize(
    ("state", "move"),
    [("registered", "departed"), ("sampled", "departed"), ("positive", "fetched"), ("received", "left")],
)
def test_nobody_is_driven_before_the_result(state: str, move: str) -> None:
    with pytest.raises(NotAllowed):
        check_move(ARRIVAL_MOVES, state, move)


def test_words_and_states() -> None:
    assert {*ARRIVAL_MOVES.states} <= set(ARRIVAL_MOVES.labels)
    assert set(ARRIVAL_MOVES.final) == set(ARRIVAL_MOVES.states) - set(LIVE)
    assert set(WAYS) == {"station", "fetched"}


@pytest.mark.parametrize(
    ("state", "hours", "passed", "alarm"),
    [
        ("registered", 12, 11, False),
        ("registered", 12, 12, True),
        ("underway", 12, 30, True),
        ("received", 12, 30, False),
        ("sampled", None, 99, False),
    ],
)
def test_the_alarm(state: str, hours: int | None, passed: int, alarm: bool) -> None:
    assert is_alarming(state, AT, hours, AT + passed * HOUR) is alarm
    assert alarm_at(AT, 12) == AT + 12 * HOUR


def test_a_crossing_adds_up() -> None:
    assert count_crossing(5, 3).missing == 2
    assert count_crossing(5, 5).missing == 0
    for received in (-1, 6):
        with pytest.raises(ValueError, match="of 5"):
            count_crossing(5, received)
