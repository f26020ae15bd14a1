"""The one door to staff: who may see which accounts."""

from __future__ import annotations

from django.db.models import QuerySet

from lianfang.accounts.models import Staff
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Permission, Role


def visible_to(actor: Actor) -> QuerySet[Staff]:
    """Return every account but the console's for those who manage staff, one's own for others."""
    people = Staff.objects.exclude(role=Role.CONSOLE)
    return people if actor.may(Permission.MANAGE_STAFF) else people.filter(pk=actor.staff_id)
