"""Files are kept once, within limits, and leave nothing behind where they are refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.rooms.intake.lists import ZHANG, receive, text
from tests.rooms.leads.county import AT
from tests.rooms.staff import make_actor

from lianfang.intake.actions import NoBytes, TooLarge, accept_file
from lianfang.intake.models import Batch, Source
from lianfang.shared import files
from lianfang.shared.actor import Actor, Forbidden
from lianfang.shared.files import read_stored
from lianfang.shared.models import AuditEntry, OutboxNews, StoredFile
from lianfang.shared.roles import Role

GIVEN = {"filename": "名单.csv", "source_name": "省厅", "pushed_at": AT, "at": AT}


@pytest.fixture(autouse=True)
def own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Files of these tests lie apart, so that tests beside them do not change what is counted."""
    monkeypatch.setattr(files, "files_folder", lambda: tmp_path)


def on_disk() -> set[str]:
    return {path.name for path in files.files_folder().iterdir()}


def test_a_file_is_kept_as_received_and_told_once(console: Actor) -> None:
    batch = receive(console, ZHANG)
    assert read_stored(batch.file) == text(ZHANG)
    assert (batch.state, batch.source.kind, batch.received_at) == ("received", "pushed", AT)
    assert [news.payload for news in OutboxNews.objects.filter(topic="intake.accepted")] == [
        {"batch": batch.pk}
    ]
    assert AuditEntry.objects.filter(action="intake.accept", object_id=str(batch.pk)).count() == 1


def test_identical_bytes_are_stored_once(console: Actor) -> None:
    before = receive(console, ZHANG)
    disk, stored = on_disk(), StoredFile.objects.count()
    again = accept_file(
        content=text(ZHANG), by=console, **{**GIVEN, "filename": "b.csv", "source_name": "市局"}
    )
    assert (again.batch.pk, again.already) == (before.pk, True)
    assert (on_disk(), StoredFile.objects.count()) == (disk, stored)
    assert not Source.objects.filter(name="市局").exists()


@pytest.mark.parametrize(("size", "refusal"), [(0, NoBytes), (11, TooLarge)])
def test_files_out_of_bounds_are_refused_and_not_kept(console: Actor, settings, size, refusal) -> None:
    settings.UPLOAD_LIMIT_BYTES = 10
    disk = on_disk()
    with pytest.raises(refusal):
        accept_file(content=b"x" * size, by=console, **GIVEN)
    assert on_disk() == disk
    assert not Batch.objects.exists()


def test_a_file_of_exactly_the_limit_is_taken(console: Actor, settings) -> None:
    settings.UPLOAD_LIMIT_BYTES = 10
    assert accept_file(content=b"x" * 10, by=console, **GIVEN).batch.file.size == 10


@pytest.mark.parametrize("wrong", [{"source_name": "  "}, {"kind": "rumour", "source_name": "new"}])
def test_a_list_that_cannot_be_opened_leaves_no_file(console: Actor, wrong: dict[str, str]) -> None:
    disk = on_disk()
    with pytest.raises(ValueError, match=r"source|rumour"):
        accept_file(content=b"x", by=console, **{**GIVEN, **wrong})
    assert on_disk() == disk
    assert not StoredFile.objects.exists()


def test_a_known_source_keeps_its_kind(console: Actor) -> None:
    receive(console, ZHANG)
    batch = accept_file(content=b"other", by=console, kind="declared", **GIVEN).batch
    assert batch.source.kind == "pushed"


def test_only_those_who_may_upload_do(console: Actor) -> None:
    with pytest.raises(Forbidden):
        accept_file(content=b"x", by=make_actor(Role.COMMANDER), **GIVEN)
