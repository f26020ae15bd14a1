"""The places of a scope, as a tree and as a list."""

from __future__ import annotations

import json

import pytest
from tests.rooms.leads.county import GRID, OTHER_GRID, OTHER_TOWN, TOWN, make_county
from tests.rooms.matrix_objects import SCOPES
from tests.rooms.staff import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def county() -> None:
    make_county()


def codes(branch: dict) -> set[str]:
    return {branch["code"]}.union(*(codes(child) for child in branch["children"]))


def test_the_console_sees_the_county_down_to_its_grids(run):
    tree = json.loads(run("areas", "--json").stdout)
    assert (tree["kind"], tree["code"]) == ("county", "141123")
    assert {TOWN, OTHER_TOWN, GRID, OTHER_GRID} <= codes(tree)


def test_the_list_has_a_line_for_each_place_of_the_tree(run):
    tree = json.loads(run("areas", "--json").stdout)
    rows = json.loads(run("areas", "--flat", "--json").stdout)
    assert {row["code"] for row in rows} == codes(tree)
    assert (
        len(run("areas", "--flat").stdout.splitlines()) == len(rows) == len(run("areas").stdout.splitlines())
    )


def test_the_tree_is_indented_by_level(run):
    lines = run("areas").stdout.splitlines()
    assert lines[0].startswith("兴县")
    assert lines[1].startswith("  蔚汾镇")


@pytest.mark.parametrize("role", list(SCOPES))
def test_others_see_their_own_part(run, role):
    make_staff(role, SCOPES[role], username="me")
    tree = json.loads(run("areas", "--json", "--as", "me").stdout)
    assert tree["code"] == SCOPES[role].code
    assert OTHER_TOWN not in codes(tree)
