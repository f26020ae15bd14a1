"""Half-open periods as an algebra."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.timeline import SHANGHAI, Period, covered, gaps, merge, overlap

ZERO = datetime(2022, 2, 1, tzinfo=SHANGHAI)
HOUR = timedelta(hours=1)


def span(starts: int, ends: int) -> Period:
    """Make the period of these hours after the zero hour."""
    return Period(ZERO + starts * HOUR, ZERO + ends * HOUR)


def hours(periods: tuple[Period, ...]) -> list[tuple[int, int]]:
    return [((p.starts - ZERO) // HOUR, (p.ends - ZERO) // HOUR) for p in periods]


spans = st.tuples(st.integers(0, 60), st.integers(1, 30)).map(lambda pair: span(pair[0], pair[0] + pair[1]))
many = st.lists(spans, max_size=8)
instants = st.integers(-1, 95).map(lambda hour: ZERO + hour * HOUR)


@pytest.mark.parametrize(("starts", "ends"), [(5, 5), (5, 4)])
def test_a_period_must_have_length(starts: int, ends: int) -> None:
    with pytest.raises(ValueError, match="must end after it starts"):
        span(starts, ends)


@pytest.mark.parametrize("bare", ["starts", "ends"])
def test_a_period_needs_zones(bare: str) -> None:
    edges = {"starts": ZERO, "ends": ZERO + HOUR}
    edges[bare] = edges[bare].replace(tzinfo=None)
    with pytest.raises(ValueError, match="time zone"):
        Period(**edges)


def test_the_end_no_longer_belongs_to_it() -> None:
    period = span(2, 4)
    assert ZERO + 2 * HOUR in period
    assert ZERO + 4 * HOUR - timedelta(microseconds=1) in period
    assert ZERO + 4 * HOUR not in period
    assert ZERO + HOUR not in period
    assert period.length == 2 * HOUR


@pytest.mark.parametrize(
    ("one", "other", "common"),
    [
        ((0, 4), (2, 6), (2, 4)),
        ((0, 6), (2, 4), (2, 4)),
        ((0, 2), (2, 4), None),  # touching is no overlap
        ((0, 1), (2, 4), None),
        ((0, 4), (0, 4), (0, 4)),
    ],
)
def test_overlap(one: tuple[int, int], other: tuple[int, int], common: tuple[int, int] | None) -> None:
    expected = span(*common) if common else None
    assert overlap(span(*one), span(*other)) == expected
    assert overlap(span(*other), span(*one)) == expected


@pytest.mark.parametrize(
    ("given_spans", "joined"),
    [
        ([], []),
        ([(4, 6), (0, 2)], [(0, 2), (4, 6)]),
        ([(0, 2), (2, 4)], [(0, 4)]),
        ([(0, 9), (2, 4)], [(0, 9)]),
        ([(0, 3), (2, 5), (8, 9)], [(0, 5), (8, 9)]),
    ],
)
def test_merge(given_spans: list[tuple[int, int]], joined: list[tuple[int, int]]) -> None:
    assert hours(merge(span(*pair) for pair in given_spans)) == joined


@pytest.mark.parametrize(
    ("given_spans", "free"),
    [
        ([], [(0, 10)]),
        ([(0, 10)], []),
        ([(-5, 20)], []),
        ([(2, 4), (6, 8)], [(0, 2), (4, 6), (8, 10)]),
        ([(2, 4), (12, 14)], [(0, 2), (4, 10)]),
        ([(-4, -2), (3, 15)], [(0, 3)]),
        ([(10, 12)], [(0, 10)]),
        ([(0, 10), (11, 12)], []),
    ],
)
def test_gaps(given_spans: list[tuple[int, int]], free: list[tuple[int, int]]) -> None:
    assert hours(gaps([span(*pair) for pair in given_spans], span(0, 10))) == free


@given(many, instants)
def test_merging_keeps_every_instant(periods: list[Period], instant: datetime) -> None:
    assert any(instant in period for period in periods) == any(instant in period for period in merge(periods))


@given(many)
def test_merged_periods_lie_apart_and_in_order(periods: list[Period]) -> None:
    merged = merge(periods)
    assert all(one.ends < other.starts for one, other in pairwise(merged))
    assert merge(merged) == merged
    assert covered(periods) == sum((period.length for period in merged), timedelta())


@given(many, spans, instants)
def test_an_instant_is_in_a_gap_or_in_a_period(
    periods: list[Period], within: Period, instant: datetime
) -> None:
    in_gap = any(instant in gap for gap in gaps(periods, within))
    assert in_gap == (instant in within and not any(instant in period for period in periods))


@given(spans, spans, instants)
def test_an_overlap_is_what_both_hold(one: Period, other: Period, instant: datetime) -> None:
    common = overlap(one, other)
    assert (common is not None and instant in common) == (instant in one and instant in other)
