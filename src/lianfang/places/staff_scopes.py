"""The places that staff may answer for, by name."""

from __future__ import annotations

from lianfang.places.models import Area, Grid


def list_scopes() -> list[tuple[str, str, str]]:
    """List kind, code and name of the county, its towns, villages and grids, each with the town's name."""
    areas = list(Area.objects.filter(is_own=True).order_by("code"))
    names = {area.code: area.name for area in areas}
    kinds = {Area.Level.COUNTY: "county", Area.Level.TOWN: "town", Area.Level.VILLAGE: "community"}
    found = []
    for area in areas:
        above = names.get(area.parent_id or "", "") if area.level == Area.Level.VILLAGE else ""
        found.append(
            (kinds[Area.Level(area.level)], area.code, f"{above} · {area.name}" if above else area.name)
        )
    for grid in Grid.objects.select_related("town").order_by("code"):
        found.append(("grid", grid.code, f"{grid.town.name} · {grid.name}"))
    return found
