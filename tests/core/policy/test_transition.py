"""What a new text does to running orders."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.policy.small_law import EDITIONS, law

from lianfang.config.policy_files import get_policy_book
from lianfang.core.policy import CATEGORIES, Facts, PolicyBook
from lianfang.core.policy.transition import Balance, Running, balance, place_at, propose
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
    # Samples ahead, before: contact of contact 2, close contact 2 and 1 at home, high risk 2; after: 1 and 2, and 2.
    assert balance(propose(BOOK, BOOK, orders, TWENTY)) == Balance(
        kept=0, released=1, longer=0, shorter=1, moved=1, days=-6.5, beds=(2, 1), tests=(7, 5)
    )
    assert balance([]) == Balance(0, 0, 0, 0, 0, 0.0, (0, 0), (0, 0))


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
        propose(*laws(14, "redecide"), [running("inbound", "2022-01-12", "141123")], day("2022-01-16"))
    )
    assert (summed.longer, summed.moved, summed.beds, summed.days) == (1, 1, (0, 1), 4.0)


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
