"""Risk areas as intervals with history: who is reached, at which level, and what must be asked first."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.config.policy_files import get_policy_book
from lianfang.core.policy import NoValue, decide
from lianfang.core.policy.risk import LEVELS, Place, RiskFinding, RiskSpell, Stay, facts_of, match_stay
from lianfang.core.policy.zones import Lowering, plan_lowering
from lianfang.core.timeline import DAY, SHANGHAI

BOOK = get_policy_book()
COUNTY: Place = ("610112",)
TOWN: Place = (*COUNTY, "未央宫街道")
HOUSE: Place = (*TOWN, "甲小区", "3号楼")
XING, ANKANG, DATONG = "141123", "610902", "140212"


def day(text: str) -> datetime:
    return datetime.fromisoformat(f"2022-{text}").replace(tzinfo=SHANGHAI)


def spell(place: Place, level: str, starts: str, ends: str = "") -> RiskSpell:
    return RiskSpell(place, level, day(starts), day(ends) if ends else None)


def found(
    area: str, place: Place, arrived: str, left: str, *spells: RiskSpell, at: str = "12-31"
) -> RiskFinding:
    return match_stay(BOOK, area, Stay(place, day(arrived), day(left)), spells, day(at))


def told(finding: RiskFinding) -> tuple[str, str]:
    return (finding.match.level, finding.match.how) if finding.match else ("", "")


HIGH = spell(TOWN, "high", "02-10", "02-24")


@pytest.mark.parametrize(
    ("area", "arrived", "left", "expected"),
    [
        (XING, "02-12", "02-14", ("high", "there")),
        (XING, "02-01", "02-10 00:01", ("high", "there")),
        (XING, "02-23 23:59", "03-05", ("high", "there")),
        (XING, "02-01", "02-10", ("high", "look_back")),  # left as it was raised
        (XING, "01-01", "01-27", ("high", "look_back")),  # fourteen days before
        (XING, "01-01", "01-26 23:59", ("", "")),
        (XING, "02-24", "03-05", ("", "")),  # lowered, and Shanxi keeps no tail
        (ANKANG, "02-24", "03-05", ("medium", "tail")),  # Ankang manages seven days more, one level lower
        (ANKANG, "03-02 23:59", "03-05", ("medium", "tail")),
        (ANKANG, "03-03", "03-05", ("", "")),
    ],
)
def test_look_back_and_tail(area: str, arrived: str, left: str, expected: tuple[str, str]) -> None:
    assert told(found(area, HOUSE, arrived, left, HIGH)) == expected


@pytest.mark.parametrize(
    ("raised", "left", "reached"),
    [
        ("05-20", "05-13", True),
        ("05-20", "05-12", False),
        ("07-20", "07-13", True),
        ("07-20", "07-12", False),
    ],
)
def test_datong_and_the_ninth_edition_look_back_seven_days(raised: str, left: str, reached: bool) -> None:
    finding = found(DATONG, HOUSE, "05-01", left, spell(TOWN, "high", raised))
    assert told(finding) == (("high", "look_back") if reached else ("", ""))


def test_no_look_back_where_no_rule_is_loaded() -> None:
    finding = match_stay(
        BOOK, XING, Stay(TOWN, day("01-01"), day("01-02")),
        [RiskSpell(TOWN, "high", datetime(2023, 1, 20, tzinfo=SHANGHAI))], datetime(2023, 2, 1, tzinfo=SHANGHAI),
    )  # fmt: skip
    assert finding == RiskFinding(None, ())


def test_the_finest_grain_known_prevails() -> None:
    low, high = spell(HOUSE, "low", "02-01"), spell(TOWN, "high", "02-01")
    assert told(found(XING, HOUSE, "02-05", "02-06", low, high)) == ("low", "there")
    assert told(found(XING, (*TOWN, "乙小区"), "02-05", "02-06", low, high)) == ("high", "there")
    county = spell(COUNTY, "low", "02-01")
    assert told(found(XING, HOUSE, "02-05", "02-06", county, spell(HOUSE, "high", "02-05 12:00"))) == (
        "high",
        "there",
    )


def test_the_finer_one_prevails_only_while_it_holds() -> None:
    low, high = spell(HOUSE, "low", "02-05", "02-06"), spell(TOWN, "high", "02-01")
    assert told(found(XING, HOUSE, "02-05", "02-06", low, high)) == ("low", "there")
    assert told(found(XING, HOUSE, "02-05", "02-07", low, high)) == ("high", "there")
    later = spell(HOUSE, "low", "02-09")
    assert told(found(XING, HOUSE, "02-05", "02-07", later, high)) == ("high", "there")


def test_looking_back_the_finer_one_prevails_too() -> None:
    low, high = spell(HOUSE, "low", "02-01", "02-20"), spell(TOWN, "high", "02-10")
    assert told(found(XING, HOUSE, "01-20", "02-08", low, high)) == ("low", "there")


def test_of_several_the_highest() -> None:
    spells = [spell(TOWN, "medium", "02-01", "02-10"), spell(TOWN, "high", "02-10")]
    assert told(found(XING, HOUSE, "02-05", "02-08", *spells)) == ("high", "look_back")


def test_an_address_known_too_coarsely_is_asked_for_not_taken_for_the_worst() -> None:
    house, county = spell(HOUSE, "high", "02-01"), spell(COUNTY, "low", "02-01")
    finding = found(XING, TOWN, "02-05", "02-06", house, county)
    assert told(finding) == ("low", "there")
    assert finding.ask == (HOUSE,)
    assert found(XING, TOWN, "02-05", "02-06", spell(HOUSE, "low", "02-01"), county).ask == ()
    assert found(XING, (*TOWN, "乙小区"), "02-05", "02-06", house, county).ask == ()


def test_what_becomes_known_later_counts_later() -> None:
    raised = spell(TOWN, "high", "02-10")
    assert told(found(XING, HOUSE, "02-01", "02-08", raised, at="02-09")) == ("", "")
    assert told(found(XING, HOUSE, "02-01", "02-08", raised, at="02-10")) == ("high", "look_back")


def test_days_count_from_leaving_the_area() -> None:
    stay = Stay(HOUSE, day("07-10"), day("07-15 09:00"))
    finding = match_stay(BOOK, XING, stay, [spell(TOWN, "high", "07-18")], day("07-19"))
    facts = facts_of(finding, stay, XING, day("07-19 10:00"))
    assert facts is not None
    assert facts.category == "high_risk"
    assert decide(BOOK, facts, facts.found).stages[-1].ends == day("07-22 09:00")
    assert facts_of(RiskFinding(None, ()), stay, XING, day("07-19")) is None


days = st.integers(0, 60).map(lambda number: day("01-20") + number * DAY)
spells = st.lists(
    st.builds(
        lambda place, level, starts, length: RiskSpell(place, level, starts, starts + length * DAY if length else None),
        st.sampled_from((COUNTY, TOWN, HOUSE)), st.sampled_from(LEVELS[1:]), days, st.integers(0, 20),
    ),
    max_size=5,
)  # fmt: skip


@given(spells, days, st.integers(1, 20), st.sampled_from((XING, ANKANG)))
def test_a_finding_comes_from_an_area_around_the_stay(
    history: list[RiskSpell], arrived: datetime, length: int, area: str
) -> None:
    finding = match_stay(BOOK, area, Stay(TOWN, arrived, arrived + length * DAY), history, day("06-01"))
    if finding.match:
        assert finding.match.spell in history
        assert TOWN[: len(finding.match.spell.place)] == finding.match.spell.place
    assert set(finding.ask) <= {HOUSE}


@given(spells, days, st.integers(1, 20))
def test_a_longer_stay_is_never_less(history: list[RiskSpell], arrived: datetime, length: int) -> None:
    """Whoever stays on meets at least what was met before: more risk never means less."""
    levels = []
    for more in (length, length + 1):
        match = match_stay(
            BOOK, XING, Stay(HOUSE, arrived, arrived + more * DAY), history, day("06-01")
        ).match
        levels.append(LEVELS.index(match.level) if match and match.how == "there" else 0)
    assert levels[0] <= levels[1]


@pytest.mark.parametrize(
    ("level", "when", "steps"),
    [
        ("high", "2022-07-15", [("medium", 7, True), ("low", 10, False)]),
        ("medium", "2022-07-15", [("low", 7, True)]),
        ("high", "2022-11-20", [("low", 5, False)]),
        ("high", "2022-12-10", [("lifted", 5, False)]),
        ("high", "2021-07-15", [("medium", 14, False)]),
        ("medium", "2021-07-15", [("low", 14, False)]),
    ],
)
def test_lowering(level: str, when: str, steps: list[tuple[str, int, bool]]) -> None:
    at = datetime.fromisoformat(when).replace(tzinfo=SHANGHAI)
    assert plan_lowering(BOOK, level, "", at, at) == tuple(
        Lowering(name, at + days * DAY, needs) for name, days, needs in steps
    )


def test_there_is_no_medium_level_after_the_twenty_articles() -> None:
    with pytest.raises(NoValue):
        plan_lowering(BOOK, "medium", "", day("11-20"), day("11-20"))
