"""How to reach the embedded database of a home: socket, database and roles, before it even runs."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from lianfang.config import home as layout

DATABASE = "lianfang"
OWNER_ROLE = "lianfang_owner"  # owns the schema and migrates it; no superuser
APP_ROLE = "lianfang_app"  # reads and writes rows; owns nothing
SUPERUSER = "postgres"  # nobody may log in as this role: see cluster.HBA
PORT = 5432  # names the socket file only: the server listens on no network address
ROOT_SOCKETS = Path("/run/lianfang")
SOCKET_PATH_LIMIT = 100  # bytes; the shortest sun_path of a supported system holds 103

Role = Literal["owner", "app"]


@dataclass(frozen=True)
class Connection:
    """The facts a client needs: the folder of the socket, the port that names it, and the roles."""

    host: str
    port: int = PORT
    dbname: str = DATABASE
    owner: str = OWNER_ROLE
    app: str = APP_ROLE

    def user(self, role: Role = "app") -> str:
        """Give the database role behind "owner" or "app"."""
        return self.owner if role == "owner" else self.app

    def dsn(self, role: Role = "app", dbname: str = "") -> str:
        """Give a libpq connection string for a role; no password, the socket's peer is the proof."""
        return f"host={self.host} port={self.port} dbname={dbname or self.dbname} user={self.user(role)}"


def database_folder(home: Path) -> Path:
    """Give the PostgreSQL data folder of a home, past the link that a home may hold instead of it."""
    return (home / layout.DATABASE).resolve()


def socket_folder(home: Path) -> Path:
    """Give the short folder of the server's socket, the same for every process of this user.

    It depends on nothing but the user and the home's real path: an XDG runtime folder would differ
    between a login and a service, and vanish at log-out under a server that still runs.
    """
    name = hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:12]
    if os.geteuid() == 0:
        return ROOT_SOCKETS / name
    return Path("/tmp") / f"lianfang-{os.geteuid()}-{name}"  # noqa: S108 - made 0700, owner checked


def connection_of(home: Path) -> Connection:
    """Give the connection facts of a home's database, whether it runs or not."""
    return Connection(host=str(socket_folder(home)))
