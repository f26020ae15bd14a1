"""A prefix tree over names: which of many names start at a position of a text."""

from typing import Any, Generic, TypeVar

T = TypeVar("T")
_NOTHING = "\n"  # never a character of a name
_HERE = ""  # the key under which a node keeps what the name ending there stands for


class Trie(Generic[T]):
    """Names with what they stand for; several things may bear one name."""

    __slots__ = ("_root",)

    def __init__(self) -> None:
        self._root: dict[str, Any] = {}

    def add(self, name: str, meaning: T) -> None:
        """Enter one meaning of a name; the same meaning twice counts once."""
        node = self._root
        for character in name:
            node = node.setdefault(character, {})
        held: tuple[T, ...] = node.get(_HERE, ())
        if meaning not in held:
            node[_HERE] = (*held, meaning)

    @property
    def initials(self) -> frozenset[str]:
        """The characters names begin with; at all others nothing needs to be looked for."""
        return frozenset(self._root)

    def get(self, name: str) -> tuple[T, ...]:
        """All meanings of exactly this name, none when it is not entered."""
        found = self.matches(name, 0)
        return found[-1][1] if found and found[-1][0] == len(name) else ()

    def matches(self, text: str, start: int) -> list[tuple[int, tuple[T, ...]]]:
        """The names that start at `start`, shortest first, each as its end and its meanings."""
        found: list[tuple[int, tuple[T, ...]]] = []
        node: dict[str, Any] | None = self._root.get(text[start]) if start < len(text) else None
        end = start + 1
        while node is not None:
            if _HERE in node:
                found.append((end, node[_HERE]))
            node = node.get(text[end : end + 1] or _NOTHING)
            end += 1
        return found
