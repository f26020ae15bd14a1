"""The embedded server starts once, survives what machines do, and stops without complaint."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from lianfang.config import embedded
from lianfang.config.embedded.server_user import find_server_user

START = (
    "import sys, pathlib; from lianfang.config import embedded; home = pathlib.Path(sys.argv[1]);"
    "embedded.ensure_running(home);"
    "print((home / 'database' / 'postmaster.pid').read_text().split()[0])"
)


def postmaster(home: Path) -> int:
    return int((home / "database" / "postmaster.pid").read_text().split()[0])


def wait_until_gone(pid: int) -> None:
    for _ in range(400):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        # A killed server stays a zombie where nobody collects it; then it is gone enough.
        comm = Path(f"/proc/{pid}/stat")
        if comm.exists() and comm.read_text().split(") ")[1].startswith("Z"):
            return
        time.sleep(0.025)
    raise AssertionError(f"process {pid} is still there")


def test_a_fresh_home_gets_a_database_that_answers(home: Path) -> None:
    assert not embedded.is_initialised(home)
    assert not embedded.is_running(home)
    facts = embedded.ensure_running(home, durable=False)
    assert embedded.is_initialised(home)
    assert embedded.is_running(home)
    with psycopg.connect(facts.dsn("app")) as connection:
        assert connection.execute("SELECT current_user, current_database()").fetchone() == (
            "lianfang_app",
            "lianfang",
        )


def test_a_second_start_leaves_the_server_alone(served: Path) -> None:
    before = postmaster(served)
    assert embedded.ensure_running(served) == embedded.ensure_running(served)
    assert postmaster(served) == before


def test_two_processes_at_once_start_one_server(home: Path) -> None:
    command = [sys.executable, "-c", START, str(home)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate(timeout=120)[0].strip() for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert said == [str(postmaster(home))] * 2


def test_a_killed_server_recovers_what_was_committed(home: Path) -> None:
    facts = embedded.ensure_running(home)
    with psycopg.connect(facts.dsn("owner"), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (day date)")
        connection.execute("INSERT INTO kept VALUES ('2022-02-28')")
        dead = postmaster(home)
        os.kill(dead, signal.SIGKILL)
    wait_until_gone(dead)
    assert not embedded.is_running(home)
    embedded.ensure_running(home, durable=False)
    assert postmaster(home) != dead
    with psycopg.connect(facts.dsn("owner")) as connection:
        assert connection.execute("SELECT day::text FROM kept").fetchall() == [("2022-02-28",)]


def test_a_dead_servers_number_that_another_process_took_over_does_not_matter(home: Path) -> None:
    embedded.ensure_running(home, durable=False)
    embedded.stop(home)
    bystander = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    note = home / "database" / "postmaster.pid"
    socket_folder = embedded.connection_of(home).host
    note.write_text(f"{bystander.pid}\n{note.parent.resolve()}\n1\n5432\n{socket_folder}\n\n\n")
    try:
        assert embedded.stop(home) is False
        embedded.ensure_running(home, durable=False)
        assert postmaster(home) != bystander.pid
        assert bystander.poll() is None
    finally:
        bystander.communicate(b"\n", timeout=20)


def test_stop_keeps_the_data_and_a_second_stop_finds_nothing(home: Path) -> None:
    facts = embedded.ensure_running(home, durable=False)
    with psycopg.connect(facts.dsn("owner"), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept ()")
        assert embedded.stop(home) is True  # with a session open
    assert not embedded.is_running(home)
    assert embedded.stop(home) is False
    embedded.ensure_running(home, durable=False)
    with psycopg.connect(facts.dsn("owner")) as connection:
        assert connection.execute("SELECT to_regclass('kept')::text").fetchone() == ("kept",)


def test_stopping_a_home_that_never_was_is_no_error(tmp_path: Path) -> None:
    assert embedded.stop(tmp_path / "nowhere") is False
    assert not (tmp_path / "nowhere").exists()


def test_a_server_that_cannot_start_says_why_and_starts_once_that_is_put_right(home: Path) -> None:
    embedded.ensure_running(home, durable=False)
    embedded.stop(home)
    own = home / "database" / "local.conf"
    own.write_text("work_mem = 'plenty'\n")
    with pytest.raises(embedded.DatabaseRefused, match=r"(?s)work_mem.*run the command again"):
        embedded.ensure_running(home, durable=False)
    own.write_text("work_mem = '7MB'\n")
    facts = embedded.ensure_running(home, durable=False)
    with psycopg.connect(facts.dsn("app")) as connection:
        assert connection.execute("SHOW work_mem").fetchone() == ("7MB",)


def test_the_sockets_folder_is_short_and_closed(served: Path) -> None:
    folder = Path(embedded.connection_of(served).host)
    held = folder.lstat()
    assert stat.S_ISDIR(held.st_mode)
    assert stat.S_IMODE(held.st_mode) == 0o700
    assert held.st_uid == find_server_user().uid
    assert len(os.fsencode(folder / ".s.PGSQL.5432")) < 100


@pytest.mark.parametrize("squat", ["open folder", "link", "file"])
def test_a_socket_folder_that_somebody_else_laid_out_is_refused(
    home: Path, tmp_path: Path, squat: str
) -> None:
    home.mkdir()
    folder = Path(embedded.connection_of(home).host)
    folder.parent.mkdir(exist_ok=True)
    if squat == "open folder":
        folder.mkdir()
        folder.chmod(0o755)
    elif squat == "link":
        folder.symlink_to(tmp_path)
    else:
        folder.touch()
    try:
        with pytest.raises(embedded.DatabaseRefused, match="remove it, and run the command again"):
            embedded.ensure_running(home, durable=False)
    finally:
        folder.rmdir() if squat == "open folder" else folder.unlink()


def test_another_home_is_another_server(served: Path, home: Path) -> None:
    first, second = embedded.connection_of(served), embedded.ensure_running(home, durable=False)
    assert first.host != second.host
    embedded.stop(home)
    assert embedded.is_running(served)
