"""A day in a place of isolation on a phone, and the care of somebody at home up to the paper on the door (B3, B4)."""

from __future__ import annotations

import re

import pytest

from .conftest import Sit
from .givens import DESK, OFFICE, SITE
from .seat import PHONE, Seat

pytestmark = [pytest.mark.journey, pytest.mark.slow]


def open_own_site(seat: Seat) -> None:
    """Open the one site that somebody is posted to."""
    seat.open("/isolation/")
    assert seat.count() == 1
    seat.rows().first.get_by_role("link").first.click()
    seat.page.wait_for_url(re.compile(r"/isolation/\d+/$"))


def test_who_works_in_a_site_does_its_day_from_a_phone(sit: Sit) -> None:
    # Given the rounds that are due this morning
    worker = sit(SITE, PHONE)
    worker.open("/")
    worker.reads("每日巡查监测消毒")
    worker.keep("隔离点-今日待办")
    # When the board is opened, and somebody's room
    open_own_site(worker)
    assert worker.page.locator(".lf-room.is-occupied").count()
    worker.keep("隔离点-房态")
    worker.page.locator(".lf-room.is-occupied").first.click()
    worker.page.locator("#panel-body .lf-choice, #panel-body a").first.wait_for()
    # And the residents are measured
    worker.page.goto(re.sub(r"#.*", "", worker.page.url) + "measure/")
    first = worker.page.locator("input[inputmode=decimal], input[type=number], input[name*=warm]").first
    first.fill("36.6")
    worker.keep("隔离点-测温")
    worker.press("登记测温")
    # Then the round is done, and the day's report says so
    worker.reads("1 / 8")
    worker.keep("隔离点-巡查")
    worker.page.get_by_role("link", name="日报告").first.click()
    worker.page.wait_for_url(re.compile(r"/report/"))
    worker.reads("监测：应做2次，已做1次", ".lf-paper")


def test_the_office_sees_every_site_and_the_nights_ahead(sit: Sit) -> None:
    office = sit(OFFICE)
    office.open("/isolation/?state=active")
    assert office.rows().count() == 2
    office.rows().first.get_by_role("link").first.click()
    office.page.wait_for_url(re.compile(r"/isolation/\d+/$"))
    office.keep("办公室-隔离点")
    office.open("/isolation/capacity/")
    nights = office.page.locator("table tbody tr")
    assert nights.count() == 14
    office.keep("办公室-床位余量")


def test_somebody_at_home_is_measured_and_gets_papers(sit: Sit) -> None:
    # Given somebody at home in the community
    desk = sit(DESK)
    desk.open("/care/?place=home")
    desk.keep("社区-日常照护")
    desk.rows().first.get_by_role("link").first.click()
    desk.page.wait_for_url(re.compile(r"/care/\d+/$"))
    address = desk.page.url.removeprefix(desk.county.url)
    # When a fever is recorded
    desk.fill("体温（℃）", "38.1")
    desk.press("登记", "form[action$='/measure/']")
    # Then the way to hospital is open, on this page and on Today
    desk.reads("送医")
    desk.keep("社区-照护")
    # And the notice is written and printed, with a code that anybody can verify
    desk.open(address)
    desk.press("出具", "form[action$='/paper/']")
    desk.page.wait_for_url(re.compile(r"/care/papers/\d+/$"))
    assert desk.page.locator("svg").count()
    desk.keep("社区-告知书")


def test_the_supervision_group_follows_a_breach_and_the_calls_it_drew(sit: Sit) -> None:
    inspector = sit("inspector")
    inspector.open("/care/breaches/")
    inspector.rows().first.get_by_role("link").first.click()
    inspector.page.wait_for_url(re.compile(r"/care/breaches/\d+/$"))
    inspector.reads("门磁")
    inspector.keep("督查组-违反管控")
    inspector.open("/care/checks/?day=2022-02-28")
    inspector.reads("在家，精神良好")
    inspector.keep("督查组-电话抽查")
