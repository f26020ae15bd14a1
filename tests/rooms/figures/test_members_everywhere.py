"""Every figure is as long as its list, for every role, by page, API, count, export and memory, at every cut."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.rooms.figures.test_signing import SIGNED, TODAY
from tests.rooms.leads.county import (
    AT,
    COMPOUND_GRID,
    GRID,
    OTHER_TOWN,
    OTHER_VILLAGE,
    TOWN,
    VILLAGE,
    one_lead,
)
from tests.rooms.orders.test_following import stranger
from tests.rooms.orders.world import DAY, HOUR, control, take
from tests.rooms.staff import make_actor, make_staff, sign_in, signed_in
from tests.support.lists import ask_count
from tests.support.worlds import built_for

from lianfang.core.figures.cut import Cut, CutHour, cut_of
from lianfang.core.figures.dispatch import FIGURES
from lianfang.core.figures.figure import Unit, select
from lianfang.figures.actions import sign_report
from lianfang.figures.checks import check_signed_reports
from lianfang.figures.dispatch import read_dispatch
from lianfang.figures.models import Report
from lianfang.figures.opening import Opened, open_figure
from lianfang.figures.queries import (
    compare_with_now,
    get_counts,
    list_at_last,
    list_members,
    paths_with_members,
)
from lianfang.leads.actions import record_call
from lianfang.orders import actions as orders
from lianfang.orders.models import Order
from lianfang.people.actions import merge, part
from lianfang.people.models import Person
from lianfang.shared.actor import Actor, Forbidden, Scope, ScopeKind
from lianfang.shared.clock import LOCAL
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import GRANTS, Permission, Role

ASKED = {"day": TODAY.isoformat(), "date": TODAY.isoformat(), "cut": "24:00"}
LISTS = ("controlled.now", "controlled.ever_times", "pushed.ever", "tests.due", "leads.ever")
READERS: list[tuple[Role, Scope]] = [
    (Role.OFFICE, Scope(ScopeKind.COUNTY, "141123")),
    (Role.TOWN, Scope(ScopeKind.TOWN, TOWN)),
    (Role.TOWN, Scope(ScopeKind.TOWN, OTHER_TOWN)),
    (Role.COMMUNITY, Scope(ScopeKind.COMMUNITY, VILLAGE)),
    (Role.GRID, Scope(ScopeKind.GRID, GRID)),
    (Role.GRID, Scope(ScopeKind.GRID, COMPOUND_GRID)),
]


@built_for("class")
def lived(console: Actor) -> Actor:
    """A county in which everything has happened to somebody: moved, left, died, released, withdrawn, waiting."""
    for seed in range(1, 4):
        control(console, seed=seed)
    moved, left, died, gone, withdrawn = (control(console, "medium_risk", seed) for seed in range(4, 9))
    orders.move(order=moved, place="centralised", reason="床位", by=console, at=AT + HOUR)
    orders.leave(order=left, reason="离县", by=console, at=AT + 2 * HOUR)
    orders.record_death(order=died, by=console, at=AT + 2 * HOUR)
    orders.cancel(order=withdrawn, reason="误下", by=console, at=AT + 2 * HOUR)
    take(console, gone)
    orders.release(order=gone, by=console, at=gone.ends_at)
    for seed in (20, 21):
        one_lead(console, f"李{seed}", seed, area=OTHER_VILLAGE)
    one_lead(console, "赵六", 22, place="none", area="")
    record_call(lead=one_lead(console, "王五", 23), outcome="here_free", by=console, at=AT + HOUR)
    return console


def cuts() -> Iterator[Cut]:
    for day in (TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=20)):
        for hour in CutHour:
            yield cut_of(day, hour, LOCAL)


def page(client: Client, path: str) -> list[int]:
    answer = client.get(reverse("figures:open", args=[path]), ASKED)
    assert answer.status_code == 200
    return [line.pk for line in answer.context["lines"]]


def pages_of_api(client: Client, path: str) -> list[int]:
    answer = client.get(f"/api/v1/figures/members/{path}", {**ASKED, "limit": 1_000}).json()
    key = {"person": "person", "person_time": "stage", "row": "row_id", "test": "test", "lead": "lead"}
    return [member[key.get(answer["unit"], "person")] for member in answer["members"]]


class TestACountyThatLived:
    """Every way to a figure's members, where everything has happened to somebody."""

    pytestmark = pytest.mark.django_db

    def test_every_count_is_as_long_as_its_list_for_every_reader_at_every_cut(self, lived: Actor) -> None:
        nonzero = set()
        for role, scope in READERS:
            actor = make_actor(role, scope)
            for cut in cuts():
                counts = dict(paths_with_members(get_counts(cut, actor, FIGURES)))
                nonzero |= {path for path, count in counts.items() if count}
                for path, count in counts.items():
                    members = list_members(path, cut, actor)
                    assert len(members) == len(set(members)) == count, (path, role, scope.code, cut)
                    if select(path, FIGURES).figure.last is not None:
                        assert set(members) <= set(list_at_last(path, cut, actor, limit=1_000)), (path, cut)
        reached = {
            "controlled.left_ever",
            "controlled.died_ever",
            "controlled.released_ever",
            "tests.done",
            "leads.ever",
        }
        assert reached <= nonzero

    def test_a_part_of_the_county_holds_only_people_of_the_whole(self, lived: Actor) -> None:
        cut = cut_of(TODAY, CutHour.MIDNIGHT, LOCAL)
        towns = [make_actor(Role.TOWN, Scope(ScopeKind.TOWN, code)) for code in (TOWN, OTHER_TOWN)]
        for path in ("pushed.ever", "controlled.ever_times", "controlled.now", "tests.due", "leads.ever"):
            whole = set(list_members(path, cut, lived))
            parts = [set(list_members(path, cut, town)) for town in towns]
            assert parts[0] | parts[1] <= whole, path
            assert not parts[0] & parts[1], path

    def test_page_count_and_api_give_the_same_members(self, lived: Actor) -> None:
        cut = cut_of(TODAY, CutHour.MIDNIGHT, LOCAL)
        for role, scope in READERS:
            staff = make_staff(role, scope)
            client = sign_in(Client(), staff)
            for path in LISTS:
                members = list_members(path, cut, staff.actor)
                assert sorted(page(client, path)) == members, (path, scope)
                assert pages_of_api(client, path) == members, (path, scope)
                told = ask_count(client, f"{reverse('figures:open', args=[path])}?{urlencode(ASKED)}")
                assert told == f"共 {len(members)} 条", (path, scope)

    def test_the_export_has_a_line_for_each_member_and_no_number_in_full(self, lived: Actor) -> None:
        client = signed_in(Role.OFFICE)
        for path in LISTS:
            answer = client.post(f"{reverse('figures:open_export', args=[path])}?date={TODAY}&cut=24:00")
            assert answer.status_code == 200
            content = b"".join(answer) if answer.streaming else answer.content
            head, *lines = (
                CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
            )
            members = list_members(path, cut_of(TODAY, CutHour.MIDNIGHT, LOCAL), lived)
            assert (len(lines), "姓名" in head) == (len(members), True), path
            cells = {str(cell) for line in lines for cell in line}
            assert not any(len(cell) == 18 and cell[:17].isdigit() for cell in cells), path

    def test_opening_in_memory_is_the_same_list_and_is_kept(self, lived: Actor) -> None:
        for unit in Unit:
            figure = next((one for one in FIGURES if one.counts is unit and one.by is None), None)
            if figure is None:
                continue
            opened = open_figure(path=figure.path, day=TODAY, hour=CutHour.MIDNIGHT, by=lived, at=SIGNED)
            assert isinstance(opened, Opened)
            members = list_members(figure.path, opened.opening.cut, lived)
            assert len(list(opened.list_all())) == len(members)
            assert opened.list_page(limit=1) == list(opened.list_all())[:1]
        assert AuditEntry.objects.filter(action="figures.open").count() >= 4

    def test_signed_again_after_each_correction_every_report_reads_as_it_was_signed(
        self, lived: Actor
    ) -> None:
        order = Order.objects.filter(state="running").order_by("pk")[0]
        stage = order.stages.get(seq=0)
        signed: list[Report] = []
        at = SIGNED + 20 * DAY
        for number, starts in enumerate((AT, AT - 2 * DAY, AT + 2 * DAY)):
            if number:
                orders.correct_stage(stage=stage, by=lived, at=at, reason="补记", starts_at=starts)
            signed.append(
                sign_report(day=TODAY, hour=CutHour.MIDNIGHT, by=lived, at=at + timedelta(minutes=30))
            )
            at += HOUR
        counts = [dict(report.figures.values_list("path", "count")) for report in signed]
        assert [one["controlled.new"] for one in counts] == [
            counts[0]["controlled.new"], counts[0]["controlled.new"] - 1, counts[0]["controlled.new"] - 1,
        ]  # fmt: skip
        assert [one["controlled.ever"] - counts[0]["controlled.ever"] for one in counts] == [0, 0, -1]
        assert [report.supersedes for report in signed] == [None, *signed[:2]]
        assert check_signed_reports(lived, at) == []

    def test_a_page_of_the_api_holds_at_least_one_and_at_most_a_thousand(self, lived: Actor) -> None:
        client = signed_in(Role.OFFICE)
        for limit in (-5, 0, 1_001, 10**9):
            answer = client.get("/api/v1/figures/members/pushed.ever", {**ASKED, "limit": limit})
            assert answer.status_code == 200
            held: dict[str, Any] = answer.json()
            assert len(held["members"]) == (1 if limit < 1 else 12)
            assert (held["after"] is None) is (limit > 1)


def test_nobody_else_opens_a_figure(console: Actor) -> None:
    for role in Role:
        if Permission.OPEN_FIGURES not in GRANTS[role]:
            with pytest.raises(Forbidden):
                open_figure(
                    path="controlled.now", day=TODAY, hour=CutHour.MIDNIGHT, by=make_actor(role), at=SIGNED
                )
    assert not AuditEntry.objects.filter(action="figures.open").exists()


def test_two_records_joined_are_one_from_now_on_and_two_for_ever_in_what_was_signed(console: Actor) -> None:
    order = control(console)
    kept, gone = stranger(console), order.person
    report = sign_report(day=TODAY, hour=CutHour.MIDNIGHT, by=console, at=SIGNED)
    Person.objects.filter(pk=gone.pk).update(number=None, number_index=None)
    record = merge(kept=kept, gone=gone, reason="同一人", by=console, at=SIGNED + HOUR)
    cut = cut_of(TODAY, CutHour.MIDNIGHT, LOCAL)
    assert list_members("controlled.now", cut, console) == [kept.pk]
    assert len(list_members("pushed.people", cut, console)) == 1
    assert check_signed_reports(console, SIGNED + DAY) == []
    corrected = {one.path: one.difference for one in compare_with_now(report, console) if one.difference}
    assert corrected["pushed.people"] == -1
    part(record=record, reason="两人", by=console, at=SIGNED + 2 * HOUR)
    assert list_members("controlled.now", cut, console) == [gone.pk]
    assert [one.path for one in compare_with_now(report, console) if one.difference] == []
    assert check_signed_reports(console, SIGNED + DAY) == []


UNNAMED: list[dict[str, str]] = [
    {},
    {"date": ""},
    {"date": "yesterday"},
    {"date": "2022-02-30", "cut": "24:00"},
    {"date": "2022-02-28", "cut": "12:00"},
    {"date": "2022-02-28"},
]


def test_a_report_of_no_day_or_cut_is_not_signed(console: Actor) -> None:
    client = signed_in(Role.COMMANDER)
    for sent in UNNAMED:
        assert client.post(reverse("figures:sign"), {**sent, "key": "k"}).status_code == 400, sent
    assert not Report.objects.exists()


def test_the_api_signs_no_report_of_no_day(console: Actor) -> None:
    client = signed_in(Role.COMMANDER)
    for sent in (
        {},
        {"day": "yesterday"},
        {"day": "2022-02-28", "cut": "12:00"},
        {"day": "2022-02-28", "key": "k" * 81},
    ):
        answer = client.post(
            "/api/v1/figures/dispatch/sign", json.dumps(sent), content_type="application/json"
        )
        assert answer.status_code == 422, sent
    assert not Report.objects.exists()


def test_an_empty_county_has_zeros_everywhere_and_opens_to_nobody(console: Actor) -> None:
    client = signed_in(Role.OFFICE)
    report = read_dispatch(day=date(2022, 2, 28), hour=CutHour.EVENING, actor=console)
    assert report.breaches == []
    assert {count for _path, count in paths_with_members(report.counts)} <= {0}
    assert client.get(reverse("figures:dispatch")).status_code == 200
    for figure in FIGURES:
        if figure.by is None:
            assert page(client, figure.path) == [], figure.path
