"""The data folder: how it is made, who may log in, what is refused."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import psycopg
import pytest

from lianfang.config import embedded
from lianfang.config.embedded import cluster
from lianfang.config.embedded.binaries import wheel_binaries
from lianfang.config.embedded.memory import MEGABYTE, caches_of, find_memory
from lianfang.config.embedded.server_user import find_server_user

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("data_checksums", "on"),
        ("server_encoding", "UTF8"),
        ("listen_addresses", ""),
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("TimeZone", "UTC"),
        ("max_wal_size", "2GB"),
        ("wal_compression", "off"),
    ],
)
def test_the_server_keeps_data_safe_and_fits_a_small_machine(
    owner: psycopg.Connection, setting: str, value: str
) -> None:
    assert owner.execute("SELECT current_setting(%s)", [setting]).fetchone() == (value,)


def test_the_server_caches_by_the_memory_of_the_machine(owner: psycopg.Connection) -> None:
    asked = "SELECT setting::bigint * 8192 FROM pg_settings WHERE name = %s"
    shared, likely = caches_of(find_memory())
    assert owner.execute(asked, ["shared_buffers"]).fetchone() == (shared * MEGABYTE,)
    assert owner.execute(asked, ["effective_cache_size"]).fetchone() == (likely * MEGABYTE,)


def test_the_locale_is_the_builtin_one_by_code_points(owner: psycopg.Connection) -> None:
    asked = "SELECT datlocprovider::text, datlocale FROM pg_database WHERE datname = current_database()"
    assert owner.execute(asked).fetchone() == ("b", "C.UTF-8")
    assert owner.execute("SELECT upper('é'), '兴' < '蔡'").fetchone() == ("É", "兴" < "蔡")


def test_the_three_extensions_are_there_and_no_other(owner: psycopg.Connection) -> None:
    rows = owner.execute("SELECT extname FROM pg_extension WHERE extname <> 'plpgsql'").fetchall()
    assert {name for (name,) in rows} == {"btree_gist", "pg_trgm", "ltree"}


def test_a_new_database_starts_with_the_extensions_and_the_rights(owner: psycopg.Connection) -> None:
    owner.execute("CREATE DATABASE restored")
    facts = owner.info
    with psycopg.connect(f"host={facts.host} user={facts.user} dbname=restored") as second:
        assert second.execute("SELECT 'a.b'::ltree <@ 'a'").fetchone() == (True,)
    owner.execute("DROP DATABASE restored")


@pytest.mark.parametrize("role", ["lianfang_owner", "lianfang_app"])
def test_neither_role_is_a_superuser_nor_can_make_roles(owner: psycopg.Connection, role: str) -> None:
    asked = "SELECT rolsuper, rolcreaterole, rolreplication, rolbypassrls FROM pg_roles WHERE rolname = %s"
    assert owner.execute(asked, [role]).fetchone() == (False, False, False, False)


@pytest.mark.parametrize(
    "attempt",
    [
        "SET ROLE postgres",
        "SET ROLE lianfang_owner",
        "SET SESSION AUTHORIZATION postgres",
        "ALTER ROLE lianfang_app SUPERUSER",
        "CREATE ROLE another LOGIN",
        "CREATE TABLE public.mine ()",
        "CREATE DATABASE mine",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "SELECT pg_read_file('PG_VERSION')",
        "ALTER SYSTEM SET fsync = off",
    ],
)
def test_the_application_cannot_rise_above_its_role(app: psycopg.Connection, attempt: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(attempt)


def test_the_application_sees_only_tables_it_was_granted(
    owner: psycopg.Connection, app: psycopg.Connection
) -> None:
    owner.execute("CREATE TABLE audit_like (line int)")
    try:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("SELECT * FROM audit_like")
        owner.execute("GRANT SELECT, INSERT ON audit_like TO lianfang_app")
        app.execute("INSERT INTO audit_like VALUES (1)")
        for attempt in ("UPDATE audit_like SET line = 2", "DELETE FROM audit_like", "TRUNCATE audit_like"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(attempt)
    finally:
        owner.execute("DROP TABLE audit_like")


def test_the_owner_can_work_as_the_application(owner: psycopg.Connection) -> None:
    owner.execute("SET ROLE lianfang_app")
    assert owner.execute("SELECT current_user").fetchone() == ("lianfang_app",)


def test_nobody_logs_in_as_the_superuser(served: Path) -> None:
    facts = embedded.connection_of(served)
    with pytest.raises(psycopg.OperationalError, match=r"no pg_hba\.conf entry"):
        psycopg.connect(f"host={facts.host} user=postgres dbname=lianfang").close()


def run_psql_as(uid: int, served: Path, role: str) -> str:
    facts = embedded.connection_of(served)
    command = [
        wheel_binaries().program("psql"),
        "-w",
        "-h",
        facts.host,
        "-U",
        role,
        "-c",
        "SELECT 1",
        "lianfang",
    ]
    ran = subprocess.run(
        command, user=uid, group=65534, extra_groups=[], capture_output=True, text=True, cwd="/", check=False
    )
    return f"{ran.returncode} {ran.stderr}"


@AS_ROOT
@pytest.mark.parametrize("role", ["lianfang_owner", "lianfang_app", "postgres"])
def test_another_user_of_the_machine_is_kept_out_twice(served: Path, role: str) -> None:
    folder = Path(embedded.connection_of(served).host)
    assert "Permission denied" in run_psql_as(65534, served, role)
    folder.chmod(0o755)  # even past the folder, the server itself asks who is calling
    (folder / ".s.PGSQL.5432").chmod(0o777)
    try:
        said = run_psql_as(65534, served, role)
        assert said.startswith("2 ")
        assert "Peer authentication failed" in said or "no pg_hba.conf entry" in said
    finally:
        (folder / ".s.PGSQL.5432").chmod(0o700)
        folder.chmod(0o700)


@AS_ROOT
def test_the_servers_own_user_may_not_log_in_as_our_roles(served: Path) -> None:
    said = run_psql_as(find_server_user().uid, served, "lianfang_owner")
    assert "Peer authentication failed" in said


def test_the_data_folder_is_closed_and_belongs_to_the_servers_user(served: Path) -> None:
    held = (served / "database").stat()
    assert stat.S_IMODE(held.st_mode) == 0o700
    assert held.st_uid == find_server_user().uid
    for name in ("lianfang.conf", "pg_hba.conf", "pg_ident.conf"):
        assert stat.S_IMODE((served / "database" / name).stat().st_mode) == 0o600


@AS_ROOT
def test_a_home_the_servers_user_reaches_holds_the_data_itself(tmp_path: Path) -> None:
    # tmp_path itself is closed; the state folder's own home is the everyday case of root.
    user = find_server_user()
    assert not user.reaches(tmp_path)
    assert user.reaches(Path("/var/lib"))


@AS_ROOT
def test_a_home_the_servers_user_cannot_reach_links_to_the_state_folder(served: Path) -> None:
    assert (served / "database").is_symlink()
    assert (served / "database").resolve().parent == cluster.STRAY_CLUSTERS


def test_the_log_keeps_no_personal_value(owner: psycopg.Connection, served: Path) -> None:
    secret = "15400001234"
    owner.execute("CREATE TABLE phones (phone text PRIMARY KEY)")
    owner.execute("INSERT INTO phones VALUES (%s)", [secret])
    for wrong in (f"INSERT INTO phones VALUES ('{secret}')", f"SELECT '{secret}' FROM nowhere"):
        with pytest.raises(psycopg.Error):
            owner.execute(wrong)
    with pytest.raises(psycopg.Error):
        owner.execute("INSERT INTO phones VALUES (%s)", [secret])
    owner.execute("DROP TABLE phones")
    logs = list((served / "database" / "log").iterdir())
    text = "".join(log.read_text() for log in logs)
    assert "duplicate key" in text
    assert secret not in text


@pytest.mark.parametrize("major", ["17", "19"])
def test_a_folder_of_another_major_version_is_refused_with_what_to_do(home: Path, major: str) -> None:
    embedded.ensure_running(home, durable=False)
    embedded.stop(home)
    version = home / "database" / "PG_VERSION"
    version.write_text(f"{major}\n")
    with pytest.raises(embedded.DatabaseRefused, match=rf"PostgreSQL {major}.*lianfang backup.*restore"):
        embedded.ensure_running(home, durable=False)
    assert version.read_text() == f"{major}\n"
    assert not embedded.is_running(home)


@AS_ROOT
def test_a_folder_of_another_os_user_is_refused_with_what_to_do(home: Path) -> None:
    embedded.ensure_running(home, durable=False)
    embedded.stop(home)
    os.chown(home / "database", 65534, 65534)
    with pytest.raises(embedded.DatabaseRefused, match="belongs to user number 65534"):
        embedded.ensure_running(home, durable=False)


def test_what_a_broken_making_left_is_cleared_away(home: Path) -> None:
    home.mkdir(mode=0o711)
    half = home / ".new-database"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    assert not embedded.is_initialised(home)
    embedded.ensure_running(home, durable=False)
    assert embedded.is_running(home)


def test_the_map_of_users_quotes_names_and_always_knows_root() -> None:
    lines = cluster.ident("a user").splitlines()
    assert 'lianfang "root" lianfang_owner' in lines
    assert 'lianfang "root" lianfang_app' in lines
    assert ('lianfang "a user" lianfang_app' in lines) == (os.geteuid() != 0)
    assert not any("postgres" in line for line in lines)
