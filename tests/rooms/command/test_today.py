"""Today for every role: what waits for the post and the place, the urgent first, each line with its step."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import resolve
from tests.rooms.command.busy import ELSEWHERE, NOW, SCOPES, fill, member
from tests.rooms.leads.county import AT, GRID, OTHER_VILLAGE, TOWN, one_lead
from tests.rooms.staff import COUNTY, make_actor, make_staff, sign_in, signed_in
from tests.support.lists import count_queries
from tests.support.worlds import built_for

from lianfang.command.duties import Duty
from lianfang.command.views import TELLERS, list_duties
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.clock import pinned_at
from lianfang.shared.roles import GRANTS, Permission, Role

FIELD = {"calls", "tests", "missed", "releases"}
CARE = {"lacking", "notices"}  # of those who record it; further duties of care: test_caring.py
DESK = FIELD | CARE | {"overdue_below", "to_control", "moves"}
DATA = FIELD | {"overdue_below", "failed", "rejected", "unplaced", "pairs", "letters"}
EXPECTED = {
    Role.COMMANDER: {"report", "overdue_below", "missed", "releases"},
    Role.OFFICE: DATA | DESK | {"report", "beds"},
    Role.DATA: DATA,
    Role.TOWN: DESK,
    Role.COMMUNITY: DESK,
    Role.GRID: FIELD | CARE,
    Role.INSPECTOR: {"overdue_below", "missed", "releases"},
    Role.AUDITOR: {"chain"},
    Role.SYSTEM: set[str](),
}


def keys(actor: Actor) -> list[str]:
    return [duty.key for duty in list_duties(actor, NOW)]


def duty(actor: Actor, key: str) -> Duty:
    return next(one for one in list_duties(actor, NOW) if one.key == key)


def visit(role: Role, path: str = "/") -> tuple[int, str]:
    client = sign_in(Client(), make_staff(role, SCOPES.get(role, COUNTY)))
    with pinned_at(NOW):
        answer = client.get(path)
    return answer.status_code, answer.content.decode()


@built_for("class")
def filled(console: Actor) -> None:
    """Something of every kind is due."""
    fill(console)


class TestABusyDay:
    """Where something of every kind is due."""

    def test_each_role_is_told_what_is_its_own_and_nothing_else(self, console: Actor, filled: None) -> None:
        told = {role: set(keys(member(role))) for role in EXPECTED}
        assert told == EXPECTED

    def test_nobody_is_told_of_another_place(self, console: Actor, filled: None) -> None:
        for role, scope in ELSEWHERE.items():
            assert keys(make_actor(role, scope)) == []

    def test_what_is_overdue_comes_first_and_the_order_is_the_days_work(
        self, console: Actor, filled: None
    ) -> None:
        duties = list_duties(make_actor(Role.OFFICE), NOW)
        late = [one.late for one in duties if not one.urgent]
        assert late == sorted(late, reverse=True)
        assert late.count(True) > 3 and late.count(False) > 1
        order = [tell.__name__ for tell in TELLERS]
        assert order.index("tell_calls") < order.index("tell_to_control") < order.index("tell_releases")

    def test_lines_stand_oldest_first_and_are_marked_when_late(self, console: Actor, filled: None) -> None:
        for role in (Role.OFFICE, Role.TOWN, Role.GRID):
            for one in list_duties(member(role), NOW):
                if one.key in ("failed", "rejected", "pairs"):  # the newest list, the likeliest pair
                    continue
                whens = [line.when for line in one.lines if line.when is not None]
                assert whens == sorted(whens), one.key
                if one.key in ("calls", "releases", "moves", "missed"):
                    assert [line.late for line in one.lines] == [when <= NOW for when in whens]

    def test_every_line_and_every_step_leads_to_a_page_the_reader_may_open(
        self, console: Actor, filled: None
    ) -> None:
        for role in EXPECTED:
            actor = member(role)
            for one in list_duties(actor, NOW):
                addresses = [one.url] + [line.url for line in one.lines]
                addresses += [step.url for line in one.lines for step in line.steps]
                for address in filter(None, addresses):
                    permission = resolve(re.split(r"[?#]", address)[0]).func.permission
                    assert permission is None or actor.may(permission), (role, one.key, address)

    def test_each_line_has_the_step_that_finishes_it(self, console: Actor, filled: None) -> None:
        office = make_actor(Role.OFFICE)
        steps = {
            one.key: {step.icon for line in one.lines for step in line.steps if step.main or step.panel}
            for one in list_duties(office, NOW)
        }
        assert steps == {
            "report": {"signature"}, "failed": {"file-alert"}, "overdue_below": set(), "calls": {"phone", "pencil"},
            "to_control": {"file-plus"}, "tests": {"test-pipe"}, "missed": {"test-pipe"}, "moves": {"player-track-next"},
            "releases": {"circle-check"}, "unplaced": {"map-pin"}, "pairs": {"users"}, "letters": {"mail"},
            "rejected": {"pencil"}, "lacking": {"temperature"}, "beds": {"bed"}, "notices": {"file-text"},
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("role", "may"),
        [(Role.TOWN, True), (Role.COMMUNITY, False), (Role.GRID, False), (Role.INSPECTOR, False)],
    )
    def test_whose_days_are_over_is_shown_to_all_and_released_by_those_who_may(
        self, console: Actor, filled: None, role: Role, may: bool
    ) -> None:
        (line,) = duty(member(role), "releases").lines
        assert bool(line.steps) is may

    @pytest.mark.parametrize(("role", "may"), [(Role.GRID, True), (Role.INSPECTOR, False)])
    def test_a_missed_test_is_recorded_only_by_those_who_may(
        self, console: Actor, filled: None, role: Role, may: bool
    ) -> None:
        assert all(bool(line.steps) is may for line in duty(member(role), "missed").lines)

    def test_the_page_shows_every_role_its_duties(self, console: Actor, filled: None) -> None:
        for role, expected in EXPECTED.items():
            status, html = visit(role)
            assert status == 200
            assert set(re.findall(r'id="duty-(\w+)"', html)) == expected, role
            assert ("/today/figures/" in html) == (Permission.SEE_FIGURES in GRANTS[role])
            assert ("/today/installation/" in html) == (role is Role.SYSTEM)

    def test_no_identity_number_and_no_phone_stands_on_the_page(self, console: Actor, filled: None) -> None:
        for role in (Role.OFFICE, Role.GRID, Role.DATA):
            _, html = visit(role)
            assert not re.search(r"\b154\d{8}\b", html)
            assert not re.search(r"\b\d{17}[\dX]\b", html)


def test_on_a_quiet_day_only_reports_and_the_trail_wait(console: Actor) -> None:
    told = {role: keys(member(role)) for role in EXPECTED}
    always = {Role.COMMANDER: ["report"], Role.OFFICE: ["report"], Role.AUDITOR: ["chain"]}
    assert told == {role: always.get(role, []) for role in EXPECTED}


def test_those_above_are_told_which_places_are_behind(console: Actor) -> None:
    for seed in range(1, 4):
        one_lead(console, f"张{seed}", seed)
    one_lead(console, "李四", 8, area=OTHER_VILLAGE)
    told = duty(make_actor(Role.OFFICE), "overdue_below")
    assert (told.count, [(line.title, line.number) for line in told.lines]) == (
        "4",
        [("蔚汾镇", "3"), ("魏家滩镇", "1")],
    )
    assert told.lines[0].url == f"/leads/?overdue=1&town={TOWN}"
    town = duty(make_actor(Role.TOWN, SCOPES[Role.TOWN]), "overdue_below")
    assert [(line.title, line.number) for line in town.lines] == [("贺家坪村委会", "3")]
    village = duty(make_actor(Role.COMMUNITY, SCOPES[Role.COMMUNITY]), "overdue_below")
    assert [(line.title, line.url) for line in village.lines] == [
        ("贺家坪网格", f"/leads/?overdue=1&grid={GRID}")
    ]


def test_an_unplaced_lead_is_behind_too(console: Actor) -> None:
    one_lead(console, "李四", 2, place="none", area="")
    (line,) = duty(make_actor(Role.OFFICE), "overdue_below").lines
    assert (line.number, line.url, str(line.title)) == ("1", "/leads/?overdue=1&without=town", "未定到乡镇")


def test_each_line_of_those_behind_opens_to_as_many_as_it_says(console: Actor) -> None:
    for seed in range(1, 4):
        one_lead(console, f"张{seed}", seed)
    for seed in (5, 6):
        one_lead(console, f"李{seed}", seed, place="none", area="")
    client = signed_in(Role.OFFICE)
    lines = duty(make_actor(Role.OFFICE), "overdue_below").lines
    said = {str(line.title): line.number for line in lines}
    assert said == {"蔚汾镇": "3", "未定到乡镇": "2"}
    with pinned_at(NOW):
        assert {str(line.title): str(len(client.get(line.url).context["lines"])) for line in lines} == said


def test_nothing_is_behind_before_its_deadline(console: Actor) -> None:
    one_lead(console)
    assert [one.key for one in list_duties(make_actor(Role.INSPECTOR), AT + timedelta(hours=14))] == []
    assert [one.key for one in list_duties(make_actor(Role.INSPECTOR), AT + timedelta(hours=15))] == [
        "overdue_below"
    ]


@pytest.mark.parametrize(
    ("hours", "late"), [(0, False), (9, False), (10, True), (23, True)], ids=["0", "9", "10", "23"]
)
def test_the_report_of_midnight_is_late_at_ten(console: Actor, hours: int, late: bool) -> None:
    at = AT.replace(hour=16, minute=0) + timedelta(hours=hours)
    (report,) = (
        one for one in list_duties(make_actor(Role.COMMANDER), at) if one.key == "report"
    )  # the report of 28 February, 24:00
    assert (report.late, report.lines[0].late) == (late, late)
    assert "2022-02-28" in str(report.lines[0].title)


def test_a_narrower_post_signs_no_report_of_the_county(console: Actor) -> None:
    narrow = make_actor(Role.COMMANDER, Scope(ScopeKind.TOWN, TOWN))
    assert "report" not in keys(narrow)


def test_an_idle_page_says_that_nothing_waits(console: Actor) -> None:
    status, html = visit(Role.GRID)
    assert status == 200 and 'id="duty-' not in html
    assert "circle-check" in html and "lf-empty" in html


def test_more_people_ask_no_more_of_the_database(console: Actor) -> None:
    """Names of places and phones are read once for a duty, not once for a line."""
    actor = make_actor(Role.OFFICE)
    one_lead(console, "张三", 1)
    one_lead(console, "李四", 2)
    few = count_queries(lambda: list_duties(actor, NOW))
    for seed in range(3, 8):
        one_lead(console, f"王{chr(0x4E00 + seed)}", seed)
    assert count_queries(lambda: list_duties(actor, NOW)) == few
