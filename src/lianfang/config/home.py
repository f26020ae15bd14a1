"""The data folder of one installation: database, received files and keys."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from pathlib import Path

STATE_FOLDER = Path("/var/lib/lianfang")
DATABASE = "database"  # the PostgreSQL data folder, or a link to it when its OS user cannot reach the home
FILES = "files"  # received files, job results and signed papers, each encrypted
ANCHORS = "anchors"  # where the audit chain's head was seen, kept outside the database that holds the chain
CLOCK = "demo-clock"  # by how many seconds a demo's clock is behind; no other installation has this file
KEYS = "keys"  # keys of fields, files, blind index and sessions; backed up apart from the rest


def home_folder() -> Path:
    """Give the home of this process: LIANFANG_HOME, or the default folder of this user."""
    chosen = os.environ.get("LIANFANG_HOME")
    return Path(chosen).expanduser().absolute() if chosen else default_folder()


def default_folder() -> Path:
    """Give the folder used when LIANFANG_HOME is not set: never inside a checkout, which people delete."""
    if os.geteuid() == 0:
        return STATE_FOLDER
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "lianfang"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "lianfang"


def create_home(home: Path) -> None:
    """Make the home and its folders where they are missing, closed to every other user of the machine.

    A home made by root may be crossed (0711) but not listed by others: the database's own
    unprivileged user must reach its folder. Folders that exist keep the rights they have.

    Raises OSError when a folder cannot be made.
    """
    if not home.is_dir():
        home.mkdir(parents=True, exist_ok=True)
        home.chmod(0o711 if os.geteuid() == 0 else 0o700)
    for part in (FILES, KEYS):
        (home / part).mkdir(mode=0o700, exist_ok=True)


def read_behind(home: Path) -> timedelta:
    """Return by how much the clock of this home is behind: a demo goes on from the morning after its history."""
    path = home / CLOCK
    return timedelta(seconds=float(path.read_text(encoding="ascii"))) if path.exists() else timedelta()


def write_behind(home: Path, behind: timedelta) -> None:
    """Keep by how much the clock of this home is behind; processes that start from now on read it."""
    (home / CLOCK).write_text(f"{behind.total_seconds():.0f}\n", encoding="ascii")
