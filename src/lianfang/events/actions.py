"""Writes of events: opening and closing an outbreak or alert."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lianfang.events.models import Event
from lianfang.shared import audit
from lianfang.shared.actor import Actor


@transaction.atomic
def open_event(
    *, name: str, kind: str, by: Actor, at: datetime, opened_at: datetime | None = None, default: bool = False
) -> Event:
    """Open an event, or return the one of that name; `default` makes it the one new lists belong to."""
    event, made = Event.objects.get_or_create(
        name=name, defaults={"kind": Event.Kind(kind), "opened_at": opened_at or at}
    )
    if default and not event.is_default:
        Event.objects.filter(is_default=True).update(is_default=False)
        event.is_default = True
        event.save(update_fields=["is_default"])
    if made:
        audit.record(by=by, at=at, action="events.open", object_kind="event", object_id=event.pk, kind=kind)
    return event


@transaction.atomic
def close_event(*, event: Event, reason: str, by: Actor, at: datetime) -> None:
    """Close an event; from here the days count after which its personal data dies."""
    Event.objects.filter(pk=event.pk, closed_at__isnull=True).update(closed_at=at, is_default=False)
    audit.record(by=by, at=at, action="events.close", object_kind="event", object_id=event.pk, reason=reason)
