"""News told upward: rows written with the change, delivered after the commit to whoever subscribed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from lianfang.shared.models import OutboxNews

Subscriber = Callable[[dict[str, Any], datetime], None]
_subscribers: dict[str, list[Subscriber]] = defaultdict(list)


def tell(topic: str, *, at: datetime, **payload: Any) -> None:
    """Write news in the caller's transaction; the payload holds ids, never personal values."""
    OutboxNews.objects.create(topic=topic, payload=payload, at=at)


def subscribe(topic: str) -> Callable[[Subscriber], Subscriber]:
    """Register a function of a higher room for a topic; it must be safe to call twice."""

    def register(subscriber: Subscriber) -> Subscriber:
        if subscriber not in _subscribers[topic]:
            _subscribers[topic].append(subscriber)
        return subscriber

    return register


def deliver(*, at: datetime, limit: int = 100) -> int:
    """Hand waiting news to its subscribers, oldest first; return how many were delivered.

    Each piece is claimed, handed over and marked in one transaction, so that a subscriber
    that fails leaves it waiting and the next worker tries again. News that nobody subscribes to is
    settled first and at once: a day of it must not keep a new list waiting.
    """
    heard = [topic for topic, subscribers in _subscribers.items() if subscribers]
    unheard = OutboxNews.objects.filter(delivered_at__isnull=True).exclude(topic__in=heard)
    settled = unheard.update(delivered_at=at)
    delivered = 0
    while delivered < limit and _deliver_one(at=at):
        delivered += 1
    return settled + delivered


def settle(*, at: datetime) -> int:
    """Mark all waiting news as delivered, where whoever told it has done what would follow; return how many."""
    return OutboxNews.objects.filter(delivered_at__isnull=True).update(delivered_at=at)


def _deliver_one(*, at: datetime) -> bool:
    with transaction.atomic():
        waiting = OutboxNews.objects.filter(delivered_at__isnull=True).order_by("pk")
        news = waiting.select_for_update(skip_locked=True).first()
        if news is None:
            return False
        for subscriber in _subscribers[news.topic]:
            subscriber(news.payload, at)
        news.delivered_at = at
        news.save(update_fields=["delivered_at"])
    return True
