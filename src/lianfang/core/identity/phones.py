"""Phones read from untidy cells: mobiles and landlines, one or several in a cell (rules §4.2)."""

import re
from typing import Final, NamedTuple

from lianfang.core.identity.cells import (
    EXACT_BELOW,
    MISSING,
    Cell,
    Fault,
    FaultKind,
    cell_text,
    is_missing,
    plain,
)


class Phones(NamedTuple):
    """The valid phones of a cell as bare digits, first named first; a fault only when there is none."""

    valid: tuple[str, ...] = ()
    fault: Fault | None = None


LOST_DIGITS: Final = Fault(FaultKind.INVALID, "lost_digits")
BAD_PHONE: Final = Fault(FaultKind.INVALID, "bad_phone")

_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")
# Area codes: 010, 02x, 03xx to 09xx. With 0 before a mobile (the old long-distance habit) it stays that mobile.
_LANDLINE: Final = re.compile(r"0(?:10|2[0-9]|[3-9][0-9]{2})[0-9]{7,8}")
_PREFIXED: Final = re.compile(r"(?:\+|00)?86|0")
_SCIENTIFIC: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?e\+?[0-9]+", re.I)
_BETWEEN: Final = re.compile(r"[/\\、,，;；|\r\n\t]|或|和|及|&")
# A bracket is a remark unless it may hold digits of the phone or another phone: (0358), (父:154…).
_REMARK: Final = re.compile(
    r"\([^()0-9]*\)|\((?=[^()]*[\u3400-\u9fff])(?:[^()0-9]|[0-9]{1,4}(?![0-9]))*\)"
    r"|\[[^\[\]]*\]|[\u3400-\u9fff]+:?|:"
)
_FORMATTING: Final = re.compile(r"[\s\-—–‐‑−_.。~*★☆'\"`‘’“”=()·]+")
_EXTENSION: Final = re.compile(r"转|分机|ext", re.I)
_FLOAT_TAIL: Final = re.compile(r"(?<=[0-9])\.0+$")


def is_mobile(phone: str) -> bool:
    """Tell whether a canonical phone is a mobile; only mobiles are evidence that two people are one."""
    return phone[0] == "1"


def parse_phones(cell: Cell) -> Phones:
    """Read the phones of a cell; one valid phone among several suffices and all valid ones are kept.

    A mobile is `1[3-9]` and nine digits, a landline 0, an area code and 7 or 8 digits; +86, dashes, spaces,
    words such as 手机 and floats are read through, any other letter makes that phone invalid.
    """
    if isinstance(cell, str):
        if len(cell) == 11 and _MOBILE.fullmatch(cell):
            return Phones((cell,))
        return _parse_text(cell)
    if cell is None:
        return Phones(fault=MISSING)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return Phones(fault=BAD_PHONE)
    if abs(cell) >= EXACT_BELOW:
        return Phones(fault=LOST_DIGITS)
    return _parse_text(cell_text(cell))


def _parse_text(raw: str) -> Phones:
    if is_missing(raw):
        return Phones(fault=MISSING)
    found: dict[str, None] = {}
    for piece in _BETWEEN.split(plain(raw)):
        found.update(dict.fromkeys(_parse_piece(piece)))
    if found:
        return Phones(tuple(found))
    return Phones(fault=LOST_DIGITS if _SCIENTIFIC.fullmatch(raw.strip()) else BAD_PHONE)


def _parse_piece(piece: str) -> list[str]:
    if _EXTENSION.search(piece):
        return []
    words = _FLOAT_TAIL.sub("", _REMARK.sub(" ", piece).strip())
    whole = _canonical(_FORMATTING.sub("", words))
    if whole:
        return [whole]
    bare = _FORMATTING.sub("", words)
    if bare != words and len(bare) == 22:
        # Two mobiles with only a dash or spaces between them.
        both = [_canonical(bare[:11]), _canonical(bare[11:])]
        return [phone for phone in both if phone] if all(both) else []
    spaced = (_canonical(_FORMATTING.sub("", word)) for word in words.split())
    return [phone for phone in spaced if phone]


def _canonical(bare: str) -> str:
    """Give the digits of a mobile or landline, or an empty text."""
    if _MOBILE.fullmatch(bare):
        return bare
    if prefix := _PREFIXED.match(bare):
        rest = bare[prefix.end() :]
        if _MOBILE.fullmatch(rest):
            return rest
        if prefix.group() != "0" and _LANDLINE.fullmatch(f"0{rest.removeprefix('0')}"):
            return f"0{rest.removeprefix('0')}"
    return bare if _LANDLINE.fullmatch(bare) else ""
