"""The demo county's own tables: grids, compounds, staff of every role, and the people of duty."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from random import Random

from django.contrib.auth.hashers import make_password
from django.db.models import Count

from lianfang.accounts.actions import give_second_factor, make_staff
from lianfang.accounts.models import Staff
from lianfang.demo.invent import Inventor
from lianfang.demo.scenario import GridsPlan, Scenario
from lianfang.orders.models import Order
from lianfang.places.actions import Duty, GridPlan, load_duties, load_grids
from lianfang.places.models import Area
from lianfang.places.queries import get_county
from lianfang.shared.actor import Actor, ScopeKind, scope_kind_of
from lianfang.shared.roles import NEEDS_SECOND_FACTOR, Role

DEMO_PASSWORD = "lianfang-demo-2022"  # noqa: S105  # of invented staff on invented data; printed at start
_VILLAGE_POSTS = ("town_cadre", "village_cadre", "doctor", "police", "militia")
_COMMUNITY_POSTS = ("community_cadre", "grid_worker", "doctor", "police", "volunteer")


def build_grids(plan: GridsPlan, dice: Random) -> list[GridPlan]:
    """Draw the county's grids: compounds of its communities, and groups of its villages."""
    own = Area.objects.filter(is_own=True)
    communities = [area for area in own.filter(level="village").order_by("code") if is_community(area.code)]
    towns = list(own.filter(level="town").order_by("code"))
    named = plan.groups
    groups = {town.code: f"第{named[index * len(named) // len(towns)]}组" for index, town in enumerate(towns)}
    urban = list(_urban(plan, communities, groups, dice))
    return urban + list(_rural(plan, towns, groups))


def is_community(code: str) -> bool:
    """Say whether a village-level code is a community's (rules §4.3)."""
    return int(code[-3:]) < 200


def _urban(
    plan: GridsPlan, communities: Sequence[Area], groups: dict[str, str], dice: Random
) -> Iterator[GridPlan]:
    names = [head + tail for head in plan.compound_heads for tail in plan.compound_tails]
    dice.shuffle(names)
    for index in range(plan.urban):
        community = communities[index % len(communities)]
        number = index // len(communities) + 1
        town = community.parent_id or ""
        yield GridPlan(
            code=f"{community.code}-{number:02d}",
            name=f"{community.name.removesuffix('居委会')}第{number}网格",
            town=town,
            group=groups[town],
            community=community.code,
            compounds=(names[index],),
        )


def _rural(plan: GridsPlan, towns: Sequence[Area], groups: dict[str, str]) -> Iterator[GridPlan]:
    villages = {
        town.code: [area.code for area in town.children.order_by("code") if not is_community(area.code)]
        for town in towns
    }
    counts = {code: len(listed) for code, listed in villages.items() if listed}
    shares = _share(counts, plan.rural)
    names = {town.code: town.name for town in towns}
    for town, share in shares.items():
        listed = villages[town]
        for number in range(share):
            part = listed[number * len(listed) // share : (number + 1) * len(listed) // share]
            yield GridPlan(
                code=f"{town}-{number + 1:02d}",
                name=f"{names[town]}第{number + 1}网格",
                town=town,
                group=groups[town],
                villages=tuple(part),
            )


def _share(counts: dict[str, int], whole: int) -> dict[str, int]:
    """Divide a whole by counts, the largest remainders first; at least one each, even above the whole."""
    total = sum(counts.values())
    exact = {code: count * whole / total for code, count in counts.items()}
    shares = {code: max(1, int(value)) for code, value in exact.items()}
    while (missing := whole - sum(shares.values())) > 0:
        furthest = sorted(exact, key=lambda code: shares[code] - exact[code])
        for code in furthest[:missing]:
            shares[code] += 1
    return shares


class CountyStaff:
    """The demo's staff as actors, found by what they answer for."""

    def __init__(self) -> None:
        self._county = get_county().code
        self._actors = {
            (staff.role, staff.scope_code): staff.actor for staff in Staff.objects.order_by("-pk")
        }

    def of(self, role: Role, code: str) -> Actor:
        """Return who holds a role over an area; raises KeyError where nobody does."""
        return self._actors[role.value, code]

    def has(self, role: Role, code: str) -> bool:
        """Say whether anybody holds a role over an area."""
        return (role.value, code) in self._actors

    def of_county(self, role: Role) -> Actor:
        """Return who holds a role over the whole county."""
        return self.of(role, self._county)


def username_at_site(number: int) -> str:
    """Name who works in a place of isolation, counted from 1."""
    return f"site{number}"


def hire(
    scenario: Scenario, grids: Sequence[GridPlan], inventor: Inventor, *, by: Actor, at: datetime
) -> None:
    """Make staff of every role for the county, its towns, communities, grids and places of isolation."""
    hashed, county = make_password(DEMO_PASSWORD), scenario.county

    def one(username: str, role: Role, kind: ScopeKind, code: str, post: str) -> None:
        staff = make_staff(
            username=username, name=inventor.name(), role=role, scope_kind=kind, scope_code=code, post=post,
            hashed=hashed, phone=inventor.phone(), demo=True, by=by, at=at,
        )  # fmt: skip
        if role in NEEDS_SECOND_FACTOR:
            give_second_factor(staff=staff, by=by, at=at)

    for username, role, post in (
        ("commander", Role.COMMANDER, "总指挥"),
        ("office", Role.OFFICE, "指挥部办公室"),
        ("data", Role.DATA, "数据组"),
        ("data2", Role.DATA, "数据组"),
        ("inspector", Role.INSPECTOR, "督查组"),
        ("auditor", Role.AUDITOR, "审计"),
        ("system", Role.SYSTEM, "系统管理员"),
    ):
        one(username, role, ScopeKind.COUNTY, county, post)
    for town in Area.objects.filter(is_own=True, level="town"):
        one(f"town{town.code[-3:]}", Role.TOWN, ScopeKind.TOWN, town.code, "镇专班")
    communities = sorted({plan.community for plan in grids if plan.community})
    for code in communities:
        one(f"community{code[-6:]}", Role.COMMUNITY, ScopeKind.COMMUNITY, code, "社区专干")
    for index, plan in enumerate(grids, start=1):
        one(f"grid{index:03d}", Role.GRID, ScopeKind.GRID, plan.code, "网格员")
    for number in range(1, len(scenario.sites) + 1):
        one(username_at_site(number), Role.SITE, ScopeKind.COUNTY, county, "隔离点专班")


def build_county(
    scenario: Scenario, dice: Random, inventor: Inventor, *, by: Actor, at: datetime
) -> list[GridPlan]:
    """Load grids, staff and people of duty; return the grids."""
    grids = build_grids(scenario.grids, dice)
    load_grids(grids=grids, by=by, at=at)
    hire(scenario, grids, inventor, by=by, at=at)
    load_duties(duties=_duties(grids, inventor), by=by, at=at)
    return grids


def _duties(grids: Sequence[GridPlan], inventor: Inventor) -> Iterator[Duty]:
    workers = dict(Staff.objects.filter(role=Role.GRID).values_list("scope_code", "pk"))
    names = dict(Staff.objects.values_list("pk", "name"))
    for plan in grids:
        for post in _COMMUNITY_POSTS if plan.community else _VILLAGE_POSTS:
            staff = workers[plan.code] if post == "grid_worker" else None
            name = names[staff] if staff else inventor.name()
            yield Duty("grid", plan.code, post, name, staff_id=staff, phone=inventor.phone())


def list_samples() -> list[Staff]:
    """Return one member of staff of each role, of a place the one with the most people under a measure."""
    by_role: dict[str, list[Staff]] = {}
    for staff in Staff.objects.filter(is_demo=True).order_by("pk"):
        by_role.setdefault(staff.role, []).append(staff)
    return [max(by_role[role], key=_people_of(Role(role))) for role in Role if role in by_role]


def _people_of(role: Role) -> Callable[[Staff], int]:
    """Return what counts the people under a measure in somebody's place; roles of the whole county are all alike."""
    column = scope_kind_of(role).value
    if column == ScopeKind.COUNTY:
        return lambda _staff: 0
    running = Order.objects.filter(state=Order.State.RUNNING).exclude(**{column: ""})
    counts = dict(running.values_list(column).annotate(n=Count("pk")).order_by())
    return lambda staff: counts.get(staff.scope_code, 0)
