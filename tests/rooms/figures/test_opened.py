"""An opened figure: its members page by page, filtered, within the scope, at any cut, as known at any signature."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.rooms.figures.test_signing import SIGNED, TODAY, sign
from tests.rooms.intake.lists import NAMELESS, ZHANG, bring, rejected
from tests.rooms.leads.county import AT, GRID, OTHER_VILLAGE, TOWN, one_lead
from tests.rooms.orders.world import HOUR, control, facts
from tests.rooms.staff import signed_in
from tests.support.lists import ask_count, check_constant_queries, page_links, walk
from tests.support.worlds import built_for

from lianfang.core.figures.cut import Cut, CutHour, cut_of
from lianfang.core.figures.dispatch import FIGURES
from lianfang.core.figures.figure import Figure, Unit
from lianfang.figures.opened import get_opening
from lianfang.figures.queries import get_counts, hold_members, list_members, members_of, paths_with_members
from lianfang.figures.tables import MEMBER_TABLES, PersonMembers, RowMembers
from lianfang.leads.actions import record_call
from lianfang.orders import actions as orders
from lianfang.orders.models import DueTest, Order, Stage
from lianfang.people import searching
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.clock import LOCAL, pinned_at
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Role
from lianfang.shared.tables import asked, paging

pytestmark = pytest.mark.django_db
ASKED = "date=2022-02-28&cut=24:00"
NAME = re.compile(r'<td class="[^"]*is-lead[^"]*"[^>]*data-value="([^"]*)"')


@built_for("module")
def county(console: Actor) -> Actor:
    """Seven people under control, three of another village who wait, one who is away."""
    for seed in range(1, 8):
        control(console, seed=seed, at=AT + seed * HOUR)
    for seed in (20, 21, 22):
        one_lead(console, f"李{seed}", seed, area=OTHER_VILLAGE)
    record_call(lead=one_lead(console, "王五", 30), outcome="away", by=console, at=AT + HOUR, away_place="西安",
                back_on=TODAY + timedelta(days=9))  # fmt: skip
    return console


def address(path: str, more: str = "") -> str:
    return f"{reverse('figures:open', args=[path])}?{ASKED}{more}"


def names(client: Client, where: str) -> list[str]:
    answer = client.get(where)
    assert answer.status_code == 200
    return NAME.findall(answer.content.decode())


def counted(client: Client, path: str, more: str = "") -> str:
    return ask_count(client, sealed(client, address(path, more)))


def sealed(client: Client, where: str) -> str:
    """Return the address that a list sends on to, which holds what was typed sealed."""
    answer = client.get(where)
    return str(answer.headers.get("Location", where))


def test_the_list_is_as_long_as_the_count(county: Actor) -> None:
    client = signed_in(Role.OFFICE)
    counts = get_counts(cut_of(TODAY, CutHour.MIDNIGHT, LOCAL), county, FIGURES)
    for path, count in paths_with_members(counts):
        assert counted(client, path) == f"共 {count} 条", path
        answer = client.get(address(path))
        assert answer.status_code == 200
        assert answer.content.decode().count('<td class="lf-tabular') >= count


@pytest.mark.parametrize("sort", ["member", "-member", "name", "-name"])
def test_pages_there_and_back_show_everybody_once(county: Actor, sort: str) -> None:
    client = signed_in(Role.OFFICE)
    PersonMembers.page_size, own = 3, PersonMembers.page_size
    try:
        there = walk(client, address("controlled.now", f"&sort={sort}"))
        back = walk(client, page_links(there[-1])["prev"], "prev")
    finally:
        PersonMembers.page_size = own
    seen = [name for page in there for name in NAME.findall(page)]
    assert len(there) == 3
    assert len(seen) == len(set(seen)) == 7
    pages = [NAME.findall(page) for page in there]
    assert [NAME.findall(page) for page in back] == pages[-2::-1]


@pytest.mark.parametrize(("path", "table"), [("controlled.now", PersonMembers), ("pushed.ever", RowMembers)])
def test_a_page_costs_the_same_number_of_queries_whatever_its_size(
    county: Actor, path: str, table: type
) -> None:
    assert check_constant_queries(signed_in(Role.OFFICE), address(path), table, (2, 7)) < 25


def test_each_kind_of_member_shows_who_and_what_is_counted(county: Actor) -> None:
    client = signed_in(Role.OFFICE)
    person = client.get(address("controlled.now")).content.decode()
    assert "集中隔离" in person and "/orders/" in person and "贺家坪网格" in person
    row = client.get(address("pushed.verified")).content.decode()
    assert "王五" in row and "外出" in row and "省厅" in row and "/leads/" in row
    stage = client.get(address("controlled.ever_times")).content.decode()
    assert stage.count("/orders/") >= 7


def test_members_are_masked(county: Actor) -> None:
    page = signed_in(Role.OFFICE).get(address("controlled.now")).content.decode()
    assert re.search(r"\d{4}\*{12}\d\d|\d{4}\*{12}\dX", page)
    assert not re.search(r"[1-9]\d{16}[\dX]", page)


@pytest.mark.parametrize(
    ("path", "more", "number"),
    [
        ("controlled.now", f"&town={TOWN}", 7),
        ("controlled.now", "&town=141123101", 0),
        ("controlled.now", f"&grid={GRID}&place=centralised", 7),
        ("controlled.now", "&place=home", 0),
        ("controlled.ever", f"&town={TOWN}&town=141123101", 7),
        ("controlled.ever_times", f"&town={TOWN}&place=centralised", 7),
        ("pushed.ever", "&town=141123101", 3),
        ("pushed.people", f"&grid={GRID}", 8),
        ("controlled.now", "&name=张", 7),
        ("controlled.now", f"&name=李&town={TOWN}", 0),
    ],
)
def test_columns_filter_and_the_count_follows(county: Actor, path: str, more: str, number: int) -> None:
    assert counted(signed_in(Role.OFFICE), path, more) == f"共 {number} 条"


def test_the_scope_narrows_the_list(county: Actor) -> None:
    here = Scope(ScopeKind.GRID, GRID)
    assert counted(signed_in(Role.GRID, here), "pushed.ever") == "共 8 条"
    assert counted(signed_in(Role.OFFICE), "pushed.ever") == "共 11 条"
    elsewhere = signed_in(Role.TOWN, Scope(ScopeKind.TOWN, "141123101"))
    assert counted(elsewhere, "controlled.now") == "共 0 条"
    assert names(elsewhere, address("controlled.now")) == []


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.AUDITOR, Role.SYSTEM])
def test_who_may_not_open_figures_is_refused(county: Actor, role: Role) -> None:
    client = signed_in(role)
    assert client.get(address("controlled.now")).status_code == 403
    counting = {"HX-Request": "true", "HX-Trigger": "count"}
    assert client.get(address("controlled.now"), headers=counting).status_code == 403


def test_every_opening_is_kept_in_the_trail_with_its_cut(county: Actor) -> None:
    client = signed_in(Role.OFFICE)
    client.get(address("controlled.now"))
    ask_count(client, address("leads.ever"))  # a number names nobody
    entry = AuditEntry.objects.get(action="figures.open")
    assert (entry.object_kind, entry.object_id) == ("figure", "controlled.now")
    assert entry.detail["day"] == "2022-02-28"


def test_a_signed_report_opens_to_those_it_counted(county: Actor) -> None:
    report = sign(county)
    client = signed_in(Role.OFFICE)
    gone = next(iter(orders_of(county)))
    orders.cancel(order=gone, by=county, at=SIGNED + HOUR, reason="wrong person")
    assert counted(client, "controlled.now") == "共 6 条"
    assert counted(client, "controlled.now", f"&report={report.pk}") == "共 7 条"
    assert len(names(client, address("controlled.now", f"&report={report.pk}"))) == 7
    assert client.get(address("controlled.now", "&report=999999")).status_code == 404
    assert client.get(address("controlled.now", "&report=x")).status_code == 404


def orders_of(county: Actor):
    from lianfang.orders.models import Order

    return Order.objects.order_by("pk")


def test_a_list_goes_out_as_excel_only_by_those_who_export(county: Actor) -> None:
    where = reverse("figures:open_export", args=["controlled.now"]) + f"?{ASKED}"
    assert signed_in(Role.OFFICE).post(where).status_code == 200
    entry = AuditEntry.objects.get(action="lists.export")
    assert (entry.object_kind, entry.object_id) == ("figure", "controlled.now")
    assert {"day", "cut", "report", "rows", "columns", "filtered"} == set(entry.detail)
    assert signed_in(Role.GRID, Scope(ScopeKind.GRID, GRID)).post(where).status_code == 403


def test_every_kind_of_member_has_its_list() -> None:
    assert set(MEMBER_TABLES) == set(Unit)


def keys_of(client: Client, where: str) -> list[int]:
    """Follow the pages of a list to its end; return the keys of its rows."""
    keys: list[int] = []
    while where:
        answer = client.get(where, follow=True)
        assert answer.status_code == 200
        keys += [line.pk for line in answer.context["lines"]]
        where = page_links(answer.content.decode()).get("next", "")
    return keys


@pytest.mark.parametrize("path", ["controlled.ever", "controlled.now", "controlled.new_times", "pushed.ever", "tests.due",
                                  "leads.ever", "leads.open"])  # fmt: skip
@pytest.mark.parametrize("more", ["", f"&town={TOWN}", f"&grid={GRID}", "&name=李20"])
def test_members_stand_alike_whether_their_keys_are_held_or_walked(
    county: Actor, path: str, more: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, table = signed_in(Role.OFFICE), MEMBER_TABLES[figure_of(path).counts]
    monkeypatch.setattr(table, "page_size", 2)
    counted_keys = list_members(path, cut_of(TODAY, CutHour.MIDNIGHT, LOCAL), county)
    for column in (column.key for column in table.columns if column.sort):
        ways = []
        for held in (paging.FOUND, 0):
            monkeypatch.setattr(paging, "FOUND", held)
            forth, back = (
                keys_of(client, address(path, f"{more}&sort={sign}{column}")) for sign in ("", "-")
            )
            assert back == forth[::-1], (column, held)
            ways.append(forth)
        assert ways[0] == ways[1], column
        assert set(ways[0]) <= set(counted_keys)
        assert more or sorted(ways[0]) == counted_keys, column


@pytest.mark.parametrize("path", ["controlled.ever", "leads.ever"])
def test_who_bears_a_frequent_surname_is_found_wherever_it_stands(
    county: Actor, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed, name in enumerate(("王一", "汪二", "李王三", "王四"), 41):
        orders.issue(lead=one_lead(county, name, seed), facts=facts(), by=county, at=AT)
    client, bearers = (
        signed_in(Role.OFFICE),
        {"王一", "李王三", "王四"} | ({"王五"} if path == "leads.ever" else set()),
    )
    monkeypatch.setattr(PersonMembers, "page_size", 2)
    for many in (False, True):
        monkeypatch.setattr(searching, "EXPECTED", -1 if many else 10_000)
        monkeypatch.setattr(asked, "COUNTED", -1 if many else 10_000)
        shown = walk(client, address(path, "&name=王"))
        assert {name for page in shown for name in NAME.findall(page)} == bearers
        assert ('id="count"' in shown[0]) is (many and path == "controlled.ever")
        assert counted(client, path, "&name=王") == f"共 {len(bearers)} 条"


def test_what_is_more_than_a_page_is_counted_after_it(county: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    client, at = signed_in(Role.OFFICE), address("controlled.now")
    assert client.get(at).context["count_words"] == "共 7 条"
    monkeypatch.setattr(PersonMembers, "page_size", 3)
    assert 'id="count"' in client.get(at).content.decode()
    assert client.get(f"{at}&counted=1").context["count_words"] == "共 7 条"


@pytest.mark.parametrize("path", ["controlled.ever", "leads.ever"])
def test_a_frequent_surname_that_nobody_bears_finds_nobody(county: Actor, path: str) -> None:
    shown = signed_in(Role.OFFICE).get(address(path, "&name=龚"), follow=True)
    assert (shown.status_code, shown.context["lines"]) == (200, [])


def test_a_place_of_a_split_is_asked_of_its_own_column(county: Actor) -> None:
    cut = cut_of(TODAY, CutHour.MIDNIGHT, LOCAL)
    assert '("town_held" = ' in members_of(f"controlled.ever_by_town.{TOWN}", cut, county).sql
    assert len(list_members(f"controlled.ever_by_town.{TOWN}", cut, county)) == 7


@pytest.mark.parametrize(("path", "in_order"), [("pushed.people", True), ("pushed.ever", False)])
def test_people_are_held_in_their_order_so_that_the_first_are_met_at_once(
    county: Actor, path: str, in_order: bool
) -> None:
    cut = cut_of(TODAY, CutHour.MIDNIGHT, LOCAL)
    with CaptureQueriesContext(connection) as asked:
        held = hold_members(path, cut, county)
    assert held.keys == list_members(path, cut, county)
    assert ("ORDER BY member LIMIT 10001" in asked[0]["sql"]) is in_order


@pytest.mark.parametrize(("path", "model"), [("controlled.ever_times", Stage), ("tests.due", DueTest)])
@pytest.mark.parametrize("sign", ["", "-"])
def test_what_a_person_may_have_several_of_is_held_by_their_names_where_it_is_found(
    county: Actor, path: str, model: type[Stage | DueTest], sign: str
) -> None:
    cut = cut_of(TODAY, CutHour.MIDNIGHT, LOCAL)
    rows = model.objects.filter(pk__in=list_members(path, cut, county))
    in_order = rows.order_by(f"{sign}person__pinyin", f"{sign}pk").values_list("pk", flat=True)
    client = signed_in(Role.OFFICE)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address(path, f"&sort={sign}name"))
    assert [line.pk for line in answer.context["lines"]] == list(in_order[:50])
    held = [one["sql"] for one in asked if "AS MATERIALIZED" in one["sql"]]
    assert len(held) == 1
    assert "people_person" in held[0]
    assert not any("people_person" in one["sql"] and "= ANY" in one["sql"] for one in asked)


@pytest.mark.parametrize("sign", ["", "-"])
def test_whom_a_search_finds_is_held_in_the_order_of_the_page(county: Actor, sign: str) -> None:
    client = signed_in(Role.OFFICE)
    where = sealed(client, address("pushed.ever", f"&name=李&sort={sign}member"))
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(where)
    found = [line.pk for line in answer.context["lines"]]
    assert len(found) == 3
    assert found == sorted(found, reverse=bool(sign))
    assert not any(one["sql"].startswith('SELECT "intake_row"."id" AS "pk"') for one in asked)


def figure_of(path: str) -> Figure:
    return next(figure for figure in FIGURES if figure.path == path)


def test_keys_are_read_from_the_facts_in_both_directions(county: Actor) -> None:
    cut = cut_of(TODAY, CutHour.MIDNIGHT, LOCAL)
    whole = list_members("pushed.ever", cut, county)
    assert list_members("pushed.ever", cut, county, descending=True) == whole[::-1]
    assert (
        list_members("pushed.ever", cut, county, after=whole[3], limit=2, descending=True) == whole[1:3][::-1]
    )


def test_an_opening_gives_the_latest_counted_fact_of_a_person(county: Actor) -> None:
    opening = get_opening(path="controlled.now", day=TODAY, hour=CutHour.MIDNIGHT, actor=county, now=AT)
    people = list_members("controlled.now", opening.cut, county)
    told = opening.facts(people[:3])
    assert set(told) == set(people[:3])
    assert {fact["place"] for fact in told.values()} == {"centralised"}
    assert isinstance(opening.cut, Cut)


def test_a_row_that_names_nobody_opens_as_it_was_received(county: Actor) -> None:
    batch = bring(county, ZHANG, NAMELESS)
    page = signed_in(Role.OFFICE).get(address("pushed.without_lead")).content.decode()
    received = f"/intake/{batch.pk}/rows/{rejected(batch)[0].pk}/"
    assert f'data-href="{received}"' in page
    assert f'<a href="{received}">—</a>' in page


@pytest.mark.parametrize(("now", "is_so_far"), [(AT, True), (AT + timedelta(days=1), False)])
def test_a_cut_that_has_not_come_says_so(county: Actor, now: datetime, is_so_far: bool) -> None:
    client = signed_in(Role.OFFICE)
    with pinned_at(now):
        assert ("截止时点未到" in client.get(address("controlled.now")).content.decode()) is is_so_far
        signed = address("controlled.now", f"&report={sign(county).pk}")
        assert "截止时点未到" not in client.get(signed).content.decode()


def test_a_deadline_reads_as_in_the_leads(county: Actor) -> None:
    """At 24:00 of its day, not at 00:00 of the next."""
    bring(county, ZHANG)
    page = signed_in(Role.OFFICE).get(address("pushed.ever")).content.decode()
    due = RowMembers.column("due")
    assert due is not None
    shown = re.findall(f'data-label="{due.heading}"[^>]*>([^<]+)<', page)
    assert shown and all(each.endswith(" 24:00") for each in shown)


def test_somebody_under_control_shows_the_lead_that_the_order_came_from(county: Actor) -> None:
    shown = signed_in(Role.OFFICE).get(address("controlled.now")).content.decode()
    leads = [lead for lead in Order.objects.values_list("lead", flat=True) if lead]
    assert leads
    for lead in leads:
        assert reverse("leads:lead", args=[lead]) in shown
