"""Why a write on an order is refused, in words that say what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from lianfang.core.moves import Obstacle
from lianfang.core.policy import Decision


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


class NotRunning(OrderRefused):
    """The order has ended; only a correction may touch it."""

    code = "not_running"


class WrongTime(OrderRefused):
    """The moment given lies before the stage began, or after we learned of it."""

    code = "wrong_time"


class ReleaseRefused(OrderRefused):
    """The rule is not met: every obstacle is named."""

    code = "release_refused"

    def __init__(self, obstacles: Sequence[Obstacle]) -> None:
        super().__init__(", ".join(obstacle.code for obstacle in obstacles))
        self.obstacles = tuple(obstacles)
