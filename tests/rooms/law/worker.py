"""What desks beside the test do with a local order; see `tests.support.desks`."""

from __future__ import annotations

from tests.rooms.law.texts import text
from tests.rooms.leads.county import AT
from tests.support.desks import stop

from lianfang.accounts.models import Staff
from lianfang.law import actions
from lianfang.law.models import LocalOrder
from lianfang.law.refusals import LawRefused


def work(deed: str, order_id: int, staff_id: int) -> str:
    """Read an order, and sign or edit it when all have read it; return `done`, or why it was refused."""
    by, order = Staff.objects.get(pk=staff_id).actor, LocalOrder.objects.get(pk=order_id)
    stop("read")
    try:
        if deed == "sign":
            actions.sign(order=order, seen=order.digest, by=by, at=AT)
        else:
            actions.edit(order=order, text=text(days=staff_id % 9 + 1), seen=order.digest, by=by, at=AT)
    except LawRefused as refused:
        return refused.code
    return "done"
