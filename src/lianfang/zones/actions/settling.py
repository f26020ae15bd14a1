"""Settling what a matching found: an order followed, or the person had not been there after all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from lianfang.shared import audit
from lianfang.shared.actor import Actor, check_may
from lianfang.shared.roles import Permission
from lianfang.zones.actions.ground import check_said
from lianfang.zones.models import Exposure
from lianfang.zones.scope import exposures_visible_to


@transaction.atomic
def dismiss(*, exposures: Sequence[int], reason: str, by: Actor, at: datetime) -> int:
    """Take people off the list of those found in a risk area, with the reason; return how many waited there.

    Raises ReasonMissing, Forbidden.
    """
    check_may(by, Permission.CALL_LEADS)
    check_said(reason)
    waiting = exposures_visible_to(by).filter(pk__in=list(exposures), state=Exposure.State.WAITING)
    held = list(waiting.select_for_update().order_by("pk"))
    for one in held:
        one.state, one.settled_at, one.settled_by = Exposure.State.DISMISSED, at, by.staff_id
        one.reason = reason.strip()[:200]
        one.save(update_fields=["state", "settled_at", "settled_by", "reason"])
        audit.record(by=by, at=at, action="zones.dismiss", object_kind="exposure", object_id=one.pk)
    return len(held)


def settle_ordered(*, person: int, by: Actor, at: datetime) -> int:
    """Note that the people who were to be controlled are: an order was issued. Told by orders; harmless twice."""
    waiting = Exposure.objects.filter(lead__person=person, state=Exposure.State.WAITING)
    return waiting.update(state=Exposure.State.ORDERED, settled_at=at, settled_by=by.staff_id)
