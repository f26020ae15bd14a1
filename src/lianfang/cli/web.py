"""The web server's own process: Granian with threads and the pool (`python -m lianfang.cli.web`)."""

from __future__ import annotations

import os
import socket
import sys

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from lianfang.cli.duties import holding
from lianfang.config.home import home_folder

THREADS = 4


def port_is_free(host: str, port: int) -> bool:
    """Tell whether the address can be listened on now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def answers(host: str, port: int) -> bool:
    """Tell whether somebody accepts connections at the address."""
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def serve(host: str, port: int) -> None:
    """Serve until told to stop; blocks."""
    os.environ["LIANFANG_DB_POOL"] = "1"
    with holding(home_folder(), "web"):
        Server(
            "lianfang.config.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=1,
            blocking_threads=THREADS,
            log_level=LogLevels.warning,
            websockets=False,
            workers_kill_timeout=10,
        ).serve()


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
