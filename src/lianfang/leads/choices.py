"""The places a lead can be handed to, as a form and a filter offer them."""

from __future__ import annotations

from collections.abc import Callable

from lianfang.places.models import Area
from lianfang.places.scope import areas_visible_to, grids_visible_to
from lianfang.shared.actor import Actor, ScopeKind
from lianfang.shared.reading import once_a_reading

Option = tuple[str, str]


def list_places(actor: Actor) -> list[Option]:
    """Return towns, communities with villages, and grids in the actor's scope as ``kind:code``."""
    places = [(f"town:{code}", name) for code, name in list_towns(actor)]
    places += [(f"community:{code}", name) for code, name in list_villages(actor)]
    return places + [(f"grid:{code}", name) for code, name in list_grids(actor)]


@once_a_reading
def list_towns(actor: Actor) -> list[Option]:
    """Return the towns in the actor's scope by code and name."""
    towns = areas_visible_to(actor).filter(level=Area.Level.TOWN).order_by("code")
    inside = towns if actor.scope.kind in (ScopeKind.COUNTY, ScopeKind.TOWN) else towns.none()
    return list(inside.values_list("code", "name"))


@once_a_reading
def list_villages(actor: Actor) -> list[Option]:
    """Return the communities and villages in the actor's scope by code and name, each with its town's."""
    villages = areas_visible_to(actor).filter(level=Area.Level.VILLAGE).order_by("code")
    return [
        (code, f"{town} {name}") for code, name, town in villages.values_list("code", "name", "parent__name")
    ]


@once_a_reading
def list_grids(actor: Actor) -> list[Option]:
    """Return the grids in the actor's scope by code and name."""
    return list(grids_visible_to(actor).order_by("code").values_list("code", "name"))


LEVELS: dict[str, Callable[[Actor], list[Option]]] = {
    "town": list_towns,
    "community": list_villages,
    "grid": list_grids,
}
