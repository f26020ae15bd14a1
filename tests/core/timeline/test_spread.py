"""Test days for texts that give only a number."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.timeline import every_days, spread_days


@pytest.mark.parametrize(
    ("days", "count", "expected"),
    [
        # notices that name the days themselves: the rule gives the same days
        (14, 3, (1, 7, 14)),  # Shanxi, October 2021, medium risk
        (14, 5, (1, 4, 7, 10, 14)),  # Taiyuan, spring 2022
        (7, 3, (1, 4, 7)),  # Taiyuan, spring 2022
        # and those that do not
        (7, 2, (1, 7)),
        (14, 2, (1, 14)),
        (14, 7, (1, 3, 5, 7, 9, 11, 14)),
        (7, 5, (1, 2, 4, 5, 7)),
        (3, 2, (1, 3)),
        (3, 3, (1, 2, 3)),
        (7, 1, (7,)),
        (7, 0, ()),
    ],
)
def test_spread(days: int, count: int, expected: tuple[int, ...]) -> None:
    assert spread_days(days, count) == expected


def test_a_landing_test_falls_on_the_first_day() -> None:
    assert spread_days(14, 1, single_on_first=True) == (1,)
    assert spread_days(14, 3, single_on_first=True) == spread_days(14, 3)


@pytest.mark.parametrize(("days", "count"), [(3, 4), (0, 1), (7, -1)])
def test_what_does_not_fit_is_refused(days: int, count: int) -> None:
    with pytest.raises(ValueError, match="do not fit"):
        spread_days(days, count)


@given(st.integers(1, 60).flatmap(lambda days: st.tuples(st.just(days), st.integers(0, days))))
def test_spread_gives_as_many_days_as_asked_each_once_and_within(pair: tuple[int, int]) -> None:
    days, count = pair
    spread = spread_days(days, count)
    assert len(set(spread)) == len(spread) == count
    assert list(spread) == sorted(spread)
    assert all(1 <= day <= days for day in spread)
    if count > 1:
        assert (spread[0], spread[-1]) == (1, days)
        steps = [later - earlier for earlier, later in pairwise(spread)]
        assert max(steps) - min(steps) <= 1


@pytest.mark.parametrize(
    ("days", "step", "expected"),
    [(14, 2, (1, 3, 5, 7, 9, 11, 13)), (7, 1, (1, 2, 3, 4, 5, 6, 7)), (3, 5, (1,))],
)
def test_every_nth_day(days: int, step: int, expected: tuple[int, ...]) -> None:
    assert every_days(days, step) == expected


def test_a_step_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="make no sense"):
        every_days(7, 0)
