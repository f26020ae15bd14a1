"""`lianfang down`: stops what Lianfang started here."""

from __future__ import annotations

import click

from lianfang.cli.console import Console, with_console
from lianfang.cli.duties import stop_running
from lianfang.cli.speech import _
from lianfang.config import embedded
from lianfang.config.home import home_folder


@click.command()
@with_console
def command(console: Console) -> None:
    """Stop the pages, the worker and the embedded database of this home; always ends with code 0."""
    home = home_folder()
    held: dict[str, object] = {"stopped": [], "database": False}
    try:
        held["stopped"] = stop_running(home)
        held["database"] = embedded.stop(home)
    except Exception as fault:
        held["fault"] = str(fault)
    stopped = [*held["stopped"], *(["database"] if held["database"] else [])]  # type: ignore[misc]
    text = _("Stopped: %s.") % ", ".join(stopped) if stopped else _("Nothing was running.")
    console.answer(held, f"{text}\n{held['fault']}" if "fault" in held else text)
