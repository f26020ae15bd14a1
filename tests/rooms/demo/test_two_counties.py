"""Xi County in February 2020 and Shahezi town in January 2022: their tables under the law of their day, on paper.

Every cohort is asked of the law as the play asks, so that the published figures follow without a database; that a
played history counts what paper counts, the tests of the play say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from lianfang.config.policy_files import get_policy_book, parse_documents, policy_folder, read_documents
from lianfang.core.places.model import Level
from lianfang.core.policy import Decision, Facts, PolicyBook, decide, load
from lianfang.demo.load import divisions_of
from lianfang.demo.scenario import Cohort, Scenario, list_scenarios, moment, read_scenario
from lianfang.places.reading import national_counties_path, read_divisions

XI, SHANGZHOU = read_scenario("xi"), read_scenario("shangzhou")
LONGEST_WAIT = timedelta(minutes=180)  # between the end of the days and the release


@dataclass(frozen=True, slots=True)
class Asked:
    """A cohort and what the law asks of its people."""

    cohort: Cohort
    category: str
    decision: Decision

    def over(self, at: datetime) -> bool:
        """Say whether everybody of the cohort is released before an instant."""
        return self.decision.stages[-1].ends + LONGEST_WAIT < at


def ask(scenario: Scenario, book: PolicyBook) -> Iterator[Asked]:
    """Ask the law for each cohort, found at the last hour a day can bring."""
    for cohort in scenario.cohorts:
        kind = scenario.kinds[cohort.kind]
        facts = Facts(
            category=kind.category,
            anchor=moment(cohort.day - timedelta(days=cohort.came), "06:30"),
            found=moment(cohort.day, "21:40"),
            area=scenario.county,
            unfit_home=kind.unfit_home,
        )
        yield Asked(cohort, kind.category, decide(book, facts, facts.found))


def law_of(scenario: Scenario) -> PolicyBook:
    """The law that ships with the scenario's own orders."""
    texts = [order.file.read_text(encoding="utf-8") for order in scenario.orders]
    ordered = [document for text in texts for document in parse_documents("order.yaml", text)]
    return load([*read_documents(policy_folder()), *ordered])


def tally(asked: list[Asked], cut: datetime) -> dict[str, tuple[int, int, int]]:
    """Count people by class: ever, released, and under observation at a cut."""
    ever, released = Counter[str](), Counter[str]()
    for one in asked:
        ever[one.category] += one.cohort.people
        released[one.category] += one.cohort.people * one.over(cut)
    return {name: (many, released[name], many - released[name]) for name, many in ever.items()}


@pytest.fixture(scope="module")
def xi() -> list[Asked]:
    return list(ask(XI, get_policy_book()))


@pytest.fixture(scope="module")
def shahezi() -> list[Asked]:
    return list(ask(SHANGZHOU, law_of(SHANGZHOU)))


@pytest.mark.parametrize("clock", ["18:00", "23:59"])
def test_the_arrivals_of_xi_are_the_published_ones(xi: list[Asked], clock: str) -> None:
    told = tally(xi, moment(date(2020, 2, 12), clock))
    assert told["arrival_hubei"] == (146, 146, 0)
    outside = [told["arrival_hubei"], told["arrival_other_province"]]
    assert tuple(sum(parts) for parts in zip(*outside, strict=True)) == (1930, 1846, 84)
    assert told["arrival_same_province"] == (2813, 2656, 157)
    assert len(told) == 3


def test_a_day_earlier_fewer_of_xi_were_released(xi: list[Asked]) -> None:
    """The figures of the day come from the days before: nothing is set to them."""
    now, before = (tally(xi, moment(date(2020, 2, day), "18:00")) for day in (12, 11))
    assert 0 < before["arrival_same_province"][1] < now["arrival_same_province"][1]


def test_everybody_in_xi_has_fourteen_days_and_no_fixed_tests(xi: list[Asked]) -> None:
    for one in xi:
        (stage,) = one.decision.stages
        arrived = moment(one.cohort.day - timedelta(days=one.cohort.came), "06:30")
        assert stage.ends - arrived == timedelta(days=14)
        assert one.decision.tests == ()


def test_xi_asks_the_editions_of_its_days(xi: list[Asked]) -> None:
    """The second to the fourth edition, and the county's own order from February on."""
    assert {one.decision.edition for one in xi} == {"v2", "v3", "v4"}
    own = {one.cohort.day for one in xi if "xi_202002" in one.decision.rules}
    assert min(own) >= date(2020, 2, 1)


def test_only_few_of_xi_are_in_the_hotel(xi: list[Asked]) -> None:
    """35 rooms for all (P-23); who is there has a home that is unfit."""
    there = [one for one in xi if one.decision.stages[0].place == "centralised"]
    assert 0 < sum(one.cohort.people for one in there) <= 35
    assert all(one.cohort.kind.endswith("_unfit") for one in there)


def test_shahezi_is_the_published_one(shahezi: list[Asked]) -> None:
    """307 = 268 home + 39 centralised; 110 released from home, so 158 are there now."""
    cut = moment(SHANGZHOU.last, "18:00")
    placed, released = Counter[str](), Counter[str]()
    for one in shahezi:
        (stage,) = one.decision.stages
        placed[stage.place] += one.cohort.people
        released[stage.place] += one.cohort.people * one.over(cut)
    assert placed == {"home": 268, "centralised": 39}
    assert released == {"home": 110, "centralised": 0}


def test_shahezi_counts_who_came_since_9_december() -> None:
    arrived = {cohort.day - timedelta(days=cohort.came) for cohort in SHANGZHOU.cohorts}
    assert min(arrived) > date(2021, 12, 9)


def test_only_the_invented_order_says_how_long_in_shahezi(shahezi: list[Asked]) -> None:
    assert {one.decision.rules for one in shahezi} == {("shangzhou_demo_202112",)}
    assert "shangzhou_demo_202112" not in get_policy_book().editions, "it does not ship as law"


def test_the_order_says_itself_that_it_is_invented() -> None:
    book = law_of(SHANGZHOU)
    edition = book.editions["shangzhou_demo_202112"]
    assert "虚构" in edition.title and "虚构" in edition.source
    text = SHANGZHOU.orders[0].file.read_text(encoding="utf-8")
    assert text.startswith("# 虚构") and all(
        "（虚构）" in line for line in text.splitlines() if "clause:" in line
    )


def test_the_order_is_signed_before_the_first_list() -> None:
    assert all(order.signed_at.date() < SHANGZHOU.first for order in SHANGZHOU.orders)


def test_every_test_of_shahezi_can_be_taken_before_the_release(shahezi: list[Asked]) -> None:
    """Results come at 23:10: a test whose day is cut short by the end of the stage would stop the release."""
    for one in shahezi:
        end = one.decision.stages[-1].ends
        assert all(moment(test.on, "23:10") < end for test in one.decision.tests)


@pytest.mark.parametrize("scenario", [XI, SHANGZHOU], ids=["xi", "shangzhou"])
def test_the_tables_hold_together(scenario: Scenario) -> None:
    assert {cohort.kind for cohort in scenario.cohorts} == set(scenario.kinds)
    assert all(cohort.people > 0 and 0 <= cohort.came < 14 for cohort in scenario.cohorts)
    assert {cohort.day for cohort in scenario.cohorts} <= set(scenario.days())
    assert not any(cohort.path for cohort in scenario.cohorts), "nobody leaves: all stay to their release"
    assert {planned.kind for planned in scenario.lists} == {"pushed"}


PUBLISHED = {
    "xi": {1930, 1846, 84, 146, 2813, 2656, 157},
    "shangzhou": {307, 268, 39, 110, 158},
}


@pytest.mark.parametrize(("name", "figures"), PUBLISHED.items())
def test_no_published_figure_is_written_in_a_table(name: str, figures: set[int]) -> None:
    assert not figures & {cohort.people for cohort in read_scenario(name).cohorts}


@pytest.mark.parametrize("name", list_scenarios())
def test_a_scenario_names_places_that_its_county_has(name: str) -> None:
    scenario = read_scenario(name)
    codes = {area.code for area in read_divisions(divisions_of(scenario.county))}
    assert {scenario.county, *scenario.towns} <= codes
    grids = scenario.grids
    assert len(grids.compound_heads) * len(grids.compound_tails) >= grids.urban


def test_three_scenarios_ship_each_of_another_county() -> None:
    assert list_scenarios() == ["shangzhou", "xi", "xing"]
    assert len({read_scenario(name).county for name in list_scenarios()}) == 3


def test_the_day_at_the_station_of_shahezi_is_the_published_one() -> None:
    """11 trains, 250 people, the last at 21:00, 31 tents (P-24); and some whom a task force fetches."""
    station = SHANGZHOU.station
    assert station is not None
    trains = [one for one in station.incoming if one.kind == "train"]
    assert (len(trains), sum(train.people for train in trains)) == (11, 250)
    assert max(trains, key=lambda train: train.at).at == moment(SHANGZHOU.last, "21:00")
    assert len({train.number for train in trains}) == 11
    assert station.tents == 31
    assert [one.kind for one in station.incoming if one.force] == ["flight"]


def test_whoever_gets_off_goes_on_to_a_place_that_there_is() -> None:
    assert SHANGZHOU.station is not None
    towns = {area.code for area in read_divisions(divisions_of(SHANGZHOU.county)) if area.level == Level.TOWN}
    counties = {area.code for area in read_divisions(national_counties_path())}
    bound = {code for train in SHANGZHOU.station.incoming for code in train.bound}
    assert bound <= towns | counties - {SHANGZHOU.county}
    assert bound & towns and bound & counties


def test_the_other_counties_have_no_station() -> None:
    assert XI.station is read_scenario("xing").station is None


def test_the_sites_of_xi_are_one_hotel_of_35_rooms() -> None:
    """One hotel, 35 rooms, 35 beds (P-23)."""
    (hotel,) = XI.sites
    assert hotel.floors * hotel.rooms == 35


@pytest.mark.parametrize("name", list_scenarios())
def test_each_county_has_a_site_in_use_in_a_town_of_its_own(name: str) -> None:
    scenario = read_scenario(name)
    towns = {area.code for area in read_divisions(divisions_of(scenario.county)) if area.level == Level.TOWN}
    assert {site.town for site in scenario.sites} <= towns
    assert any(site.opens is not None for site in scenario.sites)
