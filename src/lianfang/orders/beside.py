"""What rooms above show beside an order on its page, each as a link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lianfang.leads.models import Lead
from lianfang.orders.models import Order
from lianfang.shared.actor import Actor
from lianfang.web.pieces import Words


@dataclass(frozen=True, slots=True)
class Beside:
    """A page of another room about the same order."""

    label: Words
    url: str
    icon: str


@dataclass(frozen=True, slots=True)
class Before:
    """What another room found before an order is issued, as that the home is not fit for isolation."""

    link: Beside
    found: Words = ""
    tone: str = ""
    unfit_home: bool = False


Teller = Callable[[Actor, Order], list[Beside]]
Finder = Callable[[Actor, Lead], list[Before]]
_tellers: list[Teller] = []
_finders: list[Finder] = []


def tells_beside(tell: Teller) -> Teller:
    """Register a room's links; the function returns only what the actor may open."""
    if tell not in _tellers:
        _tellers.append(tell)
    return tell


def list_beside(actor: Actor, order: Order) -> list[Beside]:
    """Return the links of every room above."""
    return [link for tell in _tellers for link in tell(actor, order)]


def tells_before(find: Finder) -> Finder:
    """Register what a room found of a lead's person; the function returns only what the actor may see."""
    if find not in _finders:
        _finders.append(find)
    return find


def list_before(actor: Actor, lead: Lead) -> list[Before]:
    """Return what every room above found."""
    return [found for find in _finders for found in find(actor, lead)]
