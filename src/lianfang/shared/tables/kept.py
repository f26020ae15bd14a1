"""What a member of staff keeps for a list: filters under names, and which columns are shown."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from lianfang.shared.actor import Actor
from lianfang.shared.models import SavedFilter
from lianfang.shared.tables.columns import Column, Table

COLUMNS = ""  # the row without a name holds the picked columns
MOST_FILTERS = 30


@dataclass(frozen=True)
class Kept:
    """One reader's keepings for one list, read by a single query."""

    columns: list[Column]
    filters: list[tuple[int, str, str]]  # id, name, the query of the address


def get_kept(table: Table) -> Kept:
    """Read what the reader keeps for a list."""
    rows = SavedFilter.objects.filter(staff_id=table.actor.staff_id, table=table.key).order_by("name", "pk")
    picked: list[str] | None = None
    filters = []
    for row in rows:
        if row.name == COLUMNS:
            picked = row.query.get("columns")
        else:
            filters.append((row.pk, row.name, urlencode(row.query, doseq=True)))
    return Kept(_shown(table, picked), filters)


def _shown(table: Table, picked: list[str] | None) -> list[Column]:
    if picked:
        shown = [column for column in table.pickable() if column.key in picked]
        if shown:
            return shown
    return [column for column in table.pickable() if not column.optional]


def keep_columns(*, table: Table, keys: list[str], by: Actor) -> None:
    """Remember which columns a reader wants; none means the table's own choice."""
    known = [column.key for column in table.pickable() if column.key in keys]
    mine = SavedFilter.objects.filter(staff_id=by.staff_id, table=table.key, name=COLUMNS)
    if not known:
        mine.delete()
        return
    SavedFilter.objects.update_or_create(
        staff_id=by.staff_id, table=table.key, name=COLUMNS, defaults={"query": {"columns": known}}
    )


def keep_filter(*, table: Table, name: str, query: dict[str, list[str]], by: Actor) -> bool:
    """Keep conditions under a name, replacing those it had; say whether there was room."""
    name = name.strip()[:60]
    others = SavedFilter.objects.filter(staff_id=by.staff_id, table=table.key).exclude(
        name__in=(COLUMNS, name)
    )
    if not name or others.count() >= MOST_FILTERS:
        return False
    SavedFilter.objects.update_or_create(
        staff_id=by.staff_id, table=table.key, name=name, defaults={"query": query}
    )
    return True


def forget_filter(*, table: Table, filter_id: int, by: Actor) -> None:
    """Drop one of the reader's own kept filters."""
    SavedFilter.objects.filter(pk=filter_id, staff_id=by.staff_id, table=table.key).delete()
