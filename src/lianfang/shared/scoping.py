"""The scope as a filter: rows carry the codes of their town, community and grid."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

from lianfang.shared.actor import Actor, ScopeKind

M = TypeVar("M", bound=Model)


def within_scope(rows: QuerySet[M], actor: Actor, prefix: str = "") -> QuerySet[M]:
    """Keep the rows whose town, community or grid lies in the actor's scope.

    `prefix` is the path to the model that carries the codes, as ``lead__``. Who has no place sees nothing.
    """
    if actor.scope.kind is ScopeKind.COUNTY:
        return rows
    if not actor.scope.code:
        return rows.none()  # an empty code is that of every row without a place
    return rows.filter(**{f"{prefix}{actor.scope.kind.value}": actor.scope.code})
