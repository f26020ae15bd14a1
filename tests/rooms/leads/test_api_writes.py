"""Every write of the API: done once for a key, refused with a code, and never by who may not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.rooms.leads.county import AT, GRID, TOWN, VILLAGE, number, one_lead, open_list, traveller
from tests.rooms.staff import signed_in

from lianfang.leads.actions import record_call
from lianfang.leads.api import MOST
from lianfang.leads.models import Call, DoubtfulPair, Lead, LeadMove
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.models import AuditEntry, IdempotencyKey
from lianfang.shared.roles import GRANTS, Permission, Role

API = "/api/v1/leads"
HERE = Scope(ScopeKind.GRID, GRID)
Given = Callable[[Actor], tuple[str, dict[str, Any]]]


def waiting(by: Actor) -> Lead:
    return one_lead(by)


def closed(by: Actor) -> Lead:
    return record_call(lead=one_lead(by), outcome="here_free", by=by, at=AT)


def unplaced(by: Actor) -> Lead:
    return one_lead(by, place="none", area="")


def doubtful(by: Actor) -> DoubtfulPair:
    home = "兴县蔚汾镇贺家坪村12号"
    open_list(by, traveller("张伟", number(1), "15400000001", home))
    open_list(by, traveller("张伟", "", "15400000002", home))
    found: DoubtfulPair = DoubtfulPair.objects.get()
    return found


WRITES: dict[str, tuple[Permission, str, Given]] = {
    "call": (
        Permission.CALL_LEADS, "leads.call", lambda by: (f"/{waiting(by).pk}/calls", {"outcome": "no_answer"}),
    ),
    "give back": (
        Permission.CALL_LEADS, "leads.give_back", lambda by: (f"/{waiting(by).pk}/give-back", {"note": "不是本村"}),
    ),
    "reopen": (Permission.CALL_LEADS, "leads.reopen", lambda by: (f"/{closed(by).pk}/reopen", {"note": "弄错人"})),
    "assign": (
        Permission.ASSIGN_LEADS, "leads.assign",
        lambda by: ("/assign", {"leads": [unplaced(by).pk], "kind": "town", "code": TOWN}),
    ),
    "place": (Permission.ASSIGN_LEADS, "leads.assign", lambda by: (f"/{unplaced(by).pk}/place", {"area": VILLAGE})),
    "letter": (
        Permission.SEND_LETTERS, "leads.send_letter", lambda by: (f"/{waiting(by).pk}/letter", {"to_name": "西安市"}),
    ),
    "pair": (
        Permission.MERGE_PEOPLE, "leads.answer_pair", lambda by: (f"/doubtful/{doubtful(by).pk}", {"answer": "merged"}),
    ),
}  # fmt: skip


def send(client: Client, path: str, told: dict[str, Any]) -> tuple[int, Any]:
    answer = client.post(f"{API}{path}", told, content_type="application/json")
    return answer.status_code, answer.json()


@pytest.mark.parametrize("name", WRITES)
def test_a_write_sent_twice_with_its_key_is_done_once(console: Actor, name: str) -> None:
    _, action, given = WRITES[name]
    path, told = given(console)
    before = AuditEntry.objects.filter(action=action).count()
    client = signed_in(Role.OFFICE)
    answers = [send(client, path, {**told, "key": "k-1"}) for _ in range(3)]
    assert {status for status, _ in answers} == {200}
    assert answers[0] == answers[1] == answers[2]
    assert AuditEntry.objects.filter(action=action).count() == before + 1
    assert IdempotencyKey.objects.count() == 1


def test_another_key_is_another_call(console: Actor) -> None:
    path, told = WRITES["call"][2](console)
    client = signed_in(Role.OFFICE)
    calls = [send(client, path, {**told, "key": key})[1]["calls"] for key in ("a", "b", "a")]
    assert calls == [1, 2, 2]
    assert Call.objects.count() == 2


def test_without_a_key_every_sending_is_a_call(console: Actor) -> None:
    path, told = WRITES["call"][2](console)
    client = signed_in(Role.OFFICE)
    assert [send(client, path, told)[1]["calls"] for _ in range(2)] == [1, 2]


@pytest.mark.parametrize("name", WRITES)
def test_a_write_is_refused_to_who_may_not_and_leaves_nothing(console: Actor, name: str) -> None:
    permission, action, given = WRITES[name]
    path, told = given(console)
    before = (AuditEntry.objects.filter(action=action).count(), LeadMove.objects.count())
    for role in Role:
        if role is not Role.CONSOLE and permission not in GRANTS[role]:
            scope = (HERE,) if role is Role.GRID else ()
            assert send(signed_in(role, *scope), path, told)[0] == 403, role
    assert send(Client(), path, told)[0] == 401
    assert (AuditEntry.objects.filter(action=action).count(), LeadMove.objects.count()) == before


@pytest.mark.parametrize("name", [name for name in WRITES if name != "assign"])
def test_a_write_on_what_is_not_there_is_not_found(console: Actor, name: str) -> None:
    path, told = WRITES[name][2](console)
    *head, pk = [part for part in path.split("/") if part.isdigit()]
    assert not head
    assert send(signed_in(Role.OFFICE), path.replace(pk, "999999999"), told)[0] == 404


@pytest.mark.parametrize(
    ("name", "told", "detail"),
    [
        ("call", {"outcome": "asleep"}, "unknown_value"),
        ("call", {"outcome": "away"}, "missing: away_place, back_on"),
        ("call", {"outcome": "elsewhere"}, "missing: away_place"),
        ("assign", {"kind": "grid", "code": "nowhere"}, "no_such_place"),
        ("assign", {"kind": "planet", "code": TOWN}, "no_such_place"),
        ("place", {"area": "141123"}, "no_such_place"),
        ("letter", {"to_name": ""}, "no_such_place"),
        ("pair", {"answer": "perhaps"}, "unknown_value"),
    ],
)
def test_what_is_wrong_is_named_by_a_code(
    console: Actor, name: str, told: dict[str, Any], detail: str
) -> None:
    path, good = WRITES[name][2](console)
    assert send(signed_in(Role.OFFICE), path, {**good, **told}) == (422, {"detail": detail})


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("call", {"note": "长" * 301}),
        ("call", {"away_place": "长" * 121}),
        ("call", {"back_on": "next week"}),
        ("call", {"key": "k" * 81}),
        ("give back", {"note": ""}),
        ("give back", {"note": "长" * 201}),
        ("assign", {"leads": list(range(5_001))}),
        ("assign", {"leads": "all"}),
        ("letter", {"to_name": "长" * 81}),
        ("pair", {"reason": "长" * 201}),
    ],
)
def test_what_does_not_fit_is_refused_before_anything_is_done(
    console: Actor, name: str, told: dict[str, Any]
) -> None:
    path, good = WRITES[name][2](console)
    status, answer = send(signed_in(Role.OFFICE), path, {**good, **told})
    assert status == 422
    assert next(fault["loc"][-1] for fault in answer["detail"]) in {*told, 0}
    assert not IdempotencyKey.objects.exists() and not Call.objects.exists()


def test_a_call_may_have_been_made_before(console: Actor) -> None:
    path, _ = WRITES["call"][2](console)
    told = {"outcome": "here_free", "true_at": "2022-02-28T10:30:00+08:00"}
    status, lead = send(signed_in(Role.OFFICE), path, told)
    assert (status, lead["state"], lead["answered_at"]) == (200, "closed", "2022-02-28T02:30:00Z")


def test_a_lead_out_of_the_api_has_no_number_and_no_phone(console: Actor) -> None:
    lead = one_lead(console)
    for path in ("", f"/{lead.pk}"):
        text = str(signed_in(Role.OFFICE).get(f"{API}{path}").json())
        assert "张三" in text and number(1) not in text and "15400000001" not in text


def test_a_list_is_walked_by_the_last_id(console: Actor) -> None:
    people = (traveller(f"张{chr(0x4E00 + n)}", number(n), f"154{n:08d}") for n in range(MOST + 5))
    open_list(console, *people)
    client = signed_in(Role.OFFICE)
    first = client.get(API).json()
    rest = client.get(API, {"after": first[-1]["id"]}).json()
    assert (len(first), len(rest)) == (MOST, 5)
    assert [one["id"] for one in first + rest] == sorted(one["id"] for one in first + rest)
    found = (
        AuditEntry.objects.filter(action="leads.list").order_by("pk").values_list("detail__found", flat=True)
    )
    assert list(found) == [MOST, 5]
