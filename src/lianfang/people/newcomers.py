"""A person as a list names one, made ready to be looked up: keys of name and numbers beside the plain values."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from lianfang.core.identity.names import initials, name_key, pinyin_key
from lianfang.core.identity.phones import is_mobile
from lianfang.shared.crypto import blind_index

NUMBER = "person.number"
PHONE = "person.phone"


class Newcomer(NamedTuple):
    """Who a row, a letter or a declaration names; only valid numbers and phones, in their canonical text.

    `phones` pairs each phone with its blind index, `mobiles` are the indexes that count as evidence.
    """

    name: str
    name_key: str
    pinyin: str
    initials: str
    sex: str
    born: date | None
    number_kind: str
    number: str
    number_index: bytes | None
    phones: tuple[tuple[str, bytes], ...]
    mobiles: tuple[bytes, ...]


def make_newcomer(
    *,
    name: str,
    number: str = "",
    number_kind: str = "",
    phones: tuple[str, ...] = (),
    born: date | None = None,
    sex: str = "",
) -> Newcomer:
    """Prepare a named person for the look-up; the name is normalised, `sex` is ``m``, ``f`` or empty."""
    if not name.isprintable():  # control characters of a damaged file
        name = "".join(sign for sign in name if sign.isprintable())
    spelled = pinyin_key(name)[:240]
    indexed = tuple([(phone, blind_index(phone, PHONE)) for phone in phones])
    return Newcomer(
        name=name[:80],
        name_key=name_key(name)[:80],
        pinyin=spelled,
        initials=initials(spelled)[:40],
        sex=sex,
        born=born,
        number_kind=number_kind,
        number=number,
        number_index=blind_index(number, NUMBER) if number else None,
        phones=indexed,
        mobiles=tuple([index for phone, index in indexed if is_mobile(phone)]),
    )
