"""Reads of figures: a report's values, a figure's members, and what a signed report would read now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from lianfang.core.figures.algebra import ALWAYS, Column, Eq, Expr, Literal
from lianfang.core.figures.cut import Cut
from lianfang.core.figures.dispatch import DISPATCH, FIGURES
from lianfang.core.figures.figure import Figure, Ratio, narrowed, percent, select
from lianfang.core.figures.memory import nested
from lianfang.figures.grouped import GroupedScan
from lianfang.figures.sql import Binder, members_sql
from lianfang.shared.actor import Actor, ScopeKind


def scope_of(actor: Actor) -> Expr:
    """Return the actor's scope as a condition over facts: the same one door as `within_scope`."""
    if actor.scope.kind is ScopeKind.COUNTY:
        return ALWAYS
    return Eq(Column(actor.scope.kind.value), Literal(actor.scope.code))


def get_counts(cut: Cut, actor: Actor, figures: Iterable[Figure | Ratio] = DISPATCH) -> dict[str, Any]:
    """Count figures by path within the actor's scope: one grouped scan for each table of facts."""
    listed = list(figures)
    within = scope_of(actor)
    plain = [figure for figure in listed if isinstance(figure, Figure)]
    counts: dict[str, Any] = {}
    for table in dict.fromkeys(figure.table for figure in plain):
        of_table = [narrowed(figure, within) for figure in plain if figure.table is table]
        scan = GroupedScan(table, of_table, dict(cut.params()))
        with connection.cursor() as cursor:
            cursor.execute(scan.sql(), scan.binder.values)
            counts |= scan.read(cursor.fetchall())
    for figure in listed:
        if isinstance(figure, Ratio):
            counts[figure.path] = percent(counts[figure.part], counts[figure.whole])
    return {
        figure.path: dict(sorted(value.items())) if isinstance(value := counts[figure.path], dict) else value
        for figure in listed
    }


def get_values(cut: Cut, actor: Actor, figures: Iterable[Figure | Ratio] = DISPATCH) -> dict[str, Any]:
    """Return the counts as the nested report that `core.figures` reads."""
    return nested(get_counts(cut, actor, figures))


@dataclass(frozen=True, slots=True)
class Members:
    """Who a path counts: the figure, the key of its split, and the statement that lists them."""

    figure: Figure
    value: str | None
    sql: str
    params: dict[str, Any]


def members_of(path: str, cut: Cut, actor: Actor) -> Members:
    """Compile the list of a path's members in the actor's scope; raises LookupError for an unknown path."""
    selected = select(path, FIGURES)
    binder = Binder(cut.params())
    statement = members_sql(narrowed(selected.figure, scope_of(actor)), binder)
    if selected.value is not None:
        statement = f"SELECT member FROM ({statement}) l WHERE label = {binder.bind(selected.value)}"  # noqa: S608
    else:
        statement = f"SELECT member FROM ({statement}) l"  # noqa: S608
    return Members(selected.figure, selected.value, statement, binder.values)


def list_members(path: str, cut: Cut, actor: Actor, after: int = 0, limit: int | None = None) -> list[int]:
    """Return the sorted keys of a path's members, from after a key on; raises LookupError."""
    members = members_of(path, cut, actor)
    statement = f"SELECT member FROM ({members.sql}) m WHERE member > %(after)s ORDER BY member"  # noqa: S608
    if limit is not None:
        statement += f" LIMIT {int(limit)}"
    with connection.cursor() as cursor:
        cursor.execute(statement, {**members.params, "after": after})
        return [member for (member,) in cursor.fetchall()]


def paths_with_members(counts: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield every path that opens to members, with its count; a split gives one path for each key."""
    figures = {figure.path: figure for figure in FIGURES}
    for path, value in counts.items():
        if path not in figures:
            continue
        if isinstance(value, dict):
            yield from ((f"{path}.{key}", count) for key, count in value.items())
        else:
            yield path, value
