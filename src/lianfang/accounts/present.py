"""Staff, roles and what they did, in words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianfang.shared.roles import Role

ROLE_NAMES: dict[Role, Promise] = {
    Role.COMMANDER: _("commander"),
    Role.OFFICE: _("headquarters office"),
    Role.DATA: _("data group"),
    Role.TOWN: _("town admin"),
    Role.COMMUNITY: _("community admin"),
    Role.GRID: _("grid worker"),
    Role.INSPECTOR: _("inspector"),
    Role.AUDITOR: _("auditor"),
    Role.SYSTEM: _("system administrator"),
    Role.CONSOLE: _("console"),
}


def present_role(role: str) -> Promise:
    """Name a role."""
    return ROLE_NAMES[Role(role)]


@cache
def _action_words() -> dict[str, Promise]:
    """Gather the words that rooms give their audited actions in ``audit_words.WORDS``."""
    words: dict[str, Promise] = {}
    for room in settings.ROOMS:
        if find_spec(f"lianfang.{room}.audit_words"):
            words.update(import_module(f"lianfang.{room}.audit_words").WORDS)
    return words


def present_action(action: str) -> str:
    """Say what was done; an action without words shows its code."""
    return str(_action_words().get(action, action))


def list_action_words() -> list[tuple[str, str]]:
    """List the actions that can be looked for, with their words."""
    return [(code, str(words)) for code, words in _action_words().items()]


def present_particulars(detail: Mapping[str, Any]) -> str:
    """Say an entry's counts, codes and ids in one line; long lists are counted."""
    shown = (f"{key} {len(value) if isinstance(value, list) else value}" for key, value in detail.items())
    return " · ".join(text for text in shown if len(text) < 120)
