"""A register for the tests: the audit trail as a list, with a filter of each kind and two actions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.db.models import F, QuerySet
from django.test import Client
from django.urls import include, path
from django.utils.html import format_html
from tests.support.lists import walk

from lianfang.accounts.access import needs
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Permission
from lianfang.shared.tables import (
    Act,
    Boolean,
    BulkAction,
    Choice,
    Column,
    DateRange,
    NumberRange,
    Table,
    Text,
)
from lianfang.shared.tables.produced import my_file, my_files
from lianfang.shared.tables.views import table_paths

LIST = "/entries/"
START = datetime(2022, 2, 1, 4, tzinfo=UTC)
done: list[Act] = []


def lay_entries(number: int) -> list[AuditEntry]:
    """Write entries an hour apart, two and two at the same instant; the object tells them apart."""
    return AuditEntry.objects.bulk_create(
        AuditEntry(
            at=START + timedelta(hours=place // 2),
            actor_id=place,
            actor_name="=1+1" if place == 3 else f"甲{place:03}",
            role="office",
            action="read" if place % 3 else "write",
            object_kind="sample",
            object_id=str(place),
            detail={"place": place},
        )
        for place in range(number)
    )


def names(html: str) -> list[str]:
    """Return the names in a page's rows, in order."""
    return [part.split('"')[0] for part in html.split('data-label="Name" data-value="')[1:]]


def shown(client: Client, query: str) -> list[str]:
    """Return the names on all pages of a query."""
    return [name for html in walk(client, f"{LIST}?{query}") for name in names(html)]


def expected(*places: int) -> list[str]:
    """Return the names of entries by their places."""
    return ["=1+1" if place == 3 else f"甲{place:03}" for place in places]


class AssignForm(forms.Form):
    """What an action asks."""

    to = forms.CharField(max_length=5)


def note(act: Act) -> str:
    """Remember what was done."""
    done.append(act)
    return f"did {len(act.ids)}"


class EntryTable(Table):
    """Entries of the kind ``sample``."""

    key = "test-entries"
    title = "Entries"
    permission = Permission.SEE_LEADS
    default_sort = "at"
    page_size = 4
    keeps = ("cut",)
    search = Text("actor_name__startswith")
    columns = [
        Column("at", "When", "at", sort=("at",), filter=DateRange("at")),
        Column(
            "name",
            "Name",
            "actor_name",
            lead=True,
            filter=Text("actor_name__contains"),
            export_heading="姓名",
        ),
        Column(
            "number",
            "Number",
            "actor_id",
            sort=("actor_id", "at"),
            filter=NumberRange("actor_id"),
            css="is-num",
        ),
        Column(
            "action",
            "Action",
            "action",
            filter=Choice("action", [("read", "Reading"), ("write", "Writing")]),
            cell=lambda row: format_html("<b>{}</b>", row.action),
            exported=lambda row: row.action.upper(),
        ),
        Column("place", "Place", lambda row: row.detail["place"], optional=True),
        Column(
            "even", "Even", "pk", filter=Boolean(lambda rows, yes: keep_even(rows, yes)), only_filter=True
        ),
    ]
    actions = [
        BulkAction("note", "Note", Permission.ASSIGN_LEADS, note, most=6),
        BulkAction("assign", "Assign", Permission.ASSIGN_LEADS, note, form=lambda actor: AssignForm),
        BulkAction("system", "System", Permission.MANAGE_SYSTEM, note),
    ]

    def rows(self) -> QuerySet[Any, Any]:
        """Return the sample entries."""
        return AuditEntry.objects.filter(object_kind="sample")

    def row_url(self, row: Any) -> str:
        """Return an address."""
        return f"/entry/{row.pk}/"


def keep_even(rows: QuerySet[Any, Any], yes: bool) -> QuerySet[Any, Any]:
    """Keep even or odd actors."""
    return rows.annotate(odd=F("actor_id") % 2).filter(odd=0 if yes else 1)


urlpatterns = [
    *table_paths(EntryTable, needs, "entries/", name="entries"),
    path("", include("lianfang.web.urls")),
    path("accounts/", include("lianfang.accounts.urls")),
    path("files/", needs(Permission.SIGN_IN)(my_files), name="files"),
    path("files/<int:file_id>/", needs(Permission.SIGN_IN)(my_file), name="file"),
]
