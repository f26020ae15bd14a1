"""A day strip: where stages, tests and now stand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.web.pieces import Bar, DayStrip, Dot
from lianfang.web.strip import DAY, DOT_STEP, LEAST_BAR, draw

MIDNIGHT = datetime(2022, 2, 16, 16, tzinfo=UTC)  # 17 February 00:00 in Shanxi
FIRST = date(2022, 2, 17)


def days(number: float) -> timedelta:
    return timedelta(days=number)


@pytest.mark.parametrize(
    ("start", "length", "shown", "x", "width"),
    [
        (0, 7, 7, 0, 7 * DAY),
        (0.5, 7, 8, DAY // 2, 7 * DAY),
        (0, 0.01, 1, 0, LEAST_BAR),
        (0, 1, 1, 0, DAY),
        (0.25, 0.75, 1, round(DAY * 0.25), DAY - round(DAY * 0.25)),
    ],
)
def test_a_stage_is_drawn_on_its_days(start: float, length: float, shown: int, x: int, width: int) -> None:
    begins = MIDNIGHT + days(start)
    drawing = draw(DayStrip([Bar(begins, begins + days(length), "home", place="home")]))
    assert len(drawing.days) == shown
    assert drawing.width == shown * DAY
    assert (drawing.bars[0].x, drawing.bars[0].width) == (x, width)
    assert drawing.bars[0].css == "is-running at-home"


def test_days_are_counted_and_months_named() -> None:
    drawing = draw(DayStrip([Bar(MIDNIGHT, MIDNIGHT + days(14), "x")]))
    assert [day.label for day in drawing.days][:3] == ["2/17", "18", "19"]
    assert [day.label for day in drawing.days][11:14] == ["28", "3/1", "2"]
    assert [day.css for day in drawing.days][:4] == ["is-month", "", "is-weekend", "is-weekend"]


def test_tests_of_one_day_stand_side_by_side() -> None:
    dots = [Dot(FIRST, "due", "a"), Dot(FIRST, "due", "b"), Dot(FIRST + days(2), "negative", "c")]
    drawing = draw(DayStrip([Bar(MIDNIGHT, MIDNIGHT + days(2), "x")], dots))
    assert drawing.dots[1].x - drawing.dots[0].x == DOT_STEP
    assert (drawing.dots[0].x + drawing.dots[1].x) / 2 == pytest.approx(DAY // 2, abs=1)
    assert drawing.dots[2].x == 2 * DAY + DAY // 2
    assert len(drawing.days) == 3


@pytest.mark.parametrize(
    ("after", "x"), [(0, 0), (1.5, round(1.5 * DAY)), (2, 2 * DAY), (2.1, None), (-0.1, None)]
)
def test_now_is_drawn_within_the_strip(after: float, x: int | None) -> None:
    strip = DayStrip([Bar(MIDNIGHT, MIDNIGHT + days(2), "x")], now=MIDNIGHT + days(after))
    assert draw(strip).now == x


def test_no_now_no_line() -> None:
    assert draw(DayStrip([Bar(MIDNIGHT, MIDNIGHT + days(2), "x")])).now is None


def test_a_strip_needs_a_stage() -> None:
    with pytest.raises(ValueError):
        draw(DayStrip([]))


@given(st.lists(st.tuples(st.floats(0, 30), st.floats(0.1, 30)), min_size=1, max_size=6))
def test_stages_stay_within_the_strip(periods: list[tuple[float, float]]) -> None:
    bars = [Bar(MIDNIGHT + days(start), MIDNIGHT + days(start + length), "x") for start, length in periods]
    drawing = draw(DayStrip(bars))
    assert all(bar.x >= 0 and bar.x + bar.width <= drawing.width + LEAST_BAR for bar in drawing.bars)
