"""The OS user the server runs as: ourselves, or an unprivileged one when we are root."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lianfang.config.embedded.errors import DatabaseRefused
from lianfang.config.home import STATE_FOLDER

ROOT_RUNS_AS = "lianfang-db"
# Nothing of our environment (LD_LIBRARY_PATH, PGDATA, locale) may leak into the server.
CLEAN_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "PGTZ": "UTC"}


@dataclass(frozen=True)
class ServerUser:
    """An OS user with what is needed to run a program as it."""

    name: str
    uid: int
    gid: int

    def run(self, command: Sequence[str], feed: str = "") -> subprocess.CompletedProcess[str]:
        """Run a program as this user and give its end and all it said; a failure raises nothing."""
        switch = os.geteuid() != self.uid
        return subprocess.run(  # noqa: S603 - our own programs and paths
            list(command),
            input=feed,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            cwd="/",
            env=CLEAN_ENVIRONMENT,
            user=self.uid if switch else None,
            group=self.gid if switch else None,
            extra_groups=[] if switch else None,
        )

    def own(self, folder: Path) -> None:
        """Make a folder that only this user can enter."""
        folder.mkdir(mode=0o700)
        folder.chmod(0o700)
        if os.geteuid() == 0:
            os.chown(folder, self.uid, self.gid)

    def reaches(self, folder: Path) -> bool:
        """Tell whether this user may walk down to a folder, judged by owner, group and mode."""
        return all(self._may_enter(step) for step in (folder.resolve(), *folder.resolve().parents))

    def _may_enter(self, folder: Path) -> bool:
        held = folder.stat()
        if held.st_uid == self.uid:
            return bool(held.st_mode & stat.S_IXUSR)
        if held.st_gid == self.gid:
            return bool(held.st_mode & stat.S_IXGRP)
        return bool(held.st_mode & stat.S_IXOTH)


def open_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing, that every user may enter, whatever the umask."""
    if not folder.is_dir():
        open_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)


def find_server_user() -> ServerUser:
    """Give the user the server must run as, making the system user `lianfang-db` when we are root.

    PostgreSQL refuses to run as root. Raises DatabaseRefused for root on macOS, for a user without a
    name, and when the system user cannot be made.
    """
    if os.geteuid() == 0:
        return _find_or_make_system_user()
    try:
        me = pwd.getpwuid(os.geteuid())
    except KeyError:
        raise DatabaseRefused(
            f"User number {os.geteuid()} has no name on this machine, and PostgreSQL needs one. "
            "Add the user to /etc/passwd, or point LIANFANG_DATABASE_URL to a PostgreSQL server."
        ) from None
    return ServerUser(me.pw_name, me.pw_uid, me.pw_gid)


def _find_or_make_system_user() -> ServerUser:
    if sys.platform == "darwin":
        raise DatabaseRefused("On macOS, run this without sudo: the database runs as your own user.")
    if not _known(ROOT_RUNS_AS):
        said = _make_system_user(ROOT_RUNS_AS)
        if not _known(ROOT_RUNS_AS):  # a second process may have made it meanwhile: that is fine
            raise DatabaseRefused(
                f"The database needs an unprivileged user and {ROOT_RUNS_AS} could not be made: {said} "
                f"Make it by hand (`useradd --system {ROOT_RUNS_AS}`) or run as an ordinary user."
            )
    found = pwd.getpwnam(ROOT_RUNS_AS)
    if found.pw_uid == 0:
        raise DatabaseRefused(f"The user {ROOT_RUNS_AS} has root's number; give it one of its own.")
    return ServerUser(found.pw_name, found.pw_uid, found.pw_gid)


def _known(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _make_system_user(name: str) -> str:
    """Call useradd and give what it said; it is not on the path of every root shell."""
    program = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if program is None:
        return "useradd was not found."
    command = [program, "--system", "--user-group", "--no-create-home", "--home-dir", str(STATE_FOLDER)]
    command += ["--shell", "/usr/sbin/nologin", name]
    made = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - constant
    return made.stderr.strip()
