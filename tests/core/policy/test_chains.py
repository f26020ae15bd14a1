"""Contacts, contacts of contacts, and what happens when one of them turns positive."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.config.policy_files import get_policy_book
from lianfang.core.policy import code_while_missed, decide_all
from lianfang.core.policy.chains import (
    Grade,
    Meeting,
    facts_of,
    first_two_negative,
    grade,
    infectious_from,
    list_promotions,
)
from lianfang.core.timeline import DAY, SHANGHAI, Due

BOOK = get_policy_book()


def day(number: int, hour: int = 12) -> datetime:
    return datetime(2022, 2, number, hour, tzinfo=SHANGHAI)


# 甲 is the case; 乙 lives with 甲; 丙 works with 乙; 丁 lives with 丙.
MEETINGS = [
    Meeting("甲", "乙", day(1), day(7)),
    Meeting("乙", "丙", day(5), day(6)),
    Meeting("丙", "丁", day(1), day(8)),
]
FIRST = {"甲": day(4)}


def kinds(grades: dict[str, Grade]) -> dict[str, str]:
    return {person: one.category for person, one in grades.items()}


def test_contacts_and_contacts_of_contacts() -> None:
    assert grade(MEETINGS, FIRST) == {
        "乙": Grade("close_contact", day(7), "甲"),
        "丙": Grade("secondary_contact", day(6), "乙"),
    }


def test_a_contact_who_turns_positive_moves_the_whole_chain_up() -> None:
    before = grade(MEETINGS, FIRST)
    after = grade(MEETINGS, {**FIRST, "乙": day(6)})
    assert kinds(after) == {"丙": "close_contact", "丁": "secondary_contact"}
    promoted = list_promotions(before, after)
    assert [(one.person, one.was and one.was.category, one.now.category) for one in promoted] == [
        ("丙", "secondary_contact", "close_contact"),
        ("丁", None, "secondary_contact"),
    ]


def test_who_met_the_contact_before_the_window_rises_too() -> None:
    """The text asks no window of a contact of a contact whose contact turns positive (rules §1.3)."""
    after = grade(MEETINGS, {**FIRST, "乙": day(20)})
    assert kinds(after)["丙"] == "close_contact"


def test_contacts_before_the_window_do_not_count() -> None:
    early = [Meeting("甲", "乙", day(1), day(3)), Meeting("乙", "丙", day(1), day(9))]
    assert grade(early, FIRST) == {}
    assert kinds(
        grade([Meeting("甲", "乙", day(5), day(6)), Meeting("乙", "丙", day(1), day(4))], FIRST)
    ) == {"乙": "close_contact"}


def test_the_later_contact_counts() -> None:
    twice = [
        Meeting("甲", "乙", day(4), day(5)),
        Meeting("乙", "甲", day(6), day(9)),
        Meeting("甲", "乙", day(6), day(8)),
    ]
    assert grade(twice, FIRST) == {"乙": Grade("close_contact", day(9), "甲")}


def test_a_new_positive_at_home_lets_the_days_count_again() -> None:
    home = [Meeting("甲", "乙", day(1), day(5)), Meeting("丙", "乙", day(1), day(10))]
    before, after = grade(home, FIRST), grade(home, {**FIRST, "丙": day(8)})
    (promotion,) = list_promotions(before, after)
    assert (promotion.person, promotion.now) == ("乙", Grade("close_contact", day(10), "丙"))
    facts = facts_of(promotion, "141123", day(11))
    decision = decide_all(BOOK, facts, day(11))
    assert [stage.ends for stage in decision.stages] == [day(24), day(24) + 7 * DAY]


def test_who_rises_keeps_what_was_asked_before() -> None:
    promoted = list_promotions(grade(MEETINGS, FIRST), grade(MEETINGS, {**FIRST, "乙": day(6)}))
    facts = {one.person: facts_of(one, "", day(8)) for one in promoted}
    assert [one.category for one in facts["丙"]] == ["close_contact", "secondary_contact"]
    assert decide_all(BOOK, facts["丙"], day(8)).stages[-1].ends == day(6) + 21 * DAY
    assert [one.category for one in facts["丁"]] == ["secondary_contact"]


def test_nothing_changes_no_promotion() -> None:
    grades = grade(MEETINGS, FIRST)
    assert list_promotions(grades, grades) == ()
    assert list_promotions(grades, {}) == ()


people = st.sampled_from("甲乙丙丁戊")
meetings = st.lists(
    st.builds(
        lambda one, other, first, days: Meeting(one, other, day(first), day(first + days)),
        people, people, st.integers(1, 14), st.integers(0, 10),
    ).filter(lambda meeting: meeting.one != meeting.other),
    max_size=8,
)  # fmt: skip


@given(
    meetings,
    st.dictionaries(people, st.integers(1, 20).map(day), max_size=2),
    people,
    st.integers(1, 20).map(day),
)
def test_one_more_positive_never_lowers_anybody(
    held: list[Meeting], positives: dict[str, datetime], person: str, since: datetime
) -> None:
    if person in positives:
        return
    rank = {"": 0, "secondary_contact": 1, "close_contact": 2}
    before, after = grade(held, positives), grade(held, {**positives, person: since})
    assert not set(after) & {*positives, person}
    for other, was in before.items():
        if other != person and other in after:
            assert rank[after[other].category] >= rank[was.category]
        if other != person and was.via != person:
            assert other in after


def test_the_window_is_a_value() -> None:
    assert infectious_from(BOOK, "", day(10)) == day(8)


@pytest.mark.parametrize(
    ("outcomes", "state"),
    [
        ([], "waiting"),
        (["negative"], "waiting"),
        (["negative", "pending"], "waiting"),
        (["inconclusive", "negative"], "waiting"),
        (["negative", "negative"], "met"),
        (["negative", "negative", "pending"], "met"),
        (["negative", "positive"], "broken"),
        (["negative", "negative", "positive"], "broken"),
    ],
)
def test_a_release_that_waits_for_anothers_tests(outcomes: list[str], state: str) -> None:
    assert first_two_negative(outcomes) == state


def test_a_missed_test_is_a_state() -> None:
    opens = datetime(2022, 5, 20, tzinfo=SHANGHAI)
    due = Due(opens.date(), opens, opens + DAY)
    assert code_while_missed(BOOK, "140212", [due], opens) == ""
    assert code_while_missed(BOOK, "140212", [due], opens + DAY) == "yellow"
    done = Due(opens.date(), opens, opens + DAY, opens + 2 * DAY)
    assert code_while_missed(BOOK, "140212", [done], opens + DAY) == "yellow"
    assert code_while_missed(BOOK, "140212", [done], opens + 2 * DAY) == ""  # made good
    assert code_while_missed(BOOK, "141123", [due], opens + DAY) == ""  # no order asks for it
