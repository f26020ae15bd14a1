"""Background reading of received files."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from procrastinate.contrib.django import app

from lianfang.accounts.queries import get_console_actor
from lianfang.intake.actions import read_batch
from lianfang.shared.outbox import subscribe


@app.task(queue="lists", retry=3)
def read_batch_file(batch_id: int) -> None:
    """Read one received file into rows."""
    read_batch(batch_id=batch_id, by=get_console_actor())


@subscribe("intake.accepted")
def _read_accepted(payload: dict[str, Any], at: datetime) -> None:
    read_batch_file.configure(queueing_lock=f"read {payload['batch']}").defer(batch_id=payload["batch"])
