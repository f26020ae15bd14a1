"""The one door to areas and grids: everybody sees the tree, each answers for a part of it."""

from __future__ import annotations

from django.db.models import QuerySet

from lianfang.places.models import Area, Grid
from lianfang.shared.actor import Actor, ScopeKind


def areas_visible_to(actor: Actor) -> QuerySet[Area]:
    """Return the own county's areas in the actor's scope; a grid's are its villages and its community."""
    own = Area.objects.filter(is_own=True)
    match actor.scope.kind:
        case ScopeKind.COUNTY:
            return own
        case ScopeKind.GRID:
            villages = own.filter(grid_link__grid=actor.scope.code)
            return villages | own.filter(community_grids=actor.scope.code)
        case _ if not actor.scope.code:
            return own.none()  # every code begins with an empty one
        case _:
            return own.filter(code__startswith=actor.scope.code)


def grids_visible_to(actor: Actor) -> QuerySet[Grid]:
    """Return the grids in the actor's scope."""
    match actor.scope.kind:
        case ScopeKind.COUNTY:
            return Grid.objects.all()
        case ScopeKind.TOWN:
            return Grid.objects.filter(town=actor.scope.code)
        case ScopeKind.COMMUNITY:
            in_village = Grid.objects.filter(village_links__village=actor.scope.code)
            return Grid.objects.filter(community=actor.scope.code) | in_village
        case ScopeKind.GRID:
            return Grid.objects.filter(code=actor.scope.code)
