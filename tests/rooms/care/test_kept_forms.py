"""What was typed into a form of care stays in it when it is refused, with why."""

from __future__ import annotations

from datetime import datetime
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.rooms.care.world import AT, DAY, HOUR, at_home, browser, measure

from lianfang.care import actions
from lianfang.care.models import (
    Breach,
    BreachStep,
    HandOver,
    Measurement,
    Paper,
    PaperSignature,
    Transfer,
    TransferStep,
)
from lianfang.orders.actions import leave
from lianfang.orders.models import Order
from lianfang.people.models import Need
from lianfang.shared.actor import Actor
from lianfang.shared.clock import LOCAL, pinned_at

NOON = AT + 2 * HOUR
WORDS = "邻居代为转述，已通知村医"


@pytest.fixture
def order(console: Actor) -> Order:
    return at_home(console)


@pytest.fixture
def client(order: Order) -> Client:
    return browser()


def minute(moment: datetime) -> str:
    return moment.astimezone(LOCAL).strftime("%Y-%m-%dT%H:%M")


AHEAD, BEHIND = minute(NOON + DAY), minute(AT - DAY)


def send(client: Client, name: str, pk: int, status: int, **told: Any) -> HttpResponse:
    with pinned_at(NOON):
        answer: HttpResponse = client.post(reverse(f"care:{name}", args=[pk]), {"key": "k", **told})
    assert answer.status_code == status, answer.content.decode()
    return answer


def keeps(answer: HttpResponse, *words: str) -> bool:
    """Say whether fields of the page hold these words, and the key with which they are sent again."""
    shown = unescape(answer.content.decode())
    return all(f'value="{word}"' in shown for word in (*words, "k"))


@pytest.mark.parametrize("when", [AHEAD, BEHIND], ids=["ahead", "behind"])
def test_a_temperature_at_an_impossible_time(client: Client, order: Order, when: str) -> None:
    told = {"temperature": "36.8", "source": "telephone", "taken_at": when, "note": WORDS}
    answer = send(client, "measure", order.pk, 409, **told)
    assert keeps(answer, "36.8", WORDS)
    assert "has not come yet" in answer.content.decode()
    assert not Measurement.objects.exists()
    send(client, "measure", order.pk, 302, **{**told, "taken_at": ""})
    assert Measurement.objects.get().note == WORDS


def test_a_temperature_of_who_has_left_meanwhile(console: Actor, client: Client, order: Order) -> None:
    leave(order=order, by=console, at=NOON, reason="离县")
    told = {"temperature": "36.8", "source": "telephone", "note": WORDS}
    assert keeps(send(client, "measure", order.pk, 409, **told), "36.8", WORDS)


def test_a_breach_at_an_impossible_time_or_without_a_kind(client: Client, order: Order) -> None:
    told = {"kind": "door", "told": WORDS, "true_at": AHEAD}
    answer = send(client, "report_breach", order.pk, 409, **told)
    assert keeps(answer, WORDS)
    assert "<details open><summary>Report a breach" in answer.content.decode()
    assert keeps(send(client, "report_breach", order.pk, 422, **{**told, "kind": "fire"}), WORDS)
    assert not Breach.objects.exists()


def test_a_need_without_a_kind(client: Client, order: Order) -> None:
    told = {"kind": "money", "detail": WORDS, "helper": "儿子 15400000009"}
    assert keeps(send(client, "add_need", order.pk, 422, **told), WORDS, told["helper"])
    assert not Need.objects.exists()
    send(client, "add_need", order.pk, 302, **{**told, "kind": "alone"})
    assert Need.objects.get().detail == WORDS


def test_a_paper_that_does_not_go_with_the_order(client: Client, order: Order) -> None:
    assert keeps(send(client, "issue", order.pk, 422, kind="release", reason=WORDS), WORDS)
    assert not Paper.objects.exists()


def test_a_hand_over_at_an_impossible_time(client: Client, order: Order) -> None:
    told = {"to_name": "临县指挥部", "reason": WORDS, "true_at": AHEAD}
    assert keeps(send(client, "hand_to_county", order.pk, 409, **told), "临县指挥部", WORDS)
    assert keeps(send(client, "hand_to_county", order.pk, 422, **{**told, "to_name": ""}), WORDS)
    assert not HandOver.objects.exists()
    order.refresh_from_db()
    assert order.state == "running"


def test_a_signature_at_an_impossible_time(console: Actor, client: Client, order: Order) -> None:
    paper = actions.issue_paper(order=order, kind="start", by=console, at=AT + HOUR)
    told = {"how": "guardian", "signer": "张父", "true_at": BEHIND}
    assert keeps(send(client, "sign", paper.pk, 409, **told), "张父")
    assert keeps(send(client, "sign", paper.pk, 422, **{**told, "how": "stamp"}), "张父")
    assert not PaperSignature.objects.exists()


def test_a_step_to_hospital_at_an_impossible_time(console: Actor, client: Client, order: Order) -> None:
    measure(console, order, at=NOON, temperature="38.5")
    way = Transfer.objects.get()
    told = {"move": "sent", "told": WORDS, "true_at": BEHIND}
    assert keeps(send(client, "step_transfer", way.pk, 409, **told), WORDS)
    assert TransferStep.objects.count() == 1


def test_a_step_that_another_took_meanwhile(console: Actor, client: Client, order: Order) -> None:
    breach = actions.report_breach(order=order, kind="door", told="门磁", by=console, at=NOON)
    actions.follow_breach(breach=breach, told="误报", outcome="false_alarm", by=console, at=NOON)
    answer = send(client, "breach", breach.pk, 409, told=WORDS)
    assert keeps(answer, WORDS)
    assert BreachStep.objects.count() == 2


def test_a_call_that_another_made_meanwhile(console: Actor, client: Client, order: Order) -> None:
    check = actions.draw_checks(percent=100, by=console, at=NOON).checks.get()
    actions.record_check(check=check, outcome="at_home", by=console, at=NOON)
    assert keeps(send(client, "record_check", check.pk, 409, outcome="needs", note=WORDS), WORDS)


def test_what_was_brought_at_an_impossible_time(console: Actor, client: Client, order: Order) -> None:
    check = actions.draw_checks(percent=100, by=console, at=NOON).checks.get()
    actions.record_check(check=check, outcome="needs", note="米面", by=console, at=NOON)
    told = {"move": "brought", "told": WORDS, "true_at": BEHIND}
    assert keeps(send(client, "step_need", check.pk, 409, **told), WORDS)


def test_a_receipt_at_an_impossible_time(console: Actor, client: Client, order: Order) -> None:
    held = actions.hand_over(order=order, to_name="临县", reason="接回", by=console, at=NOON)
    told = {"receiver": "丙某 15400000007", "document": "临防指3号", "true_at": BEHIND}
    assert keeps(send(client, "record_receipt", held.pk, 409, **told), told["receiver"], told["document"])
    held.refresh_from_db()
    assert held.received_at is None


def test_a_page_without_a_refusal_has_nothing_open(client: Client, order: Order) -> None:
    with pinned_at(NOON):
        shown = client.get(reverse("care:order", args=[order.pk])).content.decode()
    assert "<details open>" not in shown
