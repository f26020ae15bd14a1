"""The clock: read once at the edge and passed inward, never read in the core."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

LOCAL = ZoneInfo("Asia/Shanghai")

_pinned: ContextVar[datetime | None] = ContextVar("pinned", default=None)


def now() -> datetime:
    """Return the current instant in UTC, in a demo that of its history, or the pinned one inside `pinned_at`."""
    return _pinned.get() or datetime.now(UTC) - settings.CLOCK_BEHIND


def today() -> date:
    """Return the current calendar day in Asia/Shanghai."""
    return now().astimezone(LOCAL).date()


def behind(moment: datetime) -> timedelta:
    """Return how far a clock is behind that shows this moment now."""
    return datetime.now(UTC) - moment


@contextmanager
def pinned_at(moment: datetime) -> Iterator[None]:
    """Hold the clock at one instant, for replays of history and drills.

    Raises ValueError for a moment without an offset.
    """
    if moment.tzinfo is None:
        raise ValueError("a pinned moment needs an offset")
    token = _pinned.set(moment)
    try:
        yield
    finally:
        _pinned.reset(token)
