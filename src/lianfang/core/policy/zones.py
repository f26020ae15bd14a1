"""When an area may be lowered (rules §1.7): days without a new infection, and the round that must be negative."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lianfang.core.policy.model import PolicyBook, Setting
from lianfang.core.policy.settings import NoValue, setting_at, value_at
from lianfang.core.timeline import DAY, day_of

ZONE_KINDS = ((("lockdown", "control", "precaution"), "lockdown"), (("high", "medium", "low"), "high"))
"""The kinds of zones, each set with the one whose rule says that the set is in use."""


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


@dataclass(frozen=True, slots=True)
class Round:
    """A round of tests of everybody in a zone: on which day, how many had to come, came, have a result, are positive."""

    on: date
    expected: int
    sampled: int
    tested: int
    positive: int


@dataclass(frozen=True, slots=True)
class ZoneHistory:
    """What the check before lifting looks at: the last new infection, the rounds done, the last contact.

    `contacts_left` is when the last contact left to isolation; `contacts_negative` that the contacts were negative,
    by a document.
    """

    last_new: datetime
    rounds: tuple[Round, ...] = ()
    contacts_left: datetime | None = None
    contacts_negative: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of lowering: its code, whether it is met, and the evidence for or against.

    Codes: `days` no new infection for so many days, `round` a round on or after the day, `everyone` all came,
    `negative` all were negative, `contact_days` the last contact left long ago, `contact_tests` contacts negative.
    """

    code: str
    met: bool
    evidence: Mapping[str, int | date | datetime | None]


def zone_rule(book: PolicyBook, kind: str, level: str, area: str, at: datetime) -> Setting:
    """Give the rule for lowering a zone of a kind, that of the level it stands for where its kind is no more.

    Raises NoValue where no rule is loaded, as for 防范区 and 低风险区, which end with the others.
    """
    try:
        return setting_at(book, f"zone_{kind}", area, at)
    except NoValue:
        return setting_at(book, f"zone_{level}", area, at)


def next_of(rule: Setting, *, second: bool = False) -> str:
    """Name the level that follows when the conditions are met: medium, low or lifted."""
    assert isinstance(rule.value, Mapping)
    return str(rule.value["then" if second else "next"])


def has_second(rule: Setting) -> bool:
    """Say whether a rule goes down in two steps, as from high to medium and three days later to low (rules §9.10)."""
    return isinstance(rule.value, Mapping) and "then" in rule.value


def check_lowering(
    rule: Setting, history: ZoneHistory, at: datetime, *, second: bool = False
) -> tuple[Condition, ...]:
    """Lay the conditions of a rule beside what is known of a zone, each with its evidence.

    `second` asks for the second step of a rule that has two: more days, and no further round.
    """
    value = rule.value
    assert isinstance(value, Mapping)
    days = int(value["no_new_days"]) + (int(value["then_days"]) if second else 0)
    not_before = history.last_new + days * DAY
    told: list[Condition] = [
        Condition(
            "days", at >= not_before, {"days": days, "last_new": history.last_new, "not_before": not_before}
        )
    ]
    if value["final_round"] and not second:
        told += _check_round(history, _first_day(value, history, at))
    if "contact_days" in value:
        told += _check_contacts(history, int(value["contact_days"]), at)
    return tuple(told)


def _first_day(value: Mapping[str, float | str], history: ZoneHistory, at: datetime) -> date:
    """Give the first day on which a round counts as the last one."""
    last_day = day_of(history.last_new) + int(value["no_new_days"]) * DAY
    if "final_within_days" not in value:
        return last_day
    return day_of(at) - (int(value["final_within_days"]) - 1) * DAY


def _check_round(history: ZoneHistory, first: date) -> list[Condition]:
    last = max((one for one in history.rounds if one.on >= first), key=lambda one: one.on, default=None)
    if last is None:
        return [Condition("round", False, {"first": first, "on": None})]
    return [
        Condition("round", True, {"first": first, "on": last.on}),
        Condition(
            "everyone", last.sampled >= last.expected, {"sampled": last.sampled, "expected": last.expected}
        ),
        Condition(
            "negative", last.positive == 0 and last.tested >= last.sampled,
            {"positive": last.positive, "tested": last.tested, "sampled": last.sampled},
        ),
    ]  # fmt: skip


def _check_contacts(history: ZoneHistory, days: int, at: datetime) -> list[Condition]:
    left = history.contacts_left
    return [
        Condition("contact_days", left is not None and at > left + days * DAY, {"days": days, "left": left}),
        Condition("contact_tests", history.contacts_negative, {}),
    ]


def plan_rounds(
    book: PolicyBook, kind: str, level: str, area: str, last_new: datetime, at: datetime
) -> tuple[date, ...]:
    """List the days of a zone's rounds, counted from the last new infection; none where no rule is loaded."""
    for name in (f"zone_rounds_{kind}", f"zone_rounds_{level}"):
        try:
            days = value_at(book, name, area, at)
        except NoValue:
            continue
        assert isinstance(days, tuple)
        return tuple(day_of(last_new) + int(day) * DAY for day in days)
    return ()


def kinds_in_force(book: PolicyBook, area: str, at: datetime) -> tuple[str, ...]:
    """Name the kinds of zones that are drawn at an instant: those of the edition in force (rules §1.7)."""
    for (highest, middle, lowest), first in ZONE_KINDS:
        if _holds(book, first, area, at):
            return (highest, middle, lowest) if _holds(book, middle, area, at) else (highest, lowest)
    return ()


def _holds(book: PolicyBook, kind: str, area: str, at: datetime) -> bool:
    try:
        value_at(book, f"zone_{kind}", area, at)
    except NoValue:
        return False
    return True
