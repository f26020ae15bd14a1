"""Background reading of received files."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.tasks import Task

from lianfang.accounts.queries import get_actor_of
from lianfang.intake.actions import read_again, read_batch
from lianfang.intake.queries import get_receiver, list_unread
from lianfang.shared.outbox import subscribe


@app.task(queue="lists", retry=3)
def read_batch_file(batch_id: int) -> None:
    """Read one received file into rows; a file that another process reads is left to it."""
    read_batch(batch_id=batch_id, by=get_actor_of(get_receiver(batch_id)))


@app.task(queue="lists", retry=3)
def read_batch_again(batch_id: int) -> None:
    """Read one file again under the headings as they are saved now."""
    read_again(batch_id=batch_id, by=get_actor_of(get_receiver(batch_id)))


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="resume_reading", pass_context=False)
def resume_reading(timestamp: int) -> None:
    """Go on with files whose reading was cut off: a worker that was killed left them behind."""
    for batch_id, is_again in list_unread():
        _defer(read_batch_again if is_again else read_batch_file, batch_id)


@subscribe("intake.accepted")
def _read_accepted(payload: dict[str, Any], at: datetime) -> None:
    _defer(read_batch_file, payload["batch"])


@subscribe("intake.again")
def _read_asked(payload: dict[str, Any], at: datetime) -> None:
    _defer(read_batch_again, payload["batch"])


def _defer(task: Task[..., Any, Any], batch_id: int) -> None:
    """Ask for a batch to be read, unless that is waiting to be done already."""
    try:
        with transaction.atomic():
            task.configure(queueing_lock=f"read {batch_id}").defer(batch_id=batch_id)
    except AlreadyEnqueued:
        pass
