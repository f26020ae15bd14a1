"""Moves of a lead, row by row."""

import pytest

from lianfang.core.moves import LEAD_MOVES, NotAllowed, check_move, lead_state, list_moves, replay


@pytest.mark.parametrize(
    ("state", "move", "reached"),
    [
        ("", "open", "office"),
        ("office", "assign_town", "town"),
        ("office", "assign_community", "community"),
        ("office", "assign_grid", "grid"),
        ("town", "assign_community", "community"),
        ("town", "assign_grid", "grid"),  # some grids stand directly below a town
        ("town", "assign_town", "town"),  # to another town
        ("grid", "assign_grid", "grid"),
        ("grid", "return_community", "community"),
        ("grid", "return_town", "town"),
        ("community", "return_office", "office"),
        ("grid", "answer", "answered"),
        ("office", "answer", "answered"),
        ("answered", "answer", "answered"),  # a later call knows better
        ("answered", "close", "closed"),
        ("grid", "transfer", "closed"),
        ("answered", "merge", "closed"),
        ("closed", "reopen", "office"),
        ("answered", "reopen", "office"),
        ("closed", "unmerge", "office"),
    ],
)
def test_allowed(state: str, move: str, reached: str) -> None:
    assert check_move(LEAD_MOVES, state, move) == reached


@pytest.mark.parametrize(
    ("state", "move"),
    [
        ("", "answer"),
        ("grid", "close"),  # nothing is closed unanswered
        ("grid", "assign_town"),  # upward is returning, not assigning
        ("town", "return_community"),
        ("office", "return_office"),
        ("closed", "answer"),
        ("closed", "assign_grid"),
        ("answered", "assign_grid"),
        ("closed", "close"),
        ("closed", "merge"),
        ("office", "reopen"),
    ],
)
def test_refused(state: str, move: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        check_move(LEAD_MOVES, state, move)
    assert refused.value.code == "not_from_here"


def test_an_ordinary_day() -> None:
    assert (
        replay(LEAD_MOVES, ["open", "assign_town", "assign_grid", "return_town", "assign_grid", "answer"])
        == "answered"
    )


def test_the_grid_may_only_give_back_sideways_or_up_and_answer() -> None:
    assert set(list_moves(LEAD_MOVES, "grid")) == {
        "assign_grid",
        "return_office",
        "return_town",
        "return_community",
        "answer",
        "transfer",
        "merge",
    }


@pytest.mark.parametrize(
    ("stored", "holder", "state"),
    [
        ("open", "grid", "grid"),
        ("open", "office", "office"),
        ("answered", "grid", "answered"),
        ("closed", "town", "closed"),
    ],
)
def test_state_from_the_two_columns(stored: str, holder: str, state: str) -> None:
    assert lead_state(stored, holder) == state
