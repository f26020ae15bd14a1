"""`lianfang worker`: sweeps, imports, exports and news."""

from __future__ import annotations

import os

import click

from lianfang.cli.console import NOT_READY, Console, Refusal, with_county
from lianfang.cli.duties import AlreadyRunning, holding
from lianfang.cli.speech import _
from lianfang.config.home import home_folder

AT_ONCE = 2
ROUNDS = 20
PATIENCE_SECONDS = 10.0


@click.command()
@click.option("--once", is_flag=True, help="Do what waits, then end.")
@with_county
def command(console: Console, once: bool) -> None:
    """Do the work that waits in the queue, until told to stop."""
    try:
        with holding(home_folder(), f"worker-{os.getpid()}"):
            work_once() if once else work()
    except AlreadyRunning as running:  # a number was given twice: cannot be ours
        raise Refusal(_("The worker %s runs already.") % running, code=NOT_READY) from running


def work_once() -> None:
    """Do what waits now, and what follows from it: news, jobs, sweeps of the ground; then end."""
    from lianfang.shared import anchors, audit, clock, outbox

    for _round in range(ROUNDS):
        told = outbox.deliver(at=clock.now())
        work(wait=False)
        if not told and not outbox.deliver(at=clock.now()):
            break
    while audit.seal_entries(at=clock.now()):
        pass
    anchors.anchor_head(at=clock.now())


def work(*, wait: bool = True) -> None:
    """Run Procrastinate's worker; finished jobs are deleted, failed ones are kept."""
    from procrastinate.contrib.django import app
    from procrastinate.jobs import DeleteJobCondition

    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    with app.replace_connector(connector) as working:
        working.run_worker(
            concurrency=AT_ONCE,
            wait=wait,
            delete_jobs=DeleteJobCondition.SUCCESSFUL,
            shutdown_graceful_timeout=PATIENCE_SECONDS,
            install_signal_handlers=True,
        )
