"""Whichever way a search is read, each level finds those of its own whom the text names, in the order of the list."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from tests.rooms.leads.county import (
    AT,
    GRID,
    OTHER_VILLAGE,
    TOWN,
    VILLAGE,
    leads_of,
    number,
    open_list,
    traveller,
)
from tests.rooms.orders.world import facts
from tests.rooms.staff import make_actor
from tests.support.plans import leave_only
from tests.support.worlds import built_for

from lianfang.leads.models import Lead, LeadSource
from lianfang.leads.tables import LeadTable, LetterTable
from lianfang.orders.actions import issue
from lianfang.orders.tables import OrderTable
from lianfang.people import searching
from lianfang.people import tables as people
from lianfang.people.tables import PersonTable
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.reading import one_reading
from lianfang.shared.roles import Role
from lianfang.shared.tables import Table, paging
from lianfang.shared.tables import asked as asking
from lianfang.shared.tables.asked import Asked, read_asked
from lianfang.shared.tables.paging import open_place

HERE, AWAY = ("张伟", "张伟国", "章卫", "李娜", "陈张", "李伟"), ("欧阳建国", "张伟明", "王李")
FOUND = {
    "张": {"张伟", "张伟国", "张伟明", "陈张"},
    "伟": {"张伟", "张伟国", "李伟", "张伟明"},
    "李": {"李娜", "李伟", "王李"},
    "张伟": {"张伟", "张伟国", "张伟明"},
    "国": {"张伟国", "欧阳建国"},
    "伟张": set(),
    "zhangwei": {"张伟", "张伟国", "章卫", "张伟明"},
    "zhang": {"张伟", "张伟国", "章卫", "张伟明"},
    "zw": {"张伟", "张伟国", "章卫", "张伟明"},
    "l": {"李娜", "李伟"},
    "ojg": {"欧阳建国"},
    "xyz": set(),
    number(1): {"张伟国"},
    "15400000006": {"欧阳建国"},
}
LEVELS = {
    "town": (Role.TOWN, Scope(ScopeKind.TOWN, TOWN)),
    "community": (Role.COMMUNITY, Scope(ScopeKind.COMMUNITY, VILLAGE)),
    "grid": (Role.GRID, Scope(ScopeKind.GRID, GRID)),
}
# How many persons are resolved to their ids, from which size on a scope is large, how many rows are held, how many may
# be expected before they are not counted with the page. Where none is resolved, persons are held against their scope;
# where one is, those of a surname are told by where it stands, and the one who bears it in the given name.
WAYS = {
    "resolved and held": (500, 60_000, 5_000, 10_000),
    "joined and held": (0, 60_000, 5_000, 10_000),
    "near and held": (1, 60_000, 5_000, 10_000),
    "sought and held": (0, -1, 5_000, 10_000),
    "resolved and walked": (500, 60_000, 0, 10_000),
    "joined and walked": (0, 60_000, 0, 10_000),
    "sought and walked": (0, -1, 0, 10_000),
    "many": (0, -1, 5_000, -1),
}


@built_for("module")
def laid(console: Actor) -> Actor:
    """A county of nine people, six of them in one grid; each has a lead, each second one an order."""
    for names, area, first in ((HERE, VILLAGE, 0), (AWAY, OTHER_VILLAGE, len(HERE))):
        people = [traveller(name, number(n), f"1540000000{n}") for n, name in enumerate(names, first)]
        batch, _ = open_list(console, *people, area=area)
        for lead in leads_of(batch)[::2]:
            issue(lead=lead, facts=facts(), by=console, at=AT)
    return console


@pytest.fixture
def console(laid: Actor, db: None) -> Actor:
    return laid


def set_way(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    few, many, rare, expected = WAYS[way]
    monkeypatch.setattr(searching, "FEW", few)
    monkeypatch.setattr(searching, "SPARSE", few)
    monkeypatch.setattr(searching, "MANY", many)
    monkeypatch.setattr(people, "SPARSE", few)
    monkeypatch.setattr(people, "MANY", many)
    monkeypatch.setattr(paging, "FOUND", rare)
    monkeypatch.setattr(searching, "EXPECTED", expected)
    monkeypatch.setattr(asking, "COUNTED", max(expected, 0))


def asked_of(table: type[Table], actor: Actor, **asks: str) -> Asked:
    params = QueryDict(mutable=True)
    params.update(asks)
    return read_asked(table(actor), params)


def read(table: type[Table], actor: Actor, **asks: str) -> tuple[int, list[Model]]:
    """Count what an address asks for and read it to its end, two rows a page."""
    asked = asked_of(table, actor, **asks)
    count, rows, order = asked.counted()
    count = count or asked.count()
    found: list[Model] = []
    place, more = None, True
    while more:
        page = paging.read_page(rows, order, place, 2)
        found += page.rows
        more = page.after is not None
        place = open_place(page.after, rows.model, order, back=False) if page.after else None
    return count.number, found


def name_of(row: Model) -> str:
    person: Any = getattr(row, "person", row)
    return str(person.name)


@pytest.mark.parametrize("level", ["county", *LEVELS])
def test_every_level_finds_its_own_by_whatever_is_typed(
    console: Actor, level: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = console if level == "county" else make_actor(*LEVELS[level])
    seen = set(HERE) | (set(AWAY) if level == "county" else set())
    controlled = seen & {*HERE[::2], *AWAY[::2]}
    for way, (text, names) in product(WAYS, FOUND.items()):
        set_way(way, monkeypatch)
        for table, own in ((PersonTable, seen), (LeadTable, seen), (OrderTable, controlled)):
            number_found, rows = read(table, actor, q=text)
            assert sorted(map(name_of, rows)) == sorted(names & own), (table.key, text, way)
            assert number_found == len(rows)


@pytest.mark.parametrize("sort", ["name", "-name", "due", "-received"])
def test_what_is_found_stands_in_the_order_asked_for(
    console: Actor, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    field = {"name": "pinyin", "due": "due_at", "received": "received_at"}[sort.removeprefix("-")]
    for way, text in product(WAYS, ("张", "李", "zhang")):
        set_way(way, monkeypatch)
        _number, rows = read(LeadTable, console, q=text, sort=sort)
        keys = [(getattr(row, field), row.pk) for row in rows]
        assert keys == sorted(keys, reverse=sort.startswith("-")), (text, way)
        assert len(keys) == len(FOUND[text])


def test_a_search_is_narrowed_by_the_other_conditions(
    console: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for way in WAYS:
        set_way(way, monkeypatch)
        assert {name_of(row) for row in read(LeadTable, console, q="张", town=TOWN)[1]} == {
            "张伟",
            "张伟国",
            "陈张",
        }
        assert {name_of(row) for row in read(LeadTable, console, q="张", name="明")[1]} == {"张伟明"}
        assert read(LeadTable, console, q="张", name="李") == (0, [])


@pytest.mark.parametrize(
    ("dearest", "most", "sorts"), [(10**9, 10**9, True), (-1, 10**9, False), (10**9, -1, False)]
)
def test_days_are_sorted_only_where_they_are_few_and_cheaply_found(
    console: Actor, dearest: int, most: int, sorts: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_way("resolved and walked", monkeypatch)
    monkeypatch.setattr(paging, "SORTED", dearest)
    monkeypatch.setattr(paging, "SORTED_ROWS", most)
    with CaptureQueriesContext(connection) as queries:
        number_found, rows = read(LeadTable, console, sort="name", due_from="2022-01-01")
    assert number_found == len(rows) == len(HERE + AWAY)
    assert rows == sorted(rows, key=lambda lead: (lead.pinyin, lead.pk))  # type: ignore[attr-defined]
    assert any("COALESCE" in query["sql"] for query in queries) is sorts


@pytest.mark.parametrize(("way", "text", "later"), [
    ("many", "张", True), ("many", "zhang", False), ("many", "张阿", True), ("sought and held", "张", False),
])  # fmt: skip
def test_where_many_are_expected_nobody_is_counted_before_the_page(
    console: Actor, way: str, text: str, later: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_way(way, monkeypatch)
    for table in (PersonTable, LeadTable, OrderTable, LetterTable):
        looked = asked_of(table, console, q=text)
        with CaptureQueriesContext(connection) as queries:
            count, rows, order = looked.counted()
        assert (count is None) is later, table.key
        assert not later or all(query["sql"].startswith("EXPLAIN") for query in queries)
        assert looked.count().number == len(paging.read_page(rows, order, None, 20).rows)


def test_people_of_a_small_scope_are_counted_with_the_page(
    console: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_way("many", monkeypatch)
    monkeypatch.setattr(people, "MANY", 60_000)
    for level in LEVELS:
        assert asked_of(PersonTable, make_actor(*LEVELS[level]), q="张").counted()[0] is not None


@pytest.mark.parametrize(("asks", "later"), [
    ({"due_from": "2022-01-01"}, True), ({"town": TOWN}, True), ({"overdue": "0"}, False),
    ({"due_from": "2022-01-01", "town": TOWN}, False), ({"due_from": "2022-01-01", "q": "张"}, True),
    ({"due_from": "2022-01-01", "address": "县"}, False), ({"q": "张", "address": "县"}, False),
])  # fmt: skip
def test_what_the_server_cannot_foresee_is_counted_with_the_page(
    console: Actor, asks: dict[str, str], later: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_way("many", monkeypatch)
    assert (asked_of(LeadTable, console, **asks).counted()[0] is None) is later
    within = asked_of(LeadTable, make_actor(*LEVELS["town"]), **asks).counted()[0]
    assert (within is None) is (later and "q" in asks)  # the reader's place is a second column


def test_a_text_is_resolved_once_a_reading(console: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    set_way("joined and walked", monkeypatch)
    with CaptureQueriesContext(connection) as queries, one_reading():
        read(LeadTable, console, q="伟", sort="due")
    probes = [query for query in queries if query["sql"].startswith('SELECT "people_person"."id"')]
    assert len(probes) == 1


@pytest.mark.parametrize("table", [PersonTable, LeadTable, OrderTable])
def test_in_a_small_scope_those_of_a_surname_are_told_by_where_it_stands(
    console: Actor, table: type[Table], monkeypatch: pytest.MonkeyPatch
) -> None:
    for way, near in (("near and held", True), ("resolved and held", False), ("sought and held", False)):
        set_way(way, monkeypatch)
        with CaptureQueriesContext(connection) as queries:
            read(table, make_actor(*LEVELS["grid"]), q="张")
        assert any('"pinyin" >= ' in query["sql"] for query in queries) is near, way


def test_a_large_scope_is_counted_from_the_persons(console: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    set_way("sought and held", monkeypatch)
    with CaptureQueriesContext(connection) as queries:
        read(LeadTable, console, q="伟")
    asked = " ".join(query["sql"] for query in queries if not query["sql"].startswith("EXPLAIN"))
    assert "= ANY(ARRAY(SELECT" in asked
    assert asked.count("string_to_array") == 1  # what is held by its keys is not searched again


@pytest.mark.django_db
@pytest.mark.parametrize("level", ["town", "community", "grid"])
def test_a_surname_is_looked_for_in_a_place_by_an_index_alone(level: str) -> None:
    leave_only(index := f"lead_{level}_due", "leads_lead")
    named = Lead.objects.filter(**{level: "1"}, pinyin__gte="wang", pinyin__lt="wang!").values("pk", "person")
    assert f"Index Only Scan using {index}" in named.explain()


@pytest.mark.django_db
@pytest.mark.parametrize("time", ["due_at", "answered_at"])
def test_rows_of_some_days_are_met_in_their_order_by_an_index_alone(time: str) -> None:
    leave_only("source_row_once", "leads_leadsource")
    of_days = LeadSource.objects.filter(known_to__isnull=True, **{f"{time}__gte": AT}, town="1")
    assert "Index Only Scan using source_row_once" in of_days.order_by("row").values("row", "batch").explain()
