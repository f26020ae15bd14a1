"""Processes that live together, are found, and end together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from lianfang.cli import duties
from lianfang.cli.duties import AlreadyRunning, Together, holding, list_running, stop_running

HOLD = """
import sys, signal, time
from pathlib import Path
from lianfang.cli.duties import holding
if sys.argv[3] == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
with holding(Path(sys.argv[1]), sys.argv[2]):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def hold(tmp_path):
    """Start processes that hold a duty's lock."""
    started: list[subprocess.Popen[str]] = []

    def start(name: str, manner: str = "polite") -> subprocess.Popen[str]:
        command = [sys.executable, "-c", HOLD, str(tmp_path), name, manner]
        environment = {**os.environ, "PYTHONPATH": "src"}
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env=environment, start_new_session=True
        )
        started.append(process)
        assert process.stdout.readline() == "held\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_a_duty_is_held_once(tmp_path):
    with holding(tmp_path, "web"):
        with pytest.raises(AlreadyRunning, match=str(os.getpid())), holding(tmp_path, "web"):
            pass
        with holding(tmp_path, "worker"):
            assert set(list_running(tmp_path)) == {"web", "worker"}
    with holding(tmp_path, "web"):
        pass
    assert list_running(tmp_path) == {}


def test_a_home_nobody_used_has_no_duties(tmp_path):
    assert list_running(tmp_path / "none") == {}
    assert stop_running(tmp_path / "none") == []


def test_the_one_that_minds_the_others_is_told_first(tmp_path, hold):
    processes = {name: hold(name) for name in ("web", "run", "worker-1")}
    running = list_running(tmp_path)
    assert next(iter(running)) == "run"
    assert running == {name: process.pid for name, process in processes.items()}


def test_running_duties_are_stopped(tmp_path, hold):
    processes = [hold("web"), hold("run")]
    assert set(stop_running(tmp_path)) == {"web", "run"}
    assert [process.wait(10) for process in processes] == [-signal.SIGTERM] * 2
    assert list_running(tmp_path) == {}


def test_one_that_does_not_listen_is_ended_by_force(tmp_path, hold):
    process = hold("web", "stubborn")
    assert stop_running(tmp_path, seconds=0.3) == ["web"]
    assert process.wait(10) == -signal.SIGKILL


def test_a_killed_duty_leaves_no_trace_that_counts(tmp_path, hold):
    process = hold("web")
    process.kill()
    process.wait()
    assert (tmp_path / duties.LOCKS / "web").read_text() == str(process.pid)
    assert list_running(tmp_path) == {}


@pytest.fixture
def modules(tmp_path, monkeypatch):
    """Modules that sleep, end, or do not listen."""
    (tmp_path / "sleeps.py").write_text("import time\ntime.sleep(60)\n")
    (tmp_path / "ends.py").write_text("import sys\nsys.exit(int(sys.argv[1]))\n")
    stubborn = "import signal, time, pathlib, sys\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    (tmp_path / "stubborn.py").write_text(f"{stubborn}pathlib.Path(sys.argv[1]).touch()\ntime.sleep(60)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(("code", "answer"), [(0, 1), (3, 3)])
def test_the_first_that_ends_ends_all(modules, code, answer):
    together = Together()
    with together.ending():
        together.start(["sleeps"])
        together.start(["ends", str(code)])
        assert together.wait() == answer
    assert [child.returncode for child in together.children] == [-signal.SIGTERM, code]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_all_cleanly(modules, number):
    together, before = Together(), signal.getsignal(number)
    with together.minding_signals(), together.ending():
        together.start(["sleeps"])
        threading.Timer(0.3, os.kill, (os.getpid(), number)).start()
        assert together.wait() == 0
    assert together.children[0].returncode == -signal.SIGTERM
    assert signal.getsignal(number) is before


def test_a_child_that_does_not_listen_is_ended_by_force(modules, monkeypatch):
    monkeypatch.setattr(duties, "STOP_SECONDS", 0.3)
    together, ready = Together(), modules / "ready"
    with together.ending():
        together.start(["stubborn", str(ready)])
        wait_for(ready)
    assert together.children[0].returncode == -signal.SIGKILL


def test_a_step_is_waited_for_and_its_code_returned(modules):
    together = Together()
    together.start(["ends", "5"])
    assert together.wait_for_last() == 5
    assert together.children == []


def test_a_step_ends_with_a_signal(modules):
    together = Together(told_to_stop=True)
    together.start(["sleeps"])
    assert together.wait_for_last() == -signal.SIGTERM


def wait_for(path: Path, seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < until
        time.sleep(0.02)


LEADER = """
import os, sys, time
from pathlib import Path
from lianfang.cli.duties import holding
with holding(Path(sys.argv[1]), "web"):
    if os.fork() == 0:
        time.sleep(60)
        os._exit(0)
    print("held", flush=True)
    time.sleep(60)
"""


def test_children_of_a_killed_duty_are_ended_with_their_group(tmp_path):
    """A server's main process may be killed; its worker still holds the port and the lock."""
    leader = subprocess.Popen(
        [sys.executable, "-c", LEADER, str(tmp_path)],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": "src"}, start_new_session=True,
    )  # fmt: skip
    assert leader.stdout.readline() == "held\n"
    leader.kill()
    leader.wait()
    assert list_running(tmp_path) == {"web": leader.pid}
    assert stop_running(tmp_path, seconds=5) == ["web"]
    assert list_running(tmp_path) == {}
    leader.communicate(timeout=10)  # nobody holds the pipe any more
