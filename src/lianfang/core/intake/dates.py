"""Days as lists write them, in every customary form."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

from lianfang.core.identity.cells import Cell, plain

AHEAD: Final = timedelta(days=31)
"""A day without a year may lie this far after its list (announced arrivals); else it is of the year before."""

_EPOCH: Final = date(1899, 12, 30)
_SERIALS: Final = range(18264, 73051)  # 1950 to 2099: outside, a number is no spreadsheet date

_SEPARATOR: Final = r"\s*[-./\\年,、\s]\s*"
_REST: Final = r"(?![0-9])"
_FULL: Final = re.compile(rf"([0-9]{{4}}){_SEPARATOR}([0-9]{{1,2}})\s*[-./\\月,、\s]\s*([0-9]{{1,2}}){_REST}")
_COMPACT: Final = re.compile(
    r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})(?:\s?[0-9]{2}:?[0-9]{2}(?::?[0-9]{2})?)?(?:\.0+)?$"
)
_AMERICAN: Final = re.compile(rf"([0-9]{{1,2}})[-/.]([0-9]{{1,2}})[-/.]([0-9]{{4}}){_REST}")
_SHORT_YEAR: Final = re.compile(rf"([0-9]{{2}})\s*[-./年]\s*([0-9]{{1,2}})\s*[-./月]\s*([0-9]{{1,2}}){_REST}")
_SHORT_COMPACT: Final = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{2})$")
_MONTH_DAY: Final = re.compile(rf"([0-9]{{1,2}})\s*[-./月]\s*([0-9]{{1,2}}){_REST}")
_FOUR: Final = re.compile(r"([0-9]{2})([0-9]{2})$")
_DAY: Final = re.compile(r"([0-9]{1,2})\s*[日号]")
_ENGLISH: Final = re.compile(r"([0-9]{1,2})[-\s]([A-Z][a-z]{2})[a-z]*(?:[-\s]([0-9]{4}|[0-9]{2}))?(?![0-9])")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NUMBER: Final = re.compile(r"[0-9]{5}(?:\.[0-9]+)?$")

_WORDS: Final = {
    "今日": 0, "今天": 0, "当日": 0, "当天": 0, "今早": 0, "今晨": 0, "今晚": 0,
    "昨日": -1, "昨天": -1, "昨晚": -1, "前日": -2, "前天": -2, "大前天": -3, "明日": 1, "明天": 1, "后天": 2,
}  # fmt: skip
_RELATIVE: Final = re.compile("|".join(_WORDS))

_HAN_DIGITS: Final = {
    digit: str(value) for value, digit in enumerate("〇一二三四五六七八九")
} | dict.fromkeys("零○0Oo", "0")  # 〇 is often typed as a letter or a figure
_HAN_NUMBER: Final = re.compile(
    r"[〇○零一二三四五六七八九十][〇○零0Oo一二三四五六七八九十]*(?=[年月日号])|(?<=月)[一二三四五六七八九十]+|元(?=月)"
)
_BEFORE: Final = re.compile(r"(?:[\s'\"`’‘“”]|大约|大概|约|已于|将于|拟于|定于|于|预计|计划|拟|自|从)+")


def parse_date(cell: Cell, today: date) -> date | None:
    """Read the day of a cell, or None where it names none.

    Read are dates of a workbook and their serial numbers, 2022-02-28, 2022.2.28, 2022年2月28日, 20220228,
    22.2.28, 2月28日, 2.28, 0228, 28日, 昨日, 二月二十八日, each with a time or words behind. A day without a
    year is the latest one that is at most 31 days after `today`, the day of the list.
    """
    if isinstance(cell, str):
        return _parse_text(cell, today) if cell else None
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if cell is None or isinstance(cell, bool):
        return None
    if _SERIALS.start <= cell < _SERIALS.stop:
        return _EPOCH + timedelta(days=int(cell))
    return _parse_text(f"{cell:.10g}", today)


@lru_cache(maxsize=1 << 15)
def _parse_text(raw: str, today: date) -> date | None:
    text = _HAN_NUMBER.sub(_read_han, plain(raw))
    if before := _BEFORE.match(text):
        text = text[before.end() :]
    if word := _RELATIVE.match(text):
        return today + timedelta(days=_WORDS[word.group()])
    for pattern, build in _FORMS:
        if (match := pattern.match(text)) and (found := build(match, today)):
            return found
    return None


def _read_han(match: re.Match[str]) -> str:
    word = match.group()
    if word == "元":
        return "1"
    if "十" not in word:
        return "".join(_HAN_DIGITS[digit] for digit in word)
    tens, _, ones = word.partition("十")
    return (_HAN_DIGITS.get(tens, "1")) + _HAN_DIGITS.get(ones, "0")


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year_month_day(match: re.Match[str], today: date) -> date | None:
    year, month, day = match.groups()[:3]
    return _make(int(year) if len(year) == 4 else 2000 + int(year), int(month), int(day))


def _month_day_year(match: re.Match[str], today: date) -> date | None:
    first, second, year = (int(group) for group in match.groups())
    return _make(year, first, second) or _make(year, second, first)


def _month_day(match: re.Match[str], today: date) -> date | None:
    return _latest(int(match[1]), int(match[2]), today)


def _latest(month: int, day: int, today: date) -> date | None:
    latest = today + AHEAD
    # 29 February may be four years back; eight where a century year is skipped.
    candidates = (_make(year, month, day) for year in range(latest.year, latest.year - 9, -1))
    return next((found for found in candidates if found and found <= latest), None)


def _english(match: re.Match[str], today: date) -> date | None:
    """Read 28-Feb-22 and 28-Feb, as a spreadsheet set to English exports them."""
    day, name, year = match.groups()
    if name not in _MONTHS:
        return None
    month = _MONTHS.index(name) + 1
    if year is None:
        return _latest(month, int(day), today)
    return _make(int(year) if len(year) == 4 else 2000 + int(year), month, int(day))


def _day_only(match: re.Match[str], today: date) -> date | None:
    day = int(match[1])
    this_month = _make(today.year, today.month, day)
    if this_month and this_month <= today:
        return this_month
    before = today.replace(day=1) - timedelta(days=1)
    return _make(before.year, before.month, day)


def _serial(match: re.Match[str], today: date) -> date | None:
    days = int(float(match[0]))
    return _EPOCH + timedelta(days=days) if days in _SERIALS else None


_FORMS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date | None]], ...]] = (
    (_FULL, _year_month_day),
    (_COMPACT, _year_month_day),
    (_AMERICAN, _month_day_year),
    (_SHORT_YEAR, _year_month_day),
    (_MONTH_DAY, _month_day),
    (_SHORT_COMPACT, _year_month_day),
    (_FOUR, _month_day),
    (_DAY, _day_only),
    (_ENGLISH, _english),
    (_NUMBER, _serial),
)
