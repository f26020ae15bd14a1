"""Where people who arrive may go: every village and community of the county, whoever registers them."""

from __future__ import annotations

from lianfang.places.models import Area


def list_all_places() -> list[tuple[str, str]]:
    """Return the villages and communities by code, each with its town's name before its own."""
    areas = Area.objects.filter(is_own=True, level=Area.Level.VILLAGE).order_by("code")
    return [
        (code, f"{town} {name}") for code, name, town in areas.values_list("code", "name", "parent__name")
    ]
