"""Moves of sites and rooms, and the checklist of three zones and two passages."""

from __future__ import annotations

import pytest

from lianfang.core.isolation import CHECK_ITEMS, ROOM_MOVES, SITE_MOVES, has_passed, list_faults
from lianfang.core.moves import NotAllowed, check_move, replay


@pytest.mark.parametrize(
    ("moves", "state"),
    [
        (("listed", "activated", "closed", "activated"), "active"),
        (("listed", "taken_off", "listed"), "reserve"),
    ],
)
def test_a_site(moves: tuple[str, ...], state: str) -> None:
    assert replay(SITE_MOVES, moves) == state


@pytest.mark.parametrize(
    ("moves", "state"),
    [
        (("listed", "occupied", "vacated", "cleaning_begun", "cleaned"), "free"),
        (("listed", "occupied", "vacated", "cleaned", "occupied"), "occupied"),
        (("listed", "closed", "reopened"), "dirty"),
        (("listed", "occupied", "freed"), "free"),
    ],
)
def test_a_room(moves: tuple[str, ...], state: str) -> None:
    assert replay(ROOM_MOVES, moves) == state


@pytest.mark.parametrize(
    ("state", "move"), [("dirty", "occupied"), ("occupied", "closed"), ("free", "cleaned")]
)
def test_nobody_comes_into_a_room_that_was_not_cleaned(state: str, move: str) -> None:
    with pytest.raises(NotAllowed):
        check_move(ROOM_MOVES, state, move)


@pytest.mark.parametrize("table", [SITE_MOVES, ROOM_MOVES])
def test_every_state_and_move_has_its_words(table: object) -> None:
    assert {*table.states, *table.names} <= set(table.labels)  # type: ignore[attr-defined]


def test_what_was_not_answered_is_a_fault() -> None:
    items = tuple(CHECK_ITEMS)[:3]
    assert list_faults(items, {items[0]: "met", items[1]: "none"}) == (items[2],)
    assert not has_passed(items, {items[0]: "fault"})
    assert has_passed(items, dict.fromkeys(items, "met"))
