"""The API of orders: the pages' reads and writes, done once a key, refused by code."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from tests.rooms.orders.world import AT, DAY, GRID, HOUR, OTHER_TOWN, answered_lead, control, due_of, take
from tests.rooms.staff import make_staff, sign_in

from lianfang.orders.models import Order, TestResult
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.clock import pinned_at
from lianfang.shared.roles import Role

OFFICE = Scope(ScopeKind.COUNTY, "141123")


def caller(role: Role = Role.OFFICE, scope: Scope = OFFICE) -> Client:
    return sign_in(Client(), make_staff(role, scope))


def send(client: Client, path: str, status: int = 200, **told: Any) -> Any:
    answer = client.post(
        f"/api/v1/orders{path}", json.dumps(told, default=str), content_type="application/json"
    )
    assert answer.status_code == status, answer.content
    return answer.json()


def read(client: Client, path: str, status: int = 200) -> Any:
    answer = client.get(f"/api/v1/orders{path}")
    assert answer.status_code == status, answer.content
    return answer.json()


def asked(lead: int, category: str = "close_contact") -> dict[str, Any]:
    return {"lead": lead, "category": category, "anchor": AT.isoformat(), "found": AT.isoformat()}


def test_propose_issue_and_read(console: Actor) -> None:
    lead, client = answered_lead(console), caller()
    with pinned_at(AT + HOUR):
        proposed = send(client, "/proposal", **asked(lead.pk))
        assert (proposed["measure"], len(proposed["stages"]), len(proposed["tests"])) == ("centralised", 2, 6)
        assert not Order.objects.exists()
        issued = [send(client, "", **asked(lead.pk), key="k") for _ in range(2)]
        assert issued[0] == issued[1]
        whole = read(client, f"/{issued[0]['id']}")
        assert [stage["state"] for stage in whole["stages"]] == ["running", "planned"]
        assert [test["state"] for test in whole["tests"]][:2] == ["open", "ahead"]
        assert {one["code"] for one in whole["obstacles"]} == {"days_not_over", "stage_ahead", "test_missing"}
        assert [one["id"] for one in read(client, "?state=running")] == [issued[0]["id"]]
        assert read(client, f"?after={issued[0]['id']}") == []
        refused = send(client, "", 409, **asked(lead.pk))
        assert refused["detail"] == "already_controlled"


def test_each_move_and_each_refusal(console: Actor) -> None:
    order, client = control(console), caller()
    with pinned_at(AT + DAY):
        moved = send(
            client, f"/{order.pk}/move", place="home", reason="病情", true_at=(AT + HOUR).isoformat()
        )
        assert moved["place"] == "home"
        assert (
            send(client, f"/{order.pk}/move", 422, place="nowhere", reason="病情")["detail"]
            == "unknown_value"
        )
        assert send(client, f"/{order.pk}/release", 409)["detail"] == "release_refused"
        assert send(client, f"/{order.pk}/next", 409)["detail"] == "release_refused"
        assert send(client, f"/{order.pk}/need", 409, document="报告")["detail"] == "no_need"
        until = (AT + 40 * DAY).isoformat()
        assert send(client, f"/{order.pk}/extend", until=until, reason="病情")["ends_at"].startswith(
            "2022-04-09"
        )
        stage = order.stages.get(seq=0)
        right = {"stage": stage.pk, "ends_at": (AT + 2 * HOUR).isoformat(), "reason": "补记"}
        send(client, f"/{order.pk}/correct", **right)
        send(client, f"/{order.pk}/correct", 404, **(right | {"stage": 999_999}))
        assert send(client, f"/{order.pk}/leave", reason="离县")["state"] == "left"
        assert send(client, f"/{order.pk}/death", 409)["detail"] == "not_running"
        assert send(client, f"/{order.pk}/cancel", 409, reason="误下")["detail"] == "not_running"


@pytest.mark.parametrize(
    ("name", "told", "state"),
    [("death", {}, "died"), ("cancel", {"reason": "误下"}, "cancelled"), ("release", {}, "released")],
)
def test_the_other_ends(console: Actor, name: str, told: dict[str, str], state: str) -> None:
    order = control(console, "medium_risk")
    take(console, order)
    with pinned_at(order.ends_at):
        client = caller()
        for _ in range(2):
            assert send(client, f"/{order.pk}/{name}", key="k", **told)["state"] == state


def test_results_as_a_laboratory_sends_them(console: Actor) -> None:
    tests = [due_of(control(console, "medium_risk", seed))[0] for seed in (1, 2, 3)]
    with pinned_at(AT + HOUR):
        client = caller(Role.DATA)
        listed = read(client, "/tests?day=2022-02-28")
        assert [line["id"] for line in listed] == [test.pk for test in tests]
        lines = [
            {"test": line["id"], "result": "negative", "done_at": AT.isoformat(), "laboratory": "县疾控"}
            for line in listed
        ]
        assert [send(client, "/tests/results", results=lines, key="k")["written"] for _ in range(2)] == [3, 3]
        assert send(client, "/tests/results", results=lines)["written"] == 0
        assert {line["state"] for line in read(client, "/tests?day=2022-02-28")} == {"negative"}
        wrong = [{**lines[0], "result": "perhaps"}]
        assert send(client, "/tests/results", 422, results=wrong)["detail"] == "unknown_value"
    assert TestResult.objects.count() == 3


def test_what_is_out_of_scope_does_not_exist(console: Actor) -> None:
    order, lead = control(console), answered_lead(console, "赵六", 7)
    other = caller(Role.TOWN, Scope(ScopeKind.TOWN, OTHER_TOWN))
    read(other, f"/{order.pk}", 404)
    send(other, f"/{order.pk}/leave", 404, reason="离县")
    send(other, "", 404, **asked(lead.pk))
    send(other, "/proposal", 404, **asked(lead.pk))
    line = {"test": due_of(order)[0].pk, "result": "negative", "done_at": AT.isoformat()}
    assert send(other, "/tests/results", 403, results=[line])["detail"] == "forbidden"
    grid = caller(Role.GRID, Scope(ScopeKind.GRID, GRID))
    assert send(grid, "", 403, **asked(lead.pk))["detail"] == "forbidden"
    assert [one["id"] for one in read(grid, "")] == [order.pk]
