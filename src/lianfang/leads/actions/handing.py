"""Leads are handed on: down to a town, a community or a grid, or back to the level above (P-11)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, CharField, F, Value, When

from lianfang.core.moves import LEAD_MOVES, NotAllowed, check_move, lead_state
from lianfang.core.moves.table import NOT_FROM_HERE
from lianfang.leads import moves
from lianfang.leads.models import Lead, LeadMove
from lianfang.leads.scope import visible_to
from lianfang.places.models import Area, Grid, GridVillage
from lianfang.places.queries import Desk, get_desk
from lianfang.places.scope import areas_visible_to, grids_visible_to
from lianfang.shared import audit, outbox
from lianfang.shared.actor import Actor, Forbidden, check_may
from lianfang.shared.idempotency import once
from lianfang.shared.roles import Permission

_LEVELS = ("town", "community", "grid")
_BLOCK = 1_000


class NoSuchPlace(Exception):
    """A lead was to go to a place that is not in the county's tables."""


@dataclass(frozen=True, slots=True)
class Handed:
    """How many leads were handed on, and which could not be because of where they are."""

    moved: int
    refused: tuple[int, ...] = ()


def assign(
    *,
    lead_ids: Iterable[int],
    to_kind: str,
    to_code: str,
    by: Actor,
    at: datetime,
    note: str = "",
    key: str = "",
) -> Handed:
    """Hand leads to a town, a community or a grid; those that cannot go there are left and named.

    Only leads that the actor sees move, and only to places in the actor's scope. Raises NoSuchPlace, Forbidden.
    """
    return _hand(lead_ids, place_of(to_kind, to_code), by=by, at=at, note=note, key=key)


def _hand(lead_ids: Iterable[int], desk: Desk, *, by: Actor, at: datetime, note: str, key: str) -> Handed:
    check_may(by, Permission.ASSIGN_LEADS)
    _check_reach(by, desk)
    wanted = sorted(set(lead_ids))
    code = getattr(desk, desk.holder)

    def write() -> dict[str, Any]:
        moved: int = 0
        refused: list[int] = []
        with transaction.atomic():
            for start in range(0, len(wanted), _BLOCK):
                done, left = _hand_block(wanted[start : start + _BLOCK], desk, by=by, at=at, note=note)
                moved, refused = moved + done, refused + left
            audit.record(
                by=by, at=at, action="leads.assign", object_kind=desk.holder, object_id=code, moved=moved,
                refused=len(refused),
            )  # fmt: skip
            outbox.tell("leads.assigned", at=at, kind=desk.holder, code=code, count=moved)
        return {"moved": moved, "refused": refused}

    answer, _ = once(key=key, target=(wanted, code), by=by, at=at, action="leads.assign", write=write)
    return Handed(answer["moved"], tuple(answer["refused"]))


def forward(
    *, lead: Lead, to_kind: str, to_code: str, by: Actor, at: datetime, note: str = "", key: str = ""
) -> Lead:
    """Hand one lead on; raises NotAllowed where it cannot go there from where it is."""
    handed = assign(lead_ids=[lead.pk], to_kind=to_kind, to_code=to_code, by=by, at=at, note=note, key=key)
    held = Lead.objects.select_related("person").get(pk=lead.pk)
    if handed.refused:
        moves.check(held, f"assign_{to_kind}")
    return held


def _hand_block(
    ids: Sequence[int], desk: Desk, *, by: Actor, at: datetime, note: str
) -> tuple[int, list[int]]:
    rows = visible_to(by).filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))
    leads = list(rows.select_related(None))
    movable = [lead for lead in leads if _may_move(lead, f"assign_{desk.holder}")]
    code = getattr(desk, desk.holder)
    villages = GridVillage.objects.filter(grid=desk.grid).values("village") if desk.grid else ()
    Lead.objects.filter(pk__in=[lead.pk for lead in movable]).update(
        town=desk.town, community=_village_or(villages, desk.community), grid=desk.grid, holder=desk.holder,
        place="assigned", place_reason="by_hand", candidates=[], assignee_id=None,
    )  # fmt: skip
    LeadMove.objects.bulk_create(
        LeadMove(
            lead=lead, move=f"assign_{desk.holder}", to_holder=desk.holder, to_code=code, note=note[:200], true_at=at,
            known_at=at, by=by.staff_id,
        )
        for lead in movable
    )  # fmt: skip
    return len(movable), sorted(set(ids) - {lead.pk for lead in movable})


def _may_move(lead: Lead, move: str) -> bool:
    try:
        check_move(LEAD_MOVES, lead_state(lead.state, lead.holder), move)
    except NotAllowed:
        return False
    return True


def place_of(kind: str, code: str) -> Desk:
    """Return the desk of a place by its kind and code, with the codes above it; raises NoSuchPlace."""
    if kind == "grid":
        grid = Grid.objects.filter(pk=code).first()
        if grid is None:
            raise NoSuchPlace(code)
        return Desk(grid.town_id, grid.community_id or "", grid.pk, "grid")
    level = {"town": Area.Level.TOWN, "community": Area.Level.VILLAGE}.get(kind)
    area = Area.objects.filter(pk=code, is_own=True, level=level).first() if level else None
    if area is None:
        raise NoSuchPlace(code)
    if kind == "town":
        return Desk(area.pk, "", "", "town")
    return Desk(area.parent_id or "", area.pk, "", "community")


def _village_or(villages: Any, community: str) -> Case:
    """Keep a lead's village where it lies in the grid that takes it up."""
    return Case(
        When(community__in=villages, then=F("community")), default=Value(community), output_field=CharField()
    )


def _check_reach(by: Actor, desk: Desk) -> None:
    """Raise Forbidden unless the place that takes leads up lies in the actor's scope."""
    if desk.grid:
        inside = grids_visible_to(by).filter(pk=desk.grid).exists()
    else:
        inside = areas_visible_to(by).filter(pk=desk.community or desk.town).exists()
    if not inside:
        raise Forbidden(f"{desk.holder} is outside the actor's scope")


def give_back(*, lead: Lead, by: Actor, at: datetime, note: str, key: str = "") -> Lead:
    """Return a lead to the level above its holder, which has to say where it belongs.

    Raises NotAllowed for a lead with the office or no longer waiting, Forbidden.
    """
    check_may(by, Permission.CALL_LEADS)

    def write() -> dict[str, Any]:
        with transaction.atomic():
            held = moves.lock_seen(lead.pk, by)
            upper = _level_above(held)
            moves.check(held, f"return_{upper}")
            kept = _LEVELS[: _LEVELS.index(upper) + 1] if upper in _LEVELS else ()
            for level in set(_LEVELS) - set(kept):
                setattr(held, level, "")
            held.holder, held.assignee_id = upper, None
            held.save()
            moves.write_move(
                held,
                f"return_{upper}",
                by=by,
                at=at,
                to_holder=upper,
                to_code=moves.code_held(held),
                note=note,
            )
            audit.record(
                by=by, at=at, action="leads.give_back", object_kind="lead", object_id=held.pk, to=upper
            )
            outbox.tell("leads.given_back", at=at, lead=held.pk, holder=upper)
        return {"lead": held.pk}

    answer, _ = once(key=key, target=lead.pk, by=by, at=at, action="leads.give_back", write=write)
    return Lead.objects.select_related("person").get(pk=answer["lead"])


def _level_above(lead: Lead) -> str:
    if lead.holder == "grid" and lead.community:
        return "community"
    return "town" if lead.holder in ("grid", "community") and lead.town else "office"


def place(*, lead: Lead, area: str, by: Actor, at: datetime, note: str = "", key: str = "") -> Lead:
    """Say where an ambiguous or unplaced lead belongs, by a town's or village's code; it goes to that desk.

    Raises NoSuchPlace, NotAllowed for a lead no longer waiting, Forbidden.
    """
    own = Area.objects.filter(pk=area, is_own=True, level__in=["town", "village"]).exists()
    if not own:
        raise NoSuchPlace(area)
    handed = _hand([lead.pk], get_desk(area, lead.address), by=by, at=at, note=note, key=key)
    held = Lead.objects.select_related("person").get(pk=lead.pk)
    if handed.refused:
        raise NotAllowed("not_from_here", NOT_FROM_HERE, {"state": held.state, "move": "assign_town"})
    return held
