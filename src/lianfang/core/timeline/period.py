"""Half-open periods [starts, ends): the start belongs to the period, the end no longer does.

So a person who moves from the site to home at 12:00 is never in two places, and never in none.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A stretch of time from `starts` up to, not including, `ends`; both carry a zone.

    Raises ValueError when it would be empty, run backwards or lack a zone.
    """

    starts: datetime
    ends: datetime

    def __post_init__(self) -> None:
        if self.starts.tzinfo is None or self.ends.tzinfo is None:
            raise ValueError("a period needs instants with a time zone")
        if self.starts >= self.ends:
            raise ValueError(f"a period must end after it starts: {self.starts} to {self.ends}")

    def __contains__(self, instant: datetime) -> bool:
        return self.starts <= instant < self.ends

    @property
    def length(self) -> timedelta:
        """Say how long it lasts."""
        return self.ends - self.starts


def overlap(one: Period, other: Period) -> Period | None:
    """Give the time both have in common, or None when they merely touch or lie apart."""
    starts, ends = max(one.starts, other.starts), min(one.ends, other.ends)
    return Period(starts, ends) if starts < ends else None


def merge(periods: Iterable[Period]) -> tuple[Period, ...]:
    """Join periods that overlap or touch; the result is in order, apart, and covers the same instants."""
    merged: list[Period] = []
    for period in sorted(periods):
        if merged and period.starts <= merged[-1].ends:
            merged[-1] = Period(merged[-1].starts, max(merged[-1].ends, period.ends))
        else:
            merged.append(period)
    return tuple(merged)


def gaps(periods: Iterable[Period], within: Period) -> tuple[Period, ...]:
    """List the stretches of `within` that none of the periods covers, in order."""
    found: list[Period] = []
    edge = within.starts
    for period in merge(periods):
        if edge < period.starts and edge < within.ends:
            found.append(Period(edge, min(period.starts, within.ends)))
        edge = max(edge, period.ends)
    if edge < within.ends:
        found.append(Period(edge, within.ends))
    return tuple(found)


def covered(periods: Iterable[Period]) -> timedelta:
    """Say how much time the periods cover together, each instant counted once."""
    return sum((period.length for period in merge(periods)), timedelta())
