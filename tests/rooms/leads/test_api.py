"""The API of leads: the same doors, refusals with codes, and every write once for a key."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.rooms.leads.county import (
    GRID,
    OTHER_GRID,
    OTHER_VILLAGE,
    TOWN,
    VILLAGE,
    number,
    one_lead,
    open_list,
    traveller,
)
from tests.rooms.staff import signed_in

from lianfang.leads.models import Call, DoubtfulPair, Lead, LeadMove
from lianfang.shared import clock
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.roles import Role

API = "/api/v1/leads"
HERE = Scope(ScopeKind.GRID, GRID)


@pytest.fixture
def lead(console: Actor) -> Lead:
    return one_lead(console)


@pytest.fixture
def client() -> Client:
    return signed_in(Role.OFFICE)


def post(client: Client, path: str, status: int = 200, **told: Any) -> Any:
    answer = client.post(f"{API}{path}", told, content_type="application/json")
    assert answer.status_code == status, answer.content
    return answer.json()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["张三", "李四"]), ({"state": "open"}, ["张三", "李四"]), ({"state": "closed"}, []),
        ({"grid": GRID}, ["张三"]), ({"town": TOWN, "community": VILLAGE}, ["张三"]),
        ({"overdue": "true"}, ["张三", "李四"]),
        ({"place": "none"}, []),
    ],
)  # fmt: skip
def test_leads_are_listed_by_exact_values(
    console: Actor, lead: Lead, client: Client, query: dict[str, str], found: list[str]
) -> None:
    one_lead(console, "李四", 2, area=OTHER_VILLAGE)
    assert [one["name"] for one in client.get(API, query).json()] == found
    assert [one["name"] for one in client.get(API, {**query, "after": lead.pk}).json()] == [
        name for name in found if name != "张三"
    ]


def test_a_lead_is_read_within_the_scope(lead: Lead) -> None:
    one = signed_in(Role.GRID, HERE).get(f"{API}/{lead.pk}").json()
    assert (one["person"], one["name"], one["holder"], one["grid"]) == (lead.person_id, "张三", "grid", GRID)
    away = signed_in(Role.GRID, Scope(ScopeKind.GRID, OTHER_GRID))
    assert away.get(f"{API}/{lead.pk}").status_code == 404
    assert away.get(API).json() == []
    assert Client().get(f"{API}/{lead.pk}").status_code == 401
    assert signed_in(Role.AUDITOR).get(API).status_code == 403


def test_a_call_is_recorded_once_for_its_key(lead: Lead) -> None:
    grid = signed_in(Role.GRID, HERE)
    back_on = (clock.now() + timedelta(days=5)).date().isoformat()
    told = {"outcome": "away", "away_place": "太原", "back_on": back_on, "key": "k"}
    for _ in range(2):
        one = post(grid, f"/{lead.pk}/calls", **told)
    assert (one["state"], one["outcome"], one["calls"]) == ("answered", "away", 1)
    assert Call.objects.count() == 1


@pytest.mark.parametrize(
    ("told", "status", "detail"),
    [
        ({"outcome": "away"}, 422, "missing: away_place, back_on"),
        ({"outcome": "asleep"}, 422, "unknown_value"),
        (
            {"outcome": "away", "away_place": "太原", "back_on": "2022-02-27"},
            422,
            "back_on lies behind the call",
        ),
        (
            {"outcome": "away", "away_place": "太原", "back_on": "2199-03-05"},
            422,
            "back_on lies too far ahead",
        ),
        ({}, 422, None),
    ],
)
def test_an_incomplete_call_is_refused(
    lead: Lead, client: Client, told: dict[str, str], status: int, detail: str
) -> None:
    answer = post(client, f"/{lead.pk}/calls", status, **told)
    assert detail is None or answer["detail"] == detail
    assert not Call.objects.exists()


def test_leads_are_assigned_placed_given_back_and_reopened(console: Actor, client: Client) -> None:
    lead = one_lead(console, place="none", area="")
    assert post(client, "/assign", leads=[lead.pk, 99], kind="town", code=TOWN) == {
        "moved": 1,
        "refused": [99],
    }
    assert post(client, f"/{lead.pk}/place", area=VILLAGE)["grid"] == GRID
    assert post(client, f"/{lead.pk}/give-back", note="x")["holder"] == "community"
    assert post(client, f"/{lead.pk}/reopen", 409, note="x")["detail"] == "not_from_here"
    post(client, f"/{lead.pk}/calls", outcome="here_free")
    assert post(client, f"/{lead.pk}/calls", 409, outcome="here_free")["detail"] == "not_from_here"
    assert post(client, f"/{lead.pk}/reopen", note="x")["state"] == "open"
    assert post(client, "/assign", 422, leads=[lead.pk], kind="grid", code="X")["detail"] == "no_such_place"
    assert post(client, f"/{lead.pk}/give-back", 422, note="")


def test_a_reopening_names_the_other_open_lead(console: Actor, lead: Lead, client: Client) -> None:
    post(client, f"/{lead.pk}/calls", outcome="here_free")
    one_lead(console)
    assert post(client, f"/{lead.pk}/reopen", 409, note="x")["detail"] == "another_open"


def test_a_grid_worker_assigns_nothing(lead: Lead) -> None:
    post(signed_in(Role.GRID, HERE), "/assign", 403, leads=[lead.pk], kind="grid", code=GRID)
    town = signed_in(Role.TOWN, Scope(ScopeKind.TOWN, TOWN))
    post(town, "/assign", 403, leads=[lead.pk], kind="grid", code=OTHER_GRID)
    assert not LeadMove.objects.filter(move="assign_grid").exists()


def test_a_letter_is_sent(console: Actor, client: Client) -> None:
    lead = one_lead(console)
    assert post(client, f"/{lead.pk}/letter", 422)["detail"] == "no_such_place"
    letter = post(client, f"/{lead.pk}/letter", to_name="西安市")
    assert (letter["lead"], letter["state"], letter["to_name"]) == (lead.pk, "sent", "西安市")


def test_pairs_are_listed_and_answered(console: Actor, client: Client) -> None:
    home = "兴县蔚汾镇贺家坪村12号"
    open_list(console, traveller("张伟", number(1), "15400000001", home))
    open_list(console, traveller("张伟", "", "15400000002", home))
    (pair,) = client.get(f"{API}/doubtful").json()
    assert pair["suggestion"] == "ask" and {code for code, _ in pair["reasons"]} == {
        "name_equal",
        "address_equal",
    }
    assert post(client, f"/doubtful/{pair['id']}", 422, answer="maybe")["detail"] == "unknown_value"
    assert post(client, f"/doubtful/{pair['id']}", answer="merged")["answer"] == "merged"
    assert client.get(f"{API}/doubtful").json() == []
    post(client, "/doubtful/999", 404, answer="merged")
    assert DoubtfulPair.objects.get().answer == "merged"
