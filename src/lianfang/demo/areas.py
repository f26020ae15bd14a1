"""What a scenario says of risk areas elsewhere and of zones of its own: the published sheets, and each zone's days."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from lianfang.shared.clock import LOCAL

_SHEET = ("day", "hour", "source", "title")


@dataclass(frozen=True, slots=True)
class RiskRow:
    """A line of a sheet of risk areas: where, how graded, and since when; no name says the whole county."""

    city: str
    county: str
    name: str
    grade: str
    since: str


@dataclass(frozen=True, slots=True)
class PublishedSheet:
    """A sheet that names every risk area of its source at a moment: what it leaves out has ended."""

    at: datetime
    source: str
    title: str
    rows: tuple[RiskRow, ...]


@dataclass(frozen=True, slots=True)
class PlannedNeed:
    """What a household in a zone asks for at its door, by when, and when it is there; None while it waits."""

    kind: str
    what: str
    door: str
    asked: datetime
    due: datetime
    done: datetime | None


@dataclass(frozen=True, slots=True)
class PlannedZone:
    """A zone: its order, the compound of a community and its house, its rounds, and when it is lifted; None for never.

    `again` is what the investigation found later, from when the days count anew. To the last round that was done
    `absent` people did not come; rounds after the history's last day are planned and no more.
    """

    name: str
    kind: str
    number: str
    issuer: str
    text: str
    community: str
    house: str
    households: int
    people: int
    drawn: datetime
    last_new: datetime
    contacts_left: datetime
    rounds: tuple[date, ...]
    again: datetime | None = None
    reason: str = ""
    absent: int = 0
    lifted: datetime | None = None
    document: str = ""
    needs: tuple[PlannedNeed, ...] = ()


def read_sheets(path: Path) -> Iterator[PublishedSheet]:
    """Read the sheets of a scenario's folder in the order they were published; a scenario without has none."""
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as file:
        for head, lines in groupby(csv.DictReader(file), lambda line: tuple(line[name] for name in _SHEET)):
            day, hour, source, title = head
            at = datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=LOCAL)
            rows = (RiskRow(**{key: line[key] for key in line if key not in _SHEET}) for line in lines)
            yield PublishedSheet(at, source, title, tuple(rows))


def read_zone(values: Mapping[str, Any]) -> PlannedZone:
    """Read a zone as a scenario tells it."""
    told = _in_county(values)
    needs = tuple(PlannedNeed(**({"done": None} | _in_county(need))) for need in told.pop("needs", ()))
    return PlannedZone(**told | {"rounds": tuple(told["rounds"]), "needs": needs})


def _in_county(values: Mapping[str, Any]) -> dict[str, Any]:
    """Give the hours that a table tells the county's offset."""
    return {
        name: value.replace(tzinfo=LOCAL) if isinstance(value, datetime) else value
        for name, value in values.items()
    }
