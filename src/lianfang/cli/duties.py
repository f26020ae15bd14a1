"""Processes of an installation: each holds a lock while it lives, so that `down` finds it."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

LOCKS = "processes"
STOP_SECONDS = 20
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class AlreadyRunning(Exception):
    """A process of this name works on this home already; its number is the argument."""


@contextmanager
def holding(home: Path, name: str) -> Iterator[None]:
    """Hold the lock of a duty ("web", "worker", "run"); raises AlreadyRunning."""
    folder = home / LOCKS
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / name).open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(_noted(folder / name)) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def list_running(home: Path) -> dict[str, int]:
    """List the duties whose locks are held, with the numbers of their processes; "run" comes first."""
    found = {}
    folder = home / LOCKS
    for path in sorted(folder.iterdir() if folder.is_dir() else (), key=lambda path: path.name != "run"):
        if _is_held(path) and (pid := _noted(path)):
            found[path.name] = pid
    return found


def stop_running(home: Path, *, seconds: float = STOP_SECONDS) -> list[str]:
    """Ask every running duty to end, end by force those that do not, and name those that ran."""
    running = list_running(home)
    for name, pid in running.items():
        path = home / LOCKS / name
        if not _ask_to_end(pid) or not _await_release(path, seconds):
            _force_to_end(pid)
            _await_release(path, seconds)
    return list(running)


def _is_held(path: Path) -> bool:
    with path.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _noted(path: Path) -> int:
    text = path.read_text()
    return int(text) if text.isdigit() else 0


def _ask_to_end(pid: int) -> bool:
    """Ask a process to end; tell whether it was there to be asked."""
    try:
        os.kill(pid, signal.SIGTERM)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _force_to_end(pid: int) -> None:
    """End a process, and whoever is left of the group it led: it may have died before its children."""
    for end in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            end(pid, signal.SIGKILL)


def _await_release(path: Path, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while _is_held(path):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


@dataclass
class Together:
    """Processes that live and end together: one that ends, or a signal, ends all of them.

    Each child leads a session of its own, so that Ctrl-C reaches only this process, which ends
    the children in reverse order.
    """

    children: list[subprocess.Popen[bytes]] = field(default_factory=list)
    told_to_stop: bool = False

    def start(self, arguments: Sequence[str], environment: dict[str, str] | None = None) -> None:
        """Start a module of this program beside the others."""
        command = [sys.executable, "-m", *arguments]
        given = {**os.environ, **(environment or {})}
        self.children.append(subprocess.Popen(command, env=given, start_new_session=True))  # noqa: S603

    def wait(self) -> int:
        """Wait for a signal (answer 0) or for the first child that ends (answer its code, or 1)."""
        while not self.told_to_stop:
            for child in self.children:
                code = child.poll()
                if code is not None:
                    return code or 1
            time.sleep(0.1)
        return 0

    def wait_for_last(self) -> int:
        """Wait until the child started last has ended, ending it on a signal; return its code."""
        child = self.children.pop()
        while child.poll() is None:
            if self.told_to_stop:
                child.terminate()
                return child.wait()
            time.sleep(0.05)
        return child.returncode

    @contextmanager
    def ending(self) -> Iterator[None]:
        """End the children afterwards, the last one started first; by force after 20 seconds."""
        try:
            yield
        finally:
            for child in reversed(self.children):
                _end(child)

    @contextmanager
    def minding_signals(self) -> Iterator[None]:
        """Take Ctrl-C, a closed terminal and a polite end as the wish to stop."""

        def note(_number: int, _frame: FrameType | None) -> None:
            self.told_to_stop = True

        before = {number: signal.signal(number, note) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _end(child: subprocess.Popen[bytes]) -> None:
    """End a child politely, then by force whatever it left behind."""
    if child.poll() is None:
        child.terminate()
        with suppress(subprocess.TimeoutExpired):
            child.wait(STOP_SECONDS)
    _force_to_end(child.pid)
    child.wait()
