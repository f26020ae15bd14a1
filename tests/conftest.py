"""One embedded server for the whole run, a database for each run and worker, no network beyond loopback.

Everything here is set before Django's settings are read; that is why DJANGO_SETTINGS_MODULE is set
here and not in pyproject.toml, where pytest-django would read the settings first.
"""

from __future__ import annotations

import fcntl
import gc
import os
import re
import shutil
from collections.abc import Generator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import psycopg
import pytest
from hypothesis import settings

from lianfang.config import database, embedded
from lianfang.config.home import create_home
from lianfang.config.keys import ensure_ring

if TYPE_CHECKING:
    from tests.support.desks import Desks

REPOSITORY = Path(__file__).resolve().parent.parent
TEST_HOME = REPOSITORY / ".lianfang" / "test"

os.environ["LIANFANG_HOME"] = str(TEST_HOME)
os.environ["LIANFANG_DB_POOL"] = "0"  # each test rolls back on one connection
os.environ["LIANFANG_DB_ROLE"] = "owner"  # makes and migrates the test databases
os.environ.pop("LIANFANG_DATABASE_URL", None)
if "LIANFANG_TEST_DATABASE_URL" in os.environ:
    os.environ["LIANFANG_DATABASE_URL"] = os.environ["LIANFANG_TEST_DATABASE_URL"]
os.environ["DJANGO_SETTINGS_MODULE"] = "lianfang.config.settings"

DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "as_app_role", "django_db_setup"}
# A folder whose tests share a county and a browser, and modules whose tests share nothing and take minutes.
JOURNEYS = "tests/journeys/"
APART = ("tests/rooms/test_matrix.py", "tests/rooms/test_hostile.py")
# Modules that ask rooms through their pages and interfaces; on a second server the matrix asks each of them once.
PAGES = re.compile(
    r"^test_(\w*_)?(views|pages|api|pages_bounds|api_bounds|api_writes|page|present|hostile)\.py$"
)
RUN = pytest.StashKey[IO[str]]()

# A run that is repeated draws the same examples, however slow the machine: no test fails by chance or by time.
# To hunt for new ones: HYPOTHESIS_PROFILE=hunt.
settings.register_profile("same", deadline=None, derandomize=True, database=None)
settings.register_profile("hunt", deadline=None, max_examples=2000, database=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def pytest_configure(config: pytest.Config) -> None:
    """Note this run among those that use the test server; its database names carry the run's number."""
    if not _is_worker(config):
        os.environ["LIANFANG_TEST_RUN"] = str(os.getpid())
        create_home(TEST_HOME)
        ensure_ring(TEST_HOME)
        config.stash[RUN] = (TEST_HOME / "runs.lock").open("a")
        fcntl.flock(config.stash[RUN], fcntl.LOCK_SH)
    from django.conf import settings

    assert settings.DATABASES  # read now, so that pytest-django sets Django up before tests are collected
    settings.PASSWORD_HASHERS = ["tests.support.passwords.QuickArgon2"]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep the tests of a module, which share its county, on one worker, in the order they were collected.

    The marks of `--dist loadgroup` reach nobody with pytest 9.2 and pytest-xdist 3.8.
    """
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            module = nodeid.split("::")[0]
            if nodeid.startswith(JOURNEYS):
                return JOURNEYS
            return nodeid if module in APART else module

    return Scheduling(config, log)


def mould_of_run() -> Path:
    """Return the home that this run's installations are copied from; see tests/cli/conftest.py."""
    return REPOSITORY / ".lianfang" / f"mould-{os.environ['LIANFANG_TEST_RUN']}"


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove what this run made for itself, and stop the test server with the last run that used it."""
    held = config.stash.get(RUN, None)
    if held is None:
        return
    mould = mould_of_run()
    shutil.rmtree((mould / "database").resolve(), ignore_errors=True)
    shutil.rmtree(mould, ignore_errors=True)
    mould.with_suffix(".lock").unlink(missing_ok=True)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pass  # another run still works on it and will stop it
    else:
        embedded.stop(TEST_HOME)
    held.close()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Let the collector of cycles pass over what stays, and look seldom: it cost a tenth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 1_000)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """Mark what needs the database by its fixtures, so that `-m database` finds it, and put in front what takes longest.

    Those are the journeys, then what brings a county of its own, as the commands do. pytest-django sorts too, between
    the two: what needs no database to the end, where one worker would still be at it when the other has nothing left.
    """
    for item in items:
        fixtures = DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
        if fixtures or item.get_closest_marker("django_db"):
            item.add_marker("database")
        if PAGES.search(item.path.name):
            item.add_marker("page")
    yield
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    if item.nodeid.startswith(JOURNEYS):
        return 0
    return 2 if item.get_closest_marker("database") else 1


@pytest.fixture(autouse=True)
def chinese_first() -> None:
    """Begin each test in the product's language, whatever a page of the one before it was asked for in."""
    from django.utils import translation

    translation.activate("zh-hans")


@pytest.fixture(scope="session")
def database_server() -> None:
    """The server the tests run on: embedded, or the one LIANFANG_TEST_DATABASE_URL names."""
    if not database.external_url():
        facts = embedded.ensure_running(TEST_HOME, durable=False)
        _drop_leftovers(facts)


def _drop_leftovers(facts: embedded.Connection) -> None:
    """Drop the databases of runs that were killed before they could."""
    asked = r"SELECT datname, split_part(datname, '_', 2)::int FROM pg_database WHERE datname ~ '^test_\d+_'"
    with psycopg.connect(facts.dsn("owner", dbname="postgres"), autocommit=True) as connection:
        for name, run in connection.execute(asked).fetchall():
            if not _alive(run):
                with suppress(psycopg.Error):  # another worker was first
                    connection.execute(f'DROP DATABASE IF EXISTS "{name}"')


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@pytest.fixture(scope="session")
def chromium_executable() -> str | None:
    """The system's Chromium or Chrome, or None where Playwright must use its own."""
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        found = shutil.which(name)
        if found:
            return found
    mac = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
    return str(mac) if mac.exists() else None


@pytest.fixture(scope="session")
def django_db_modify_db_settings(database_server: None, request: pytest.FixtureRequest) -> None:
    """Give this run and worker a database of its own, so that runs side by side do not meet."""
    from django.db import connections

    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    for connection in connections.all():
        connection.settings_dict["TEST"]["NAME"] = f"test_{os.environ['LIANFANG_TEST_RUN']}_{worker}"


@pytest.fixture
def as_app_role(db: None) -> Iterator[None]:
    """Run the test's SQL as lianfang_app, the role of the running product, instead of the owner."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {embedded.APP_ROLE}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


@pytest.fixture
def desks(transactional_db: None, tmp_path: Path) -> Iterator[Desks]:
    """Processes beside the test, at its database, which end with it whatever happens."""
    from tests.support.desks import Desks  # what sets Django up where it is not yet

    opened = Desks(tmp_path)
    yield opened
    opened.close()
