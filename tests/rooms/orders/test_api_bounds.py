"""The API of orders at its limits: texts too long, texts no column takes, times out of order, the page's own refusals."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from tests.rooms.orders.world import AT, DAY, GRID, HOUR, OTHER_TOWN, answered_lead, control, due_of
from tests.rooms.staff import COUNTY, make_staff, sign_in

from lianfang.orders import api
from lianfang.orders.models import Order, OrderMove, TestResult
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.clock import pinned_at
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import GRANTS, Permission, Role

NOON = AT + 3 * HOUR
WRITES = ["move", "next", "extend", "release", "leave", "death", "need", "cancel", "correct"]
RELEASES = {"release", "need", "cancel", "correct"}
SCOPES = {
    Role.TOWN: Scope(ScopeKind.TOWN, "141123100"),
    Role.COMMUNITY: Scope(ScopeKind.COMMUNITY, "141123100225"),
    Role.GRID: Scope(ScopeKind.GRID, GRID),
}


def caller(role: Role = Role.OFFICE, scope: Scope | None = None) -> Client:
    client = sign_in(Client(), make_staff(role, scope or SCOPES.get(role, COUNTY)))
    client.raise_request_exception = False
    return client


def send(client: Client, path: str, told: dict[str, Any]) -> int:
    body = json.dumps(told, default=str)
    return client.post(f"/api/v1/orders{path}", body, content_type="application/json").status_code


def told(stage: int = 1) -> dict[str, Any]:
    """Tell enough for every write."""
    return {
        "reason": "病情", "place": "home", "until": (AT + 40 * DAY).isoformat(), "document": "兴防指1号",
        "stage": stage, "starts_at": AT.isoformat(),
    }  # fmt: skip


def test_each_write_asks_for_its_own_permission(console: Actor) -> None:
    order = control(console)
    clients = {role: caller(role) for role in Role if role is not Role.CONSOLE}
    with pinned_at(NOON):
        for write in WRITES:
            needed = Permission.RELEASE_ORDERS if write in RELEASES else Permission.ISSUE_ORDERS
            for role, client in clients.items():
                if needed not in GRANTS[role]:
                    assert send(client, f"/{order.pk}/{write}", told()) == 403, (write, role)
    assert list(OrderMove.objects.values_list("move", flat=True)) == ["issued", "started"]


def test_no_write_reaches_an_order_of_another_town_or_one_that_is_not(console: Actor) -> None:
    order = control(console)
    elsewhere, office = caller(Role.TOWN, Scope(ScopeKind.TOWN, OTHER_TOWN)), caller()
    with pinned_at(NOON):
        for write in WRITES:
            allowed = write not in RELEASES or Permission.RELEASE_ORDERS in GRANTS[Role.TOWN]
            assert send(elsewhere, f"/{order.pk}/{write}", told()) == (404 if allowed else 403), write
            assert send(office, f"/{order.pk + 1}/{write}", told()) == 404, write
            assert send(office, f"/{2**70}/{write}", told()) in (404, 422), write
    assert Order.objects.get().state == "running"


@pytest.mark.parametrize(
    ("write", "field", "most"),
    [("leave", "reason", 200), ("leave", "document", 80), ("move", "site", 80), ("cancel", "key", 80)],
)
def test_a_text_of_the_limit_is_taken_and_one_longer_refused(
    console: Actor, write: str, field: str, most: int
) -> None:
    order = control(console)
    with pinned_at(NOON):
        client = caller()
        assert send(client, f"/{order.pk}/{write}", {**told(), field: "长" * (most + 1)}) == 422
        assert Order.objects.get().state == "running"
        assert send(client, f"/{order.pk}/{write}", {**told(), field: "长" * most}) == 200


def test_texts_that_no_column_takes_never_break(console: Actor) -> None:
    order = control(console)
    stage = order.stages.get(seq=0).pk
    with pinned_at(NOON):
        client = caller()
        for write in WRITES:
            for field in ("reason", "document", "site", "key"):
                for text in ("\x00", "病\x00情", "\ud800"):
                    status = send(client, f"/{order.pk}/{write}", {**told(stage), field: text})
                    assert status < 500, (write, field, ascii(text))


def test_a_laboratory_of_any_name_never_breaks(console: Actor) -> None:
    tests = due_of(control(console))
    with pinned_at(NOON):
        client = caller(Role.DATA)
        for test, text in zip(
            tests, ("\x00县疾控", "<b>县疾控</b>", "😀" * 60, "\u202e控疾县"), strict=False
        ):
            line = {"test": test.pk, "result": "negative", "done_at": AT.isoformat(), "laboratory": text}
            assert send(client, "/tests/results", {"results": [line]}) < 500, ascii(text)
        page = caller().get(f"/orders/{tests[0].order_id}/")
    assert page.status_code == 200
    assert "<b>县疾控" not in page.content.decode()


def test_a_number_of_samples_no_tube_has_is_refused(console: Actor) -> None:
    test = due_of(control(console))[0]
    client = caller(Role.DATA)
    for samples in (-1, 11, 2.5, "many"):
        line = {"test": test.pk, "result": "negative", "done_at": AT.isoformat(), "samples": samples}
        with pinned_at(NOON):
            assert send(client, "/tests/results", {"results": [line]}) == 422, samples
    assert not TestResult.objects.exists()


def test_five_thousand_results_are_taken_at_once_and_not_one_more(console: Actor) -> None:
    test = due_of(control(console))[0]
    line = {"test": test.pk, "result": "negative", "done_at": AT.isoformat()}
    with pinned_at(NOON):
        client = caller(Role.DATA)
        assert send(client, "/tests/results", {"results": [line] * 5_001}) == 422
        assert send(client, "/tests/results", {"results": [line] * 5_000}) == 200
        assert send(client, "/tests/results", {"results": []}) == 200
    assert TestResult.objects.count() == 1


def test_a_sample_of_tomorrow_is_refused(console: Actor) -> None:
    test = due_of(control(console))[0]
    line = {"test": test.pk, "result": "negative", "done_at": (NOON + HOUR).isoformat()}
    with pinned_at(NOON):
        assert send(caller(Role.DATA), "/tests/results", {"results": [line]}) == 409


def test_a_correction_without_a_moment_is_refused_as_on_the_page(console: Actor) -> None:
    order = control(console)
    stage = order.stages.get(seq=0).pk
    with pinned_at(NOON):
        client = caller()
        assert send(client, f"/{order.pk}/correct", {"stage": stage, "reason": "补记"}) == 422
        page = client.post(f"/orders/{order.pk}/correct/", {"stage": stage, "reason": "补记"})
    assert page.status_code == 422
    assert not OrderMove.objects.filter(move="corrected").exists()


def test_a_reason_that_says_nothing_is_none(console: Actor) -> None:
    order = control(console)
    client, given = caller(), told(order.stages.get(seq=0).pk)
    with pinned_at(NOON):
        for write in ("move", "extend", "leave", "cancel", "correct"):
            for reason in ("", " ", "\u3000", "\t\n"):
                assert send(client, f"/{order.pk}/{write}", {**given, "reason": reason}) in (409, 422), write
    assert list(OrderMove.objects.values_list("move", flat=True)) == ["issued", "started"]


IMPOSSIBLE: list[tuple[str, str, datetime]] = [
    ("move", "true_at", AT),
    ("move", "true_at", AT - HOUR),
    ("move", "true_at", NOON + HOUR),
    ("leave", "true_at", AT - HOUR),
    ("leave", "true_at", NOON + HOUR),
    ("death", "true_at", NOON + HOUR),
    ("extend", "until", AT + DAY),
    ("correct", "starts_at", NOON + HOUR),
    ("correct", "ends_at", NOON),
]


def test_a_moment_that_cannot_be_is_refused_with_a_code(console: Actor) -> None:
    order = control(console)
    client, given = caller(), told(order.stages.get(seq=0).pk)
    with pinned_at(NOON):
        for write, field, moment in IMPOSSIBLE:
            body = json.dumps({**given, field: moment.isoformat()})
            answer = client.post(f"/api/v1/orders/{order.pk}/{write}", body, content_type="application/json")
            assert answer.status_code == 409, (write, field)
            assert answer.json()["detail"] in ("wrong_time", "still_runs")
    assert Order.objects.get().state == "running"


def test_a_moment_without_an_offset_is_that_of_shanghai(console: Actor) -> None:
    order = control(console)
    with pinned_at(NOON):
        assert (
            send(caller(), f"/{order.pk}/leave", {"reason": "离县", "true_at": "2022-02-28T10:00:00"}) == 200
        )
    assert Order.objects.get().ended_at == AT + HOUR


@pytest.mark.parametrize("most", [1, 3])
def test_pages_of_orders_and_tests_make_the_whole_and_each_is_kept(
    console: Actor, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "MOST", most)
    orders = [control(console, seed=seed).pk for seed in (1, 2, 3)]
    client, seen, after = caller(), [], 0
    with pinned_at(NOON):
        while page := client.get(f"/api/v1/orders?after={after}").json():
            assert len(page) <= most
            seen += [one["id"] for one in page]
            after = seen[-1]
        first = client.get("/api/v1/orders/tests?day=2022-02-28").json()
    assert seen == orders
    assert len(first) == most
    assert AuditEntry.objects.filter(action="orders.list").count() == 3 // most + 1


def test_the_same_post_twice_is_one_order_and_a_new_key_is_refused(console: Actor) -> None:
    lead, client = answered_lead(console), caller()
    given = {"lead": lead.pk, "category": "close_contact", "anchor": AT.isoformat(), "found": AT.isoformat()}
    with pinned_at(NOON):
        answers = [send(client, "", {**given, "key": key}) for key in ("a", "a", "b")]
        others = send(caller(), "", {**given, "key": "a"})  # another desk's key of the same name
    assert (answers, others) == ([200, 200, 409], 409)
    assert Order.objects.count() == 1
