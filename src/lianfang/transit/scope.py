"""The one door to people on the way: a station's town, the town or village they are bound for, a site its own."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from lianfang.isolation.scope import visible_to as sites_visible_to
from lianfang.shared.actor import Actor, ScopeKind
from lianfang.shared.roles import Role
from lianfang.transit.models import Arrival, Journey, Ride, Vehicle, WaitingPlace


def _mine(actor: Actor) -> Q | None:
    """Return the condition on where people are bound for; None where the whole county is seen."""
    if actor.role is Role.SITE:
        return Q(site__in=sites_visible_to(actor))
    if actor.scope.kind is ScopeKind.COUNTY:
        return None
    if not actor.scope.code:
        return Q(pk__in=[])
    return Q(**{actor.scope.kind.value: actor.scope.code})


def _at_own_station(actor: Actor, path: str = "") -> Q:
    own = actor.scope.kind is ScopeKind.TOWN and bool(actor.scope.code) and actor.role is not Role.SITE
    return Q(**{f"{path}town": actor.scope.code}) if own else Q(pk__in=[])


def visible_to(actor: Actor) -> QuerySet[Arrival]:
    """Return the people on the way whom the actor may see."""
    mine = _mine(actor)
    return (
        Arrival.objects.all()
        if mine is None
        else Arrival.objects.filter(mine | _at_own_station(actor, "journey__"))
    )


def journeys_visible_to(actor: Actor) -> QuerySet[Journey]:
    """Return the journeys to the actor's station, and those that bring somebody to the actor's place."""
    if _mine(actor) is None:
        return Journey.objects.all()
    bound = visible_to(actor).filter(journey=OuterRef("pk"))
    return Journey.objects.filter(_at_own_station(actor) | Exists(bound))


def rides_visible_to(actor: Actor) -> QuerySet[Ride]:
    """Return the rides to the actor's place or site, and those that carry somebody of the actor's station."""
    mine = _mine(actor)
    if mine is None:
        return Ride.objects.all()
    carried = Arrival.objects.filter(_at_own_station(actor, "journey__"), ride=OuterRef("pk"))
    return Ride.objects.filter(mine | Exists(carried) | Q(state=Ride.State.LOADING, by=actor.staff_id))


def rides_to(actor: Actor) -> QuerySet[Ride]:
    """Return the rides to the actor's place or site, which are theirs to take over; who sends does not receive."""
    mine = _mine(actor)
    return Ride.objects.all() if mine is None else Ride.objects.filter(mine)


def places_visible_to(actor: Actor) -> QuerySet[WaitingPlace]:
    """Return the waiting places of the actor's station."""
    return (
        WaitingPlace.objects.all()
        if _mine(actor) is None
        else WaitingPlace.objects.filter(_at_own_station(actor))
    )


def vehicles_visible_to(actor: Actor) -> QuerySet[Vehicle]:
    """Return the vehicles; they belong to the whole county's transport, and no site calls one."""
    return Vehicle.objects.none() if actor.role is Role.SITE else Vehicle.objects.all()
