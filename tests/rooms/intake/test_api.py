"""The API of lists: a file in, its state and its rows out."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.rooms.intake.lists import LI, NAMELESS, ZHANG, bring, receive, text
from tests.rooms.staff import signed_in

from lianfang.intake.models import Batch
from lianfang.shared.actor import Actor
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Role

TOLD = {"source": "省厅", "pushed_at": "2022-02-28T09:00:00"}


@pytest.fixture
def clerk(console: Actor) -> Client:
    return signed_in(Role.DATA)


def send(client: Client, content: bytes = b"", **given: str):
    file = SimpleUploadedFile("名单.csv", content or text(ZHANG))
    return client.post("/api/v1/intake/", {**TOLD, **given, "file": file})


def test_a_file_becomes_a_list_once(clerk: Client) -> None:
    first = send(clerk, key="k").json()
    assert first == {"batch": Batch.objects.get().pk, "already": False}
    assert send(clerk, key="k").json() == first
    assert send(clerk).json() == {**first, "already": True}
    assert Batch.objects.get().pushed_at.isoformat() == "2022-02-28T01:00:00+00:00"


@pytest.mark.parametrize(
    ("given", "status"),
    [({"source": ""}, 422), ({"source": " "}, 422), ({"pushed_at": "soon"}, 422), ({"kind": "x"}, 422)],
)
def test_what_is_told_wrongly_is_refused(clerk: Client, given: dict[str, str], status: int) -> None:
    assert send(clerk, **given).status_code == status
    assert not Batch.objects.exists()


def test_files_out_of_bounds_are_refused(clerk: Client, settings) -> None:
    settings.UPLOAD_LIMIT_BYTES = 3
    assert send(clerk, b"1234").status_code == 413


def test_a_list_says_how_far_it_is(clerk: Client, console: Actor) -> None:
    batch = bring(console, ZHANG, NAMELESS)
    told = clerk.get(f"/api/v1/intake/{batch.pk}").json()
    assert (told["state"], told["rows"], told["rejected"], told["source"], told["fault"]) == (
        "done",
        2,
        1,
        "省厅",
        [],
    )
    assert clerk.get("/api/v1/intake/99999").status_code == 404


def test_rows_come_without_their_contents_and_page_by_number(clerk: Client, console: Actor) -> None:
    batch = bring(console, ZHANG, LI, NAMELESS)
    first = clerk.get(f"/api/v1/intake/{batch.pk}/rows?limit=2").json()
    rest = clerk.get(f"/api/v1/intake/{batch.pk}/rows?after={first[-1]['seq']}").json()
    assert [row["outcome"] for row in [*first, *rest]] == ["ready", "warning", "rejected"]
    assert "张三" not in str(first)
    assert AuditEntry.objects.filter(action="intake.view_rows").count() == 2


def test_a_town_has_no_lists(console: Actor) -> None:
    batch = receive(console, ZHANG)
    assert signed_in(Role.TOWN).get(f"/api/v1/intake/{batch.pk}").status_code == 403


def test_the_api_describes_itself(clerk: Client) -> None:
    described = clerk.get("/api/v1/openapi.json").json()["paths"]
    assert "multipart/form-data" in described["/api/v1/intake/"]["post"]["requestBody"]["content"]
    assert {"/api/v1/intake/{batch_id}", "/api/v1/intake/{batch_id}/rows"} <= set(described)
