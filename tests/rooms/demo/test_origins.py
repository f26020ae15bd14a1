"""Where people of each kind come from: the beginnings of codes say it, and the lists name no other county."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from random import Random

import pytest
from python_calamine import CalamineWorkbook
from tests.rooms.demo.made import NATION, XING, cast_of, cohort, day, hand, pushed, scenario

from lianfang.demo.cast import Episode, Line
from lianfang.demo.files import write_list
from lianfang.demo.origins import Origins
from lianfang.demo.scenario import Kind, Scenario, list_scenarios, read_scenario
from lianfang.places.reading import national_counties_path, read_divisions


def made() -> Scenario:
    """Two kinds of people: from Shaanxi, and from anywhere."""
    kinds = {"west": Kind("medium_risk", origins=("61",)), "any": Kind("medium_risk")}
    plan = scenario(1, [cohort(0, "west", 6), cohort(0, "any", 6)], [pushed(0, 30)])
    return replace(plan, kinds=kinds)


def test_a_kind_comes_from_its_own_counties() -> None:
    plan = made()
    origins = Origins(NATION, plan)
    pools = {one.kind.origins: origins.of(line(one)) for one in cast_of(plan).episodes}
    assert pools == {("61",): ["西安市雁塔区"], (): ["西安市雁塔区", "邯郸市丛台区"]}


def line(episode: Episode) -> Line:
    return Line(episode.person, "", day(0), "control", episode=episode)


def test_nobody_comes_from_the_countys_own_city() -> None:
    assert Origins(NATION, XING).away == ["西安市雁塔区", "邯郸市丛台区"]


def test_a_row_without_a_measure_names_what_the_scenario_names() -> None:
    plan = replace(made(), origins=("13",))
    (held,) = [held for held in cast_of(plan).lists if held.planned.rows]
    others = [one for one in held.lines if one.episode is None]
    origins = Origins(NATION, plan)
    assert others and all(origins.of(one) == ["邯郸市丛台区"] for one in others)


@pytest.mark.parametrize("untidy", [False, True], ids=["register", "untidy"])
def test_a_list_names_no_other_county(untidy: bool) -> None:
    kinds = {name: Kind("medium_risk", origins=("61",)) for name in ("west", "any")}
    plan = replace(made(), origins=("61",), kinds=kinds)
    (held,) = [held for held in cast_of(plan).lists if held.planned.rows]
    book = CalamineWorkbook.from_filelike(
        BytesIO(write_list(held, untidy=untidy, hand=hand(Random(2), plan)))
    )
    cells = {str(cell) for row in book.get_sheet_by_index(0).to_python() for cell in row}
    assert "西安市雁塔区" in cells and "邯郸市丛台区" not in cells


@pytest.mark.parametrize("name", list_scenarios())
def test_every_kind_of_a_shipped_scenario_has_counties_to_come_from(name: str) -> None:
    plan = read_scenario(name)
    origins = Origins(read_divisions(national_counties_path()), plan)
    for codes in {plan.origins, *(kind.origins for kind in plan.kinds.values())}:
        assert origins._within(codes), codes
