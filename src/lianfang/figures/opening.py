"""Opening a figure: its members as people, person-times, rows or tests, for those who may see them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from lianfang.core.figures.cut import CutHour
from lianfang.core.figures.figure import Unit
from lianfang.figures.models import Report
from lianfang.figures.opened import Opening, get_opening
from lianfang.figures.queries import list_members
from lianfang.intake.models import Row
from lianfang.leads.models import Lead
from lianfang.orders.models import DueTest, Stage
from lianfang.people.models import Person
from lianfang.shared import audit
from lianfang.shared.actor import Actor, check_may
from lianfang.shared.clock import LOCAL
from lianfang.shared.roles import Permission

_PAGE = 1_000
KEYS = {
    Unit.PERSON: "person",
    Unit.PERSON_TIME: "stage",
    Unit.ROW: "row_id",
    Unit.TEST: "test",
    Unit.LEAD: "lead",
}


def open_figure(
    *, path: str, day: date, hour: CutHour, by: Actor, at: datetime, report: Report | None = None
) -> Opened:
    """Open a figure to its members; the reading is audited.

    A signed report gives its own cut and what was known when it was signed. Raises LookupError, Forbidden.
    """
    check_may(by, Permission.OPEN_FIGURES)
    opening = get_opening(path=path, day=day, hour=hour, actor=by, now=at, report=report)
    record_opening(opening, by=by, at=at)
    return Opened(opening)


def record_opening(opening: Opening, *, by: Actor, at: datetime) -> None:
    """Keep in the audit trail that a figure was opened, at which cut and for which report."""
    audit.record(by=by, at=at, action="figures.open", **opening.audited())


@dataclass(frozen=True, slots=True)
class Opened:
    """A figure that was opened, to be read page by page."""

    opening: Opening

    def list_page(self, after: int = 0, limit: int = _PAGE) -> list[dict[str, Any]]:
        """Return the members after a key, in the order of their keys."""
        opening = self.opening
        keys = list_members(opening.path, opening.cut, opening.actor, after=after, limit=limit)
        return describe(opening.figure.counts, keys)

    def list_all(self) -> Iterator[dict[str, Any]]:
        """Yield every member as plain values, a page of keys at a time."""
        key, after = KEYS[self.opening.figure.counts], 0
        while page := self.list_page(after):
            yield from page
            after = page[-1][key]


def describe(counts: Unit, keys: Sequence[int]) -> list[dict[str, Any]]:
    """Describe members in the order of their keys: who it is, and what about them is counted."""
    return _DESCRIBERS[counts](keys)


def _people(keys: Sequence[int]) -> list[dict[str, Any]]:
    found = Person.objects.in_bulk(list(keys))
    return [{"person": key, "name": found[key].name} for key in keys]


def _stages(keys: Sequence[int]) -> list[dict[str, Any]]:
    stages: QuerySet[Stage] = Stage.objects.select_related("person", "order")
    found = stages.in_bulk(list(keys))
    return [
        {
            "stage": key,
            "person": found[key].person_id,
            "name": found[key].person.name,
            "order": found[key].order.number,
            "place": found[key].place,
            "starts_at": found[key].period.lower.astimezone(LOCAL).isoformat(),
        }
        for key in keys
    ]


def _rows(keys: Sequence[int]) -> list[dict[str, Any]]:
    found = Row.objects.select_related("batch").in_bulk(list(keys))
    return [
        {
            "row_id": key,
            "batch": found[key].batch_id,
            "sheet": found[key].sheet,
            "row": found[key].row,
            "outcome": found[key].outcome,
        }
        for key in keys
    ]


def _tests(keys: Sequence[int]) -> list[dict[str, Any]]:
    found = DueTest.objects.select_related("person", "order").in_bulk(list(keys))
    return [
        {
            "test": key,
            "person": found[key].person_id,
            "name": found[key].person.name,
            "order": found[key].order.number,
            "due_on": found[key].due_on.isoformat(),
        }
        for key in keys
    ]


def _leads(keys: Sequence[int]) -> list[dict[str, Any]]:
    found = Lead.objects.select_related("person").in_bulk(list(keys))
    return [{"lead": key, "person": found[key].person_id, "name": found[key].person.name} for key in keys]


_DESCRIBERS = {
    Unit.PERSON: _people,
    Unit.PERSON_TIME: _stages,
    Unit.ROW: _rows,
    Unit.TEST: _tests,
    Unit.LEAD: _leads,
}
