"""One edition as if it were the law, whenever and wherever."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.policy.small_law import EDITIONS, law, values

from lianfang.config.policy_files import get_policy_book
from lianfang.core.policy import CATEGORIES, Facts, decide
from lianfang.core.policy.alone import alone
from lianfang.core.timeline import DAY, SHANGHAI

BOOK = get_policy_book()
SMALL = law(
    {
        "editions.yaml": EDITIONS,
        "a.yaml": values("inbound", old=14, new=10, province=21, city=28),
        "b.yaml": values("high_risk", old=7, city_later=3),
    }
)


def days(edition: str, category: str, at: str, area: str = "141123") -> float | None:
    """Say how many days an edition alone asks for, None where it says nothing."""
    moment = datetime.fromisoformat(at).replace(tzinfo=SHANGHAI)
    decision = decide(alone(SMALL, edition), Facts(category, moment, moment, area), moment)
    if decision.measure == "unknown":
        return None
    return (decision.stages[-1].ends - decision.stages[0].starts) / DAY


@pytest.mark.parametrize("at", ["2020-02-12", "2022-01-15", "2022-03-15", "2026-01-01"])
@pytest.mark.parametrize("area", ["", "141123", "611002"])
@pytest.mark.parametrize(
    ("edition", "category", "expected"),
    [
        ("old", "inbound", 14),  # no local order beside it, not even where one holds
        ("new", "inbound", 10),
        ("new", "high_risk", 7),  # carried
        ("province", "inbound", 21),
        ("province", "high_risk", 7),  # what it stands on
        ("city", "inbound", 28),  # of one rank with city_later, but alone
        ("city_later", "high_risk", 3),
        ("city_later", "inbound", 21),  # stands on the province, which stands on the national text
        ("old", "fever", None),
    ],
)
def test_an_edition_holds_for_every_day_and_area(
    edition: str, category: str, expected: float | None, at: str, area: str
) -> None:
    assert days(edition, category, at, area) == expected


def test_of_several_bases_the_latest_carries_an_order() -> None:
    lower = """
  - {id: county, title: 县令, level: county, area: "141123", bases: [old, new], from: 2022-03-15, day_base: 1,
     clock: anchor, source: test, confidence: S}
"""
    book = law(
        {
            "editions.yaml": EDITIONS + lower,
            "a.yaml": values("inbound", old=14, new=10),
            "b.yaml": values("high_risk", county=5),
        }
    )
    at = datetime(2022, 1, 1, tzinfo=SHANGHAI)
    decision = decide(alone(book, "county"), Facts("inbound", at, at, "141123"), at)
    assert (decision.edition, decision.rules) == ("new", ("new",))


def test_an_unknown_edition_is_no_law() -> None:
    with pytest.raises(KeyError):
        alone(SMALL, "v99")


def test_the_law_itself_is_not_touched() -> None:
    before = dict(BOOK.editions)
    alone(BOOK, "v9")
    assert BOOK.editions == before
    assert all(BOOK.editions[name] is edition for name, edition in before.items())


@given(
    st.sampled_from([name for name, edition in BOOK.editions.items() if not edition.area]),
    st.sampled_from(CATEGORIES),
    st.integers(0, 20),
)
def test_in_its_own_days_a_national_text_alone_says_what_it_says(name: str, category: str, late: int) -> None:
    """Where no local order is asked, an edition alone decides as the whole law does while it is in force."""
    at = BOOK.editions[name].effective_from
    facts = Facts(category, at - late * DAY, at)
    assert decide(alone(BOOK, name), facts, at) == decide(BOOK, facts, at)
