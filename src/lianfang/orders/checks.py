"""Doctor's check: stages bear when their person's previous and next one started."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lianfang.shared.actor import Actor

_DIFFER = """
SELECT count(*), min(stage_id) FROM (
    SELECT stage_id,
           (previous_at, next_at) IS DISTINCT FROM (lag(starts_at) OVER anywhere, lead(starts_at) OVER anywhere)
           OR (town_previous_at, town_next_at) IS DISTINCT FROM (lag(starts_at) OVER town, lead(starts_at) OVER town)
           OR (community_previous_at, community_next_at)
              IS DISTINCT FROM (lag(starts_at) OVER community, lead(starts_at) OVER community)
           OR (grid_previous_at, grid_next_at) IS DISTINCT FROM (lag(starts_at) OVER grid, lead(starts_at) OVER grid)
           AS differs
    FROM orders_spell WHERE known_to IS NULL
    WINDOW anywhere AS (PARTITION BY person_id ORDER BY starts_at, stage_id),
           town AS (PARTITION BY person_id, town ORDER BY starts_at, stage_id),
           community AS (PARTITION BY person_id, community ORDER BY starts_at, stage_id),
           grid AS (PARTITION BY person_id, grid ORDER BY starts_at, stage_id)
) s WHERE differs
"""


def check_neighbours(actor: Actor, at: datetime) -> list[str]:
    """Count the stages that name another previous or next one than their person has, by which the figures would err."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFER)
        count, first = cursor.fetchone()
    said = _(
        "{count} stages name another previous or next stage than their person has, the first is {stage}."
    )
    return [said.format(count=count, stage=first)] if count else []


CHECKS: list[tuple[str, Callable[[Actor, datetime], list[str]]]] = [
    (gettext_noop("stages agree with the person's others"), check_neighbours),
]
