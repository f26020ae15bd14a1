"""Zones by the rule: which kinds are drawn, when rounds are due, and each condition before one is lowered."""

from datetime import date, datetime

import pytest

from lianfang.config.policy_files import get_policy_book
from lianfang.core.policy import NoValue
from lianfang.core.policy.zones import (
    Round,
    ZoneHistory,
    check_lowering,
    has_second,
    kinds_in_force,
    next_of,
    plan_rounds,
    zone_rule,
)
from lianfang.core.timeline import DAY, SHANGHAI

BOOK = get_policy_book()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


EIGHTH, NINTH, TWENTY, TEN = (at(f"2022-{day}") for day in ("03-01", "08-01", "11-15", "12-10"))
ROUND = Round(date(2022, 8, 8), 100, 100, 100, 0)


@pytest.mark.parametrize(
    ("when", "kinds"),
    [
        (EIGHTH, ("lockdown", "control", "precaution")),
        (NINTH, ("high", "medium", "low")),
        (TWENTY, ("high", "low")),
        (TEN, ("high", "low")),
        (at("2023-02-01"), ()),
        (at("2020-01-25"), ()),
    ],
)
def test_kinds_of_the_time(when: datetime, kinds: tuple[str, ...]) -> None:
    assert kinds_in_force(BOOK, "141123", when) == kinds


@pytest.mark.parametrize(
    ("kind", "level", "when", "follows", "then"),
    [
        ("lockdown", "high", EIGHTH, "lifted", ""),
        ("control", "medium", EIGHTH, "lifted", ""),
        ("high", "high", NINTH, "medium", "low"),
        ("medium", "medium", NINTH, "low", ""),
        ("lockdown", "high", NINTH, "medium", "low"),  # drawn before: the rule of what it stands for
        ("high", "high", TWENTY, "low", ""),
        ("high", "high", TEN, "lifted", ""),
    ],
)
def test_what_follows(kind: str, level: str, when: datetime, follows: str, then: str) -> None:
    rule = zone_rule(BOOK, kind, level, "", when)
    assert (next_of(rule), has_second(rule)) == (follows, bool(then))
    assert not then or next_of(rule, second=True) == then


@pytest.mark.parametrize(
    ("kind", "when"), [("precaution", EIGHTH), ("low", NINTH), ("high", at("2023-02-01"))]
)
def test_no_rule_is_invented(kind: str, when: datetime) -> None:
    with pytest.raises(NoValue):
        zone_rule(BOOK, kind, "low" if kind != "high" else kind, "", when)


def met(
    kind: str, level: str, when: datetime, history: ZoneHistory, *, second: bool = False
) -> dict[str, bool]:
    rule = zone_rule(BOOK, kind, level, "", history.last_new)
    return {one.code: one.met for one in check_lowering(rule, history, when, second=second)}


@pytest.mark.parametrize(
    ("days", "rounds", "expected"),
    [
        (6, (), {"days": False, "round": False}),
        (7, (), {"days": True, "round": False}),
        (7, (ROUND,), {"days": True, "round": True, "everyone": True, "negative": True}),
        (7, (Round(date(2022, 8, 7), 100, 100, 100, 0),), {"days": True, "round": False}),
        (7, (Round(date(2022, 8, 8), 100, 99, 99, 0),),
        {"days": True, "round": True, "everyone": False, "negative": True}),
        (7, (Round(date(2022, 8, 8), 100, 100, 99, 0),),
        {"days": True, "round": True, "everyone": True, "negative": False}),
        (7, (Round(date(2022, 8, 8), 100, 100, 100, 1),),
        {"days": True, "round": True, "everyone": True, "negative": False}),
        (9, (ROUND, Round(date(2022, 8, 9), 100, 90, 90, 0)),
        {"days": True, "round": True, "everyone": False, "negative": True}),
    ],
)  # fmt: skip
def test_the_ninth_edition(days: int, rounds: tuple[Round, ...], expected: dict[str, bool]) -> None:
    assert met("high", "high", NINTH + days * DAY, ZoneHistory(NINTH, rounds)) == expected


def test_the_second_step_asks_for_days_alone() -> None:
    assert met("high", "high", NINTH + 9 * DAY, ZoneHistory(NINTH), second=True) == {"days": False}
    assert met("high", "high", NINTH + 10 * DAY, ZoneHistory(NINTH), second=True) == {"days": True}


@pytest.mark.parametrize(
    ("days", "on", "left", "negative", "unmet"),
    [
        (14, "03-15", "02-28", True, set()),
        (14, "03-14", "02-28", True, set()),
        (14, "03-13", "02-28", True, {"round"}),
        (13, "03-14", "02-27", True, {"days"}),
        (14, "03-15", "03-01", True, {"contact_days"}),
        (14, "03-15", "", True, {"contact_days"}),
        (14, "03-15", "02-28", False, {"contact_tests"}),
    ],
)
def test_a_lockdown_zone(days: int, on: str, left: str, negative: bool, unmet: set[str]) -> None:
    rounds = (Round(date.fromisoformat(f"2022-{on}"), 5, 5, 5, 0),)
    history = ZoneHistory(EIGHTH, rounds, at(f"2022-{left}") if left else None, negative)
    held = met("lockdown", "high", EIGHTH + days * DAY, history)
    assert {code for code, ok in held.items() if not ok} == unmet


def test_evidence_is_told() -> None:
    rule = zone_rule(BOOK, "high", "high", "", NINTH)
    days, missing = check_lowering(rule, ZoneHistory(NINTH), NINTH)
    assert days.evidence == {"days": 7, "last_new": NINTH, "not_before": NINTH + 7 * DAY}
    assert missing.evidence == {"first": date(2022, 8, 8), "on": None}


@pytest.mark.parametrize(
    ("kind", "level", "when", "days"),
    [
        ("high", "high", NINTH, (date(2022, 8, 8),)),
        ("medium", "medium", NINTH, (date(2022, 8, 8),)),
        ("lockdown", "high", NINTH, (date(2022, 8, 8),)),
        ("high", "high", TWENTY, ()),
        ("low", "low", NINTH, ()),
        ("lockdown", "high", EIGHTH, ()),  # no days in print: local orders name them
    ],
)
def test_rounds_are_planned(kind: str, level: str, when: datetime, days: tuple[date, ...]) -> None:
    assert plan_rounds(BOOK, kind, level, "", when, when) == days
