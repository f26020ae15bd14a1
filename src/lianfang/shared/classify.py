"""Every field of every model is personal, with purpose and days to keep, or it is not (A2)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Model


@dataclass(frozen=True, slots=True)
class Personal:
    """Why a personal field is kept and for how many days after its event ended.

    The legal basis is the statutory duty in an epidemic (PIPL art. 13, rules §4.4); it is
    kept for the shortest time that serves the purpose (art. 19).
    """

    purpose: str
    days: int


FIND = Personal("find and call a person on a list", 60)
CARE = Personal("care for a person under a measure", 60)
ACCOUNT = Personal("know which member of staff acted", 1095)


def unclassified(model: type[Model]) -> set[str]:
    """Name the fields of a model that are in neither list, in both, or do not exist."""
    personal = set(getattr(model, "PERSONAL", {}))
    plain = set(getattr(model, "NOT_PERSONAL", ()))
    fields = {field.name for field in model._meta.local_fields}
    return (fields ^ (personal | plain)) | (personal & plain)
