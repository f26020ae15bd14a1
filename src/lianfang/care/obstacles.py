"""What care adds to what stands against a release: whoever is on the way to hospital stays under it, whoever orders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_noop

from lianfang.care.models import Transfer
from lianfang.core.moves import Obstacle
from lianfang.orders.obstacles import adds_obstacles

WAY_OPEN = gettext_noop(
    "The way to hospital is open since %(since)s: close it first with what the hospital found."
)


@adds_obstacles
def list_on_the_way(moments: Mapping[int, datetime]) -> dict[int, list[Obstacle]]:
    """Name the orders with an open way to hospital, by one query; one opened after the moment stands too."""
    ways = Transfer.objects.filter(order__in=moments).exclude(state="closed").order_by("opened_at", "pk")
    return {
        way.order_id: [Obstacle("way_open", WAY_OPEN, {"since": way.opened_at}, binds_all=True)]
        for way in ways
    }
