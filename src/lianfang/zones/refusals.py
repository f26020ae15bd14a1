"""Why a write on a zone is refused: a code and its parameters, said to people by `zones.present`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from lianfang.core.policy.zones import Condition


class ZoneRefused(Exception):
    """A write on a zone that the rule or the zone's state does not allow."""

    code = "refused"


class NumberTaken(ZoneRefused):
    """Another zone was drawn by an order of this number."""

    code = "number_taken"


class NoPlace(ZoneRefused):
    """A zone needs at least one place of our own county; `words` were not found there."""

    code = "no_place"

    def __init__(self, words: str = "", reason: str = "") -> None:
        super().__init__(reason or words)
        self.words, self.reason = words, reason


class NotTheKind(ZoneRefused):
    """The edition in force draws no zones of this kind."""

    code = "not_the_kind"


class NotRunning(ZoneRefused):
    """The zone was lifted."""

    code = "not_running"


class WrongTime(ZoneRefused):
    """A moment lies ahead, or before the zone began or its last case."""

    code = "wrong_time"

    def __init__(self, given: datetime, earliest: datetime | None = None) -> None:
        super().__init__(given.isoformat())
        self.given, self.earliest = given, earliest


class ReasonMissing(ZoneRefused):
    """A write that must be justified came without its reason or document."""

    code = "reason_missing"


class CountsWrong(ZoneRefused):
    """More people have a result than were sampled, or more are positive than have a result."""

    code = "counts_wrong"


class NotPlanned(ZoneRefused):
    """The round was dropped when a new case began the count again."""

    code = "not_planned"


class NeedSettled(ZoneRefused):
    """The need was met or dropped already."""

    code = "need_settled"


class LoweringRefused(ZoneRefused):
    """The conditions of the rule are not all met: `conditions` has each with its evidence."""

    code = "lowering_refused"

    def __init__(self, conditions: Sequence[Condition]) -> None:
        super().__init__(", ".join(one.code for one in conditions if not one.met))
        self.conditions = tuple(conditions)
