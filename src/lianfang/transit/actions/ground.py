"""What every write about people on the way does alike: once a key, lock, move, audit, news."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model

from lianfang.core.moves import NotAllowed, check_move
from lianfang.core.transit import ARRIVAL_MOVES, LIVE
from lianfang.shared import audit, outbox
from lianfang.shared.actor import Actor, Forbidden, check_may
from lianfang.shared.idempotency import once
from lianfang.shared.roles import Permission, Role
from lianfang.transit.models import Arrival, ArrivalMove
from lianfang.transit.refusals import NotPossible, WrongTime
from lianfang.transit.scope import visible_to

M = TypeVar("M", bound=Model)


def write_once(
    model: type[M],
    *,
    name: str,
    target: object,
    key: str,
    by: Actor,
    at: datetime,
    write: Callable[[], M],
    permission: Permission = Permission.RUN_TRANSIT,
) -> M:
    """Run a write in one transaction, once a key; return its row, read again where the key was used before."""
    check_may(by, permission)
    written: list[M] = []

    def run() -> dict[str, int]:
        written.append(write())
        return {"id": written[0].pk}

    with transaction.atomic():
        answer, _ = once(key=key, target=target, by=by, at=at, action=f"transit.{name}", write=run)
    return written[0] if written else model._default_manager.get(pk=answer["id"])


def check_station(by: Actor) -> None:
    """Raise Forbidden for staff of a site: they receive people and run no station."""
    if by.role is Role.SITE:
        raise Forbidden("a site runs no station")


def check_moment(moment: datetime, *, earliest: datetime | None, latest: datetime) -> None:
    """Raise WrongTime unless a moment lies between two, both included."""
    if moment > latest or (earliest is not None and moment < earliest):
        raise WrongTime(moment.isoformat())


def lock_people(by: Actor, ids: Iterable[int]) -> list[Arrival]:
    """Lock people on the way in the order of their keys; raises Forbidden where one is out of scope."""
    wanted = set(ids)
    rows = visible_to(by).filter(pk__in=wanted).order_by("pk")
    found = list(Arrival.objects.filter(pk__in=rows.values("pk")).order_by("pk").select_for_update())
    if len(found) < len(wanted):
        raise Forbidden("somebody out of scope")
    return found


def move_people(
    people: Sequence[Arrival], move: str, *, by: Actor, at: datetime, true_at: datetime, **changes: Any
) -> None:
    """Write a move of locked people, all or none, with one audit entry and one piece of news.

    Raises NotPossible where the state of any does not allow it, WrongTime before what went before.
    """
    stuck = []
    for one in people:
        try:
            one.state = check_move(ARRIVAL_MOVES, one.state, move)
        except NotAllowed:
            stuck.append(one.state)
            continue
        check_moment(true_at, earliest=one.state_since, latest=at)
        one.state_since, one.ended_at = true_at, None if one.state in LIVE else true_at
        for name, value in changes.items():
            setattr(one, name, value)
    if stuck:
        raise NotPossible(stuck[0], move, len(stuck))
    Arrival.objects.bulk_update(people, ["state", "state_since", "ended_at", *changes])
    ArrivalMove.objects.bulk_create(
        ArrivalMove(arrival=one, move=move, true_at=true_at, known_at=at, by=by.staff_id) for one in people
    )
    ids = [one.pk for one in people]
    audit.record(by=by, at=at, action=f"transit.{move}", object_kind="arrival", count=len(ids), ids=ids)
    outbox.tell(f"transit.{move}", at=at, arrivals=ids)
