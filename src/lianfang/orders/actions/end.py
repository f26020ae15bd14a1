"""Ending an order: release when the rule is met, leaving, death, withdrawal of one issued in error."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from lianfang.leads import actions as leads
from lianfang.leads.models import Lead
from lianfang.orders.actions.ground import (
    Deed,
    check_moment,
    check_reason,
    close_stage,
    lock_order,
    open_deed,
    running_stage,
    write_move,
    write_once,
)
from lianfang.orders.due_tests import drop_tests, lock_open_tests, lock_tests
from lianfang.orders.models import Order, Stage
from lianfang.orders.obstacles import list_binding, list_obstacles
from lianfang.orders.refusals import EarlyRefused, NoNeed, ReleaseRefused
from lianfang.orders.spells import current_spell, end_spell, void_spell
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Permission


def release(
    *,
    order: Order,
    by: Actor,
    at: datetime,
    true_at: datetime | None = None,
    document: str = "",
    key: str = "",
) -> Order:
    """Release a person whose days are over and whose tests the rule asks for are done and negative.

    Raises ReleaseRefused with every obstacle, NotRunning, WrongTime or Forbidden.
    """

    def write(deed: Deed) -> Order:
        held = lock_order(order=order, by=by, move="released", permission=Permission.RELEASE_ORDERS)
        if obstacles := list_obstacles(held, deed.true_at):
            raise ReleaseRefused(obstacles)
        return end_order(held, Order.State.RELEASED, deed)

    return write_once(
        Order,
        name="release",
        target=order.pk,
        key=key,
        deed=lambda: open_deed(by=by, at=at, true_at=true_at, document=document),
        write=write,
    )


def leave(
    *,
    order: Order,
    by: Actor,
    at: datetime,
    reason: str,
    true_at: datetime | None = None,
    document: str = "",
    key: str = "",
) -> Order:
    """End an order because the person left the county or was handed over, to another county or a hospital.

    Raises ReasonMissing, NotRunning, WrongTime or Forbidden.
    """
    check_reason(reason)

    def write(deed: Deed) -> Order:
        held = lock_order(order=order, by=by, move="left", permission=Permission.ISSUE_ORDERS)
        return end_order(held, Order.State.LEFT, deed)

    return write_once(
        Order,
        name="leave",
        target=order.pk,
        key=key,
        deed=lambda: open_deed(by=by, at=at, true_at=true_at, reason=reason, document=document),
        write=write,
    )


def release_early(
    *,
    order: Order,
    by: Actor,
    at: datetime,
    reason: str,
    decided_by: str,
    document: str,
    true_at: datetime | None = None,
    key: str = "",
) -> Order:
    """Release a person before the rule is met, by an order that names who decided, why, and its document.

    What binds every release stands against it all the same: who is positive, or on the way to hospital, is not
    let go. Raises ReasonMissing, EarlyRefused, NotRunning, WrongTime or Forbidden.
    """
    check_reason(reason, decided_by, document)

    def write(deed: Deed) -> Order:
        held = lock_order(order=order, by=by, move="released", permission=Permission.RELEASE_ORDERS)
        if binding := list_binding(held, deed.true_at):
            raise EarlyRefused(binding)
        return end_order(held, Order.State.RELEASED, deed)

    return write_once(
        Order,
        name="release_early",
        target=order.pk,
        key=key,
        deed=lambda: replace(
            open_deed(by=by, at=at, true_at=true_at, reason=reason, document=document),
            decided_by=decided_by.strip()[:60],
        ),
        write=write,
    )


def hand_over(
    *,
    order: Order,
    by: Actor,
    at: datetime,
    reason: str,
    true_at: datetime | None = None,
    document: str = "",
    key: str = "",
) -> Order:
    """End an order because another county goes on with it; who receipts is kept by the room of care.

    Raises ReasonMissing, NotRunning, WrongTime or Forbidden.
    """
    check_reason(reason)

    def write(deed: Deed) -> Order:
        held = lock_order(order=order, by=by, move="transferred", permission=Permission.ISSUE_ORDERS)
        return end_order(held, Order.State.LEFT, deed, move="transferred")

    return write_once(
        Order,
        name="hand_over",
        target=order.pk,
        key=key,
        deed=lambda: open_deed(by=by, at=at, true_at=true_at, reason=reason, document=document),
        write=write,
    )


def record_death(
    *,
    order: Order,
    by: Actor,
    at: datetime,
    true_at: datetime | None = None,
    document: str = "",
    key: str = "",
) -> Order:
    """End an order because the person died. Raises NotRunning, WrongTime or Forbidden."""

    def write(deed: Deed) -> Order:
        held = lock_order(order=order, by=by, move="died", permission=Permission.ISSUE_ORDERS)
        return end_order(held, Order.State.DIED, deed)

    return write_once(
        Order,
        name="record_death",
        target=order.pk,
        key=key,
        deed=lambda: open_deed(by=by, at=at, true_at=true_at, document=document),
        write=write,
    )


def cancel(*, order: Order, by: Actor, at: datetime, reason: str, document: str = "", key: str = "") -> Order:
    """Withdraw a running order issued in error: it counts nowhere from now on; signed reports keep what they knew.

    Its lead stays as it is. Raises ReasonMissing, NotRunning or Forbidden.
    """
    check_reason(reason)

    def write(deed: Deed) -> Order:
        held = lock_order(order=order, by=by, move="cancelled", permission=Permission.RELEASE_ORDERS)
        for stage in held.stages.filter(state__in=(Stage.State.RUNNING, Stage.State.ENDED)):
            void_spell(spell=current_spell(stage), known=deed.known)
        held.stages.update(state=Stage.State.CANCELLED)
        drop_tests(lock_tests(held.tests.all()), known=deed.known)
        _finish(held, Order.State.CANCELLED, at)
        write_move(held, "cancelled", deed)
        return held

    return write_once(
        Order,
        name="cancel",
        target=order.pk,
        key=key,
        deed=lambda: open_deed(by=by, at=at, reason=reason, document=document),
        write=write,
    )


def confirm_need(
    *,
    order: Order,
    by: Actor,
    at: datetime,
    document: str,
    true_at: datetime | None = None,
    reason: str = "",
    key: str = "",
) -> Order:
    """Note that what a release waits for besides has come true, as the close contact's first two tests (rules §1.3).

    Raises ReasonMissing without the document that shows it, NoNeed where the release waits for nobody else,
    NotRunning, WrongTime or Forbidden.
    """
    check_reason(document)

    def write(deed: Deed) -> Order:
        held = lock_order(order=order, by=by, move="need_met", permission=Permission.RELEASE_ORDERS)
        check_moment(moment=deed.true_at, earliest=None, latest=at)
        live = held.stages.filter(state__in=(Stage.State.RUNNING, Stage.State.PLANNED))
        waiting = [stage for stage in live if stage.needs]
        if not waiting:
            raise NoNeed(held.number)
        write_move(held, "need_met", deed, waiting[0])
        return held

    return write_once(
        Order,
        name="confirm_need",
        target=order.pk,
        key=key,
        deed=lambda: open_deed(by=by, at=at, true_at=true_at, reason=reason, document=document),
        write=write,
    )


def end_order(order: Order, state: Order.State, deed: Deed, move: str = "") -> Order:
    """End a locked order with its running stage, its tests that are still open, and its lead.

    `move` names how where the state does not say it.
    """
    stage = running_stage(order)
    check_moment(moment=deed.true_at, earliest=stage.period.lower, latest=deed.at)
    order.stages.filter(state=Stage.State.PLANNED).update(state=Stage.State.CANCELLED)
    drop_tests(lock_open_tests(order, closing_after=deed.true_at), known=deed.known)
    close_stage(stage, deed.true_at, move or state)
    end_spell(stage=stage, ends_at=deed.true_at, ended_by=state, known=deed.known)
    _finish(order, state, deed.true_at)
    write_move(order, move or state, deed, stage)
    _close_lead(order, state, deed)
    return order


def _finish(order: Order, state: Order.State, ended: datetime) -> None:
    order.state, order.ended_at, order.look_again_at, order.suspended_at = state, ended, None, None
    order.save(update_fields=["state", "ended_at", "look_again_at", "suspended_at"])


def _close_lead(order: Order, state: Order.State, deed: Deed) -> None:
    """Close the order's lead if it was answered; one that waits for its answer goes on waiting."""
    lead = order.lead
    if lead is not None and lead.state == Lead.State.ANSWERED:
        leads.close(lead=lead, by=deed.by, at=deed.at, true_at=deed.true_at, reason=state)
