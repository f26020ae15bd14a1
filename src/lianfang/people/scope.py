"""The one door to persons: a person is seen by those who see one of their leads or orders."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import or_

from django.db.models import Exists, Q, QuerySet

from lianfang.people.models import Person
from lianfang.shared.actor import Actor, ScopeKind

Reach = Callable[[Actor], Exists]
_reaches: list[Reach] = []


def reaches_people(reach: Reach) -> Reach:
    """Register how a room above makes persons visible: an Exists over OuterRef("pk") of a person.

    Used as a decorator in that room's scope.py, which must be imported at start.
    """
    if reach not in _reaches:
        _reaches.append(reach)
    return reach


def visible_to(actor: Actor) -> QuerySet[Person]:
    """Return the persons the actor may see; records that were merged into another are left out."""
    people = Person.objects.filter(merged_into__isnull=True)
    if actor.scope.kind is ScopeKind.COUNTY:
        return people
    if not _reaches:
        return people.none()
    return people.filter(reduce(or_, (Q(reach(actor)) for reach in _reaches)))
