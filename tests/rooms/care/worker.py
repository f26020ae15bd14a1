"""What desks beside the test do in care; see `tests.support.desks`."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from tests.rooms.leads.county import AT

from lianfang.accounts.queries import get_console_actor
from lianfang.care import actions
from lianfang.care.refusals import CareRefused
from lianfang.orders.models import Order


def work(deed: str, row_id: int, number: int = 0) -> str:
    """Do one of the deeds below; return `done`, or why it was refused."""
    try:
        globals()[deed](row_id, number)
    except CareRefused as refused:
        return type(refused).__name__
    return "done"


def paper(order_id: int, number: int) -> None:
    order = Order.objects.get(pk=order_id)
    actions.issue_paper(order=order, kind="start", by=get_console_actor(), at=AT)


def papers(order_id: int, number: int) -> None:
    actions.issue_papers(orders=[order_id, number], kind="start", by=get_console_actor(), at=AT)


def release(order_id: int, number: int) -> None:
    at = AT + timedelta(days=15)
    actions.release_many(orders=[order_id, number], by=get_console_actor(), at=at)


def measure(order_id: int, number: int) -> None:
    row = actions.MeasurementIn(order_id, Decimal("38.0") + Decimal(number) / 10)
    actions.record_measurements(rows=[row], by=get_console_actor(), at=AT)


def draw(order_id: int, number: int) -> None:
    actions.draw_checks(percent=50, by=get_console_actor(), at=AT)
