"""What holds of every table of moves."""

import pytest

from lianfang.core.moves import (
    LEAD_MOVES,
    ORDER_MOVES,
    STAGE_MOVES,
    MoveTable,
    NotAllowed,
    check_move,
    list_moves,
    replay,
)

TABLES = [LEAD_MOVES, ORDER_MOVES, STAGE_MOVES]
every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)

DOOR = MoveTable(
    name="door",
    moves={
        ("", "hang"): "shut",
        ("shut", "open"): "ajar",
        ("ajar", "shut"): "shut",
        ("shut", "remove"): "gone",
    },
    labels={},
)


def test_states_names_and_ends_are_read_from_the_table() -> None:
    assert DOOR.states == ("shut", "ajar", "gone")
    assert DOOR.names == ("hang", "open", "shut", "remove")
    assert DOOR.final == ("gone",)


@pytest.mark.parametrize(
    ("state", "move", "code", "said"),
    [
        ("ajar", "remove", "not_from_here", "remove is not possible while this is ajar."),
        ("", "open", "not_from_here", "open is not possible while this is ."),
        ("shut", "paint", "no_such_move", "There is no move called paint."),
        ("lost", "open", "no_such_state", "There is no state called lost."),
    ],
)
def test_what_is_not_allowed_says_why(state: str, move: str, code: str, said: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        check_move(DOOR, state, move)
    assert refused.value.code == code
    assert str(refused.value) == said == refused.value.msgid % refused.value.params


def test_moves_of_a_state_in_the_order_of_the_table() -> None:
    assert list_moves(DOOR, "shut") == ("open", "remove")
    assert list_moves(DOOR, "gone") == ()


def test_replay_follows_a_history() -> None:
    assert replay(DOOR, ["hang", "open", "shut", "remove"]) == "gone"
    assert replay(DOOR, []) == ""
    with pytest.raises(NotAllowed):
        replay(DOOR, ["hang", "remove", "open"])


@every_table
def test_every_state_can_be_reached(table: MoveTable) -> None:
    reached, new = {""}, True
    while new:
        new = {end for (start, _), end in table.moves.items() if start in reached} - reached
        reached |= new
    assert reached - {""} == set(table.states)


@every_table
def test_every_state_and_move_has_words(table: MoveTable) -> None:
    assert {*table.states, *table.names} <= set(table.labels)


@every_table
def test_codes_fit_their_columns(table: MoveTable) -> None:
    assert max(len(move) for move in table.names) <= 16
