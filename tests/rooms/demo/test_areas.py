"""The risk areas and zones of a scenario on paper: read as written, invented and said to be, and liftable by the rule."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from lianfang.config.policy_files import get_policy_book
from lianfang.core.policy.zones import Round, ZoneHistory, check_lowering, kinds_in_force, zone_rule
from lianfang.core.risk.grades import LEVEL_OF
from lianfang.core.risk.sheet import read_book
from lianfang.demo.areas import PlannedZone, PublishedSheet, RiskRow, read_sheets, read_zone
from lianfang.demo.load import divisions_of
from lianfang.demo.scenario import Scenario, list_scenarios, moment, read_scenario
from lianfang.demo.zoning import write_sheet
from lianfang.places.reading import national_counties_path, read_divisions
from lianfang.shared.books import read_file
from lianfang.shared.clock import LOCAL

SHANGZHOU = read_scenario("shangzhou")
LOCKDOWN, CONTROL = SHANGZHOU.zones
HEAD = "day,hour,source,title,city,county,name,grade,since\n"


def history(zone: PlannedZone, *, absent: int) -> ZoneHistory:
    """Tell what the rounds that were done by the last day came to."""
    done = [day for day in zone.rounds if day <= SHANGZHOU.last]
    came = {day: zone.people - (absent if day == done[-1] else 0) for day in done}
    rounds = tuple(Round(day, zone.people, many, many, 0) for day, many in came.items())
    return ZoneHistory(zone.again or zone.last_new, rounds, zone.contacts_left, contacts_negative=True)


def unmet(zone: PlannedZone, at: datetime, *, absent: int) -> list[str]:
    """List the conditions of lowering that are not met at a moment."""
    rule = zone_rule(get_policy_book(), zone.kind, LEVEL_OF[zone.kind], SHANGZHOU.county, at)
    return [one.code for one in check_lowering(rule, history(zone, absent=absent), at) if not one.met]


def test_lines_of_one_moment_are_one_sheet(tmp_path: Path) -> None:
    path = tmp_path / "risk.csv"
    path.write_text(
        HEAD + "2022-01-01,17:00,省,一览,西安市,雁塔区,小寨路街道,中风险,2022-01-01\n"
        "2022-01-01,17:00,省,一览,咸阳市,渭城区,,中风险,2022-01-01\n"
        "2022-01-02,17:00,省,一览,咸阳市,渭城区,,高风险,2022-01-02\n",
        encoding="utf-8",
    )
    first, second = read_sheets(path)
    assert first.at == datetime(2022, 1, 1, 17, tzinfo=LOCAL)
    assert [row.county for row in first.rows] == ["雁塔区", "渭城区"]
    assert second.rows == (RiskRow("咸阳市", "渭城区", "", "高风险", "2022-01-02"),)


def test_a_scenario_without_sheets_or_zones_has_none(tmp_path: Path) -> None:
    assert list(read_sheets(tmp_path / "risk.csv")) == []
    others = [read_scenario(name) for name in list_scenarios() if name != "shangzhou"]
    assert not any(one.sheets or one.zones for one in others)


def test_a_zone_is_read_with_its_hours_in_the_county() -> None:
    told = {
        "name": "封控区", "kind": "lockdown", "number": "1号", "issuer": "指挥部", "text": "", "community": "1",
        "house": "", "households": 2, "people": 5, "drawn": datetime(2022, 1, 1, 6),  # noqa: DTZ001  # as TOML has it
        "last_new": datetime(2022, 1, 1, 5), "contacts_left": datetime(2022, 1, 1, 7),  # noqa: DTZ001
        "rounds": [date(2022, 1, 2)],
        "needs": [{"kind": "food", "what": "米", "door": "1", "asked": datetime(2022, 1, 1, 8),  # noqa: DTZ001
                   "due": datetime(2022, 1, 1, 9)}],  # noqa: DTZ001
    }  # fmt: skip
    zone = read_zone(told)
    assert zone.drawn == datetime(2022, 1, 1, 6, tzinfo=LOCAL) and zone.again is zone.lifted is None
    assert zone.needs[0].due.tzinfo is LOCAL and zone.needs[0].done is None
    assert "needs" in told, "what was given is left as it was"


@pytest.mark.parametrize("sheet", SHANGZHOU.sheets, ids=lambda one: f"{one.at:%m-%d}")
def test_every_line_of_a_sheet_can_be_read(sheet: PublishedSheet) -> None:
    content = write_sheet(sheet, "陕西省")
    assert content == write_sheet(sheet, "陕西省")
    lines = read_book(read_file(content, "一览.xlsx"), sheet.at.date(), LOCAL)
    assert [(line.name, line.faults) for line in lines] == [(row.name, ()) for row in sheet.rows]
    assert all(line.since is not None and line.since <= sheet.at for line in lines)
    names = {area.name for area in read_divisions(national_counties_path()) if area.code.startswith("61")}
    assert {row.county for row in sheet.rows} <= names


@pytest.mark.parametrize("scenario", [SHANGZHOU])
def test_they_say_themselves_that_they_are_invented(scenario: Scenario) -> None:
    assert all("虚构" in sheet.source and "虚构" in sheet.title for sheet in scenario.sheets)
    assert all("虚构" in zone.number for zone in scenario.zones)


def test_they_happen_within_the_history() -> None:
    days = set(SHANGZHOU.days())
    assert {sheet.at.date() for sheet in SHANGZHOU.sheets} <= days
    for zone in SHANGZHOU.zones:
        asked = [need.asked for need in zone.needs]
        assert {at.date() for at in (zone.drawn, zone.lifted or zone.drawn, *asked)} <= days
        assert zone.kind in kinds_in_force(get_policy_book(), SHANGZHOU.county, zone.drawn)
        assert zone.community in {area.code for area in read_divisions(divisions_of(SHANGZHOU.county))}


def test_the_zone_that_was_lifted_could_be() -> None:
    assert CONTROL.lifted is not None
    assert unmet(CONTROL, CONTROL.lifted, absent=CONTROL.absent) == []
    assert "days" in unmet(CONTROL, CONTROL.lifted - timedelta(days=3), absent=CONTROL.absent)


def test_the_other_waits_for_one_person_and_todays_round() -> None:
    morning = SHANGZHOU.next_morning
    assert LOCKDOWN.lifted is None and LOCKDOWN.rounds[-1] == morning.date()
    assert unmet(LOCKDOWN, morning, absent=LOCKDOWN.absent) == ["everyone"]
    assert unmet(LOCKDOWN, morning, absent=0) == []
    assert "days" in unmet(LOCKDOWN, moment(date(2022, 1, 8), "08:00"), absent=0)
