"""Where the database is and as whom, for the embedded server and for one that a URL names."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from lianfang.config import database, embedded

HOME = Path("/srv/lianfang")
ROLES = ("postgres", "lianfang_owner", "plain", "maker")


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIANFANG_DATABASE_URL", raising=False)
    monkeypatch.delenv("LIANFANG_DB_ROLE", raising=False)


@pytest.mark.parametrize(
    ("role", "chosen", "user"),
    [
        (None, None, "lianfang_app"),
        ("owner", None, "lianfang_owner"),
        ("app", None, "lianfang_app"),
        ("anything else", None, "lianfang_app"),
        ("app", "owner", "lianfang_owner"),
        ("owner", "app", "lianfang_app"),
    ],
)
def test_the_embedded_server_knows_each_role_by_name(
    monkeypatch: pytest.MonkeyPatch, role: str | None, chosen: Any, user: str
) -> None:
    if role:
        monkeypatch.setenv("LIANFANG_DB_ROLE", role)
    options = database.connection_options(HOME, chosen)
    assert options == {
        "HOST": embedded.connection_of(HOME).host,
        "PORT": "5432",
        "NAME": "lianfang",
        "USER": user,
        "PASSWORD": "",
        "OPTIONS": {},
    }


@pytest.mark.parametrize(
    ("url", "host", "port", "name", "user", "password", "options"),
    [
        ("postgresql://me:pw@db.county/lf", "db.county", "", "lf", "me", "pw", {}),
        ("postgres://me@db:6543/lf", "db", "6543", "lf", "me", "", {}),
        ("postgresql://me:p%40w@db/lf?sslmode=require", "db", "", "lf", "me", "p@w", {"sslmode": "require"}),
        ("postgresql://me@/lf?host=/run/postgresql", "/run/postgresql", "", "lf", "me", "", {}),
        ("postgresql://me@%2Frun%2Fpostgresql/lf", "/run/postgresql", "", "lf", "me", "", {}),
        ("  postgresql:///lf\n", "", "", "lf", "", "", {}),
    ],
)
def test_a_url_stands_in_for_the_embedded_server(
    monkeypatch: pytest.MonkeyPatch,
    url: str,
    host: str,
    port: str,
    name: str,
    user: str,
    password: str,
    options: dict[str, str],
) -> None:
    monkeypatch.setenv("LIANFANG_DATABASE_URL", url)
    said = database.connection_options(HOME)
    assert said == {
        "HOST": host,
        "PORT": port,
        "NAME": name,
        "USER": user,
        "PASSWORD": password,
        "OPTIONS": options,
    }


@pytest.mark.parametrize(
    "url",
    [
        "mysql://me:geheim@db/lf",
        "db/lf",
        "postgresql://me:geheim@db",
        "postgresql://me:geheim@db/lf?nonsense=1",
        "postgresql://me:geheim@db/%zz",
    ],
)
def test_a_wrong_url_is_refused_with_the_right_form_and_without_the_password(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("LIANFANG_DATABASE_URL", url)
    with pytest.raises(database.DatabaseUrlWrong, match="postgresql://") as caught:
        database.connection_options(HOME)
    assert "geheim" not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[embedded.Connection]:
    """A server like a county's own: its superuser may log in, and lianfang_app is not known."""
    home = tmp_path / "home"
    facts = embedded.ensure_running(home, durable=False)
    data = (home / "database").resolve()
    me = pwd.getpwuid(os.geteuid()).pw_name
    (data / "pg_hba.conf").write_text("local all all peer map=lianfang\n")
    (data / "pg_ident.conf").write_text("".join(f'lianfang "{me}" {role}\n' for role in ROLES))
    os.kill(int((data / "postmaster.pid").read_text().split()[0]), signal.SIGHUP)
    monkeypatch.setenv("LIANFANG_DATABASE_URL", f"postgresql:///lianfang?host={facts.host}")
    with psycopg.connect(facts.dsn("owner"), autocommit=True) as connection:
        connection.execute("SELECT pg_sleep(0.1)")
    yield facts
    embedded.stop(home)
    shutil.rmtree(data, ignore_errors=True)


@pytest.fixture
def county_server(outside: embedded.Connection) -> Iterator[psycopg.Connection]:
    """A superuser's connection to a server on which nobody has made our role yet."""
    with psycopg.connect(f"host={outside.host} user=postgres dbname=lianfang", autocommit=True) as connection:
        connection.execute("DROP OWNED BY lianfang_app")
        connection.execute("DROP ROLE lianfang_app")
        connection.execute("CREATE ROLE plain LOGIN")
        connection.execute("CREATE ROLE maker LOGIN CREATEROLE")
        connection.execute("GRANT ALL ON DATABASE lianfang TO plain, maker")
        yield connection


def as_user(facts: embedded.Connection, user: str) -> psycopg.Connection:
    return psycopg.connect(f"host={facts.host} user={user} dbname=lianfang", autocommit=True)


def who(connection: psycopg.Connection) -> str:
    row = connection.execute("SELECT current_user").fetchone()
    assert row is not None
    return str(row[0])


@pytest.mark.usefixtures("county_server")
@pytest.mark.parametrize("user", ["postgres", "maker"])
def test_on_a_countys_server_the_role_is_made_once_and_assumed(
    outside: embedded.Connection, user: str
) -> None:
    with as_user(outside, user) as connection:
        database.assume_app_role(connection=connection)
        assert who(connection) == user  # not made yet
        assert database.make_app_role(connection) is True
        assert database.make_app_role(connection) is True
        database.assume_app_role(connection=connection)
        assert who(connection) == "lianfang_app"


@pytest.mark.usefixtures("county_server")
def test_a_user_who_may_not_make_roles_says_so_and_works_as_itself(outside: embedded.Connection) -> None:
    with as_user(outside, "plain") as connection:
        assert database.make_app_role(connection) is False
        database.assume_app_role(connection=connection)
        assert who(connection) == "plain"


def test_a_role_made_and_granted_by_the_administrator_is_used(
    outside: embedded.Connection, county_server: psycopg.Connection
) -> None:
    county_server.execute("CREATE ROLE lianfang_app NOLOGIN")
    with as_user(outside, "plain") as connection:
        assert database.make_app_role(connection) is False
    county_server.execute("GRANT lianfang_app TO plain")
    with as_user(outside, "plain") as connection:
        assert database.make_app_role(connection) is True
        database.assume_app_role(connection=connection)
        assert who(connection) == "lianfang_app"


@pytest.mark.usefixtures("county_server")
def test_migrations_stay_the_owner(outside: embedded.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    with as_user(outside, "maker") as connection:
        database.make_app_role(connection)
        monkeypatch.setenv("LIANFANG_DB_ROLE", "owner")
        database.assume_app_role(connection=connection)
        assert who(connection) == "maker"


def test_embedded_connections_are_left_as_they_logged_in(
    outside: embedded.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LIANFANG_DATABASE_URL")
    with as_user(outside, "lianfang_owner") as connection:
        database.assume_app_role(connection=connection)
        assert who(connection) == "lianfang_owner"
