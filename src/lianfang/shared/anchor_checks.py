"""Doctor's check of the audit chain against the anchors kept outside the database."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from lianfang.shared import anchors, clock
from lianfang.shared.actor import Actor
from lianfang.shared.anchors import Anchor, Compared, Line, Missing
from lianfang.shared.models import AuditSeal
from lianfang.shared.remarks import Remark

ANCHORED_WITHIN = timedelta(minutes=10)
NAMED = 5


def check_anchors(actor: Actor, at: datetime) -> list[str]:
    """Look for links that were anchored and are gone, for changed anchors, and for a head without one."""
    found = anchors.compare()
    problems = [] if found.missing is None else [tell_missing(found.missing)]
    problems += [_tell_changed(line) for line in found.changed[:NAMED]]
    if found.first and found.first.kind == anchors.SEEN:
        problems.append(
            _("The beginning of the anchors was taken away: the oldest one left is of {time}.").format(
                time=_time(found.first.at)
            )
            + _keep()
        )
    problems += _tell_unanchored(found, at)
    return problems + _remarks(found)


def tell_missing(missing: Missing) -> str:
    """Say what the chain lost, and what to do."""
    anchor, held = missing.anchor, {"head": missing.head, "position": missing.anchor.position}
    if missing.head < anchor.position:
        told = _(
            "The audit trail was cut off: link {position} was anchored on {time}, but the chain ends at link "
            "{head}. At least {count} entries are gone."
        ).format(**held, time=_time(anchor.at), count=anchor.position - missing.head)
    else:
        told = _(
            "The audit trail was written anew: link {position} is not the one that was anchored on {time}. "
            "Entries at or before it were taken away or exchanged."
        ).format(**held, time=_time(anchor.at))
    return told + _keep()


def _keep() -> str:
    return " " + _(
        "Keep the database and the folder {folder} as they are, tell the auditor, and compare with the "
        "latest backup. If you set the database back by other means than `lianfang restore`, write down when and why."
    ).format(folder=anchors.anchors_folder())


def _tell_changed(line: Line) -> str:
    return _(
        "Line {number} of {file} was changed, or written with other keys. Put back the county's keys if these "
        "are not they; if they are, somebody wrote into the file: tell the auditor."
    ).format(number=line.number, file=line.file)


def _tell_unanchored(found: Compared, at: datetime) -> list[str]:
    last = found.last.position if found.last else 0
    first = AuditSeal.objects.filter(position__gt=last).order_by("position").first()
    if first is None:
        return []
    if not found.lines:
        return [
            _(
                "No anchors of the audit chain are at {folder}, so a cut end could not be noticed. If the folder "
                "was there, put it back from a backup; if not, start the worker, which begins it."
            ).format(folder=anchors.anchors_folder())
        ]
    if first.sealed_at > at - ANCHORED_WITHIN:
        return []
    return [
        _(
            "The audit chain has had no anchor since {time}. Does the worker run, and may it write to {folder}?"
        ).format(time=_time(first.sealed_at.isoformat()), folder=anchors.anchors_folder())
    ]


def _remarks(found: Compared) -> list[str]:
    if found.first is None or found.last is None:
        return []
    told = [
        Remark(
            _("Anchored from link {first} of {since} to link {last} of {time}.").format(
                first=found.first.position,
                since=_time(found.first.at),
                last=found.last.position,
                time=_time(found.last.at),
            )
        )
    ]
    return [*told, *(_tell_restore(anchor) for anchor in found.restores)]


def _tell_restore(anchor: Anchor) -> Remark:
    told = _("A backup of {made} was brought back on {time}, at link {position}.").format(
        made=_time(anchor.made_at), time=_time(anchor.at), position=anchor.position
    )
    lost = anchor.lost_position
    if lost <= anchor.position:
        return Remark(told)
    more = _(
        "The county that it replaced was anchored up to link {lost} of {last}; what was written there after the "
        "backup is not in this trail. Its anchors lie beside these."
    ).format(lost=lost, last=_time(anchor.lost_at))
    return Remark(f"{told} {more}")


def _time(iso: str) -> str:
    return f"{datetime.fromisoformat(iso).astimezone(clock.LOCAL):%Y-%m-%d %H:%M}"
