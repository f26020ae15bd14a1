"""Divisions, grids and desks: what is loaded, what is refused with line and remedy, who takes a matter up."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.rooms.leads.county import (
    AT,
    COMMUNITY,
    COMPOUND_GRID,
    DIVISIONS,
    GRID,
    OTHER_GRID,
    OTHER_TOWN,
    OTHER_VILLAGE,
    TOWN,
    VILLAGE,
)
from tests.rooms.staff import make_actor

from lianfang.places.actions import Duty, GridPlan, load_divisions, load_duties, load_grids
from lianfang.places.models import Area, Compound, Grid, GridVillage, Responsibility
from lianfang.places.queries import get_desk, get_tree, list_duties, names
from lianfang.places.reading import DivisionsUnreadable, national_counties_path, read_divisions
from lianfang.places.scope import areas_visible_to, grids_visible_to
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Role

HEAD = "code,name,level,parent\n"
GOOD = (
    HEAD + "14,山西省,province,\n1411,吕梁市,city,14\n141123,兴县,county,1411\n141123100,蔚汾镇,town,141123\n"
)


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "divisions.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("text", "place", "remedy"),
    [
        ("code,name,level\n14,山西省,province\n", "line 1", "parent"),
        (HEAD, "line 2", "no area"),
        (HEAD + "14,山西省,province,\nxx,吕梁市,city,14\n", "line 3", "4 digits"),
        (HEAD + "14,山西省,realm,\n", "line 2", "province, city"),
        (HEAD + "14,,province,\n", "line 2", "no name"),
        (HEAD + "14,山西省,province,\n14,山西省,province,\n", "line 3", "twice"),
        (HEAD + "1411,吕梁市,city,13\n", "line 2", "under its parent"),
        (HEAD + "1411,吕梁市,city,14\n", "line 2", "not in the file"),
    ],
)
def test_a_file_that_cannot_be_used_names_its_line_and_what_is_wanted(
    tmp_path: Path, text: str, place: str, remedy: str
) -> None:
    with pytest.raises(DivisionsUnreadable) as refused:
        read_divisions(write(tmp_path, text))
    assert "divisions.csv" in str(refused.value)
    assert place in str(refused.value) and remedy in str(refused.value)


def test_a_file_in_another_encoding_says_which_is_wanted(tmp_path: Path) -> None:
    with pytest.raises(DivisionsUnreadable, match="UTF-8"):
        read_divisions(write(tmp_path, GOOD, "gb18030"))


def test_excels_mark_before_the_headings_is_no_fault(tmp_path: Path) -> None:
    assert len(read_divisions(write(tmp_path, GOOD, "utf-8-sig"))) == 4


def test_the_nations_counties_ship_with_the_product() -> None:
    levels = {division.level for division in read_divisions(national_counties_path())}
    assert levels == {"province", "city", "county"}


@pytest.mark.parametrize("counties", ["", "141124,临县,county,1411\n"])
def test_a_file_without_exactly_one_county_is_refused(console: Actor, tmp_path: Path, counties: str) -> None:
    lines = GOOD.splitlines(keepends=True)
    text = GOOD + counties if counties else "".join(lines[:3])
    with pytest.raises(DivisionsUnreadable, match="one county"):
        load_divisions(path=write(tmp_path, text), by=console, at=AT)


def test_loading_again_changes_names_and_loses_nothing(console: Actor, tmp_path: Path) -> None:
    before = Area.objects.count()
    county = load_divisions(path=write(tmp_path, GOOD.replace("蔚汾镇", "新蔚汾镇")), by=console, at=AT)
    assert (county.code, Area.objects.count()) == ("141123", before)
    renamed = Area.objects.get(code=TOWN)
    assert (renamed.name, renamed.is_own, renamed.pinyin) == ("新蔚汾镇", True, renamed.pinyin)
    assert not Area.objects.get(code="14").is_own
    assert AuditEntry.objects.filter(action="places.load_divisions").count() == 2


def test_the_countys_own_file_makes_its_county(console: Actor) -> None:
    assert Area.objects.filter(level="county", is_own=True).get().code == "141123"
    assert Area.objects.count() == len(read_divisions(DIVISIONS))


def test_loading_grids_again_replaces_what_they_cover(console: Actor) -> None:
    plans = [
        GridPlan(GRID, "新名网格", TOWN, villages=(OTHER_VILLAGE,)),
        GridPlan(OTHER_GRID, "空网格", OTHER_TOWN),
    ]
    assert load_grids(grids=plans, by=console, at=AT) == 2
    assert Grid.objects.get(pk=GRID).name == "新名网格"
    assert dict(GridVillage.objects.values_list("village_id", "grid_id")) == {OTHER_VILLAGE: GRID}
    assert list(Compound.objects.values_list("grid_id", flat=True)) == [COMPOUND_GRID]


@pytest.mark.parametrize(
    ("area", "address", "desk"),
    [
        (VILLAGE, "贺家坪村", (TOWN, VILLAGE, GRID, "grid")),
        (COMMUNITY, "景苑小区3号楼", (TOWN, COMMUNITY, COMPOUND_GRID, "grid")),
        (COMMUNITY, "无名小区", (TOWN, COMMUNITY, "", "community")),
        (COMMUNITY, "", (TOWN, COMMUNITY, "", "community")),
        (TOWN, "蔚汾镇", (TOWN, "", "", "town")),
        ("", "", ("", "", "", "office")),
    ],
)
def test_who_takes_a_matter_up(console: Actor, area: str, address: str, desk: tuple[str, ...]) -> None:
    found = get_desk(area, address)
    assert (found.town, found.community, found.grid, found.holder) == desk


def test_the_longest_compound_name_decides(console: Actor) -> None:
    plan = GridPlan("SQ-002", "景苑二网格", TOWN, community=COMMUNITY, compounds=("景苑小区二期",))
    load_grids(grids=[plan], by=console, at=AT)
    assert get_desk(COMMUNITY, "景苑小区二期1号楼").grid == "SQ-002"
    assert get_desk(COMMUNITY, "景苑小区1号楼").grid == COMPOUND_GRID


def test_duties_of_a_post_are_replaced_and_phones_are_sealed(console: Actor) -> None:
    duty = Duty("grid", GRID, "网格员", "甲某", phone="15400000001")
    load_duties(duties=[duty, Duty("grid", GRID, "包片干部", "乙某")], by=console, at=AT)
    load_duties(duties=[Duty("grid", GRID, "网格员", "丙某")], by=console, at=AT)
    assert [(one.post, one.name) for one in list_duties("grid", GRID)] == [
        ("包片干部", "乙某"),
        ("网格员", "丙某"),
    ]
    load_duties(duties=[duty], by=console, at=AT)
    sealed = Responsibility.objects.get(name="甲某").phone
    assert sealed is not None and b"15400000001" not in bytes(sealed)


SCOPES = [
    (ScopeKind.TOWN, TOWN, {TOWN, VILLAGE, COMMUNITY}, {OTHER_VILLAGE, OTHER_TOWN}, {GRID, COMPOUND_GRID}),
    (ScopeKind.COMMUNITY, VILLAGE, {VILLAGE}, {TOWN, COMMUNITY}, {GRID}),
    (ScopeKind.COMMUNITY, COMMUNITY, {COMMUNITY}, {TOWN, VILLAGE}, {COMPOUND_GRID}),
    (ScopeKind.GRID, GRID, {VILLAGE}, {TOWN, COMMUNITY, OTHER_VILLAGE}, {GRID}),
    (ScopeKind.GRID, COMPOUND_GRID, {COMMUNITY}, {TOWN, VILLAGE}, {COMPOUND_GRID}),
    (
        ScopeKind.COUNTY,
        "141123",
        {TOWN, OTHER_TOWN, VILLAGE},
        {"14", "1411"},
        {GRID, OTHER_GRID, COMPOUND_GRID},
    ),
]


@pytest.mark.parametrize(("kind", "code", "inside", "outside", "grids"), SCOPES)
def test_each_sees_the_part_they_answer_for(
    console: Actor, kind: ScopeKind, code: str, inside: set[str], outside: set[str], grids: set[str]
) -> None:
    actor = make_actor(Role.INSPECTOR, Scope(kind, code))
    seen = set(areas_visible_to(actor).values_list("code", flat=True))
    assert inside <= seen and not outside & seen
    assert set(grids_visible_to(actor).values_list("code", flat=True)) == grids
    assert get_tree(actor).code == code


def test_names_of_areas_and_grids_come_together(console: Actor) -> None:
    assert names({TOWN, GRID, "nowhere"}) == {TOWN: "蔚汾镇", GRID: "贺家坪网格"}
