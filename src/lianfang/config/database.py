"""Which database this process uses, and as which role: embedded, or LIANFANG_DATABASE_URL."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from lianfang.config.embedded.facts import APP_ROLE, Role, connection_of

URL = "LIANFANG_DATABASE_URL"
ROLE = "LIANFANG_DB_ROLE"


class DatabaseUrlWrong(Exception):
    """LIANFANG_DATABASE_URL cannot be understood; the message says what it must look like."""


def external_url() -> str:
    """Give the URL of the PostgreSQL server that stands in for the embedded one, or nothing."""
    return os.environ.get(URL, "").strip()


def current_role() -> Role:
    """Give the role this process works as: "app", or "owner" for migrations and backups."""
    return "owner" if os.environ.get(ROLE) == "owner" else "app"


def connection_options(home: Path, role: Role | None = None) -> dict[str, Any]:
    """Give the part of Django's DATABASES entry that says where the database is and who we are.

    Keys: HOST, PORT, NAME, USER, PASSWORD and OPTIONS (such as sslmode, from the URL). Starts nothing
    and connects to nothing. Raises DatabaseUrlWrong for a URL that is not one of PostgreSQL.
    """
    url = external_url()
    if url:
        return _external_options(url)
    facts = connection_of(home)
    return {
        "HOST": facts.host,
        "PORT": str(facts.port),
        "NAME": facts.dbname,
        "USER": facts.user(role or current_role()),
        "PASSWORD": "",
        "OPTIONS": {},
    }


def _external_options(url: str) -> dict[str, Any]:
    form = "postgresql://user:password@host/database"
    if urlsplit(url).scheme not in ("postgresql", "postgres"):
        raise DatabaseUrlWrong(f"{URL} must begin with postgresql://, as in {form}.")
    try:
        parts = dict(conninfo_to_dict(url))
    except ProgrammingError:  # its words may repeat the password
        raise DatabaseUrlWrong(f"{URL} is not a URL of PostgreSQL; it must look like {form}.") from None
    if not parts.get("dbname"):
        raise DatabaseUrlWrong(f"{URL} names no database; it must look like {form}.")
    return {
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "")),
        "NAME": parts.pop("dbname"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "OPTIONS": parts,
    }


def assume_app_role(*, connection: Any, **_signal: Any) -> None:
    """Make a new connection to an external server work as lianfang_app, where that role exists.

    A receiver for Django's connection_created signal; the embedded server needs none, its connections
    log in as the role. Does nothing for the owner and where the URL's user may not become the role.
    """
    if external_url() and current_role() == "app":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('role', rolname, false) FROM pg_roles"
                " WHERE rolname = %s AND pg_has_role(session_user, oid, 'MEMBER')",
                [APP_ROLE],
            )


def make_app_role(connection: Any) -> bool:
    """Make lianfang_app on an external server where the URL's user may, and tell whether it can be used.

    Called before migrating, which gives the role its rights. Where it answers no, the application would
    work as the URL's own user; an administrator then makes the role as docs/operations/install.md says.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_has_role(current_user, oid, 'MEMBER') FROM pg_roles WHERE rolname = %s", [APP_ROLE]
        )
        member = cursor.fetchone()  # None where there is no such role
        cursor.execute("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
        (may_make,) = cursor.fetchone()
        if member is None and may_make:
            cursor.execute(
                f"DO $$BEGIN CREATE ROLE {APP_ROLE} NOLOGIN;"  # two may migrate at once on one server
                " EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END$$"
            )
        if may_make and not (member and member[0]):
            cursor.execute(f"GRANT {APP_ROLE} TO CURRENT_USER")
    return bool(may_make or (member and member[0]))
