"""The moment a report looks at, and the day it speaks of.

A cut takes in what happened strictly before it: a stage that starts, ends or moves at exactly the cut has not
yet done so. "The 24 hours before" are [cut - 24 h, cut).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from lianfang.core.figures.algebra import Param, Params

CUT, SINCE, DAY, READ = Param("cut"), Param("since"), Param("day"), Param("read")
"""What a condition may ask of the reading besides the row."""

_A_DAY = timedelta(hours=24)


class CutHour(StrEnum):
    """The two customary hours at which a county closes its figures (rules §6.1)."""

    EVENING = "18:00"
    MIDNIGHT = "24:00"


@dataclass(frozen=True)
class Cut:
    """A cut: `day` is the day it speaks of, `at` the instant, `known` as known then (None: now).

    `ahead` is the moment of reading where the cut lies ahead of it: what is late by then is not late yet.
    """

    day: date
    at: datetime
    known: datetime | None = None
    ahead: datetime | None = None

    @property
    def since(self) -> datetime:
        """The start of the 24 hours before the cut."""
        return self.at - _A_DAY

    def params(self) -> Params:
        """What the conditions of figures may ask."""
        return {
            "cut": self.at,
            "since": self.since,
            "day": self.day,
            "known": self.known,
            "read": self.ahead or self.at,
        }


def cut_of(
    day: date, hour: CutHour, zone: tzinfo, known: datetime | None = None, now: datetime | None = None
) -> Cut:
    """Make the cut of a day: its 18:00, or its 24:00, which is the next day's first instant; read at `now`."""
    if hour is CutHour.MIDNIGHT:
        at = datetime.combine(day + timedelta(days=1), time(0), tzinfo=zone)
    else:
        at = datetime.combine(day, time(18), tzinfo=zone)
    return Cut(day, at, known, now if now is not None and now < at else None)
