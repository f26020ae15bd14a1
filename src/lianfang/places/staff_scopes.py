"""The places that staff may answer for, by name."""

from __future__ import annotations

from lianfang.places.models import Area, Grid

_KINDS = {Area.Level.COUNTY: "county", Area.Level.TOWN: "town", Area.Level.VILLAGE: "community"}


def list_scopes() -> list[tuple[str, str, str]]:
    """List kind, code and name of the county, its towns, villages and grids, each with the town's name."""
    areas = list(Area.objects.filter(is_own=True).order_by("code"))
    names = {area.code: area.name for area in areas}
    found = [
        (_KINDS[Area.Level(area.level)], area.code, _name_area(area, names.get(area.parent_id or "", "")))
        for area in areas
    ]
    for grid in Grid.objects.select_related("town").order_by("code"):
        found.append(("grid", grid.code, _name_grid(grid)))
    return found


def get_name(kind: str, code: str) -> str:
    """Return the name that the list has for a place, or nothing where it has no such place."""
    if kind == "grid":
        grid = Grid.objects.select_related("town").filter(pk=code).first()
        return _name_grid(grid) if grid is not None else ""
    area = Area.objects.select_related("parent").filter(is_own=True, pk=code).first()
    if area is None or _KINDS[Area.Level(area.level)] != kind:
        return ""
    return _name_area(area, area.parent.name if area.parent else "")


def _name_area(area: Area, above: str) -> str:
    return f"{above} · {area.name}" if above and area.level == Area.Level.VILLAGE else area.name


def _name_grid(grid: Grid) -> str:
    return f"{grid.town.name} · {grid.name}"
