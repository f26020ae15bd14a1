"""What was typed into a form of a lead stays in it when it is refused, with why; sent again it is written."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.rooms.leads.county import AT, GRID, OTHER_GRID, TOWN, one_lead
from tests.rooms.staff import COUNTY, signed_in

from lianfang.leads.actions import close, record_call
from lianfang.leads.models import Call, Lead, TransferLetter
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.clock import pinned_at
from lianfang.shared.roles import Role

GRID_SCOPE = Scope(ScopeKind.GRID, GRID)
TOWN_SCOPE = Scope(ScopeKind.TOWN, TOWN)
AWAY = {"outcome": "away", "note": "与家人同住", "away_place": "太原市小店区", "back_on": "2022-03-05"}


@pytest.fixture
def lead(console: Actor) -> Lead:
    return one_lead(console)


@pytest.fixture
def grid(lead: Lead) -> Client:
    return signed_in(Role.GRID, GRID_SCOPE)


def send(client: Client, name: str, lead: Lead, told: dict[str, str], status: int) -> HttpResponse:
    with pinned_at(AT + timedelta(hours=1)):
        answer: HttpResponse = client.post(reverse(f"leads:{name}", args=[lead.pk]), told)
    assert answer.status_code == status, answer.content
    return answer


def said(answer: HttpResponse) -> list[str]:
    return [str(message) for message in answer.context["messages"]]  # type: ignore[attr-defined]


def typed(answer: HttpResponse) -> set[str]:
    """Return what stands in the text fields that are seen."""
    fields = re.findall(r"<input[^>]*>", answer.content.decode())
    shown = [field for field in fields if 'type="text"' in field or 'type="date"' in field]
    return {value for field in shown for value in re.findall(r'value="([^"]+)"', field)}


@pytest.mark.parametrize(
    ("wrong", "status", "words"),
    [
        ({"back_on": "2022-02-27"}, 409, "返回"),
        ({"back_on": ""}, 409, "需填写"),
        ({"away_place": ""}, 409, "需填写"),
        ({"back_on": "5月3日"}, 422, "2022-02-28"),
        ({"note": "长" * 301}, 422, ""),
    ],
    ids=["behind", "no day", "no place", "no such day", "too long"],
)
def test_a_call_that_is_refused_loses_no_word(
    grid: Client, lead: Lead, wrong: dict[str, str], status: int, words: str
) -> None:
    told = {**AWAY, **wrong, "key": "k", "back": "/?tab=1"}
    answer = send(grid, "call", lead, told, status)
    assert len(said(answer)) == 1
    assert words in said(answer)[0]
    assert typed(answer) == {told[name] for name in ("note", "away_place", "back_on") if told[name]}
    html = answer.content.decode()
    assert html.count('<details name="asking" open>') == 1  # the outcome that was chosen
    assert 'name="back" value="/?tab=1"' in html  # the next one is still called from the queue
    assert not Call.objects.exists()
    mended = {**told, **AWAY}
    assert send(grid, "call", lead, mended, 302).headers["Location"] == "/?tab=1"
    assert Call.objects.get().note == AWAY["note"]


def test_the_words_stay_where_another_closed_the_lead_meanwhile(
    console: Actor, grid: Client, lead: Lead
) -> None:
    record_call(lead=lead, outcome="here_free", by=console, at=AT)
    assert Lead.objects.get(pk=lead.pk).state == "closed"
    answer = send(grid, "call", lead, AWAY, 409)
    assert typed(answer) == {AWAY["note"], AWAY["away_place"], AWAY["back_on"]}
    assert said(answer)


def test_a_call_page_that_is_only_opened_has_nothing_open(grid: Client, lead: Lead) -> None:
    html = grid.get(reverse("leads:call", args=[lead.pk])).content.decode()
    assert '<details name="asking" open>' not in html
    assert 'name="outcome" value="away"' in html


@pytest.mark.parametrize(
    ("name", "told", "kept"),
    [
        ("give_back", {"note": "长" * 201}, "长" * 201),
        ("forward", {"place": f"grid:{OTHER_GRID}", "note": "请再核实"}, "请再核实"),
    ],
)
def test_a_reason_stays_where_the_rest_is_refused(
    lead: Lead, name: str, told: dict[str, str], kept: str
) -> None:
    by = signed_in(Role.TOWN, TOWN_SCOPE)
    answer = send(by, name, lead, told, 422)
    assert typed(answer) == {kept}
    assert said(answer)
    assert Lead.objects.get(pk=lead.pk).holder == "grid"


def test_a_reason_to_reopen_stays_too(console: Actor, grid: Client, lead: Lead) -> None:
    answered = record_call(lead=lead, outcome="here_control", by=console, at=AT)
    assert typed(send(grid, "reopen", answered, {"note": "误" * 201}, 422)) == {"误" * 201}
    close(lead=answered, by=console, at=AT, reason="解除")
    assert send(grid, "reopen", answered, {"note": "误登记"}, 302)
    assert Lead.objects.get(pk=lead.pk).state == "open"


def test_what_was_written_of_a_letter_stays(console: Actor, lead: Lead) -> None:
    TransferLetter.objects.create(lead=lead, to_name="临县", made_at=AT)
    office = signed_in(Role.OFFICE, COUNTY)
    assert typed(send(office, "send_letter", lead, {"to_name": "县" * 81}, 422)) == {"县" * 81}
    answer = send(office, "record_reply", lead, {"reply": "已管控"}, 422)
    assert said(answer)
    assert TransferLetter.objects.get(lead=lead).state == "draft"
    send(office, "send_letter", lead, {"to_name": "临县指挥部"}, 302)
    assert typed(send(office, "record_reply", lead, {"reply": "收" * 201}, 422)) == {"收" * 201}


def test_who_sees_the_lead_no_more_is_answered_as_if_it_were_not_there(grid: Client, lead: Lead) -> None:
    send(grid, "give_back", lead, {"note": "不是本村"}, 302)
    send(grid, "call", lead, AWAY, 404)
    assert not Call.objects.exists()
