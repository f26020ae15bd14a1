"""What a new text does to running orders: who would gain or lose days, beds and tests; a proposal, never a deed.

Each edition says what becomes of orders that run when it comes: `keep`, they end as decided; `shorten`, the new
rule counts where it ends earlier; `redecide`, the new rule counts (rules §9.8). Days already served are counted,
as both plans are laid out from the same anchor and the same hour of being found.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lianfang.core.policy.burden import Load, Stay, add_stays, add_tests
from lianfang.core.policy.change import end_of, place_at, weigh
from lianfang.core.policy.decide import decide_all
from lianfang.core.policy.decision import Decision, Facts, PlannedTest
from lianfang.core.policy.model import PolicyBook
from lianfang.core.timeline import day_of, day_start

NOTHING = timedelta()


@dataclass(frozen=True, slots=True)
class Running:
    """A running order: by what it is known, the facts it rests on, and when it was decided.

    `stands` is its plan as it stands, where that is known: somebody may have moved or extended it by hand.
    """

    key: str
    facts: tuple[Facts, ...]
    decided_at: datetime
    stands: Decision | None = None


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
        return end_of(self.after, self.at) - end_of(self.before, self.at)


@dataclass(frozen=True, slots=True)
class Balance:
    """Running orders under a new text, summed: orders by what becomes of them, and what they need from that day on.

    `moved` are those who would be at another place at once; `days` is the sum of days gained, below zero where they
    are lost; `before` and `after` are what the orders need, day by day.
    """

    kept: int
    released: int
    longer: int
    shorter: int
    moved: int
    days: float
    before: Load
    after: Load


def propose(
    old: PolicyBook, new: PolicyBook, running: Iterable[Running], at: datetime, *, edition: str = ""
) -> tuple[Proposal, ...]:
    """Propose what becomes of running orders when `new` is the law from `at` on, where `old` was.

    With `edition`, the one text by which the two differ is named: whom it does not concern keeps the order, and of
    the others it alone says what becomes, also where it ends an earlier text and another one applies again.
    """
    return tuple(_propose(old, new, order, at, edition) for order in running)


def balance(proposals: Sequence[Proposal], at: datetime) -> Balance:
    """Sum proposals up, with what they need from the day of `at` on."""
    changed = [one for one in proposals if one.outcome == "changed"]
    before, after, begins = Load(), Load(), day_start(day_of(at))
    for one in proposals:
        add_stays(before, _stays(one.before), begins)
        add_tests(before, one.before.tests, begins)
        add_stays(after, _stays_after(one), begins)
        add_tests(after, _tests_after(one), begins)
    return Balance(
        kept=sum(one.outcome == "kept" for one in proposals),
        released=sum(one.outcome == "released" for one in proposals),
        longer=sum(one.gained > NOTHING for one in changed),
        shorter=sum(one.gained < NOTHING for one in changed),
        moved=sum(place_at(one.before, one.at) != place_at(one.after, one.at) for one in changed),
        days=sum((one.gained for one in proposals), NOTHING) / timedelta(days=1),
        before=before,
        after=after,
    )


def _stays(plan: Decision) -> list[Stay]:
    return [Stay(stage.place, stage.starts, stage.ends) for stage in plan.stages]


def _stays_after(one: Proposal) -> list[Stay]:
    """Join what was until now and what the new plan has from now on."""
    was = [stay._replace(ends=min(stay.ends, one.at)) for stay in _stays(one.before) if stay.starts < one.at]
    return was + [
        stay._replace(starts=max(stay.starts, one.at)) for stay in _stays(one.after) if stay.ends > one.at
    ]


def _tests_after(one: Proposal) -> list[PlannedTest]:
    today = day_of(one.at)
    was = [test for test in one.before.tests if test.on < today]
    return was + [test for test in one.after.tests if test.on >= today]


def _propose(old: PolicyBook, new: PolicyBook, order: Running, at: datetime, edition: str) -> Proposal:
    decided = decide_all(old, order.facts, order.decided_at)
    before = order.stands or decided
    fresh = decide_all(new, order.facts, at)
    ways = _ways(old, new, order, fresh, at, edition)
    if not _applies(ways, decided, fresh, before, at) or weigh(before, fresh, at) is None:
        return Proposal(order.key, "kept", before, before, at)
    over = end_of(fresh, at) <= at < end_of(before, at)
    return Proposal(order.key, "released" if over else "changed", before, fresh, at)


def _ways(
    old: PolicyBook, new: PolicyBook, order: Running, fresh: Decision, at: datetime, edition: str
) -> set[str]:
    """Name what the texts say that now apply; of one text that does not concern an order: to keep it."""
    if not edition:
        return {new.editions[rule].transition for rule in fresh.rules}
    now = decide_all(old, order.facts, at)
    if (now.stages, now.tests) == (fresh.stages, fresh.tests):
        return {"keep"}
    return {new.editions[edition].transition}


def _applies(ways: set[str], decided: Decision, fresh: Decision, before: Decision, at: datetime) -> bool:
    """Say whether the new rule counts; where no rule is known, nobody's order is touched."""
    same = (decided.stages, decided.tests) == (
        fresh.stages,
        fresh.tests,
    )  # only what was done by hand differs
    if fresh.measure == "unknown" or same or "keep" in ways:
        return False
    return "shorten" not in ways or end_of(fresh, at) < end_of(before, at)
