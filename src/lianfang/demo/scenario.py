"""A scenario read from its two tables: cohorts of people under control, and the lists of each day.

Nothing here is a total. A cohort says how many people came under control on a day, of which kind,
and what happened to them after; a list says how many rows it had. What the report counts comes out
of playing them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from lianfang.shared.clock import LOCAL

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Step:
    """What happens to somebody under control some days after the step before: home, left or back."""

    what: str
    after: int


@dataclass(frozen=True, slots=True)
class Cohort:
    """People of one kind who came under control on one day."""

    day: date
    kind: str
    people: int
    path: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class PlannedList:
    """A list of a day: when it came, from whom, and how many rows it had; None for as many as there are."""

    at: datetime
    source: str
    kind: str
    rows: int | None


@dataclass(frozen=True, slots=True)
class Kind:
    """The facts of a kind of people: category under the law, and whether the home is unfit."""

    category: str
    unfit_home: bool = False


KINDS = {
    "site": Kind("high_risk"),
    "unfit": Kind("medium_risk", unfit_home=True),
    "medium": Kind("medium_risk"),
    "low": Kind("low_risk"),
    "driver": Kind("medium_risk"),
}


@dataclass(frozen=True, slots=True)
class Scenario:
    """A county's history day by day."""

    county: str
    first: date
    last: date
    untidy_from: date
    cohorts: tuple[Cohort, ...]
    lists: tuple[PlannedList, ...]

    def days(self) -> Iterator[date]:
        """Yield the days of the history."""
        for number in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=number)


def moment(day: date, clock: str) -> datetime:
    """Return an hour of a day in the county, as 08:15."""
    return datetime.combine(day, time.fromisoformat(clock), LOCAL)


def read_scenario(name: str) -> Scenario:
    """Read a scenario's tables; raises FileNotFoundError for one that does not exist."""
    cohorts = tuple(_read_cohorts(HERE / name / "cohorts.csv"))
    lists = tuple(_read_lists(HERE / name / "lists.csv"))
    last = max(planned.at.date() for planned in lists)
    first = min(planned.at.date() for planned in lists)
    return Scenario(COUNTIES[name], first, last, last - timedelta(days=8), cohorts, lists)


COUNTIES = {"xing": "141123"}


def _read_cohorts(path: Path) -> Iterator[Cohort]:
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            steps = (step.split("+") for step in line["path"].split())
            path_ = tuple(Step(what, int(after)) for what, after in steps)
            yield Cohort(date.fromisoformat(line["day"]), line["kind"], int(line["people"]), path_)


def _read_lists(path: Path) -> Iterator[PlannedList]:
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            at = moment(date.fromisoformat(line["day"]), line["hour"])
            yield PlannedList(at, line["source"], line["kind"], int(line["rows"]))
