"""Reads division files: code, name, level and parent, as published."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

LEVELS = ("province", "city", "county", "town", "village")
HEADINGS = ("code", "name", "level", "parent")


class DivisionsUnreadable(Exception):
    """A file of divisions that cannot be used: where, what was there, and what was wanted."""


@dataclass(frozen=True, slots=True)
class Division:
    """One line of a file of divisions."""

    code: str
    name: str
    level: str
    parent: str


def national_counties_path() -> Path:
    """Return the national list of provinces, cities and counties that ships with the product."""
    return Path(__file__).parent / "divisions" / "cn-counties.csv"


def read_divisions(path: Path) -> list[Division]:
    """Read a file of divisions; raises DivisionsUnreadable with the line and the remedy."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = csv.DictReader(file)
        if tuple(lines.fieldnames or ())[:4] != HEADINGS:
            raise DivisionsUnreadable(
                f"{path.name} line 1: the headings must be {','.join(HEADINGS)}, found {lines.fieldnames}"
            )
        divisions = list(_read_lines(path.name, lines))
    _check_parents(path.name, divisions)
    return divisions


def _read_lines(name: str, lines: Iterable[dict[str, str]]) -> Iterator[Division]:
    for number, line in enumerate(lines, start=2):
        code, level = (line["code"] or "").strip(), (line["level"] or "").strip()
        if level not in LEVELS:
            raise DivisionsUnreadable(f"{name} line {number}: level {level!r}; wanted one of {LEVELS}")
        if not code.isdigit() or not (line["name"] or "").strip():
            raise DivisionsUnreadable(f"{name} line {number}: a code of digits and a name are needed")
        yield Division(code, line["name"].strip(), level, (line["parent"] or "").strip())


def _check_parents(name: str, divisions: list[Division]) -> None:
    codes = {division.code for division in divisions}
    for number, division in enumerate(divisions, start=2):
        if division.parent and division.parent not in codes:
            raise DivisionsUnreadable(
                f"{name} line {number}: the parent {division.parent} of {division.name} is not in the file"
            )
