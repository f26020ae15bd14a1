"""Reads of local orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lianfang.core.policy import PolicyBook, load
from lianfang.law.book import get_book, list_law, read_order
from lianfang.law.models import LocalOrder
from lianfang.law.scope import visible_to
from lianfang.law.signatures import list_signers_of
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Permission

__all__ = ["Standing", "book_of", "get_book", "get_order", "list_due", "list_to_sign", "say_standing"]


def get_order(actor: Actor, order_id: int) -> LocalOrder | None:
    """Return a local order the actor may read, or None."""
    return visible_to(actor).filter(pk=order_id).first()


def list_due(at: datetime) -> list[LocalOrder]:
    """List the orders that took effect and for which running orders were not looked at yet."""
    signed = LocalOrder.objects.filter(
        state=LocalOrder.State.SIGNED, effective_at__lte=at, proposed_at__isnull=True
    )
    return list(signed.order_by("effective_at", "pk"))


def list_to_sign(actor: Actor) -> list[LocalOrder]:
    """List the sound drafts that wait for the actor's signature, the longest waiting first."""
    if not actor.may(Permission.SIGN_LAW):
        return []
    waiting = visible_to(actor).filter(state__in=(LocalOrder.State.DRAFT, LocalOrder.State.HALF), sound=True)
    orders = list(waiting.order_by("edited_at", "pk"))
    signers = list_signers_of(orders)
    return [order for order in orders if actor.staff_id not in signers[order.pk]]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an order stands: its code, and until when it holds where that is known."""

    code: str
    until: datetime | None = None


def say_standing(order: LocalOrder, at: datetime) -> Standing:
    """Say where an order stands: draft, half, withdrawn, ahead, in force, ended, or left out of the law."""
    if order.state != LocalOrder.State.SIGNED or order.effective_at is None:
        return Standing(order.state)
    edition = get_book().editions.get(order.edition)
    if edition is None:
        return Standing("left_out")
    if at < edition.effective_from:
        return Standing("ahead", edition.effective_to)
    return Standing("in_force" if edition.in_force(at) else "ended", edition.effective_to)


def book_of(order: LocalOrder) -> PolicyBook:
    """Load the law with a sound order in it, whether it is signed or not. Raises PolicyError."""
    return load([*list_law(without=order.pk), *read_order(order)])
