"""A community's desk issues an order; its town moves, extends and releases by the rule (A4)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .conftest import Sit
from .county import County
from .givens import DESK, GRID, OFFICE, TOWN, bring_list, compound_address
from .seat import Seat

pytestmark = [pytest.mark.journey, pytest.mark.slow]
# The eighth edition was in force then; what is entered later is decided by it.
DAYS_AGO, WEEKS_AGO = "2022-02-25", "2022-02-01"  # the county's clock shows the morning of 1 March


@pytest.fixture(scope="module")
def orders() -> dict[str, str]:
    """The address of the order that the desk issued, for the journeys after it."""
    return {}


@pytest.fixture
def lead(county: County, sit: Sit) -> int:
    """A lead whose person was called and found here."""
    worker = sit(GRID)
    lead = bring_list(county, compound_address(worker), 1).leads[0]
    worker.open(f"/leads/{lead}/")
    worker.press("在本地，需管控")
    worker.reads("已记录")
    return lead


def tell_facts(desk: Seat, category: str, found: str) -> None:
    """Fill in what is known of somebody found on a day; the law's answer comes by itself."""
    desk.page.get_by_label("人员类别").select_option(label=category)
    desk.fill("计算起点", f"{found}T06:00")
    desk.fill("发现时间", f"{found}T08:00")
    desk.fill("下达时间", f"{found}T20:00")
    desk.page.get_by_label("下达时间").press("Tab")


def test_a_lead_is_handed_on_to_a_place_that_is_found_by_its_initials(county: County, sit: Sit) -> None:
    # Given a lead that came to a grid where nobody knows the person
    desk = sit(OFFICE)
    lead = bring_list(county, compound_address(sit(GRID)), 1).leads[0]
    desk.open(f"/leads/{lead}/")
    # When the office types initials instead of looking through every grid
    desk.page.locator("#content .ts-control").first.click()
    desk.page.keyboard.type("zzzz")
    desk.reads("没有匹配的")
    for _ in "zzzz":
        desk.page.keyboard.press("Backspace")
    desk.page.keyboard.type("wjtzd1")
    found = desk.page.locator(".ts-dropdown [role=option]")
    expect(found.first).to_have_text("魏家滩镇第1网格")
    found.first.click()
    desk.press("下派", ".lf-card:has(.ts-control)")
    # Then the other grid has it
    desk.reads("魏家滩镇第1网格", ".lf-timeline")


def test_the_desk_issues_an_order_from_a_lead(sit: Sit, lead: int, orders: dict[str, str]) -> None:
    # Given somebody of the community who was found here and has no order yet
    desk = sit(DESK)
    desk.open("/")
    desk.reads("需管控、尚未下达")
    desk.keep("社区-今日待办")
    desk.open(f"/leads/{lead}/")
    desk.press("下达措施")
    # When the facts are filled in
    tell_facts(desk, "高风险区来人", DAYS_AGO)
    # Then the measure, its days and tests are shown with their reason and the document behind it
    desk.reads("集中隔离", "#proposal")
    assert desk.page.locator("#proposal .lf-why cite, #proposal .lf-why a").first.inner_text().strip()
    assert desk.page.locator("#proposal .lf-strip").count() == 1
    desk.keep("社区-下达措施", whole=True)
    # And the order is issued, with its day strip
    desk.page.locator("button[form=facts]").click()
    desk.page.wait_for_url(re.compile(r"/orders/\d+/$"))
    desk.reads("管控措施已下达")
    assert desk.page.locator(".lf-strip").count() == 1
    desk.keep("社区-管控单")
    orders["issued"] = desk.page.url.removeprefix(desk.county.url)


def test_release_is_refused_with_every_reason(sit: Sit, orders: dict[str, str]) -> None:
    # Given that order, extended because somebody of the household turned positive
    town = sit(TOWN)
    town.open(orders["issued"])
    town.press("延长", ".lf-choices")
    town.page.locator("#panel-body input[type=datetime-local]").fill("2022-03-31T08:00")
    town.page.locator("#panel-body").get_by_label("原因").fill("同住人员核酸转阳")
    town.press_in_panel("延长")
    town.reads("已延长")
    # When the town wants to release early
    town.press("解除", ".lf-choices")
    # Then it reads each reason against it, and cannot
    town.reads("尚未达到规定条件", "#panel-body")
    reasons = town.page.locator("#panel-body .lf-notice li").all_inner_texts()
    assert len(reasons) >= 2 and any("3月31日" in words for words in reasons), reasons
    assert town.page.locator("#panel-body button.btn-primary").is_disabled()
    town.keep("乡镇-不能解除")


def test_the_town_moves_somebody_to_a_site(sit: Sit, orders: dict[str, str]) -> None:
    # Given the same order, which runs on
    town = sit(TOWN)
    town.open(orders["issued"])
    # When the person is moved home, with a reason
    town.press("转移", ".lf-choices")
    panel = town.page.locator("#panel-body")
    panel.get_by_label("送往").select_option(label="居家隔离")
    panel.get_by_label("隔离点或地址").fill("本人住所")
    panel.get_by_label("原因").fill("居家条件经查验合格")
    town.keep("乡镇-转移")
    town.press_in_panel("转移")
    # Then the order says where the person is and why
    town.reads("已转移")
    town.reads("居家条件经查验合格", ".lf-timeline")
    town.keep("乡镇-管控单", whole=True)


def test_the_town_records_results_and_releases(sit: Sit, lead: int) -> None:
    # Given somebody whose order was written down late: the days are over, every test was missed
    desk, town = sit(DESK), sit(TOWN)
    desk.open(f"/leads/{lead}/")
    desk.press("下达措施")
    tell_facts(desk, "中风险区来人", WEEKS_AGO)
    desk.reads("居家隔离", "#proposal")
    desk.page.locator("button[form=facts]").click()
    desk.page.wait_for_url(re.compile(r"/orders/\d+/$"))
    town.open("/orders/releases/?overdue=1&place=home")
    town.keep("乡镇-待解除")
    town.rows().first.get_by_role("link").first.click()
    town.page.wait_for_url(re.compile(r"/orders/\d+/$"))
    # When the results are recorded as they come in
    waiting = town.page.locator("form[action*='/tests/'] button[value=negative]")
    while before := waiting.count():
        waiting.first.click()
        town.reads("结果已录入")
        expect(waiting).to_have_count(before - 1)
    # Then nothing stands against the release
    town.press("解除", ".lf-choices")
    town.reads("方可解除", "#panel-body")
    town.does_not_read("尚未达到规定条件", "#panel-body")
    town.press_in_panel("解除")
    town.reads("已解除管控")
    town.keep("乡镇-已解除")
