"""Opening a figure: its members as people, person-times, rows or tests, for those who may see them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from lianfang.core.figures.cut import Cut, CutHour, cut_of
from lianfang.core.figures.figure import Figure, Unit
from lianfang.figures.queries import list_members, members_of
from lianfang.intake.models import Row
from lianfang.leads.models import Lead
from lianfang.orders.models import DueTest, Stage
from lianfang.people.models import Person
from lianfang.shared import audit
from lianfang.shared.actor import Actor, check_may
from lianfang.shared.clock import LOCAL
from lianfang.shared.roles import Permission

_PAGE = 1_000


@dataclass(frozen=True, slots=True)
class Opened:
    """A figure opened by an actor at a cut."""

    figure: Figure
    path: str
    cut: Cut
    actor: Actor

    def list_all(self) -> Iterator[dict[str, Any]]:
        """Yield every member as plain values, a page of keys at a time."""
        after = 0
        while keys := list_members(self.path, self.cut, self.actor, after=after, limit=_PAGE):
            yield from describe(self.figure.counts, keys)
            after = keys[-1]


def open_figure(*, path: str, day: date, hour: CutHour, by: Actor, at: datetime) -> Opened:
    """Open a figure to its members; the reading is audited. Raises LookupError, Forbidden."""
    check_may(by, Permission.OPEN_FIGURES)
    cut = cut_of(day, hour, LOCAL)
    figure = members_of(path, cut, by).figure
    audit.record(
        by=by,
        at=at,
        action="figures.open",
        object_kind="figure",
        object_id=path,
        day=day.isoformat(),
        hour=hour.value,
    )
    return Opened(figure, path, cut, by)


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
