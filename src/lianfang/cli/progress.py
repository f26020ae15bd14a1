"""Progress in the terminal: a bar where the end is known, a count where it is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console as Terminal
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from lianfang.cli.console import Console


@contextmanager
def counting(console: Console, words: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Show how much is done on standard error; give a function to call with each further amount."""
    columns = [SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()]
    terminal = Terminal(stderr=True)
    hidden = console.as_json or not terminal.is_terminal
    with Progress(*columns, TimeElapsedColumn(), console=terminal, disable=hidden) as bar:
        task = bar.add_task(words, total=total)
        yield lambda amount: bar.advance(task, amount)
