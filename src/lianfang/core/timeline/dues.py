"""What must be done within a window: tests that are due, open, missed or done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class DueState(StrEnum):
    """Where a due stands; a missed test is a state of its own, never silence (rules §9.7)."""

    AHEAD = "ahead"
    OPEN = "open"
    MISSED = "missed"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Due:
    """One thing due on a day, to be done in [opens, closes); `done_at` is None while it has not been done."""

    on: date
    opens: datetime
    closes: datetime
    done_at: datetime | None = None
    stage: int = 0
    samples: int = 1


def due_state(due: Due, at: datetime) -> DueState:
    """Say where a due stands at an instant, as known then: a sample taken later does not count yet."""
    if due.done_at is not None and due.done_at <= at:
        return DueState.DONE
    if at < due.opens:
        return DueState.AHEAD
    return DueState.OPEN if at < due.closes else DueState.MISSED


def due_next(dues: Iterable[Due], at: datetime) -> Due | None:
    """Name what needs doing next: the earliest due not yet done and not yet missed, or None."""
    waiting = [due for due in dues if due_state(due, at) in (DueState.AHEAD, DueState.OPEN)]
    return min(waiting, key=lambda due: (due.opens, due.closes), default=None)


def list_missed(dues: Iterable[Due], at: datetime) -> tuple[Due, ...]:
    """List what was due, was not done and can no longer be done in time, earliest first."""
    missed = (due for due in dues if due_state(due, at) is DueState.MISSED)
    return tuple(sorted(missed, key=lambda due: due.opens))
