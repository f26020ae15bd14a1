"""`lianfang serve`: the web pages, with the worker beside them if asked for."""

from __future__ import annotations

import click

from lianfang.cli.console import NOT_READY, Console, Refusal, with_county
from lianfang.cli.duties import AlreadyRunning, Together, holding
from lianfang.cli.speech import _
from lianfang.cli.web import port_is_free
from lianfang.config.home import home_folder

HOST, PORT = "127.0.0.1", 8000


@click.command()
@click.option("--host", default=HOST, show_default=True, help="The address to listen on.")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(1, 65535), help="The port.")
@click.option("--with-worker", is_flag=True, help="Run the worker beside it.")
@with_county
def command(console: Console, host: str, port: int, with_worker: bool) -> None:
    """Serve the pages until Ctrl-C."""
    check_port(host, port)
    console.say(_("Serving on %s. Ctrl-C stops.") % address(host, port))
    code = run_together(host, port, with_worker=with_worker)
    if code:
        raise click.exceptions.Exit(code)


def address(host: str, port: int) -> str:
    """Return the address to open in a browser."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def check_port(host: str, port: int) -> None:
    """Refuse a port that somebody else listens on, saying what to do."""
    if not port_is_free(host, port):
        raise Refusal(
            _("Something already listens on %s.") % address(host, port),
            _("Stop it (`lianfang down` stops ours) or choose another with --port."),
            code=NOT_READY,
        )


def run_together(host: str, port: int, *, with_worker: bool, together: Together | None = None) -> int:
    """Run the web server, and the worker beside it, until one ends or a signal comes; return its code."""
    together = together or Together()
    try:
        with holding(home_folder(), "run"), together.minding_signals(), together.ending():
            together.start(["lianfang.cli.web", host, str(port)])
            if with_worker:
                together.start(["lianfang.cli.main", "worker"])
            return together.wait()
    except AlreadyRunning as running:
        raise Refusal(
            _("Lianfang runs here already, as process %s.") % running,
            _("`lianfang down` stops it."),
            code=NOT_READY,
        ) from running
