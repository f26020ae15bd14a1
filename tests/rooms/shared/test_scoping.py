"""The scope as a filter: what lies outside is not there."""

from __future__ import annotations

import pytest
from tests.rooms.leads.county import (
    COMMUNITY,
    GRID,
    OTHER_TOWN,
    OTHER_VILLAGE,
    TOWN,
    VILLAGE,
    make_county,
    one_lead,
)

from lianfang.leads.models import Lead, LeadSource
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.roles import Role
from lianfang.shared.scoping import within_scope

pytestmark = pytest.mark.django_db


def seen_by(kind: ScopeKind, code: str, rows=None, prefix: str = "") -> set[str]:
    actor = Actor(1, "one", "甲某", Role.TOWN, Scope(kind, code))
    found = within_scope(Lead.objects.all() if rows is None else rows, actor, prefix)
    return set(found.values_list(f"{prefix}person__name", flat=True))


@pytest.fixture
def leads() -> None:
    console = make_county()
    one_lead(console, name="甲某", seed=1, area=VILLAGE)
    one_lead(console, name="乙某", seed=2, area=OTHER_VILLAGE)
    one_lead(console, name="丙某", seed=3, area=COMMUNITY)
    one_lead(console, name="丁某", seed=4, area="", place="elsewhere")


@pytest.mark.parametrize(
    ("kind", "code", "names"),
    [
        (ScopeKind.COUNTY, "141123", {"甲某", "乙某", "丙某", "丁某"}),
        (ScopeKind.TOWN, TOWN, {"甲某", "丙某"}),
        (ScopeKind.TOWN, OTHER_TOWN, {"乙某"}),
        (ScopeKind.COMMUNITY, COMMUNITY, {"丙某"}),
        (ScopeKind.COMMUNITY, VILLAGE, {"甲某"}),
        (ScopeKind.GRID, GRID, {"甲某"}),
        (ScopeKind.GRID, "nowhere", set()),
    ],
)
def test_each_scope_sees_its_own(leads, kind, code, names):
    assert seen_by(kind, code) == names


def test_the_codes_may_stand_on_another_model(leads):
    assert seen_by(ScopeKind.GRID, GRID, LeadSource.objects.all(), "lead__") == {"甲某"}
