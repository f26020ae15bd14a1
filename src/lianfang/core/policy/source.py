"""Policy documents as parsed, each value with its line, and the errors that name them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import TypeAlias

from lianfang.core.policy.model import Mark
from lianfang.core.timeline import SHANGHAI
from lianfang.core.wording import Phrase, Translate, msgid, phrase

Plain: TypeAlias = "str | float | bool | list[Marked] | dict[str, Marked] | None"

ERROR = msgid("%(file)s, line %(line)s: %(what)s; wanted: %(wanted)s")
TEXT = phrase(msgid("text"))
TEXTS = phrase(msgid("text, or a list of texts"))
TRUTH = phrase(msgid("true or false"))
A_DAY = phrase(msgid("a date such as 2021-05-11"))
AN_INSTANT = phrase(msgid("a date such as 2021-05-11, or a time such as 2021-05-11 18:00"))
MOST = 1_000_000
"""The largest number a policy file may hold: as days it still ends in a year that there is."""
ONE_OF = msgid("one of %(known)s")
ONE_OF_LIKE = msgid("one of %(known)s (did you mean '%(close)s'?)")


@dataclass(frozen=True, slots=True)
class Marked:
    """A parsed value and the line it stands on; mappings and lists hold marked values. Dates stay text."""

    value: Plain
    line: int


@dataclass(frozen=True, slots=True)
class Document:
    """One policy file: its name, relative to the policy folder and with forward slashes, and its content."""

    file: str
    root: Marked


class PolicyError(Exception):
    """A policy file that cannot be applied: where, what is wrong, and what was wanted."""

    def __init__(self, file: str, line: int, what: Phrase, wanted: Phrase) -> None:
        self.file = file
        self.line = line
        self.what = what
        self.wanted = wanted
        super().__init__(self.said(str))

    def said(self, translate: Translate) -> str:
        """Say it in one line, in the language of `translate`."""
        told = {"file": self.file, "line": self.line, "what": self.what, "wanted": self.wanted}
        return phrase(ERROR, **told).said(translate)


class Table:
    """A mapping in a policy file, read key by key; `close` refuses whatever nobody asked for."""

    def __init__(self, file: str, node: Marked, what: Phrase) -> None:
        if not isinstance(node.value, dict):
            told = phrase(msgid("%(what)s is %(shown)s"), what=what, shown=shown(node))
            raise PolicyError(file, node.line, told, phrase(msgid("a mapping of key: value")))
        self.file = file
        self.line = node.line
        self.what = what
        self._content = node.value
        self._asked: list[str] = []

    @property
    def mark(self) -> Mark:
        """Say where this mapping stands."""
        return Mark(self.file, self.line)

    def has(self, key: str) -> bool:
        """Say whether a key is written, whatever its value."""
        self._asked.append(key)
        return key in self._content

    def node(self, key: str, wanted: Phrase) -> Marked:
        """Give the marked value of a key that must be there."""
        if not self.has(key):
            raise self.error(phrase(msgid("%(what)s has no '%(key)s'"), what=self.what, key=key), wanted)
        return self._content[key]

    def error(self, what: Phrase, wanted: Phrase) -> PolicyError:
        """Make an error about this mapping as a whole."""
        return PolicyError(self.file, self.line, what, wanted)

    def refuse(self, node: Marked, key: str, wanted: Phrase) -> PolicyError:
        """Make the error for a key whose value is not what was wanted."""
        told = phrase(msgid("'%(key)s' of %(what)s is %(shown)s"), key=key, what=self.what, shown=shown(node))
        return PolicyError(self.file, node.line, told, wanted)

    def text(self, key: str, default: str | None = None, *, among: Mapping[str, str] | None = None) -> str:
        """Read text, not empty unless by default; with `among`, one of its keys, given as its value."""
        wanted = TEXT if among is None else one_of(among)
        if default is not None and not self.has(key):
            return default
        node = self.node(key, wanted)
        if not isinstance(node.value, str) or not node.value.strip():
            raise self.refuse(node, key, wanted)
        if among is None:
            return node.value
        if node.value not in among:
            raise self.refuse(node, key, one_of(among, node.value))
        return among[node.value]

    def whole(self, key: str, default: int | None = None, *, least: int = 0, most: int = MOST) -> int:
        """Read a whole number, `least` or more; above `most` it is a slip of the hand."""
        wanted = phrase(msgid("a whole number, %(least)s or more"), least=least)
        if default is not None and not self.has(key):
            return default
        node = self.node(key, wanted)
        if isinstance(node.value, bool) or not isinstance(node.value, int) or node.value < least:
            raise self.refuse(node, key, wanted)
        if node.value > most:
            raise self.refuse(node, key, phrase(msgid("a whole number, %(most)s or less"), most=most))
        return node.value

    def flag(self, key: str) -> bool:
        """Read true or false; false when it is not written."""
        if not self.has(key):
            return False
        node = self._content[key]
        if not isinstance(node.value, bool):
            raise self.refuse(node, key, TRUTH)
        return node.value

    def items(self, key: str, wanted: Phrase) -> list[Marked]:
        """Read a list."""
        node = self.node(key, wanted)
        if not isinstance(node.value, list):
            raise self.refuse(node, key, wanted)
        return node.value

    def texts(self, key: str) -> tuple[str, ...]:
        """Read one text or a list of texts; empty when it is not written."""
        if not self.has(key):
            return ()
        node = self._content[key]
        listed = node.value if isinstance(node.value, list) else [node]
        for item in listed:
            if not isinstance(item.value, str) or not item.value:
                raise self.refuse(item, key, TEXTS)
        return tuple(str(item.value) for item in listed)

    def day(self, key: str) -> date | None:
        """Read a date such as 2021-05-11; None when it is not written."""
        if not self.has(key):
            return None
        node = self._content[key]
        try:
            return date.fromisoformat(str(node.value))
        except ValueError:
            raise self.refuse(node, key, A_DAY) from None

    def instant(self, key: str) -> datetime:
        """Read an instant: a date means its midnight in Shanghai, a time without offset Shanghai time."""
        node = self.node(key, AN_INSTANT)
        try:
            read = datetime.fromisoformat(str(node.value))
        except ValueError:
            raise self.refuse(node, key, AN_INSTANT) from None
        return read if read.tzinfo else read.replace(tzinfo=SHANGHAI)

    def close(self) -> None:
        """Refuse keys that nobody asked for: a misspelt key would silently change the law."""
        for key, node in self._content.items():
            if key not in self._asked:
                told = phrase(msgid("%(what)s has the unknown key '%(key)s'"), what=self.what, key=key)
                raise PolicyError(self.file, node.line, told, one_of(dict.fromkeys(self._asked), key))


def at_mark(mark: Mark) -> Phrase:
    """Say where something stands."""
    return phrase(msgid("%(file)s, line %(line)s"), file=mark.file, line=mark.line)


def one_of(known: Iterable[str], word: str = "") -> Phrase:
    """Say that one of the known words was wanted, and which of them resembles the one that was written."""
    listed = tuple(str(key) for key in known)
    close = get_close_matches(word, listed, n=1) if word else []  # slow: only where a word is wrong
    if close:
        return phrase(ONE_OF_LIKE, known=listed, close=close[0])
    return phrase(ONE_OF, known=listed)


def shown(node: Marked) -> Phrase | str:
    """Show a value in an error as the writer of the file knows it."""
    if isinstance(node.value, dict):
        return phrase(msgid("a mapping"))
    if isinstance(node.value, list):
        return phrase(msgid("a list"))
    if node.value is None or node.value == "":
        return phrase(msgid("empty"))
    if isinstance(node.value, bool):
        return "true" if node.value else "false"
    return f"'{node.value}'" if isinstance(node.value, str) else str(node.value)
