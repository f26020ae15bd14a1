"""The headquarters office reads the dispatch report, opens its figures, and signs it (A5, P-26, P-91)."""

from __future__ import annotations

import re

import pytest

from .conftest import Sit
from .givens import OFFICE, TOWN
from .seat import Seat

pytestmark = [pytest.mark.journey, pytest.mark.slow]
REPORT = "/figures/dispatch/?date=2022-02-28&cut=24:00"


def figure(seat: Seat, path: str) -> tuple[int, str]:
    """Return a figure of the paper as it is printed, and where it leads."""
    link = seat.page.locator(f".lf-paper a[href*='/open/{path}/']").first
    return int(re.sub(r"\D", "", link.inner_text())), link.get_attribute("href") or ""


def test_a_figure_opens_to_its_people_and_back_to_the_same_place(sit: Sit) -> None:
    # Given the report of 28 February
    office = sit(OFFICE)
    office.open(REPORT)
    office.reads("兴县疫情防控调度情况报告")
    office.keep("办公室-调度报告")
    # When figures are clicked
    for path in (
        "controlled.now_by.centralised",
        "controlled.now_by.home",
        "pushed.new",
        "controlled.ever_repeat",
    ):
        office.open(REPORT)
        printed, address = figure(office, path)
        office.page.locator(f".lf-paper a[href='{address}']").first.click()
        # Then the list is as long as the figure says
        office.page.wait_for_url("**/figures/open/**")
        assert office.count() == printed, path
    office.keep("办公室-数据明细")
    # And a member opens to the person, and back comes to the same place of the list
    office.open(f"{figure_address(office, 'controlled.now')}&sort=name")
    office.page.get_by_role("link", name="下一页").click()
    office.page.wait_for_url(re.compile("after="))
    here, shown = office.page.url, office.rows().first.inner_text()
    office.rows().first.get_by_role("link").first.click()
    office.reads("经过")
    office.keep("办公室-人员")
    office.page.go_back()
    assert (office.page.url, office.rows().first.inner_text()) == (here, shown)
    office.press("返回报告")
    assert "date=2022-02-28" in office.page.url


def figure_address(seat: Seat, path: str) -> str:
    """Return the address a figure of the report opens."""
    seat.open(REPORT)
    return figure(seat, path)[1]


def test_what_is_corrected_after_signing_shows_as_a_correction(sit: Sit) -> None:
    # Given the report signed by the office
    office = sit(OFFICE)
    office.open(REPORT)
    before, _address = figure(office, "controlled.now")
    office.page.get_by_role("button", name="签发", exact=True).click()
    office.agree()
    office.reads("已签发")
    office.page.wait_for_url("**/figures/signed/**")
    signed = office.page.url.removeprefix(office.county.url)
    office.reads("现时数据与签发时一致")
    office.keep("办公室-已签发")
    # When a town withdraws an order of that day afterwards, as for the wrong person
    town = sit(TOWN)
    town.open("/orders/?state=running&sort=-starts&starts_to=2022-02-27")
    town.rows().first.get_by_role("link").first.click()
    town.page.wait_for_url(re.compile(r"/orders/\d+/$"))
    town.press("撤销", ".lf-choices")
    town.page.locator("#panel-body").get_by_label("原因").fill("同名不同人，下错对象")
    town.press_in_panel("撤销")
    town.agree()
    town.reads("措施已撤销")
    # Then the signed report stays as signed and says what is different now
    office.open(signed)
    office.reads("截至2022年2月28日24时", ".lf-paper")
    assert figure(office, "controlled.now")[0] == before
    office.reads("签发后更正")
    line = office.page.locator("tr", has=office.page.locator("th", has_text=re.compile("现有管控")))
    assert [int(cell.replace("−", "-")) for cell in line.first.locator("td").all_inner_texts()][2] == -1
    office.keep("办公室-签发后更正")
    # And the same cut read today is one less
    office.open(REPORT)
    assert figure(office, "controlled.now")[0] == before - 1
