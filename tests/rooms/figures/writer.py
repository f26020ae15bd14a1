"""What a desk beside the test does before a signature: it cancels an order and waits before it commits."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from tests.rooms.leads.county import AT
from tests.support.desks import stop

from lianfang.accounts.queries import get_console_actor
from lianfang.orders.actions import cancel
from lianfang.orders.models import Order


def cancel_slowly(order_id: int) -> str:
    """Stop once the transaction holds what was learned, and commit when let go."""
    with transaction.atomic():
        order, by = Order.objects.get(pk=order_id), get_console_actor()
        cancel(order=order, by=by, at=AT + timedelta(hours=20), reason="wrong person")
        stop("writing")
    return "done"
