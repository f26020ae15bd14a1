"""The list of local orders."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lianfang.accounts.queries import get_names
from lianfang.law import present
from lianfang.law.models import LocalOrder
from lianfang.law.queries import say_standing
from lianfang.law.scope import visible_to
from lianfang.shared import clock
from lianfang.shared.roles import Permission
from lianfang.shared.tables import Boolean, Choice, Column, DateRange, Table, Text
from lianfang.web.templatetags.lianfang import badge


def standing_cell(order: Any) -> SafeString:
    """Draw where an order stands."""
    return badge(present.STANDINGS[order.standing], present.STANDING_TONES.get(order.standing, "plain"))


def _sound_cell(order: Any) -> SafeString:
    return badge(_now("sound"), "plain", "check") if order.sound else badge(_now("to be put right"), "watch")


class LocalOrderTable(Table):
    """Every local order, the last edited first."""

    key = "local_orders"
    title = _("Local orders")
    permission = Permission.SEE_POLICY
    default_sort = "-edited"
    search = Text("title__contains")
    search_hint = _("Words of the title")
    template = "law/list.html"
    empty_title = _("No local orders")
    empty_text = _(
        "An order of the county or the city is drafted here, tried on the running orders and signed by two."
    )
    columns = (
        Column("title", _("Title"), lambda order: order.title or _now("without a title yet"), lead=True,
               filter=Text("title__contains"), width=30),
        Column("standing", _("Stands"), lambda order: present.STANDINGS[order.standing], cell=standing_cell),
        Column("state", _("Signatures"), lambda order: present.STATES[order.state],
               filter=Choice("state", list(present.STATES.items()))),
        Column("sound", _("Check"), "sound", cell=_sound_cell, filter=Boolean("sound")),
        Column("effective", _("Takes effect"), lambda order: order.effective_at or order.begins_at,
               filter=DateRange("effective_at"), css="lf-tabular"),
        Column("document", _("Document number"), "document", filter=Text("document__contains")),
        Column("edited", _("Last edited"), "edited_at", sort=("edited_at",), filter=DateRange("edited_at"),
               css="lf-tabular"),
        Column("drafted", _("Drafted by"), lambda order: order.drafter, optional=True),
        Column("edition", _("Edition"), "edition", filter=Text("edition", coded=True), optional=True),
    )  # fmt: skip

    def rows(self) -> QuerySet[LocalOrder]:
        """Return the local orders the reader may see."""
        return visible_to(self.actor)

    def attach(self, rows: list[Any]) -> None:
        """Say where each order of a page stands, and who drafted it."""
        names, at = get_names({order.drafted_by for order in rows}), clock.now()
        for order in rows:
            order.standing = say_standing(order, at).code
            order.drafter = names.get(order.drafted_by, "")

    def row_url(self, row: LocalOrder) -> str:
        """Return the order's page."""
        return reverse("law:order", args=[row.pk])

    def context(self) -> dict[str, Any]:
        """Say whether the reader may draft."""
        return {"may_draft": self.actor.may(Permission.DRAFT_LAW)}
