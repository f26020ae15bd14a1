"""The five responsible people of a person under a measure: which posts is a value, who holds them is a register."""

from __future__ import annotations

from datetime import datetime

from lianfang.core.policy import NoValue, five_responsible
from lianfang.law.book import get_book
from lianfang.orders.models import Order, Responsible
from lianfang.places.models import Responsibility

_COMMUNITY_CODES = range(1, 200)  # the last three digits of a community's code (rules §4.3)
_NEAREST_LAST = ("town", "community", "grid")


def appoint(*, order: Order, county: str, at: datetime) -> None:
    """Write the five responsible of an order from the places' registers, the nearest place first.

    A post that nobody holds is kept with an empty name, so that the page shows the gap.
    """
    holders = _holders(order)
    Responsible.objects.bulk_create(
        _responsible(order, post, holders.get(post)) for post in posts_for(order.community, county, at)
    )


def posts_for(community: str, county: str, at: datetime) -> tuple[str, ...]:
    """Return the posts of the five responsible in force for a village or a community (rules §3.1)."""
    urban = community[-3:].isdigit() and int(community[-3:]) in _COMMUNITY_CODES
    try:
        return five_responsible(get_book(), county, at, community=urban)
    except NoValue:
        return ()


def _holders(order: Order) -> dict[str, Responsibility]:
    codes = {kind: getattr(order, kind) for kind in _NEAREST_LAST if getattr(order, kind)}
    duties = Responsibility.objects.filter(scope_kind__in=codes, scope_code__in=codes.values())
    nearest = sorted(
        (duty for duty in duties if codes[duty.scope_kind] == duty.scope_code),
        key=lambda duty: (_NEAREST_LAST.index(duty.scope_kind), -duty.pk),
    )
    return {duty.post: duty for duty in nearest}


def _responsible(order: Order, post: str, duty: Responsibility | None) -> Responsible:
    return Responsible(
        order=order,
        post=post,
        staff_id=duty.staff_id if duty else None,
        name=duty.name if duty else "",
        phone=duty.phone if duty else None,
    )
