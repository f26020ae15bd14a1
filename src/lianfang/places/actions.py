"""Writes of places: divisions, grids, compounds and who answers for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from lianfang.core.identity.names import pinyin_key
from lianfang.places.models import Area, Compound, Grid, GridVillage, Responsibility
from lianfang.places.reading import Division, DivisionsUnreadable, read_divisions
from lianfang.shared import audit, crypto
from lianfang.shared.actor import Actor


@dataclass(frozen=True, slots=True)
class GridPlan:
    """A grid as the county draws it: whole villages, or compounds of one community."""

    code: str
    name: str
    town: str
    group: str = ""
    community: str = ""
    villages: tuple[str, ...] = ()
    compounds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """One person of duty for a place."""

    scope_kind: str
    scope_code: str
    post: str
    name: str
    staff_id: int | None = None
    phone: str = ""


@transaction.atomic
def load_divisions(*, path: Path, by: Actor, at: datetime) -> Area:
    """Load the own county's divisions from a file and return the county; names that changed are updated.

    The file holds exactly one county with what is above and below it, the one loaded before if there is one.
    Raises DivisionsUnreadable.
    """
    divisions = read_divisions(path)
    counties = [division for division in divisions if division.level == "county"]
    if len(counties) != 1:
        raise DivisionsUnreadable(f"{path.name}: one county is wanted, found {len(counties)}")
    other = Area.objects.filter(is_own=True, level=Area.Level.COUNTY).exclude(pk=counties[0].code).first()
    if other is not None:
        raise DivisionsUnreadable(
            f"{path.name}: this installation is county {other.code}, the file is of {counties[0].code}"
        )
    own = {counties[0].code}
    for division in divisions:
        if division.parent in own:
            own.add(division.code)
    Area.objects.bulk_create(
        [_area(division, is_own=division.code in own) for division in divisions],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "level", "parent", "pinyin", "is_own"],
    )
    audit.record(
        by=by,
        at=at,
        action="places.load_divisions",
        object_kind="area",
        object_id=counties[0].code,
        count=len(divisions),
    )
    return Area.objects.get(code=counties[0].code)


def _area(division: Division, *, is_own: bool) -> Area:
    return Area(
        code=division.code,
        name=division.name,
        level=division.level,
        parent_id=division.parent or None,
        pinyin=pinyin_key(division.name),
        is_own=is_own,
    )


@transaction.atomic
def load_grids(*, grids: Iterable[GridPlan], by: Actor, at: datetime) -> int:
    """Load the county's table of grids with their villages and compounds; return how many."""
    plans = list(grids)
    Grid.objects.bulk_create(
        [
            Grid(
                code=plan.code,
                name=plan.name,
                group=plan.group,
                town_id=plan.town,
                community_id=plan.community or None,
            )
            for plan in plans
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "group", "town", "community"],
    )
    codes = [plan.code for plan in plans]
    GridVillage.objects.filter(grid__in=codes).delete()
    Compound.objects.filter(grid__in=codes).delete()
    GridVillage.objects.bulk_create(
        GridVillage(village_id=village, grid_id=plan.code) for plan in plans for village in plan.villages
    )
    Compound.objects.bulk_create(
        Compound(name=name, community_id=plan.community, grid_id=plan.code)
        for plan in plans
        for name in plan.compounds
    )
    audit.record(by=by, at=at, action="places.load_grids", object_kind="grid", count=len(plans))
    return len(plans)


@transaction.atomic
def load_duties(*, duties: Iterable[Duty], by: Actor, at: datetime) -> int:
    """Tie people of duty to places, replacing those of the same place and post; return how many."""
    rows = list(duties)
    told = {(duty.scope_kind, duty.scope_code, duty.post) for duty in rows}
    held = Responsibility.objects.filter(scope_code__in={code for _kind, code, _post in told})
    found = held.values_list("pk", "scope_kind", "scope_code", "post")
    Responsibility.objects.filter(pk__in=[pk for pk, *place in found if tuple(place) in told]).delete()
    Responsibility.objects.bulk_create(
        Responsibility(
            scope_kind=duty.scope_kind,
            scope_code=duty.scope_code,
            post=duty.post,
            staff_id=duty.staff_id,
            name=duty.name,
            phone=crypto.seal_text(duty.phone, "responsible.phone") if duty.phone else None,
        )
        for duty in rows
    )
    audit.record(by=by, at=at, action="places.load_duties", object_kind="responsibility", count=len(rows))
    return len(rows)
