"""Reads of events."""

from __future__ import annotations

from lianfang.events.models import Event


class NoEvent(Exception):
    """No event is open to take what came in; `lianfang init` opens the first."""


def get_default() -> Event:
    """Return the event that new lists belong to unless another is named; raises NoEvent."""
    event = Event.objects.filter(is_default=True).first()
    if event is None:
        raise NoEvent("no default event: run `lianfang init`, or open one in the product")
    return event


def list_open() -> list[Event]:
    """Return the events that are not closed, the default first."""
    return list(Event.objects.filter(closed_at__isnull=True).order_by("-is_default", "-opened_at", "pk"))
