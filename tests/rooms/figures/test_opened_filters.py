"""Every column of an opened figure filters: who is left shows what was asked, and nobody who shows it is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.rooms.figures.test_signing import SIGNED, TODAY, sign
from tests.rooms.intake.lists import NAMELESS, bring, rejected
from tests.rooms.leads.county import AT, OTHER_VILLAGE, TOWN, number, one_lead
from tests.rooms.orders.test_following import stranger
from tests.rooms.orders.world import DAY, HOUR, control, take
from tests.rooms.staff import make_actor, signed_in
from tests.support.lists import ask_count, walk
from tests.support.worlds import built_for

from lianfang.core.figures.cut import CutHour, cut_of
from lianfang.core.figures.dispatch import FIGURES
from lianfang.core.figures.figure import UNKNOWN, Unit, select
from lianfang.core.intake.fields import Field
from lianfang.figures import meeting
from lianfang.figures import tables as register
from lianfang.figures.filters import FactChoice, FactDays, FactNumbers, OfLead, OfListTime, OfOrder, OfSource
from lianfang.figures.queries import Met, get_counts, paths_with_members
from lianfang.figures.tables import MemberTable, PersonMembers, PushedMembers, RowMembers, get_member_table
from lianfang.intake.actions import correct_row
from lianfang.intake.models import Source
from lianfang.leads.actions import record_call
from lianfang.leads.importing import import_batch
from lianfang.orders import actions as orders
from lianfang.orders.models import Spell, TestResult
from lianfang.people import searching
from lianfang.people.actions import merge
from lianfang.people.searching import ByPerson
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.clock import LOCAL
from lianfang.shared.roles import Role
from lianfang.shared.tables import Column, Text, asked
from lianfang.shared.tables.asked import read_asked
from lianfang.shared.tables.drawing import plain

pytestmark = pytest.mark.django_db
ASKED = {"date": TODAY.isoformat(), "cut": "24:00"}
SORTABLE = ("pushed.ever", "pushed.unverified", "pushed.people", "controlled.ever_times", "leads.ever")
ROW = re.compile(r'data-href="([^"]+)"')
SAID = ("town", "community", "grid", "place", "ended_by", "answer", "outcome", "result", "order")
HE = f"贺三,{number(61)},15400000061,兴县蔚汾镇贺家坪村"
NUMBER = number(62)


@built_for("module")
def county(console: Actor) -> Actor:
    """Lists with rejected and repeated rows, leads answered and not, orders that run, moved, ended."""
    bring(console, HE, NAMELESS, f"李四,{NUMBER},15400000062,蔚汾镇")
    bring(console, HE, "钱六,,15400000063,蔚汾镇")
    for seed in (1, 2):
        control(console, seed=seed)
    moved, left, gone = (control(console, "medium_risk", seed) for seed in (3, 4, 5))
    orders.move(order=moved, place="centralised", reason="床位", by=console, at=AT + HOUR)
    orders.leave(order=left, reason="离县", by=console, at=AT + 2 * HOUR)
    take(console, gone)
    orders.release(order=gone, by=console, at=gone.ends_at)
    one_lead(console, "李七", 21, area=OTHER_VILLAGE)
    record_call(lead=one_lead(console, "王五", 23), outcome="here_free", by=console, at=AT + HOUR)
    return console


def where(path: str, **more: Any) -> str:
    return f"{reverse('figures:open', args=[path])}?{urlencode({**ASKED, **more}, doseq=True)}"


def read(actor: Actor, path: str, params: dict[str, Any], kept: dict[str, str]) -> list[Any]:
    """Read all members that an address asks for, with what is shown of them."""
    table = get_member_table(select(path, FIGURES).figure)(actor, {**ASKED, **kept}, path=path)
    rows = list(read_asked(table, QueryDict(urlencode(params, doseq=True))).rows().order_by("pk"))
    table.attach(rows)
    return rows


def days(first: date | None, *, until: bool = False) -> str:
    if not isinstance(first, datetime):
        return str(first or "")
    return str((first - timedelta(microseconds=until)).astimezone(LOCAL).date())


def example(column: Column, row: Any) -> dict[str, Any]:
    """Return parameters that ask for what a row shows in a column; none where it shows nothing to ask for."""
    key, asked_of = column.key, column.filter
    match asked_of:
        case FactChoice():
            return {key: row.fact.get(asked_of.field) or UNKNOWN} if asked_of.field in row.fact else {}
        case FactDays():
            day = days(row.fact[asked_of.field], until=asked_of.until)
            return {f"{key}_from": day, f"{key}_to": day} if day else {}
        case FactNumbers():
            return {f"{key}_min": row.pk, f"{key}_max": row.pk}
        case OfSource():
            return {key: row.list_of.source_id}
        case OfListTime():
            return {f"{key}_from": days(row.fact["received_at"])}
        case OfOrder():
            return {key: row.order_link[1]} if row.order_link else {}
        case OfLead():
            return {key: row.lead_key} if row.lead_key else {}
        case ByPerson() | Text() if key in ("name", "number", "phones"):
            return {key: row.person.name} if row.person else {}
    raise AssertionError(f"{column.key}: {asked_of}")


def cells(column: Column, row: Any) -> str:
    return plain(column.value_of(row))


def every_path(actor: Actor, day: date) -> Iterator[str]:
    cut = cut_of(day, CutHour.MIDNIGHT, LOCAL)
    return (path for path, count in paths_with_members(get_counts(cut, actor, FIGURES)) if count)


def test_each_column_finds_what_a_row_shows(county: Actor) -> None:
    seen = set()
    tested = TestResult.objects.order_by("pk")[0].test.due_on
    for day in (tested, TODAY + 20 * DAY):
        for path in every_path(county, day):
            seen |= check_columns(county, path, {"date": day.isoformat()})
    asked_of = {(table, column.key) for table in tables() for column in table.columns}
    assert asked_of == seen


def test_each_column_finds_what_a_row_shows_in_a_signed_report(county: Actor) -> None:
    report = sign(county)
    seen = [check_columns(county, path, {"report": str(report.pk)}) for path in every_path(county, TODAY)]
    assert len(seen) > 20 and all(seen)


def check_columns(actor: Actor, path: str, kept: dict[str, str]) -> set[tuple[type[MemberTable], str]]:
    """Ask for what each of the first rows shows; return which columns there was something to ask of."""
    table, whole, seen = get_member_table(select(path, FIGURES).figure), read(actor, path, {}, kept), set()
    for column in table.columns:
        for row in whole[:4]:
            params = example(column, row)
            if not params:
                continue
            found = read(actor, path, params, kept)
            said = f"{path} {column.key} {params}"
            assert row.pk in [one.pk for one in found], said
            seen.add((table, column.key))
            if column.key in SAID:
                shown = cells(column, row)
                assert {cells(column, one) for one in found} == {shown}, said
                alike = {one.pk for one in whole if cells(column, one) == shown}
                assert alike <= {one.pk for one in found}, said
    return seen


def tables() -> set[type[MemberTable]]:
    return {get_member_table(figure) for figure in FIGURES}


def test_every_column_filters() -> None:
    assert [
        (table.key, column.key) for table in tables() for column in table.columns if not column.filter
    ] == []
    assert tables() > {PersonMembers, PushedMembers, RowMembers}


@pytest.mark.parametrize("column", ["name", "number", "phones"])
@pytest.mark.parametrize("text", ["贺三", "hs", "贺", NUMBER, "15400000063"])
def test_rows_are_found_by_whom_they_name(
    county: Actor, column: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, ways = signed_in(Role.OFFICE), []
    for many in (False, True):
        monkeypatch.setattr(searching, "FEW", -1 if many else 500)
        monkeypatch.setattr(searching, "EXPECTED", -1 if many else 10_000)
        monkeypatch.setattr(asked, "COUNTED", -1 if many else 10_000)
        shown = client.get(where("pushed.ever", **{column: text}), follow=True)
        ways.append([line.pk for line in shown.context["lines"]])
        assert ask_count(client, shown.redirect_chain[-1][0]) == f"共 {len(ways[-1])} 条"
    assert ways[0] == ways[1] != []
    expected = {NUMBER: "李四", "15400000063": "钱六"}.get(text, "贺三")
    assert {row.person.name for row in read(county, "pushed.ever", {column: text}, {})} == {expected}
    assert len(ways[0]) == (2 if expected == "贺三" else 1)


def test_a_rejected_row_is_found_by_nobody_and_by_its_outcome(county: Actor) -> None:
    client = signed_in(Role.OFFICE)
    assert ask_count(client, where("pushed.ever", outcome="rejected")) == "共 1 条"
    assert keys(client, "pushed.ever", name="不存在") == []
    for odd in ("x", "9" * 20):
        assert keys(client, "pushed.ever", list=odd) == keys(client, "pushed.ever", lead=odd) == []


def keys(client: Client, path: str, **more: Any) -> list[int]:
    return [line.pk for line in client.get(where(path, **more), follow=True).context["lines"]]


def count_of(client: Client, path: str, **more: Any) -> str:
    address = where(path, **more)
    sent_on = client.get(address, follow=True).redirect_chain
    return ask_count(client, sent_on[-1][0] if sent_on else address)


def test_rows_of_two_records_that_are_joined_are_found_by_the_one_who_is_kept(console: Actor) -> None:
    order = control(console, seed=8)
    kept, gone = stranger(console), order.person
    report = sign(console)
    type(gone).objects.filter(pk=gone.pk).update(number=None, number_index=None)
    merge(kept=kept, gone=gone, reason="同一人", by=console, at=SIGNED + HOUR)
    client = signed_in(Role.OFFICE)
    assert len(keys(client, "pushed.ever", name=kept.name)) == 2
    assert keys(client, "pushed.ever", name=gone.name) == []
    assert len(keys(client, "pushed.ever", name=gone.name, report=report.pk)) == 1


def test_somebody_of_two_stages_shows_the_one_that_was_asked_for(console: Actor) -> None:
    """Who was at home and then in a site was ever at home: the list of those at home shows no site."""
    moved = control(console, "medium_risk", 9)
    orders.move(order=moved, place="centralised", reason="床位", by=console, at=AT + HOUR)
    name = moved.person.name
    for params, places in (
        ({}, ["centralised"]),
        ({"place": "home"}, ["home"]),
        ({"place": "monitoring"}, []),
    ):
        shown = read(console, "controlled.ever", {"name": name, **params}, {})
        assert [row.fact["place"] for row in shown] == places


def test_the_narrower_reader_finds_only_the_rows_of_the_scope(county: Actor) -> None:
    town = make_actor(Role.TOWN, Scope(ScopeKind.TOWN, TOWN))
    whole, inside = (read(actor, "pushed.ever", {"name": "李"}, {}) for actor in (county, town))
    assert [row.pk for row in inside] == [row.pk for row in whole if row.fact["town"] == TOWN]
    assert 0 < len(inside) < len(whole)


@pytest.mark.parametrize("path", SORTABLE)
@pytest.mark.parametrize("more", [{}, {"town": TOWN}, {"due_from": TODAY.isoformat()}, {"answer": UNKNOWN}])
def test_members_stand_alike_however_they_are_met(
    county: Actor, path: str, more: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, table = signed_in(Role.OFFICE), get_member_table(select(path, FIGURES).figure)
    monkeypatch.setattr(table, "page_size", 2)
    ways = []
    for met in Met:
        monkeypatch.setattr(register, "find_way", lambda _rows, _conditions, met=met: met)
        for turned in ("", "-"):
            pages = walk(client, where(path, sort=f"{turned}member", **more))
            ways.append([name for page in pages for name in ROW.findall(page)][:: -1 if turned else 1])
    assert len(ways) == 4 and all(way == ways[0] != [] for way in ways)


def test_later_times_of_one_place_are_met(county: Actor) -> None:
    client = signed_in(Role.OFFICE)
    later = read(county, "controlled.ever_repeat", {}, {})
    assert {row.fact["place"] for row in later} == {"centralised"}
    for turned in ("", "-"):
        shown = keys(client, "controlled.ever_repeat", place="centralised", sort=f"{turned}member")
        assert shown[:: -1 if turned else 1] == [row.pk for row in later] != []
    assert keys(client, "controlled.ever_repeat", place="home") == []


@pytest.mark.parametrize("path", ["controlled.unexplained", "controlled.released_ever"])
def test_few_people_are_found_before_they_are_narrowed(
    console: Actor, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = (control(console, seed=seed) for seed in (7, 8))
    ended_by, place = "released" if path.endswith("ever") else "moved", Spell.objects.get(order=one).place
    ended = {"ends_at": one.starts_at + HOUR, "ended_by": ended_by}
    assert Spell.objects.filter(order__in=(one, other)).update(**ended) == 2
    client, ways = signed_in(Role.OFFICE), list[list[int]]()
    for most, few in ((50, -1), (1, -1), (50, 10_000)):
        monkeypatch.setattr(meeting, "PAGE", most)
        monkeypatch.setattr(meeting, "FEW", few)
        for params in ({"name": one.person.name}, {"place": place}, {"place": "self"}, {"town": "1"}, {}):
            ways.append(keys(client, path, **params))
            assert count_of(client, path, **params) == f"共 {len(ways[-1])} 条"
    assert ways[:5] == ways[5:10] == ways[10:]
    assert ways[:5] == [[one.person_id], both := sorted((one.person_id, other.person_id)), [], [], both]


FIRST = {"received_from": "2022-02-01"}


@pytest.mark.parametrize(
    ("path", "params", "in_county", "in_town"),
    [
        ("pushed.ever", {}, Met.WALKED, Met.WALKED),
        ("pushed.ever", {"answer": UNKNOWN}, Met.SORTED, Met.WALKED),
        ("pushed.ever", {"outcome": "ready"}, Met.WALKED, Met.WALKED),
        ("pushed.ever", FIRST, Met.WALKED, Met.WALKED),
        ("pushed.unverified", FIRST, Met.SORTED, Met.WALKED),
        ("pushed.people", FIRST, Met.WALKED, Met.SORTED),
        ("leads.ever", FIRST, Met.WALKED, Met.SORTED),
        ("leads.ever", {"answered_from": "2022-02-01"}, Met.SORTED, Met.SORTED),
        ("controlled.ever_times", {"place": "home"}, Met.WALKED, Met.WALKED),
        ("controlled.ever_repeat", {"place": "home"}, Met.WALKED, Met.WALKED),
    ],
)
def test_the_first_are_met_as_suits_what_is_asked(
    county: Actor, path: str, params: dict[str, str], in_county: Met, in_town: Met
) -> None:
    town = make_actor(Role.TOWN, Scope(ScopeKind.TOWN, TOWN))
    for actor, expected in ((county, in_county), (town, in_town)):
        table = get_member_table(select(path, FIGURES).figure)(actor, ASKED, path=path)
        rows = read_asked(table, QueryDict(urlencode(params))).rows()
        ends = meeting.between_ends(rows, table.conditions)
        assert meeting.find_way(ends, table.conditions) is expected, actor.scope
        assert (ends is not rows) is (path == "leads.ever" and params == FIRST and actor is county)


def test_only_few_people_are_found_first(console: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    control(console, seed=7)
    monkeypatch.setattr(meeting, "FEW", -1)
    narrowed_or_not = {"controlled.unexplained": (True, True), "controlled.outside_ever": (True, False),
                       "controlled.ever": (False, False)}  # fmt: skip
    for path, found_first in narrowed_or_not.items():
        table = get_member_table(select(path, FIGURES).figure)(console, ASKED, path=path)
        for query, first in zip(("place=home", ""), found_first, strict=True):
            rows = read_asked(table, QueryDict(query)).rows()
            with CaptureQueriesContext(connection) as asked:
                assert (meeting.among_few(rows) is not rows) is first
            assert not any("'infinity'" in one["sql"] for one in asked if "EXPLAIN" not in one["sql"])


def test_a_list_in_which_there_is_no_row_has_none(county: Actor) -> None:
    other = Source.objects.create(name="空名单", kind=Source.Kind.PUSHED)
    assert keys(signed_in(Role.OFFICE), "pushed.ever", list=str(other.pk)) == []


def test_a_row_that_was_corrected_is_found_by_its_list(console: Actor) -> None:
    """It is entered anew behind the others, and the list's rows are sought from its first to its last."""
    batch = bring(console, f",{number(73)},15400000073,蔚汾镇", f"孙七,{number(71)},15400000071,蔚汾镇")
    bring(console, f"孙八,{number(72)},15400000072,蔚汾镇")
    correct_row(row=rejected(batch)[0], values={Field.NAME: "孙九"}, by=console, at=AT)
    import_batch(batch_id=batch.pk, by=console, tick=lambda: AT)
    told = read(console, "pushed.ever", {"list": str(batch.source_id), "received_from": "2022-02-01"}, {})
    assert {"孙七", "孙八", "孙九"} <= {row.person.name for row in told if row.person}


def test_a_figure_counts_people_by_rows_without_columns_of_stages() -> None:
    units = {figure.counts for figure in FIGURES if get_member_table(figure) is PushedMembers}
    assert units == {Unit.PERSON}
    assert not {"place", "since", "order"} & {column.key for column in PushedMembers.columns}
