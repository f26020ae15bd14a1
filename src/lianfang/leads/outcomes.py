"""What each outcome of a call means: the closed list of A4 as one table.

An outcome *settles* a lead when the list's question is answered: from then the lead is not overdue and its
rows count as verified. It *closes* the lead when nothing is left to do. What does not settle leaves the lead
open with one more call counted.

- nobody answered, and a person who refuses to speak, are attempts and no answers: the lead stays due;
- a wrong number and incomplete information are answers (register G names both as results of a check) and go
  back to the office, which looks for another number or asks whoever sent the list;
- somebody elsewhere is answered, and closed when the letter to the other county is sent;
- somebody away is answered, and called again on the day they are back;
- somebody to be controlled stays answered until an order is issued and ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from lianfang.leads.models import CallOutcome

LONGEST_AWAY = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class OutcomeRule:
    """What an outcome does to a lead, and what must be known to record it.

    `result` is the word register G has for it (排查结果).
    """

    settles: bool
    result: str
    closes: bool = False
    to_office: bool = False
    letter: bool = False
    needs: tuple[str, ...] = ()


RULES: dict[CallOutcome, OutcomeRule] = {
    CallOutcome.HERE_CONTROL: OutcomeRule(settles=True, result="有效"),
    CallOutcome.HERE_FREE: OutcomeRule(settles=True, closes=True, result="有效"),
    CallOutcome.AWAY: OutcomeRule(settles=True, result="有效", needs=("away_place", "back_on")),
    CallOutcome.WRONG_NUMBER: OutcomeRule(settles=True, to_office=True, result="空号"),
    CallOutcome.NO_ANSWER: OutcomeRule(settles=False, result=""),
    CallOutcome.REFUSED: OutcomeRule(settles=False, result=""),
    CallOutcome.ELSEWHERE: OutcomeRule(settles=True, letter=True, result="移交", needs=("away_place",)),
    CallOutcome.DUPLICATE: OutcomeRule(settles=True, closes=True, result="重复"),
    CallOutcome.NO_SUCH_PERSON: OutcomeRule(settles=True, closes=True, result="查无此人"),
    CallOutcome.NOT_BEEN_THERE: OutcomeRule(settles=True, closes=True, result="未到疫区"),
    CallOutcome.INCOMPLETE: OutcomeRule(settles=True, to_office=True, result="信息不全"),
}


class OutcomeIncomplete(Exception):
    """An outcome was given without what it needs; `missing` names the fields."""

    def __init__(self, outcome: CallOutcome, missing: tuple[str, ...]) -> None:
        super().__init__(f"{outcome} needs {', '.join(missing)}")
        self.outcome = outcome
        self.missing = missing


class ReturnBehind(ValueError):
    """The day of return lies before the day of the call."""


class ReturnTooFar(ValueError):
    """The day of return lies so far ahead that its year is a slip: the lead would not be seen again."""


def check_return(back_on: date, called_on: date) -> None:
    """Raise ReturnBehind or ReturnTooFar unless a day of return is one that somebody may be called again on."""
    if back_on < called_on:
        raise ReturnBehind
    if back_on - called_on > LONGEST_AWAY:
        raise ReturnTooFar


def check_outcome(outcome: CallOutcome, given: dict[str, object]) -> OutcomeRule:
    """Return the rule of an outcome; raises OutcomeIncomplete unless all it needs is given."""
    rule = RULES[outcome]
    missing = tuple(name for name in rule.needs if not given.get(name))
    if missing:
        raise OutcomeIncomplete(outcome, missing)
    return rule
