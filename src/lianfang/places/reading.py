"""Division files on disk, read by the core's parser."""

from __future__ import annotations

from pathlib import Path

from lianfang.core.places.divisions import DivisionsError, parse_divisions
from lianfang.core.places.model import Area as Division

__all__ = ["Division", "DivisionsUnreadable", "national_counties_path", "read_divisions"]


class DivisionsUnreadable(Exception):
    """A file of divisions that cannot be used: where, what was there, and what was wanted."""


def national_counties_path() -> Path:
    """Return the national list of provinces, cities and counties that ships with the product."""
    return Path(__file__).parent / "divisions" / "cn-counties.csv"


def read_divisions(path: Path) -> list[Division]:
    """Read a file of divisions; raises DivisionsUnreadable with the line and the remedy."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            divisions = list(parse_divisions(file))
    except DivisionsError as wrong:
        raise DivisionsUnreadable(f"{path.name} {wrong}") from wrong
    except UnicodeDecodeError as wrong:
        raise DivisionsUnreadable(f"{path.name}: not UTF-8; save it as CSV in UTF-8") from wrong
    codes = {division.code for division in divisions}
    for number, division in enumerate(divisions, start=2):
        if division.parent and division.parent not in codes:
            raise DivisionsUnreadable(
                f"{path.name} line {number}: the parent {division.parent} of {division.name} is not in the file"
            )
    return divisions
