"""What every write on a zone does alike: once a key, lock, check, move, audit, news."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Model

from lianfang.risk import actions as risk
from lianfang.risk.models import RiskNotice
from lianfang.shared import audit, outbox
from lianfang.shared.actor import Actor, Forbidden, check_may
from lianfang.shared.idempotency import once
from lianfang.shared.roles import Permission
from lianfang.zones.law import days_of_rounds
from lianfang.zones.models import Zone, ZoneMove, ZoneRound
from lianfang.zones.refusals import NotRunning, ReasonMissing, WrongTime
from lianfang.zones.scope import visible_to

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
        answer, _ = once(key=key, target=target, by=by, at=at, action=f"zones.{name}", write=run)
    return written[0] if written else model._default_manager.get(pk=answer["id"])


def lock_zone(zone: Zone, by: Actor, permission: Permission = Permission.EDIT_ZONES) -> Zone:
    """Lock a running zone of the actor's scope; raises Forbidden or NotRunning."""
    check_may(by, permission)
    if not visible_to(by).filter(pk=zone.pk).exists():
        raise Forbidden("zone out of scope")
    held = Zone.objects.select_for_update().get(pk=zone.pk)
    if held.state != Zone.State.RUNNING:
        raise NotRunning(held.number)
    return held


def check_said(*texts: str) -> None:
    """Raise ReasonMissing unless every text says something."""
    if not all(text.strip() for text in texts):
        raise ReasonMissing


def check_moment(moment: datetime, *, earliest: datetime | None, latest: datetime) -> None:
    """Raise WrongTime unless a moment lies between two, both included."""
    if moment > latest or (earliest is not None and moment < earliest):
        raise WrongTime(moment, earliest)


def write_move(
    zone: Zone, move: str, *, by: Actor, at: datetime, true_at: datetime, reason: str = "", document: str = ""
) -> None:
    """Write the immutable move of a zone, its audit entry and its news."""
    ZoneMove.objects.create(
        zone=zone, move=move, kind=zone.kind, reason=reason.strip()[:200], document=document.strip()[:80],
        true_at=true_at, known_at=at, by=by.staff_id,
    )  # fmt: skip
    audit.record(by=by, at=at, action=f"zones.{move}", object_kind="zone", object_id=zone.pk, kind=zone.kind)
    outbox.tell(f"zones.{move}", at=at, zone=zone.pk)


def plan_again(zone: Zone, at: datetime) -> None:
    """Plan the rounds that the rule wants from the last new infection; those planned before by the rule go."""
    days = days_of_rounds(zone, at)
    planned = zone.rounds.filter(state=ZoneRound.State.PLANNED, planned_by_rule=True)
    planned.exclude(on__in=days).update(state=ZoneRound.State.DROPPED)
    held = set(zone.rounds.exclude(state=ZoneRound.State.DROPPED).values_list("on", flat=True))
    ZoneRound.objects.bulk_create(
        ZoneRound(zone=zone, on=day, expected=zone.people) for day in days if day not in held
    )


def declare_places(
    zone: Zone, grade: str, *, since: datetime, by: Actor, at: datetime, document: str
) -> None:
    """Raise or lower the places of a zone as risk areas, so that entrances know and who was there is matched."""
    places = [tuple(area.place) for area in zone.areas.order_by("pk")]
    risk.declare(
        grade=grade, places=places, source=zone.issuer, document=document or zone.number, since=since,
        kind=RiskNotice.Kind.ZONE, by=by, at=at,
    )  # fmt: skip
