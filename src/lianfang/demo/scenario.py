"""A scenario read from its folder: what the county is, cohorts of people under control, and the lists of each day.

Nothing here is a total. A cohort says how many people came under control on a day, of which kind,
and what happened to them after; a list says how many rows it had. What the report counts comes out
of playing them.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from lianfang.demo.areas import PlannedZone, PublishedSheet, read_sheets, read_zone
from lianfang.shared.clock import LOCAL

HERE = Path(__file__).parent
USUAL = "xing"
"""The scenario that is loaded where none is named."""


@dataclass(frozen=True, slots=True)
class Step:
    """What happens to somebody under control some days after the step before: home, left or back."""

    what: str
    after: int


@dataclass(frozen=True, slots=True)
class Cohort:
    """People of one kind who came under control on one day, so many days after they arrived."""

    day: date
    kind: str
    people: int
    path: tuple[Step, ...]
    came: int = 0


@dataclass(frozen=True, slots=True)
class PlannedList:
    """A list of a day: when it came, from whom, and how many rows it had; None for as many as there are."""

    at: datetime
    source: str
    kind: str
    rows: int | None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of people: class under the law, whether the home is unfit, and the areas they come from.

    `origins` are the beginnings of the codes of those areas; none says any other city.
    """

    category: str
    unfit_home: bool = False
    origins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GridsPlan:
    """How a county divides itself: grids in town and country, groups of towns, and names of its compounds."""

    urban: int
    rural: int
    groups: str
    compound_heads: tuple[str, ...]
    compound_tails: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Language:
    """A county's own words of its time: sources of lists, headings of sheets, ways to travel, reasons."""

    declared: str
    door_to_door: str
    headings: Mapping[str, tuple[str, ...]]
    transport: tuple[str, ...]
    home: str
    left: str
    laboratory: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """A county's history day by day.

    `towns` are those its people live in, none says all. `origins` are the areas that the lists name, as in `Kind`.
    On the last `measured_days` everybody is measured.
    """

    county: str
    event: str
    seed: int
    first: date
    last: date
    untidy_from: date
    hours_back: tuple[int, ...]
    grids: GridsPlan
    language: Language
    kinds: Mapping[str, Kind]
    cohorts: tuple[Cohort, ...]
    lists: tuple[PlannedList, ...]
    towns: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    orders: tuple[LocalOrder, ...] = ()
    sites: tuple[PlannedSite, ...] = ()
    station: Station | None = None
    sheets: tuple[PublishedSheet, ...] = ()
    zones: tuple[PlannedZone, ...] = ()
    measured_days: int = 1

    @property
    def next_morning(self) -> datetime:
        """When somebody comes to work after the history has ended: the demo's clock goes on from there."""
        return moment(self.last + timedelta(days=1), "08:00")

    def days(self) -> Iterator[date]:
        """Yield the days of the history."""
        for number in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=number)


@dataclass(frozen=True, slots=True)
class LocalOrder:
    """A local order that the county signs before or during the history; its text lies in the scenario's folder."""

    file: Path
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class PlannedSite:
    """A place of centralised isolation: where, how many floors of how many rooms, and when it opens; None for never."""

    name: str
    town: str
    floors: int
    rooms: int
    opens: datetime | None


@dataclass(frozen=True, slots=True)
class Incoming:
    """What comes to the station or is fetched (P-24): when, from where, and how many go on to which towns and counties.

    `force` is the task force that fetches them where they get off; who comes by train to the station has none.
    """

    at: datetime
    kind: str
    number: str
    origin: str
    bound: Mapping[str, int]
    force: str = ""

    @property
    def people(self) -> int:
        """How many get off."""
        return sum(self.bound.values())


@dataclass(frozen=True, slots=True)
class Station:
    """A day of point to point: the station, its tents, the vehicles, how long a result takes, and who comes."""

    name: str
    town: str
    tents: int
    holds: int
    vehicles: int
    seats: int
    result_hours: int
    incoming: tuple[Incoming, ...]


def moment(day: date, clock: str) -> datetime:
    """Return an hour of a day in the county, as 08:15."""
    return datetime.combine(day, time.fromisoformat(clock), LOCAL)


def list_scenarios() -> list[str]:
    """Name the scenarios that ship, in order."""
    return sorted(path.parent.name for path in HERE.glob("*/scenario.toml"))


def read_told(name: str) -> dict[str, Any]:
    """Read what a scenario says of its county; raises FileNotFoundError for one that does not exist."""
    return tomllib.loads((HERE / name / "scenario.toml").read_text(encoding="utf-8"))


def read_scenario(name: str) -> Scenario:
    """Read a scenario's folder; raises FileNotFoundError for one that does not exist."""
    told = read_told(name)
    cohorts = tuple(_read_cohorts(HERE / name / "cohorts.csv"))
    lists = tuple(_read_lists(HERE / name / "lists.csv"))
    last = max(planned.at.date() for planned in lists)
    kinds = {key: _kind(values) for key, values in told["kinds"].items()}
    return Scenario(
        county=told["county"],
        event=told["event"],
        seed=told["seed"],
        first=min(planned.at.date() for planned in lists),
        last=last,
        untidy_from=last - timedelta(days=told["untidy_days"] - 1),
        hours_back=tuple(told["arrival_hours_back"]),
        grids=_grids(told["grids"]),
        language=_language(told),
        kinds=kinds,
        cohorts=cohorts,
        lists=lists,
        towns=tuple(told.get("towns", ())),
        origins=tuple(told.get("origins", ())),
        orders=tuple(_order(name, values) for values in told.get("orders", ())),
        sites=tuple(_site(values) for values in told.get("sites", ())),
        station=_station(name, told.get("station")),
        sheets=tuple(read_sheets(HERE / name / "risk.csv")),
        zones=tuple(map(read_zone, told.get("zones", ()))),
        measured_days=told.get("measured_days", 1),
    )


def _kind(values: dict[str, Any]) -> Kind:
    return Kind(values["category"], values.get("unfit_home", False), tuple(values.get("origins", ())))


def _grids(values: dict[str, Any]) -> GridsPlan:
    heads, tails = tuple(values["compound_heads"]), tuple(values["compound_tails"])
    return GridsPlan(values["urban"], values["rural"], values["groups"], heads, tails)


def _language(told: dict[str, Any]) -> Language:
    words = told["words"]
    return Language(
        **told["sources"],
        headings={column: tuple(names) for column, names in told["headings"].items()},
        transport=tuple(words["transport"]),
        home=words["home"],
        left=words["left"],
        laboratory=words["laboratory"],
    )


def _order(name: str, values: dict[str, Any]) -> LocalOrder:
    return LocalOrder(HERE / name / values["file"], values["signed_at"].replace(tzinfo=LOCAL))


def _read_cohorts(path: Path) -> Iterator[Cohort]:
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            steps = (step.split("+") for step in line["path"].split())
            path_ = tuple(Step(what, int(after)) for what, after in steps)
            came = int(line.get("came") or 0)
            yield Cohort(date.fromisoformat(line["day"]), line["kind"], int(line["people"]), path_, came)


def _read_lists(path: Path) -> Iterator[PlannedList]:
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            at = moment(date.fromisoformat(line["day"]), line["hour"])
            yield PlannedList(at, line["source"], line["kind"], int(line["rows"]))


def _site(values: dict[str, Any]) -> PlannedSite:
    opens = values.get("opens")
    return PlannedSite(**(values | {"opens": opens.replace(tzinfo=LOCAL) if opens else None}))


def _station(name: str, values: dict[str, Any] | None) -> Station | None:
    """Read the day at a station; a county without one has none."""
    return Station(**values, incoming=tuple(_read_incoming(HERE / name / "station.csv"))) if values else None


def _read_incoming(path: Path) -> Iterator[Incoming]:
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            shares = (share.split("x") for share in line["bound"].split())
            bound = {code: int(people) for code, people in shares}
            at = moment(date.fromisoformat(line["day"]), line["hour"])
            yield Incoming(at, line["kind"], line["number"], line["origin"], bound, line["force"])
