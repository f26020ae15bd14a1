"""What the server reads for a report: nothing that no figure asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.rooms.staff import make_actor
from tests.support.plans import leave_only

from lianfang.core.figures.algebra import ALWAYS, Column, Eq, In, Literal
from lianfang.core.figures.controlled import EVER_REPEAT, NEW_REPEAT, NOW, UNEXPLAINED
from lianfang.core.figures.cut import CutHour, cut_of
from lianfang.core.figures.dispatch import DISPATCH
from lianfang.core.figures.facts import ROWS, SPELLS, TESTS, Table
from lianfang.core.figures.figure import Figure, narrowed
from lianfang.figures.facts import PLACES
from lianfang.figures.grouped import GroupedScan
from lianfang.figures.queries import Among, Narrowing, count_members, hold_members, list_members
from lianfang.figures.sql import Binder, condition, members_sql
from lianfang.people.models import Person
from lianfang.shared.clock import LOCAL
from lianfang.shared.roles import Role

CUT = cut_of(date(2022, 2, 28), CutHour.MIDNIGHT, LOCAL)


def plan_of(table: Table, figures: list[Figure]) -> str:
    scan = GroupedScan(table, figures, dict(CUT.params()))
    return explain(scan.sql(), scan.binder.values)


def explain(statement: str, values: dict[str, Any]) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {statement}", values or None)
        return "\n".join(line for (line,) in cursor.fetchall())


def figures_of(table: Table) -> list[Figure]:
    return [figure for figure in DISPATCH if isinstance(figure, Figure) and figure.table is table]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("table", "read", "left"),
    [
        (ROWS, {"leads_leadsource", "intake_row", "intake_batch"}, {"leads_lead", "leads_leadanswer"}),
        (SPELLS, {"orders_spell"}, {"orders_stage", "orders_order"}),
        (TESTS, {"orders_duetest", "orders_testresult"}, {"orders_stage"}),
    ],
    ids=lambda value: value.name if isinstance(value, Table) else "",
)
def test_a_report_of_what_holds_now_reads_only_the_tables_it_needs(
    table: Table, read: set[str], left: set[str]
) -> None:
    words = set(plan_of(table, figures_of(table)).replace('"', " ").split())
    assert read <= words
    assert not left & words


@pytest.mark.django_db
@pytest.mark.parametrize("level", PLACES)
def test_a_figure_of_a_place_does_not_read_the_leads(level: str) -> None:
    figure = next(figure for figure in figures_of(ROWS) if figure.path == "pushed.ever")
    by_place = replace(figure, path=f"pushed.ever_by_{level}", by=level)
    assert "leads_lead" not in plan_of(ROWS, [by_place]).split()


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["", *PLACES])
@pytest.mark.parametrize(
    ("figure", "index"),
    [
        *((EVER_REPEAT, "spell_later"), (NEW_REPEAT, "spell_later"), (UNEXPLAINED, "spell_unexplained")),
        (NOW, "spell_until"),
    ],
)
def test_whom_another_stage_followed_and_who_is_in_one_is_read_from_an_index_alone(
    figure: Figure, index: str, place: str
) -> None:
    leave_only(index, "orders_spell")
    scope = Eq(Column(place), Literal("1")) if place else ALWAYS
    binder = Binder(CUT.params(), SPELLS)
    plan = explain(members_sql(replace(narrowed(figure, scope), none=None), binder), binder.values)
    assert (plan.count("orders_spell"), f"Index Only Scan using {index}" in plan) == (1, True)


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["nestloop", "mergejoin", "hashjoin"])
def test_a_page_of_the_released_asks_of_each_alone_whether_another_stage_runs(way: str) -> None:
    """Joined, the stages of all people would be read up to the first that runs, before the first member is known."""
    office = make_actor(Role.OFFICE)
    at_home = Narrowing(Eq(Column("place"), Literal("home")))
    with CaptureQueriesContext(connection) as asked, connection.cursor() as cursor:
        for other in ("nestloop", "mergejoin", "hashjoin"):
            cursor.execute(f"SET LOCAL enable_{other} = {'on' if other == way else 'off'}")
        list_members("controlled.released_ever", CUT, office, limit=51)
        hold_members("controlled.released_ever", CUT, office, at_home)
    for one in asked.captured_queries[-2:]:
        plan = explain(one["sql"], {})
        assert ("SubPlan" in plan, "Anti Join" in plan) == (True, False), plan


@pytest.mark.django_db
def test_what_a_search_has_narrowed_what_is_counted_and_what_was_known_is_joined() -> None:
    office, path = make_actor(Role.OFFICE), "controlled.released_ever"
    searched = Narrowing(among=(Among("person", Person.objects.filter(sex="f")),))
    with CaptureQueriesContext(connection) as asked:
        hold_members(path, CUT, office, searched)
        list_members(path, CUT, office, limit=51, within=searched)
        count_members(path, CUT, office)
        list_members(path, replace(CUT, known=CUT.at), office, limit=51)
        list_members(path, CUT, office, limit=51)
    assert ["OFFSET 0" in one["sql"] for one in asked.captured_queries[-5:]] == [False] * 4 + [True]


def test_beside_a_stage_is_looked_up_only_where_the_stage_tells_it_not() -> None:
    """Of an event, or as was known at a moment, the nearest may be another than what the stage bears."""
    of_event = narrowed(EVER_REPEAT, Eq(Column("event"), Literal(1)))
    then = Binder(replace(CUT, known=CUT.at).params(), SPELLS)
    assert "EXISTS" not in members_sql(EVER_REPEAT, Binder(CUT.params(), SPELLS))
    assert "EXISTS" in members_sql(of_event, Binder(CUT.params(), SPELLS))
    assert "EXISTS" in members_sql(EVER_REPEAT, then)


@pytest.mark.parametrize(("values", "typed"), [((1, 40_000), True), (("1",), False), ((), False)])
def test_keys_are_sent_in_the_type_of_their_column(values: tuple[int | str, ...], typed: bool) -> None:
    """Else they are compared one by one: the server hashes equal types alone."""
    asked = condition(In(Column("batch"), values), Binder(CUT.params(), ROWS))
    assert asked.endswith("::bigint[]))" if typed else "s))")
