"""Facts made for tests: short ways to write one row of each table, all columns present."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from lianfang.core.figures.cut import Cut
from lianfang.core.figures.facts import LEADS, ROWS, SPELLS, TESTS, Table

MIDNIGHT = datetime(2022, 3, 1, tzinfo=UTC)  # the end of 28 February
CUT = Cut(date(2022, 2, 28), MIDNIGHT)
LEARNED = datetime(2022, 1, 1, tzinfo=UTC)


def hours(before_cut: float) -> datetime:
    """An instant so many hours before the cut (negative: after)."""
    return MIDNIGHT - timedelta(hours=before_cut)


def fact(table: Table, **values: Any) -> dict[str, Any]:
    """One row of a table, NULL where nothing is said."""
    return {**dict.fromkeys(table.columns), "known_from": LEARNED, **values}


def spell(
    person: str, stage: int, start: float, end: float | None = None, by: str | None = None, **more: Any
) -> Any:
    """A stage from `start` to `end` hours before the cut."""
    ends_at = None if end is None else hours(end)
    given = {"place": "home", "town": "t1", **more}
    return fact(
        SPELLS, person=person, stage=stage, starts_at=hours(start), ends_at=ends_at, ended_by=by, **given
    )


def row(number: int, person: str | None = "p", received: float = 100, **more: Any) -> Any:
    """A row of a pushed list, `received` hours before the cut."""
    given = {"source_kind": "pushed", "first_of_identical_file": True, "outcome": "ready", **more}
    return fact(ROWS, row=number, person=person, received_at=hours(received), **given)


def due_test(number: int, due: date = CUT.day, done: float | None = None, result: str | None = None) -> Any:
    """A test due on a day, done so many hours before the cut."""
    done_at = None if done is None else hours(done)
    return fact(TESTS, test=number, person=f"p{number}", due_on=due, done_at=done_at, result=result)


def lead(number: int, opened: float, due: float, answered: float | None = None) -> Any:
    """A lead opened, due and answered so many hours before the cut."""
    answered_at = None if answered is None else hours(answered)
    given = {"lead": number, "person": f"p{number}", "opened_at": hours(opened), "due_at": hours(due)}
    return fact(LEADS, answered_at=answered_at, **given)
