"""What care hears from below, and its sweep: a positive test opens the way to hospital."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from procrastinate.contrib.django import app

from lianfang.care import obstacles, scope, telling
from lianfang.care.actions.links import forget_knocks
from lianfang.care.actions.transferring import open_for_positive
from lianfang.shared import clock, outbox

__all__ = ["hear_positive", "obstacles", "scope", "sweep_knocks", "telling"]


@outbox.subscribe("orders.positive")
def hear_positive(news: dict[str, Any], at: datetime) -> None:
    """Open the way to hospital of who tested positive; hearing it twice opens one."""
    open_for_positive(order_id=news["order"], at=at)


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="sweep_knocks", pass_context=False)
def sweep_knocks(timestamp: int) -> None:
    """Forget who asked public pages more than an hour ago."""
    forget_knocks(at=clock.now())
