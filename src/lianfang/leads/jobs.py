"""Background work of leads: opening what was read, deadlines, people who are back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from lianfang.accounts.queries import NoConsole, get_actor_of, get_console_actor
from lianfang.intake.queries import get_receiver
from lianfang.leads import following, history, scope, sweeps
from lianfang.leads.importing import open_batch_rows
from lianfang.leads.queries import list_unopened
from lianfang.shared import clock
from lianfang.shared.outbox import subscribe

__all__ = ["following", "history", "open_batch", "scope", "sweep_leads"]


@app.task(queue="lists", retry=5)
def open_batch(batch_id: int) -> None:
    """Turn the rows of a batch that were read by now into leads, in the name of who received it."""
    open_batch_rows(batch_id=batch_id, by=get_actor_of(get_receiver(batch_id)))


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="resume_opening", pass_context=False)
def resume_opening(timestamp: int) -> None:
    """Go on with batches whose opening was cut off: a worker that was killed left them behind."""
    for batch_id in list_unopened():
        _defer_opening(batch_id)


@subscribe("intake.rows_read")
def _open_read(payload: dict[str, Any], at: datetime) -> None:
    _defer_opening(payload["batch"])


@subscribe("intake.row_corrected")
def _open_corrected(payload: dict[str, Any], at: datetime) -> None:
    _defer_opening(payload["batch"])


def _defer_opening(batch_id: int) -> None:
    """Ask for the batch to be opened, unless that is waiting to be done already."""
    name = f"open {batch_id}"
    try:
        with transaction.atomic():
            open_batch.configure(lock=name, queueing_lock=name).defer(batch_id=batch_id)
    except AlreadyEnqueued:
        pass


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="sweep_leads", pass_context=False)
def sweep_leads(timestamp: int) -> None:
    """Note what has become overdue and who is back, and keep the tally short."""
    try:
        by = get_console_actor()
    except NoConsole:
        return  # nothing is here before `lianfang init`
    at = clock.now()
    while sweeps.note_overdue(by=by, at=at):
        pass
    sweeps.call_back(by=by, at=at)
    sweeps.sum_up()
