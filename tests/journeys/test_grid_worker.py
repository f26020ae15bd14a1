"""A grid worker with a phone works the day's calls to their end (A4, experience: Today; works in the village)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from .conftest import Sit
from .county import County
from .givens import GRID, a_minute_ago, bring_list, compound_address
from .seat import PHONE, Seat

pytestmark = [pytest.mark.journey, pytest.mark.slow]
THUMB = 44  # pixels a thumb needs


def test_the_day_s_calls_are_worked_to_their_end(sit: Sit, county: County) -> None:
    # Given a list that came in this morning with five people of the grid
    worker = sit(GRID, PHONE)
    listed = bring_list(county, compound_address(worker), 5)
    free, control, silent, away, elsewhere = (person.name for person in listed.people)
    # When the grid worker opens Today
    worker.open("/")
    worker.reads("待电话核查")
    worker.keep("网格员-今日待办")
    # Then each is dealt with by one tap
    _open_lead(worker, listed.leads[0])
    worker.keep("网格员-线索")
    worker.press("在本地，无需管控")
    worker.reads("已记录")
    _open_lead(worker, listed.leads[1])
    worker.press("在本地，需管控")
    worker.reads("已记录")
    # And who does not answer stays in the queue
    worker.open("/leads/?state=open")
    worker.reads(silent)
    _open_lead(worker, listed.leads[2])
    worker.press("无人接听")
    worker.open("/leads/?state=open")
    worker.reads(silent)
    worker.does_not_read(free, "#list")
    worker.does_not_read(control, "#list")
    # And away needs where and when back
    _open_lead(worker, listed.leads[3])
    worker.page.locator(".lf-asking summary", has_text="外出").click()
    worker.keep("网格员-外出")
    asked = worker.page.locator(".lf-asking details[open]")
    asked.get_by_role("button", name="登记").click()
    assert asked.count() == 1, "an empty form is not sent"
    asked.get_by_label("本人所在地").fill("太原市小店区")
    asked.locator("input[type=date]").fill(f"{a_minute_ago(worker.county) + timedelta(days=3):%Y-%m-%d}")
    asked.get_by_role("button", name="登记").click()
    worker.reads("已记录")
    # And somebody elsewhere becomes a letter to that county
    _open_lead(worker, listed.leads[4])
    worker.page.locator(".lf-asking summary", has_text="在外地").click()
    asked = worker.page.locator(".lf-asking details[open]")
    asked.get_by_label("本人所在地").fill("西安市雁塔区")
    asked.get_by_role("button", name="登记").click()
    worker.reads("已记录")
    worker.open("/leads/?state=open")
    worker.does_not_read(away, "#list")
    worker.does_not_read(elsewhere, "#list")


def _open_lead(worker: Seat, lead: int) -> None:
    worker.open(f"/leads/{lead}/")


def test_a_call_from_today_returns_to_today(sit: Sit) -> None:
    # Given the queue on Today
    worker = sit(GRID, PHONE)
    worker.open("/")
    # When the first one's result is recorded in the panel
    first = worker.page.locator("section:has(#duty-calls) .lf-due").first
    name = first.locator("strong").inner_text()
    first.get_by_role("link", name="登记结果").click()
    worker.reads("无人接听", "#panel-body")
    worker.keep("网格员-登记通话")
    worker.press_in_panel("无人接听")
    # Then the worker is back at the queue, and the person who did not answer is still there
    worker.page.wait_for_url(re.compile(r"/$"))
    worker.reads("已记录")
    worker.reads(name, "section:has(#duty-calls)")


def test_somebody_under_control_is_looked_after_from_the_phone(sit: Sit) -> None:
    # Given the people under control in the grid
    worker = sit(GRID, PHONE)
    worker.open("/orders/?state=running")
    # When one is opened in the doorway
    worker.rows().first.get_by_role("link").first.click()
    worker.page.wait_for_url(re.compile(r"/orders/\d+/$"))
    # Then the days, the tests and who else cares stand there, and nothing needs to be moved sideways
    for words in ("日程", "核酸检测", "包保人", "依据"):
        worker.reads(words, "main")
    assert worker.overflow() == 0
    worker.keep("网格员-管控单")


def test_what_is_tapped_is_large_enough_for_a_thumb(sit: Sit) -> None:
    worker = sit(GRID, PHONE)
    for path in ("/", "/leads/", "/orders/", "/orders/tests/"):
        worker.open(path)
        small = worker.page.evaluate(
            """least => [...document.querySelectorAll('main button, main a.btn, main summary, .lf-bar-link')]
                .filter((one) => !one.closest('thead'))
                .map(one => [one.innerText.trim(), one.getBoundingClientRect()])
                .filter(([, box]) => box.width > 0 && box.height > 0 && box.height < least)
                .map(([words, box]) => `${words} ${box.height}`)""",
            THUMB - 0.5,
        )
        assert not small, path
