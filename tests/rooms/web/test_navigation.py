"""The navigation shows what a post may open, and knows where the reader is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.urls import resolve, reverse
from django.utils import translation
from django.utils.translation import gettext_lazy

from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.roles import GRANTS, Permission, Role
from lianfang.web import navigation
from lianfang.web.context import shell_template
from lianfang.web.navigation import (
    Item,
    draw_navigation,
    find_current,
    get_page_facts,
    list_items,
    list_links,
)
from lianfang.web.templatetags.lianfang import standing

ITEMS = [
    Item("Audit", "accounts:audit", Permission.SEE_AUDIT, "history", 90),
    Item("Me", "accounts:profile", Permission.SIGN_IN, "user", 10),
    Item("Nowhere", "accounts:no_such_page", Permission.SIGN_IN, "x", 20),
    Item("Verify", "accounts:verify_audit", Permission.SEE_AUDIT, "lock", 95),
]


REAL_MODULES = navigation.room_modules()


def actor(role: Role, number: int = 1) -> Actor:
    return Actor(number, "u", "甲", role, Scope(ScopeKind.COUNTY, "141123"))


@pytest.fixture(autouse=True)
def rooms(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    asked: list[int] = []

    def facts(who: Actor) -> dict[str, str]:
        asked.append(who.staff_id)
        return {"event": f"event of {who.staff_id}"}

    modules = (SimpleNamespace(ITEMS=ITEMS), SimpleNamespace(get_page_facts=facts))
    monkeypatch.setattr(navigation, "room_modules", lambda: modules)
    forget()
    yield asked
    forget()


def forget() -> None:
    """Forget what was kept of the navigation: here it changes, in a running product it does not."""
    cache.clear()
    navigation.list_pages.cache_clear()
    navigation._draw.cache_clear()


def test_every_item_of_the_product_opens_a_page_that_its_readers_may_see() -> None:
    items = [item for module in REAL_MODULES for item in getattr(module, "ITEMS", [])]
    assert items
    for item in items:
        view = resolve(reverse(item.url_name)).func
        closed = [
            role for role, may in GRANTS.items() if item.permission in may and view.permission not in may
        ]
        assert not closed, item.url_name


@pytest.mark.parametrize(
    ("role", "shown"), [(Role.AUDITOR, ["Me", "Audit", "Verify"]), (Role.GRID, ["Me"]), (Role.SYSTEM, ["Me"])]
)
def test_a_post_sees_what_it_may_open_in_order(role: Role, shown: list[str]) -> None:
    assert [link.item.label for link in list_links(role, "/")] == shown


@pytest.mark.parametrize(
    ("url_name", "tail", "current"),
    [
        ("accounts:audit", "", ["Audit"]),
        ("accounts:audit", "7/", ["Audit"]),
        ("accounts:verify_audit", "", ["Verify"]),
        ("accounts:profile", "", ["Me"]),
        ("accounts:login", "", []),
    ],
)
def test_the_longest_address_that_fits_is_current(url_name: str, tail: str, current: list[str]) -> None:
    links = list_links(Role.AUDITOR, find_current(Role.AUDITOR, reverse(url_name) + tail))
    assert [link.item.label for link in links if link.current] == current


def test_a_phones_bar_has_the_short_label_and_the_side_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    items = [
        Item("Rounds of the day", "accounts:profile", Permission.SIGN_IN, "x", short="Rounds"),
        Item("Audit", "accounts:audit", Permission.SEE_AUDIT, "history"),
    ]
    monkeypatch.setattr(navigation, "room_modules", lambda: (SimpleNamespace(ITEMS=items),))
    drawn = draw_navigation(actor(Role.AUDITOR), "/")
    assert re.findall(r"<a .*?<span>(.*?)</span></a>", drawn.bar) == ["Rounds", "Audit"]
    for place in (drawn.side, drawn.drawer):
        assert re.findall(r"<a .*?<span>(.*?)</span></a>", place) == ["Rounds of the day", "Audit"]
    assert "data-fold" in drawn.side and "data-fold" not in drawn.drawer


def test_a_stranger_is_shown_nowhere_to_go() -> None:
    drawn = draw_navigation(None, "/")
    assert drawn.side.count("<a ") == 1 and drawn.bar.strip() == ""  # the way home alone
    assert "<nav" in drawn.side


def test_a_part_the_same_on_every_page_is_drawn_once_a_language() -> None:
    drawn = []
    for language in ("en", "zh-hans"):
        with translation.override(language):
            drawn.append(standing("confirm"))
            assert standing("confirm") is drawn[-1]
    assert "Cancel" in drawn[0] and "取消" in drawn[1]


def test_a_phones_bar_has_the_first_four(monkeypatch: pytest.MonkeyPatch) -> None:
    items = [
        Item(f"Page {number}", "accounts:profile", Permission.SIGN_IN, "x", number) for number in range(6)
    ]
    monkeypatch.setattr(navigation, "room_modules", lambda: (SimpleNamespace(ITEMS=items),))
    drawn = draw_navigation(actor(Role.GRID), "/")
    assert drawn.bar.count("<a ") == 4 and drawn.side.count('<a class="lf-nav-link') == 6


def test_what_is_drawn_once_is_drawn_for_each_role_each_page_and_each_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    items = [
        Item(gettext_lazy("Audit"), "accounts:audit", Permission.SEE_AUDIT, "history"),
        Item(gettext_lazy("My account"), "accounts:profile", Permission.SIGN_IN, "user"),
    ]
    monkeypatch.setattr(navigation, "room_modules", lambda: (SimpleNamespace(ITEMS=items),))

    def draw(role: Role, url_name: str, language: str) -> str:
        with translation.override(language):
            return draw_navigation(actor(role), reverse(url_name)).side

    drawn = draw(Role.AUDITOR, "accounts:audit", "en")
    assert draw(Role.AUDITOR, "accounts:audit", "en") is drawn
    others = [
        draw(Role.GRID, "accounts:audit", "en"),
        draw(Role.AUDITOR, "accounts:profile", "en"),
        draw(Role.AUDITOR, "accounts:audit", "zh-hans"),
    ]
    assert drawn not in others


def test_items_of_all_rooms_are_sorted() -> None:
    assert [item.order for item in list_items()] == [10, 20, 90, 95]


def test_facts_are_asked_once_a_minute_for_each_reader(rooms: list[int]) -> None:
    assert get_page_facts(actor(Role.GRID, 1)) == {"event": "event of 1"}
    get_page_facts(actor(Role.GRID, 1))
    assert get_page_facts(actor(Role.GRID, 2)) == {"event": "event of 2"}
    assert rooms == [1, 2]


@pytest.mark.parametrize(
    ("htmx", "template"),
    [
        (None, "web/base.html"),
        (SimpleNamespace(target="list"), "web/base.html"),
        (SimpleNamespace(target="panel-body"), "web/panel.html"),
    ],
)
def test_inside_the_panel_there_is_no_shell(htmx: object, template: str) -> None:
    assert shell_template(SimpleNamespace(htmx=htmx)) == template  # type: ignore[arg-type]
