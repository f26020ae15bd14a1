"""Times as callers and addresses give them: with an offset or in Shanghai's time, in years that a register knows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated

from django.core.exceptions import BadRequest
from pydantic import AfterValidator

from lianfang.shared.clock import LOCAL, today

FIRST_YEAR, LAST_YEAR = 1900, 2200


def read_day(day: date) -> date:
    """Return a day; raises ValueError for a year outside 1900 to 2200, from which no period can be counted."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"the year lies between {FIRST_YEAR} and {LAST_YEAR}")
    return day


def read_moment(moment: datetime) -> datetime:
    """Return an instant; one without an offset is that of Shanghai. Raises ValueError as `read_day` does."""
    read_day(moment)
    return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)


def read_asked_day(params: Mapping[str, str], name: str = "day") -> date:
    """Return the day an address names, today where it names none.

    Raises BadRequest for a day that there is not: another one would mislead.
    """
    named = params.get(name)
    try:
        return read_day(date.fromisoformat(named)) if named else today()
    except ValueError as unknown:
        raise BadRequest(f"{name}: {unknown}") from unknown


Day = Annotated[date, AfterValidator(read_day)]
Moment = Annotated[datetime, AfterValidator(read_moment)]
