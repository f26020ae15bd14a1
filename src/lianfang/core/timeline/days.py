"""Days as Shanghai counts them: from midnight to midnight, without summer time.

All instants carry a zone. An instant without one is refused, since it would be read in the zone of whatever
machine happens to run.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)


def local(instant: datetime) -> datetime:
    """Give the same instant on the Shanghai clock.

    Raises ValueError when the instant carries no zone.
    """
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no time zone; write it with an offset such as +08:00")
    return instant.astimezone(SHANGHAI)


def day_of(instant: datetime) -> date:
    """Name the Shanghai day an instant falls in; midnight belongs to the day it opens."""
    return local(instant).date()


def day_start(day: date) -> datetime:
    """Give the midnight that opens a Shanghai day."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


def offset_of_day(day: int, day_base: int) -> int:
    """Say how many days after the first calendar day of a stage its test day `day` falls.

    `day_base` is the number that first day bears (rules §9.1: notices differ between 0 and 1). A day number
    below the base falls on the first day.
    """
    return max(0, day - day_base)
