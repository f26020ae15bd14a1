"""The tables of moves as a whole: every move from every state, drawn; a dot where it is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.moves import (
    LAW_MOVES,
    LEAD_MOVES,
    ORDER_MOVES,
    STAGE_MOVES,
    MoveTable,
    NotAllowed,
    check_move,
    replay,
)
from lianfang.core.moves.leads import HOLDERS
from lianfang.core.moves.table import list_moves

NEW = "(new)"

LEADS = """
move              (new)   office     town       community  grid       answered  closed
open              office  .          .          .          .          .         .
assign_town       .       town       town       .          .          .         .
assign_community  .       community  community  community  .          .         .
assign_grid       .       grid       grid       grid       grid       .         .
return_office     .       .          office     office     office     .         .
return_town       .       .          .          town       town       .         .
return_community  .       .          .          .          community  .         .
answer            .       answered   answered   answered   answered   answered  .
close             .       .          .          .          .          closed    .
transfer          .       closed     closed     closed     closed     closed    .
merge             .       closed     closed     closed     closed     closed    .
reopen            .       .          .          .          .          office    office
unmerge           .       .          .          .          .          .         office
"""

ORDERS = """
move         (new)   issued     running    released  left  died  cancelled
issued       issued  .          .          .         .     .     .
started      .       running    running    .         .     .     .
moved        .       issued     running    .         .     .     .
extended     .       issued     running    .         .     .     .
redecided    .       issued     running    .         .     .     .
need_met     .       .          running    .         .     .     .
suspended    .       .          running    .         .     .     .
resumed      .       .          running    .         .     .     .
released     .       .          released   .         .     .     .
left         .       left       left       .         .     .     .
died         .       died       died       .         .     .     .
transferred  .       left       left       .         .     .     .
cancelled    .       cancelled  cancelled  .         .     .     .
corrected    .       issued     running    released  left  died  .
"""

STAGES = """
move         (new)    planned    running    ended      cancelled
planned      planned  .          .          .          .
started      .        running    .          .          .
moved        .        planned    ended      .          .
extended     .        planned    running    .          .
released     .        .          ended      .          .
left         .        .          ended      .          .
died         .        .          ended      .          .
transferred  .        .          ended      .          .
cancelled    .        cancelled  cancelled  cancelled  .
corrected    .        planned    running    ended      .
"""

LAW = """
move       (new)  draft      half       signed     withdrawn
drafted    draft  .          .          .          .
edited     .      draft      draft      .          .
signed     .      half       signed     .          .
withdrawn  .      withdrawn  withdrawn  withdrawn  .
"""

TABLES = {
    "law": (LAW, LAW_MOVES),
    "leads": (LEADS, LEAD_MOVES),
    "orders": (ORDERS, ORDER_MOVES),
    "stages": (STAGES, STAGE_MOVES),
}


def read_drawing(drawing: str) -> dict[tuple[str, str], str]:
    """Give what each (state, move) of a drawing leads to; a dot for nowhere."""
    head, *lines = (line.split() for line in drawing.strip().splitlines())
    states = ["" if state == NEW else state for state in head[1:]]
    return {
        (state, line[0]): reached for line in lines for state, reached in zip(states, line[1:], strict=True)
    }


@pytest.mark.parametrize("name", TABLES)
def test_every_move_from_every_state(name: str) -> None:
    drawing, table = TABLES[name]
    for (state, move), reached in read_drawing(drawing).items():
        if reached == ".":
            with pytest.raises(NotAllowed) as refused:
                check_move(table, state, move)
            assert refused.value.code == "not_from_here"
            assert refused.value.params == {"state": state, "move": move}
        else:
            assert check_move(table, state, move) == reached


@pytest.mark.parametrize("name", TABLES)
def test_the_drawing_shows_the_whole_table(name: str) -> None:
    drawing, table = TABLES[name]
    drawn = read_drawing(drawing)
    assert {state for state, _ in drawn} == {"", *table.states}
    assert {move for _, move in drawn} == set(table.names)
    assert {step: reached for step, reached in drawn.items() if reached != "."} == dict(table.moves)


@pytest.mark.parametrize("name", TABLES)
def test_every_state_can_be_reached_and_every_state_and_move_has_a_label(name: str) -> None:
    _, table = TABLES[name]
    reached, frontier = set(), {""}
    while frontier:
        steps = {check_move(table, state, move) for state in frontier for move in list_moves(table, state)}
        reached, frontier = reached | steps, steps - reached
    assert reached == set(table.states)
    assert {*table.states, *table.names} - set(table.labels) == set()


@pytest.mark.parametrize("name", TABLES)
def test_what_a_page_offers_is_what_is_allowed(name: str) -> None:
    drawing, table = TABLES[name]
    for state in ("", *table.states):
        offered = set(list_moves(table, state))
        drawn = read_drawing(drawing).items()
        assert offered == {move for (start, move), reached in drawn if start == state and reached != "."}


def walks(table: MoveTable) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(table.names), max_size=12)


@given(walks(ORDER_MOVES))
def test_a_history_of_an_order_goes_on_only_until_it_ends(moves: list[str]) -> None:
    """Whatever is tried: once ended, an order is only corrected; a cancelled one is not even that."""
    state = ""
    for move in moves:
        try:
            after = check_move(ORDER_MOVES, state, move)
        except NotAllowed:
            continue
        if state in ("released", "left", "died"):
            assert (move, after) == ("corrected", state)
        assert state != "cancelled"
        state = after
    assert state in ("", *ORDER_MOVES.states)


@given(walks(STAGE_MOVES))
def test_a_stage_is_a_person_time_once_and_for_all_unless_cancelled(moves: list[str]) -> None:
    started, state = False, ""
    for move in moves:
        try:
            state = check_move(STAGE_MOVES, state, move)
        except NotAllowed:
            continue
        assert not (started and state == "planned")
        started = started or state == "running"
        assert started or state in ("planned", "cancelled")


@given(st.lists(st.sampled_from([f"assign_{holder}" for holder in HOLDERS[1:]]), max_size=8))
def test_assigning_only_ever_goes_down_or_sideways(moves: list[str]) -> None:
    state = replay(LEAD_MOVES, ["open"])
    for move in moves:
        try:
            after = check_move(LEAD_MOVES, state, move)
        except NotAllowed:
            assert HOLDERS.index(move.removeprefix("assign_")) < HOLDERS.index(state)
            continue
        assert HOLDERS.index(after) >= HOLDERS.index(state)
        state = after


@given(st.lists(st.sampled_from([f"return_{holder}" for holder in HOLDERS[:-1]]), max_size=8))
def test_giving_back_only_ever_goes_up(moves: list[str]) -> None:
    state = replay(LEAD_MOVES, ["open", "assign_grid"])
    for move in moves:
        try:
            after = check_move(LEAD_MOVES, state, move)
        except NotAllowed:
            assert HOLDERS.index(move.removeprefix("return_")) >= HOLDERS.index(state)
            continue
        assert HOLDERS.index(after) < HOLDERS.index(state)
        state = after
