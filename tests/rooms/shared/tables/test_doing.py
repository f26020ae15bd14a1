"""What is done with a list: exported as seen, acted on by many rows, kept for its reader."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from django.http import HttpResponse
from django.test import Client
from python_calamine import CalamineWorkbook
from tests.rooms.shared.tables import registers
from tests.rooms.shared.tables.registers import LIST, expected, lay_entries, shown
from tests.rooms.staff import signed_in
from tests.support.lists import PICK, page_links

from lianfang.shared.models import AuditEntry, SavedFilter
from lianfang.shared.roles import Role
from lianfang.shared.tables import export

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.rooms.shared.tables.registers")]


@pytest.fixture
def client() -> Client:
    registers.done.clear()
    return signed_in(Role.OFFICE)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.SYSTEM])
@pytest.mark.parametrize("tail", ["", "export/", "act/", "keep/"])
def test_a_role_without_the_permission_gets_nothing(role: Role, tail: str) -> None:
    client = signed_in(role)
    answer = client.post(f"{LIST}{tail}") if tail else client.get(LIST)
    assert answer.status_code == 403


def test_seeing_is_not_exporting() -> None:
    inspector = signed_in(Role.INSPECTOR)
    lay_entries(2)
    assert "entries/export/" not in inspector.get(LIST).content.decode()
    assert inspector.post(f"{LIST}export/").status_code == 403
    assert not AuditEntry.objects.filter(action="lists.export").exists()


@pytest.mark.parametrize("tail", ["export/", "act/", "keep/"])
def test_writes_are_posted(client: Client, tail: str) -> None:
    assert client.get(f"{LIST}{tail}").status_code == 405


def sheet(answer: HttpResponse) -> list[list[object]]:
    """Return the rows of the workbook an answer holds."""
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()


def test_the_export_is_what_is_seen(client: Client) -> None:
    lay_entries(10)
    answer = client.post(f"{LIST}export/?action=write&sort=-at")
    assert answer["Content-Type"] == export.MEDIA
    head, *rows = sheet(answer)
    assert head == ["When", "姓名", "Number", "Action"]
    assert [row[1] for row in rows] == expected(9, 6, 3, 0)
    assert rows[0] == [
        datetime(2022, 2, 1, 16),  # noqa: DTZ001 - Excel has no zones
        "甲009",
        9.0,
        "WRITE",
    ]
    assert rows[2][1] == "=1+1"


def test_the_export_has_the_columns_picked(client: Client) -> None:
    lay_entries(2)
    client.post(f"{LIST}keep/", {"columns": "1", "column": ["place", "name", "burn"]})
    head, first, _ = sheet(client.post(f"{LIST}export/"))
    assert head == ["姓名", "Place"]
    assert first == ["甲000", 0.0]


def test_an_export_is_written_down_without_values(client: Client) -> None:
    lay_entries(10)
    client.post(f"{LIST}export/?action=write&name=甲")
    entry = AuditEntry.objects.get(action="lists.export")
    assert entry.object_kind == "test-entries"
    assert entry.detail == {
        "rows": 3,
        "columns": ["at", "name", "number", "action"],
        "filtered": ["name", "action"],
    }


def test_an_empty_list_exports_its_headings(client: Client) -> None:
    assert sheet(client.post(f"{LIST}export/")) == [["When", "姓名", "Number", "Action"]]


def test_columns_are_remembered_for_each_reader(client: Client) -> None:
    lay_entries(1)
    client.post(f"{LIST}keep/", {"columns": "1", "column": ["place", "name"]})
    assert [head.column.key for head in client.get(LIST).context["headings"]] == ["name", "place"]
    other = signed_in(Role.INSPECTOR).get(LIST)
    assert [head.column.key for head in other.context["headings"]] == ["at", "name", "number", "action"]
    client.post(f"{LIST}keep/", {"columns": "1"})
    assert [head.column.key for head in client.get(LIST).context["headings"]] == [
        "at",
        "name",
        "number",
        "action",
    ]


def test_a_filter_is_kept_under_a_name_without_typed_text(client: Client) -> None:
    lay_entries(10)
    client.post(f"{LIST}keep/?action=write&name=甲&q=甲&sort=-at&number_min=3&after=x", {"name": " 写 "})
    kept = SavedFilter.objects.get()
    assert (kept.name, kept.query) == ("写", {"sort": ["-at"], "number_min": ["3"], "action": ["write"]})
    _, name, query = client.get(LIST).context["filters"][0]
    assert name == "写"
    assert shown(client, query) == expected(9, 6, 3)


def test_a_kept_filter_is_replaced_dropped_and_is_ones_own(client: Client) -> None:
    client.post(f"{LIST}keep/?action=write", {"name": "a"})
    client.post(f"{LIST}keep/?action=read", {"name": "a"})
    kept = SavedFilter.objects.get()
    assert kept.query == {"action": ["read"]}
    other = signed_in(Role.INSPECTOR)
    other.post(f"{LIST}keep/", {"forget": str(kept.pk)})
    assert other.get(LIST).context["filters"] == []
    assert SavedFilter.objects.count() == 1
    client.post(f"{LIST}keep/", {"forget": str(kept.pk)})
    assert not SavedFilter.objects.exists()


def test_a_name_is_needed_and_thirty_are_enough(client: Client) -> None:
    client.post(f"{LIST}keep/", {"name": "  "})
    assert not SavedFilter.objects.exists()
    for place in range(31):
        client.post(f"{LIST}keep/", {"name": f"n{place}"})
    assert SavedFilter.objects.count() == 30


def test_an_action_gets_the_rows_picked_and_returns_to_the_place(client: Client) -> None:
    rows = lay_entries(10)
    place = page_links(client.get(f"{LIST}?sort=-at").content.decode())["next"]
    query = place.partition("?")[2]
    picked = [rows[1].pk, rows[4].pk]
    answer = client.post(f"{LIST}act/?{query}", {"action": "note", "pick": picked, "key": "k1"})
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{LIST}?") and "after=" in answer["Location"]
    assert registers.done[0].ids == picked
    assert registers.done[0].key == "k1"
    assert "did 2" in client.get(answer["Location"]).content.decode()


def test_rows_out_of_sight_cannot_be_picked(client: Client) -> None:
    lay_entries(1)
    other = AuditEntry.objects.create(
        at=registers.START, actor_id=1, actor_name="乙", role="office", action="read", object_kind="hidden"
    )
    client.post(f"{LIST}act/", {"action": "note", "pick": [other.pk, "x", "-1"]})
    assert registers.done == []


def test_all_that_match_can_be_picked(client: Client) -> None:
    rows = lay_entries(10)
    html = client.get(f"{LIST}?action=write").content.decode()
    client.post(f"{LIST}act/?action=write", {"action": "note", "whole": "1", "pick": PICK.findall(html)})
    assert registers.done[0].ids == [rows[place].pk for place in (0, 3, 6, 9)]


def test_too_many_rows_are_refused_whole(client: Client) -> None:
    rows = lay_entries(10)
    for posted in ({"whole": "1"}, {"pick": [row.pk for row in rows]}):
        client.post(f"{LIST}act/", {"action": "note", **posted})
    assert registers.done == []


def test_an_actions_form_must_be_right(client: Client) -> None:
    rows = lay_entries(2)
    for given, done in (("", 0), ("abcdef", 0), ("甲村", 1)):
        client.post(f"{LIST}act/", {"action": "assign", "pick": rows[0].pk, "assign-to": given})
        assert len(registers.done) == done
    assert registers.done[0].answers == {"to": "甲村"}


def test_actions_need_their_own_permission() -> None:
    registers.done.clear()
    rows = lay_entries(1)
    office = signed_in(Role.OFFICE)
    html = office.get(LIST).content.decode()
    assert 'value="note"' in html and 'value="system"' not in html
    assert office.post(f"{LIST}act/", {"action": "system", "pick": rows[0].pk}).status_code == 403
    assert office.post(f"{LIST}act/", {"action": "burn", "pick": rows[0].pk}).status_code == 400
    assert registers.done == []
