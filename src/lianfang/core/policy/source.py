"""Policy documents as parsed, each value with its line, and the errors that name them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import TypeAlias

from lianfang.core.policy.model import Mark
from lianfang.core.timeline import SHANGHAI

Plain: TypeAlias = "str | float | bool | list[Marked] | dict[str, Marked] | None"


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

    def __init__(self, file: str, line: int, what: str, wanted: str) -> None:
        super().__init__(f"{file}, line {line}: {what}; wanted: {wanted}")
        self.file = file
        self.line = line
        self.what = what
        self.wanted = wanted


class Table:
    """A mapping in a policy file, read key by key; `close` refuses whatever nobody asked for."""

    def __init__(self, file: str, node: Marked, what: str) -> None:
        if not isinstance(node.value, dict):
            raise PolicyError(file, node.line, f"{what} is {shown(node)}", "a mapping of key: value")
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

    def node(self, key: str, wanted: str) -> Marked:
        """Give the marked value of a key that must be there."""
        if not self.has(key):
            raise PolicyError(self.file, self.line, f"{self.what} has no {key!r}", wanted)
        return self._content[key]

    def refuse(self, node: Marked, key: str, wanted: str) -> PolicyError:
        """Make the error for a key whose value is not what was wanted."""
        return PolicyError(self.file, node.line, f"{key!r} of {self.what} is {shown(node)}", wanted)

    def text(self, key: str, default: str | None = None, *, among: Mapping[str, str] | None = None) -> str:
        """Read text, not empty unless by default; with `among`, one of its keys, given as its value."""
        wanted = "text" if among is None else f"one of {', '.join(among)}"
        if default is not None and not self.has(key):
            return default
        node = self.node(key, wanted)
        if not isinstance(node.value, str) or not node.value.strip():
            raise self.refuse(node, key, wanted)
        if among is None:
            return node.value
        if node.value not in among:
            raise self.refuse(node, key, wanted + _hint(node.value, among))
        return among[node.value]

    def whole(self, key: str, default: int | None = None, *, least: int = 0) -> int:
        """Read a whole number, `least` or more."""
        if default is not None and not self.has(key):
            return default
        node = self.node(key, f"a whole number, {least} or more")
        if isinstance(node.value, bool) or not isinstance(node.value, int) or node.value < least:
            raise self.refuse(node, key, f"a whole number, {least} or more")
        return node.value

    def flag(self, key: str) -> bool:
        """Read true or false; false when it is not written."""
        if not self.has(key):
            return False
        node = self._content[key]
        if not isinstance(node.value, bool):
            raise self.refuse(node, key, "true or false")
        return node.value

    def items(self, key: str, wanted: str) -> list[Marked]:
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
                raise self.refuse(item, key, "text, or a list of texts")
        return tuple(str(item.value) for item in listed)

    def day(self, key: str) -> date | None:
        """Read a date such as 2021-05-11; None when it is not written."""
        if not self.has(key):
            return None
        node = self._content[key]
        try:
            return date.fromisoformat(str(node.value))
        except ValueError:
            raise self.refuse(node, key, "a date such as 2021-05-11") from None

    def instant(self, key: str) -> datetime:
        """Read an instant: a date means its midnight in Shanghai, a time without offset Shanghai time."""
        wanted = "a date such as 2021-05-11, or a time such as 2021-05-11 18:00"
        node = self.node(key, wanted)
        try:
            read = datetime.fromisoformat(str(node.value))
        except ValueError:
            raise self.refuse(node, key, wanted) from None
        return read if read.tzinfo else read.replace(tzinfo=SHANGHAI)

    def close(self) -> None:
        """Refuse keys that nobody asked for: a misspelt key would silently change the law."""
        for key, node in self._content.items():
            if key not in self._asked:
                known = dict.fromkeys(self._asked)
                wanted = f"one of {', '.join(known)}" + _hint(key, known)
                raise PolicyError(self.file, node.line, f"{self.what} has the unknown key {key!r}", wanted)


def shown(node: Marked) -> str:
    """Show a value in an error as the writer of the file knows it."""
    if isinstance(node.value, dict):
        return "a mapping"
    if isinstance(node.value, list):
        return "a list"
    if node.value is None or node.value == "":
        return "empty"
    return repr(node.value)


def _hint(word: str, known: Mapping[str, object]) -> str:
    close = get_close_matches(word, [str(key) for key in known], n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""
