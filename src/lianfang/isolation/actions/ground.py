"""What every write in a site does alike: once a key, the door, the moment, the move with audit and news."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet

from lianfang.core.isolation import ROOM_MOVES, SITE_MOVES
from lianfang.core.moves import NotAllowed, check_move
from lianfang.isolation.models import Room, RoomMove, Site, SiteMove, Stay
from lianfang.isolation.refusals import NotPossible, ReasonMissing, WrongTime
from lianfang.isolation.scope import visible_to
from lianfang.people.models import Person
from lianfang.shared import audit, outbox
from lianfang.shared.actor import Actor, Forbidden, check_may
from lianfang.shared.idempotency import once
from lianfang.shared.roles import Permission

M = TypeVar("M", bound=Model)


def write_once(
    model: type[M], *, name: str, target: object, key: str, by: Actor, at: datetime, write: Callable[[], M]
) -> M:
    """Run a write in one transaction, once a key; return its row, read again where the key was used before."""
    written: list[M] = []

    def run() -> dict[str, int]:
        written.append(write())
        return {"id": written[0].pk}

    with transaction.atomic():
        answer, _ = once(key=key, target=target, by=by, at=at, action=f"isolation.{name}", write=run)
    return written[0] if written else model._default_manager.get(pk=answer["id"])


def check_site(site: Site, by: Actor, permission: Permission) -> None:
    """Raise Forbidden unless the actor may do this in this site."""
    check_may(by, permission)
    if not visible_to(by).filter(pk=site.pk).exists():
        raise Forbidden("site out of scope")


def check_text(*texts: str) -> None:
    """Raise ReasonMissing unless every text says something."""
    if not all(text.strip() for text in texts):
        raise ReasonMissing


def check_moment(moment: datetime, *, earliest: datetime | None, latest: datetime) -> None:
    """Raise WrongTime unless a moment lies between two, both included."""
    if moment > latest or (earliest is not None and moment < earliest):
        raise WrongTime(moment)


def lock_person(person_id: int) -> None:
    """Lock a person's record, the first lock of every write on their orders and their bed."""
    Person.objects.select_for_update(no_key=True).values_list("pk").get(pk=person_id)


def here(room: Room) -> QuerySet[Stay]:
    """Return the stays that go on in a room."""
    return Stay.objects.filter(room=room, ended_at__isnull=True)


def move_site(
    site: Site,
    move: str,
    *,
    by: Actor,
    at: datetime,
    true_at: datetime,
    document: str = "",
    reason: str = "",
) -> None:
    """Write a move of a locked site with its audit entry and news; raises NotPossible."""
    site.state = _reach(SITE_MOVES, site.state, move)
    site.state_since = true_at
    site.save(update_fields=["state", "state_since"])
    SiteMove.objects.create(
        site=site,
        move=move,
        document=document.strip()[:80],
        reason=reason.strip()[:200],
        true_at=true_at,
        known_at=at,
        by=by.staff_id,
    )
    note(by, at, move, "site", site.pk)
    outbox.tell(f"isolation.{move}", at=at, site=site.pk)


def move_room(
    room: Room, move: str, *, by: Actor, at: datetime, true_at: datetime | None = None, reason: str = ""
) -> None:
    """Write a move of a locked room; raises NotPossible."""
    room.state = _reach(ROOM_MOVES, room.state, move)
    room.state_since = true_at or at
    room.save(update_fields=["state", "state_since"])
    RoomMove.objects.create(
        room=room,
        move=move,
        reason=reason.strip()[:200],
        true_at=true_at or at,
        known_at=at,
        by=by.staff_id,
    )


def _reach(table: object, state: str, move: str) -> str:
    try:
        return check_move(table, state, move)  # type: ignore[arg-type]
    except NotAllowed as refused:
        raise NotPossible(state, move) from refused


def note(by: Actor, at: datetime, verb: str, kind: str, number: int, **detail: Any) -> None:
    """Write the audit entry of a deed."""
    audit.record(by=by, at=at, action=f"isolation.{verb}", object_kind=kind, object_id=number, **detail)
