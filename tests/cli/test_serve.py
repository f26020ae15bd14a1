"""Pages and worker run beside each other, and end without a trace."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator

import psutil
import pytest
from tests.cli.conftest import Installation

from lianfang.cli.duties import list_running
from lianfang.config import embedded

pytestmark = pytest.mark.slow


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def serving(installation: Installation, port: int) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a serving command and wait until its pages answer."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        process = installation.start(*arguments, "--port", str(port))
        started.append(process)
        until(lambda: process.poll() is not None or page(port))
        assert process.poll() is None, process.communicate()
        return process

    yield start
    installation.call("down")  # first: what lost its minder still holds the pipes
    for process in started:
        process.kill()
        process.communicate(timeout=30)


def page(port: int) -> str:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=5) as answer:
            return str(answer.read().decode())
    except OSError:
        return ""


def until(reached: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.1)


def descendants(process: subprocess.Popen[str]) -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


def waiting_entries(installation: Installation) -> int:
    chain = next(check for check in installation.ask("doctor")["checks"] if check["check"] == "audit chain")
    return len(chain["problems"])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_pages_and_worker(installation, serving, port, number):
    process = serving("serve", "--with-worker")
    children = descendants(process)
    assert "<form" in page(port)
    assert set(list_running(installation.home)) >= {"run", "web"}
    process.send_signal(number)
    assert process.wait(30) == 0
    assert [child for child in children if child.is_running()] == []
    assert list_running(installation.home) == {}
    assert page(port) == ""


def test_the_worker_seals_within_seconds(installation, serving):
    serving("serve", "--with-worker")
    installation.call("users", "add", f"u{time.monotonic_ns()}", "--name", "甲某", "--role", "data")
    until(lambda: unsealed(installation) == 0, 30)


def unsealed(installation: Installation) -> int:
    import psycopg

    with psycopg.connect(embedded.connection_of(installation.home).dsn("app")) as connection:
        return int(connection.execute("SELECT count(*) FROM shared_auditwaiting").fetchone()[0])


def test_a_second_server_is_refused_with_what_to_do(installation, serving, port):
    serving("serve")
    assert "--port" in installation.call("serve", "--port", str(port), code=3)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = str(probe.getsockname()[1])
    assert "lianfang down" in installation.call("serve", "--port", free, code=3)


def test_down_ends_what_lost_its_minder(installation, serving, port):
    process = serving("serve", "--with-worker")
    children = descendants(process)
    os.kill(process.pid, signal.SIGKILL)
    process.wait(10)
    assert page(port)  # the pages live on, nobody minds them
    held = installation.ask("down")
    assert "web" in held["stopped"]
    until(lambda: not [child for child in children if child.is_running()], 20)
    assert not embedded.is_running(installation.home)


def test_when_the_pages_die_the_worker_ends_too(installation, serving):
    process = serving("serve", "--with-worker")
    children = descendants(process)
    os.kill(list_running(installation.home)["web"], signal.SIGKILL)
    assert process.wait(40) != 0
    until(lambda: not [child for child in children if child.is_running()], 20)


def test_run_serves_an_empty_county_and_stops_its_database(installation, serving, port):
    process = serving("run", "--county", "141123")
    assert "<form" in page(port)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert f"http://127.0.0.1:{port}/" in out
    assert "Sample logins" not in out
    assert not embedded.is_running(installation.home)


def test_the_answer_of_a_machine_is_json(installation):
    assert json.loads(installation.call("users", "list", "--json")) is not None
