"""A field page without signal says so, and nothing that was not sent looks sent (experience: honest states)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import Sit
from .county import County
from .givens import GRID, bring_list, compound_address
from .seat import PHONE

pytestmark = [pytest.mark.journey, pytest.mark.slow]


def test_a_field_page_says_plainly_that_it_is_cut_off(sit: Sit, county: County) -> None:
    # Given a grid worker in the village with a lead open
    worker = sit(GRID, PHONE)
    lead = bring_list(county, compound_address(worker), 1).leads[0]
    worker.open(f"/leads/{lead}/")
    banner = worker.page.locator(".lf-main [data-offline]")
    expect(banner).to_be_hidden()
    # When the signal goes
    worker.page.context.set_offline(True)
    expect(banner).to_be_visible()
    worker.reads("没有网络", ".lf-main [data-offline]")
    worker.keep("网格员-没有信号")
    # And the call log is opened all the same
    with worker.refused():
        worker.press("通话记录")
        worker.reads("连不上服务器，内容没有发出", "#toasts")
    # Then nothing was recorded, and with the signal back the page works on
    worker.page.context.set_offline(False)
    expect(banner).to_be_hidden()
    worker.open(f"/leads/{lead}/")
    worker.press("无人接听")
    worker.reads("已记录")
    worker.open(f"/leads/{lead}/")
    assert worker.page.locator(".lf-timeline", has_text="无人接听").count() == 1


def test_what_was_typed_before_the_signal_went_is_still_there(sit: Sit, county: County) -> None:
    # Given a grid worker with the call log open and a note written
    worker = sit(GRID, PHONE)
    lead = bring_list(county, compound_address(worker), 1).leads[0]
    worker.open(f"/leads/{lead}/")
    worker.press("通话记录")
    note = worker.page.locator("#panel-body").get_by_label("备注")
    note.fill("大门锁着")
    # When the signal goes and an outcome is pressed
    worker.page.context.set_offline(True)
    expect(worker.page.locator("#panel [data-offline]")).to_be_visible()
    worker.press_in_panel("无人接听")
    worker.reads("连不上服务器，内容没有发出", "#toasts")
    # Then the page has not been left, and pressed again with the signal back the note goes with the outcome
    expect(note).to_have_value("大门锁着")
    worker.page.context.set_offline(False)
    asking = worker.page.locator("#panel-body details", has_text="在外地，移交")
    asking.locator("summary").click()
    asking.get_by_role("textbox").first.fill("太原市小店区")
    asking.get_by_role("button", name="登记").click()
    worker.reads("已记录")
    worker.open(f"/leads/{lead}/")
    worker.reads("大门锁着", ".lf-timeline")
