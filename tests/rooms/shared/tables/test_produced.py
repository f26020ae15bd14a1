"""Large exports come by a job, wait under My files, and go when their time is over."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from python_calamine import CalamineWorkbook
from tests.rooms.shared.tables.registers import START, lay_entries
from tests.rooms.staff import make_staff, sign_in

from lianfang.shared import clock
from lianfang.shared.actor import Forbidden
from lianfang.shared.files import files_folder, read_stored, store_file
from lianfang.shared.models import AuditEntry, StoredFile
from lianfang.shared.roles import Role
from lianfang.shared.tables import export, jobs
from lianfang.shared.tables.produced import ASKED, PRODUCED

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.rooms.shared.tables.registers")]


@pytest.fixture
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "AT_ONCE", 5)


@pytest.fixture
def staff() -> Any:
    return make_staff(Role.OFFICE)


@pytest.fixture
def client(staff: Any) -> Client:
    return sign_in(Client(), staff)


def asked_job() -> int:
    """Return the ask that the queued job was told."""
    job = ProcrastinateJob.objects.get(task_name="tables.write_export")
    assert set(job.args) == {"ask"}
    return int(job.args["ask"])


def test_five_rows_come_at_once_and_six_by_a_job(few_at_once: None, client: Client) -> None:
    lay_entries(5)
    assert client.post("/entries/export/")["Content-Type"] == export.MEDIA
    lay_entries(1)
    answer = client.post("/entries/export/?sort=-at&cut=18:00")
    assert answer.status_code == 302
    assert answer["Location"] == "/entries/?sort=-at&cut=18%3A00"
    assert StoredFile.objects.get().kind == ASKED


def test_the_job_writes_what_was_asked(few_at_once: None, client: Client, staff: Any) -> None:
    lay_entries(12)
    client.post("/entries/export/?number_min=2&name=甲&sort=-at")
    assert "甲" not in str(ProcrastinateJob.objects.values_list("args"))
    jobs.write_export(ask=asked_job())
    file = StoredFile.objects.get()
    assert (file.kind, file.made_by) == (PRODUCED, staff.pk)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(read_stored(file))).get_sheet_by_index(0).to_python()
    assert [row[2] for row in rows[1:]] == [11, 10, 9, 8, 7, 6, 5, 4, 2]
    entry = AuditEntry.objects.get(action="lists.export")
    assert (entry.actor_id, entry.detail["rows"]) == (staff.pk, 9)


def test_a_job_run_again_does_nothing(few_at_once: None, client: Client) -> None:
    lay_entries(6)
    client.post("/entries/export/")
    ask = asked_job()
    jobs.write_export(ask=ask)
    jobs.write_export(ask=ask)
    assert StoredFile.objects.count() == 1


def test_who_may_no_longer_export_gets_nothing(few_at_once: None, client: Client, staff: Any) -> None:
    lay_entries(6)
    client.post("/entries/export/")
    staff.role = Role.INSPECTOR.value
    staff.save()
    with pytest.raises(Forbidden):
        jobs.write_export(ask=asked_job())
    assert StoredFile.objects.get().kind == ASKED


def test_my_files_shows_and_hands_out_ones_own(
    few_at_once: None, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    lay_entries(6)
    client.post("/entries/export/")
    waiting = client.get("/files/").content.decode()
    assert "data-poll" in waiting
    with django_capture_on_commit_callbacks(execute=True):
        jobs.write_export(ask=asked_job())
    file = StoredFile.objects.get()
    ready = client.get("/files/").content.decode()
    assert "data-poll" not in ready and f"/files/{file.pk}/" in ready
    answer = client.get(f"/files/{file.pk}/")
    assert answer.content == read_stored(file)
    assert answer["Cache-Control"] == "no-store"
    assert AuditEntry.objects.filter(action="files.download", object_id=str(file.pk)).exists()
    stranger = sign_in(Client(), make_staff(Role.OFFICE))
    assert stranger.get(f"/files/{file.pk}/").status_code == 404
    assert file.filename not in stranger.get("/files/").content.decode()


def test_no_files_yet(client: Client) -> None:
    assert 'class="lf-empty"' in client.get("/files/").content.decode()
    assert client.get("/files/1/").status_code == 404


@pytest.mark.parametrize(
    ("kind", "late", "gone"), [(PRODUCED, 1, True), (PRODUCED, 0, False), ("list", 9, False)]
)
def test_files_go_when_their_day_is_over(
    kind: str, late: int, gone: bool, staff: Any, django_capture_on_commit_callbacks: Any
) -> None:
    day = clock.today() - timedelta(days=late)
    file = store_file(content=b"x", kind=kind, filename="f", by=staff.actor, at=START, delete_on=day)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.remove_old(timestamp=0)
    assert StoredFile.objects.filter(pk=file.pk).exists() is not gone
    assert (files_folder() / file.path).exists() is not gone


def test_no_plain_copy_stays_on_the_disk(few_at_once: None, client: Client) -> None:
    lay_entries(6)
    client.post("/entries/export/")
    jobs.write_export(ask=asked_job())
    assert not list(files_folder().glob("book-*"))


def test_a_produced_file_is_kept_a_week(few_at_once: None, client: Client) -> None:
    lay_entries(6)
    client.post("/entries/export/")
    with clock.pinned_at(START):
        jobs.write_export(ask=asked_job())
    assert StoredFile.objects.get().delete_on == date(2022, 2, 8)
