"""Pages of areas: the tree with who answers for what, one area, one grid."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from lianfang.accounts.access import StaffRequest, existing, needs
from lianfang.places import present
from lianfang.places.models import Area, Grid
from lianfang.places.queries import get_tree, list_duties
from lianfang.places.scope import areas_visible_to, grids_visible_to
from lianfang.shared.roles import Permission

Link = tuple[str, str]


@needs(Permission.SEE_AREAS)
@require_GET
def tree(request: StaffRequest) -> HttpResponse:
    """Show the reader's part of the county as a tree with responsibility."""
    return render(request, "places/tree.html", {"nodes": [present.present_tree(get_tree(request.actor))]})


@needs(Permission.SEE_AREAS)
@require_GET
def area_page(request: StaffRequest, area_code: str) -> HttpResponse:
    """Show an area: what it is part of, who answers for it, its villages and grids."""
    found = existing(
        areas_visible_to(request.actor).select_related("parent").filter(code=area_code).distinct().first()
    )
    kinds = {Area.Level.TOWN: "town", Area.Level.VILLAGE: "community"}
    kind = kinds.get(Area.Level(found.level), "county")
    below = areas_visible_to(request.actor).filter(parent=found).distinct().order_by("code")
    grids = grids_visible_to(request.actor).distinct().order_by("code")
    own = {"town": {"town": found}, "community": {"community": found}}.get(kind)
    held = grids.filter(**own) if own else grids.none()
    if kind == "community":
        held = (held | grids.filter(village_links__village=found)).distinct()
    values = {
        "place": found,
        "kind": present.KINDS[kind],
        "above": _link(request, found.parent),
        "areas": [(area.name, reverse("places:area", args=[area.code])) for area in below],
        "grids": _grid_links(held),
    }
    return _render(request, kind, area_code, values)


@needs(Permission.SEE_AREAS)
@require_GET
def grid_page(request: StaffRequest, grid_code: str) -> HttpResponse:
    """Show a grid: its town, its villages or compounds, and its people of duty."""
    grids = grids_visible_to(request.actor).select_related("town", "community").distinct()
    found = existing(grids.filter(code=grid_code).first())
    villages = [link.village for link in found.village_links.select_related("village").order_by("village")]
    values = {
        "place": found,
        "kind": present.KINDS["grid"],
        "group": found.group,
        "above": _link(request, found.community or found.town),
        "areas": [(area.name, (_link(request, area) or ("", ""))[1]) for area in villages],
        "compounds": list(found.compounds.order_by("name").values_list("name", flat=True)),
    }
    return _render(request, "grid", grid_code, values)


def _render(request: StaffRequest, kind: str, code: str, values: dict[str, Any]) -> HttpResponse:
    may_call = request.actor.may(Permission.REVEAL_NUMBERS)
    duties = present.present_duties(list_duties(kind, code), may_call=may_call)
    return render(request, "places/place.html", {"duties": duties, **values})


def _link(request: StaffRequest, area: Area | None) -> Link | None:
    """Name an area, with an address where the reader may open it."""
    if area is None:
        return None
    is_seen = areas_visible_to(request.actor).filter(code=area.code).exists()
    return area.name, reverse("places:area", args=[area.code]) if is_seen else ""


def _grid_links(grids: Any) -> list[Link]:
    held: list[Grid] = list(grids)
    return [(grid.name, reverse("places:grid", args=[grid.code])) for grid in held]
