"""The strip of days on an order's page: each day with its stage, its number and its tests."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from lianfang.core.timeline.days import DAY, day_of, day_start
from lianfang.core.timeline.dues import Due, DueState, due_state


class Stage(Protocol):
    """What the strip needs of a stage: where, and from when up to when."""

    @property
    def place(self) -> str: ...
    @property
    def starts(self) -> datetime: ...
    @property
    def ends(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class StripDay:
    """One day of the strip.

    `stage` is the index of the last stage that touches the day and `number` the day's number within it; both
    are None on a day that has only dues. `places` lists every place of the day, so that a day of moving shows
    both; `states` goes with `dues`.
    """

    day: date
    stage: int | None
    number: int | None
    places: tuple[str, ...]
    dues: tuple[Due, ...]
    states: tuple[DueState, ...]
    is_today: bool


def day_strip(
    stages: Sequence[Stage], dues: Iterable[Due], *, at: datetime, first_days: Sequence[int] = ()
) -> tuple[StripDay, ...]:
    """Lay an order out day by day, from the first day of its first stage to the last of its last.

    Days between stages are left out. `at` decides which day is today and which dues are missed. `first_days`
    gives the number the first day of each stage bears (a person found late starts on day 5, say); 1 by default.
    """
    by_day: dict[date, list[Due]] = {}
    for due in dues:
        by_day.setdefault(due.on, []).append(due)
    days = sorted({day for stage in stages for day in _days_of(stage)} | set(by_day))
    numbers = [*first_days, *[1] * len(stages)]
    return tuple(_strip_day(day, stages, by_day.get(day, []), at, numbers) for day in days)


def _days_of(stage: Stage) -> list[date]:
    first, last = day_of(stage.starts), day_of(stage.ends - timedelta(microseconds=1))
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


def _strip_day(
    day: date, stages: Sequence[Stage], dues: list[Due], at: datetime, numbers: list[int]
) -> StripDay:
    opens = day_start(day)
    closes = opens + DAY
    here = [index for index, stage in enumerate(stages) if stage.starts < closes and stage.ends > opens]
    last = here[-1] if here else None
    return StripDay(
        day=day,
        stage=last,
        number=None if last is None else (day - day_of(stages[last].starts)).days + numbers[last],
        places=tuple(stages[index].place for index in here),
        dues=tuple(dues),
        states=tuple(due_state(due, at) for due in dues),
        is_today=day == day_of(at),
    )
