"""What rooms above show beside an order on its page, each as a link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lianfang.orders.models import Order
from lianfang.shared.actor import Actor
from lianfang.web.pieces import Words


@dataclass(frozen=True, slots=True)
class Beside:
    """A page of another room about the same order."""

    label: Words
    url: str
    icon: str


Teller = Callable[[Actor, Order], list[Beside]]
_tellers: list[Teller] = []


def tells_beside(tell: Teller) -> Teller:
    """Register a room's links; the function returns only what the actor may open."""
    if tell not in _tellers:
        _tellers.append(tell)
    return tell


def list_beside(actor: Actor, order: Order) -> list[Beside]:
    """Return the links of every room above."""
    return [link for tell in _tellers for link in tell(actor, order)]
