"""The places staff may answer for, offered by the rooms above that know them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings

from lianfang.shared.actor import Scope, ScopeKind


@dataclass(frozen=True, slots=True)
class Choice:
    """One place with its name, as ``瓦塘镇 · 前彰和墕村``."""

    kind: ScopeKind
    code: str
    name: str

    @property
    def value(self) -> str:
        """Return the choice as one text for a form."""
        return f"{self.kind.value}:{self.code}"


def list_choices() -> list[Choice]:
    """List every place that a room offers in ``staff_scopes.list_scopes()``, in that room's order."""
    found: list[Choice] = []
    for room in settings.ROOMS:
        if find_spec(f"lianfang.{room}.staff_scopes"):
            lister: Callable[[], list[tuple[str, str, str]]] = import_module(
                f"lianfang.{room}.staff_scopes"
            ).list_scopes
            found += [Choice(ScopeKind(kind), code, name) for kind, code, name in lister()]
    return found


def get_name(scope: Scope) -> str:
    """Return the name of a scope's place, or its code where no room knows it."""
    for choice in list_choices():
        if (choice.kind, choice.code) == (scope.kind, scope.code):
            return choice.name
    return scope.code
