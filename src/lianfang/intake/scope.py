"""The one door to lists: they are the county's, whoever may see lists at all sees every one."""

from __future__ import annotations

from django.db.models import QuerySet

from lianfang.intake.models import Batch, Row
from lianfang.shared.actor import Actor, ScopeKind
from lianfang.shared.roles import Permission


def visible_to(actor: Actor) -> QuerySet[Batch]:
    """Return the batches an actor may see: all of them with the county's scope, else none."""
    if actor.scope.kind is not ScopeKind.COUNTY or not actor.may(Permission.SEE_LISTS):
        return Batch.objects.none()
    return Batch.objects.all()


def rows_visible_to(actor: Actor) -> QuerySet[Row]:
    """Return the rows, in the versions held true now, of the batches an actor may see."""
    return Row.objects.filter(known_to__isnull=True, batch__in=visible_to(actor))
