"""Reading a divisions file, and what is said about one that cannot be used."""

import pytest

from lianfang.core.places.divisions import DivisionsError, parse_divisions
from lianfang.core.places.model import Area, Level

HEADING = "code,name,level,parent"
SOUND = (
    HEADING,
    "14,山西省,province,",
    "1411,吕梁市,city,14",
    "141123,兴县,county,1411",
    "141123100,蔚汾镇,town,141123",
    "141123100200,东关村委会,village,141123100",
)


def test_areas_are_read_in_the_order_of_the_file() -> None:
    areas = parse_divisions(SOUND)
    assert areas[0] == Area("14", "山西省", Level.PROVINCE, "")
    assert areas[-1] == Area("141123100200", "东关村委会", Level.VILLAGE, "141123100")
    assert [area.level for area in areas] == list(Level)


def test_spaces_around_a_value_and_further_columns_do_no_harm() -> None:
    areas = parse_divisions([HEADING + ",note", " 14 , 山西省 ,province,,seen"])
    assert areas == (Area("14", "山西省", Level.PROVINCE, ""),)


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ([], "line 1: the column code is missing; needed: code, name, level, parent"),
        (["code,name,level"], "line 1: the column parent is missing"),
        ([HEADING], "line 2: the file has no area below its heading"),
        ([HEADING, "14,,province,"], "line 2: the area 14 has no name"),
        ([HEADING, "14,山西省,state,"], "line 2: the level state is none of province, city"),
        ([HEADING, "140,山西省,province,"], "line 2: the code 140 of a province must have 2 digits"),
        ([HEADING, "1a,山西省,province,"], "line 2: the code 1a of a province must have 2 digits"),
        ([*SOUND, "141123101,魏家滩镇,town,141124"], "line 7: the area 141123101 does not lie under"),
        ([*SOUND, "14,山西省,province,"], "line 7: the code 14 occurs twice"),
        ([HEADING, "14,山西省"], "line 2: the level  is none of province"),
    ],
)
def test_a_fault_is_told_with_its_line(lines: list[str], complaint: str) -> None:
    with pytest.raises(DivisionsError, match=r"^line \d+: ") as refused:
        parse_divisions(lines)
    assert str(refused.value).startswith(complaint)


def test_the_shipped_files_are_sound(
    divisions: dict[str, tuple[Area, ...]], nation: tuple[Area, ...]
) -> None:
    assert {level: sum(area.level is level for area in nation) for level in Level} == {
        Level.PROVINCE: 31,
        Level.CITY: 342,
        Level.COUNTY: 2978,
        Level.TOWN: 0,
        Level.VILLAGE: 0,
    }
    for areas in divisions.values():
        codes = {area.code for area in areas}
        assert all(area.parent in codes or area.level is Level.PROVINCE for area in areas)
