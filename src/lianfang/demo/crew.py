"""Several processes that do a demo's deeds, each those of its own leads, in the order of time.

Most of a history is many small writes about people who do not meet, so that two cores load it in half the time.
What concerns everybody, a list or the day's results, waits until all that came before is done. Deeds of one lead keep
their order; figures do not ask in which order two people's deeds were written.
"""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lianfang.demo.deeds import Deed

_DONE = "done"


class CrewFailed(RuntimeError):
    """A deed was refused, or a process ended; what it said."""


class Crew:
    """Hands deeds over to processes of its own; use it as a context, which ends them."""

    def __init__(self, size: int | None = None) -> None:
        self._size = size or min(os.cpu_count() or 1, 4)
        self._ends: list[Connection] = []
        self._processes: Sequence[BaseProcess] = ()

    def __enter__(self) -> Crew:
        context = get_context("spawn")
        started = []
        for _ in range(self._size):
            here, there = context.Pipe()
            process = context.Process(target=_work, args=(there,), daemon=True)
            process.start()
            there.close()  # so that a process that ended is told from one that is busy
            self._ends.append(here)
            started.append(process)
        self._processes = started
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        for end in self._ends:
            end.close()
        for process in self._processes:
            process.join()

    def do(self, deed: Deed) -> None:
        """Hand a deed over; raises CrewFailed where the process has ended."""
        self._send(self._ends[deed.lead_id % self._size], deed)

    def settle(self) -> None:
        """Return when everything handed over is done; raises CrewFailed for a deed that was refused."""
        for end in self._ends:
            self._send(end, None)
        for end in self._ends:
            self._hear(end)

    def _send(self, end: Connection, told: Deed | None) -> None:
        try:
            end.send(told)
        except OSError as ended:
            self._hear(end)
            raise CrewFailed("a process of the crew ended") from ended

    @staticmethod
    def _hear(end: Connection) -> None:
        try:
            said = end.recv()
        except (EOFError, OSError) as ended:
            raise CrewFailed("a process of the crew ended") from ended
        if said != _DONE:
            raise CrewFailed(said)


def _work(end: Connection) -> None:
    """Do what is handed over until the other side closes; a failure is told and ends the work."""
    import django

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who leads hears Ctrl-C, and closes
    django.setup()
    from lianfang.demo.deeds import Hands
    from lianfang.demo.haste import wait_for_disk

    wait_for_disk(False)
    hands = Hands()
    while True:
        try:
            deed = end.recv()
        except EOFError:
            return
        try:
            if deed is None:
                end.send(_DONE)
            else:
                hands.do(deed)
        except Exception:
            end.send(traceback.format_exc())
            return
