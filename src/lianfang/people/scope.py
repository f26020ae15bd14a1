"""The one door to persons: a person is seen by those who see one of their leads or orders."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, Func, OuterRef, Q, QuerySet

from lianfang.people.models import Person
from lianfang.shared.actor import Actor, ScopeKind
from lianfang.shared.reading import once_a_reading
from lianfang.shared.tables.paging import KeyAmong, Stretch, expect_rows

Matters = QuerySet[Any, Any]
Reach = Callable[[Actor], Matters]
_reaches: list[Reach] = []

SPARSE, FEW, SOME, MANY = 5_000, 20_000, 30_000, 60_000
"""Up to so many leads and orders of a scope its people are read and sorted; counted without a shorter way; held against
a walk, which asks for each beyond that; held against a search.
"""


def reaches_people(reach: Reach) -> Reach:
    """Register how a room above makes persons visible: its rows in the actor's scope, each with its ``person``.

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
    return people.filter(_any(Exists(rows.filter(person=OuterRef("pk"))) for rows in _matters(actor)))


@once_a_reading
def size_of(actor: Actor) -> int:
    """Count the leads and orders of the actor's scope, no further than says which of these reads suits it.

    A town is not counted where the server expects many times as many: it knows its towns.
    """
    if actor.scope.kind is ScopeKind.COUNTY:
        return MANY + 1
    first, *others = (rows.order_by().values("pk") for rows in _matters(actor))
    if actor.scope.kind is ScopeKind.TOWN and expect_rows(first) > 2 * MANY:
        return MANY + 1
    return first.union(*others, all=True)[: MANY + 1].count()


def gathered_for(actor: Actor) -> QuerySet[Person]:
    """Return the same persons, read from the leads and orders of a scope that is not large.

    A person's page asks whether one person is seen, a register who they all are: the server cannot know which
    end to begin at, as it does not know how many persons a union of rows has. Given as one array they are looked up
    in one pass of the index, in half the time that as many single ones take.
    """
    first, *others = (rows.order_by().values("person") for rows in _matters(actor))
    return Person.objects.filter(
        KeyAmong(ArraySubquery(first.union(*others, all=True))), merged_into__isnull=True
    )


def held_against(actor: Actor) -> QuerySet[Person]:
    """Return the same persons for a search or a walk: whom it finds is looked for among those of a middling scope.

    The comparison with true keeps the server from beginning at the persons of the scope, who would be fetched one by
    one to be asked for their names.
    """
    return Person.objects.filter(is_among(actor), merged_into__isnull=True)


def standing_in(actor: Actor, stretch: Stretch) -> QuerySet[Person]:
    """Return the same persons, and records merged into them, that stand in a stretch, which its index alone tells."""
    return Person.objects.filter(is_among(actor), stretch.holds)


def walked_for(actor: Actor) -> QuerySet[Person]:
    """Return the same persons for a walk in the order of a list that soon meets a page of them.

    The second comparison says nothing new. It keeps the server from reading all persons of a large scope
    before the first step, which it else does for an EXISTS that it expects to ask often.
    """
    people = Person.objects.filter(merged_into__isnull=True)
    if actor.scope.kind is ScopeKind.COUNTY:
        return people
    own = {"person": OuterRef("pk"), "person__gte": OuterRef("pk")}
    return people.filter(_any(Exists(rows.filter(**own)) for rows in _matters(actor)))


def count_reached(actor: Actor, most: int) -> int | None:
    """Count the persons of the first leads and orders of the actor's scope; None where that says too little.

    More than `most` is an answer: there are more.
    """
    if actor.scope.kind is ScopeKind.COUNTY:
        return None
    first, *others = (rows.order_by().values("person")[: FEW + 1] for rows in _matters(actor))
    merged = Person.objects.filter(merged_into__isnull=False).count()  # all of them, who are few
    number = first.union(*others).count() - merged
    return number if number > most else None


def is_among(actor: Actor) -> Q:
    """Say of a person that a lead or an order of the actor's scope is theirs; for a scope that is not large."""
    first, *others = (rows.order_by().values("person") for rows in _matters(actor))
    among = Q(pk__in=first.union(*others, all=True))
    return Q(Func(among, template="(%(expressions)s) IS TRUE", output_field=BooleanField()))


def _matters(actor: Actor) -> list[Matters]:
    return [reach(actor) for reach in _reaches]


def _any(conditions: Any) -> Q:
    return reduce(or_, map(Q, conditions), Q(pk__in=[]))
