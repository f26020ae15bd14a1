"""What a site adds to what stands against a release: the room's samples before its last resident leaves."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_noop

from lianfang.core.moves import Obstacle
from lianfang.isolation.models import EnvironmentSample, Stay
from lianfang.isolation.policy import get_count
from lianfang.orders.obstacles import adds_obstacles

SAMPLE_MISSING = gettext_noop(
    "The room %(room)s has no negative environment sample of the last %(hours)s hours."
)


@adds_obstacles
def list_unsampled(moments: Mapping[int, datetime]) -> dict[int, list[Obstacle]]:
    """Name the orders whose person is the last in a room without a fresh negative sample at their moments.

    How recent the sample must be is a value; where none is in force nothing stands against a release.
    """
    stays = list(Stay.objects.filter(order__in=moments, ended_at__isnull=True).select_related("room"))
    hours = get_count("environment_sample_hours", min(moments.values())) if stays else None
    if hours is None:
        return {}
    rooms = {stay.room_id for stay in stays}
    living = Counter(
        Stay.objects.filter(room__in=rooms, ended_at__isnull=True).values_list("room_id", flat=True)
    )
    samples = _list_samples(rooms, min(moments.values()) - timedelta(hours=hours))
    params = {stay.order_id: {"room": stay.room.number, "hours": hours} for stay in stays}
    return {
        stay.order_id: [Obstacle("sample_missing", SAMPLE_MISSING, params[stay.order_id])]
        for stay in stays
        if living[stay.room_id] == 1 and not _is_clean(samples[stay.room_id], moments[stay.order_id], hours)
    }


def _list_samples(rooms: set[int], since: datetime) -> dict[int, list[EnvironmentSample]]:
    found: dict[int, list[EnvironmentSample]] = defaultdict(list)
    samples = EnvironmentSample.objects.filter(room__in=rooms, taken_at__gte=since)
    for sample in samples.order_by("taken_at", "pk"):
        found[sample.room_id or 0].append(sample)
    return found


def _is_clean(samples: Sequence[EnvironmentSample], at: datetime, hours: int) -> bool:
    """Say whether the last sample of the hours before a moment is negative."""
    fresh = [one for one in samples if at - timedelta(hours=hours) <= one.taken_at <= at]
    return bool(fresh) and fresh[-1].result == EnvironmentSample.Result.NEGATIVE
