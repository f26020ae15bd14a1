"""Pages of areas: the tree, an area, a grid, and whose phone may be called."""

from __future__ import annotations

import pytest
from tests.rooms.leads.county import (
    AT,
    COMMUNITY,
    COMPOUND_GRID,
    GRID,
    OTHER_GRID,
    OTHER_VILLAGE,
    TOWN,
    VILLAGE,
)
from tests.rooms.staff import COUNTY, signed_in
from tests.support.lists import count_queries

from lianfang.places.actions import Duty, load_duties
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.roles import Role

PHONE = "15400000077"
IN_TOWN = Scope(ScopeKind.TOWN, TOWN)


@pytest.fixture
def duties(console: Actor) -> None:
    held = [
        Duty("grid", GRID, "网格员", "甲某", phone=PHONE),
        Duty("town", TOWN, "包镇领导", "乙某", phone=PHONE),
        Duty("community", VILLAGE, "村支书", "丙某"),
    ]
    load_duties(duties=held, by=console, at=AT)


def test_the_tree_names_who_answers_for_what(duties: None) -> None:
    page = signed_in(Role.TOWN, IN_TOWN).get("/places/").content.decode()
    assert f"/places/grids/{GRID}/" in page and "网格员 甲某" in page and "包镇领导 乙某" in page
    assert OTHER_VILLAGE not in page and PHONE not in page


@pytest.mark.parametrize(
    ("role", "scope", "shown"),
    [(Role.TOWN, IN_TOWN, True), (Role.INSPECTOR, COUNTY, False), (Role.SYSTEM, COUNTY, False)],
)
def test_a_phone_is_called_by_those_who_may(duties: None, role: Role, scope: Scope, shown: bool) -> None:
    page = signed_in(role, scope).get(f"/places/grids/{GRID}/").content.decode()
    assert (f"tel:{PHONE}" in page, PHONE in page) == (shown, shown)
    assert ("154****0077" in page) is not shown


def test_an_area_leads_to_its_villages_and_grids_and_back(duties: None) -> None:
    client = signed_in(Role.OFFICE)
    town = client.get(f"/places/areas/{TOWN}/")
    assert f"/places/areas/{VILLAGE}/" in dict(town.context["areas"]).values()
    assert {f"/places/grids/{code}/" for code in (GRID, COMPOUND_GRID)} <= set(
        dict(town.context["grids"]).values()
    )
    village = client.get(f"/places/areas/{VILLAGE}/")
    assert village.context["above"] == ("蔚汾镇", f"/places/areas/{TOWN}/")
    assert list(dict(village.context["grids"]).values()) == [f"/places/grids/{GRID}/"]
    assert client.get("/places/areas/141123/").status_code == 200


def test_a_grid_shows_what_it_covers(duties: None) -> None:
    client = signed_in(Role.OFFICE)
    assert [name for name, _url in client.get(f"/places/grids/{GRID}/").context["areas"]] != []
    held = client.get(f"/places/grids/{COMPOUND_GRID}/").context
    assert held["compounds"] == ["景苑小区"]
    assert held["above"][1] == f"/places/areas/{COMMUNITY}/"


@pytest.mark.parametrize(
    "path", [f"areas/{OTHER_VILLAGE}/", f"grids/{OTHER_GRID}/", "areas/14/", "grids/none/"]
)
def test_what_lies_elsewhere_is_not_there(duties: None, path: str) -> None:
    assert signed_in(Role.TOWN, IN_TOWN).get(f"/places/{path}").status_code == 404


def test_the_tree_takes_few_queries_however_large_it_is(duties: None) -> None:
    client = signed_in(Role.OFFICE)
    client.get("/places/")
    whole = count_queries(lambda: client.get("/places/"))
    small = signed_in(Role.GRID, Scope(ScopeKind.GRID, GRID))
    small.get("/places/")
    assert whole == count_queries(lambda: small.get("/places/"))
