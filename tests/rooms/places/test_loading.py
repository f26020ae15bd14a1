"""Divisions, grids and people of duty are loaded again and again: what stays, what goes, what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.rooms.leads.county import AT, COMMUNITY, COMPOUND_GRID, GRID, OTHER_GRID, OTHER_TOWN, TOWN, VILLAGE
from tests.rooms.staff import make_actor

from lianfang.places.actions import Duty, GridPlan, load_divisions, load_duties, load_grids
from lianfang.places.models import Area, Compound, Grid, GridVillage, Responsibility
from lianfang.places.queries import get_desk, get_desks, get_gazetteer, get_tree, list_duties
from lianfang.places.reading import DivisionsUnreadable
from lianfang.places.scope import areas_visible_to, grids_visible_to
from lianfang.places.staff_scopes import get_name, list_scopes
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Role

HEAD = "code,name,level,parent\n14,山西省,province,\n1411,吕梁市,city,14\n"
NEW_VILLAGE = "141123100999"
OTHER_COMMUNITY = "141123100022"


def divisions(folder: Path, *lines: str, county: str = "141123,兴县,county,1411") -> Path:
    path = folder / "divisions.csv"
    path.write_text(HEAD + "\n".join([county, *lines]) + "\n", encoding="utf-8")
    return path


def duties_of(code: str) -> list[tuple[str, str]]:
    return [(one.post, one.name) for one in list_duties("grid", code)]


def test_a_renamed_village_is_found_by_its_new_name_at_once(console: Actor, tmp_path: Path) -> None:
    before = get_gazetteer()
    town, name = Area.objects.get(pk=TOWN), Area.objects.get(pk=VILLAGE).name
    renamed = divisions(tmp_path, f"{TOWN},{town.name},town,141123", f"{VILLAGE},新河湾村,village,{TOWN}")
    load_divisions(path=renamed, by=console, at=AT)
    after = get_gazetteer()
    assert after is not before
    assert {area.name for area in Area.objects.filter(pk=VILLAGE)} == {"新河湾村"} != {name}


def test_the_gazetteer_is_built_once_while_nothing_changes(console: Actor) -> None:
    assert get_gazetteer() is get_gazetteer()


def test_the_gazetteer_stays_when_the_same_grids_are_loaded_again(console: Actor) -> None:
    plan = GridPlan(COMPOUND_GRID, "景苑一网格", TOWN, community=COMMUNITY, compounds=("景苑小区",))
    before, rows = get_gazetteer(), set(Compound.objects.values_list("pk", flat=True))
    load_grids(grids=[plan], by=console, at=AT)
    assert rows.isdisjoint(Compound.objects.values_list("pk", flat=True))
    assert get_gazetteer() is before


@pytest.mark.parametrize("change", [{"name": "新景小区"}, {"community_id": OTHER_COMMUNITY}])
def test_a_compound_that_is_changed_in_its_row_is_known_at_once(
    console: Actor, change: dict[str, str]
) -> None:
    before = get_gazetteer()
    Compound.objects.update(**change)
    assert get_gazetteer() is not before


def test_a_compound_that_moves_to_another_grid_leaves_the_gazetteer_whole(console: Actor) -> None:
    before = get_gazetteer()
    plan = GridPlan(COMPOUND_GRID, "景苑一网格", TOWN, community=COMMUNITY, compounds=("新景小区",))
    load_grids(grids=[plan], by=console, at=AT)
    assert get_gazetteer() is not before
    assert get_desk(COMMUNITY, "新景小区2号楼").grid == COMPOUND_GRID
    assert get_desk(COMMUNITY, "景苑小区2号楼").holder == "community"


def test_a_duty_takes_the_place_of_the_same_post_at_the_same_place_alone(console: Actor) -> None:
    load_duties(
        duties=[
            Duty("grid", GRID, "网格员", "甲某"),
            Duty("grid", GRID, "包片干部", "乙某"),
            Duty("grid", OTHER_GRID, "网格员", "丙某"),
        ],
        by=console,
        at=AT,
    )
    load_duties(
        duties=[Duty("grid", GRID, "网格员", "丁某"), Duty("grid", OTHER_GRID, "包片干部", "戊某")],
        by=console,
        at=AT,
    )
    assert duties_of(GRID) == [("包片干部", "乙某"), ("网格员", "丁某")]
    assert duties_of(OTHER_GRID) == [("网格员", "丙某"), ("包片干部", "戊某")]


def test_one_post_of_a_place_can_have_two_people(console: Actor) -> None:
    both = [Duty("grid", GRID, "网格员", "甲某"), Duty("grid", GRID, "网格员", "乙某")]
    assert load_duties(duties=both, by=console, at=AT) == 2
    assert duties_of(GRID) == [("网格员", "甲某"), ("网格员", "乙某")]


def test_nobody_of_duty_is_no_fault(console: Actor) -> None:
    assert load_duties(duties=[], by=console, at=AT) == 0
    assert not Responsibility.objects.exists()


def test_a_code_of_one_kind_is_not_that_of_another(console: Actor) -> None:
    load_duties(duties=[Duty("town", TOWN, "包镇领导", "甲某")], by=console, at=AT)
    load_duties(duties=[Duty("community", TOWN, "包镇领导", "乙某")], by=console, at=AT)
    assert [one.name for one in list_duties("town", TOWN)] == ["甲某"]


def test_the_trail_says_how_many_and_never_who(console: Actor) -> None:
    load_duties(duties=[Duty("grid", GRID, "网格员", "甲某", phone="15400000001")], by=console, at=AT)
    entry = AuditEntry.objects.get(action="places.load_duties")
    assert entry.detail == {"count": 1}


def test_another_county_is_not_loaded_over_the_own_one(console: Actor, tmp_path: Path) -> None:
    other = divisions(tmp_path, "141124100,临泉镇,town,141124", county="141124,临县,county,1411")
    with pytest.raises(DivisionsUnreadable, match="141123"):
        load_divisions(path=other, by=console, at=AT)
    assert not Area.objects.filter(code__startswith="141124", is_own=True).exists()


def test_a_file_that_names_fewer_villages_takes_none_away(console: Actor, tmp_path: Path) -> None:
    before = set(Area.objects.values_list("code", flat=True))
    load_divisions(path=divisions(tmp_path, f"{TOWN},蔚汾镇,town,141123"), by=console, at=AT)
    assert set(Area.objects.values_list("code", flat=True)) == before
    assert Area.objects.get(pk=VILLAGE).is_own


def test_a_new_village_has_its_desk_at_once(console: Actor, tmp_path: Path) -> None:
    path = divisions(tmp_path, f"{TOWN},蔚汾镇,town,141123", f"{NEW_VILLAGE},新建村,village,{TOWN}")
    load_divisions(path=path, by=console, at=AT)
    desk = get_desk(NEW_VILLAGE)
    assert (desk.town, desk.community, desk.grid, desk.holder) == (TOWN, NEW_VILLAGE, "", "community")


def test_a_village_goes_over_to_another_grid_with_the_file_that_says_so(console: Actor) -> None:
    plans = [
        GridPlan(GRID, "贺家坪网格", TOWN),
        GridPlan(OTHER_GRID, "白家塔网格", OTHER_TOWN, villages=(VILLAGE,)),
    ]
    load_grids(grids=plans, by=console, at=AT)
    assert GridVillage.objects.get(village=VILLAGE).grid_id == OTHER_GRID
    assert get_desk(VILLAGE).grid == OTHER_GRID


def test_a_grid_that_is_refused_leaves_the_others_as_they_were(console: Actor) -> None:
    before = dict(GridVillage.objects.values_list("village_id", "grid_id"))
    taken = GridPlan("XW-777", "又一网格", TOWN, villages=(VILLAGE,))
    with pytest.raises(IntegrityError), transaction.atomic():
        load_grids(grids=[taken], by=console, at=AT)
    assert dict(GridVillage.objects.values_list("village_id", "grid_id")) == before
    assert not Grid.objects.filter(pk="XW-777").exists()


def test_grids_without_anything_in_them_are_kept(console: Actor) -> None:
    assert load_grids(grids=[], by=console, at=AT) == 0
    assert Grid.objects.count() == 3
    assert Compound.objects.count() == 1


@pytest.mark.parametrize(
    "area", ["99", "141123100225 ", "14112310022", "141124100", "'; DROP TABLE places_area; --"]
)
def test_a_code_that_is_no_village_is_nobodys_grid(console: Actor, area: str) -> None:
    desk = get_desks().of(area, "贺家坪村")
    assert (desk.community, desk.grid) == ("", "")


@pytest.mark.parametrize("kind", [ScopeKind.TOWN, ScopeKind.COMMUNITY, ScopeKind.GRID])
@pytest.mark.parametrize("code", ["", "14112310", "nowhere", "141123100225999"])
def test_a_scope_that_names_nothing_sees_nothing(console: Actor, kind: ScopeKind, code: str) -> None:
    actor = make_actor(Role.INSPECTOR, Scope(kind, code))
    assert not grids_visible_to(actor).exists()
    tree = get_tree(actor)
    assert (tree.code, tree.children, tree.duties) == (code, [], [])
    if code != "14112310":
        assert not areas_visible_to(actor).exists()


def test_staff_are_given_every_place_there_is_with_what_tells_it_apart(console: Actor) -> None:
    scopes = list_scopes()
    assert len({(kind, code) for kind, code, _name in scopes}) == len(scopes)
    assert scopes[0][:2] == ("county", "141123")
    named = {(kind, code): name for kind, code, name in scopes}
    assert named["community", VILLAGE].startswith("蔚汾镇 · ")
    assert named["grid", GRID] == "蔚汾镇 · 贺家坪网格"
    own = Area.objects.filter(is_own=True).count()
    assert len(scopes) == own + Grid.objects.count()
    assert ("province", "14") not in named and ("city", "1411") not in named


def test_one_place_is_named_as_the_list_names_it(console: Actor, django_assert_num_queries: Any) -> None:
    scopes = list_scopes()
    for kind, code, name in (*scopes[:20], *scopes[-6:]):
        with django_assert_num_queries(1):
            assert get_name(kind, code) == name
    assert {kind for kind, _code, _name in (*scopes[:20], *scopes[-6:])} >= {"county", "town", "grid"}
    assert get_name("community", VILLAGE).startswith("蔚汾镇 · ")
    for kind, code in (
        ("town", VILLAGE),
        ("province", "14"),
        ("county", "14"),
        ("grid", "XW-000"),
        ("site", "1"),
    ):
        assert get_name(kind, code) == ""
