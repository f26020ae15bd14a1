"""Identity numbers of every kind a county meets, read from untidy cells (rules §4.2)."""

import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from functools import lru_cache
from operator import mul
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
from lianfang.core.identity.sex import Sex


class IdKind(StrEnum):
    """The document an identity number belongs to."""

    MAINLAND = "mainland"
    RESIDENCE_PERMIT = "residence_permit"
    HK_MACAO_PERMIT = "hk_macao_permit"
    TAIWAN_PERMIT = "taiwan_permit"
    PASSPORT = "passport"
    FOREIGN_PASSPORT = "foreign_passport"
    FOREIGNER_CARD = "foreigner_card"


class IdentityNumber(NamedTuple):
    """A valid number in its canonical text, with the birth date and sex that it carries, if any."""

    kind: IdKind
    text: str
    born: date | None = None
    sex: Sex | None = None


LOST_DIGITS: Final = Fault(FaultKind.INVALID, "lost_digits")
BAD_CHECK: Final = Fault(FaultKind.INVALID, "bad_check")
BAD_DATE: Final = Fault(FaultKind.INVALID, "bad_date")
BAD_LENGTH: Final = Fault(FaultKind.INVALID, "bad_length")
BAD_FORM: Final = Fault(FaultKind.INVALID, "bad_form")
MASKED: Final = Fault(FaultKind.INVALID, "masked")

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"

_EIGHTEEN: Final = re.compile(r"[0-9]{17}[0-9X]")
_FIFTEEN: Final = re.compile(r"[0-9]{15}")
_DIGITS: Final = re.compile(r"[0-9]+X?")
_SCIENTIFIC: Final = re.compile(
    r"[0-9]+(?:\.[0-9]+)?E\+[0-9]+|[0-9]+\.[0-9]+E[0-9]+|[0-9]{16,}\.[0-9]+", re.I
)
_FLOAT_TAIL: Final = re.compile(r"(?<=[0-9])\.0+$")
_BRACKETED: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_HAN: Final = re.compile(r"[\u3400-\u9fff]+")
_LITTER: Final = re.compile(r"[\s'\"`´‘’“”=.,:;、。，：；\-—–_·#()\[\]]+")
_AROUND: Final = re.compile(r"^(?:[★☆※/|<〔【「]|(?:ID|No)(?=[\s.:0-9]))+|[★☆※/|>〕】」]+$", re.I)
_CROSSES: Final = str.maketrans({"×": "X", "Х": "X", "х": "X", "✕": "X"})

_HK_MACAO: Final = re.compile(r"([HM][0-9]{8})(?:[0-9]{2})?")
_TAIWAN: Final = re.compile(r"[0-9]{8}(?:[0-9]{2})?")
_PASSPORT: Final = re.compile(r"E[0-9]{8}|E[A-HJ-NP-Z][0-9]{7}|G[0-9]{8}|[DSP]E?[0-9]{7,8}")
_FOREIGN: Final = re.compile(r"(?=.*[0-9])[A-Z0-9]{5,20}")
_LONGEST_PASSPORT: Final = 12
_OLD_FOREIGNER_CARD: Final = re.compile(r"[A-Z]{3}[0-9]{12}")
_PERMIT_AREAS: Final = ("810000", "820000", "830000")


def parse_number(cell: Cell, today: date, kind_hint: str = "") -> IdentityNumber | Fault:
    """Read an identity number, or say why there is none.

    Checked are the form, the check digit and that the birth date exists and is not after `today`; never the
    area code or the sequence (rules §4.2). A 15-digit number comes back as its 18-digit form. A number cell
    of more than 15 digits, or scientific notation, has lost digits and is never valid, whatever its check
    digit says. `kind_hint` is the text of a kind column or of the heading: forms that any number could have
    (Taiwan permits, foreign passports) are accepted only where it names them.
    """
    if isinstance(cell, str):
        if len(cell) == 18 and _EIGHTEEN.fullmatch(cell):
            return _parse_eighteen(cell, today)
        return _parse_text(cell, today, kind_hint)
    if cell is None:
        return MISSING
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return BAD_FORM
    if abs(cell) >= EXACT_BELOW:
        return LOST_DIGITS
    return _parse_text(cell_text(cell), today, kind_hint)


def modernise(fifteen: str) -> str:
    """Give the 18-digit form of an old 15-digit number: 19 before the year, the check digit behind (rules §4.2)."""
    body = f"{fifteen[:6]}19{fifteen[6:]}"
    return body + check_digit(body)


def check_digit(body: str) -> str:
    """Compute the 18th character from the first 17 digits (GB 11643-1999, ISO 7064 MOD 11-2)."""
    return _CHECKS[(_area_sum(body[:6]) + _birth(body[6:14])[1] + _sequence_sum(body[14:17])) % 11]


def _parse_text(raw: str, today: date, kind_hint: str) -> IdentityNumber | Fault:
    text = plain(raw).translate(_CROSSES)
    if is_missing(text):
        return MISSING
    text = _AROUND.sub("", text)
    if _SCIENTIFIC.fullmatch(text.replace(" ", "")):
        return LOST_DIGITS
    bare = _compact(text)
    if _EIGHTEEN.fullmatch(bare):
        return _parse_eighteen(bare, today)
    if _FIFTEEN.fullmatch(bare):
        return _parse_eighteen(modernise(bare), today)
    for pattern, build in _BY_FORM:
        if pattern.fullmatch(bare):
            return build(bare)
    return _parse_hinted(bare, f"{kind_hint}{raw}") or _why_not(bare)


def _compact(text: str) -> str:
    outside = _LITTER.sub("", _HAN.sub("", _BRACKETED.sub("", _FLOAT_TAIL.sub("", text))))
    return (outside or _LITTER.sub("", _HAN.sub("", text))).upper()


def _hk_macao(bare: str) -> IdentityNumber:
    # The last two digits of an 11-character permit count its renewals; the first nine stay for life.
    return IdentityNumber(IdKind.HK_MACAO_PERMIT, bare[:9])


def _passport(bare: str) -> IdentityNumber:
    return IdentityNumber(IdKind.PASSPORT, bare)


def _foreigner_card(bare: str) -> IdentityNumber:
    return IdentityNumber(IdKind.FOREIGNER_CARD, bare)


_BY_FORM: Final[tuple[tuple[re.Pattern[str], Callable[[str], IdentityNumber]], ...]] = (
    (_HK_MACAO, _hk_macao),
    (_PASSPORT, _passport),
    (_OLD_FOREIGNER_CARD, _foreigner_card),
)


def _parse_hinted(bare: str, hint: str) -> IdentityNumber | None:
    if "台" in hint and _TAIWAN.fullmatch(bare):
        return IdentityNumber(IdKind.TAIWAN_PERMIT, bare)
    if "护照" in hint and _FOREIGN.fullmatch(bare) and not _is_cut_short(bare, hint):
        return IdentityNumber(IdKind.FOREIGN_PASSPORT, bare)
    return None


def _is_cut_short(bare: str, hint: str) -> bool:
    """Tell bare digits that are rather a mainland number cut short than a passport."""
    return bool(_DIGITS.fullmatch(bare)) and (len(bare) > _LONGEST_PASSPORT or "身份证" in hint)


def _why_not(bare: str) -> Fault:
    if "*" in bare:
        return MASKED
    return BAD_LENGTH if _DIGITS.fullmatch(bare) else BAD_FORM


def _parse_eighteen(text: str, today: date) -> IdentityNumber | Fault:
    area = text[:6]
    born, total = _birth(text[6:14])
    total += _area_sum(area) + _sequence_sum(text[14:17])
    if born is None or born > today:
        return BAD_DATE
    if _CHECKS[total % 11] != text[17]:
        return BAD_CHECK
    sex = Sex.MALE if text[16] in "13579" else Sex.FEMALE
    return IdentityNumber(_kind_of_eighteen(area), text, born, sex)


def _kind_of_eighteen(area: str) -> IdKind:
    if area in _PERMIT_AREAS:
        return IdKind.RESIDENCE_PERMIT
    return IdKind.FOREIGNER_CARD if area[0] == "9" else IdKind.MAINLAND


# A million rows share a few thousand areas, birth days and sequences: their parts of the sum are remembered.
@lru_cache(maxsize=8192)
def _area_sum(six: str) -> int:
    return _weigh(six, _WEIGHTS[:6])


@lru_cache(maxsize=65536)
def _birth(eight: str) -> tuple[date | None, int]:
    total = _weigh(eight, _WEIGHTS[6:14])
    try:
        return date(int(eight[:4]), int(eight[4:6]), int(eight[6:])), total
    except ValueError:
        return None, total


@lru_cache(maxsize=1000)
def _sequence_sum(three: str) -> int:
    return _weigh(three, _WEIGHTS[14:])


def _weigh(digits: str, weights: tuple[int, ...]) -> int:
    return sum(map(mul, map(int, digits), weights))
