"""Staff, roles and what they did, in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianfang.shared.actor import ScopeKind
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

SCOPE_NAMES: dict[ScopeKind, Promise] = {
    ScopeKind.COUNTY: _("county"),
    ScopeKind.TOWN: _("town"),
    ScopeKind.COMMUNITY: _("community or village"),
    ScopeKind.GRID: _("grid"),
}


def present_role(role: str) -> Promise:
    """Name a role."""
    return ROLE_NAMES[Role(role)]
