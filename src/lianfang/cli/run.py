"""`lianfang run`: everything for a newcomer, from an empty folder to pages that answer."""

from __future__ import annotations

import os
import sys
import time
from importlib.util import find_spec
from shutil import which
from threading import Thread

import click

from lianfang.cli.console import Console, with_console
from lianfang.cli.duties import Together
from lianfang.cli.init import find_divisions, lay
from lianfang.cli.serve import HOST, PORT, address, check_port, run_together
from lianfang.cli.speech import _
from lianfang.cli.web import answers
from lianfang.config import embedded
from lianfang.config.home import default_folder, home_folder, read_behind

READY_SECONDS = 60


@click.command()
@click.option("--host", default=HOST, show_default=True, help="The address to listen on.")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(1, 65535), help="The port.")
@click.option(
    "--county", default="", metavar="NAME|FILE", help="Another demo county, or divisions of an empty one."
)
@with_console
def command(console: Console, host: str, port: int, county: str) -> None:
    """Make ready what is missing, load the demo county if there is none, and serve until Ctrl-C."""
    check_port(host, port)
    together = Together()
    demo = _choose_demo(console, county)
    try:
        with together.minding_signals():
            _make_ready(console, demo, "" if demo else county, together)
        if not together.told_to_stop:
            Thread(target=_greet, args=(host, port), daemon=True).start()
            code = run_together(host, port, with_worker=True, together=together)
            if code:
                raise click.exceptions.Exit(code)
    finally:
        embedded.stop(home_folder())
        console.say(_("Stopped."))


def _choose_demo(console: Console, told: str) -> str:
    """Name the demo that is asked for, empty where divisions are named; each but the usual one has its own home."""
    from lianfang.demo.scenario import USUAL, list_scenarios

    demo = told or USUAL
    if demo not in list_scenarios():
        return ""
    if demo != USUAL and not os.environ.get("LIANFANG_HOME"):
        home = default_folder()
        os.environ["LIANFANG_HOME"] = str(home.with_name(f"{home.name}-{demo}"))
        console.say(_("This demo has a home of its own: LIANFANG_HOME=%s") % os.environ["LIANFANG_HOME"])
    return demo


def _make_ready(console: Console, demo: str, divisions: str, together: Together) -> None:
    from django.conf import settings

    _lay(console, demo, divisions)
    if demo and _wants_demo():
        click.echo(_("Loading the demo county; this takes about three minutes, longer on a busy machine."))
        sys.stdout.flush()
        _aside(together, "demo", "--scenario", demo)
        settings.CLOCK_BEHIND = read_behind(home_folder())
    if together.told_to_stop:
        return
    if _is_demo():
        click.echo(_report(console))
        click.echo(_clock())
        click.echo(_logins())


def _lay(console: Console, demo: str, divisions: str) -> None:
    """Lay the divisions that were named; a demo's where there is no county yet, or another was asked for by name."""
    from lianfang.demo.scenario import USUAL, read_told

    if divisions:
        lay(console, find_divisions(divisions))
        return
    held = lay(console, None) if demo == USUAL else {"county": ""}
    if not held["county"]:
        lay(console, find_divisions(read_told(demo)["county"]))


def _aside(together: Together, *arguments: str) -> None:
    """Run another command to its end, or until Ctrl-C; its failure is its own to tell."""
    if find_spec(f"lianfang.cli.{arguments[0]}") is None:
        return
    together.start(["lianfang.cli.main", *arguments])
    code = together.wait_for_last()
    if code and not together.told_to_stop:
        raise click.exceptions.Exit(code)


def _wants_demo() -> bool:
    """Tell whether the demo is missing, or was interrupted, and nobody else works here."""
    from lianfang.accounts.models import Staff
    from lianfang.demo.load import is_loaded
    from lianfang.intake.models import Batch
    from lianfang.shared.roles import Role

    if is_loaded() or Staff.objects.filter(is_demo=False).exclude(role=Role.CONSOLE).exists():
        return False
    return _is_demo() or not Batch.objects.exists()


def _is_demo() -> bool:
    from lianfang.accounts.models import Staff

    return Staff.objects.filter(is_demo=True).exists()


def _report(console: Console) -> str:
    """Read the demo day's dispatch report here: another process would start as long as the pages do."""
    from lianfang.core.figures.cut import CutHour
    from lianfang.demo.load import loaded_scenario
    from lianfang.figures.dispatch import read_dispatch

    day = loaded_scenario().last
    return read_dispatch(day=day, hour=CutHour.MIDNIGHT, actor=console.actor).text


def _clock() -> str:
    """Say what the demo's clock shows: it goes on from the morning after its history."""
    from lianfang.core.timeline import local
    from lianfang.shared import clock

    return _("The demo's clock goes on from there; it now shows %s.") % f"{local(clock.now()):%Y-%m-%d %H:%M}"


def _logins() -> str:
    """Name one demo account of each role, with the password they share."""
    from lianfang.accounts.present import ROLE_NAMES
    from lianfang.demo.county import DEMO_PASSWORD, list_samples
    from lianfang.shared.roles import NEEDS_SECOND_FACTOR, Role

    lines = [_("Sample logins, all with the password %s:") % DEMO_PASSWORD]
    for staff in list_samples():
        role = Role(staff.role)
        mark = _("with a code") if role in NEEDS_SECOND_FACTOR else ""
        lines.append(f"  {staff.username:<18} {ROLE_NAMES[role]}  {mark}".rstrip())
    lines.append(_("Codes: `%s users code NAME`.") % _program())
    return "\n".join(lines)


def _program() -> str:
    """Name this program as it can be typed here."""
    return "lianfang" if which("lianfang") else sys.argv[0]


def _greet(host: str, port: int) -> None:
    """Print the address once the pages answer."""
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        if answers(host, port):
            click.echo(_("Open %s . Ctrl-C stops.") % address(host, port))
            sys.stdout.flush()
            return
        time.sleep(0.1)
