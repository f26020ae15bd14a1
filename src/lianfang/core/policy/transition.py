"""What a new text does to running orders: who would gain or lose days, beds and tests; a proposal, never a deed.

Each edition says what becomes of orders that run when it comes: `keep`, they end as decided; `shorten`, the new
rule counts where it ends earlier; `redecide`, the new rule counts (rules §9.8). Days already served are counted,
as both plans are laid out from the same anchor and the same hour of being found.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lianfang.core.policy.decide import decide_all
from lianfang.core.policy.decision import Decision, Facts
from lianfang.core.policy.model import PolicyBook

SITE = "centralised"
NOTHING = timedelta()


@dataclass(frozen=True, slots=True)
class Running:
    """A running order: by what it is known, the facts it rests on, and when it was decided."""

    key: str
    facts: tuple[Facts, ...]
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would become of a running order: "kept", "changed" or "released", and the decisions before and after."""

    key: str
    outcome: str
    before: Decision
    after: Decision
    at: datetime

    @property
    def gained(self) -> timedelta:
        """Say how much later the person would be released; below zero how much earlier."""
        return _end(self.after, self.at) - _end(self.before, self.at)


@dataclass(frozen=True, slots=True)
class Balance:
    """Running orders under a new text, summed: orders by what becomes of them, and what they need from now on.

    `beds` are people at a site at this instant and `tests` samples still ahead, each before and after; `days` is the
    sum of days gained, below zero where they are lost.
    """

    kept: int
    released: int
    longer: int
    shorter: int
    moved: int
    days: float
    beds: tuple[int, int]
    tests: tuple[int, int]


def propose(
    old: PolicyBook, new: PolicyBook, running: Iterable[Running], at: datetime
) -> tuple[Proposal, ...]:
    """Propose what becomes of running orders when `new` is the law from `at` on, where `old` was."""
    return tuple(_propose(old, new, order, at) for order in running)


def balance(proposals: Sequence[Proposal]) -> Balance:
    """Sum proposals up."""
    changed = [one for one in proposals if one.outcome == "changed"]
    return Balance(
        kept=sum(one.outcome == "kept" for one in proposals),
        released=sum(one.outcome == "released" for one in proposals),
        longer=sum(one.gained > NOTHING for one in changed),
        shorter=sum(one.gained < NOTHING for one in changed),
        moved=sum(place_at(one.before, one.at) != place_at(one.after, one.at) for one in changed),
        days=sum((one.gained for one in proposals), NOTHING) / timedelta(days=1),
        beds=(
            sum(place_at(one.before, one.at) == SITE for one in proposals),
            sum(place_at(one.after, one.at) == SITE for one in proposals),
        ),
        tests=(
            sum(_tests_ahead(one.before, one.at) for one in proposals),
            sum(_tests_ahead(one.after, one.at) for one in proposals),
        ),
    )


def place_at(decision: Decision, at: datetime) -> str:
    """Name the place where a decision has a person at an instant, "" where none."""
    return next((stage.place for stage in decision.stages if stage.starts <= at < stage.ends), "")


def _propose(old: PolicyBook, new: PolicyBook, order: Running, at: datetime) -> Proposal:
    before = decide_all(old, order.facts, order.decided_at)
    fresh = decide_all(new, order.facts, at)
    after = _chosen(new, before, fresh, at)
    if (after.stages, after.tests) == (before.stages, before.tests):
        return Proposal(order.key, "kept", before, before, at)
    over = _end(after, at) <= at < _end(before, at)
    return Proposal(order.key, "released" if over else "changed", before, after, at)


def _chosen(book: PolicyBook, before: Decision, fresh: Decision, at: datetime) -> Decision:
    """Choose by what the texts say that now apply; where no rule is known, nobody's order is touched."""
    if fresh.measure == "unknown":
        return before
    ways = {book.editions[rule].transition for rule in fresh.rules}
    if "keep" in ways:
        return before
    if "shorten" in ways and _end(fresh, at) >= _end(before, at):
        return before
    return fresh


def _end(decision: Decision, at: datetime) -> datetime:
    """Say when a person is released under a decision: not before now."""
    return max([at, *(stage.ends for stage in decision.stages)])


def _tests_ahead(decision: Decision, at: datetime) -> int:
    return sum(test.samples for test in decision.tests if test.closes > at)
