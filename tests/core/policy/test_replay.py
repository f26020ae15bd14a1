"""Running orders under another edition, counted day by day."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.config.policy_files import get_policy_book
from lianfang.core.policy import Facts, decide
from lianfang.core.policy.alone import alone
from lianfang.core.policy.replay import DAYS, OUTCOMES, Held, Load, Replay, Stay, Tally, replay
from lianfang.core.timeline import DAY, SHANGHAI

BOOK = get_policy_book()
LAWS = {name: alone(BOOK, name) for name in ("v2", "v8", "v9", "o20", "n10", "b2b")}
BEGINS = datetime(2022, 3, 1, tzinfo=SHANGHAI)


def day(text: str) -> datetime:
    return datetime.fromisoformat(f"2022-{text}").replace(tzinfo=SHANGHAI)


def held(category: str, anchor: str, found: str = "", edition: str = "v8", gone: str = "") -> Held:
    """An order as an edition decided it; who has gone left in the middle of it."""
    facts = Facts(category, day(anchor), day(found or anchor), "141123")
    stays = [
        Stay(one.place, one.starts, one.ends) for one in decide(LAWS[edition], facts, facts.found).stages
    ]
    if not gone:
        return Held(category, facts, tuple(stays))
    left = day(gone)
    kept = [stay._replace(ends=min(stay.ends, left)) for stay in stays if stay.starts < left]
    return Held(category, facts, tuple(kept), left)


def under(edition: str, *orders: Held, begins: datetime = BEGINS) -> Replay:
    return replay(LAWS[edition], orders, begins)


def outcomes(done: Replay) -> dict[str, int]:
    return {name: count for name, count in done.whole.outcomes.items() if count}


def test_a_close_contact_of_the_eighth_edition_under_the_ninth() -> None:
    """14 days at a site and 7 at home become 7 and 3."""
    done = under("v9", held("close_contact", "02-26 10:00"))
    was, would_be = done.as_they_are, done.under
    assert was.beds == [1] * 11 + [0] * 4  # 1 to 11 March; on 12 March at 10:00 home
    assert was.people == [1] * 15
    assert would_be.beds == [1] * 4 + [0] * 11
    assert would_be.people == [1] * 7 + [0] * 8
    assert would_be.releases == [0] * 7 + [1] + [0] * 7
    assert sum(was.releases) == 0
    assert was.days == {
        "centralised": timedelta(days=11, hours=10),
        "monitoring": timedelta(days=3, hours=14),
    }
    assert would_be.days == {"centralised": timedelta(days=4, hours=10), "monitoring": timedelta(days=3)}
    assert outcomes(done) == {"shorter": 1}
    assert (done.whole.lost, done.whole.gained, done.whole.moved) == (timedelta(days=11), timedelta(), 0)


def test_the_tests_of_the_other_edition_are_counted_by_day() -> None:
    done = under("v9", held("close_contact", "02-26 10:00"))
    # Days 1, 2, 3, 5, 7 at the site and day 3 at home; the first three before 1 March.
    assert [number for number, count in enumerate(done.under.tests) if count] == [1, 3, 6]
    assert done.under.tests == done.under.samples
    double = under("v8", held("close_contact", "02-26 10:00"))
    assert (sum(double.under.tests), sum(double.under.samples)) == (4, 5)
    assert sum(double.as_they_are.tests) == 0  # they are counted from their records


@pytest.mark.parametrize(
    ("edition", "order", "outcome", "gained"),
    [
        ("v8", held("close_contact", "02-26"), "same", 0),
        ("v9", held("close_contact", "02-26"), "shorter", -11),
        ("v9", held("close_contact", "02-15"), "shorter", -7),  # released before: what was left is lost
        ("v8", held("close_contact", "02-26", edition="v9"), "longer", 11),
        ("o20", held("secondary_contact", "02-26", edition="v9"), "lifted", -4),
        ("n10", held("secondary_contact", "02-26"), "lifted", -4),
        ("b2b", held("close_contact", "02-26"), "lifted", -18),
        ("v8", held("ungraded_risk", "02-26"), "unknown", 0),
        ("v9", Held("close_contact", None, (Stay("home", day("02-26"), day("03-05")),)), "unknown", 0),
        ("b2b", held("close_contact", "02-26", gone="03-04"), "lifted", -3),
        ("v9", held("close_contact", "02-26", gone="03-04"), "same", 0),
    ],
)
def test_what_becomes_of_an_order(edition: str, order: Held, outcome: str, gained: float) -> None:
    done = under(edition, order)
    assert outcomes(done) == {outcome: 1}
    assert (done.whole.gained - done.whole.lost) / DAY == gained
    assert list(done.classes) == [order.category]


def test_days_that_had_passed_when_the_person_was_found_are_no_lifted_measure() -> None:
    """The ninth edition asks for 7 days after a closed-loop job; this one was found after twenty."""
    facts = Facts("closed_loop_job", day("02-07"), day("02-27"))
    done = under("v9", Held(facts.category, facts, (Stay("home", day("02-27"), day("03-06")),)))
    assert outcomes(done) == {"over": 1}
    assert done.whole.lost == 5 * DAY
    assert (sum(done.under.people), done.under.gone) == (0, 0)


def test_where_no_rule_is_loaded_an_order_stays_as_it_is() -> None:
    order = Held("ungraded_risk", None, (Stay("centralised", day("02-26"), day("03-05")),))
    done = under("v8", order)
    assert done.under == done.as_they_are


def test_who_left_or_died_would_have_done_so_under_any_law() -> None:
    order = held("close_contact", "02-26", edition="v9", gone="03-02 12:00")
    done = under("v8", order)
    assert (done.as_they_are.people, done.under.people) == ([1] + [0] * 14,) * 2
    assert sum(done.as_they_are.releases) == sum(done.under.releases) == 0
    assert [number for number, count in enumerate(done.under.tests) if count] == [
        0
    ]  # none after they had gone


def test_who_would_be_released_before_leaving_is_a_release() -> None:
    order = held("close_contact", "02-20", gone="03-04")
    done = under("v9", order)
    assert done.under.releases == [0, 1] + [0] * 13
    assert outcomes(done) == {"shorter": 1}


def test_those_whose_days_were_over_before_the_day_are_counted_apart() -> None:
    done = under("v9", held("close_contact", "02-15"))
    assert (done.under.gone, sum(done.under.releases), sum(done.under.people)) == (1, 0, 0)
    assert done.as_they_are.gone == 0


def test_another_place_is_counted_whatever_becomes_of_the_days() -> None:
    """Contacts of contacts are at a site by the eighth edition, at home by the ninth."""
    done = under("v9", held("secondary_contact", "02-27 12:00"), held("close_contact", "02-27 12:00"))
    assert (done.as_they_are.beds[0], done.under.beds[0]) == (2, 1)
    assert {name: tally.moved for name, tally in done.classes.items()} == {
        "secondary_contact": 1,
        "close_contact": 0,
    }


def test_at_24_00_somebody_whose_stage_ends_then_is_still_there() -> None:
    order = Held("ungraded_risk", None, (Stay("centralised", day("02-26"), day("03-02")),))
    assert under("v8", order).as_they_are.beds == [1] + [0] * 14
    assert under("v8", order).as_they_are.releases == [0, 1] + [0] * 13
    later = Held("ungraded_risk", None, (Stay("centralised", day("03-02"), day("03-04")),))
    assert under("v8", later).as_they_are.beds == [0, 1, 1] + [0] * 12


def test_nobody_is_counted_as_nobody() -> None:
    done = under("v8")
    assert (done.as_they_are, done.under, done.classes, done.whole) == (Load(), Load(), {}, Tally())
    assert done.whole.people == 0


def test_an_order_without_stays_needs_nothing() -> None:
    done = under("v8", Held("fever", None, ()))
    assert (done.as_they_are, outcomes(done)) == (Load(), {"unknown": 1})


CATEGORIES = ("close_contact", "secondary_contact", "high_risk", "medium_risk", "inbound", "closed_loop_job")
ORDERS = st.builds(
    lambda category, hours, late, edition: _order(category, hours, late, edition),
    st.sampled_from(CATEGORIES),
    st.integers(-30 * 24, 5 * 24),
    st.integers(0, 72),
    st.sampled_from(("v8", "v9", "o20")),
)


def _order(category: str, hours: int, late: int, edition: str) -> Held:
    anchor = BEGINS + timedelta(hours=hours)
    facts = Facts(category, anchor, anchor + timedelta(hours=late))
    stays = [
        Stay(one.place, one.starts, one.ends) for one in decide(LAWS[edition], facts, facts.found).stages
    ]
    return Held(category, facts, tuple(stays))


@given(st.lists(ORDERS, max_size=6))
def test_counts_are_those_of_looking_at_every_24_00(orders: list[Held]) -> None:
    load = replay(LAWS["v9"], orders, BEGINS).as_they_are
    for number in range(DAYS):
        cut = BEGINS + (number + 1) * DAY
        there = [stay for order in orders for stay in order.stays if stay.starts < cut <= stay.ends]
        ended = [order for order in orders if order.stays and cut - DAY <= order.stays[-1].ends < cut]
        assert load.people[number] == len(there)
        assert load.beds[number] == sum(stay.place == "centralised" for stay in there)
        assert load.releases[number] == len(ended)


@given(st.lists(ORDERS, max_size=6), st.sampled_from(tuple(LAWS)))
def test_sums_hold_together(orders: list[Held], edition: str) -> None:
    done = replay(LAWS[edition], orders, BEGINS)
    whole = done.whole
    assert whole.people == len(orders) == sum(whole.outcomes[name] for name in OUTCOMES)
    for load in (done.as_they_are, done.under):
        assert all(beds <= people for beds, people in zip(load.beds, load.people, strict=True))
        assert sum(load.releases) + load.gone <= len(orders)
        assert all(time > timedelta() for time in load.days.values())
        assert sum(load.days.values(), timedelta()) <= len(orders) * DAYS * DAY
    if not whole.outcomes["longer"]:
        assert whole.gained == timedelta()


@given(st.lists(ORDERS.filter(lambda order: order.stays), max_size=6))
def test_an_edition_laid_beside_itself_changes_nothing(orders: list[Held]) -> None:
    own = [
        Held(
            order.category,
            order.facts,
            tuple(
                Stay(one.place, one.starts, one.ends)
                for one in decide(LAWS["v8"], order.facts, order.facts.found).stages
            ),
        )
        for order in orders
        if order.facts is not None
    ]
    done = replay(LAWS["v8"], own, BEGINS)
    assert (done.under.people, done.under.beds, done.under.releases, done.under.days) == (
        done.as_they_are.people, done.as_they_are.beds, done.as_they_are.releases, done.as_they_are.days,
    )  # fmt: skip
    assert done.whole.gained == done.whole.lost == timedelta()
