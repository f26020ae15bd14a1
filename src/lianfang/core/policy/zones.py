"""When an area may be lowered (rules §1.7): days without a new infection, and the round that must be negative."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lianfang.core.policy.model import PolicyBook
from lianfang.core.policy.settings import value_at
from lianfang.core.timeline import DAY


@dataclass(frozen=True, slots=True)
class Lowering:
    """One step down: to which level, not before when, and whether the last round there must be all negative."""

    level: str
    not_before: datetime
    needs_round: bool


def plan_lowering(
    book: PolicyBook, level: str, area: str, last_new: datetime, at: datetime
) -> tuple[Lowering, ...]:
    """List the steps down for an area of a level ("high" or "medium") under the rule that holds at `at`.

    Days count from `last_new`, the last new infection, so a new one starts them again. Under the ninth edition a
    high-risk area takes seven days and three more (rules §9.10). Raises NoValue where no rule is loaded.
    """
    rule = value_at(book, f"zone_{level}", area, at)
    assert isinstance(rule, Mapping)
    first = last_new + int(rule["no_new_days"]) * DAY
    steps = [Lowering(str(rule["next"]), first, bool(rule["final_round"]))]
    if "then" in rule:
        steps.append(Lowering(str(rule["then"]), first + int(rule["then_days"]) * DAY, False))
    return tuple(steps)
