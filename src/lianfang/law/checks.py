"""Doctor's check: every signed local order stands beside the law that ships."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lianfang.law.book import list_left_out
from lianfang.shared.actor import Actor


def check_local_orders(actor: Actor, at: datetime) -> list[str]:
    """Name each signed order that is not applied, since the law that ships was changed after it was signed."""
    told = _(
        "A signed local order does not apply: %s Draft one that stands beside the law and have it signed."
    )
    return [told % fault.said(_) for fault in list_left_out()]


CHECKS: list[tuple[str, Callable[[Actor, datetime], list[str]]]] = [
    (gettext_noop("signed local orders apply"), check_local_orders),
]
