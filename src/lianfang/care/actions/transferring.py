"""The way to hospital: opened by an alarm, a vehicle sent, arrived, its result (closed loop, rules §3.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from lianfang.care.actions.ground import check_when, check_words, make_move, write_once
from lianfang.care.models import Transfer, TransferStep
from lianfang.care.scope import transfers_visible_to
from lianfang.core.care import TRANSFER_MOVES
from lianfang.orders.models import Order
from lianfang.shared import audit, outbox
from lianfang.shared.actor import Actor, Forbidden, check_may
from lianfang.shared.roles import Permission

_STAMPS = {
    "sent": "sent_at",
    "reached": "reached_at",
    "resulted": "closed_at",
    "dismissed": "closed_at",
}


def write_opened(ways: Sequence[Transfer], *, staff_id: int, at: datetime) -> int:
    """Write transfers of orders that have none open, with their first step and news; their orders are locked."""
    known = Transfer.objects.filter(order__in=[way.order_id for way in ways]).exclude(state="closed")
    busy = set(known.values_list("order_id", flat=True))
    fresh = Transfer.objects.bulk_create(way for way in ways if way.order_id not in busy)
    TransferStep.objects.bulk_create(
        TransferStep(transfer=way, move="opened", true_at=way.opened_at, known_at=at, by=staff_id)
        for way in fresh
    )
    for way in fresh:
        outbox.tell("care.transfer_opened", at=at, order=way.order_id, transfer=way.pk)
    return len(fresh)


def step_transfer(
    *,
    transfer: Transfer,
    move: str,
    told: str,
    by: Actor,
    at: datetime,
    true_at: datetime | None = None,
    key: str = "",
) -> Transfer:
    """Write the next step of a transfer: `sent` with the vehicle, `reached`, `resulted`, or `dismissed` with why.

    Raises TextMissing, NotPossible where the step does not follow, WrongMoment, Forbidden.
    """
    check_may(by, Permission.RECORD_CARE)
    check_words(told)
    when = true_at or at

    def write() -> Transfer:
        held = transfers_visible_to(by).select_for_update(of=("self",)).filter(pk=transfer.pk).first()
        if held is None:
            raise Forbidden("transfer out of scope")
        held.state = make_move(TRANSFER_MOVES, held.state, move)
        check_when(when, at=at, after=held.reached_at or held.sent_at or held.opened_at)
        setattr(held, _STAMPS[move], when)
        held.save(update_fields=["state", _STAMPS[move]])
        step = TransferStep.objects.create(
            transfer=held, move=move, told=told.strip()[:200], true_at=when, known_at=at, by=by.staff_id
        )
        audit.record(
            by=by, at=at, action=f"care.transfer_{move}", object_kind="order", object_id=held.order_id,
            transfer=held.pk, **audit.refer(step, step.told),
        )  # fmt: skip
        outbox.tell(f"care.transfer_{move}", at=at, order=held.order_id, transfer=held.pk)
        return held

    return write_once(
        Transfer, name="step_transfer", target=(transfer.pk, move), key=key, by=by, at=at, write=write
    )


@transaction.atomic
def open_for_positive(*, order_id: int, at: datetime) -> None:
    """Open the way to hospital of a person whose test is positive, unless one is open or the order has ended."""
    open_way(order_id, Transfer.Cause.POSITIVE, staff_id=0, at=at)


def open_way(order_id: int, cause: Transfer.Cause, *, staff_id: int, at: datetime) -> None:
    """Lock an order and open its way to hospital, unless one is open or the order has ended."""
    order = (
        Order.objects.select_for_update(no_key=True).filter(pk=order_id, state=Order.State.RUNNING).first()
    )
    if order is not None:
        write_opened([Transfer(order=order, cause=cause, opened_at=at)], staff_id=staff_id, at=at)
