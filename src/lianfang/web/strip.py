"""Where the parts of a day strip are drawn, in pixels of its picture."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from lianfang.web.pieces import DayStrip, Words

DAY = 34
HEIGHT = 78
LEAST_BAR = 6
DOT_STEP = 10


@dataclass(frozen=True, slots=True)
class Mark:
    """Something drawn on a strip; `x` is a left edge for bars and days, a middle for dots."""

    x: int
    width: int
    css: str
    label: Words


@dataclass(frozen=True, slots=True)
class Drawing:
    """A strip ready to draw."""

    width: int
    days: list[Mark]
    bars: list[Mark]
    dots: list[Mark]
    now: int | None


def draw(strip: DayStrip) -> Drawing:
    """Place days, stages, tests and now; raises ValueError for a strip without stages."""
    days = strip.days()
    width = len(days) * DAY
    now = None if strip.now is None else round(strip.column(strip.now) * DAY)
    return Drawing(
        width=width,
        days=[_day_mark(number, day) for number, day in enumerate(days)],
        bars=_bar_marks(strip),
        dots=_dot_marks(strip),
        now=now if now is not None and 0 <= now <= width else None,
    )


def _day_mark(number: int, day: date) -> Mark:
    new_month = number == 0 or day.day == 1
    css = ("is-weekend " if day.weekday() >= 5 else "") + ("is-month" if new_month else "")
    return Mark(number * DAY, DAY, css.strip(), f"{day.month}/{day.day}" if new_month else str(day.day))


def _bar_marks(strip: DayStrip) -> list[Mark]:
    marks = []
    for bar in strip.bars:
        start = round(strip.column(bar.starts_at) * DAY)
        width = max(round(strip.column(bar.ends_at) * DAY) - start, LEAST_BAR)
        marks.append(Mark(start, width, f"is-{bar.state} at-{bar.place or 'other'}", bar.label))
    return marks


def _dot_marks(strip: DayStrip) -> list[Mark]:
    """Put a day's tests side by side around the middle of its column."""
    in_day = Counter(dot.day for dot in strip.dots)
    placed: Counter[date] = Counter()
    marks = []
    for dot in strip.dots:
        middle = (dot.day - strip.first_day()).days * DAY + DAY // 2
        shift = round((placed[dot.day] - (in_day[dot.day] - 1) / 2) * DOT_STEP)
        placed[dot.day] += 1
        marks.append(Mark(middle + shift, 0, f"is-{dot.state}", dot.label))
    return marks
