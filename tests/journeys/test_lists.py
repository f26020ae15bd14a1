"""A list on a desk and on a phone: an open menu of the filters covers no button, a card begins with whom it is about."""

from __future__ import annotations

import pytest

from .conftest import Sit
from .givens import OFFICE
from .seat import PHONE

pytestmark = [pytest.mark.journey, pytest.mark.slow]
_COVERED = """(foot) => [...foot.children].filter((each) => {
    const box = each.getBoundingClientRect();
    return !each.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
}).length"""
_FIRST = """(row) => [...row.cells].filter((cell) => cell.checkVisibility())
    .sort((one, other) => one.getBoundingClientRect().y - other.getBoundingClientRect().y)[0].dataset.label"""


def test_no_open_menu_of_the_filters_covers_a_button(sit: Sit) -> None:
    seat = sit(OFFICE)
    seat.open("/leads/")
    seat.page.click("[data-filters]")
    menus = seat.page.locator("#filters summary").all()
    assert len(menus) > 5
    for menu in menus:
        menu.click()
        assert seat.page.locator(".lf-filters-foot").evaluate(_COVERED) == 0, menu


@pytest.mark.parametrize("path", ["/orders/ledger/", "/leads/ledger/"])
def test_the_card_of_a_numbered_line_begins_with_the_name(sit: Sit, path: str) -> None:
    seat = sit(OFFICE, PHONE)
    seat.open(path)
    assert seat.page.locator("#sheet tbody tr").first.evaluate(_FIRST) == "姓名"
