"""Registers of accounts: staff for the system administrator, the trail for the auditor."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianfang.accounts import audit_trail
from lianfang.accounts.models import Staff
from lianfang.accounts.present import (
    ROLE_NAMES,
    list_action_words,
    list_kinds,
    present_action,
    present_kind,
    present_object,
    present_particulars,
    present_reason,
    present_role,
)
from lianfang.accounts.scope import entries_visible_to, visible_to
from lianfang.accounts.scopes import list_choices
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Permission, Role
from lianfang.shared.tables import Boolean, Choice, Column, DateRange, Table, Text

ROLES = [(role.value, ROLE_NAMES[role]) for role in Role]


def find_staff(rows: QuerySet[Staff], typed: str) -> QuerySet[Staff]:
    """Find accounts by user name, name or post."""
    return rows.filter(Q(username__icontains=typed) | Q(name__icontains=typed) | Q(post__icontains=typed))


def by_actor(rows: QuerySet[AuditEntry], typed: str) -> QuerySet[AuditEntry]:
    """Find entries of those whose user name or name is typed."""
    people = Staff.objects.filter(Q(username__iexact=typed) | Q(name__icontains=typed))
    return rows.filter(actor_id__in=list(people.values_list("pk", flat=True)))


class StaffTable(Table):
    """Every account but the console's."""

    key = "staff"
    title = _("Staff")
    permission = Permission.MANAGE_STAFF
    default_sort = "username"
    search = Text(find_staff)
    search_hint = _("User name, name or post")
    template = "accounts/staff.html"
    columns = (
        Column("username", _("User name"), "username", sort=("username",), lead=True),
        Column("name", pgettext_lazy("person", "Name"), "name"),
        Column("post", _("Post"), "post", filter=Text("post__icontains")),
        Column(
            "role",
            _("Role"),
            lambda staff: str(present_role(staff.role)),
            filter=Choice("role", [option for option in ROLES if option[0] != Role.CONSOLE.value]),
        ),
        Column(
            "scope",
            _("Scope"),
            lambda staff: staff.scope_name,
            filter=Text("scope_code__startswith", coded=True),
        ),
        Column("active", _("May sign in"), "is_active", filter=Boolean("is_active")),
        Column("last", _("Last signed in"), "last_login", css="lf-tabular", optional=True),
    )

    def rows(self) -> QuerySet[Staff]:
        """Return the accounts the reader may see."""
        return visible_to(self.actor)

    def attach(self, rows: list[Any]) -> None:
        """Name the places of a page's accounts."""
        names = {(choice.kind.value, choice.code): choice.name for choice in list_choices()}
        for staff in rows:
            staff.scope_name = names.get((staff.scope_kind, staff.scope_code), staff.scope_code)

    def row_url(self, row: Any) -> str:
        """Return the page of the account."""
        return reverse("accounts:edit_staff", args=[row.pk])


class AuditTable(Table):
    """The trail, newest first."""

    key = "audit"
    title = _("Audit")
    permission = Permission.SEE_AUDIT
    default_sort = "-number"
    template = "accounts/audit.html"
    columns = (
        Column("number", _("No."), "pk", sort=("pk",), css="is-num", lead=True),
        Column("at", _("Time"), "at", sort=("at",), filter=DateRange("at"), css="lf-tabular"),
        Column("who", _("Who"), "actor_name", filter=Text(by_actor, hint=_("name or user name"))),
        Column("role", _("Role"), lambda entry: str(present_role(entry.role)), filter=Choice("role", ROLES)),
        Column(
            "action",
            _("Action"),
            lambda entry: present_action(entry.action),
            filter=Choice("action", lambda actor: list_action_words()),
        ),
        Column(
            "code",
            _("Code of the action"),
            "action",
            filter=Text("action__startswith", coded=True),
            optional=True,
        ),
        Column(
            "kind",
            _("Kind of object"),
            lambda entry: present_kind(entry.object_kind),
            filter=Choice("object_kind", lambda actor: list_kinds()),
        ),
        Column(
            "object",
            _("Object"),
            lambda entry: present_object(entry.object_kind, entry.object_id),
            filter=Text("object_id", coded=True),
        ),
        Column("reason", _("Reason"), lambda entry: present_reason(entry.reason, entry.detail)),
        Column(
            "particulars", _("Particulars"), lambda entry: present_particulars(entry.detail), css="lf-quiet"
        ),
        Column("link", _("Link"), audit_trail.link_of, css="is-num"),
    )

    def rows(self) -> QuerySet[AuditEntry]:
        """Return the trail."""
        return entries_visible_to(self.actor).select_related("seal")

    def context(self) -> dict[str, Any]:
        """Return the state of the chain, shown above the list."""
        return {"state": audit_trail.get_chain_state()}
