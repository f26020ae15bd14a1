"""A sheet of risk areas is read: each line becomes levels of places or is kept with the reasons it cannot."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lianfang.core.risk.grades import NORMAL
from lianfang.core.risk.parts import Place, TooManyHouses, list_written
from lianfang.core.risk.sheet import NoRiskSheet, RiskLine, read_book
from lianfang.core.timeline import day_of
from lianfang.risk.actions.declaring import finish
from lianfang.risk.models import RefusedLine, RiskNotice, RiskSpell
from lianfang.risk.placing import Placer, Unplaced, key_of
from lianfang.risk.refusals import NotASheet, NotYet
from lianfang.risk.writing import Entry, lock_areas, write_entries
from lianfang.shared import audit
from lianfang.shared.actor import Actor, Forbidden, check_may
from lianfang.shared.books import UnreadableFile, read_file
from lianfang.shared.clock import LOCAL
from lianfang.shared.files import store_file
from lianfang.shared.knowing import learned_at
from lianfang.shared.roles import Permission

_CELLS = "\t"


@dataclass(frozen=True, slots=True)
class Imported:
    """What a sheet came to; `already`: these bytes were read before, and nothing was done again."""

    notice: RiskNotice
    already: bool = False


def import_sheet(
    *,
    content: bytes,
    filename: str,
    source: str,
    published_at: datetime,
    by: Actor,
    at: datetime,
    whole: bool = False,
    document: str = "",
) -> Imported:
    """Read a sheet of risk areas that a source published at a moment.

    With `whole` it names every area of its source: what that source named before and does not now has ended at the
    moment. A line with its own time counts from that. Raises NotASheet, NotYet, Forbidden.
    """
    check_may(by, Permission.EDIT_RISK)
    if published_at > at:
        raise NotYet(published_at.isoformat())
    digest = hashlib.sha256(content).hexdigest()
    try:
        lines = read_book(read_file(content, filename), day_of(published_at), LOCAL)
    except NoRiskSheet as none:
        raise NotASheet from none
    except UnreadableFile as fault:
        raise NotASheet(str(fault)) from fault
    with transaction.atomic():
        known = learned_at(at)
        lock_areas()
        if known_before := RiskNotice.objects.filter(sha256=digest).first():
            return Imported(known_before, already=True)
        notice = RiskNotice.objects.create(
            kind=RiskNotice.Kind.SHEET, source=source.strip()[:80], document=document.strip()[:120], whole=whole,
            published_at=published_at, known_at=at, by=by.staff_id, filename=filename[:255], sha256=digest,
            file=store_file(content=content, kind="risk", filename=filename, by=by, at=at), rows=len(lines),
        )  # fmt: skip
        placer = Placer()
        entries, refused = _judge(lines, placer, published_at)
        RefusedLine.objects.bulk_create(_refusal(notice, line, reasons) for line, reasons in refused)
        notice.refused = len(refused)
        if whole:
            entries += _list_ended(notice, entries)
        written = write_entries(entries, notice=notice, placer=placer, known=known, by=by)
        finish(notice, written, by=by, at=at, action="import")
    return Imported(notice)


def _judge(
    lines: Iterable[RiskLine], placer: Placer, published_at: datetime
) -> tuple[list[Entry], list[tuple[RiskLine, list[str]]]]:
    """Make entries of lines; a line of several places of which one cannot be used is refused as a whole."""
    entries: list[Entry] = []
    refused: list[tuple[RiskLine, list[str]]] = []
    for line in lines:
        reasons = list(line.faults)
        places = [] if "name_missing" in reasons else _place(line, placer, reasons)
        if reasons:
            refused.append((line, reasons))
            continue
        since = line.since or published_at
        entries += [Entry(place, line.grade, since, line.until) for place in places]
    return entries, refused


def _place(line: RiskLine, placer: Placer, reasons: list[str]) -> list[Place]:
    try:
        names = list_written(line.name) or [""]
        return [placer.area(line.region, name) for name in names]
    except TooManyHouses:
        reasons.append("range_wrong")
    except Unplaced as unclear:
        reasons.append(unclear.reason)
    return []


def _refusal(notice: RiskNotice, line: RiskLine, reasons: list[str]) -> RefusedLine:
    return RefusedLine(
        notice=notice, sheet=line.sheet[:60], row=line.row, cells=_CELLS.join(line.cells), reasons=reasons
    )


def _list_ended(notice: RiskNotice, entries: list[Entry]) -> list[Entry]:
    """List the areas that the same source named before and a whole list does not name any more."""
    named = {key_of(entry.place) for entry in entries}
    held = RiskSpell.objects.filter(
        known_to__isnull=True,
        ends_at__isnull=True,
        starts_at__lt=notice.published_at,
        notice__source=notice.source,
    )
    return [
        Entry(tuple(spell.place), NORMAL, notice.published_at) for spell in held if spell.key not in named
    ]


@transaction.atomic
def settle_line(*, line: RefusedLine, by: Actor, at: datetime) -> RefusedLine:
    """Note that a refused line was seen to: entered by hand, or found to be nothing. Settled twice it stays."""
    check_may(by, Permission.EDIT_RISK)
    held = RefusedLine.objects.select_for_update().filter(pk=line.pk).first()
    if held is None:
        raise Forbidden("line out of scope")
    if held.settled_at is None:
        held.settled_at, held.settled_by = at, by.staff_id
        held.save(update_fields=["settled_at", "settled_by"])
        audit.record(by=by, at=at, action="risk.settle", object_kind="risk_line", object_id=held.pk)
    return held
