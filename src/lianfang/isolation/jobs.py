"""Background work of sites: beds follow orders, the rounds of a day are laid out."""

from __future__ import annotations

from typing import Any

from procrastinate.contrib.django import app

from lianfang.accounts.queries import get_actor_of, get_console_actor
from lianfang.isolation import following, obstacles, telling
from lianfang.isolation.actions import follow_order, lay_all_rounds
from lianfang.orders.queries import get_last_mover
from lianfang.shared import clock
from lianfang.shared.actor import Actor
from lianfang.shared.outbox import subscribe

__all__ = [
    "follow",
    "following",
    "lay_out_rounds",
    "obstacles",
    "telling",
]  # those imported take part in rooms below


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="lay_out_rounds", pass_context=False)
def lay_out_rounds(timestamp: int) -> None:
    """Lay out the rounds of the day in every site in use."""
    lay_all_rounds(at=clock.now())


def follow(payload: dict[str, Any], at: Any) -> None:
    """Let the bed of an order's person follow it, in the name of who moved the order."""
    follow_order(order_id=payload["order"], by=_mover, at=at)


def _mover(order_id: int) -> Actor:
    staff_id = get_last_mover(order_id)
    return get_console_actor() if staff_id is None else get_actor_of(staff_id)


for _topic in ("released", "left", "died", "cancelled", "moved"):
    subscribe(f"orders.{_topic}")(follow)
