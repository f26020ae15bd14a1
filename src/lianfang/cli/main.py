"""The `lianfang` command: each duty is a module of this package that offers `command`."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.util import find_spec

import click

from lianfang.cli.speech import choose_language, put_into_words, speak

COMMANDS = (
    "init",
    "run",
    "demo",
    "serve",
    "worker",
    "down",
    "areas",
    "lists",
    "risk",
    "report",
    "users",
    "keys",
    "policy",
    "backup",
    "restore",
    "doctor",
)


class Duties(click.Group):
    """Loads a command when it is asked for, so that help and `report check` need no database."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the commands in the order of a county's life."""
        return [name for name in COMMANDS if find_spec(f"lianfang.cli.{name}")]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command and put it into words."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"lianfang.cli.{cmd_name}").command
        command.name = cmd_name
        return put_into_words(command)


@click.group(
    cls=Duties,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done, 1 refused or found wanting, 2 wrong use, 3 not ready (no county, keys or "
    "database), 4 not allowed for this role.",
)
@click.option("--lang", type=click.Choice(["zh", "en"]), expose_value=False, help="Speak Chinese or English.")
def root() -> None:
    """Lianfang: a county's epidemic control, from a pushed list to a report that opens to people."""


def main() -> None:
    """Run the command line."""
    speak(choose_language(sys.argv[1:], dict(os.environ)))
    put_into_words(root)
    root.main(prog_name="lianfang")


if __name__ == "__main__":
    main()
