"""The API of figures: the same values, members and signature as the pages."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest
from django.test import Client
from tests.rooms.figures.test_signing import leave_without_successor
from tests.rooms.leads.county import AT, GRID, one_lead
from tests.rooms.orders.world import HOUR, control
from tests.rooms.staff import signed_in
from tests.support.worlds import built_for

from lianfang.core.figures.cut import CutHour
from lianfang.figures.dispatch import read_dispatch
from lianfang.figures.models import Report
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.clock import pinned_at
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Role

pytestmark = pytest.mark.django_db
ASKED = {"day": "2022-02-28", "cut": "24:00"}


@built_for("module")
def county(console: Actor) -> Actor:
    """Five people under control, each an hour after the other, and one who waits."""
    for seed in range(1, 6):
        control(console, seed=seed, at=AT + seed * HOUR)
    one_lead(console, "李四", 9)
    return console


def get(client: Client, path: str, code: int = 200, **more: object):
    answer = client.get(f"/api/v1/figures/{path}", {**ASKED, **more})
    assert answer.status_code == code, answer.content
    return answer.json()


def sign(client: Client, key: str = "", code: int = 200):
    answer = client.post(
        "/api/v1/figures/dispatch/sign", json.dumps({**ASKED, "key": key}), content_type="application/json"
    )
    assert answer.status_code == code, answer.content
    return answer.json()


def test_the_values_are_those_of_the_report(county: Actor) -> None:
    told = get(signed_in(Role.OFFICE), "dispatch")
    report = read_dispatch(day=date(2022, 2, 28), hour=CutHour.MIDNIGHT, actor=county)
    assert told["values"] == report.values
    assert (told["text"], told["breaches"]) == (report.text, [])


def test_the_scope_narrows_the_values(county: Actor) -> None:
    elsewhere = signed_in(Role.TOWN, Scope(ScopeKind.TOWN, "141123101"))
    assert get(elsewhere, "dispatch")["values"]["controlled"]["now"] == 0


@pytest.mark.parametrize("limit", [1, 2, 4, 5, 100])
def test_pages_of_members_make_the_list_and_each_is_kept(county: Actor, limit: int) -> None:
    client = signed_in(Role.OFFICE)
    seen, pages, after = [], 0, 0
    while after is not None:
        pages += 1
        page = get(client, "members/controlled.now", after=after, limit=limit)
        seen += [member["person"] for member in page["members"]]
        after = page["after"]
    assert seen == sorted(set(seen))
    assert len(seen) == 5
    assert AuditEntry.objects.filter(action="figures.open").count() == pages


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("controlled.ever_times", "stage"),
        ("pushed.ever", "row_id"),
        ("leads.ever", "lead"),
        ("controlled.ever", "person"),
    ],
)
def test_each_kind_of_member_names_itself(county: Actor, path: str, key: str) -> None:
    page = get(signed_in(Role.OFFICE), f"members/{path}")
    assert page["members"] or path == "tests.due"
    assert all(member[key] for member in page["members"])


def test_members_as_known_at_a_signature(county: Actor) -> None:
    client = signed_in(Role.COMMANDER)
    report = sign(client)["report"]
    control(county, seed=40)
    assert len(get(client, "members/controlled.now", report=report)["members"]) == 5
    assert len(get(client, "members/controlled.now")["members"]) == 6


@pytest.mark.parametrize(
    ("path", "more"), [("no.such", {}), ("controlled.now_by", {}), ("controlled.now", {"report": 9})]
)
def test_what_is_not_there_is_not_found(county: Actor, path: str, more: dict[str, int]) -> None:
    get(signed_in(Role.OFFICE), f"members/{path}", 404, **more)


def test_signing_is_done_once_for_a_key(county: Actor) -> None:
    client = signed_in(Role.COMMANDER)
    assert sign(client, "k") == sign(client, "k") == {"report": Report.objects.get().pk}


def test_a_contradiction_is_told_and_not_signed(county: Actor) -> None:
    leave_without_successor(control(county, seed=50), AT + HOUR)
    told = sign(signed_in(Role.COMMANDER), code=409)
    assert "累计管控人数" in told["detail"]
    assert not Report.objects.exists()


@pytest.mark.parametrize("role", [Role.DATA, Role.INSPECTOR, Role.AUDITOR])
def test_others_do_not_sign(county: Actor, role: Role) -> None:
    sign(signed_in(role), code=403)


def test_a_town_does_not_sign_for_the_county(county: Actor) -> None:
    sign(signed_in(Role.OFFICE, Scope(ScopeKind.GRID, GRID)), code=403)


def test_a_cut_that_lies_ahead_is_not_signed(county: Actor) -> None:
    client = signed_in(Role.COMMANDER)
    with pinned_at(datetime.fromisoformat("2022-02-28T19:00+08:00")):
        told = sign(client, code=409)
    assert "2022-03-01 00:00" in str(told) and "2022-02-28 18:00" in str(told)
    assert not Report.objects.exists()
