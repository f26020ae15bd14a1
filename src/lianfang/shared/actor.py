"""The actor: who acts, in which role, over which areas."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lianfang.shared.roles import GRANTS, Permission, Role


class ScopeKind(StrEnum):
    """How far an actor sees: the county, one town, one community or village, or one grid."""

    COUNTY = "county"
    TOWN = "town"
    COMMUNITY = "community"
    GRID = "grid"


def scope_kind_of(role: Role) -> ScopeKind:
    """Return the kind of place a role answers for: three roles have a place below the county."""
    below = {Role.TOWN: ScopeKind.TOWN, Role.COMMUNITY: ScopeKind.COMMUNITY, Role.GRID: ScopeKind.GRID}
    return below.get(role, ScopeKind.COUNTY)


class Forbidden(Exception):
    """The actor's role or scope does not allow what was asked."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A kind of place and its code; `accounts` and the rooms share it as text."""

    kind: ScopeKind
    code: str


@dataclass(frozen=True, slots=True)
class Actor:
    """A member of staff as actions see one."""

    staff_id: int
    username: str
    name: str
    role: Role
    scope: Scope

    def may(self, permission: Permission) -> bool:
        """Say whether the role grants a permission."""
        return permission in GRANTS[self.role]


def check_may(actor: Actor, permission: Permission) -> None:
    """Raise Forbidden unless the actor's role grants the permission."""
    if not actor.may(permission):
        raise Forbidden(permission.value)
