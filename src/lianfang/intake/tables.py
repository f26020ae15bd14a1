"""The registers of lists and of their rows."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lianfang.core.intake.fields import Field
from lianfang.intake import present, queries
from lianfang.intake.content import Content
from lianfang.intake.forms import upload_form
from lianfang.intake.layouts import get_columns
from lianfang.intake.models import Batch, Row
from lianfang.intake.queries import find_text, get_contents
from lianfang.intake.scope import rows_visible_to, visible_to
from lianfang.places.queries import names
from lianfang.shared import audit, clock
from lianfang.shared.roles import Permission
from lianfang.shared.tables import Choice, Column, DateRange, NumberRange, Table, Text
from lianfang.web.templatetags.lianfang import badge
from lianfang.web.words import mask_name

FOUND_AT_MOST = 500


def state_badge(batch: Batch) -> SafeString:
    """Show a batch's state."""
    return badge(present.STATES[batch.state], present.STATE_TONES[batch.state])


def outcome_badge(row: Row) -> SafeString:
    """Show a row's outcome."""
    return badge(present.OUTCOMES[row.outcome], present.OUTCOME_TONES[row.outcome])


def list_sources(actor: Any) -> list[tuple[str, str]]:
    """List the sources as options."""
    return [(str(pk), name) for pk, name in queries.list_sources()]


def working(actor: Any) -> list[Batch]:
    """List the batches that are being worked on, with the last one first."""
    held = visible_to(actor).filter(state__in=present.WORKING).select_related("source")
    return list(held.order_by("-pk")[:20])


class BatchTable(Table):
    """Every received list."""

    key = "lists"
    title = _("Lists")
    permission = Permission.SEE_LISTS
    template = "intake/list.html"
    default_sort = "-pushed"
    empty_title = _("No lists yet")
    empty_text = _("Drop the files you received above. They are read in the background.")
    columns = [
        Column("file", _("File"), "filename", lead=True, filter=Text("filename__contains"), width=30),
        Column("source", _("Source"), "source__name", filter=Choice("source", list_sources)),
        Column(
            "kind", _("Kind"), lambda batch: present.KINDS[batch.source.kind],
            filter=Choice("source__kind", list(present.KINDS.items())),
        ),
        Column(
            "pushed", _("Pushed at"), "pushed_at", sort=("pushed_at",), filter=DateRange("pushed_at"), css="lf-tabular"
        ),
        Column(
            "state", _("State"), lambda batch: present.STATES[batch.state],
            filter=Choice("state", list(present.STATES.items())), cell=state_badge,
        ),
        Column("rows", _("Rows"), "rows", filter=NumberRange("rows"), css="is-num"),
        Column("ready", pgettext_lazy("row", "ready"), "ready", filter=NumberRange("ready"), css="is-num"),
        Column("warning", pgettext_lazy("row", "warning"), "warning", filter=NumberRange("warning"), css="is-num"),
        Column("rejected", pgettext_lazy("row", "rejected"), "rejected", filter=NumberRange("rejected"), css="is-num"),
        Column("duplicate", _("repeated"), "duplicate", filter=NumberRange("duplicate"), css="is-num"),
    ]  # fmt: skip

    def rows(self) -> QuerySet[Batch]:
        """Return the lists the reader may see."""
        return visible_to(self.actor).select_related("source")

    def row_url(self, row: Batch) -> str:
        """Return the list's page."""
        return reverse("intake:batch", args=[row.pk])

    def row_css(self, row: Batch) -> str:
        """Mark a list that could not be read."""
        return "is-bad" if row.state == Batch.State.FAILED else ""

    def context(self) -> dict[str, Any]:
        """Return the upload form and what is being worked on."""
        may_upload = self.actor.may(Permission.UPLOAD_LISTS)
        return {
            "may_upload": may_upload,
            "form": upload_form() if may_upload else None,
            "sources": [name for _pk, name in list_sources(self.actor)] if may_upload else [],
            "working": working(self.actor),
        }


def find_rows(rows: QuerySet[Row], text: str) -> QuerySet[Row]:
    """Keep the rows with a cell that has the text in it; at most 500 are found."""
    return rows.filter(pk__in=find_text(rows, text, FOUND_AT_MOST))


def keep_reason(rows: QuerySet[Row], chosen: list[str]) -> QuerySet[Row]:
    """Keep the rows that have one of the reasons."""
    return rows.filter(reasons__overlap=chosen)


def reasons_of(row: Any) -> str:
    """Say why a row is incomplete or rejected, or which earlier one it repeats."""
    repeated = [gettext("same person as %(place)s") % {"place": row.earlier}] if row.earlier else []
    return gettext(", ").join([*repeated, *present.words_of(row.reasons, present.REASONS)])


class RowTable(Table):
    """The rows of one list as a sheet."""

    key = "list-rows"
    title = _("Rows")
    permission = Permission.SEE_LISTS
    template = "intake/rows.html"
    default_sort = "order"
    search = Text(find_rows, hint=_("any cell as received"))
    search_hint = _("Text of any cell")
    columns = [
        Column(
            "order", _("Place in the file"), lambda row: present.row_place(row.sheet, row.row), sort=("seq",), lead=True
        ),
        Column("name", _("Name"), lambda row: row.shown_name),
        Column("address", _("Address as written"), lambda row: row.shown_address, width=40),
        Column(
            "outcome", _("Outcome of reading"), lambda row: present.OUTCOMES[row.outcome],
            filter=Choice("outcome", list(present.OUTCOMES.items())), cell=outcome_badge,
        ),
        Column(
            "reason", _("Reason"), reasons_of,
            filter=Choice("reasons", list(present.REASONS.items()), apply_by=keep_reason), width=30,
        ),
        Column(
            "place", _("Place"), lambda row: present.PLACES[row.place],
            filter=Choice("place", list(present.PLACES.items())),
        ),
        Column("area", _("Town or village"), lambda row: row.area_name),
        Column("sheet", _("Sheet"), "sheet", filter=Text("sheet", coded=True), optional=True),
        Column("row", _("Row"), "row", filter=NumberRange("row"), css="is-num", optional=True),
    ]  # fmt: skip

    def rows(self) -> QuerySet[Row]:
        """Return the rows of the list, in the versions that hold now; a list nobody may see is not there."""
        if self.context()["batch"] is None:
            raise Http404
        return rows_visible_to(self.actor).filter(batch=self.parts["batch_id"]).defer("candidates", "remarks")

    def attach(self, rows: list[Any]) -> None:
        """Unseal the names and addresses of a page, and name its areas; the reading is audited."""
        audit.record(
            by=self.actor, at=clock.now(), action="intake.view_rows", object_kind="batch",
            object_id=self.parts["batch_id"], rows=len(rows),
        )  # fmt: skip
        contents = get_contents(row.pk for row in rows)
        known = names({row.area for row in rows if row.area})
        earlier = queries.list_earlier(rows)
        for row in rows:
            held = contents[row.pk]
            row.shown_name = mask_name(self._name_of(row, held))
            row.shown_address = held.address
            row.earlier = present.row_place(*earlier[row.duplicate_of]) if row.duplicate_of in earlier else ""
            row.area_name = known.get(row.area, row.area) if row.place == "assigned" else ""

    def _name_of(self, row: Row, content: Content) -> str:
        """Return the name as read, of a rejected row as it is written."""
        if content.traveller:
            return content.traveller.name
        columns = get_columns(self.context()["batch"], row.sheet)
        places = [column.place for column in columns if column.field is Field.NAME]
        return next((content.cells[place] for place in places if place < len(content.cells)), "")

    def row_url(self, row: Row) -> str:
        """Return the row's page."""
        return reverse("intake:row", args=[row.batch_id, row.pk])

    def heading(self) -> Any:
        """Name the list."""
        batch = self.context()["batch"]
        return gettext("Rows of %(file)s") % {"file": batch.filename} if batch else self.title

    def context(self) -> dict[str, Any]:
        """Return the list the rows belong to."""
        if "batch" not in self.__dict__:
            self.batch = visible_to(self.actor).filter(pk=self.parts["batch_id"]).first()
        return {"batch": self.batch}
