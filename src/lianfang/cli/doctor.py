"""`lianfang doctor`: everything that must be true of an installation, looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

import click

from lianfang.cli.console import WANTING, Console, with_county
from lianfang.cli.speech import _

if TYPE_CHECKING:
    from lianfang.shared.actor import Actor

Check = tuple[str, "Callable[[Actor, datetime], list[str]]"]


@click.command()
@with_county
def command(console: Console) -> None:
    """Look the installation over: server, rights, audit chain, keys, search, files, signed reports."""
    from lianfang.shared.remarks import Remark

    results = []
    for name, check in list_checks():
        told = run_check(check, console)
        problems = [one for one in told if not isinstance(one, Remark)]
        remarks = [str(one) for one in told if isinstance(one, Remark)]
        results.append({"check": name, "problems": problems, "remarks": remarks})
        console.say(f"{'✗' if problems else '✓'} {_(name)}")
        for line in [*problems, *remarks]:
            console.say(f"    {line}")
    sound = not any(result["problems"] for result in results)
    text = _("All is well.") if sound else _("Something needs a hand; see above.")
    console.answer({"sound": sound, "checks": results}, text)
    if not sound:
        raise click.exceptions.Exit(WANTING)


def list_checks() -> Iterator[Check]:
    """Give the checks that rooms declare in ``checks.CHECKS``, the ground's first."""
    from django.conf import settings

    for room in settings.ROOMS:
        if find_spec(f"lianfang.{room}.checks"):
            yield from import_module(f"lianfang.{room}.checks").CHECKS


def run_check(check: Callable[[Actor, datetime], list[str]], console: Console) -> list[str]:
    """Run one check; one that breaks is a problem of its own and does not hide the others."""
    from django.db import DatabaseError

    try:
        return check(console.actor, console.at)
    except (DatabaseError, OSError, ValueError, KeyError) as broken:
        return [_("The check itself broke: %s") % f"{type(broken).__name__}: {broken}".splitlines()[0]]
