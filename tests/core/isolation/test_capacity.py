"""How full sites will be, from known stays and an assumed inflow; the rooms against the standard."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.isolation import (
    Levels,
    claim_of,
    forecast,
    level_of,
    share_of,
    standard_of,
    usable_beds,
)

DAY = date(2022, 2, 28)
LEVELS = Levels(70, 90)


def day(number: int) -> date:
    return DAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("taken", "beds", "level"),
    [
        (0, 10, ""), (6, 10, ""), (7, 10, "watch"), (8, 10, "watch"), (9, 10, "critical"), (10, 10, "full"),
        (11, 10, "full"), (0, 0, ""), (1, 0, "full"),
    ],
)  # fmt: skip
def test_levels(taken: int, beds: int, level: str) -> None:
    assert level_of(taken, beds, LEVELS) == level


def test_usable_are_the_free_and_the_occupied() -> None:
    assert usable_beds({"free": 3, "occupied": 4, "dirty": 5, "out": 6}) == 7
    assert usable_beds({}) == 0


def test_a_bed_is_taken_every_night_until_the_day_of_leaving() -> None:
    days = forecast(
        [(day(-3), day(2)), (day(1), None), (day(5), day(6))], beds=2, levels=LEVELS, first=DAY, days=7
    )
    assert [one.known for one in days] == [1, 2, 1, 1, 1, 2, 1]
    assert [one.free for one in days][:2] == [1, 0]
    assert [one.share for one in days][:2] == [50, 100]
    assert [one.level for one in days][:2] == ["", "full"]


def test_an_inflow_grows_until_the_first_ones_leave() -> None:
    days = forecast([], beds=10, levels=LEVELS, first=DAY, days=5, inflow=2, length=3)
    assert [one.assumed for one in days] == [2, 4, 6, 6, 6]
    assert [one.taken for one in days] == [2, 4, 6, 6, 6]


def test_who_comes_and_goes_on_one_day_takes_that_night() -> None:
    assert claim_of(DAY, DAY) == (DAY, day(1))
    assert claim_of(DAY, day(3)) == (DAY, day(3))
    assert claim_of(DAY, None) == (DAY, None)


@given(st.lists(st.tuples(st.integers(-20, 20), st.integers(1, 20)), max_size=20))
def test_the_nights_add_up(stays: list[tuple[int, int]]) -> None:
    claims = [(day(first), day(first + length)) for first, length in stays]
    nights = sum(one.known for one in forecast(claims, beds=5, levels=LEVELS, first=day(-20), days=60))
    assert nights == sum(length for _, length in stays)


@pytest.mark.parametrize(
    ("rooms", "people", "asked", "needed", "lacking"),
    [(20, 10_000, 20, 20, 0), (19, 10_000, 20, 20, 1), (0, 10_001, 20, 21, 21), (50, 10_000, 20, 20, 0)],
)
def test_the_standard(rooms: int, people: int, asked: int, needed: int, lacking: int) -> None:
    standard = standard_of(rooms, people, asked)
    assert (standard.needed, standard.lacking) == (needed, lacking)
    assert standard.have == pytest.approx(rooms * 10_000 / people)


def test_without_people_there_is_nothing_to_compare() -> None:
    assert standard_of(5, 0, 20).have == 0
    assert share_of(3, 4) == 75
