"""The cases an epidemiologist can sign, run as written."""

import pytest
from tests.core.policy.case_files import Case, as_expected, read_cases

from lianfang.config.policy_files import get_policy_book
from lianfang.core.policy import CATEGORIES, decide_all

ALL = read_cases()


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_case(case: Case) -> None:
    decision = decide_all(get_policy_book(), case.facts, case.facts[0].found)
    assert as_expected(decision) == case.expected


def test_there_are_enough_cases_and_none_twice() -> None:
    assert len(ALL) >= 120
    assert len({case.name for case in ALL}) == len(ALL)


def test_every_national_edition_that_decides_something_has_a_case() -> None:
    book = get_policy_book()
    applied = {value.edition for value in book.values.values() if not value.off}
    shown = {rule for case in ALL for rule in case.expected["rules"]}
    assert applied - shown <= {"v3", "v4"}, "both repeat the general rule of 2020 word for word"


def test_cases_use_known_categories() -> None:
    assert {facts.category for case in ALL for facts in case.facts} <= set(CATEGORIES)
