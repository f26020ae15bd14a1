"""Staff, roles and what they did, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lianfang.shared.roles import Role
from lianfang.web.words import local_time

ROLE_NAMES: dict[Role, Promise] = {
    Role.COMMANDER: _("commander"),
    Role.OFFICE: _("headquarters office"),
    Role.DATA: _("data group"),
    Role.TOWN: _("town admin"),
    Role.COMMUNITY: _("community admin"),
    Role.GRID: _("grid worker"),
    Role.SITE: _("isolation site staff"),
    Role.INSPECTOR: _("inspector"),
    Role.AUDITOR: _("auditor"),
    Role.SYSTEM: _("system administrator"),
    Role.CONSOLE: _("console"),
}


def present_role(role: str) -> Promise:
    """Name a role."""
    return ROLE_NAMES[Role(role)]


_BROWSERS = (
    ("MicroMessenger", "微信"), ("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip


@cache
def _gathered(name: str) -> dict[str, Any]:
    """Gather the words that rooms give the auditor in ``audit_words``: WORDS, KINDS, PARTICULARS or VALUES."""
    words: dict[str, Any] = {}
    for room in settings.ROOMS:
        if find_spec(f"lianfang.{room}.audit_words"):
            words.update(getattr(import_module(f"lianfang.{room}.audit_words"), name, {}))
    return words


def present_action(action: str) -> str:
    """Say what was done; an action without words shows its code."""
    return str(_gathered("WORDS").get(action, action))


def present_kind(kind: str) -> str:
    """Say what an entry is about."""
    return str(_gathered("KINDS").get(kind, kind))


def list_action_words() -> list[tuple[str, str]]:
    """List the actions that can be looked for, with their words."""
    return [(code, str(words)) for code, words in _gathered("WORDS").items()]


def list_kinds() -> list[tuple[str, str]]:
    """List what entries can be about, with words."""
    return [(code, str(words)) for code, words in _gathered("KINDS").items()]


def present_particulars(detail: Mapping[str, Any]) -> str:
    """Say an entry's counts, codes and ids in one line; long lists are counted."""
    words = _gathered("PARTICULARS")
    told = {key: value for key, value in detail.items() if key not in _REFERENCE}
    shown = (f"{words.get(key, key)} {_particular(key, value)}" for key, value in told.items())
    return " · ".join(text for text in shown if len(text) < 120)


_REFERENCE = ("kept_in", "kept_id", "kept_digest")


def present_reason(reason: str, detail: Mapping[str, Any]) -> str:
    """Say why: a code as it is, and of a typed text where it is kept and the start of its digest."""
    if "kept_in" not in detail:
        return reason
    return gettext("typed; kept with the record ({digest})").format(digest=detail["kept_digest"][:8])


def present_object(kind: str, object_id: str) -> str:
    """Name what an entry is about where it has a word, as a figure or a part of one; else its number or code."""
    words = _gathered("VALUES").get(kind, {})
    stem, _dot, part = object_id.rpartition(".")
    if object_id not in words and stem in words:
        return f"{words[stem]} · {part}"
    return str(words.get(object_id, object_id))


def _particular(key: str, value: object) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list):
        return str(len(value))
    if isinstance(value, str):
        words = _gathered("VALUES").get(key, {})
        return str(words[value]) if value in words else _local_time(value)
    return "—" if value is None else str(value)


def _local_time(text: str) -> str:
    """Write a moment as pages do; any other text stays as it is."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return text if moment.tzinfo is None else local_time(moment)


def name_browser(header: str) -> str:
    """Say which browser a sign-in came from in a few words; what is not known is shortened."""
    browser = next((name for sign, name in _BROWSERS if sign in header), header[:40])
    system = next((name for sign, name in _SYSTEMS if sign in header), "")
    return " · ".join(part for part in (browser, system) if part)
