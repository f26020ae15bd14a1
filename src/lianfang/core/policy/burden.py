"""What people under control need day by day: beds, tests, person-days, releases; counted in one way for every use.

Stock is counted at 24:00 of each day, as the report counts it (somebody whose stage ends at that instant is still
there); a release on the day into which the end of the last stage falls.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from lianfang.core.policy.decision import PlannedTest
from lianfang.core.timeline import DAY, day_start

DAYS = 15
"""The day asked about and the fourteen after it."""

SITE = "centralised"


class Stay(NamedTuple):
    """Time at one place, [starts, ends)."""

    place: str
    starts: datetime
    ends: datetime


@dataclass(slots=True)
class Load:
    """What orders need, each list by day from the day asked about.

    `days` are person-days within these days by place, as time. `gone` are those whose days were over before the day.
    """

    people: list[int] = field(default_factory=lambda: [0] * DAYS)
    beds: list[int] = field(default_factory=lambda: [0] * DAYS)
    tests: list[int] = field(default_factory=lambda: [0] * DAYS)
    samples: list[int] = field(default_factory=lambda: [0] * DAYS)
    releases: list[int] = field(default_factory=lambda: [0] * DAYS)
    days: dict[str, timedelta] = field(default_factory=dict)
    gone: int = 0

    @property
    def person_days(self) -> float:
        """Sum the time at all places, in days."""
        return round(sum(self.days.values(), timedelta()) / DAY, 2)


def add_stays(load: Load, stays: Sequence[Stay], begins: datetime, gone_at: datetime | None = None) -> None:
    """Count the stays of one person, from `begins`, the first instant of the day asked about."""
    until = begins + DAYS * DAY
    for stay in stays:
        first, end = (stay.starts - begins) // DAY, (stay.ends - begins) // DAY
        for number in range(max(first, 0), min(end, DAYS)):
            load.people[number] += 1
            load.beds[number] += stay.place == SITE
        within = min(stay.ends, until) - max(stay.starts, begins)
        if within > timedelta():
            load.days[stay.place] = load.days.get(stay.place, timedelta()) + within
    if stays and (gone_at is None or stays[-1].ends < gone_at):
        number = (stays[-1].ends - begins) // DAY
        load.gone += number < 0
        if 0 <= number < DAYS:
            load.releases[number] += 1


def add_tests(
    load: Load, tests: Iterable[PlannedTest], begins: datetime, gone_at: datetime | None = None
) -> None:
    """Count the tests of one person."""
    for test in tests:
        number = (day_start(test.on) - begins) // DAY
        if 0 <= number < DAYS and (gone_at is None or test.opens < gone_at):
            load.tests[number] += 1
            load.samples[number] += test.samples
