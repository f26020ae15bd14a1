"""Correcting when a stage began or ended: a new version, never a changed past."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from lianfang.orders.actions.ground import (
    Deed,
    actual_period,
    check_reason,
    lock_order,
    open_deed,
    write_move,
    write_once,
)
from lianfang.orders.models import Order, Spell, Stage
from lianfang.orders.refusals import NotStarted, Overlaps, StillRuns, WrongTime
from lianfang.orders.spells import current_spell, renew_spell
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Permission


def correct_stage(
    *,
    stage: Stage,
    by: Actor,
    at: datetime,
    reason: str,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    document: str = "",
    key: str = "",
) -> Stage:
    """Correct the moment a started stage began or ended.

    Where a person moved, one moment ends a stage and begins the next: both are corrected. Signed reports go on
    reading what was known then. Raises WrongTime for an end that is not after the begin or lies ahead, StillRuns
    for the end of a stage that runs, NotStarted, NotRunning for a withdrawn order, Overlaps where the person was
    in a stage of another order, ReasonMissing, Forbidden, ValueError where no moment is given.
    """
    check_reason(reason)
    if starts_at is None and ends_at is None:
        raise ValueError("a correction needs a moment")

    def write(deed: Deed) -> Stage:
        order = lock_order(order=stage.order, by=by, move="corrected", permission=Permission.RELEASE_ORDERS)
        held = order.stages.get(pk=stage.pk)
        if held.state not in (Stage.State.RUNNING, Stage.State.ENDED):
            raise NotStarted(order.number)
        _correct(order, held, starts_at, ends_at, deed)
        write_move(order, "corrected", deed, held)
        return held

    return write_once(
        Stage,
        name="correct_stage",
        target=stage.pk,
        key=key,
        deed=lambda: open_deed(by=by, at=at, true_at=starts_at or ends_at, reason=reason, document=document),
        write=write,
    )


def _correct(
    order: Order, stage: Stage, starts_at: datetime | None, ends_at: datetime | None, deed: Deed
) -> None:
    spell = current_spell(stage)
    if ends_at is not None and spell.ends_at is None:
        raise StillRuns(order.number)
    changed = {stage.pk: (spell, starts_at or spell.starts_at, ends_at or spell.ends_at)}
    for other in Spell.objects.filter(order=order, known_to__isnull=True).exclude(pk=spell.pk):
        if starts_at and other.ended_by == "moved" and other.ends_at == spell.starts_at:
            changed[other.stage_id] = (other, other.starts_at, starts_at)
        if ends_at and spell.ended_by == "moved" and other.starts_at == spell.ends_at:
            changed[other.stage_id] = (other, ends_at, other.ends_at)
    for _, begins, ends in changed.values():
        _check(order, begins, ends, set(changed), deed)
    _write(order, changed, deed)
    stage.refresh_from_db(fields=["period"])


def _check(order: Order, begins: datetime, ends: datetime | None, changed: set[int], deed: Deed) -> None:
    latest = deed.at
    if begins > latest or (ends is not None and not begins < ends <= latest):
        raise WrongTime(ends or begins, earliest=begins if ends else None, latest=latest)
    others = Stage.objects.filter(person_id=order.person_id).exclude(pk__in=changed)
    met = others.exclude(state=Stage.State.CANCELLED).filter(
        ~Q(order=order) | Q(state=Stage.State.ENDED), period__overlap=(begins, ends or latest)
    )
    if met:
        raise Overlaps(met[0].order_id)


def _write(order: Order, changed: dict[int, tuple[Spell, datetime, datetime | None]], deed: Deed) -> None:
    stages = {stage.pk: stage for stage in order.stages.all()}
    # Out of the way first: two stages that meet are never both right while only one of them is written.
    order.stages.filter(pk__in=changed).update(state=Stage.State.CANCELLED)
    for pk, (spell, begins, ends) in changed.items():
        stage = stages[pk]
        planned = max(stage.period.upper, begins)
        stage.period = actual_period(begins, ends) if ends else actual_period(begins, planned)
        stage.save(update_fields=["period", "state"])
        renew_spell(spell=spell, known=deed.known, starts_at=begins, ends_at=ends)
    spells = Spell.objects.filter(order=order, known_to__isnull=True).order_by("starts_at", "stage")
    order.starts_at = spells[0].starts_at
    last = spells.last()
    if order.ended_at is not None and last is not None:
        order.ended_at = last.ends_at
    order.save(update_fields=["starts_at", "ended_at"])
