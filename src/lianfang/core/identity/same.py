"""Who is the same person: for certain, and otherwise with what score and for what reasons."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

from lianfang.core.identity.phones import is_mobile
from lianfang.core.identity.sex import Sex


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of a person to compare by: the canonical valid number or None, all valid phones."""

    name_key: str
    number: str | None = None
    phones: frozenset[str] = field(default_factory=frozenset)
    born: date | None = None
    sex: Sex | None = None
    address: str = ""
    pinyin: str = ""


class Suggestion(StrEnum):
    """The answer proposed for a pair in the queue of doubtful pairs."""

    MERGE = "merge"
    SEPARATE = "separate"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Score:
    """How much speaks for one person: 0 to 1, with the codes and weights that made it."""

    value: float
    reasons: tuple[tuple[str, float], ...]
    suggestion: Suggestion


QUEUE_FROM: Final = 0.5
"""Pairs of at least this value are shown to people."""

MERGE_FROM: Final = 0.75
"""From here on the queue proposes to merge."""

_WEIGHT: Final = {
    "name_equal": 0.40,
    "name_same_sound": 0.25,
    "name_one_character": 0.15,
    "name_differs": -0.20,
    "mobile_shared": 0.30,
    "landline_shared": 0.10,
    "born_equal": 0.30,
    "born_differs": -0.30,
    "address_equal": 0.15,
    "address_close": 0.10,
    "sex_differs": -0.05,
    "numbers_differ": -0.60,
}
_CLOSE_ADDRESS: Final = 0.75


def same_for_certain(a: Identity, b: Identity) -> bool:
    """Decide whether two are the same person beyond doubt.

    Equal valid numbers are certain, whatever the names. Two different valid numbers never join. Where not both
    have a valid number, equal names and a common mobile are certain; a shared phone alone is no evidence
    (issue A, lists).
    """
    if a.number and b.number:
        return a.number == b.number
    if not a.name_key or a.name_key != b.name_key:
        return False
    return any(is_mobile(phone) for phone in a.phones & b.phones)


def score(a: Identity, b: Identity) -> Score:
    """Weigh name, pinyin, birth date, phones and address of two people, each with its reason."""
    if same_for_certain(a, b):
        certain = "number_equal" if a.number and b.number else "name_and_mobile_equal"
        return Score(1.0, ((certain, 1.0),), Suggestion.MERGE)
    reasons = tuple((code, _WEIGHT[code]) for code in _list_reasons(a, b))
    value = round(min(1.0, max(0.0, sum(weight for _, weight in reasons))), 2)
    return Score(value, reasons, _suggest(value, conflict=bool(a.number and b.number)))


def _suggest(value: float, *, conflict: bool) -> Suggestion:
    if conflict or value < QUEUE_FROM:
        return Suggestion.SEPARATE
    return Suggestion.MERGE if value >= MERGE_FROM else Suggestion.ASK


def _list_reasons(a: Identity, b: Identity) -> Iterator[str]:
    if a.number and b.number:
        yield "numbers_differ"
    if name := _compare_names(a, b):
        yield name
    shared = a.phones & b.phones
    if shared:
        yield "mobile_shared" if any(is_mobile(phone) for phone in shared) else "landline_shared"
    if a.born and b.born:
        yield "born_equal" if a.born == b.born else "born_differs"
    if address := _compare_addresses(a.address, b.address):
        yield address
    if a.sex and b.sex and a.sex is not b.sex:
        yield "sex_differs"


def _compare_names(a: Identity, b: Identity) -> str:
    if not a.name_key or not b.name_key:
        return ""
    if a.name_key == b.name_key:
        return "name_equal"
    if a.pinyin and a.pinyin == b.pinyin:
        return "name_same_sound"
    unlike = sum(one != other for one, other in zip(a.name_key, b.name_key, strict=False))
    longest = max(len(a.name_key), len(b.name_key))
    if longest > 2 and unlike + abs(len(a.name_key) - len(b.name_key)) == 1:
        return "name_one_character"
    return "name_differs"


def _compare_addresses(a: str, b: str) -> str:
    if not a or not b:
        return ""
    if a == b:
        return "address_equal"
    shorter, longer = sorted((a, b), key=len)
    close = longer.endswith(shorter) or SequenceMatcher(None, a, b, autojunk=False).ratio() >= _CLOSE_ADDRESS
    return "address_close" if close else ""
