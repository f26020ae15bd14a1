"""What a source's headings mean, as somebody corrected them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from lianfang.core.intake.fields import Field
from lianfang.intake.models import Source
from lianfang.shared import audit
from lianfang.shared.actor import Actor, check_may
from lianfang.shared.roles import Permission


class UnknownHeading(ValueError):
    """A heading was given a field that does not exist; the field is the argument."""


@transaction.atomic
def save_headings(*, source: Source, headings: Mapping[str, str], by: Actor, at: datetime) -> Source:
    """Keep for a source what its headings mean, beside those kept before.

    An empty field forgets what was kept of a heading. Raises UnknownHeading, Forbidden.
    """
    check_may(by, Permission.UPLOAD_LISTS)
    locked = Source.objects.select_for_update().get(pk=source.pk)
    kept = {**locked.headings, **{heading: _field(field) for heading, field in headings.items()}}
    locked.headings = {heading: field for heading, field in kept.items() if heading.strip() and field}
    locked.save(update_fields=["headings"])
    audit.record(
        by=by,
        at=at,
        action="intake.save_headings",
        object_kind="source",
        object_id=source.pk,
        fields=sorted(locked.headings.values()),
    )
    return locked


def _field(text: str) -> str:
    if not text:
        return ""
    try:
        return Field(text).value
    except ValueError as unknown:
        raise UnknownHeading(text) from unknown
