"""The one door to staff and to the trail: who may see which accounts and entries."""

from __future__ import annotations

from django.db.models import QuerySet

from lianfang.accounts.models import Staff
from lianfang.shared.actor import Actor
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Permission, Role


def visible_to(actor: Actor) -> QuerySet[Staff]:
    """Return every account but the console's for those who manage staff, one's own for others."""
    people = Staff.objects.exclude(role=Role.CONSOLE)
    return people if actor.may(Permission.MANAGE_STAFF) else people.filter(pk=actor.staff_id)


def entries_visible_to(actor: Actor) -> QuerySet[AuditEntry]:
    """Return the whole trail for those who may read it, one's own entries for others."""
    entries = AuditEntry.objects.all()
    return entries if actor.may(Permission.SEE_AUDIT) else entries.filter(actor_id=actor.staff_id)
