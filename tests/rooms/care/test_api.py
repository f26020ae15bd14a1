"""The API of care: the pages' reads and writes over HTTP, done once a key, refused by code, audited alike."""

from __future__ import annotations

import json
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from docx import Document
from tests.rooms.care.world import (
    AT,
    DAY,
    EVENING,
    GRID,
    HOUR,
    OTHER_GRID,
    OTHER_VILLAGE,
    at_home,
    browser,
    measure,
    take,
)
from tests.support.lists import count_queries

from lianfang.care import actions
from lianfang.care.models import Measurement, Transfer
from lianfang.care.sheets import WORD_TYPE
from lianfang.orders.actions import suspend
from lianfang.shared.actor import Actor
from lianfang.shared.clock import pinned_at
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import GRANTS, Permission, Role

NOON = AT + 2 * HOUR
ENDS = AT + 14 * DAY


def caller(role: Role = Role.OFFICE, code: str = "141123") -> Client:
    client = browser(role, code)
    client.raise_request_exception = False
    return client


def read(client: Client, path: str, status: int = 200, at: datetime = NOON) -> Any:
    with pinned_at(at):
        answer = client.get(f"/api/v1/care{path}")
    assert answer.status_code == status, answer.content
    return answer.json()


def send(client: Client, status: int = 200, at: datetime = NOON, key: str = "", **row: Any) -> Any:
    return send_rows(client, [row], status, at, key)


def send_rows(client: Client, rows: list[Any], status: int = 200, at: datetime = NOON, key: str = "") -> Any:
    body = json.dumps({"rows": rows, "key": key}, default=str)
    with pinned_at(at):
        answer = client.post("/api/v1/care/measurements", body, content_type="application/json")
    assert answer.status_code == status, answer.content
    return answer.json()


def states(told: dict[str, Any]) -> list[str]:
    return [part["state"] for part in told["parts"]]


def test_a_day_of_an_order_is_read_by_its_parts(console: Actor) -> None:
    order, client = at_home(console), caller()
    path = f"/{order.pk}/measurements"
    assert states(read(client, path)) == ["due", "not_asked"]
    client = caller()  # the session of the morning has ended
    assert states(read(client, path, at=EVENING)) == ["missing", "due"]
    measure(console, order, temperature="37.6", symptoms=("cough",), source="telephone")
    told = read(client, path, at=EVENING)
    assert (told["order"], told["day"], states(told)) == (order.pk, "2022-02-28", ["measured", "due"])
    first = told["parts"][0]
    assert (first["part"], first["starts_at"], first["ends_at"]) == (
        1, "2022-02-28T00:00:00+08:00", "2022-02-28T12:00:00+08:00",
    )  # fmt: skip
    assert first["measured"] == {
        "temperature": "37.6", "symptoms": ["cough"], "alarm": "fever", "source": "telephone",
        "taken_at": "2022-02-28T03:00:00Z",
    }  # fmt: skip
    assert states(read(client, f"{path}?day=2022-02-27", at=EVENING)) == ["not_asked", "not_asked"]
    assert states(read(client, f"{path}?day=2022-03-01", at=EVENING)) == ["not_asked", "not_asked"]
    kept = AuditEntry.objects.filter(action="care.view", object_id=str(order.pk))
    assert kept.count() == 5


def test_of_a_measure_that_rests_nothing_is_asked(console: Actor) -> None:
    order = at_home(console)
    suspend(order=order, by=console, at=NOON, reason="住院")
    assert states(read(caller(), f"/{order.pk}/measurements", at=EVENING)) == ["not_asked", "not_asked"]


def test_many_are_recorded_once_for_a_key(console: Actor) -> None:
    orders = [at_home(console, f"张{seed}", seed) for seed in (1, 2, 3)]
    rows: list[dict[str, Any]] = [{"order": order.pk, "temperature": 36.5} for order in orders]
    rows[2] |= {"temperature": "38.4", "symptoms": ["cough"], "source": "telephone", "note": "畏寒"}
    rows[1] |= {"taken_at": "2022-02-28T10:30:00"}  # of Shanghai
    client = caller(Role.GRID, GRID)
    assert send_rows(client, rows, key="k") == {"written": 3}
    assert send_rows(client, [{**row, "temperature": 36.9} for row in rows], key="k") == {"written": 3}
    held = Measurement.objects.filter(known_to__isnull=True).order_by("order")
    assert [(str(row.temperature), row.source, row.alarm) for row in held] == [
        ("36.5", "responsible", ""), ("36.5", "responsible", ""), ("38.4", "telephone", "fever"),
    ]  # fmt: skip
    assert held[1].taken_at == AT + HOUR * 1.5
    assert held[2].note == "畏寒"
    assert Transfer.objects.get().order_id == orders[2].pk
    assert AuditEntry.objects.filter(action="care.record_measurements").count() == 1
    assert send_rows(client, rows) == {"written": 0}  # said before
    assert send(client, order=orders[0].pk, temperature=36.8) == {"written": 1}  # corrects the first


def test_one_that_cannot_be_written_keeps_all_from_being_written(console: Actor) -> None:
    order, far = at_home(console), at_home(console, "李四", 2, area=OTHER_VILLAGE)
    client = caller(Role.GRID, GRID)
    good = {"order": order.pk, "temperature": 36.5}
    out = send_rows(client, [good, {"order": far.pk, "temperature": 36.5}], 409)
    gone = send_rows(client, [good, {"order": 99_999, "temperature": 36.5}], 409)
    assert (
        out["detail"] == f"not_under_care: {far.pk}"
    )  # one out of scope is answered as one that is not there
    assert gone["detail"] == "not_under_care: 99999"
    unknown = send_rows(client, [good, {**good, "symptoms": ["plague"]}], 422)
    assert unknown["detail"] == f"wrong_measurement: {order.pk}: symptoms"
    for when in (NOON + HOUR, AT - HOUR):
        late = send_rows(client, [good, {**good, "taken_at": when.isoformat()}], 422)
        assert late["detail"] == f"wrong_measurement: {order.pk}: time"
    assert not Measurement.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"temperature": 33.9}, {"temperature": 43.1}, {"temperature": 365}, {"temperature": "NaN"},
        {"temperature": 36.55}, {"temperature": None}, {"source": "person"}, {"symptoms": "cough"},
        {"taken_at": "heute"}, {"note": "热" * 201}, {"order": "x"},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_measurement_is_refused_before_anything_is_looked_up(
    console: Actor, wrong: dict[str, Any]
) -> None:
    order = at_home(console)
    send_rows(caller(), [{"order": order.pk, "temperature": 36.5, **wrong}], 422)
    assert not Measurement.objects.exists()


def test_as_many_rows_as_the_limit_and_no_fewer_than_one(console: Actor) -> None:
    order = at_home(console)
    row, client = {"order": order.pk, "temperature": 36.5}, caller()
    send_rows(client, [row] * 5_001, 422)
    send_rows(client, [], 422)
    assert send_rows(client, [row] * 5_000) == {"written": 1}  # one part of a day holds one


def test_releases_say_what_is_missing(console: Actor) -> None:
    ready, waits, later = (at_home(console, f"张{seed}", seed) for seed in (1, 2, 3))
    late = at_home(console, "张五", 5, at=AT + DAY)
    for order in (ready, later):
        take(console, order)
    measure(console, later, at=ENDS - HOUR, temperature="38.5")
    client = caller()
    told = {one["order"]: one for one in read(client, "/releases", at=ENDS)}
    assert told.keys() == {ready.pk, waits.pk, later.pk, late.pk}
    assert (told[ready.pk]["ready"], told[ready.pk]["missing"]) == (True, [])
    assert {one["code"] for one in told[waits.pk]["missing"]} == {"test_missing"}
    assert [one["code"] for one in told[later.pk]["missing"]] == ["way_open"]
    assert "way to hospital is open since" in told[later.pk]["missing"][0]["says"]
    assert (told[ready.pk]["name"], told[ready.pk]["number"]) == ("张1", ready.number)
    of_day = read(client, "/releases?day=2022-03-15", at=ENDS)
    assert [one["order"] for one in of_day] == [late.pk]
    assert [one["order"] for one in read(client, f"/releases?after={later.pk}", at=ENDS)] == [late.pk]
    assert read(client, "/releases", at=AT + 5 * DAY) == []
    assert AuditEntry.objects.filter(action="care.list_releases").count() == 4


def test_releases_cost_the_same_for_any_number(console: Actor) -> None:
    client = caller()
    read(client, "/releases", at=ENDS)
    counts = []
    for seeds in ((1, 2), (3, 4, 5)):
        for seed in seeds:
            at_home(console, f"张{seed}", seed)
        counts.append(count_queries(lambda: read(client, "/releases", at=ENDS)))
    assert counts[0] == counts[1]


def test_papers_of_an_order_are_listed_and_read_as_issued(console: Actor) -> None:
    order, client = at_home(console), caller(Role.GRID, GRID)
    first = actions.issue_paper(order=order, kind="start", by=console, at=NOON)
    door = actions.issue_paper(order=order, kind="door", by=console, at=NOON + HOUR)
    actions.sign_paper(paper=first, how="guardian", signer="张父", by=console, at=NOON + HOUR)
    told = read(client, f"/{order.pk}/papers", at=NOON + HOUR)
    assert [(one["id"], one["kind"], one["version"], one["signed"]) for one in told] == [
        (door.pk, "door", 1, ""), (first.pk, "start", 1, "guardian"),
    ]  # fmt: skip
    assert (told[1]["number"], told[1]["signed_at"]) == (first.number, "2022-02-28T04:00:00Z")
    whole = read(client, f"/papers/{first.pk}", at=NOON + HOUR)
    assert whole["paper"] == told[1]
    kept = json.loads(first.text)
    assert (whole["title"], whole["paragraphs"], whole["issuer"], whole["day"]) == (
        kept["title"], kept["paragraphs"], kept["issuer"], kept["day"],
    )  # fmt: skip
    assert whole["code"] == f"http://testserver/care/v/{first.token}/"


def test_a_paper_comes_as_a_word_file(console: Actor) -> None:
    paper = actions.issue_paper(order=at_home(console), kind="start", by=console, at=NOON)
    with pinned_at(NOON):
        answer = caller().get(f"/api/v1/care/papers/{paper.pk}/docx")
    assert (answer.status_code, answer["Content-Type"]) == (200, WORD_TYPE)
    lines = [line.text for line in Document(BytesIO(answer.content)).paragraphs]
    assert lines[1] == paper.number
    kept = AuditEntry.objects.get(action="care.print")
    assert (kept.object_id, kept.detail["form"]) == (str(paper.pk), "docx")


def test_each_operation_asks_for_its_permission(console: Actor) -> None:
    order = at_home(console)
    paper = actions.issue_paper(order=order, kind="start", by=console, at=NOON)
    reads = ["/releases", f"/{order.pk}/measurements", f"/{order.pk}/papers"]
    for role in (Role.DATA, Role.INSPECTOR, Role.SITE, Role.AUDITOR, Role.SYSTEM):
        client, status = caller(role), 200 if Permission.SEE_CARE in GRANTS[role] else 403
        for path in [*reads, f"/papers/{paper.pk}"]:
            read(client, path, status)
        assert send(client, 403, order=order.pk, temperature=36.5) == {"detail": "forbidden"}
    assert not Measurement.objects.exists()


def test_what_lies_out_of_scope_does_not_exist(console: Actor) -> None:
    order = at_home(console)
    paper = actions.issue_paper(order=order, kind="start", by=console, at=NOON)
    client = caller(Role.GRID, OTHER_GRID)
    for path in (
        f"/{order.pk}/measurements", f"/{order.pk}/papers", f"/papers/{paper.pk}", f"/papers/{paper.pk}/docx",
    ):  # fmt: skip
        read(client, path, 404)
    assert read(caller(Role.GRID, OTHER_GRID), "/releases", at=ENDS) == []
    assert not AuditEntry.objects.filter(action__in=("care.view", "care.print")).exists()
