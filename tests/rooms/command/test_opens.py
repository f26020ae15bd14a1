"""What Today counts, its list shows: for every role each duty opens to as many as it says, in both languages."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from tests.rooms.command.busy import NOW, SCOPES, fill
from tests.rooms.leads.county import AT, one_lead
from tests.rooms.orders.world import control, due_of
from tests.rooms.staff import COUNTY, make_actor, make_staff, sign_in, signed_in
from tests.support.lists import ask_count
from tests.support.worlds import built_for

from lianfang.command.overview import read_cards
from lianfang.command.views import list_duties
from lianfang.core.figures.cut import CutHour
from lianfang.figures.actions import sign_report
from lianfang.figures.queries import get_last_cut
from lianfang.orders import actions as orders
from lianfang.people.models import Person
from lianfang.shared.actor import Actor
from lianfang.shared.clock import LOCAL, pinned_at
from lianfang.shared.roles import Role

WHOLE = {
    "failed",
    "rejected",
    "report",
    "chain",
    "pairs",
    "letters",
    "unplaced",
}  # to a page, not to their rows
PLACES = {
    "坏", "名单", "省厅", "贺家坪网格", "蔚汾镇", "甲某", "兴县", "兴县蔚汾镇", "西安", "吕梁市", "山西省",
    "兴县蔚汾镇贺家坪村",
}  # fmt: skip
HAN = re.compile(r"[\u4e00-\u9fff]+")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


@built_for("class")
def filled(console: Actor) -> None:
    """Something of every kind is due."""
    fill(console)


class TestABusyDay:
    """Where something of every kind is due."""

    def test_each_duty_opens_to_as_many_as_it_says(self, console: Actor, filled: None) -> None:
        opened = set()
        with pinned_at(NOW):
            for role in (Role.OFFICE, Role.DATA, Role.TOWN, Role.COMMUNITY, Role.GRID, Role.COMMANDER):
                staff = make_staff(role, SCOPES.get(role, COUNTY))
                client = sign_in(Client(), staff)
                for duty in list_duties(staff.actor, NOW):
                    answer = client.get(duty.url)
                    assert answer.status_code == 200, (role, duty.key)
                    if duty.key not in WHOLE:
                        shown = len(answer.context["lines"])
                        due = int(duty.count)
                        assert shown == due, (role, duty.key)
                        opened.add(duty.key)
        assert {"calls", "to_control", "tests", "missed", "moves", "releases"} <= opened

    def test_each_card_opens_to_its_count_for_each_reader(self, console: Actor, filled: None) -> None:
        with pinned_at(NOW):
            for role in (Role.OFFICE, Role.TOWN, Role.COMMUNITY, Role.GRID):
                staff = make_staff(role, SCOPES.get(role, COUNTY))
                client = sign_in(Client(), staff)
                for card in read_cards(staff.actor, NOW)["cards"]:
                    path, _mark, query = card["url"].partition("?")
                    told = ask_count(client, f"{path}?{query}")
                    assert told == f"共 {card['count']} 条", (role, card["label"])

    def test_today_in_english_says_nothing_in_chinese_but_names(self, console: Actor, filled: None) -> None:
        Person.objects.update(name="Person")
        known = re.compile(r"lang=\"zh|中文")
        for role in (Role.OFFICE, Role.COMMANDER, Role.AUDITOR, Role.SYSTEM):
            client = signed_in(role)
            client.cookies["django_language"] = "en"
            with pinned_at(NOW):
                page = client.get("/").content.decode()
            main = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")])
            left = set(HAN.findall(known.sub("", main))) - PLACES
            assert not left, (role, left)

    def test_a_hostile_name_is_text_on_today(self, console: Actor, filled: None) -> None:
        Person.objects.update(name='<img src=x onerror="alert(1)">')
        with pinned_at(NOW):
            page = signed_in(Role.OFFICE).get("/").content.decode()
        assert "<img src=x" not in page and "&lt;img src=x" in page
        assert AT < NOW


def test_a_line_that_is_finished_is_gone(console: Actor) -> None:
    order = control(console, "medium_risk", 1)
    office = make_actor(Role.OFFICE)

    def keys(at: datetime) -> set[str]:
        return {duty.key for duty in list_duties(office, at)}

    over = order.ends_at
    assert {"missed", "releases"} <= keys(over)
    orders.cancel(order=order, reason="误下", by=console, at=over)
    assert not {"missed", "releases", "tests", "moves"} & keys(over)


def test_a_test_is_due_until_its_window_closes_and_missed_from_then_on(console: Actor) -> None:
    test = due_of(control(console, "medium_risk", 1))[0]
    office = make_actor(Role.OFFICE)
    last = test.closes_at - timedelta(microseconds=1)
    told = {at: {duty.key for duty in list_duties(office, at)} for at in (last, test.closes_at)}
    assert "tests" in told[last] and "missed" not in told[last]
    assert "missed" in told[test.closes_at]


def test_a_report_signed_for_another_cut_leaves_midnight_waiting(console: Actor) -> None:
    commander, morning = make_actor(Role.COMMANDER), local("2022-03-01T08:00")
    yesterday = local("2022-02-28T00:00").date()
    sign_report(day=yesterday, hour=CutHour.EVENING, by=console, at=local("2022-02-28T18:30"))
    assert [duty.key for duty in list_duties(commander, morning)] == ["report"]
    sign_report(day=yesterday, hour=CutHour.MIDNIGHT, by=console, at=morning)
    assert list_duties(commander, morning) == []
    assert [duty.key for duty in list_duties(commander, morning + timedelta(days=1))] == ["report"]


@pytest.mark.parametrize(
    ("now", "day", "hour"),
    [
        ("2022-02-28T17:59:59", "2022-02-27", "24:00"),
        ("2022-02-28T18:00:00", "2022-02-28", "18:00"),
        ("2022-02-28T23:59:59", "2022-02-28", "18:00"),
        ("2022-03-01T00:00:00", "2022-02-28", "24:00"),
        ("2022-03-01T17:59:59", "2022-02-28", "24:00"),
    ],
)
def test_the_cards_turn_at_six_and_at_midnight(console: Actor, now: str, day: str, hour: str) -> None:
    one_lead(console)
    told = get_last_cut(local(now))
    assert (told[0].isoformat(), told[1].value) == (day, hour)
    cards = read_cards(console, local(now))
    assert (cards["day"].isoformat(), cards["hour"]) == (day, hour)
