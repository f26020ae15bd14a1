"""Desks beside the test: each a real process with a database connection of its own, forked from one that is set up.

What a desk does is a function that pickle finds by its name. It begins when it is let go, stops where it calls
`stop`, and what it returns is the last thing it says.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable
from multiprocessing import forkserver, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

import django
from django.apps import apps

PATIENCE = 120  # seconds, after which something waits for ever
FORKED_FROM = 0
_test: Connection | None = None


class DeskFailed(AssertionError):
    """A desk did not come up, fell silent or ended otherwise than well; with what it wrote to stderr."""


def _get_ready() -> int:
    """Set the product up and read its rooms, its law and its words once; return this process's number."""
    django.setup()
    from django.urls import get_resolver
    from django.utils.translation import gettext

    from lianfang.config.policy_files import get_policy_book

    assert get_resolver().url_patterns and get_policy_book() and gettext("Today")
    gc.collect()
    gc.freeze()  # what all share is not copied for the collector's marks
    return os.getpid()


if not apps.ready:  # the process that desks are forked from: the tests' own was set up before it read this
    FORKED_FROM = _get_ready()


def say(words: object) -> None:
    """Tell the test something; called at a desk."""
    assert _test is not None
    _test.send(words)


def stop(words: object) -> None:
    """Tell the test something and wait until it lets this desk go on; called at a desk."""
    say(words)
    assert _test is not None
    _test.recv()


def _sit_down(test: Connection, errors: Path, settings: dict[str, Any], environment: dict[str, str]) -> None:
    """Make the forked process a desk at the test's own database."""
    global _test
    with errors.open("ab") as file:
        os.dup2(file.fileno(), 2)
    assert os.getppid() == FORKED_FROM, "nothing was set up before the fork"
    assert threading.active_count() == 1
    changed = {name for name, _ in environment.items() ^ os.environ.items() if name.startswith("LIANFANG_")}
    assert not changed, f"read before these were set: {sorted(changed)}"
    from django.db import connections

    assert not [made for made in connections.all(initialized_only=True) if made.connection]
    connections["default"].settings_dict.update(settings)
    _test = test


def _get_server() -> ForkServerContext:
    """Return the context whose processes are forked from one that is ready; it ends with this process."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    held = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)  # 3.11 does not hand it over by itself
    try:
        forkserver.ensure_running()
    finally:
        os.environ.pop("PYTHONPATH") if held is None else os.environ.update(PYTHONPATH=held)
    return context


def _work(deed: Callable[..., object], given: tuple[object, ...], *place: Any) -> None:
    _sit_down(*place)
    stop("ready")
    say(deed(*given))
    from django.db import connections

    connections.close_all()


class Desk:
    """One process, seen from the test."""

    def __init__(self, errors: Path, deed: Callable[..., object], given: tuple[object, ...]) -> None:
        from django.db import connection

        self._errors = errors
        context = _get_server()
        self._end, there = context.Pipe()
        place = (there, errors, connection.settings_dict, dict(os.environ))
        self._process = context.Process(target=_work, args=(deed, given, *place))
        self._process.start()
        there.close()  # so that a desk that ended is told from one that is busy
        self._is_told = False

    def hear(self) -> Any:
        """Return what it says next; raises DeskFailed where it ended or says nothing for long."""
        try:
            if self._end.poll(PATIENCE):
                return self._end.recv()
        except (EOFError, OSError):
            self._process.join(PATIENCE)
        raise DeskFailed(self._tell())

    def go(self) -> None:
        """Let it go on."""
        self._end.send(None)

    def finish(self) -> None:
        """Wait for its end; raises DeskFailed for any but a good one."""
        self._process.join(PATIENCE)
        if self._process.exitcode != 0:
            raise DeskFailed(self._tell())

    def kill(self) -> None:
        """End it as a power cut would, at once."""
        self._process.kill()
        self._process.join(PATIENCE)
        assert self._process.exitcode == -signal.SIGKILL, self._tell()
        self._is_told = True

    def leave(self) -> str:
        """End it with its test; return what happened where it had ended badly and nobody was told."""
        had_failed = self._process.exitcode not in (None, 0) and not self._is_told
        self._process.kill()
        self._process.join()
        self._end.close()
        self._is_told = True
        return self._tell() if had_failed else ""

    def _tell(self) -> str:
        self._is_told = True
        ended = self._process.exitcode
        what = "does not go on" if ended is None else f"ended with {ended}"
        return f"a desk {what}\n{self._errors.read_text(errors='replace') if self._errors.exists() else ''}"


class Desks:
    """The desks of one test; they end with it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: list[Desk] = []

    def open(self, deed: Callable[..., object], *given: object) -> Desk:
        """Open a desk that is ready to do something, and waits to be let go."""
        desk = Desk(self._folder / f"{len(self._made)}.stderr", deed, given)
        self._made.append(desk)
        said = desk.hear()
        assert said == "ready", said
        return desk

    def close(self) -> None:
        """End them all; raises DeskFailed for one that had ended badly and nobody looked."""
        failed = [told for told in [desk.leave() for desk in self._made] if told]
        if failed:
            raise DeskFailed("\n".join(failed))


def run_together(*desks: Desk) -> Counter[Any]:
    """Let desks go at the same moment; count what came of them, once each has ended well."""
    for desk in desks:
        desk.go()
    ends = Counter(desk.hear() for desk in desks)
    for desk in desks:
        desk.finish()
    return ends
