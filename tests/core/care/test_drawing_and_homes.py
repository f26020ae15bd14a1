"""The draw that anybody can repeat, the fitness of a home, the tables of moves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.care import BREACH_MOVES, NEED_MOVES, TRANSFER_MOVES, draw, judge_home
from lianfang.core.moves import NotAllowed, check_move, replay


@pytest.mark.parametrize(
    ("size", "percent", "drawn"),
    [(0, 10, 0), (1, 1, 1), (10, 10, 1), (11, 10, 2), (100, 5, 5), (7, 100, 7), (7, 0, 0)],
)
def test_a_share_is_rounded_up(size: int, percent: int, drawn: int) -> None:
    assert len(draw("2022-02-28", range(size), percent)) == drawn


@given(st.sets(st.integers(1, 10_000), max_size=60), st.integers(1, 100), st.text(max_size=8), st.randoms())
def test_the_same_seed_draws_the_same_whatever_the_order(pool, percent, seed, random) -> None:
    mixed = list(pool)
    random.shuffle(mixed)
    chosen = draw(seed, mixed, percent)
    assert chosen == draw(seed, pool, percent)
    assert len(set(chosen)) == len(chosen)
    assert set(chosen) <= pool


@given(st.sets(st.integers(1, 10_000), min_size=1, max_size=60), st.integers(1, 99))
def test_a_larger_share_goes_on_where_the_smaller_one_ended(pool, percent) -> None:
    fewer, more = draw("seed", pool, percent), draw("seed", pool, percent + 1)
    assert more[: len(fewer)] == fewer


def test_another_seed_draws_others() -> None:
    assert draw("a", range(1000), 10) != draw("b", range(1000), 10)


def test_a_draw_is_known_by_heart() -> None:
    """Who keeps a seed and a pool on paper draws the same in ten years."""
    assert draw("2022-02-28:0", [1, 2, 3, 4, 5], 40) == (3, 1)


MUST, BETTER = ("own_room", "aired"), ("own_toilet",)


@pytest.mark.parametrize(
    ("found", "fit", "lacking", "wished"),
    [
        (["own_room", "aired", "own_toilet"], True, (), ()),
        (["own_room", "aired"], True, (), ("own_toilet",)),
        (["own_room", "own_toilet"], False, ("aired",), ()),
        ([], False, ("own_room", "aired"), ("own_toilet",)),
    ],
)
def test_a_home_is_judged_by_what_it_must_have(found, fit, lacking, wished) -> None:
    judged = judge_home(found, must=MUST, better=BETTER)
    assert (judged.fit, judged.lacking, judged.wished) == (fit, lacking, wished)


@pytest.mark.parametrize(
    ("moves", "state"),
    [
        (["opened"], "open"),
        (["opened", "sent"], "on_way"),
        (["opened", "sent", "reached"], "arrived"),
        (["opened", "reached", "resulted"], "closed"),
        (["opened", "dismissed"], "closed"),
    ],
)
def test_ways_to_hospital(moves: list[str], state: str) -> None:
    assert replay(TRANSFER_MOVES, moves) == state


@pytest.mark.parametrize(
    ("state", "move"),
    [
        ("on_way", "dismissed"),
        ("on_way", "sent"),
        ("arrived", "sent"),
        ("closed", "resulted"),
        ("open", "resulted"),
    ],
)
def test_steps_that_do_not_follow(state: str, move: str) -> None:
    with pytest.raises(NotAllowed):
        check_move(TRANSFER_MOVES, state, move)


def test_a_breach_is_followed_until_it_is_closed() -> None:
    assert replay(BREACH_MOVES, ["reported", "followed", "followed", "settled"]) == "closed"
    with pytest.raises(NotAllowed):
        check_move(BREACH_MOVES, "closed", "followed")


def test_a_need_is_open_until_it_is_brought_or_dropped() -> None:
    assert replay(NEED_MOVES, ["asked", "followed", "brought"]) == "closed"
    assert replay(NEED_MOVES, ["asked", "dropped"]) == "closed"
    for state in ("", "closed"):
        with pytest.raises(NotAllowed):
            check_move(NEED_MOVES, state, "brought")


def test_every_state_and_move_has_its_words() -> None:
    for table in (TRANSFER_MOVES, BREACH_MOVES, NEED_MOVES):
        assert {*table.states, *table.names} <= table.labels.keys()
