"""What a new plan would change for a person under control: from an instant on, place by place and test by test.

What lies behind that instant is history on both sides and is not compared.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lianfang.core.policy.decision import Decision
from lianfang.core.policy.model import RANK
from lianfang.core.timeline import DAY, local

LONGER, SHORTER, RELEASED, OTHER = "longer", "shorter", "released", "other"
KINDS = (RELEASED, SHORTER, LONGER, OTHER)
"""What a change does first of all, by which the right to sign it goes.

`released`: no day is left; `shorter` and `longer`: the end moves; `other`: the end stays and the place or the tests
change. Hours that the end moves forward where the place is stricter all the while are no relief: `other`.
"""


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one person: the end before and after (not before the instant asked about), and the places."""

    kind: str
    ends_before: datetime
    ends_after: datetime
    place_before: str
    place_after: str

    @property
    def gained(self) -> timedelta:
        """Say how much later the person would be released; below zero how much earlier."""
        return self.ends_after - self.ends_before

    @property
    def days(self) -> float:
        """Say the same in days, to the hundredth."""
        return round(self.gained / DAY, 2)


def weigh(before: Decision, after: Decision, at: datetime) -> Change | None:
    """Say what a plan changes from an instant on, None where nothing would be different."""
    if ahead(before, at) == ahead(after, at):
        return None
    was, would_be = end_of(before, at), end_of(after, at)
    kind = _kind(was, would_be, at)
    if kind == SHORTER and was - would_be < DAY and _is_stricter(before, after, at):
        kind = OTHER
    return Change(kind, was, would_be, place_at(before, at), place_at(after, at))


def _kind(was: datetime, would_be: datetime, at: datetime) -> str:
    if would_be == was:
        return OTHER
    if would_be == at:
        return RELEASED
    return LONGER if would_be > was else SHORTER


def _is_stricter(before: Decision, after: Decision, at: datetime) -> bool:
    """Say whether a plan asks for a stricter place at once and for no lighter one until it ends."""
    turns = {at, *(stage.starts for plan in (before, after) for stage in plan.stages)}
    ahead_of_end = [turn for turn in turns if at <= turn < end_of(after, at)]
    steps = [_rank(after, turn) - _rank(before, turn) for turn in ahead_of_end]
    return _rank(after, at) > _rank(before, at) and min(steps) >= 0


def _rank(plan: Decision, at: datetime) -> int:
    return RANK[place_at(plan, at) or "none"]


Ahead = tuple[tuple[tuple[str, datetime], ...], frozenset[tuple[date, int]]]


def ahead(plan: Decision, at: datetime) -> Ahead:
    """Give what of a plan lies ahead: each place with its end, and the tests of later Shanghai days.

    Tests of the day itself are left out: some were taken this morning, and no plan takes them back.
    """
    today = local(at).date()
    places = tuple((stage.place, stage.ends) for stage in plan.stages if stage.ends > at)
    return places, frozenset((test.on, test.samples) for test in plan.tests if test.on > today)


def place_at(plan: Decision, at: datetime) -> str:
    """Name the place where a plan has a person at an instant, "" where none."""
    return next((stage.place for stage in plan.stages if stage.starts <= at < stage.ends), "")


def end_of(plan: Decision, at: datetime) -> datetime:
    """Say when a person is released under a plan: not before now."""
    return max([at, *(stage.ends for stage in plan.stages)])
