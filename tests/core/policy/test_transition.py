"""What a new text does to running orders."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.policy.small_law import EDITIONS, law

from lianfang.config.policy_files import get_policy_book
from lianfang.core.policy import CATEGORIES, Decision, Facts, PlannedStage, PolicyBook
from lianfang.core.policy.burden import Load
from lianfang.core.policy.change import place_at
from lianfang.core.policy.transition import Running, balance, propose
from lianfang.core.timeline import DAY, SHANGHAI

BOOK = get_policy_book()


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def running(category: str, anchor: str, area: str = "") -> Running:
    at = day(anchor)
    return Running(f"{category} {anchor}", (Facts(category, at, at, area),), at)


TWENTY = day("2022-11-11")


@pytest.mark.parametrize(
    ("category", "anchor", "outcome", "days"),
    [
        ("secondary_contact", "2022-11-08 12:00", "released", -4.5),  # no longer determined: released at once
        ("medium_risk", "2022-11-10 12:00", "released", -6.5),
        ("close_contact", "2022-11-08 12:00", "changed", -2),  # 5 + 3 for 7 + 3
        ("close_contact", "2022-11-01 12:00", "released", -0.5),
        ("high_risk", "2022-11-08 12:00", "changed", 0),  # the same days, at home now
        ("closed_loop_job", "2022-11-05 12:00", "released", -1.5),
        ("ungraded_risk", "2022-11-08 12:00", "kept", 0),  # nothing is known before or after
    ],
)
def test_the_twenty_articles_redecide(category: str, anchor: str, outcome: str, days: float) -> None:
    (proposal,) = propose(BOOK, BOOK, [running(category, anchor)], TWENTY)
    assert (proposal.outcome, proposal.gained / DAY) == (outcome, days)


def test_the_ninth_edition_keeps_what_runs() -> None:
    (proposal,) = propose(BOOK, BOOK, [running("close_contact", "2022-06-20 12:00")], day("2022-06-27"))
    assert proposal.outcome == "kept"
    assert proposal.after.edition == "v8"


def test_orders_are_summed_up() -> None:
    orders = [
        running("secondary_contact", "2022-11-08 12:00"),
        running("close_contact", "2022-11-08 12:00"),
        running("high_risk", "2022-11-08 12:00"),
    ]
    summed = balance(propose(BOOK, BOOK, orders, TWENTY), TWENTY)
    assert (summed.kept, summed.released, summed.longer, summed.shorter, summed.moved, summed.days) == (
        0, 1, 0, 1, 1, -6.5,
    )  # fmt: skip
    # At 24:00 of the day before: two at a site and the contact of a contact; that one is released at once.
    assert (summed.before.beds[0], summed.after.beds[0]) == (2, 1)
    assert (summed.before.people[0], summed.after.people[0]) == (3, 2)
    assert (summed.before.releases[0], summed.after.releases[0]) == (0, 1)
    assert sum(summed.before.samples) >= sum(summed.after.samples) > 0
    assert summed.before.person_days == summed.after.person_days + 6.5
    nobody = balance([], TWENTY)
    assert (nobody.kept, nobody.days, nobody.before, nobody.after) == (0, 0.0, Load(), Load())


RULE = """category: inbound
values:
  - {{edition: old, clause: 条, source: test, confidence: S, stages: [{{place: 居家隔离, days: 10, tests: [10]}}]}}
  - {{edition: county, clause: 条, source: test, confidence: S, stages: [{{place: 集中隔离, days: {days}, tests: [1]}}]}}
"""
COUNTY = """  - {{id: county, title: 县令, level: county, area: "141123", bases: [old], from: 2022-01-15, day_base: 1,
     clock: anchor, source: test, confidence: S{transition}}}
"""


def laws(days: int, transition: str) -> tuple[PolicyBook, PolicyBook]:
    """The law before a county's order and with it."""
    before = law({"editions.yaml": EDITIONS, "v.yaml": RULE.format(days=days).replace(
        "  - {edition: county", "  # {edition: county")})  # fmt: skip
    editions = EDITIONS + COUNTY.format(transition=f", transition: {transition}" if transition else "")
    return before, law({"editions.yaml": editions, "v.yaml": RULE.format(days=days)})


@pytest.mark.parametrize(
    ("transition", "days", "outcome", "gained"),
    [
        ("", 14, "kept", 0),
        ("keep", 5, "kept", 0),
        ("shorten", 14, "kept", 0),
        ("shorten", 10, "kept", 0),
        ("shorten", 7, "changed", -3),
        ("shorten", 2, "released", -6),
        ("redecide", 14, "changed", 4),
        ("redecide", 10, "changed", 0),
    ],
)
def test_a_local_order_says_what_becomes_of_running_ones(
    transition: str, days: int, outcome: str, gained: int
) -> None:
    old, new = laws(days, transition)
    order = running("inbound", "2022-01-12", "141123")
    (proposal,) = propose(old, new, [order], day("2022-01-16"))
    assert (proposal.outcome, proposal.gained / DAY) == (outcome, gained)
    elsewhere = running("inbound", "2022-01-12", "611002")
    assert propose(old, new, [elsewhere], day("2022-01-16"))[0].outcome == "kept"


def test_who_would_be_longer_is_counted() -> None:
    summed = balance(
        propose(*laws(14, "redecide"), [running("inbound", "2022-01-12", "141123")], day("2022-01-16")),
        day("2022-01-16"),
    )
    assert (summed.longer, summed.moved, summed.days) == (1, 1, 4.0)
    assert (summed.before.beds[0], summed.after.beds[0]) == (0, 1)
    assert summed.before.days == {"home": 6 * DAY}


@given(
    st.sampled_from(CATEGORIES),
    st.integers(0, 3 * 365 * 24).map(lambda hour: day("2020-02-01") + timedelta(hours=hour)),
    st.integers(0, 20 * 24).map(lambda hours: timedelta(hours=hours)),
    st.sampled_from(("", "141123", "140212", "611002")),
)
def test_what_is_kept_loses_nothing_and_who_is_released_was_held(
    category: str, anchor: datetime, later: timedelta, area: str
) -> None:
    at = anchor + later
    (proposal,) = propose(BOOK, BOOK, [Running("1", (Facts(category, anchor, anchor, area),), anchor)], at)
    if proposal.outcome == "kept":
        assert proposal.gained == timedelta()
        assert proposal.after == proposal.before
    if proposal.outcome == "released":
        assert place_at(proposal.before, at)
        assert not place_at(proposal.after, at)
        assert proposal.gained < timedelta()


REPEAL = """  - {id: repeal, title: 废止, level: county, area: "141123", bases: [old], replaces: [county], from: 2022-01-20,
     day_base: 1, clock: anchor, transition: %s, source: test, confidence: S}
"""


def test_an_order_that_only_ends_another_says_what_becomes_of_those_under_it() -> None:
    _, before = laws(14, "keep")
    for way, outcome in (("redecide", "changed"), ("keep", "kept")):
        editions = EDITIONS + COUNTY.format(transition="") + REPEAL % way
        after = law({"editions.yaml": editions, "v.yaml": RULE.format(days=14)})
        order = running("inbound", "2022-01-16", "141123")
        (proposal,) = propose(before, after, [order], day("2022-01-20"), edition="repeal")
        assert (proposal.outcome, proposal.gained / DAY) == (outcome, -4 if way == "redecide" else 0)


def test_whom_the_one_text_does_not_concern_keeps_the_order() -> None:
    old, new = laws(7, "redecide")
    order = running("inbound", "2022-01-12", "611002")
    assert propose(old, new, [order], day("2022-01-16"), edition="county")[0].outcome == "kept"
    ours = running("inbound", "2022-01-12", "141123")
    assert propose(old, new, [ours], day("2022-01-16"), edition="county")[0].outcome == "changed"


def test_what_stands_is_weighed_with_what_was_done_by_hand() -> None:
    old, new = laws(7, "redecide")
    at, began = day("2022-01-16"), day("2022-01-12")
    for days, outcome, gained in ((10, "changed", -3), (13, "changed", -6), (7, "changed", 0)):
        stands = Decision("home", (PlannedStage(0, "home", began, began + days * DAY),), (), "old", ())
        facts = (Facts("inbound", began, began, "141123"),)
        (proposal,) = propose(old, new, [Running("1", facts, began, stands)], at)
        assert (proposal.outcome, proposal.gained / DAY) == (outcome, gained)


def test_what_only_a_hand_changed_is_not_undone_by_a_text_that_asks_the_same() -> None:
    old, new = laws(10, "redecide")
    began = day("2022-01-12")
    stands = Decision("home", (PlannedStage(0, "home", began, began + 13 * DAY),), (), "old", ())
    same = law({"editions.yaml": EDITIONS + COUNTY.format(transition=", transition: redecide"), "v.yaml":
                RULE.format(days=10).replace("集中隔离", "居家隔离").replace("tests: [1]", "tests: [10]")})  # fmt: skip
    order = Running("1", (Facts("inbound", began, began, "141123"),), began, stands)
    assert propose(old, same, [order], day("2022-01-16"))[0].outcome == "kept"
