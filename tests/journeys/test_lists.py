"""A list in a browser: an open menu of the filters covers no button."""

from __future__ import annotations

import pytest

from .conftest import Sit
from .givens import OFFICE

pytestmark = [pytest.mark.journey, pytest.mark.slow]
_COVERED = """(foot) => [...foot.children].filter((each) => {
    const box = each.getBoundingClientRect();
    return !each.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
}).length"""


def test_no_open_menu_of_the_filters_covers_a_button(sit: Sit) -> None:
    seat = sit(OFFICE)
    seat.open("/leads/")
    seat.page.click("[data-filters]")
    menus = seat.page.locator("#filters summary").all()
    assert len(menus) > 5
    for menu in menus:
        menu.click()
        assert seat.page.locator(".lf-filters-foot").evaluate(_COVERED) == 0, menu
