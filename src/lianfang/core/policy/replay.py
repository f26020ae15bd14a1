"""Running orders under another edition: beds, tests, person-days and releases of a day and the days after it.

Both sides are counted alike, by `burden`. The other side is what the edition would have decided from the same
facts: the same anchor, the same hour of being found. Whoever left or died would have done so under any law. Where
the edition has no rule, an order stays as it is.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lianfang.core.policy.burden import DAYS, Load, Stay, add_stays, add_tests
from lianfang.core.policy.decide import decide
from lianfang.core.policy.decision import Decision, Facts
from lianfang.core.policy.model import PolicyBook
from lianfang.core.timeline import DAY

__all__ = ["DAYS", "OUTCOMES", "Held", "Load", "Replay", "Stay", "Tally", "replay"]

LONGER, SHORTER, SAME = "longer", "shorter", "same"
LIFTED, OVER, UNKNOWN = "lifted", "over", "unknown"
OUTCOMES = (LONGER, SHORTER, SAME, LIFTED, OVER, UNKNOWN)
"""What becomes of an order: `lifted`, no measure at all; `over`, the days had passed when the person was found;
`unknown`, no rule is loaded."""


@dataclass(frozen=True, slots=True)
class Held:
    """An order as it stands: its stays in time, none of which overlap, and when the person left or died.

    `facts` is None where what was known cannot be read any more.
    """

    category: str
    facts: Facts | None
    stays: tuple[Stay, ...]
    gone_at: datetime | None = None


@dataclass(slots=True)
class Tally:
    """People of one class by what becomes of them, and the days they gain or lose from the day on.

    `moved` are those who would be at another place at 24:00 of the day, whatever becomes of their days.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    moved: int = 0
    gained: timedelta = timedelta()
    lost: timedelta = timedelta()

    @property
    def people(self) -> int:
        """Count the people of the class."""
        return self.outcomes.total()


@dataclass(frozen=True, slots=True)
class Replay:
    """Both sides, and who gains or loses by class."""

    as_they_are: Load
    under: Load
    classes: dict[str, Tally]

    @property
    def whole(self) -> Tally:
        """Sum all classes up."""
        summed = Tally()
        for one in self.classes.values():
            summed.outcomes += one.outcomes
            summed.moved += one.moved
            summed.gained += one.gained
            summed.lost += one.lost
        return summed


def replay(book: PolicyBook, orders: Iterable[Held], begins: datetime) -> Replay:
    """Lay orders beside what the law of `book` would have decided, from `begins`, the first instant of a day.

    The tests of the orders as they are stay uncounted: no order's plan tells what became of them.
    """
    done = Replay(Load(), Load(), {})
    answers: dict[Facts, Decision] = {}
    for order in orders:
        decision = None
        if order.facts is not None:
            decision = answers.get(order.facts)
            if decision is None:
                decision = answers[order.facts] = decide(book, order.facts, order.facts.found)
        _weigh(done, order, decision, begins)
    return done


def _weigh(done: Replay, order: Held, decision: Decision | None, begins: datetime) -> None:
    known = decision is not None and decision.measure != "unknown"
    stays: Sequence[Stay] = order.stays
    if decision is not None and known:
        stays = _until(order.gone_at, [Stay(one.place, one.starts, one.ends) for one in decision.stages])
        add_tests(done.under, decision.tests, begins, order.gone_at)
    add_stays(done.as_they_are, order.stays, begins, order.gone_at)
    add_stays(done.under, stays, begins, order.gone_at)
    tally = done.classes.setdefault(order.category, Tally())
    gained = _end(stays, begins) - _end(order.stays, begins)
    tally.outcomes[_outcome(decision if known else None, gained)] += 1
    tally.moved += _is_moved(order.stays, stays, begins + DAY)
    if gained > timedelta():
        tally.gained += gained
    else:
        tally.lost -= gained


def _outcome(decision: Decision | None, gained: timedelta) -> str:
    if decision is None:
        return UNKNOWN
    if not decision.stages:
        return LIFTED if any(reason.code == "lifted" for reason in decision.reasons) else OVER
    if not gained:
        return SAME
    return LONGER if gained > timedelta() else SHORTER


def _until(gone_at: datetime | None, stays: Iterable[Stay]) -> list[Stay]:
    """Cut stays off when the person left or died."""
    if gone_at is None:
        return list(stays)
    return [stay._replace(ends=min(stay.ends, gone_at)) for stay in stays if stay.starts < gone_at]


def _end(stays: Sequence[Stay], begins: datetime) -> datetime:
    return max([begins, *(stay.ends for stay in stays)])


def _is_moved(before: Sequence[Stay], after: Sequence[Stay], cut: datetime) -> bool:
    """Say whether somebody whom both sides control at a cut is at another place."""
    was, would_be = _place(before, cut), _place(after, cut)
    return bool(was and would_be and was != would_be)


def _place(stays: Sequence[Stay], cut: datetime) -> str:
    return next((stay.place for stay in stays if stay.starts < cut <= stay.ends), "")
