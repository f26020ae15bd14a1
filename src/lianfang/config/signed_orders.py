"""The county's local orders read straight from its database, for commands that ask the law and need nothing else.

Nothing is started and nothing is set up: where the database does not run, or has no local orders yet, there are none.
"""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from typing import Any

from lianfang.config.embedded.facts import connection_of
from lianfang.config.home import home_folder
from lianfang.config.policy_files import parse_documents
from lianfang.core.policy import Document
from lianfang.core.policy.local import put_off

_SIGNED = "SELECT id, text, effective_at FROM law_localorder WHERE state = 'signed' ORDER BY id"
_WAIT_SECONDS = 3


def read_signed() -> list[list[Document]]:
    """Read the orders signed by two, each beginning at its hour. Raises PolicyError."""
    return [_read(*row) for row in _ask()]


def _read(number: int, text: str, effective_at: Any) -> list[Document]:
    documents = parse_documents(f"local/{number}", text)
    return documents if effective_at is None else put_off(documents, effective_at)


def _ask() -> list[tuple[Any, ...]]:
    if not os.environ.get("LIANFANG_DATABASE_URL", "").strip() and not _socket_is_there():
        return []
    import psycopg  # only where it is used: without a county a decision must not wait for it

    from lianfang.config.database import connection_options

    told = connection_options(home_folder())
    options = {
        "host": told["HOST"], "port": told["PORT"], "dbname": told["NAME"], "user": told["USER"],
        "password": told["PASSWORD"], "connect_timeout": _WAIT_SECONDS, **told["OPTIONS"],
    }  # fmt: skip
    try:
        with closing(
            psycopg.connect(**{key: value for key, value in options.items() if value})
        ) as connection:
            return connection.execute(_SIGNED).fetchall()
    except (psycopg.OperationalError, psycopg.ProgrammingError):
        return []  # it does not run, or was not brought up to date


def _socket_is_there() -> bool:
    facts = connection_of(home_folder())
    return (Path(facts.host) / f".s.PGSQL.{facts.port}").exists()
