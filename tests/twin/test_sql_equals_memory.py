"""The SQL readings and the reading in memory agree, figure by figure and list by list (A5)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from lianfang.core.figures import memory
from lianfang.core.figures.cut import Cut
from lianfang.core.figures.dispatch import DISPATCH, FIGURES
from lianfang.core.figures.facts import TABLES
from lianfang.core.figures.figure import Figure
from lianfang.figures.facts import relation
from lianfang.figures.queries import get_counts, list_members, paths_with_members, scope_of
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.roles import Role

from .county import CUT, START, county, drawn  # noqa: F401

COUNTY = Actor(1, "office", "甲", Role.OFFICE, Scope(ScopeKind.COUNTY, "141123"))
TOWN = Actor(2, "town", "乙", Role.TOWN, Scope(ScopeKind.TOWN, "141123100"))
COMMUNITY = Actor(3, "community", "丙", Role.COMMUNITY, Scope(ScopeKind.COMMUNITY, "141123100016"))
GRID = Actor(4, "grid", "丁", Role.GRID, Scope(ScopeKind.GRID, "G141123100016"))
ACTORS = [COUNTY, TOWN, COMMUNITY, GRID]
MOMENTS = [None, START + timedelta(days=4), START + timedelta(days=8)]


def facts_in_memory(known: datetime | None) -> dict[str, list[dict[str, Any]]]:
    facts = {}
    for name, table in TABLES.items():
        with connection.cursor() as cursor:
            cursor.execute(relation(table, known), {"known": known})
            headings = [column.name for column in cursor.description]
            facts[name] = [dict(zip(headings, row, strict=True)) for row in cursor.fetchall()]
    return facts


def within(facts: list[dict[str, Any]], actor: Actor) -> list[dict[str, Any]]:
    if actor.scope.kind is ScopeKind.COUNTY:
        return facts
    return [fact for fact in facts if fact[actor.scope.kind.value] == actor.scope.code]


@pytest.mark.parametrize("actor", ACTORS, ids=lambda actor: actor.username)
@pytest.mark.parametrize("known", MOMENTS, ids=["now", "day 4", "day 8"])
def test_grouped_scan_equals_memory(county: int, actor: Actor, known: datetime | None) -> None:
    cut = Cut(CUT.date(), CUT, known)
    facts = {name: within(rows, actor) for name, rows in facts_in_memory(known).items()}
    counts = get_counts(cut, actor, [*DISPATCH, *FIGURES])
    assert memory.nested(counts) == memory.report([*DISPATCH, *FIGURES], facts, cut.params())


@pytest.mark.parametrize("actor", ACTORS, ids=lambda actor: actor.username)
@pytest.mark.parametrize("known", MOMENTS, ids=["now", "day 4", "day 8"])
@pytest.mark.parametrize("ago", [0, 3], ids=["at the end", "before"])
def test_each_list_equals_memory_and_its_count(
    county: int, actor: Actor, known: datetime | None, ago: int
) -> None:
    at = CUT - timedelta(days=ago)
    cut = Cut(at.date(), at, known)
    facts = {name: within(rows, actor) for name, rows in facts_in_memory(known).items()}
    figures = {figure.path: figure for figure in FIGURES}
    counts = get_counts(cut, actor, FIGURES)
    found = sum(1 for _path, count in paths_with_members(counts) if count)
    assert found > 20 or actor is not COUNTY or ago
    for path, count in paths_with_members(counts):
        figure = figures.get(path) or figures[path.rpartition(".")[0]]
        value = path.rpartition(".")[2] if figure.by else None
        listed = list_members(path, cut, actor)
        assert listed == memory.members(figure, facts[figure.table.name], cut.params(), value), path
        assert len(listed) == count, path


def test_pages_of_members_make_the_list(county: int) -> None:
    cut = Cut(CUT.date(), CUT)
    whole = list_members("controlled.ever_times", cut, COUNTY)
    pages: list[int] = []
    while page := list_members(
        "controlled.ever_times", cut, COUNTY, after=pages[-1] if pages else 0, limit=7
    ):
        pages += page
    assert pages == whole


def test_a_path_that_names_nothing_is_said() -> None:
    with pytest.raises(LookupError):
        list_members("controlled.tomorrow", Cut(CUT.date(), CUT), COUNTY)


def test_scope_is_a_condition_every_table_can_read() -> None:
    narrowed = [Figure(**{**vars(figure), "where": scope_of(TOWN)}) for figure in FIGURES]
    assert len(narrowed) == len(FIGURES)
