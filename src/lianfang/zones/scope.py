"""The one door to zones, their needs and the people found to have been in a risk area."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from lianfang.places.scope import areas_visible_to
from lianfang.shared.actor import Actor, ScopeKind
from lianfang.shared.scoping import within_scope
from lianfang.zones.models import Exposure, Zone, ZoneArea, ZoneNeed

_TOWN_DIGITS = 9


def visible_to(actor: Actor) -> QuerySet[Zone]:
    """Return the zones that reach into the actor's scope: a zone of a whole town is its villages' and grids' too."""
    zones = Zone.objects.all()
    if actor.scope.kind is ScopeKind.COUNTY:
        return zones
    if not actor.scope.code:
        return zones.none()
    return zones.filter(Exists(ZoneArea.objects.filter(_reaching(actor), zone=OuterRef("pk"))))


def _reaching(actor: Actor) -> Q:
    code = actor.scope.code
    if actor.scope.kind is ScopeKind.TOWN:
        return Q(town=code)
    if actor.scope.kind is ScopeKind.COMMUNITY:
        return Q(community=code) | Q(town=code[:_TOWN_DIGITS], community="")
    villages = list(areas_visible_to(actor).values_list("code", flat=True).distinct())
    towns = {village[:_TOWN_DIGITS] for village in villages}
    return Q(grid=code) | Q(community__in=villages, grid="") | Q(town__in=towns, community="", grid="")


def needs_visible_to(actor: Actor) -> QuerySet[ZoneNeed]:
    """Return the needs in the actor's scope."""
    return within_scope(ZoneNeed.objects.all(), actor)


def exposures_visible_to(actor: Actor) -> QuerySet[Exposure]:
    """Return the people found to have been in a risk area, of the actor's scope."""
    return within_scope(Exposure.objects.all(), actor)
