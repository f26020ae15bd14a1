"""The page of a person for every role: what is shown, what is offered, what the history tells."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.rooms.leads.county import (
    AT,
    GRID,
    TOWN,
    VILLAGE,
    number,
    one_lead,
    open_list,
    traveller,
)
from tests.rooms.orders.world import control
from tests.rooms.staff import COUNTY, signed_in

from lianfang.leads.actions import forward, give_back, record_call, send_letter
from lianfang.leads.models import Lead
from lianfang.people.actions import merge
from lianfang.people.models import MergeRecord, Person
from lianfang.people.page import list_matters, list_timeline
from lianfang.people.queries import get_person, list_merges, list_namesakes
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.clock import pinned_at
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import GRANTS, Permission, Role

HOUR = timedelta(hours=1)
SCOPES = {
    Role.TOWN: Scope(ScopeKind.TOWN, TOWN),
    Role.COMMUNITY: Scope(ScopeKind.COMMUNITY, VILLAGE),
    Role.GRID: Scope(ScopeKind.GRID, GRID),
}
READERS = [role for role in Role if Permission.SEE_PEOPLE in GRANTS[role] and role is not Role.CONSOLE]


@pytest.fixture
def lead(console: Actor) -> Lead:
    return one_lead(console)


def page(role: Role, person: int) -> tuple[int, str]:
    client = signed_in(role, SCOPES.get(role, COUNTY))
    answer = client.get(reverse("people:person", args=[person]))
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("role", READERS)
def test_each_reader_sees_the_person_and_what_they_may_do(lead: Lead, role: Role) -> None:
    status, html = page(role, lead.person_id)
    assert status == 200 and "张三" in html and "154****0001" in html
    assert number(1) not in html and "15400000001" not in html
    offers = {"number": f"/people/{lead.person_id}/number/" in html, "merge": "/merge/" in html}
    assert offers == {
        "number": Permission.REVEAL_NUMBERS in GRANTS[role],
        "merge": Permission.MERGE_PEOPLE in GRANTS[role],
    }
    entry = AuditEntry.objects.get(action="people.view", object_id=str(lead.person_id))
    assert entry.role == role.value


@pytest.mark.parametrize("role", [role for role in Role if role not in READERS and role is not Role.CONSOLE])
def test_the_others_see_nobody(lead: Lead, role: Role) -> None:
    status, html = page(role, lead.person_id)
    assert status == 403 and "张三" not in html
    assert not AuditEntry.objects.filter(action="people.view").exists()


def test_the_timeline_tells_all_that_happened_newest_first(console: Actor, lead: Lead) -> None:
    give_back(lead=lead, by=console, at=AT + HOUR, note="不是本村")
    forward(lead=lead, to_kind="grid", to_code=GRID, by=console, at=AT + 2 * HOUR)
    record_call(lead=lead, outcome="no_answer", note="响铃", by=console, at=AT + 3 * HOUR)
    send_letter(lead=lead, to_name="西安市", by=console, at=AT + 4 * HOUR)
    told = list_timeline(console, lead.person)
    assert [one.at for one in told] == sorted((one.at for one in told), reverse=True)
    assert [one.icon for one in told if one.at > AT] == [
        "mail-forward",
        "phone-off",
        "arrow-right",
        "arrow-right",
    ]
    texts = " ".join(str(one.text) for one in told)
    for words in ("协查〔2022〕1号", "响铃", "贺家坪网格", "不是本村", "名单.xlsx"):
        assert words in texts
    assert {one.by for one in told if one.at > AT} == {console.name}
    assert all(one.url == f"/leads/{lead.pk}/" for one in told)


def test_a_reader_is_told_only_of_matters_in_sight(console: Actor, lead: Lead) -> None:
    grid = signed_in(Role.GRID, SCOPES[Role.GRID])
    assert grid.get(reverse("people:person", args=[lead.person_id])).status_code == 200
    give_back(lead=lead, by=console, at=AT + HOUR, note="x")
    assert grid.get(reverse("people:person", args=[lead.person_id])).status_code == 404


@pytest.mark.parametrize(
    ("outcome", "hours", "tone", "open_now"),
    [("", 1, "", True), ("", 15, "bad", True), ("here_control", 15, "", True), ("here_free", 1, "", False)],
)
def test_what_is_open_stands_at_the_top(
    console: Actor, lead: Lead, outcome: str, hours: int, tone: str, open_now: bool
) -> None:
    if outcome:
        record_call(lead=lead, outcome=outcome, by=console, at=AT)
    with pinned_at(AT + hours * HOUR):
        told = list_matters(console, lead.person)
    assert [(one.tone, one.url) for one in told] == ([(tone, f"/leads/{lead.pk}/")] if open_now else [])


def test_a_measure_stands_above_the_lead_it_came_from(console: Actor) -> None:
    order = control(console, "medium_risk")
    told = list_matters(console, order.person)
    assert len(told) == 2 and told[0].order < told[1].order
    assert f"/orders/{order.pk}/" in told[0].url and "/leads/" in told[1].url


def test_namesakes_sound_alike_or_share_a_phone(console: Actor, lead: Lead) -> None:
    open_list(
        console,
        traveller("章三", "", "15400000007"),  # the same sound
        traveller("李四", number(2), "15400000001"),  # the same phone
        traveller("王五", number(3), "15400000003"),
    )
    assert {one.name for one in list_namesakes(console, lead.person)} == {"章三", "李四"}
    assert lead.person not in list_namesakes(console, lead.person)


def joined(console: Actor, lead: Lead) -> tuple[Person, Person, MergeRecord]:
    open_list(console, traveller("章三", "", "15400000007"))
    gone = Person.objects.get(name="章三")
    return lead.person, gone, merge(kept=lead.person, gone=gone, reason="本人确认", by=console, at=AT + HOUR)


def test_a_joined_record_leads_to_the_one_that_was_kept(console: Actor, lead: Lead) -> None:
    kept, gone, _ = joined(console, lead)
    assert get_person(console, gone.pk) == kept
    open_list(console, traveller("张山", "", "15400000008"))
    last = Person.objects.get(name="张山")
    merge(kept=last, gone=Person.objects.get(pk=kept.pk), reason="x", by=console, at=AT + 2 * HOUR)
    assert get_person(console, gone.pk) == last  # over two joinings
    assert get_person(console, 10**9) is None


def test_a_joined_record_is_in_no_list_and_its_phone_finds_the_kept_one(console: Actor, lead: Lead) -> None:
    kept, gone, _ = joined(console, lead)
    client = signed_in(Role.DATA)

    def listed(**query: str) -> set[int]:
        html = client.get(reverse("people:list"), query, follow=True).content.decode()
        return {int(pk) for pk in re.findall(r'href="/people/(\d+)/"', html)}

    assert listed() == {kept.pk}
    assert listed(q="15400000007") == {kept.pk}
    assert gone.pk not in listed(q="zhangsan")


def test_the_page_tells_of_joinings_and_offers_to_part_them(console: Actor, lead: Lead) -> None:
    kept, _, record = joined(console, lead)
    address = reverse("people:part", args=[kept.pk, record.pk])
    shown = {role: address in page(role, kept.pk)[1] for role in (Role.DATA, Role.OFFICE, Role.TOWN)}
    assert shown == {Role.DATA: True, Role.OFFICE: True, Role.TOWN: False}
    assert list_merges(kept) == [record]


@pytest.mark.parametrize("reason", ["", "   ", "字" * 201])
def test_a_parting_without_a_reason_changes_nothing_and_says_so(
    console: Actor, lead: Lead, reason: str
) -> None:
    kept, gone, record = joined(console, lead)
    client = signed_in(Role.DATA)
    address = reverse("people:part", args=[kept.pk, record.pk])
    answer = client.post(address, {"reason": reason}, follow=True)
    (said,) = [str(message) for message in answer.context["messages"]]
    assert said
    gone.refresh_from_db()
    assert gone.merged_into_id == kept.pk and MergeRecord.objects.count() == 1


def test_a_parting_that_a_later_joining_stands_on_says_what_to_undo_first(console: Actor, lead: Lead) -> None:
    kept, _, record = joined(console, lead)
    open_list(console, traveller("张山", "", "15400000008"))
    third = Person.objects.get(name="张山")
    merge(kept=kept, gone=third, reason="x", by=console, at=AT + 2 * HOUR)
    client = signed_in(Role.DATA)
    told = {"reason": "两人"}
    for _ in range(2):  # the second time it is undone already
        answer = client.post(reverse("people:part", args=[kept.pk, record.pk]), told, follow=True)
        assert len(list(answer.context["messages"])) == 1
    assert MergeRecord.objects.filter(undoes=record).count() <= 1


@pytest.mark.parametrize(
    ("told", "count"),
    [({"other": "", "reason": "x"}, 0), ({"reason": ""}, 0), ({"reason": "本人确认"}, 1)],
)
def test_a_joining_needs_another_record_and_a_reason(
    console: Actor, lead: Lead, told: dict[str, str], count: int
) -> None:
    open_list(console, traveller("章三", "", "15400000007"))
    gone = Person.objects.get(name="章三")
    client = signed_in(Role.DATA)
    client.post(reverse("people:merge", args=[lead.person_id]), {"other": gone.pk, **told})
    assert MergeRecord.objects.count() == count


def test_a_record_is_not_joined_to_itself_or_to_nobody(console: Actor, lead: Lead) -> None:
    client = signed_in(Role.DATA)
    address = reverse("people:merge", args=[lead.person_id])
    answer = client.post(address, {"other": lead.person_id, "reason": "x"}, follow=True)
    assert len(list(answer.context["messages"])) == 1
    assert client.post(address, {"other": 10**9, "reason": "x"}).status_code == 404
    assert not MergeRecord.objects.exists()
