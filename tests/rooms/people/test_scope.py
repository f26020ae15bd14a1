"""The one door to persons, read from either end: each way finds the same persons."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.rooms.leads.county import (
    AT,
    COMMUNITY,
    GRID,
    OTHER_GRID,
    OTHER_TOWN,
    OTHER_VILLAGE,
    TOWN,
    VILLAGE,
    leads_of,
    number,
    one_lead,
    open_list,
    traveller,
)
from tests.rooms.staff import COUNTY, make_actor, signed_in
from tests.support.lists import check_constant_queries, page_links, walk
from tests.support.worlds import built_for

from lianfang.core.policy import Facts
from lianfang.leads.models import Lead
from lianfang.orders.actions import issue
from lianfang.orders.models import Order
from lianfang.people import scope, searching, tables
from lianfang.people.actions import merge
from lianfang.people.api import find_people
from lianfang.people.models import Person
from lianfang.people.scope import count_reached, gathered_for, held_against, size_of, visible_to, walked_for
from lianfang.people.searching import ByPerson, parse_search
from lianfang.people.tables import PersonTable
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.roles import Role
from lianfang.shared.tables import paging
from lianfang.shared.tables.paging import Count

SCOPES = {
    "town": (Role.TOWN, Scope(ScopeKind.TOWN, TOWN)),
    "other town": (Role.TOWN, Scope(ScopeKind.TOWN, OTHER_TOWN)),
    "village": (Role.COMMUNITY, Scope(ScopeKind.COMMUNITY, VILLAGE)),
    "empty community": (Role.COMMUNITY, Scope(ScopeKind.COMMUNITY, COMMUNITY)),
    "grid": (Role.GRID, Scope(ScopeKind.GRID, GRID)),
    "other grid": (Role.GRID, Scope(ScopeKind.GRID, OTHER_GRID)),
}
SEEN = {
    "town": ["张三", "王五"], "other town": ["张三", "李四"], "village": ["张三", "王五"], "empty community": [],
    "grid": ["张三", "王五"], "other grid": ["张三", "李四"],
}  # fmt: skip
SIZES = {
    "sparse": (9,) * 4,
    "few": (0, 9, 9, 9),
    "some": (0, 0, 9, 9),
    "middling": (0, 0, 0, 9),
    "many": (0,) * 4,
}


@built_for("module")
def laid(console: Actor) -> Actor:
    """A county where one person has two leads, one a lead elsewhere, and one was merged into another."""
    here = one_lead(console)
    one_lead(console, "李四", 2, area=OTHER_VILLAGE)
    one_lead(console, "王五", 3)
    batch, _ = open_list(console, traveller("王伍", "", "15400000004"))
    (double,) = leads_of(batch)
    Lead.objects.filter(person=here.person).update(state=Lead.State.CLOSED, closed_at=AT)
    open_list(console, traveller("张三", number(1), "15400000001"), area=OTHER_VILLAGE)
    merge(kept=Person.objects.get(name="王五"), gone=double.person, reason="同一人", by=console, at=AT)
    return console


@pytest.fixture
def console(laid: Actor, db: None) -> Actor:
    return laid


def names(rows: object) -> list[str]:
    return sorted(person.name for person in rows)  # type: ignore[attr-defined]


@pytest.mark.parametrize("where", SCOPES)
def test_each_way_to_read_a_scope_finds_the_same_persons(console: Actor, where: str) -> None:
    actor = make_actor(*SCOPES[where])
    seen = names(visible_to(actor))
    assert names(gathered_for(actor)) == names(held_against(actor)) == names(walked_for(actor)) == seen
    assert seen == SEEN[where]


def test_a_person_with_an_order_alone_in_a_scope_is_seen_each_way(console: Actor) -> None:
    lead = Lead.objects.get(person__name="李四")
    facts = Facts(category="close_contact", anchor=AT, found=AT, area="141123")
    order = issue(lead=lead, facts=facts, by=console, at=AT)
    Order.objects.filter(pk=order.pk).update(town=TOWN, community=VILLAGE, grid=GRID)
    actor = make_actor(*SCOPES["grid"])
    for read in (visible_to, gathered_for, held_against, walked_for):
        assert names(read(actor)) == ["张三", "李四", "王五"]


@pytest.mark.parametrize("read", [visible_to, walked_for])
def test_the_county_sees_everybody_who_was_not_merged(console: Actor, read: Callable[..., object]) -> None:
    assert names(read(console)) == ["张三", "李四", "王五"]


def measure(size: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, most in zip(("SPARSE", "FEW", "SOME", "MANY"), SIZES[size], strict=True):
        monkeypatch.setattr(tables, name, most)


@pytest.mark.parametrize("known", [0, 500])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("where", ["town", "grid", "empty community"])
def test_the_register_shows_the_same_whichever_way_it_reads(
    console: Actor, where: str, size: str, known: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    measure(size, monkeypatch)
    monkeypatch.setattr(searching, "FEW", known)
    client = signed_in(*SCOPES[where])
    html = client.get(reverse("people:list")).content.decode()
    wanted = set() if where == "empty community" else {"张三", "王五"}
    assert {name for name in ("张三", "李四", "王五", "王伍") if name in html} == wanted
    for text, found in (
        ("王", {"王五"}),
        ("三", {"张三"}),
        ("wang", {"王五"}),
        ("李", set()),
        (number(1), {"张三"}),
    ):
        html = client.get(reverse("people:list"), {"name": text}, follow=True).content.decode()
        assert {name for name in ("张三", "李四", "王五") if name in html} == found & wanted


@pytest.mark.parametrize("query", ["", "?kind=mainland", "?known_from=2020-01-01&sort=-name"])
@pytest.mark.parametrize("size", SIZES)
def test_pages_of_a_scope_lead_there_and_back_by_the_same_queries(
    console: Actor, size: str, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    measure(size, monkeypatch)
    open_list(
        console, *(traveller(f"赵{chr(0x4E00 + n)}", number(20 + n), f"15410{n:06d}") for n in range(9))
    )
    client, address = signed_in(*SCOPES["town"]), reverse("people:list") + query
    check_constant_queries(client, address, PersonTable, (2, 6))
    monkeypatch.setattr(PersonTable, "page_size", 4)
    pages = walk(client, address)
    assert len(pages) == 3
    assert "prev" in page_links(pages[-1])
    shown = [int(key) for page in pages for key in re.findall(r'data-href="/people/(\d+)/"', page)]
    people = visible_to(make_actor(*SCOPES["town"])).order_by("pinyin", "pk").values_list("pk", flat=True)
    assert shown == list(people.reverse() if "-name" in query else people)


def test_a_filtered_page_of_a_middling_scope_is_known_by_the_count(console: Actor) -> None:
    client = signed_in(*SCOPES["town"])
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("people:list"), {"kind": "mainland"})
    texts = [query["sql"] for query in asked if 'FROM "people_person"' in query["sql"]]
    assert "= ANY(ARRAY(" in texts[0]  # its persons are one array
    assert not [text for text in texts[1:] if "ORDER BY" in text]  # nothing is sorted or walked again


def test_a_scope_is_measured_no_further_than_needed(console: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    actor = make_actor(*SCOPES["grid"])
    assert size_of(actor) == 3  # with the closed lead of the record that was merged
    monkeypatch.setattr(scope, "MANY", 1)
    assert size_of(actor) == 2
    monkeypatch.setattr(scope, "MANY", 0)
    assert size_of(actor) == 1
    assert size_of(console) == 1


def test_a_town_of_which_the_server_expects_many_is_not_counted(
    console: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = make_actor(*SCOPES["town"])
    assert size_of(actor) == 3
    monkeypatch.setattr(scope, "expect_rows", lambda rows: 2 * scope.MANY + 1)
    with CaptureQueriesContext(connection) as asked:
        assert size_of(actor) == scope.MANY + 1
    assert len(asked) == 0
    assert size_of(make_actor(*SCOPES["grid"])) == 3  # a grid is always counted


def test_whom_a_number_finds_is_asked_for_without_a_look_at_the_rest_of_the_scope(console: Actor) -> None:
    actor = make_actor(*SCOPES["town"])
    with CaptureQueriesContext(connection) as asked:
        assert [person.name for person in find_people(actor, number(1))] == ["张三"]
    assert len(asked) == 3  # who it is, whether they are seen, what is shown
    with CaptureQueriesContext(connection) as asked:
        assert find_people(actor, number(2)) == []
    assert len(asked) == 2


def test_the_server_holds_whom_a_search_finds_against_a_scope_it_reads_once(console: Actor) -> None:
    actor = make_actor(*SCOPES["grid"])
    plan = held_against(actor).filter(parse_search("张").lookup("")).explain()  # type: ignore[union-attr]
    assert "hashed SubPlan" in plan


@pytest.mark.parametrize("given", [0, 500])
def test_who_bears_a_frequent_surname_is_looked_for_where_it_stands(
    console: Actor, given: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a middling scope; those who bear it in their given name are known, or everybody is asked."""
    open_list(
        console, traveller("李王", number(20), "15410000020"), traveller("汪六", number(21), "15410000021")
    )
    open_list(console, traveller("王外", number(22), "15410000022"), area=OTHER_VILLAGE)
    monkeypatch.setattr(searching, "SPARSE", 0)
    monkeypatch.setattr(searching, "EXPECTED", -1)
    monkeypatch.setattr(searching, "FEW", given)
    actor = make_actor(*SCOPES["grid"])
    found = ByPerson(register=True).look_up(held_against(actor), "王", actor)
    assert names(found) == ["李王", "王五"]
    assert ('"pinyin" >= wang' in str(found.query)) is bool(given)
    # Whom else a list holds, as a figure those who were once controlled here, is not held against the scope.
    counted = ByPerson().look_up(Person.objects.exclude(name="王伍"), "王", actor)
    assert names(counted) == ["李王", "王五", "王外"]


def test_a_large_scope_is_counted_by_its_first_leads_without_merged_records(console: Actor) -> None:
    actor = make_actor(*SCOPES["grid"])
    assert count_reached(actor, 1) == 2
    assert count_reached(actor, 2) is None
    assert count_reached(make_actor(Role.OFFICE, COUNTY), 0) is None


@pytest.mark.parametrize(("most", "told"), [(1, Count(1, more=True)), (2, Count(2))])
def test_the_register_says_more_only_where_there_are_more(
    console: Actor, most: int, told: Count, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "FEW", 0)
    monkeypatch.setattr(tables, "COUNTED", most)
    assert PersonTable(make_actor(*SCOPES["grid"])).hold_all(paging.Order(("pinyin",))) == (told, None, False)
