"""Run a command against a throw-away cluster of the system's own PostgreSQL.

    with_postgresql.py 15 .venv/bin/python -m pytest ...

The cluster is made as the embedded one is (own unprivileged user, socket in a closed folder, peer
login), lives in .lianfang/, is handed to the command as LIANFANG_TEST_DATABASE_URL, and is gone afterwards.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from lianfang.config import embedded

PLACES = (
    "/usr/lib/postgresql/{major}/bin",  # Debian, Ubuntu
    "/opt/homebrew/opt/postgresql@{major}/bin",
    "/usr/local/opt/postgresql@{major}/bin",
    "/usr/pgsql-{major}/bin",
)


def find_programs(major: int) -> embedded.Binaries | None:
    """Give the programs of an installed PostgreSQL of this major version, or None."""
    named = os.environ.get("LIANFANG_TEST_POSTGRES_BIN")
    for place in [named] if named else PLACES:
        folder = Path(place.format(major=major))
        if (folder / "initdb").exists():
            return embedded.Binaries(folder)
    return None


def install_programs(major: int) -> None:
    """Install the server from the system's packages when we may: root, with apt."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        sys.stderr.write(f"installing postgresql-{major} from the system's packages\n")
        settings = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", f"postgresql-{major}"]
        for command in (["apt-get", "update", "-qq"], install):
            subprocess.run(command, check=False, env=settings, stdout=subprocess.DEVNULL)  # noqa: S603


def run(major: int, command: list[str]) -> int:
    """Run the command on a fresh cluster and give its exit code; 1 when there is no such PostgreSQL."""
    programs = find_programs(major)
    if programs is None:
        install_programs(major)
        programs = find_programs(major)
    if programs is None:
        sys.stderr.write(
            f"PostgreSQL {major} was not found. Install it (Debian 12: apt install postgresql-{major}; macOS: "
            f"brew install postgresql@{major}), or name the folder of its programs in LIANFANG_TEST_POSTGRES_BIN.\n"
        )
        return 1
    parent = Path(__file__).resolve().parent.parent / ".lianfang"
    parent.mkdir(exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix=f"postgresql-{major}-", dir=parent))
    home.chmod(0o711)
    try:
        facts = embedded.ensure_running(home, binaries=programs, durable=False)
        url = f"postgresql://{facts.owner}@/{facts.dbname}?host={facts.host}&port={facts.port}"
        settings = os.environ | {"LIANFANG_TEST_DATABASE_URL": url}
        return subprocess.run(command, check=False, env=settings).returncode  # noqa: S603 - the caller's
    finally:
        embedded.stop(home, binaries=programs)
        shutil.rmtree((home / "database").resolve(), ignore_errors=True)  # may lie outside the home
        shutil.rmtree(home)


if __name__ == "__main__":
    sys.exit(run(int(sys.argv[1]), sys.argv[2:]))
