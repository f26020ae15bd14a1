"""The demo county's tables: 173 grids in six groups, every village in one, every grid with its five people."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from django.contrib.auth.hashers import check_password
from hypothesis import given
from hypothesis import strategies as st
from tests.rooms.leads.county import AT

from lianfang.accounts.models import Authenticator, Staff
from lianfang.config.policy_files import get_policy_book
from lianfang.core.policy import five_responsible
from lianfang.demo.county import (
    DEMO_PASSWORD,
    CountyStaff,
    _share,
    build_county,
    build_grids,
    is_community,
)
from lianfang.demo.invent import Inventor
from lianfang.demo.scenario import read_scenario
from lianfang.places.actions import GridPlan
from lianfang.places.models import Area, Compound, Grid, GridVillage, Responsibility
from lianfang.places.queries import get_desks
from lianfang.shared.actor import Actor, ScopeKind
from lianfang.shared.roles import NEEDS_SECOND_FACTOR, Role

XING = read_scenario("xing")
COUNTY = XING.county
ONE_EACH = (Role.COMMANDER, Role.OFFICE, Role.INSPECTOR, Role.AUDITOR, Role.SYSTEM)


@pytest.fixture
def grids(xing: Actor) -> list[GridPlan]:
    return build_grids(XING.grids, Random(1))


def own(level: str) -> list[Area]:
    return list(Area.objects.filter(is_own=True, level=level).order_by("code"))


@pytest.mark.parametrize(
    ("code", "community"),
    [
        ("141123100001", True), ("141123100023", True), ("141123100199", True),
        ("141123100200", False), ("141123100225", False), ("141123101400", False),
    ],
)  # fmt: skip
def test_communities_have_the_numbers_below_two_hundred(code: str, community: bool) -> None:
    assert is_community(code) is community


def test_there_are_85_grids_in_town_and_88_in_the_country(grids: list[GridPlan]) -> None:
    urban = [plan for plan in grids if plan.community]
    rural = [plan for plan in grids if not plan.community]
    assert (len(urban), len(rural), len(grids)) == (XING.grids.urban, XING.grids.rural, 173)
    assert len({plan.code for plan in grids}) == len({plan.name for plan in grids}) == 173


def test_every_village_lies_in_exactly_one_grid_and_no_community_does(grids: list[GridPlan]) -> None:
    villages = [village for plan in grids for village in plan.villages]
    every = {area.code for area in own("village") if not is_community(area.code)}
    assert len(villages) == len(set(villages)) and set(villages) == every


def test_a_grid_lies_in_the_town_of_its_villages_or_of_its_community(grids: list[GridPlan]) -> None:
    towns = {area.code: area.parent_id for area in own("village")}
    for plan in grids:
        assert {towns[code] for code in plan.villages or (plan.community,)} == {plan.town}


def test_a_grid_in_town_is_one_compound_of_one_community(grids: list[GridPlan]) -> None:
    urban = [plan for plan in grids if plan.community]
    names = [plan.compounds for plan in urban]
    assert all(len(compounds) == 1 for compounds in names)
    assert len(set(names)) == XING.grids.urban  # a compound's name finds its grid
    assert all(is_community(plan.community) and not plan.villages for plan in urban)
    per_community = Counter(plan.community for plan in urban)
    assert set(per_community) == {area.code for area in own("village") if is_community(area.code)}
    assert max(per_community.values()) - min(per_community.values()) <= 1


def test_six_groups_share_the_towns(grids: list[GridPlan]) -> None:
    groups = {plan.town: plan.group for plan in grids}
    assert set(groups.values()) == {f"第{number}组" for number in "一二三四五六"}
    assert all(plan.group == groups[plan.town] for plan in grids)
    assert set(groups) == {area.code for area in own("town")}
    sizes = Counter(groups.values())
    assert max(sizes.values()) - min(sizes.values()) <= 1


def test_grids_of_the_country_are_alike_in_size(grids: list[GridPlan]) -> None:
    sizes = [len(plan.villages) for plan in grids if not plan.community]
    assert min(sizes) >= 1
    assert max(sizes) <= 3 * (sum(sizes) / len(sizes))


def test_the_same_dice_draw_the_same_grids(xing: Actor) -> None:
    assert build_grids(XING.grids, Random(4)) == build_grids(XING.grids, Random(4))


COUNTS = st.dictionaries(st.sampled_from("abcdefghijklmnopq"), st.integers(1, 60), min_size=1, max_size=17)


@given(counts=COUNTS, more=st.integers(0, 200))
def test_a_whole_is_shared_out_without_remainder(counts: dict[str, int], more: int) -> None:
    """Each gets one at least and less than one away from the exact share, unless that is below one."""
    whole = len(counts) * 2 + more
    shares = _share(counts, whole)
    assert set(shares) == set(counts) and min(shares.values()) >= 1
    raised = sum(count * whole < sum(counts.values()) for count in counts.values())
    assert sum(shares.values()) == whole or raised
    for code, share in shares.items():
        exact = counts[code] * whole / sum(counts.values())
        assert share == 1 or exact - 1 < share < exact + 1


def test_the_whole_county_is_staffed_and_answered_for(xing: Actor) -> None:
    inventor = Inventor(Random(1), [COUNTY])
    plans = build_county(XING, Random(1), inventor, by=xing, at=AT)
    check_tables(plans)
    check_staff(plans)
    check_second_factors()
    check_responsible(plans)
    check_desks()


def check_tables(plans: list[GridPlan]) -> None:
    assert Grid.objects.count() == 173
    assert Compound.objects.count() == XING.grids.urban
    assert GridVillage.objects.count() == sum(len(plan.villages) for plan in plans)
    assert Grid.objects.exclude(community=None).count() == XING.grids.urban


def check_staff(plans: list[GridPlan]) -> None:
    """Every place of every level has somebody, and everybody signs in with the demo's password."""
    held = Counter(Staff.objects.filter(is_demo=True).values_list("role", flat=True))
    communities = {plan.community for plan in plans if plan.community}
    assert held == {
        **dict.fromkeys((role.value for role in ONE_EACH), 1),
        "data": 2, "town": len(own("town")), "community": len(communities), "grid": 173, "site": len(XING.sites),
    }  # fmt: skip
    scopes = set(Staff.objects.filter(role="grid").values_list("scope_code", flat=True))
    assert scopes == {plan.code for plan in plans}
    assert check_password(DEMO_PASSWORD, Staff.objects.get(username="grid001").password)
    staff = CountyStaff()
    for plan in plans:
        assert staff.of(Role.GRID, plan.code).scope.kind is ScopeKind.GRID
        assert staff.of(Role.TOWN, plan.town).username == f"town{plan.town[-3:]}"
    assert staff.of(Role.DATA, COUNTY).username == "data"
    with pytest.raises(KeyError):
        staff.of(Role.GRID, "no such grid")


def check_second_factors() -> None:
    """Whoever exports shows a second factor, whoever walks the stairs needs none."""
    armed = set(Authenticator.objects.values_list("user__role", flat=True))
    assert armed == {role.value for role in NEEDS_SECOND_FACTOR}
    needing = Staff.objects.filter(role__in=[role.value for role in NEEDS_SECOND_FACTOR])
    assert Authenticator.objects.filter(user__in=needing).count() == needing.count()


def check_responsible(plans: list[GridPlan]) -> None:
    """The five of each grid are those the law names (rules §3.1), the grid worker among them in town."""
    posts: dict[str, set[str]] = {}
    for duty in Responsibility.objects.filter(scope_kind="grid"):
        posts.setdefault(duty.scope_code, set()).add(duty.post)
    book = get_policy_book()
    for plan in plans:
        assert posts[plan.code] == set(five_responsible(book, COUNTY, AT, community=bool(plan.community)))
    assert Responsibility.objects.count() == 5 * len(plans)
    workers = Responsibility.objects.filter(post="grid_worker")
    assert workers.count() == XING.grids.urban
    names = dict(Staff.objects.filter(role="grid").values_list("pk", "name"))
    assert all(worker.name == names[worker.staff_id] for worker in workers)
    assert not Responsibility.objects.filter(phone=None).exists()


def check_desks() -> None:
    """Every village's matters go to a grid, and so do those of a compound in town."""
    desks = get_desks()
    for area in own("village"):
        holder = desks.of(area.code).holder
        assert holder == ("community" if is_community(area.code) else "grid")
    for compound in Compound.objects.all():
        found = desks.of(compound.community_id, f"兴县{compound.name}3号楼")
        assert (found.grid, found.holder) == (compound.grid_id, "grid")
