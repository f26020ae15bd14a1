"""What stands without sign-in: a paper's code and a person's link tell nobody anything about the person."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.rooms.care.world import AT, DAY, GRID, HOUR, OTHER_GRID, at_home, staff

from lianfang.care import actions
from lianfang.care.actions.links import MOST_A_MINUTE, forget_knocks, may_knock
from lianfang.care.models import CareLink, Knock, Measurement, Paper, Transfer
from lianfang.orders.actions import extend, leave
from lianfang.orders.models import Order
from lianfang.shared.actor import Actor, Forbidden
from lianfang.shared.clock import pinned_at
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Role

NOON = AT + 2 * HOUR


@pytest.fixture
def stranger() -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    return client


def paper_of(console: Actor, order: Order, kind: str) -> Paper:
    return actions.issue_paper(order=order, kind=kind, by=console, at=NOON)


def ask(client: Client, paper: Paper, at: object = NOON) -> tuple[int, str]:
    with pinned_at(at):  # type: ignore[arg-type]
        answer = client.get(reverse("care:verify", args=[paper.token]))
    return answer.status_code, answer.content.decode()


def body(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


def test_a_door_answers_only_until_when(console: Actor, stranger: Client) -> None:
    order = at_home(console)
    status, page = ask(stranger, paper_of(console, order, "door"))
    shown = " ".join(re.sub(r"<[^>]+>", " ", body(page)).split())
    assert (status, shown) == (200, "Valid until 14 March 09:00") or "Valid until" in shown
    for told in ("张三", order.number, order.address, "home", "isolation"):
        assert not told or told not in shown


@pytest.mark.parametrize("what", ["over", "ended", "replaced"])
def test_a_door_that_does_not_hold_says_so_and_no_more(console: Actor, stranger: Client, what: str) -> None:
    order = at_home(console)
    paper, at = paper_of(console, order, "door"), NOON
    if what == "over":
        at = AT + 15 * DAY
    elif what == "ended":
        leave(order=order, by=console, at=NOON, reason="离县")
    else:
        paper_of(console, order, "door")
    _status, page = ask(stranger, paper, at)
    assert " ".join(re.sub(r"<[^>]+>", " ", body(page)).split()) == "Not valid"


def test_a_door_follows_an_extension(console: Actor, stranger: Client) -> None:
    order = at_home(console)
    paper = paper_of(console, order, "door")
    before = body(ask(stranger, paper)[1])
    extend(order=order, until=AT + 16 * DAY, by=console, at=NOON, reason="同住者阳性")
    assert body(ask(stranger, paper)[1]) != before


def test_a_paper_is_genuine_and_names_nobody(console: Actor, stranger: Client) -> None:
    order = at_home(console)
    paper = paper_of(console, order, "start")
    status, page = ask(stranger, paper)
    assert status == 200
    assert paper.number in page
    assert "genuine" in page
    for told in ("张三", order.number, *json.loads(paper.text)["paragraphs"]):
        assert told not in page
    paper_of(console, order, "start")
    assert "later paper" in ask(stranger, paper)[1]


@pytest.mark.parametrize("token", ["x", "A" * 22, "A" * 200, "..%2f", "隔" * 22])
def test_a_token_that_is_none_is_not_valid(console: Actor, stranger: Client, token: str) -> None:
    with pinned_at(NOON):
        answer = stranger.get(f"/care/v/{token}/")
    assert answer.status_code == 404


def test_the_page_is_not_kept_by_caches(console: Actor, stranger: Client) -> None:
    paper = paper_of(console, at_home(console), "door")
    with pinned_at(NOON):
        answer = stranger.get(reverse("care:verify", args=[paper.token]))
    assert "no-store" in answer["Cache-Control"]


def test_a_machine_that_asks_too_often_waits_a_minute(console: Actor, stranger: Client) -> None:
    paper = paper_of(console, at_home(console), "door")
    statuses = [ask(stranger, paper)[0] for _ in range(MOST_A_MINUTE + 2)]
    assert statuses == [200] * MOST_A_MINUTE + [429, 429]
    assert ask(stranger, paper, NOON + HOUR / 60)[0] == 200


def test_knocks_are_counted_by_machine_and_forgotten(db: None) -> None:
    assert all(may_knock("10.0.0.1", NOON) for _ in range(MOST_A_MINUTE))
    assert not may_knock("10.0.0.1", NOON)
    assert may_knock("10.0.0.2", NOON)
    assert "10.0.0.1" not in str(list(Knock.objects.values()))
    assert forget_knocks(at=NOON + HOUR / 2) == 0
    assert forget_knocks(at=NOON + 2 * HOUR) == 2


def report(client: Client, token: str, at: object = NOON, **told: object) -> int:
    with pinned_at(at):  # type: ignore[arg-type]
        sent = {"temperature": "36.5", **told}
        return client.post(reverse("care:report", args=[token]), sent).status_code


def link_of(console: Actor, order: Order) -> CareLink:
    return actions.make_link(order=order, by=console, at=NOON)


def test_a_person_reports_by_the_link(console: Actor, stranger: Client) -> None:
    order = at_home(console)
    link = link_of(console, order)
    assert report(stranger, link.token, temperature="37.6", symptoms=["cough"]) == 302
    row = Measurement.objects.get()
    assert (str(row.temperature), row.symptoms, row.source, row.by) == ("37.6", ["cough"], "person", 0)
    assert Transfer.objects.get(order=order).cause == "fever"
    assert AuditEntry.objects.filter(action="care.record_measurements", actor_id=0).count() == 1


def test_the_page_of_a_link_says_nothing_about_the_person(console: Actor, stranger: Client) -> None:
    order = at_home(console)
    link = link_of(console, order)
    report(stranger, link.token)
    for query in ("", "?done=1"):
        with pinned_at(NOON):
            page = stranger.get(reverse("care:report", args=[link.token]) + query).content.decode()
        for told in ("张三", order.number, "36.5", "贺家坪"):
            assert told not in body(page).replace('placeholder="36.5"', "")


def test_the_page_works_without_scripts(console: Actor, stranger: Client) -> None:
    link = link_of(console, at_home(console))
    with pinned_at(NOON):
        page = body(stranger.get(reverse("care:report", args=[link.token])).content.decode())
    assert 'method="post"' in page
    assert "hx-" not in page
    assert "x-data" not in page


def test_what_cannot_be_read_stays_in_the_form(console: Actor, stranger: Client) -> None:
    link = link_of(console, at_home(console))
    with pinned_at(NOON):
        answer = stranger.post(
            reverse("care:report", args=[link.token]), {"temperature": "热", "symptoms": ["cough"]}
        )
    assert answer.status_code == 422
    assert "checked" in answer.content.decode()
    assert not Measurement.objects.exists()


def test_sent_twice_is_one(console: Actor, stranger: Client) -> None:
    link = link_of(console, at_home(console))
    for temperature in ("36.5", "36.9"):
        report(stranger, link.token, temperature=temperature, key="k")
    assert [str(row.temperature) for row in Measurement.objects.all()] == ["36.5"]


@pytest.mark.parametrize("what", ["revoked", "ended", "unknown"])
def test_a_link_that_does_not_hold_answers_alike(console: Actor, stranger: Client, what: str) -> None:
    order = at_home(console)
    token = link_of(console, order).token
    if what == "revoked":
        actions.revoke_link(order=order, by=console, at=NOON)
    elif what == "ended":
        leave(order=order, by=console, at=NOON, reason="离县")
    else:
        token = "A" * 22
    assert report(stranger, token) == 404
    assert not Measurement.objects.exists()


def test_one_link_at_a_time_and_a_new_one_after_revoking(console: Actor) -> None:
    order = at_home(console)
    first = link_of(console, order)
    assert link_of(console, order).pk == first.pk
    actions.revoke_link(order=order, by=console, at=NOON)
    actions.revoke_link(order=order, by=console, at=NOON)
    assert link_of(console, order).pk != first.pk
    assert AuditEntry.objects.filter(action="care.revoke_link").count() == 1


def test_a_link_is_made_by_those_who_see_the_person(console: Actor) -> None:
    order = at_home(console)
    assert actions.make_link(order=order, by=staff(Role.GRID, GRID), at=NOON)
    for other in (staff(Role.GRID, OTHER_GRID), staff(Role.COMMANDER)):
        with pytest.raises(Forbidden):
            actions.make_link(order=order, by=other, at=NOON)
        with pytest.raises(Forbidden):
            actions.revoke_link(order=order, by=other, at=NOON)
