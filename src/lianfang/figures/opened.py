"""An opened figure: which list it is, at which cut, as known when, and what is known of its members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

from lianfang.core.figures.cut import Cut, CutHour, cut_of
from lianfang.core.figures.dispatch import FIGURES
from lianfang.core.figures.figure import Figure, narrowed, select
from lianfang.figures.models import Report
from lianfang.figures.queries import ALL, Met, Narrowing, list_members, members_of, scope_of
from lianfang.figures.sql import Binder, facts_sql, positional
from lianfang.shared.actor import Actor
from lianfang.shared.clock import LOCAL
from lianfang.shared.tables.paging import Order, Page, Place, page_of

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Opening:
    """A figure that an actor opened at a cut; `report` is the signed report it is read for, if any."""

    path: str
    figure: Figure
    value: str | None
    cut: Cut
    actor: Actor
    report: Report | None = None

    def audited(self) -> dict[str, Any]:
        """Return what the audit trail says was opened: the figure, at which cut and for which report."""
        return {
            "object_kind": "figure",
            "object_id": self.path,
            "day": self.cut.day.isoformat(),
            "cut": self.cut.at.isoformat(),
            "report": self.report.pk if self.report else None,
        }

    def members(self, within: Narrowing = ALL) -> RawSQL:
        """Return the keys of the members that are asked for as a subquery."""
        members = members_of(self.path, self.cut, self.actor, within)
        statement, params = positional(members.sql, members.params)
        return RawSQL(statement, params)  # noqa: S611 - compiled from declared figures, values bound

    def facts(self, keys: Sequence[int], within: Narrowing = ALL) -> dict[int, dict[str, Any]]:
        """Return the counted fact of each member of a page; of several facts of a person the latest asked for."""
        figure = narrowed(self.figure, scope_of(self.actor))
        binder = Binder(self.cut.params(), figure.table)
        wanted = [f"{figure.key} = ANY({binder.bind(list(keys))})", *within.asked_of(binder)]
        statement = (
            f"SELECT {', '.join(figure.table.columns)} FROM ({facts_sql(figure, binder)}) g"  # noqa: S608
            f" WHERE {' AND '.join(wanted)} ORDER BY {', '.join(figure.table.order)}"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, binder.values)
            facts = (dict(zip(figure.table.columns, row, strict=True)) for row in cursor)
            return {fact[figure.key]: fact for fact in facts}


def get_opening(
    *, path: str, day: date, hour: CutHour, actor: Actor, now: datetime, report: Report | None = None
) -> Opening:
    """Return a figure's opening at `now`; a signed report gives its own cut and knowledge. Raises LookupError."""
    selected = select(path, FIGURES)
    cut = Cut(report.day, report.cut_at, report.known_at) if report else cut_of(day, hour, LOCAL, now=now)
    return Opening(path, selected.figure, selected.value, cut, actor, report)


class MemberRows(QuerySet[M, M]):
    """The rows of a model that an opened figure counts.

    `opening` and `within` say which members, so that keys and pages can be read from the facts alone.
    """

    opening: Opening
    within: Narrowing = ALL

    def _clone(self) -> MemberRows[M]:
        clone: MemberRows[M] = super()._clone()  # type: ignore[misc]
        clone.opening, clone.within = self.opening, self.within
        return clone


def member_rows(model: type[M], opening: Opening, within: Narrowing = ALL) -> MemberRows[M]:
    """Return a model's rows that the figure counts, of those that are asked for."""
    rows: MemberRows[M] = MemberRows(model=model)
    rows.opening, rows.within = opening, within
    return rows.filter(pk__in=opening.members(within))


def named_rows(rows: MemberRows[M]) -> QuerySet[M, M]:
    """Return the rows of the same model whoever is counted, for members that are known by their keys."""
    named: QuerySet[M, M] = QuerySet(model=rows.model)
    named.query.select_related = rows.query.select_related
    return named


def keep_facts(rows: MemberRows[M], wanted: Narrowing) -> MemberRows[M]:
    """Keep the members that are asked for by their counted fact."""
    kept = member_rows(rows.model, rows.opening, rows.within.further(wanted))
    kept.query.select_related = rows.query.select_related
    return kept


def read_member_page(
    rows: MemberRows[M], order: Order, place: Place | None, size: int, met: Met = Met.WALKED
) -> Page:
    """Read a page in the order of the keys: first the keys from the facts, then the rows they name."""
    back = place is not None and place.back
    opening = rows.opening
    keys = list_members(
        opening.path,
        opening.cut,
        opening.actor,
        after=place.values[-1] if place else None,
        limit=size + 1,
        within=rows.within,
        descending=order.descending != back,
        met=met,
    )
    if back and len(keys) <= size:
        return read_member_page(rows, order, None, size, met)
    found = named_rows(rows).in_bulk(keys)
    return page_of([found[key] for key in keys], order, place, size)
