"""`lianfang policy decide`: a decision for each line of facts, in order; what cannot be decided is answered too."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from typing import BinaryIO

import click

from lianfang.cli.console import MISUSED, WANTING, Console, Refusal, with_console
from lianfang.cli.policy_books import find_file, one_book
from lianfang.cli.speech import _
from lianfang.core.policy import Answers, FactsWrong, PolicyBook, decide, explain, read_facts
from lianfang.core.policy.fact_lines import LONGEST
from lianfang.core.wording import msgid, phrase

BLOCK = 262_144
"""Bytes read at a time; what has come is answered at once, so that a caller may wait for each answer."""
LONGEST_LINE = 4 * LONGEST
NAMED = 10
"""So many faulty lines are named by number; the others are counted."""

_NOT_TEXT = phrase(msgid("the line is not UTF-8 text"))
_UTF8 = phrase(msgid("text saved as UTF-8"))


@click.command("decide")
@click.option(
    "--facts", "source", metavar="FILE", required=True, help="One JSON object a line; - for the input."
)
@click.option("--order", "orders", metavar="FILE", multiple=True, help="A policy file that holds besides.")
@with_console
def decide_(console: Console, source: str, orders: tuple[str, ...]) -> None:
    """Decide for each line of facts: id, category, anchor, found and area; exit 1 if a line could not be decided."""
    book = one_book(orders)
    work = _Work(book, as_json=console.as_json)
    with _open(source) as stream:
        for answered in work.run(stream):
            _write(answered)
    work.tell()
    if work.wrong:
        raise click.exceptions.Exit(WANTING)


def _write(answered: bytes) -> None:
    try:
        sys.stdout.buffer.write(answered)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise  # the reader has had enough, which click passes over in silence
    except OSError as fault:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - nothing is flushed at the end
        told = _("The answers cannot be written (%s).") % fault.strerror
        raise Refusal(told, _("Make room and run it again; it changes nothing.")) from fault


def _open(source: str) -> BinaryIO:
    if source == "-":
        return sys.stdin.buffer
    try:
        return find_file(source).open("rb")
    except OSError as fault:
        raise Refusal(_("%s cannot be read.") % source, _("Check the path."), MISUSED) from fault


class _Work:
    """One run over lines of facts; remembers which lines were wrong."""

    def __init__(self, book: PolicyBook, *, as_json: bool) -> None:
        self.lines = 0
        self.wrong = 0
        self._named: list[int] = []
        self._book = book
        self._answers = Answers(book, _)
        self._answer: Callable[[str], str] = self._answers.answer if as_json else self._sentence
        self._refuse = self._answers.refuse if as_json else self._complaint

    def run(self, stream: BinaryIO) -> Iterator[bytes]:
        """Give the answers to what has come, a block at a time."""
        for block in _blocks(stream):
            told = [answer for line in block if (answer := self._of(line))]
            if told:
                told.append("")
                yield "\n".join(told).encode()

    def _of(self, line: bytes) -> str:
        self.lines += 1
        try:
            text = line.decode("utf-8-sig" if self.lines == 1 else "utf-8").strip()
            return self._answer(text) if text else ""
        except FactsWrong as fault:
            wrong = fault
        except UnicodeDecodeError:
            wrong = FactsWrong(_NOT_TEXT, _UTF8)
        self.wrong += 1
        if len(self._named) < NAMED:
            self._named.append(self.lines)
        return self._refuse(self.lines, wrong)

    def _sentence(self, text: str) -> str:
        name, facts, _unread = read_facts(text)
        return f"{name}: {explain(decide(self._book, facts, facts.found), _)}"

    def _complaint(self, number: int, fault: FactsWrong) -> str:
        told = {"line": number, "error": fault.what.said(_), "remedy": fault.wanted.said(_)}
        return _("line %(line)s: %(error)s; wanted: %(remedy)s") % told

    def tell(self) -> None:
        """Say to standard error what did not go smoothly, so that nothing is lost unnoticed."""
        if self.wrong:
            named = ", ".join(map(str, self._named)) + (" …" if self.wrong > len(self._named) else "")
            told = {"wrong": self.wrong, "lines": self.lines, "named": named}
            click.echo(_("%(wrong)s of %(lines)s lines could not be decided: %(named)s") % told, err=True)
        for key, count in self._answers.unread.items():
            click.echo(
                _("The key '%(key)s' was not read (%(count)s lines).") % {"key": key, "count": count},
                err=True,
            )


def _blocks(stream: BinaryIO) -> Iterator[list[bytes]]:
    """Read lines as they come; of a line that is far too long only the beginning is kept."""
    rest = b""
    while block := _read(stream):
        *lines, rest = (rest + block).split(b"\n")
        rest = rest[:LONGEST_LINE]
        if lines:
            yield lines
    if rest:
        yield [rest]


def _read(stream: BinaryIO) -> bytes:
    """Read what has come, and wait only where nothing has."""
    read1: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
    return read1(BLOCK)
