"""`lianfang init`: keys, database, tables, the county and the console's account."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import psycopg

from lianfang.cli.console import MISUSED, NOT_READY, Console, Refusal, plain_refusals, with_console
from lianfang.cli.ground import migrate, set_up_django, start_database
from lianfang.cli.speech import _
from lianfang.config import database
from lianfang.config.home import create_home, home_folder
from lianfang.config.keys import ensure_ring, keys_path

SHIPPED = Path(__file__).resolve().parents[1] / "demo" / "divisions"


@click.command()
@click.option(
    "--divisions", metavar="FILE", default="", help="A CSV of divisions, or a shipped county's code."
)
@with_console
def command(console: Console, divisions: str) -> None:
    """Make an installation ready, or complete one: keys, database, tables, county. Repeat it at will."""
    path = find_divisions(divisions) if divisions else None
    held = lay(console, path)
    console.answer(held, _text(held))


def lay(console: Console, divisions: Path | None) -> dict[str, Any]:
    """Lay everything that is missing and say what was made; changes nothing that is there."""
    home = home_folder()
    create_home(home)
    start_database(home)
    _guard_keys(home)
    held: dict[str, Any] = {"home": str(home), "keys_made": ensure_ring(home)}
    held["migrated"] = _migrate()
    set_up_django()
    with plain_refusals():
        held["county"] = _lay_county(console, divisions)
    return held


def find_divisions(told: str) -> Path:
    """Return the file that was named, or that of a shipped county by the start of its code."""
    shipped = sorted(SHIPPED.glob("*.csv"))
    for path in [Path(told), *(path for path in shipped if told and path.name.startswith(told))]:
        if path.is_file():
            return path
    raise Refusal(
        _("There is no file %s.") % told,
        _("Name a CSV with the headings code, name, level, parent, or a shipped county: %s.")
        % ", ".join(path.stem for path in shipped),
        code=MISUSED,
    )


def _guard_keys(home: Path) -> None:
    """Refuse to make new keys beside old data: it could never be read again."""
    if keys_path(home).exists() or not _holds_data(home):
        return
    raise Refusal(
        _("The database holds data, but its keys are not at %s.") % keys_path(home),
        _(
            "Put the copy of the keys there (it is kept apart from backups). New keys could not open the data."
        ),
        code=NOT_READY,
    )


def _holds_data(home: Path) -> bool:
    found = database.connection_options(home, "owner")
    named = {"host": "HOST", "port": "PORT", "dbname": "NAME", "user": "USER", "password": "PASSWORD"}
    given = {name: found[key] for name, key in named.items() if found[key]}
    with psycopg.connect(**given, **found["OPTIONS"]) as connection:
        if connection.execute("SELECT to_regclass('accounts_staff')").fetchone() == (None,):
            return False
        return connection.execute("SELECT 1 FROM accounts_staff LIMIT 1").fetchone() is not None


def _migrate() -> bool:
    """Bring the tables up to date as their owner, unless they are; tell whether anything was done."""
    if _is_current():
        return False
    migrate()
    return True


def _is_current() -> bool:
    """Compare the migrations written down in the database with those of the code."""
    set_up_django()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.utils import ProgrammingError

    from lianfang.shared.migrating import list_left_behind

    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        return not plan and not list_left_behind(executor.loader, executor.loader.applied_migrations)
    except ProgrammingError:  # the application's role may not read a table that does not exist yet
        return False


def _lay_county(console: Console, divisions: Path | None) -> str:
    from lianfang.accounts.actions import make_console
    from lianfang.events.actions import open_event
    from lianfang.events.queries import list_open
    from lianfang.places.actions import load_divisions
    from lianfang.places.queries import NoCounty, get_county

    actor = make_console(county="", at=console.at).actor
    if not list_open():
        open_event(name=_("Routine control"), kind="routine", by=actor, at=console.at, default=True)
    try:
        known = get_county()
    except NoCounty:
        known = None
    if divisions is not None:
        check_same_county(divisions, known.code if known else "")
        known = load_divisions(path=divisions, by=actor, at=console.at)
        make_console(county=known.code, at=console.at)
    return known.name if known else ""


def check_same_county(divisions: Path, known: str) -> None:
    from lianfang.places.reading import read_divisions

    codes = [division.code for division in read_divisions(divisions) if division.level == "county"]
    if known and codes and codes[0] != known:
        raise Refusal(
            _("This installation is county %s; the file is of %s.") % (known, codes[0]),
            _("One installation holds one county. Set LIANFANG_HOME to another folder for another county."),
            code=MISUSED,
        )


def _text(held: dict[str, Any]) -> str:
    lines = [_("Home: %s") % held["home"]]
    lines.append(
        _("Keys made. Keep a copy apart from backups.") if held["keys_made"] else _("Keys are there.")
    )
    lines.append(_("Tables made.") if held["migrated"] else _("Tables are up to date."))
    if held["county"]:
        lines.append(_("County: %s") % held["county"])
    else:
        lines.append(_("No county yet: run `lianfang init --divisions FILE`, or `lianfang demo`."))
    return "\n".join(lines)
