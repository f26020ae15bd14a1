"""Why a write on an order is refused: a code and its parameters, said to people by `orders.present`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from lianfang.core.moves import EARLY, Obstacle
from lianfang.core.policy import Decision
from lianfang.people.actions import CannotMerge


class OrderRefused(Exception):
    """A write on an order that the rule or the order's state does not allow."""

    code = "refused"


class NothingToIssue(OrderRefused):
    """The law asks for no measure, or no rule is loaded: the decision says which and why."""

    code = "nothing_to_issue"

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.measure)
        self.decision = decision


class AlreadyControlled(OrderRefused):
    """The person has a running order; it is moved or extended, never doubled."""

    code = "already_controlled"

    def __init__(self, order_id: int) -> None:
        super().__init__(str(order_id))
        self.order_id = order_id


class Overlaps(OrderRefused):
    """The time given lies in another stage of the same person: nobody is in two places at once."""

    code = "overlaps"

    def __init__(self, order_id: int) -> None:
        super().__init__(str(order_id))
        self.order_id = order_id


class LeadClosed(OrderRefused):
    """The lead is closed: it is opened again before an order is issued from it."""

    code = "lead_closed"


class NotRunning(OrderRefused):
    """The order has ended; only a correction may touch it."""

    code = "not_running"


class NotStarted(OrderRefused):
    """The stage has not begun or was withdrawn: there is no moment to correct."""

    code = "not_started"


class WrongTime(OrderRefused):
    """A moment lies outside what is possible: not before `earliest`, not after `latest` (None: no bound)."""

    code = "wrong_time"

    def __init__(self, given: datetime, *, earliest: datetime | None, latest: datetime | None) -> None:
        super().__init__(given.isoformat())
        self.given = given
        self.earliest = earliest
        self.latest = latest


class StillRuns(OrderRefused):
    """A stage that runs has no end to correct: it is ended, moved or extended."""

    code = "still_runs"


class ReasonMissing(OrderRefused):
    """A write that must be justified came without a reason or, for a need, without its document."""

    code = "reason_missing"


class Suspended(OrderRefused):
    """The measure rests: it is resumed before anything else."""

    code = "suspended"


class NotSuspended(OrderRefused):
    """The measure does not rest, so there is nothing to resume."""

    code = "not_suspended"


class NoNextStage(OrderRefused):
    """The running stage is the last one: the order is released, not continued."""

    code = "no_next_stage"


class NoNeed(OrderRefused):
    """The order's release waits for nobody else's tests."""

    code = "no_need"


class UnknownTest(OrderRefused):
    """A result names a test that no plan holds any more; nothing of the batch was written."""

    code = "unknown_test"

    def __init__(self, test_ids: Sequence[int]) -> None:
        super().__init__(", ".join(map(str, test_ids)))
        self.test_ids = tuple(test_ids)


class ProposalSettled(OrderRefused):
    """The proposal is not open any more: `state` says what became of it."""

    code = "proposal_settled"

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class ReleaseRefused(OrderRefused):
    """The rule is not met: every obstacle is named."""

    code = "release_refused"

    def __init__(self, obstacles: Sequence[Obstacle]) -> None:
        super().__init__(", ".join(obstacle.code for obstacle in obstacles))
        self.obstacles = tuple(obstacles)

    @property
    def is_early(self) -> bool:
        """Say whether the hour has not come, whatever else is missing so far."""
        return any(obstacle.code in EARLY for obstacle in self.obstacles)


class EarlyRefused(ReleaseRefused):
    """An early release is ordered against what binds every release: each is named."""

    code = "early_release_refused"


class BothControlled(CannotMerge):
    """Two records cannot be joined while both are under control at the same time: end or withdraw one order first."""

    def __init__(self, order_ids: Sequence[int]) -> None:
        super().__init__("both_controlled")
        self.order_ids = tuple(order_ids)
