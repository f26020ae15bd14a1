"""Correcting when or how a stage began or ended: a new version, never a changed past."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lianfang.orders.actions.ground import write_move
from lianfang.orders.models import Stage
from lianfang.orders.refusals import NotRunning, WrongTime
from lianfang.orders.scope import visible_to
from lianfang.orders.spells import current_spell, renew_spell
from lianfang.shared.actor import Actor, Forbidden, check_may
from lianfang.shared.knowing import learned_at
from lianfang.shared.roles import Permission


@transaction.atomic
def correct_stage(
    *,
    stage: Stage,
    by: Actor,
    at: datetime,
    reason: str,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    document: str = "",
) -> Stage:
    """Correct the moment a started stage began or ended.

    Signed reports go on reading what was known then. Raises WrongTime for an end before the begin or an end
    of a stage that still runs, NotRunning for one that never started, Forbidden outside the scope.
    """
    check_may(by, Permission.RELEASE_ORDERS)
    order = visible_to(by).select_for_update().filter(pk=stage.order_id).first()
    if order is None:
        raise Forbidden("order out of scope")
    stage = Stage.objects.select_for_update().get(pk=stage.pk)
    if stage.state not in (Stage.State.RUNNING, Stage.State.ENDED):
        raise NotRunning(order.number)
    spell = current_spell(stage)
    begins, ends = starts_at or spell.starts_at, ends_at or spell.ends_at
    if (ends is not None and ends < begins) or (ends_at is not None and spell.ends_at is None) or begins > at:
        raise WrongTime((ends_at or begins).isoformat())
    known = learned_at(at)
    renew_spell(spell=spell, known=known, starts_at=begins, ends_at=ends)
    stage.period = (begins, ends or stage.period.upper)
    stage.save(update_fields=["period"])
    write_move(
        order=order,
        move="corrected",
        by=by,
        at=at,
        known=known,
        true_at=begins,
        stage=stage,
        reason=reason,
        document=document,
    )
    return stage
