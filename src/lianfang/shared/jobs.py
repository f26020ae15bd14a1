"""The ground's sweeps: sealing the audit trail, delivering news, giving back what a killed worker held."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from lianfang.shared import anchors, audit, clock, outbox
from lianfang.shared.tables import jobs as _lists  # noqa: F401 - registers the jobs of lists

log = logging.getLogger(__name__)

MOST_NEWS = 1_000
"""Pieces handed over in one round, some seconds of work."""

SILENT = timedelta(seconds=60)
"""After six missed heartbeats a worker is taken for dead."""


@app.periodic(cron="* * * * * */5")
@app.task(queueing_lock="seal_audit", pass_context=False)
def seal_audit(timestamp: int) -> None:
    """Chain new audit entries within seconds of their commit, and anchor the chain's head outside the tables."""
    at = clock.now()
    audit.seal_entries(at=at)
    try:
        anchors.anchor_head(at=at)
    except OSError:
        log.exception("the head of the audit chain could not be anchored")  # doctor tells of it as well


@app.periodic(cron="* * * * * */2")
@app.task(queueing_lock="deliver_news", pass_context=False)
def deliver_news(timestamp: int) -> None:
    """Hand waiting news to the rooms above."""
    outbox.deliver(at=clock.now(), limit=MOST_NEWS)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="give_back", pass_context=False)
def give_back(timestamp: int) -> None:
    """Let others do what a killed worker had begun; its job would keep its lock for ever."""
    dead = Q(worker=None) | Q(worker__last_heartbeat__lt=Now() - SILENT)
    held = ProcrastinateJob.objects.filter(dead, status="doing").order_by("pk")
    for number, asked in held.values_list("pk", "queueing_lock"):
        if asked and ProcrastinateJob.objects.filter(status="todo", queueing_lock=asked).exists():
            _close(number)  # the same is asked for anew
        else:
            app.job_manager.retry_job_by_id(number, retry_at=clock.now())


def _close(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', true)", [number])
