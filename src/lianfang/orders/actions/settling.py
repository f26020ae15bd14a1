"""Settling a proposal: a person signs it and the order's plan is changed, or declines it with a reason."""

from __future__ import annotations

from datetime import datetime

from lianfang.orders.actions.end import end_order
from lianfang.orders.actions.ground import (
    Deed,
    check_reason,
    lock_order,
    open_deed,
    write_move,
    write_once,
)
from lianfang.orders.actions.proposing import write_proposal_moves
from lianfang.orders.actions.replan import replan
from lianfang.orders.models import Order, Proposal
from lianfang.orders.obstacles import list_obstacles
from lianfang.orders.plans import read_facts, read_plan
from lianfang.orders.refusals import ProposalSettled
from lianfang.orders.scope import proposals_visible_to
from lianfang.shared import audit
from lianfang.shared.actor import Actor, Forbidden
from lianfang.shared.roles import Permission


def accept_proposal(
    *, proposal: Proposal, by: Actor, at: datetime, document: str = "", reason: str = "", key: str = ""
) -> Proposal:
    """Sign a proposal: its plan takes the place of the order's from now on.

    Somebody of whose days none is left is released where nothing stands against it; else their days are over and
    the list of releases says what is missing, as a test without a result. Raises ProposalSettled where it was
    signed or declined or the order moved on, NotRunning, Forbidden.
    """
    needed = proposal.permission

    def write(deed: Deed) -> Proposal:
        order = lock_order(order=proposal.order, by=by, move="redecided", permission=needed)
        held = _lock(proposal, by)
        _settle(held, Proposal.State.ACCEPTED, deed)
        _change(order, held, deed)
        return held

    return write_once(
        Proposal,
        name="accept_proposal",
        target=proposal.pk,
        key=key,
        deed=lambda: open_deed(
            by=by, at=at, reason=reason or proposal.title, document=document or proposal.document
        ),
        write=write,
    )


def _change(order: Order, held: Proposal, deed: Deed) -> None:
    facts = [fact for kept in held.facts if (fact := read_facts(kept)) is not None]
    stage = replan(order, read_plan(held.plan), facts, deed)
    write_move(order, "redecided", deed, stage)
    over = order.ends_at <= deed.at
    if over and deed.by.may(Permission.RELEASE_ORDERS) and not list_obstacles(order, deed.at):
        end_order(order, Order.State.RELEASED, deed)


def decline_proposal(*, proposal: Proposal, by: Actor, at: datetime, reason: str, key: str = "") -> Proposal:
    """Decline a proposal: the order stays as it is, and why is kept.

    Raises ReasonMissing, ProposalSettled, NotRunning, Forbidden.
    """
    check_reason(reason)
    needed = proposal.permission

    def write(deed: Deed) -> Proposal:
        lock_order(order=proposal.order, by=by, move="redecided", permission=needed)
        held = _lock(proposal, by)
        _settle(held, Proposal.State.DECLINED, deed)
        return held

    return write_once(
        Proposal,
        name="decline_proposal",
        target=proposal.pk,
        key=key,
        deed=lambda: open_deed(by=by, at=at, reason=reason),
        write=write,
    )


def _lock(proposal: Proposal, by: Actor) -> Proposal:
    held = proposals_visible_to(by).select_for_update(of=("self",)).filter(pk=proposal.pk).first()
    if held is None:
        raise Forbidden("proposal out of scope")
    if held.state != Proposal.State.OPEN:
        raise ProposalSettled(held.state)
    return held


def _settle(held: Proposal, state: Proposal.State, deed: Deed) -> None:
    held.state, held.settled_at = state, deed.at
    held.save(update_fields=["state", "settled_at"])
    write_proposal_moves([held], state, by=deed.by, at=deed.at, reason=deed.reason)
    audit.record(
        by=deed.by, at=deed.at, action=f"orders.{state}_proposal", object_kind="proposal", object_id=held.pk,
        order=held.order_id, cause=held.cause,
    )  # fmt: skip
