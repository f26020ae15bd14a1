"""The ground under a command: the database that runs, and Django set up on it."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path

from lianfang.cli import archive
from lianfang.cli.console import NOT_READY, Refusal
from lianfang.cli.speech import DJANGO_CODES, _, spoken_language
from lianfang.config import database, embedded
from lianfang.config.home import home_folder


def open_ground(*, fresh: bool = False) -> None:
    """Start the embedded database unless another server is named, and set Django up.

    `fresh` allows a home without a database, which is then made; else Refusal says to run
    `init`. Does nothing where Django is set up already.
    """
    from django.apps import apps

    if apps.ready:
        return
    home = home_folder()
    if not fresh and not database.external_url() and not embedded.is_initialised(home):
        raise Refusal(
            _("There is no county in %s yet.") % home, _("Run `lianfang init` first."), code=NOT_READY
        )
    start_database(home)
    set_up_django()


def start_database(home: Path) -> None:
    """Start the embedded database, or do nothing where LIANFANG_DATABASE_URL names a server."""
    if not database.external_url():
        try:
            embedded.ensure_running(home)
        except embedded.DatabaseRefused as refused:
            raise Refusal(str(refused), code=NOT_READY) from refused


def set_up_django() -> None:
    """Set Django up, with logs that hold no personal value, in the language of the terminal."""
    import django
    from django.utils import translation

    from lianfang.config.keys import KeysMissing, KeysUnreadable
    from lianfang.config.logging import configure

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.config.settings")
    os.environ.setdefault("LIANFANG_DB_POOL", "0")
    configure()
    gc.disable()  # what is set up stays: to look for garbage in it takes a tenth of a command's start
    try:
        django.setup()
    except (KeysMissing, KeysUnreadable) as missing:
        raise Refusal(str(missing), code=NOT_READY) from missing
    finally:
        gc.freeze()
        gc.enable()
    translation.activate(DJANGO_CODES[spoken_language()])


def migrate() -> None:
    """Bring the tables up to date as their owner, and lay the rights of the application anew.

    Raises Refusal for tables so old that migrations they lack are no longer here one by one.
    """
    set_up_django()
    behind = _left_behind()
    if behind:
        raise Refusal(
            _("The tables are older than this version can carry on: %s.") % ", ".join(behind),
            _("First run `lianfang init` with the last version that has the single migrations."),
            code=NOT_READY,
        )
    as_owner("migrate", "--noinput", "--verbosity", "0")


def _left_behind() -> list[str]:
    from django.db.migrations.loader import MigrationLoader

    from lianfang.shared.migrating import list_left_behind

    applied = _list_applied()
    return list_left_behind(MigrationLoader(None), applied) if applied else []


def _list_applied() -> set[tuple[str, str]]:
    """List the migrations the tables have; in a restored database the application has no rights on them yet."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder
    from django.db.utils import ProgrammingError

    try:
        return set(MigrationRecorder(connection).applied_migrations())
    except ProgrammingError:
        with archive.connect(home_folder()) as owner:
            if owner.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,):
                return set()
            return set(owner.execute("SELECT app, name FROM django_migrations").fetchall())


def as_owner(*arguments: str) -> None:
    """Run Django's own command as the owner of the tables; the product itself owns nothing.

    Django's checks look at our own code, every address and model of it, and take as long as the tables:
    they pass where Lianfang is made (`tests/rooms/test_migrations.py`), not at each county.
    """
    environment = {
        **os.environ,
        "LIANFANG_DB_ROLE": "owner",
        "LIANFANG_DB_POOL": "0",
        "DJANGO_SETTINGS_MODULE": "lianfang.config.settings",
    }
    command = [sys.executable, "-m", "django", *arguments, "--skip-checks"]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if ran.returncode != 0:
        last = (ran.stderr.strip() or ran.stdout.strip()).splitlines()[-1:]
        raise Refusal(_("The tables could not be made: %s") % " ".join(last), code=NOT_READY)
