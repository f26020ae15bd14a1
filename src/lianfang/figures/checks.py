"""Doctor's check: signed reports still read as they were signed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lianfang.core.figures.cut import Cut
from lianfang.core.figures.digest import digest
from lianfang.figures.models import Report
from lianfang.figures.queries import list_members
from lianfang.shared.actor import Actor, Scope, ScopeKind


def check_signed_reports(actor: Actor, at: datetime) -> list[str]:
    """Read every signed report's members again as known at signing; name each figure that differs.

    Reports are signed for the county and read so, whoever asks.
    """
    county = replace(actor, scope=Scope(ScopeKind.COUNTY, ""))
    problems = []
    for report in Report.objects.order_by("pk").prefetch_related("figures"):
        cut = Cut(report.day, report.cut_at, report.known_at)
        for figure in report.figures.all():
            members = list_members(figure.path, cut, county)
            if (len(members), digest(members)) != (figure.count, figure.digest):
                problems.append(
                    _("Report {id} of {day}: {path} was signed as {signed}, its members read {now}.").format(
                        id=report.pk, day=report.day, path=figure.path, signed=figure.count, now=len(members)
                    )
                )
    return problems


CHECKS: list[tuple[str, Callable[[Actor, datetime], list[str]]]] = [
    (gettext_noop("signed reports read as signed"), check_signed_reports),
]
