"""People under control for tests: one line issues an order, records its tests, or reads the figures."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from tests.rooms.leads.county import AT, GRID, OTHER_TOWN, TOWN, one_lead
from tests.rooms.staff import make_actor

from lianfang.core.figures import memory
from lianfang.core.figures.cut import Cut
from lianfang.core.figures.dispatch import DISPATCH
from lianfang.core.figures.facts import SPELLS, TESTS
from lianfang.core.policy import Facts
from lianfang.figures.facts import relation
from lianfang.leads.actions import record_call
from lianfang.leads.models import Lead
from lianfang.orders.actions import ResultIn, issue, record_results
from lianfang.orders.models import DueTest, Order, Spell, Stage
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.clock import LOCAL
from lianfang.shared.roles import Role

COUNTY = "141123"
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)

EVENING = AT + 12 * HOUR  # 21:00 of the first day

__all__ = ["AT", "DAY", "GRID", "HOUR", "OTHER_TOWN", "TOWN"]


def answered_lead(by: Actor, name: str = "张三", seed: int = 1, at: datetime = AT) -> Lead:
    """Open a lead whose call found the person here and to be controlled."""
    lead = one_lead(by, name, seed)
    return record_call(lead=lead, outcome="here_control", by=by, at=at)


def facts(category: str = "close_contact", at: datetime = AT, **more: Any) -> Facts:
    """Return facts of a person found the moment the count begins, in our county."""
    return Facts(category=category, anchor=more.pop("anchor", at), found=at, area=COUNTY, **more)


def control(
    by: Actor, category: str = "close_contact", seed: int = 1, at: datetime = AT, **more: Any
) -> Order:
    """Issue an order for a new person: a close contact has 14 days at a site, then 7 of monitoring."""
    lead = answered_lead(by, f"张{chr(0x4E00 + seed)}", seed, at)
    return issue(lead=lead, facts=facts(category, at, **more), by=by, at=at)


def due_of(order: Order) -> list[DueTest]:
    """Return an order's tests held now, by day."""
    return list(order.tests.filter(known_to__isnull=True).order_by("due_on"))


def take(by: Actor, order: Order, result: str = "negative", until: datetime | None = None) -> int:
    """Record each open test of an order at the end of its window, up to a moment."""
    count = 0
    for test in due_of(order):
        done = test.closes_at - HOUR
        if (until is None or done <= until) and not test.results.filter(known_to__isnull=True):
            count += record_results(results=[ResultIn(test.pk, result, done, "县疾控")], by=by, at=done)
    return count


def stages_of(order: Order) -> list[tuple[str, str, datetime, datetime]]:
    """Return an order's stages in time: place, state, from, to."""
    return [
        (stage.place, stage.state, stage.period.lower, stage.period.upper)
        for stage in Stage.objects.filter(order=order).order_by("period")
    ]


def spells_of(order: Order) -> list[tuple[str, datetime, datetime | None, str]]:
    """Return an order's started stages as held true now."""
    held = Spell.objects.filter(order=order, known_to__isnull=True).order_by("starts_at")
    return [(spell.place, spell.starts_at, spell.ends_at, spell.ended_by) for spell in held]


def read_figures(cut: datetime, known: datetime | None = None) -> dict[str, Any]:
    """Count the figures of control and of tests by the reading in memory, on rows of the relations."""
    figures = [figure for figure in DISPATCH if figure.path.startswith(("controlled.", "tests."))]
    held = Cut((cut - timedelta(microseconds=1)).astimezone(LOCAL).date(), cut, known)
    rows = {table.name: _rows(relation(table, known), known) for table in (SPELLS, TESTS)}
    return memory.report(figures, rows, held.params())


def _rows(query: str, known: datetime | None) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"known": known})
        headings = [column.name for column in cursor.description]
        return [dict(zip(headings, row, strict=True)) for row in cursor.fetchall()]


def check_adds_up(cut: datetime, known: datetime | None = None) -> dict[str, Any]:
    """Return the figures of control at a cut; ever = now + released + left + died, and nobody is unexplained."""
    controlled: dict[str, Any] = read_figures(cut, known)["controlled"]
    parts = ("now", "released_ever", "left_ever", "died_ever")
    assert controlled["ever"] == sum(controlled[part] for part in parts), controlled
    assert controlled.get("unexplained", 0) == 0
    return controlled


def staff(role: Role, code: str = "") -> Actor:
    """Make a member of staff whose scope fits the role: the county, a town, a grid."""
    kinds = {Role.TOWN: ScopeKind.TOWN, Role.COMMUNITY: ScopeKind.COMMUNITY, Role.GRID: ScopeKind.GRID}
    kind = kinds.get(role, ScopeKind.COUNTY)
    return make_actor(role, Scope(kind, code or COUNTY))
