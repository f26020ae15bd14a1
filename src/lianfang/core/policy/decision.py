"""What is asked of the law about one person, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about one person for one reason of control.

    `anchor`: last contact, leaving the risk area, or arrival. `found`: when we learned of the person. `area`:
    the county's code, "" for the national text alone. `unfit_home`: checked and not fit for isolation;
    `bed_free`: a bed is free for those. `chosen`: a place the person asks for where the rule offers one.
    """

    category: str
    anchor: datetime
    found: datetime
    area: str = ""
    unfit_home: bool = False
    bed_free: bool = True
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class PlannedStage:
    """One stage of a decision, [starts, ends), at a place; `needs`: what release waits for besides.

    `first_day` is the number its first calendar day bears, above the day base for a person found late.
    """

    index: int
    place: str
    starts: datetime
    ends: datetime
    needs: tuple[str, ...] = ()
    first_day: int = 1


@dataclass(frozen=True, slots=True)
class PlannedTest:
    """A test due on a Shanghai day, to be taken in [opens, closes), within its stage.

    `day` is the number the text gives it, 0 where it was added for a person found late; `samples` is 2 for
    double sampling; `derived` when the day is ours because the text gives only a number of tests.
    """

    __test__ = False

    stage: int
    day: int
    on: date
    samples: int
    opens: datetime
    closes: datetime
    derived: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a code, the clause it rests on, and a sentence as message id with its parameters.

    A parameter whose name ends in `_msgid` is itself a message id and is translated first.
    """

    code: str
    clause: str
    msgid: str
    params: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer: the highest place as `measure`, stages in order, test dues, and the reasons.

    `measure` is one of centralised, home, monitoring, self, none (lifted or already served) and unknown (no
    rule is loaded: ask the policy office). `edition` is the national edition in force, `rules` the editions
    whose words were applied, `code` the colour of health code they name or "".
    """

    measure: str
    stages: tuple[PlannedStage, ...]
    tests: tuple[PlannedTest, ...]
    edition: str
    reasons: tuple[Reason, ...]
    rules: tuple[str, ...] = ()
    code: str = ""
