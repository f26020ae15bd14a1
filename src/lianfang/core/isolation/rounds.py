"""The day of a site in use: three patrols, two measurements, two disinfections, one report (P-23), as rounds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from lianfang.core.timeline import SHANGHAI, local
from lianfang.core.wording import msgid

ROUND_KINDS: Mapping[str, str] = {
    "patrol": msgid("Patrol"),
    "measure": msgid("Measurement"),
    "disinfect": msgid("Disinfection"),
    "report": msgid("Daily report"),
}


class RoundState(StrEnum):
    """Where a round stands: not begun, due now, missed, done in time, made up for."""

    AHEAD = "ahead"
    OPEN = "open"
    MISSED = "missed"
    DONE = "done"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class PlannedRound:
    """One round of a day, to be done in ``[opens, closes)``; `seq` counts the rounds of its kind from 1."""

    kind: str
    seq: int
    opens: datetime
    closes: datetime


def plan_rounds(times: Mapping[str, Sequence[str]], hours: int, day: date) -> tuple[PlannedRound, ...]:
    """Lay out a day's rounds from their clock times; each stays open for so many hours.

    `times` gives the beginnings of each kind as "HH:MM" of the Shanghai clock. The rounds come in time.
    """
    rounds = [
        PlannedRound(kind, seq, begins, begins + timedelta(hours=hours))
        for kind, texts in times.items()
        for seq, begins in enumerate(sorted(_moment(day, text) for text in texts), start=1)
    ]
    return tuple(sorted(rounds, key=lambda one: (one.opens, tuple(times).index(one.kind))))


def _moment(day: date, text: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(text), SHANGHAI)


def round_state(opens: datetime, closes: datetime, done_at: datetime | None, at: datetime) -> RoundState:
    """Say where a round stands at a moment."""
    if done_at is not None:
        return RoundState.LATE if done_at >= closes else RoundState.DONE
    if at < opens:
        return RoundState.AHEAD
    return RoundState.OPEN if at < closes else RoundState.MISSED


def count_by_hour(missed: Iterable[datetime]) -> dict[int, int]:
    """Count missed rounds by the Shanghai hour at which they should have begun, in the order of the hours."""
    hours = [local(moment).hour for moment in missed]
    return {hour: hours.count(hour) for hour in sorted(set(hours))}
