"""What every command has: who acts, when, how to answer, and how to refuse."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from lianfang.cli.speech import _

if TYPE_CHECKING:
    from lianfang.shared.actor import Actor

DONE, WANTING, MISUSED, NOT_READY, NOT_ALLOWED = range(5)


class Refusal(click.ClickException):
    """A command that could not be done: what happened, and what to do about it."""

    def __init__(self, message: str, remedy: str = "", code: int = WANTING) -> None:
        super().__init__(f"{message}\n{remedy}" if remedy else message)
        self.exit_code = code  # type: ignore[misc]  # click means it for classes, and reads it here

    def show(self, file: Any = None) -> None:
        """Print the refusal to standard error."""
        click.echo(self.format_message(), err=True)


@dataclass(slots=True)
class Console:
    """One run of a command: in whose name, and whether a machine reads the answer."""

    as_json: bool = False
    username: str = ""
    _actor: Actor | None = field(default=None, repr=False)

    @property
    def actor(self) -> Actor:
        """Return who acts: the member of staff named by --as, else the console's account."""
        if self._actor is None:
            from lianfang.accounts.queries import get_actor, get_console_actor

            self._actor = get_actor(self.username) if self.username else get_console_actor()
        return self._actor

    @property
    def at(self) -> datetime:
        """Return the present instant."""
        from lianfang.shared import clock

        return clock.now()

    def answer(self, held: Any, text: str = "") -> None:
        """Print the answer: JSON with --json, else the text (or JSON where there is none)."""
        if self.as_json or not text:
            click.echo(json.dumps(held, ensure_ascii=False, indent=None if self.as_json else 2, default=str))
        else:
            click.echo(text)

    def say(self, text: str) -> None:
        """Tell how far it is, to standard error, so that the answer stays alone."""
        if not self.as_json:
            click.echo(text, err=True)


def with_console(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command --json, --as and --lang, and a Console as its first argument; no database."""
    return _with_options(command, ground=False)


def with_county(command: Callable[..., Any]) -> Callable[..., Any]:
    """Like `with_console`, with the database running and Django set up before the command begins."""
    return _with_options(command, ground=True)


def _with_options(command: Callable[..., Any], *, ground: bool) -> Callable[..., Any]:
    @click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
    @click.option("--as", "acting_as", metavar="STAFF", default="", help="Act as this member of staff.")
    @click.option(
        "--lang", type=click.Choice(["zh", "en"]), expose_value=False, help="Speak Chinese or English."
    )
    @wraps(command)
    def run(as_json: bool, acting_as: str, **given: Any) -> Any:
        if ground:
            from lianfang.cli.ground import open_ground

            open_ground()
        with plain_refusals():
            return command(Console(as_json=as_json, username=acting_as), **given)

    return run


class plain_refusals:  # noqa: N801 - reads as a statement
    """Turn the rooms' refusals into words with what to do, and an exit code."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, _trace: object
    ) -> None:
        if raised is not None and not isinstance(raised, (click.ClickException, click.exceptions.Exit)):
            refusal = in_words(raised)
            if refusal is not None:
                raise refusal from raised


def in_words(raised: BaseException) -> Refusal | None:
    """Return the refusal that a known exception means, or None for a fault of ours."""
    from lianfang.config.database import DatabaseUrlWrong
    from lianfang.config.embedded import DatabaseRefused
    from lianfang.config.keys import KeysMissing, KeysUnreadable

    if isinstance(raised, (DatabaseRefused, DatabaseUrlWrong, KeysMissing, KeysUnreadable)):
        return Refusal(str(raised), code=NOT_READY)
    return _of_rooms(raised) if "lianfang.accounts.queries" in sys.modules else None


def _of_rooms(raised: BaseException) -> Refusal | None:
    from django.core.exceptions import ValidationError

    from lianfang.accounts.queries import NoConsole, NoSuchStaff
    from lianfang.places.queries import NoCounty
    from lianfang.places.reading import DivisionsUnreadable
    from lianfang.shared.actor import Forbidden

    if isinstance(raised, DivisionsUnreadable):
        return Refusal(str(raised))
    if isinstance(raised, (NoConsole, NoCounty)):
        return Refusal(
            _("No county is loaded yet."), _("Run `lianfang init --divisions FILE` first."), NOT_READY
        )
    if isinstance(raised, NoSuchStaff):
        words = _("No active member of staff has the user name %s.") % raised
        return Refusal(words, _("`lianfang users list` shows them."), MISUSED)
    if isinstance(raised, Forbidden):
        return Refusal(
            _("This role may not do that (%s).") % raised, _("Choose another with --as."), NOT_ALLOWED
        )
    if isinstance(raised, ValidationError):
        return Refusal(" ".join(str(message) for message in raised.messages))
    return _of_database(raised)


def _of_database(raised: BaseException) -> Refusal | None:
    from django.db import OperationalError, ProgrammingError
    from psycopg.errors import UndefinedColumn, UndefinedTable

    if isinstance(raised, ProgrammingError) and isinstance(
        raised.__cause__, (UndefinedTable, UndefinedColumn)
    ):
        words = _("The tables are not up to date: %s") % str(raised).splitlines()[0]
        return Refusal(words, _("Run `lianfang init`; it changes nothing else."), NOT_READY)
    if isinstance(raised, OperationalError):
        words = _("The database does not answer: %s") % str(raised).splitlines()[0]
        return Refusal(words, _("Start it, or check LIANFANG_DATABASE_URL."), NOT_READY)
    return None
