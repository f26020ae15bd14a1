"""The ground's sweeps: sealing the audit trail and delivering news."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from lianfang.shared import anchors, audit, clock, outbox
from lianfang.shared.tables import jobs as _lists  # noqa: F401 - registers the jobs of lists

log = logging.getLogger(__name__)

MOST_NEWS = 1_000
"""Pieces handed over in one round, some seconds of work."""


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
