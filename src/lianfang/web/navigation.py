"""What a member of staff can go to: each room names its pages, the shell shows those allowed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from django.conf import settings
from django.core.cache import cache as store
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from lianfang.shared.actor import Actor
from lianfang.shared.roles import GRANTS, Permission, Role

FACTS_LIVE_SECONDS = 60
BAR_ITEMS = 4


@dataclass(frozen=True, slots=True)
class Item:
    """A page in the navigation; lower `order` stands higher, the first four go on a phone's bar.

    `short` is its label on that bar where the whole one is too long for a fifth of a phone.
    `group` is a heading above items that belong together; items without one come first.
    """

    label: str | Promise
    url_name: str
    permission: Permission
    icon: str
    order: int = 50
    group: str | Promise = ""
    short: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An item with its address, as the shell draws it."""

    item: Item
    url: str
    current: bool


@cache
def room_modules() -> tuple[ModuleType, ...]:
    """Return the `navigation` module of each room that has one, in the order of rooms."""
    names = [f"lianfang.{room}.navigation" for room in settings.ROOMS if room != "web"]
    return tuple(import_module(name) for name in names if find_spec(name))


def list_items() -> list[Item]:
    """List every room's items by order, then by room; those under a heading come last."""
    items = [item for module in room_modules() for item in getattr(module, "ITEMS", [])]
    return sorted(items, key=lambda item: (bool(item.group), item.order))


@cache
def list_pages(role: Role) -> tuple[tuple[Item, str], ...]:
    """List the items that a role may open, each with its address."""
    found = []
    for item in list_items():
        if item.permission in GRANTS[role]:
            try:
                found.append((item, reverse(item.url_name)))
            except NoReverseMatch:
                continue  # a test finds it; a page is not lost for it
    return tuple(found)


def find_current(role: Role, path: str) -> str:
    """Return the address of the item whose page the current path continues, the longest that fits; or nothing."""
    urls = [url for _, url in list_pages(role)]
    return max(
        (url for url in urls if path == url or (url != "/" and path.startswith(url))), key=len, default=""
    )


def list_links(role: Role, current: str) -> list[Link]:
    """List what a role may open, marking the current item."""
    return [Link(item, url, url == current) for item, url in list_pages(role)]


@dataclass(frozen=True, slots=True)
class Navigation:
    """The navigation as the shell puts it in: at the side, in the drawer, and on a phone's bar."""

    side: SafeString
    drawer: SafeString
    bar: SafeString


def draw_navigation(actor: Actor | None, path: str) -> Navigation:
    """Draw where somebody can go; everybody of a role is shown the same, so that it is drawn once for them."""
    role = actor.role if actor else None
    return _draw(role, find_current(role, path) if role else "", get_language())


@cache  # as many as there are roles, items and languages
def _draw(role: Role | None, current: str, _language: str | None) -> Navigation:
    links = list_links(role, current) if role else []
    held = {"role": role, "links": links, "first": links[:BAR_ITEMS]}
    return Navigation(
        side=render_to_string("web/parts/side.html", held),
        drawer=render_to_string("web/parts/side.html", {**held, "in_drawer": True}),
        bar=render_to_string("web/parts/bar.html", held),
    )


@cache  # as many as there are such parts and languages
def draw_standing(name: str, _language: str | None) -> SafeString:
    """Draw a part of the shell that is the same on every page of a language."""
    return render_to_string(f"web/parts/{name}.html")


def get_page_facts(actor: Actor) -> dict[str, str]:
    """Gather the short facts that rooms show in the shell, as the event's and the scope's name.

    A room's `navigation` module may offer ``get_page_facts(actor) -> dict[str, str]``; known keys
    are ``event`` and ``scope``. Answers are kept for a minute.
    """
    key = f"page-facts:{actor.staff_id}:{actor.scope.kind}:{actor.scope.code}"
    facts: dict[str, str] | None = store.get(key)
    if facts is None:
        facts = {}
        for module in room_modules():
            ask: Callable[[Actor], dict[str, Any]] | None = getattr(module, "get_page_facts", None)
            if ask is not None:
                facts.update(ask(actor))
        store.set(key, facts, FACTS_LIVE_SECONDS)
    return facts
