"""Writes of figures: signing a report."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from lianfang.core.figures.cut import Cut, CutHour, cut_of
from lianfang.core.figures.digest import digest
from lianfang.core.figures.identities import Breach
from lianfang.figures.dispatch import KIND, Dispatch, read_dispatch
from lianfang.figures.models import Report, ReportFigure
from lianfang.figures.queries import get_last_cut, list_members, paths_with_members
from lianfang.shared import audit, outbox
from lianfang.shared.actor import Actor, Forbidden, ScopeKind, check_may
from lianfang.shared.clock import LOCAL
from lianfang.shared.knowing import close_knowledge
from lianfang.shared.roles import Permission


class DoesNotReconcile(Exception):
    """The report contradicts itself and cannot be signed."""

    def __init__(self, breaches: list[Breach]) -> None:
        super().__init__(f"{len(breaches)} identities do not hold")
        self.breaches = breaches


class CutAhead(Exception):
    """The cut has not come yet: nobody can sign for what is still to happen."""

    def __init__(self, cut_at: datetime, last: tuple[date, CutHour]) -> None:
        super().__init__(f"the cut {cut_at.isoformat()} lies ahead")
        self.cut_at, self.last = cut_at, last


@transaction.atomic
def sign_report(*, day: date, hour: CutHour, by: Actor, at: datetime) -> Report:
    """Sign the county's dispatch report: store the cut, each count and the digest of its members.

    It is read as known at the moment of signing and can be read so again. A later signature of
    the same day and cut supersedes this one and leaves it as it is. Raises DoesNotReconcile, CutAhead
    for a cut that has not come, and Forbidden for a role or scope that does not sign for the county.
    """
    check_may(by, Permission.SIGN_REPORTS)
    if by.scope.kind is not ScopeKind.COUNTY:
        raise Forbidden("a report is signed for the county")
    cut_at = cut_of(day, hour, LOCAL).at
    if cut_at > at:
        raise CutAhead(cut_at, get_last_cut(at))
    close_knowledge(at)
    report = read_dispatch(day=day, hour=hour, actor=by, known=at)
    if report.breaches:
        raise DoesNotReconcile(report.breaches)
    signed = _store(report, by=by, at=at)
    audit.record(
        by=by,
        at=at,
        action="figures.sign",
        object_kind="report",
        object_id=signed.pk,
        day=day.isoformat(),
        hour=hour.value,
    )
    outbox.tell("figures.signed", at=at, report=signed.pk)
    return signed


def _store(report: Dispatch, *, by: Actor, at: datetime) -> Report:
    # Nobody signs beside us (close_knowledge), and the product may not lock what is written once.
    before = Report.objects.filter(kind=KIND, cut_at=report.cut.at, superseded_by__isnull=True)
    signed = Report.objects.create(
        kind=KIND,
        day=report.cut.day,
        cut_at=report.cut.at,
        known_at=at,
        signed_by=by.staff_id,
        signed_name=by.name,
        text=report.text,
        supersedes=before.order_by("-pk").first(),
    )
    cut = Cut(report.cut.day, report.cut.at, at)
    ReportFigure.objects.bulk_create(
        ReportFigure(report=signed, path=path, count=count, digest=digest(list_members(path, cut, by)))
        for path, count in paths_with_members(report.counts)
    )
    return signed
