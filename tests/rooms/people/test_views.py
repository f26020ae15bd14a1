"""The pages and the API of people: masked, in scope, and every showing kept."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.rooms.leads.county import (
    AT,
    GRID,
    OTHER_GRID,
    OTHER_VILLAGE,
    number,
    one_lead,
    open_list,
    traveller,
)
from tests.rooms.staff import signed_in
from tests.support.lists import check_constant_queries

from lianfang.leads.actions import record_call
from lianfang.leads.models import Lead
from lianfang.people.models import MergeRecord, Person
from lianfang.people.tables import PersonTable
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Role

HERE = Scope(ScopeKind.GRID, GRID)
AWAY = Scope(ScopeKind.GRID, OTHER_GRID)


@pytest.fixture
def lead(console: Actor) -> Lead:
    return one_lead(console)


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def listed(client: Client, **query: str) -> set[str]:
    html = client.get(reverse("people:list"), query, follow=True).content.decode()
    ids = set(re.findall(r'href="/people/(\d+)/"', html))
    return set(Person.objects.filter(pk__in=ids).values_list("name", flat=True))


def test_a_person_is_seen_by_those_who_see_a_lead(console: Actor, lead: Lead) -> None:
    one_lead(console, "李四", 2, area=OTHER_VILLAGE)
    assert listed(signed_in(Role.OFFICE)) == {"张三", "李四"}
    assert listed(signed_in(Role.GRID, HERE)) == {"张三"}
    assert listed(signed_in(Role.GRID, HERE), q="lisi") == set()
    assert listed(signed_in(Role.GRID, AWAY), q=number(2)) == {"李四"}


def test_the_register_asks_the_same_queries_for_any_size(console: Actor) -> None:
    open_list(console, *(traveller(f"张{chr(0x4E00 + n)}", number(n), f"154{n:08d}") for n in range(30)))
    check_constant_queries(signed_in(Role.OFFICE), reverse("people:list"), PersonTable)


def test_one_page_tells_everything_and_masks_numbers(console: Actor, lead: Lead) -> None:
    record_call(lead=lead, outcome="no_answer", note="响铃无人", by=console, at=AT)
    html = page(signed_in(Role.GRID, HERE), "people:person", lead.person_id)
    for words in ("张三", "zhang san", "响铃无人", "省厅", f"/leads/{lead.pk}/"):
        assert words in html
    assert number(1) not in html and "15400000001" not in html
    assert AuditEntry.objects.filter(action="people.view", object_id=str(lead.person_id)).count() == 1


@pytest.mark.parametrize(("role", "scope", "status"), [(Role.GRID, AWAY, 404), (Role.INSPECTOR, None, 403)])
def test_a_person_out_of_reach(lead: Lead, role: Role, scope: Scope | None, status: int) -> None:
    client = signed_in(role, scope) if scope else signed_in(role)
    assert client.get(reverse("people:person", args=[lead.person_id])).status_code == status


@pytest.mark.parametrize(
    ("typed", "refused"),
    [("154", True), ("1403 2119", True), ("15400000001", False), ("zhang", False), ("张", False)],
)
def test_a_part_of_a_number_says_that_the_whole_is_wanted(lead: Lead, typed: str, refused: bool) -> None:
    page = signed_in(Role.OFFICE).get(f"{reverse('people:list')}?q={typed}", follow=True)
    assert any("输入完整" in fault for fault in page.context["faults"]) is refused


def test_a_number_is_shown_for_a_reason_that_is_kept(lead: Lead) -> None:
    client = signed_in(Role.GRID, HERE)
    address = reverse("people:reveal_number", args=[lead.person_id])
    assert client.post(address, {"reason": "curious"}).status_code == 400
    answer = client.post(address, {"reason": "identity"}, headers={"HX-Request": "true"})
    assert number(1) in answer.content.decode() and "<html" not in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    assert number(1) in client.post(address, {"reason": "identity"}).content.decode()
    entries = AuditEntry.objects.filter(action="people.reveal_number")
    assert {(entry.object_id, entry.reason) for entry in entries} == {(str(lead.person_id), "identity")}


def test_a_call_starts_by_one_tap_and_is_kept(lead: Lead) -> None:
    client, phone = signed_in(Role.GRID, HERE), lead.person.phones.get()
    answer = client.get(reverse("people:dial", args=[lead.person_id, phone.pk]))
    assert (answer.status_code, answer.headers["Location"]) == (302, "tel:15400000001")
    shown = client.post(reverse("people:reveal_phone", args=[lead.person_id, phone.pk]), {"reason": "care"})
    assert "15400000001" in shown.content.decode()
    reasons = (
        AuditEntry.objects.filter(action="people.reveal_phone")
        .order_by("pk")
        .values_list("reason", flat=True)
    )
    assert list(reasons) == ["call", "care"]


def test_nothing_is_shown_out_of_scope(lead: Lead) -> None:
    client, phone = signed_in(Role.GRID, AWAY), lead.person.phones.get()
    person = lead.person_id
    assert client.post(reverse("people:reveal_number", args=[person]), {"reason": "call"}).status_code == 404
    assert client.get(reverse("people:dial", args=[person, phone.pk])).status_code == 404
    assert (
        client.post(reverse("people:reveal_phone", args=[person, phone.pk]), {"reason": "call"}).status_code
        == 404
    )
    assert not AuditEntry.objects.filter(action__startswith="people.reveal").exists()


def test_two_records_are_joined_and_parted_on_the_page(console: Actor, lead: Lead) -> None:
    open_list(console, traveller("章三", "", "15400000007"), traveller("李四", number(2)))
    kept, gone = lead.person, Person.objects.get(name="章三")
    client = signed_in(Role.DATA)
    merge = reverse("people:merge", args=[kept.pk])
    html = client.get(merge).content.decode()
    assert "章三" in html and "李四" not in html
    told = {"other": gone.pk, "reason": "本人确认", "key": "k"}
    client.post(merge, told)
    client.post(merge, told)
    record = MergeRecord.objects.get()
    assert client.get(reverse("people:person", args=[gone.pk])).headers["Location"] == f"/people/{kept.pk}/"
    part = reverse("people:part", args=[kept.pk, record.pk])
    assert part in page(client, "people:person", kept.pk)
    client.post(part, {"reason": ""})
    assert MergeRecord.objects.count() == 1
    client.post(part, {"reason": "不是同一人"})
    client.post(part, {"reason": "不是同一人"})
    assert MergeRecord.objects.filter(undoes=record).count() == 1
    assert (
        client.post(reverse("people:part", args=[kept.pk, record.pk + 99]), {"reason": "x"}).status_code
        == 404
    )


def test_different_numbers_are_refused_in_words(console: Actor, lead: Lead) -> None:
    open_list(console, traveller("张三", number(2)))
    other = Person.objects.exclude(pk=lead.person_id).get()
    client = signed_in(Role.DATA)
    told = {"other": other.pk, "reason": "x"}
    answer = client.post(reverse("people:merge", args=[lead.person_id]), told, follow=True)
    assert len(list(answer.context["messages"])) == 1
    assert not MergeRecord.objects.exists()


@pytest.mark.parametrize("role", [Role.GRID, Role.TOWN, Role.COMMANDER])
def test_joining_is_for_the_data_group(lead: Lead, role: Role) -> None:
    assert signed_in(role).get(reverse("people:merge", args=[lead.person_id])).status_code == 403


def test_the_api_finds_masked_people_within_the_scope(console: Actor, lead: Lead) -> None:
    one_lead(console, "张三丰", 2, area=OTHER_VILLAGE)
    client = signed_in(Role.GRID, HERE)
    (one,) = client.get("/api/v1/people", {"q": "张三"}).json()
    assert (one["name"], one["number"], one["phones"]) == (
        "张三",
        "1100************04"[:4] + "*" * 12 + number(1)[-2:],
        ["154****0001"],
    )
    assert client.get(f"/api/v1/people/{lead.person_id}").json() == one
    assert signed_in(Role.GRID, AWAY).get(f"/api/v1/people/{lead.person_id}").status_code == 404
    assert AuditEntry.objects.filter(action="people.search", detail__found=[lead.person_id]).exists()
