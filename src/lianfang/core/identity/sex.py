"""Sex as registers write it."""

from enum import StrEnum
from typing import Final

from lianfang.core.identity.cells import Cell, cell_text, plain


class Sex(StrEnum):
    """The two values an identity number can carry; unknown is None."""

    MALE = "male"
    FEMALE = "female"


_WRITTEN: Final = {
    "男": Sex.MALE,
    "男性": Sex.MALE,
    "m": Sex.MALE,
    "male": Sex.MALE,
    "1": Sex.MALE,
    "女": Sex.FEMALE,
    "女性": Sex.FEMALE,
    "f": Sex.FEMALE,
    "female": Sex.FEMALE,
    "2": Sex.FEMALE,
}


def parse_sex(cell: Cell) -> Sex | None:
    """Read a sex cell: 男 女 M F, or the codes 1 and 2 of GB/T 2261.1 (rules §4.2); None when it says neither."""
    if isinstance(cell, str) and cell in _WRITTEN:
        return _WRITTEN[cell]
    return _WRITTEN.get(plain(cell_text(cell)).lower())
