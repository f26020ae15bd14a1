"""What happened to a site, a room and a stay, for their timelines."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.accounts.queries import get_names
from lianfang.isolation import present
from lianfang.isolation.models import Room, Site, Stay
from lianfang.web.pieces import Entry

SHOWN = 30
MOVE_ICONS = {
    "listed": "list", "activated": "player-play", "closed": "door-off", "taken_off": "x", "occupied": "user",
    "vacated": "door-exit", "freed": "arrow-back", "cleaning_begun": "bucket", "cleaned": "check", "reopened": "refresh",
}  # fmt: skip


def list_site_history(site: Site) -> list[Entry]:
    """Return the moves and inspections of a site, the newest first."""
    moves = list(site.moves.order_by("-pk")[:SHOWN])
    checks = list(site.checks.order_by("-pk")[:SHOWN])
    names = get_names({move.by for move in moves})
    entries = [
        Entry(
            move.true_at,
            present.say_site_move(move.move),
            " ".join(filter(None, (move.document, move.reason))),
            by=names.get(move.by, ""),
            icon=MOVE_ICONS[move.move],
        )
        for move in moves
    ]
    entries += [
        Entry(
            check.done_at,
            _("Inspected: no fault")
            if not check.faults
            else _("Inspected: %(n)s faults") % {"n": check.faults},
            check.remark,
            by=check.inspector,
            icon="clipboard-check",
            tone="bad" if check.faults else "",
        )
        for check in checks
    ]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def list_room_history(room: Room) -> list[Entry]:
    """Return the moves of a room, the newest first."""
    moves = list(room.moves.order_by("-pk")[:SHOWN])
    names = get_names({move.by for move in moves})
    return [
        Entry(
            move.true_at,
            present.say_room_move(move.move),
            move.reason,
            by=names.get(move.by, ""),
            icon=MOVE_ICONS[move.move],
        )
        for move in moves
    ]


def list_stay_history(stays: QuerySet[Stay]) -> list[Entry]:
    """Return the rooms somebody was in under one order, the newest first."""
    rows: Iterable[Stay] = stays.select_related("room", "site").order_by("-starts_at", "-pk")
    return [
        Entry(
            stay.starts_at,
            _("%(site)s, room %(room)s") % {"site": stay.site.name, "room": stay.room.number},
            stay.reason,
            url=reverse("isolation:stay", args=[stay.pk]),
            icon="bed",
        )
        for stay in rows
    ]
