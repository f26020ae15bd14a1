"""A row's content at rest: the cells as received and the traveller read from them, sealed as one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from lianfang.core.identity.numbers import IdentityNumber, IdKind
from lianfang.core.identity.sex import Sex
from lianfang.core.intake.particulars import Traveller
from lianfang.core.intake.rows import Flaw, ReadRow
from lianfang.shared import crypto

_PURPOSE = "row.content"
_KINDS = {kind.value: kind for kind in IdKind}
_SEXES = {sex.value: sex for sex in Sex}


class Content(NamedTuple):
    """What a row held: its cells, the traveller, the flaws found, and the address."""

    cells: tuple[str, ...]
    traveller: Traveller | None
    flaws: tuple[dict[str, str], ...]
    address: str


def pack(row: ReadRow) -> bytes:
    """Return a row's content as plain bytes, before they are sealed and for their digest."""
    held = [
        row.cells,
        None if row.traveller is None else _list(row.traveller),
        [_flaw(flaw) for flaw in row.flaws],
        row.rejected_address,
    ]
    return json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode()


def seal(packed: bytes) -> bytes:
    """Seal a row's packed content."""
    return crypto.seal(packed, _PURPOSE)


def seal_all(packed: Sequence[bytes]) -> list[bytes]:
    """Seal the packed contents of a block."""
    return crypto.seal_all(packed, _PURPOSE)


def unseal(sealed: bytes | memoryview) -> Content:
    """Open a row's content; raises CannotOpen."""
    cells, traveller, flaws, address = json.loads(crypto.unseal(sealed, _PURPOSE))
    read = None if traveller is None else _traveller(traveller)
    return Content(tuple(cells), read, tuple(flaws), read.address if read else address)


def _flaw(flaw: Flaw) -> dict[str, str]:
    return {"field": flaw.field.value, "heading": flaw.heading, "found": flaw.found, "why": flaw.why}


def _list(traveller: Traveller) -> list[Any]:
    number = traveller.number
    return [
        traveller.name,
        traveller.name_key,
        None if number is None else [number.kind.value, number.text, _day(number.born), number.sex],
        traveller.phones,
        traveller.sex,
        traveller.age,
        _day(traveller.born),
        traveller.address,
        traveller.household_address,
        traveller.from_place,
        _day(traveller.left_on),
        _day(traveller.arrived_on),
        traveller.transport,
        traveller.vehicle,
        traveller.category,
        traveller.note,
    ]


def _traveller(held: Sequence[Any]) -> Traveller:
    name, key, number, phones, sex, age, born, *rest = held
    address, household, from_place, left_on, arrived_on, *last = rest
    return Traveller(
        name,
        key,
        None if number is None else _number(number),
        tuple(phones),
        None if sex is None else _SEXES[sex],
        age,
        _read_day(born),
        address,
        household,
        from_place,
        _read_day(left_on),
        _read_day(arrived_on),
        *last,
    )


def _number(held: Sequence[Any]) -> IdentityNumber:
    kind, text, born, sex = held
    return IdentityNumber(_KINDS[kind], text, _read_day(born), None if sex is None else _SEXES[sex])


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _read_day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
