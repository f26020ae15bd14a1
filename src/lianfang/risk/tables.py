"""The list of risk areas, of publications, and of lines that could not be used."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from lianfang.risk import present
from lianfang.risk.models import RefusedLine, RiskNotice, RiskSpell
from lianfang.risk.placing import get_region_names
from lianfang.risk.queries import holding
from lianfang.risk.scope import lines_visible_to, notices_visible_to, visible_to
from lianfang.shared import clock
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Permission
from lianfang.shared.tables import Boolean, Choice, Column, DateRange, NumberRange, Table, Text
from lianfang.web.templatetags.lianfang import badge

_PROVINCE_DIGITS = 2


def list_provinces(actor: Actor) -> list[tuple[str, str]]:
    """Offer the provinces."""
    return [(code, name) for code, name in get_region_names().items() if len(code) == _PROVINCE_DIGITS]


def in_province(rows: QuerySet[Any], wanted: list[str]) -> QuerySet[Any]:
    """Keep the areas of some provinces."""
    condition = Q()
    for code in wanted:
        condition |= Q(county__startswith=code)
    return rows.filter(condition)


def keep_holding(rows: QuerySet[Any], wanted: bool) -> QuerySet[Any]:
    """Keep what holds now, or what has ended or not begun."""
    now: datetime = clock.now()
    held = holding(rows, now)
    return held if wanted else rows.exclude(pk__in=held.values("pk"))


def keep_reasons(rows: QuerySet[Any], wanted: list[str]) -> QuerySet[Any]:
    """Keep the lines refused for one of some reasons."""
    return rows.filter(reasons__overlap=wanted)


def draw_grade(spell: RiskSpell) -> SafeString:
    """Draw a grade in its tone."""
    return badge(present.GRADES[spell.grade], present.GRADE_TONES[spell.grade])


class RiskTable(Table):
    """Every place that is or was a risk area, as held true now."""

    key = "risk"
    title = _("Risk areas")
    permission = Permission.SEE_RISK
    default_sort = "-starts"
    search = Text("name__contains", hint=_("place"))
    search_hint = _("Street, compound or village")
    template = "risk/list.html"
    empty_title = _("No risk areas here")
    empty_text = _("Import the list as it was published, or enter an area by hand.")
    columns = (
        Column("name", _("Area"), "name", sort=("name",), filter=Text("name__contains"), lead=True, width=40),
        Column(
            "grade", _("Grade"), lambda spell: present.GRADES[spell.grade],
            filter=Choice("grade", list(present.GRADES.items())), cell=draw_grade,
        ),
        Column(
            "grain", _("As fine as"), lambda spell: present.GRAINS[spell.grain],
            filter=Choice("grain", list(present.GRAINS.items())),
        ),
        Column("starts", _("Since"), "starts_at", sort=("starts_at",), filter=DateRange("starts_at"), css="lf-tabular"),
        Column("ends", _("In force until"), "ends_at", filter=DateRange("ends_at"), css="lf-tabular"),
        Column("source", _("Published by"), "notice__source", filter=Text("notice__source__contains")),
        Column("document", _("Document"), "notice__document", filter=Text("notice__document__contains")),
        Column("known", _("Learned"), "known_from", filter=DateRange("known_from"), css="lf-tabular", optional=True),
        Column("county", _("County code"), "county", filter=Text("county", coded=True), css="lf-tabular", optional=True),
        Column(
            "province", _("Province"), "county",
            filter=Choice("county", list_provinces, apply_by=in_province), only_filter=True,
        ),
        Column("now", _("Holds now"), "county", filter=Boolean(keep_holding), only_filter=True),
    )  # fmt: skip

    def rows(self) -> QuerySet[RiskSpell]:
        """Return the levels held true now."""
        return visible_to(self.actor).select_related("notice")

    def row_url(self, row: RiskSpell) -> str:
        """Return the area's page."""
        return reverse("risk:area", args=[row.pk])

    def context(self) -> dict[str, Any]:
        """Say who may write."""
        return {"may_edit": self.actor.may(Permission.EDIT_RISK)}


class NoticeTable(Table):
    """Publications of risk areas, with what each changed."""

    key = "risk_notices"
    title = _("Publications of risk areas")
    permission = Permission.SEE_RISK
    default_sort = "-published"
    empty_title = _("No publications yet")
    empty_text = _("A sheet that is imported and an area that is entered stand here, with what they changed.")
    columns = (
        Column("source", _("Published by"), "source", filter=Text("source__contains"), lead=True),
        Column("document", _("Document"), "document", filter=Text("document__contains")),
        Column(
            "kind", _("Kind"), lambda notice: present.KINDS[notice.kind],
            filter=Choice("kind", list(present.KINDS.items())),
        ),
        Column(
            "published", _("Published"), "published_at", sort=("published_at",), filter=DateRange("published_at"),
            css="lf-tabular",
        ),
        Column("known", _("Learned"), "known_at", filter=DateRange("known_at"), css="lf-tabular"),
        Column("rows", _("Lines"), "rows", filter=NumberRange("rows"), css="is-num"),
        Column("changed", _("Changed"), "changed", filter=NumberRange("changed"), css="is-num"),
        Column("unchanged", _("Unchanged"), "unchanged", filter=NumberRange("unchanged"), css="is-num"),
        Column("refused", _("Not used"), "refused", filter=NumberRange("refused"), css="is-num"),
    )  # fmt: skip

    def rows(self) -> QuerySet[RiskNotice]:
        """Return the publications."""
        return notices_visible_to(self.actor)

    def row_url(self, row: RiskNotice) -> str:
        """Return the publication's page."""
        return reverse("risk:notice", args=[row.pk])


class RefusedTable(Table):
    """Lines of sheets that could not be used and wait for a hand."""

    key = "risk_refused"
    title = _("Refused lines")
    permission = Permission.EDIT_RISK
    default_sort = "notice"
    empty_title = _("No refused lines")
    empty_text = _("Every line of every sheet was used.")
    columns = (
        Column("cells", _("As received"), present.say_cells, lead=True, width=50),
        Column("reasons", _("Why it was refused"), lambda line: present.say_faults(line.reasons), width=50),
        Column(
            "notice", _("Publication"), "notice__source", sort=("notice_id",), filter=Text("notice__source__contains")
        ),
        Column("sheet", _("Sheet"), "sheet", filter=Text("sheet__contains")),
        Column("row", _("Line"), "row", filter=NumberRange("row"), css="is-num"),
        Column("settled", _("Settled"), "settled_at", filter=DateRange("settled_at"), css="lf-tabular"),
        Column(
            "reason", _("Reason"), "reasons",
            filter=Choice("reasons", list(present.FAULTS.items()), apply_by=keep_reasons),
            only_filter=True,
        ),
    )  # fmt: skip

    def rows(self) -> QuerySet[RefusedLine]:
        """Return the refused lines."""
        return lines_visible_to(self.actor).select_related("notice")

    def row_url(self, row: RefusedLine) -> str:
        """Return the line's page."""
        return reverse("risk:line", args=[row.pk])
