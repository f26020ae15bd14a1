"""Reads of figures: a report's values, a figure's members, and what a signed report would read now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum, auto
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, QuerySet

from lianfang.core.figures.algebra import (
    ALWAYS,
    And,
    AtOrAfter,
    Column,
    Eq,
    Expr,
    IsNull,
    Literal,
    Or,
    all_of,
)
from lianfang.core.figures.cut import Cut, CutHour
from lianfang.core.figures.dispatch import DISPATCH, FIGURES
from lianfang.core.figures.facts import LEADS, ROWS
from lianfang.core.figures.figure import Figure, Ratio, Unit, narrowed, percent, select
from lianfang.core.figures.memory import nested
from lianfang.figures.facts import branches
from lianfang.figures.grouped import GroupedScan
from lianfang.figures.models import Report
from lianfang.figures.sql import Binder, Way, condition, keys_sql, members_sql
from lianfang.intake.models import Batch
from lianfang.orders.models import Spell
from lianfang.shared.actor import Actor, ScopeKind
from lianfang.shared.clock import LOCAL
from lianfang.shared.reading import once_a_reading
from lianfang.shared.tables.paging import COUNTED, Held, hold_found

SHOWN_REPORTS = 60
_ROOM_TO_COUNT = "SET LOCAL work_mem = '128MB'"  # a million people are told apart in memory
# The server takes a county's pushed lists for few and looks up the rows of each; its report reads every row, and both
# processes share that only where nothing is looked up.
_READ_WHOLE = "SELECT set_config('enable_nestloop', %s, true)"


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
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ROOM_TO_COUNT)
        for table in dict.fromkeys(figure.table for figure in plain):
            of_table = [narrowed(figure, within) for figure in plain if figure.table is table]
            scan = GroupedScan(table, of_table, dict(cut.params()))
            cursor.execute(_READ_WHOLE, ["off" if table is ROWS and within == ALWAYS else "on"])
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
class Among:
    """That a column of the counted fact is among the keys of some rows, and how the server is asked."""

    column: str
    keys: QuerySet[Any, Any]
    way: Way = Way.JOINED


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which members of a figure are asked for: those whose counted fact meets a condition, its columns among some keys.

    Of a person's counted facts, if there are several, one is enough.
    """

    fact: Expr = ALWAYS
    among: tuple[Among, ...] = ()

    def further(self, other: Narrowing) -> Narrowing:
        """Return what meets both."""
        return Narrowing(all_of(self.fact, other.fact), self.among + other.among)

    def asked_of(self, binder: Binder) -> list[str]:
        """Write what is asked of fact g, if anything."""
        fact = [] if self.fact == ALWAYS else [condition(self.fact, binder)]
        return fact + [keys_sql(one.column, one.keys, binder, one.way) for one in self.among]


ALL = Narrowing()


class Met(Enum):
    """How the first members in the order of their keys are met.

    `WALKED` in this order, past all others; `SORTED` as what an index finds is sorted, of which the first are asked the
    rest.
    """

    WALKED = auto()
    SORTED = auto()


@dataclass(frozen=True, slots=True)
class Members:
    """Who a path counts: the figure, and the statements that together list them."""

    figure: Figure
    branches: list[str]
    params: dict[str, Any]

    @property
    def distinct(self) -> str:
        """Return what tells them apart in a SELECT: only a person may come more than once."""
        return "DISTINCT " if self.figure.counts is Unit.PERSON else ""

    @property
    def sql(self) -> str:
        """Return the statement that lists them all; a person may come more than once."""
        return " UNION ALL ".join(self.branches)


def members_of(path: str, cut: Cut, actor: Actor, within: Narrowing = ALL) -> Members:
    """Compile the list of a path's members in the actor's scope; raises LookupError for an unknown path."""
    return _members(path, cut, scope_of(actor), within)


def _members(
    path: str,
    cut: Cut,
    scope: Expr,
    within: Narrowing = ALL,
    *,
    with_person: bool = False,
    at_last: bool = False,
    each: bool = False,
) -> Members:
    selected = select(path, FIGURES)
    binder = Binder(cut.params(), selected.figure.table)
    figure = narrowed(selected.figure, scope)
    if at_last:
        figure = replace(figure, none=None)
    asked = within.asked_of(binder)
    each = each and not within.among  # of those who are narrowed further, only few are left to be asked
    statements = [
        members_sql(figure, binder, selected.value, branch, asked, with_person=with_person, each=each)
        for branch in branches(figure.table, cut.known, with_person=figure.counts is Unit.PERSON)
    ]
    return Members(selected.figure, statements, binder.values)


def list_members(
    path: str,
    cut: Cut,
    actor: Actor,
    after: int | None = None,
    limit: int | None = None,
    *,
    within: Narrowing = ALL,
    descending: bool = False,
    met: Met = Met.WALKED,
) -> list[int]:
    """Return the sorted keys of a path's members, from after a key on; raises LookupError."""
    members = _members(path, cut, scope_of(actor), within, each=True)
    sign, order = ("<", " DESC") if descending else (">", "")
    where = "" if after is None else f" WHERE member {sign} %(after)s"
    some = f" ORDER BY member{order}" + ("" if limit is None else f" LIMIT {int(limit)}")
    return _read_keys(_in_order(members, where, some, met), {**members.params, "after": after})


def list_at_last(path: str, cut: Cut, actor: Actor, limit: int) -> list[int]:
    """Return the sorted keys of the first people among whom are a path's members, as the last fact of each tells.

    Whether another fact of theirs meets what none may is not asked: it takes as long as all else. Raises LookupError.
    """
    members = _members(path, cut, scope_of(actor), at_last=True)
    return _read_keys(_in_order(members, "", f" ORDER BY member LIMIT {int(limit)}"), members.params)


def _read_keys(statement: str, params: dict[str, Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return [key for (key,) in cursor.fetchall()]


def _in_order(members: Members, where: str, some: str, met: Met = Met.WALKED) -> str:
    """Write the statement that lists some members in the order of their keys, each once."""
    # Each branch gives its own first members in order, so that an index can be read from its start; but leads that
    # are counted from a moment on stand at the end of the keys: they are found by their time and sorted.
    figure = members.figure
    distinct = members.distinct
    sorts = met is Met.SORTED or (figure.table is LEADS and is_recent(figure.where))
    key = "member + 0" if sorts else "member"
    parts = [
        f"(SELECT {distinct}member FROM (SELECT {key} AS member FROM ({one}) g) m{where}{some})"  # noqa: S608
        for one in members.branches
    ]
    return f"SELECT {distinct}member FROM ({' UNION ALL '.join(parts)}) u{some}"  # noqa: S608


def hold_members(
    path: str,
    cut: Cut,
    actor: Actor,
    within: Narrowing = ALL,
    *,
    by_name: bool = False,
    descending: bool = False,
) -> Held:
    """Count a path's members and hold the keys of few in their order or in that of their people's names.

    The first of many people are met in the order of their keys; told apart in none, all would be read before the first.
    A name's pinyin is asked of the person of each fact, which leads to it sooner than the member does. Raises
    LookupError.
    """
    members = _members(path, cut, scope_of(actor), within, with_person=by_name, each=True)
    some = f" LIMIT {COUNTED + 1}"
    found = _in_order(members, "", f" ORDER BY member{some}") if members.distinct else f"{members.sql}{some}"
    shown, names = "member AS pk", ["pk"]
    if by_name:
        shown += ", member AS person" if members.distinct else ", person"
        names = ["(SELECT pinyin FROM people_person WHERE id = person)", *names]
    return hold_found(f"SELECT {shown} FROM ({found}) f", members.params, names, descending)  # noqa: S608


def count_members(path: str, cut: Cut, actor: Actor, within: Narrowing = ALL) -> int:
    """Count a path's members of whom a condition is true; raises LookupError."""
    members = members_of(path, cut, actor, within)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count({members.distinct}member) FROM ({members.sql}) u", members.params)  # noqa: S608
        return int(cursor.fetchone()[0])


@once_a_reading
def expect_members(path: str, cut: Cut, within: Narrowing = ALL, actor: Actor | None = None) -> int:
    """Return how many members the server expects in an actor's scope or the whole county; raises LookupError."""
    members = members_of(path, cut, actor, within) if actor else _members(path, cut, ALWAYS, within)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {members.sql}", members.params)
        return int(cursor.fetchone()[0][0]["Plan"]["Plan Rows"])


def is_recent(where: Expr) -> bool:
    """Say whether a condition is met from a moment on, or where the moment has not come, and never before."""
    match where:
        case And(terms):
            return any(map(is_recent, terms))
        case Or(terms):
            return all(isinstance(term, IsNull) or is_recent(term) for term in terms)
    return isinstance(where, AtOrAfter) and isinstance(where.left, Column)


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


def get_report(report_id: int | str) -> Report | None:
    """Return a signed report, or None."""
    if not str(report_id).isdecimal():
        return None
    return Report.objects.filter(pk=int(report_id)).first()


def list_reports(day: date | None = None) -> QuerySet[Report]:
    """Return the signed reports, newest first; those of one day where it is named."""
    reports = Report.objects.select_related("superseded_by").order_by("-day", "-pk")
    return reports.filter(day=day) if day else reports


@dataclass(frozen=True, slots=True)
class Correction:
    """A figure of a signed report: what was signed and what the same cut reads by what we know now."""

    path: str
    signed: int
    now: int

    @property
    def difference(self) -> int:
        """By how much today's reading differs."""
        return self.now - self.signed


def compare_with_now(report: Report, actor: Actor) -> list[Correction]:
    """Return every figure of a signed report beside today's reading of the same cut, both in the reader's scope."""
    now = dict(paths_with_members(get_counts(Cut(report.day, report.cut_at), actor)))
    signed = dict(paths_with_members(get_signed_counts(report, actor)))
    return [Correction(path, signed.get(path, 0), now.get(path, 0)) for path in sorted(signed | now)]


def count_corrections(report: Report, actor: Actor) -> int:
    """Count the figures of a signed report that read otherwise today."""
    return sum(one.difference != 0 for one in compare_with_now(report, actor))


def get_signed_counts(report: Report, actor: Actor) -> dict[str, Any]:
    """Return a signed report's counts by path: for the county as they were stored, else within the reader's scope.

    A narrower reading is of what was known at signing, so that every count opens to a list of its length.
    """
    if actor.scope.kind is not ScopeKind.COUNTY:
        return get_counts(Cut(report.day, report.cut_at, report.known_at), actor)
    return _get_stored_counts(report)


def _get_stored_counts(report: Report) -> dict[str, Any]:
    """Return the counts that were stored, splits as mappings and ratios worked out."""
    signed = dict(report.figures.values_list("path", "count"))
    counts: dict[str, Any] = {}
    for figure in DISPATCH:
        if isinstance(figure, Ratio):
            counts[figure.path] = percent(counts[figure.part], counts[figure.whole])
        elif figure.by is None:
            counts[figure.path] = signed.get(figure.path, 0)
        else:
            stem = f"{figure.path}."
            counts[figure.path] = {
                path.removeprefix(stem): count
                for path, count in sorted(signed.items())
                if path.startswith(stem)
            }
    return counts


def get_last_day(today: date) -> date:
    """Return the day a reader most likely asks for: today, or the last day with news where nothing came since."""
    batch = Batch.objects.aggregate(last=Max("pushed_at"))["last"]
    spell = Spell.objects.aggregate(last=Max("starts_at"))["last"]
    days = [moment.astimezone(LOCAL).date() for moment in (batch, spell) if moment is not None]
    last = max(days, default=today)
    return last if last < today - timedelta(days=1) else today


def get_last_cut(now: datetime) -> tuple[date, CutHour]:
    """Return the last customary cut that has passed and has news: 18:00 or 24:00."""
    local = now.astimezone(LOCAL)
    last = get_last_day(local.date())
    if last < local.date():
        return last, CutHour.MIDNIGHT
    if local.hour >= 18:
        return last, CutHour.EVENING
    return last - timedelta(days=1), CutHour.MIDNIGHT
