"""Doctor's check: the rows of lists bear the answer and the place of their leads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lianfang.shared.actor import Actor

_DIFFER = """
SELECT count(*), min(l.id) FROM leads_leadsource s JOIN leads_lead l ON l.id = s.lead_id
WHERE s.known_to IS NULL AND (s.answer, s.answered_at, s.town, s.community, s.grid)
      IS DISTINCT FROM (l.outcome, l.answered_at, l.town, l.community, l.grid)
"""


def check_sources(actor: Actor, at: datetime) -> list[str]:
    """Count the sources that bear another answer or place than their leads, from which the figures would differ."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFER)
        count, first = cursor.fetchone()
    said = _(
        "{count} rows of lists bear another answer or place than their leads, the first that of lead {lead}."
    )
    return [said.format(count=count, lead=first)] if count else []


CHECKS: list[tuple[str, Callable[[Actor, datetime], list[str]]]] = [
    (gettext_noop("rows of lists agree with their leads"), check_sources),
]
