"""A cell as a list holds it, its text cleaned of what typing left behind, and what counts as empty."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Final

Cell = str | int | float | bool | date | datetime | None
"""One cell: a workbook keeps the type of each, a CSV has only text."""

EXACT_BELOW: Final = 10**15
"""A spreadsheet keeps 15 digits of a number; from here on the last ones are gone (issue A, lists)."""

_INVISIBLE: Final = dict.fromkeys(
    [0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF]
)
_ONLY_MARKS: Final = re.compile(r"[\W_]+")
_MARKERS: Final = re.compile(
    r"(?:联系|手机|电话|身份证|证件|姓名|号码?|方式)*(?:(?:暂无|没有|未提供|未填写?|未登记|未采集|未留|无)(?:联系|手机|电话|号码|联系方式|身份证|证件|姓名|信息|号)*"
    r"|不详|不明|不清楚?|不知道|未知|待查|待核[实查]|待补充?|待定|[详另]?见备注|同备注|空白?|缺失?|略|n/?a|null|none)+"
)


class FaultKind(StrEnum):
    """Why a cell gives no value: nothing usable was there, or something was and it is wrong."""

    MISSING = "missing"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that gives no value; `why` is a code for the words shown to people."""

    kind: FaultKind
    why: str = ""

    @property
    def missing(self) -> bool:
        """Tell whether nothing usable was in the cell."""
        return self.kind is FaultKind.MISSING


MISSING: Final = Fault(FaultKind.MISSING, "blank")


def plain(text: str) -> str:
    """Give a text in half-width forms, without invisible characters and outer spaces."""
    if text.isascii():
        return text.strip()
    seen = text if text.isprintable() else text.translate(_INVISIBLE)
    return unicodedata.normalize("NFKC", seen).strip()


def cell_text(cell: Cell) -> str:
    """Give a cell as a person would read it: whole numbers without `.0`, times to the minute."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < EXACT_BELOW else repr(cell)
    if isinstance(cell, datetime):
        return cell.strftime(
            "%Y-%m-%d" if not (cell.hour or cell.minute or cell.second) else "%Y-%m-%d %H:%M"
        )
    return str(cell)


@lru_cache(maxsize=4096)
def is_missing(text: str) -> bool:
    """Tell whether a text says that nothing is known: blank, dashes, 无 不详 未知 待查 见备注 and their like.

    The markers of issue A (lists) in any combination, half or full width, with the customary longer forms.
    """
    bare = plain(text).lower()
    if not bare:
        return True
    marks_off = _ONLY_MARKS.sub("", bare)
    return not marks_off or bool(_MARKERS.fullmatch(marks_off))
