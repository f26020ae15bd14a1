"""Reads of places: the county, its desks, its gazetteer and its tree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from django.db import connection

from lianfang.core.places.gazetteer import Gazetteer
from lianfang.core.places.model import Area as CoreArea
from lianfang.core.places.model import Level
from lianfang.places.models import Area, Compound, Grid, GridVillage, Responsibility
from lianfang.places.reading import national_counties_path, read_divisions
from lianfang.shared.actor import Actor
from lianfang.shared.reading import once_a_reading


class NoCounty(Exception):
    """The installation has no county yet; `lianfang init` loads one."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who takes up a matter at a place: the codes above it and the level that holds it."""

    town: str = ""
    community: str = ""
    grid: str = ""
    holder: str = "office"


@dataclass(frozen=True, slots=True)
class Desks:
    """Every village's town and grid, and the compounds by which a community's grids are told apart."""

    towns: dict[str, str]
    villages: dict[str, str]
    compounds: dict[str, list[tuple[str, str]]]

    def of(self, area: str, address: str = "") -> Desk:
        """Return the desk of a town or village code; a known compound in the address finds its grid."""
        if not area:
            return Desk()
        town = self.towns.get(area)
        if town is None:
            return Desk(town=area, holder="town")
        grid = self.villages.get(area) or self._grid_of_compound(area, address)
        return Desk(town, area, grid, "grid" if grid else "community")

    def _grid_of_compound(self, community: str, address: str) -> str:
        for name, grid in self.compounds.get(community, ()):
            if name in address:
                return grid
        return ""


@once_a_reading
def get_county() -> Area:
    """Return the own county; raises NoCounty before `lianfang init`."""
    county = Area.objects.filter(is_own=True, level=Area.Level.COUNTY).first()
    if county is None:
        raise NoCounty("no county is loaded: run `lianfang init --divisions FILE`")
    return county


def get_desks() -> Desks:
    """Read the desks of all villages at once."""
    villages = Area.objects.filter(is_own=True, level=Area.Level.VILLAGE).values_list("code", "parent_id")
    compounds: dict[str, list[tuple[str, str]]] = {}
    rows = Compound.objects.values_list("community_id", "name", "grid_id")
    for community, name, grid in sorted(rows, key=lambda row: -len(row[1])):
        compounds.setdefault(community, []).append((name, grid))
    return Desks(
        towns={code: parent or "" for code, parent in villages},
        villages=dict(GridVillage.objects.values_list("village_id", "grid_id")),
        compounds=compounds,
    )


def get_desk(area: str, address: str = "") -> Desk:
    """Return the desk of one town or village code."""
    return get_desks().of(area, address)


def get_gazetteer() -> Gazetteer:
    """Return the gazetteer of the own county, built once for each state of its tables."""
    return _build_gazetteer(get_county().code, _digest_of_places())


def _digest_of_places() -> tuple[object, ...]:
    """Return what changes with any area or compound, also where one only has a new name."""
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT (SELECT md5(string_agg(concat_ws('|', code, name, level, parent_id), ',' ORDER BY code))
                    FROM places_area),
                   (SELECT md5(string_agg(concat_ws('|', community_id, name), ',' ORDER BY id))
                    FROM places_compound)
        """)
        return tuple(cursor.fetchone())


@lru_cache(maxsize=2)
def _build_gazetteer(county: str, _state: tuple[object, ...]) -> Gazetteer:
    areas = [
        CoreArea(area.code, area.name, Level(area.level), area.parent_id or "") for area in Area.objects.all()
    ]
    nation = read_divisions(national_counties_path())
    compounds = dict(Compound.objects.order_by("pk").values_list("name", "community_id"))
    return Gazetteer(county, areas, nation, compounds)


def names(codes: set[str]) -> dict[str, str]:
    """Return the names of areas and grids by code; unknown codes are left out."""
    areas = Area.objects.filter(code__in=codes).order_by().values_list("code", "name")
    grids = Grid.objects.filter(code__in=codes).order_by().values_list("code", "name")
    return dict(areas.union(grids, all=True)) if codes else {}


def names_with_town(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Return areas with their names, a village with its town's before it, to tell namesakes apart."""
    areas = Area.objects.filter(code__in=list(codes)).order_by("code")
    return [
        (code, f"{above} {name}" if level == Area.Level.VILLAGE and above else name)
        for code, name, level, above in areas.values_list("code", "name", "level", "parent__name")
    ]


def list_duties(kind: str, code: str) -> list[Responsibility]:
    """Return the people of duty for one place, in the order they were entered."""
    return list(Responsibility.objects.filter(scope_kind=kind, scope_code=code).order_by("pk"))


@dataclass(slots=True)
class Branch:
    """A node of the tree of areas and grids, with the people of duty for it."""

    kind: str
    code: str
    name: str
    duties: list[Responsibility] = field(default_factory=list)
    children: list[Branch] = field(default_factory=list)


def get_tree(actor: Actor) -> Branch:
    """Return the county's tree down to grids with responsibility, cut to the actor's scope."""
    county = get_county()
    duties: dict[tuple[str, str], list[Responsibility]] = {}
    for duty in Responsibility.objects.order_by("pk"):
        duties.setdefault((duty.scope_kind, duty.scope_code), []).append(duty)
    root = Branch("county", county.code, county.name, duties.get(("county", county.code), []))
    branches = {county.code: root}
    for area in Area.objects.filter(is_own=True).exclude(pk=county.pk).order_by("code"):
        kind = "town" if area.level == Area.Level.TOWN else "community"
        branch = Branch(kind, area.code, area.name, duties.get((kind, area.code), []))
        branches[area.code] = branch
        branches[area.parent_id or county.code].children.append(branch)
    for grid in Grid.objects.order_by("code"):
        branch = Branch("grid", grid.code, grid.name, duties.get(("grid", grid.code), []))
        branches[grid.code] = branch
        branches[grid.community_id or grid.town_id].children.append(branch)
    if actor.scope.kind == "county":
        return root
    own = branches.get(actor.scope.code)
    return own or Branch(actor.scope.kind, actor.scope.code, actor.scope.code)  # never more than one's own
