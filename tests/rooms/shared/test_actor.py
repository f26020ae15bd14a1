"""Roles, permissions and scopes as values."""

from __future__ import annotations

import pytest

from lianfang.shared.actor import Actor, Forbidden, Scope, ScopeKind, check_may
from lianfang.shared.roles import GRANTS, NEEDS_SECOND_FACTOR, Permission, Role


def actor(role: Role) -> Actor:
    return Actor(1, "one", "甲某", role, Scope(ScopeKind.COUNTY, "141123"))


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("permission", list(Permission))
def test_an_actor_may_what_the_table_grants(role, permission):
    granted = permission in GRANTS[role]
    assert actor(role).may(permission) is granted
    if granted:
        check_may(actor(role), permission)
    else:
        with pytest.raises(Forbidden, match=permission.value):
            check_may(actor(role), permission)


def test_every_role_has_its_line_in_the_table():
    assert set(GRANTS) == set(Role)
    assert {
        "commander",
        "office",
        "data",
        "town",
        "community",
        "grid",
        "inspector",
        "auditor",
        "system",
    } < set(Role)


def test_who_exports_or_manages_accounts_and_keys_shows_a_second_factor():
    weighty = (Permission.EXPORT, Permission.MANAGE_STAFF, Permission.MANAGE_SYSTEM)
    needing = {role for role in Role if any(actor(role).may(permission) for permission in weighty)}
    assert needing - {Role.CONSOLE} == NEEDS_SECOND_FACTOR
    assert Role.SYSTEM in NEEDS_SECOND_FACTOR
    assert {Role.GRID, Role.INSPECTOR, Role.AUDITOR}.isdisjoint(NEEDS_SECOND_FACTOR)


def test_an_actor_is_a_value():
    assert actor(Role.GRID) == actor(Role.GRID)
    with pytest.raises(AttributeError):
        actor(Role.GRID).role = Role.OFFICE
