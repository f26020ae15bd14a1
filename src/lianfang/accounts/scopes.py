"""The places staff may answer for, offered by the rooms above that know them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

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


@cache
def _rooms() -> tuple[ModuleType, ...]:
    names = [f"lianfang.{room}.staff_scopes" for room in settings.ROOMS]
    return tuple(import_module(name) for name in names if find_spec(name))


def list_choices() -> list[Choice]:
    """List every place that a room offers in ``staff_scopes.list_scopes()``, in that room's order."""
    return [
        Choice(ScopeKind(kind), code, name) for room in _rooms() for kind, code, name in room.list_scopes()
    ]


def get_name(scope: Scope) -> str:
    """Return the name of a scope's place by ``staff_scopes.get_name()``, or its code where no room knows it."""
    names: Iterator[str] = (room.get_name(scope.kind.value, scope.code) for room in _rooms())
    return next(filter(None, names), scope.code)
