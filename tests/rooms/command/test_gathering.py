"""How Today asks: all lists by one statement, shown rows by one a table, and nothing of rooms that nobody uses."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.rooms.command.busy import NOW, SCOPES, fill, member
from tests.rooms.leads.county import one_lead
from tests.rooms.staff import COUNTY, make_actor, make_staff, sign_in
from tests.support.lists import count_queries

from lianfang.command.duties import (
    COUNTED,
    SHOWN,
    Asked,
    Duty,
    Line,
    Places,
    Step,
    Told,
    itself,
    needed_by,
    only_with,
)
from lianfang.command.gathering import ask, fetch, find_filled, find_waiting, gather
from lianfang.command.queries import list_drafts, list_to_call, list_unplaced
from lianfang.command.templatetags.duties import due
from lianfang.command.views import TELLERS, list_duties
from lianfang.leads.models import Lead, TransferLetter
from lianfang.orders.queries import list_due_releases, list_missed_tests
from lianfang.shared.actor import Actor
from lianfang.shared.clock import pinned_at
from lianfang.shared.roles import Role
from lianfang.zones.models import Zone

# Session, member and second factor are three of them; the rest is the page's.
MOST_QUERIES = {
    Role.OFFICE: 19,
    Role.DATA: 17,
    Role.TOWN: 15,
    Role.COMMUNITY: 15,
    Role.GRID: 12,
    Role.COMMANDER: 13,
    Role.INSPECTOR: 12,
}


def people(by: Actor, count: int) -> None:
    for seed in range(1, count + 1):
        one_lead(by, f"张{chr(0x4E00 + seed)}", seed)


def draw(rows: list[Lead], places: Places) -> list[Line]:
    return [Line(row.person.name, "/", places.get(row.grid, "")) for row in rows]


def asked(by: Actor, key: str = "calls") -> Asked:
    return Asked(key, "电话", "phone", list_to_call(by), draw, "/", itself)


def test_lists_are_counted_and_their_first_keys_given_by_one_statement(console: Actor) -> None:
    fill(console)
    lists = [
        list_to_call(console),
        list_drafts(console),
        list_missed_tests(console, NOW).order_by("closes_at", "pk"),
    ]
    found = find_waiting(lists)
    assert found == [(rows.count(), list(rows.values_list("pk", flat=True)[:SHOWN])) for rows in lists]
    assert all(count for count, _keys in found)
    assert count_queries(lambda: find_waiting(lists)) == 1


def test_a_list_that_nothing_can_be_in_is_empty_beside_others(console: Actor) -> None:
    people(console, 1)
    nothing = list_to_call(console).none()
    assert [count for count, _keys in find_waiting([nothing, list_to_call(console), nothing])] == [0, 1, 0]
    assert find_waiting([]) == []


def test_a_list_is_read_no_further_than_a_thousand_rows_and_one(console: Actor) -> None:
    with CaptureQueriesContext(connection) as queries:
        find_waiting([list_to_call(console), list_drafts(console)])
    (statement,) = queries.captured_queries
    assert statement["sql"].count(f"LIMIT {COUNTED + 1}") == 2


def test_rows_of_one_table_are_fetched_together_in_the_order_of_each_list(console: Actor) -> None:
    fill(console)
    calls, unplaced, letters = list_to_call(console), list_unplaced(console), list_drafts(console)
    keys = [list(rows.values_list("pk", flat=True)) for rows in (calls, unplaced, letters)]
    lists = [(calls, keys[0][::-1]), (unplaced, keys[1]), (letters, keys[2])]
    shown = fetch(lists)
    assert [[row.pk for row in rows] for rows in shown] == [keys[0][::-1], keys[1], keys[2]]
    assert count_queries(lambda: fetch(lists)) == 2
    assert count_queries(lambda: [row.person.name for row in shown[0]]) == 0  # joined as the list joins it


def test_a_row_that_is_gone_meanwhile_is_left_out(console: Actor) -> None:
    people(console, 2)
    rows = list_to_call(console)
    keys = list(rows.values_list("pk", flat=True))
    assert [row.pk for row in fetch([(rows, [0, *keys])])[0]] == keys


def test_what_a_list_adds_to_its_rows_is_fetched_with_them(console: Actor) -> None:
    from django.db.models import Value

    people(console, 1)
    added = list_to_call(console).annotate(since=Value(7))
    keys = list(added.values_list("pk", flat=True))
    (plain,), (more,) = fetch([(list_to_call(console), keys), (added, keys)])
    assert more.since == 7 and not hasattr(plain, "since")


def test_duties_keep_their_order_and_those_of_nothing_are_left_out(console: Actor) -> None:
    people(console, 1)
    ready = Duty("ready", "好", "x", [], "1")
    none = Asked("letters", "函", "mail", list_drafts(console), draw, "/")
    told: list[Told] = [asked(console, "a"), None, ready, none, asked(console, "b")]
    found = gather(told)
    assert [duty.key for duty in found] == ["a", "ready", "b"]
    assert [line.text for line in found[0].lines] == ["贺家坪网格"]
    assert gather([]) == [] and gather([None]) == []


def test_a_room_that_nobody_uses_is_not_asked(console: Actor) -> None:
    told: list[str] = []

    @only_with(Zone)
    def of_zones(_actor: Actor, _at: object) -> None:
        told.append("zones")

    @only_with(Lead)
    def of_leads(_actor: Actor, _at: object) -> None:
        told.append("leads")

    def always(_actor: Actor, _at: object) -> None:
        told.append("always")

    people(console, 1)
    assert ask([of_zones, of_leads, always], console, NOW) == [None, None]
    assert told == ["leads", "always"]


def test_which_tables_have_a_row_is_one_statement(console: Actor) -> None:
    people(console, 1)
    tables = [Lead._meta.db_table, Zone._meta.db_table, TransferLetter._meta.db_table]
    assert find_filled(tables) == {Lead._meta.db_table}
    assert count_queries(lambda: find_filled(tables)) == 1
    assert find_filled([]) == set()


@pytest.mark.parametrize(
    "tell", [tell for tell in TELLERS if needed_by(tell)], ids=lambda tell: tell.__name__
)
def test_whoever_needs_a_table_reads_it(console: Actor, tell: object) -> None:
    """The rows of a duty that is skipped while a table is empty come from that table."""
    table = needed_by(tell)  # type: ignore[arg-type]
    for role in (Role.OFFICE, Role.SITE, Role.COMMANDER, Role.TOWN):
        told = tell(make_actor(role, SCOPES.get(role, COUNTY)), NOW)  # type: ignore[operator]
        assert told is None or (isinstance(told, Asked) and told.rows.model is table)


def test_today_asks_little_whoever_reads_it(console: Actor) -> None:
    fill(console)
    spent = {}
    for role in MOST_QUERIES:
        client = sign_in(Client(), make_staff(role, SCOPES.get(role, COUNTY)))
        with pinned_at(NOW):
            client.get("/")  # fills the shell's caches
            spent[role] = count_queries(lambda client=client: client.get("/"))  # type: ignore[misc]
    assert spent == {role: min(spent[role], most) for role, most in MOST_QUERIES.items()}


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (
            Line("张三", "/leads/1/"),
            '<li class="lf-due"><a class="lf-due-what" href="/leads/1/"><strong>张三</strong></a></li>',
        ),
        (
            Line("<b>", "/?a=1&b=2", "x & y", number="3"),
            '<li class="lf-due"><a class="lf-due-what" href="/?a=1&amp;b=2"><strong>&lt;b&gt;</strong>'
            ' <span class="lf-tabular">3</span><span class="lf-quiet">x &amp; y</span></a></li>',
        ),
    ],
)  # fmt: skip
def test_a_line_shows_what_it_has_and_nothing_else(line: Line, shown: str) -> None:
    assert due(line) == shown


def test_a_late_line_says_so_and_when(console: Actor) -> None:
    html = due(Line("张三", "/", when=datetime(2022, 2, 28, 16, tzinfo=UTC), late=True))
    assert 'class="lf-due is-late"' in html and 'class="visually-hidden"' in html
    assert 'datetime="2022-03-01T00:00:00+08:00"' in html and "2022-02-28 24:00" in html


def test_a_step_is_a_link_or_opens_the_panel() -> None:
    steps = (Step("打<电话>", "/dial/?a&b", "phone", main=True), Step("登记", "/call/", "pencil", panel=True))
    html = due(Line("张三", "/", steps=steps))
    assert '<a class="btn btn-primary" href="/dial/?a&amp;b"><svg' in html and "打&lt;电话&gt;</a>" in html
    assert '<a class="btn" href="/call/" hx-get="/call/" hx-target="#panel-body"' in html
    assert 'data-panel="登记"' in html and html.count("<use href=") == 2


def test_the_law_and_the_county_are_read_once_for_a_page(console: Actor) -> None:
    fill(console)
    client = sign_in(Client(), make_staff(Role.OFFICE, COUNTY))
    with pinned_at(NOW), CaptureQueriesContext(connection) as queries:
        client.get("/")
    asked_of = [re.search(r'FROM "?(\w+)', query["sql"]) for query in queries.captured_queries]
    tables = [found[1] for found in asked_of if found]
    assert tables.count("law_localordermove") == 1


def test_a_duty_says_as_many_as_its_list_holds_for_each_reader(console: Actor) -> None:
    fill(console)
    for role in (Role.OFFICE, Role.TOWN, Role.GRID):
        actor = member(role)
        told = {duty.key: duty.count for duty in list_duties(actor, NOW)}
        assert told["calls"] == str(list_to_call(actor).count())
        assert told["missed"] == str(list_missed_tests(actor, NOW).count())
        assert told["releases"] == str(list_due_releases(actor, NOW).count())
