"""The values that the page components show: what a room hands to a template tag."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.functional import Promise

from lianfang.shared.clock import LOCAL

Words = str | Promise
"""A text for people: already translated, or translated when shown."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of a page; each tab has its own address."""

    label: Words
    url: str
    current: bool = False
    count: int | str | None = None
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, for a timeline; `tone` is a badge tone or empty."""

    at: datetime
    title: Words
    text: Words = ""
    by: str = ""
    url: str = ""
    icon: str = "point"
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """One place of a tree; `url` opens it, `note` stands beside it."""

    label: Words
    url: str = ""
    note: Words = ""
    count: int | None = None
    open: bool = False
    children: Sequence[Node] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """A stage of a day strip, half-open like every period; `state` is planned, running or ended."""

    starts_at: datetime
    ends_at: datetime
    label: Words
    state: str = "running"
    place: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    """A test of a day strip; `state` is due, missed, taken, negative, positive or inconclusive."""

    day: date
    state: str
    label: Words


@dataclass(frozen=True, slots=True)
class DayStrip:
    """A measure on its days: stages as bars, tests as dots, a line for now."""

    bars: Sequence[Bar]
    dots: Sequence[Dot] = ()
    now: datetime | None = None

    def first_day(self) -> date:
        """Return the first calendar day shown; raises ValueError for a strip without stages."""
        return min(_local_day(bar.starts_at) for bar in self.bars)

    def days(self) -> list[date]:
        """List the calendar days shown, from the first start to the last end or test."""
        ends = [_local_day(bar.ends_at - timedelta(microseconds=1)) for bar in self.bars]
        first, last = self.first_day(), max(ends + [dot.day for dot in self.dots])
        return [first + timedelta(days=number) for number in range(max((last - first).days, 0) + 1)]

    def column(self, moment: datetime) -> float:
        """Return how many days after the first midnight shown an instant lies."""
        local = moment.astimezone(LOCAL)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        return (local.date() - self.first_day()).days + (local - midnight) / timedelta(days=1)


def _local_day(moment: datetime) -> date:
    return moment.astimezone(LOCAL).date()
