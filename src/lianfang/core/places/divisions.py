"""Reading a divisions file: one area a line with code, name, level and parent."""

import csv
from collections.abc import Iterable, Iterator

from lianfang.core.places.model import Area, Level

COLUMNS = ("code", "name", "level", "parent")
_DIGITS = {Level.PROVINCE: 2, Level.CITY: 4, Level.COUNTY: 6, Level.TOWN: 9, Level.VILLAGE: 12}
_LEVELS = tuple(level.value for level in Level)


class DivisionsError(ValueError):
    """A divisions file that cannot be used: says the line and what to correct."""


def parse_divisions(lines: Iterable[str]) -> tuple[Area, ...]:
    """Read the areas of a divisions file, in its order.

    Raises `DivisionsError` when a column is missing, a level is unknown, a code has not the digits
    of its level, does not lie under its parent or occurs twice, or when there is no area at all.
    """
    reader = csv.DictReader(lines)
    lacking = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if lacking:
        raise DivisionsError(f"line 1: the column {lacking[0]} is missing; needed: {', '.join(COLUMNS)}")
    areas = tuple(_read_rows(reader))
    if not areas:
        raise DivisionsError("line 2: the file has no area below its heading")
    return areas


def _read_rows(reader: "csv.DictReader[str]") -> Iterator[Area]:
    seen: set[str] = set()
    for row in reader:
        code, name, level, parent = ((row[column] or "").strip() for column in COLUMNS)
        fault = _fault(code, name, level, parent)
        if not fault and code in seen:
            fault = f"the code {code} occurs twice"
        if fault:
            raise DivisionsError(f"line {reader.line_num}: {fault}")
        seen.add(code)
        yield Area(code, name, Level(level), parent)


def _fault(code: str, name: str, level: str, parent: str) -> str:
    if not name:
        return f"the area {code} has no name"
    if level not in _LEVELS:
        return f"the level {level} is none of {', '.join(_LEVELS)}"
    if not code.isdecimal() or len(code) != _DIGITS[Level(level)]:
        return f"the code {code} of a {level} must have {_DIGITS[Level(level)]} digits"
    return "" if code.startswith(parent) else f"the area {code} does not lie under its parent {parent}"
