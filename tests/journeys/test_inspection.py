"""The inspector and the auditor see what their posts need, and not more (A2)."""

from __future__ import annotations

import pytest

from .conftest import Sit
from .givens import GRID, OFFICE
from .seat import PHONE, Seat

pytestmark = [pytest.mark.journey, pytest.mark.slow]


def turned_away(seat: Seat, path: str, status: int, words: str) -> None:
    """Expect a page that says no in words and offers a next step that works."""
    with seat.refused():
        seat.open(path, status)
    seat.reads(words)
    seat.page.locator("main").get_by_role("link", name="返回今日待办").click()
    seat.page.wait_for_load_state()
    seat.reads("今日待办", "h1")


def test_the_inspector_sees_progress_and_no_way_to_names_and_numbers(sit: Sit) -> None:
    inspector = sit("inspector")
    # Given Today and the report with its figures
    inspector.open("/")
    inspector.keep("督查组-今日待办")
    inspector.open("/figures/dispatch/?date=2022-02-28&cut=24:00")
    inspector.reads("累计管控", ".lf-paper")
    assert not inspector.page.locator(".lf-paper a").count(), "figures do not open for an inspector"
    # When the inspector looks who is behind
    inspector.open("/leads/board/")
    inspector.reads("超时未核查")
    inspector.keep("督查组-看板")
    inspector.open("/leads/?overdue=1")
    assert inspector.rows().count()
    # Then numbers stay masked, nothing can be exported or changed
    inspector.rows().first.get_by_role("link").first.click()
    inspector.page.wait_for_load_state()
    assert not inspector.page.get_by_role("link", name="拨打").count()
    assert not inspector.page.get_by_role("button", name="无人接听").count()
    for path in ("/people/", "/intake/", "/accounts/audit/", "/accounts/staff/"):
        turned_away(inspector, path, 403, "您的岗位不能打开此页")


def test_the_auditor_verifies_the_trail(sit: Sit) -> None:
    auditor = sit("auditor")
    auditor.open("/accounts/audit/")
    auditor.keep("审计-审计记录")
    auditor.press("校验审计链")
    auditor.reads("审计链完好")
    auditor.reads("没有改动")
    for path in ("/leads/", "/people/", "/orders/", "/intake/"):
        turned_away(auditor, path, 403, "您的岗位不能打开此页")


def test_what_lies_outside_ones_areas_does_not_exist(sit: Sit) -> None:
    # Given an order of another grid
    office = sit(OFFICE)
    office.open("/orders/?grid=141123100017-01")
    elsewhere = office.rows().first.get_by_role("link").first.get_attribute("href") or ""
    # When a grid worker follows its address
    worker = sit(GRID, PHONE)
    turned_away(worker, elsewhere, 404, "您的辖区内没有此页")


def test_a_stranger_is_asked_to_sign_in(sit: Sit) -> None:
    worker = sit(GRID, PHONE)
    worker.page.context.clear_cookies()
    worker.open("/leads/")
    worker.reads("登录", "h1")
    assert "next=/leads/" in worker.page.url.replace("%2F", "/")
