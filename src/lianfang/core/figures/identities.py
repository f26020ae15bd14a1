"""What must add up: equations between figures as data, checked before a report may be signed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Identity:
    """whole = sum of plus - sum of minus, each a path; a split stands for the sum over its keys."""

    whole: str
    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()


@dataclass(frozen=True)
class Breach:
    """An identity that does not hold: `expected` is what the right side makes."""

    identity: Identity
    value: int
    expected: int

    @property
    def difference(self) -> int:
        """By how much the right side is over (or, negative, short)."""
        return self.expected - self.value


def reconcile(values: Mapping[str, Any], identities: Iterable[Identity]) -> list[Breach]:
    """List the identities that a nested report breaks; an empty list lets it be signed.

    Raises KeyError when the report lacks a path.
    """
    breaches = []
    for identity in identities:
        value = total(values, identity.whole)
        expected = sum(total(values, path) for path in identity.plus)
        expected -= sum(total(values, path) for path in identity.minus)
        if value != expected:
            breaches.append(Breach(identity, value, expected))
    return breaches


def total(values: Mapping[str, Any], path: str) -> int:
    """Read one path of a nested report; a split gives the sum over its keys."""
    branch: Any = values
    for step in path.split("."):
        branch = branch[step]
    return sum(branch.values()) if isinstance(branch, Mapping) else int(branch)
