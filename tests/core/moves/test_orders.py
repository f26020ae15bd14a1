"""Moves of orders and stages, row by row."""

import pytest

from lianfang.core.moves import (
    ENDING_MOVES,
    ORDER_MOVES,
    STAGE_MOVES,
    NotAllowed,
    check_move,
    order_state,
    replay,
)


@pytest.mark.parametrize(
    ("state", "move", "reached"),
    [
        ("", "issued", "issued"),
        ("issued", "started", "running"),
        ("issued", "cancelled", "cancelled"),
        ("issued", "moved", "issued"),
        ("issued", "left", "left"),
        ("running", "started", "running"),  # the next stage
        ("running", "moved", "running"),
        ("running", "extended", "running"),
        ("running", "released", "released"),
        ("running", "left", "left"),
        ("running", "died", "died"),
        ("running", "transferred", "left"),
        ("running", "need_met", "running"),
        ("running", "cancelled", "cancelled"),  # issued for the wrong person
        ("released", "corrected", "released"),
        ("running", "corrected", "running"),
    ],
)
def test_order_moves(state: str, move: str, reached: str) -> None:
    assert check_move(ORDER_MOVES, state, move) == reached


@pytest.mark.parametrize(
    ("state", "move"),
    [
        ("released", "cancelled"),  # history is corrected, never undone
        ("issued", "need_met"),
        ("issued", "released"),  # nobody is released who was not controlled
        ("released", "extended"),
        ("released", "started"),
        ("cancelled", "started"),
        ("cancelled", "corrected"),
        ("died", "released"),
    ],
)
def test_order_moves_refused(state: str, move: str) -> None:
    with pytest.raises(NotAllowed):
        check_move(ORDER_MOVES, state, move)


@pytest.mark.parametrize(
    ("stored", "started", "state"),
    [("running", False, "issued"), ("running", True, "running"), ("released", True, "released")],
)
def test_order_state(stored: str, started: bool, state: str) -> None:
    assert order_state(stored, started=started) == state


def test_from_the_site_home_and_released() -> None:
    history = ["issued", "started", "moved", "started", "extended", "released"]
    assert replay(ORDER_MOVES, history) == "released"


@pytest.mark.parametrize("move", ENDING_MOVES)
def test_a_running_stage_ends_in_each_of_the_ways_figures_count(move: str) -> None:
    assert check_move(STAGE_MOVES, "running", move) == "ended"


@pytest.mark.parametrize(
    ("state", "move", "reached"),
    [
        ("", "planned", "planned"),
        ("planned", "started", "running"),
        ("planned", "moved", "planned"),  # another place before it begins
        ("planned", "extended", "planned"),
        ("planned", "cancelled", "cancelled"),
        ("running", "extended", "running"),
        ("ended", "corrected", "ended"),
        ("running", "cancelled", "cancelled"),
        ("ended", "cancelled", "cancelled"),  # an earlier stage of an order issued in error
    ],
)
def test_stage_moves(state: str, move: str, reached: str) -> None:
    assert check_move(STAGE_MOVES, state, move) == reached


@pytest.mark.parametrize(
    ("state", "move"), [("cancelled", "started"), ("planned", "released"), ("ended", "started")]
)
def test_stage_moves_refused(state: str, move: str) -> None:
    with pytest.raises(NotAllowed):
        check_move(STAGE_MOVES, state, move)
