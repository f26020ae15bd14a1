"""The pages of proposed changes and of trials: one, many at once, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.rooms.law.texts import drafted, signed, text
from tests.rooms.orders.world import AT, DAY, HOUR, OTHER_TOWN, TOWN, control, facts
from tests.rooms.staff import signed_in
from tests.support.lists import count_queries
from tests.support.worlds import built_for

from lianfang.core.policy import decide
from lianfang.law import actions as law
from lianfang.law.book import get_book
from lianfang.law.models import LocalOrder
from lianfang.orders import actions
from lianfang.orders.local_orders import propose_due
from lianfang.orders.models import Order, Proposal
from lianfang.orders.pages import draw_change, list_lines, list_stages
from lianfang.shared import clock, outbox
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.roles import Role

NOON = AT + 3 * HOUR
TOWNS = Scope(ScopeKind.TOWN, TOWN)


@pytest.fixture(autouse=True)
def noon() -> Any:
    with clock.pinned_at(NOON):
        yield


def proposed(by: Actor, count: int = 1, **told: Any) -> list[Proposal]:
    """Have a local order take effect on so many orders."""
    for seed in range(1, count + 1):
        control(by, seed=seed)
    signed(by, **told)
    propose_due(by=by, at=NOON)
    return list(Proposal.objects.order_by("pk"))


def read(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


@built_for("class")
def proposed_once(console: Actor) -> int:
    """A local order has taken effect on one order."""
    with clock.pinned_at(NOON):
        (one,) = proposed(console)
    return one.pk


@pytest.fixture
def one(console: Actor, proposed_once: int) -> Proposal:
    return Proposal.objects.get(pk=proposed_once)


class TestOne:
    """One proposal: read, signed, declined."""

    def test_one_proposal_is_read_and_signed(self, console: Actor, one: Proposal) -> None:
        client = signed_in(Role.OFFICE)
        page = read(client, f"/orders/proposals/{one.pk}/")
        assert "兴县示例令" in page
        assert "缩短" in page
        answer = client.post(f"/orders/proposals/{one.pk}/accept/", {"document": "会议纪要", "key": "k"})
        assert answer.headers["Location"] == f"/orders/{one.order_id}/"
        assert Order.objects.get().ends_at == AT + 10 * DAY
        order_page = read(client, f"/orders/{one.order_id}/")
        assert "重新决定" in order_page
        assert "已签认" in read(client, f"/orders/proposals/{one.pk}/")

    def test_declined_with_a_reason(self, console: Actor, one: Proposal) -> None:
        client = signed_in(Role.TOWN, TOWNS)
        assert client.post(f"/orders/proposals/{one.pk}/decline/", {}).status_code == 422
        client.post(f"/orders/proposals/{one.pk}/decline/", {"reason": "同住有阳性"})
        assert "同住有阳性" in read(client, f"/orders/proposals/{one.pk}/")
        refused = client.post(f"/orders/proposals/{one.pk}/accept/", {})
        assert refused.status_code == 409
        assert "已不能签认" in refused.content.decode()
        assert client.post(f"/orders/proposals/{one.pk}/decline/", {"reason": "x"}).status_code == 409

    def test_a_document_that_is_too_long_is_said(self, console: Actor, one: Proposal) -> None:
        answer = signed_in(Role.OFFICE).post(f"/orders/proposals/{one.pk}/accept/", {"document": "x" * 81})
        assert answer.status_code == 422

    @pytest.mark.parametrize(
        ("role", "scope", "status"),
        [
            (Role.TOWN, TOWNS, 200),
            (Role.TOWN, Scope(ScopeKind.TOWN, OTHER_TOWN), 404),
            (Role.AUDITOR, None, 403),
        ],
    )
    def test_who_reads_it(
        self, console: Actor, one: Proposal, role: Role, scope: Scope | None, status: int
    ) -> None:
        client = signed_in(role, scope) if scope else signed_in(role)
        assert client.get(f"/orders/proposals/{one.pk}/").status_code == status

    def test_who_may_not_release_is_told_who_signs(self, console: Actor, one: Proposal) -> None:
        community = Scope(ScopeKind.COMMUNITY, one.order.community)
        client = signed_in(Role.COMMUNITY, community)
        page = read(client, f"/orders/proposals/{one.pk}/")
        assert "解除权限" in page
        assert f"/orders/proposals/{one.pk}/accept/" not in page
        assert client.post(f"/orders/proposals/{one.pk}/accept/", {}).status_code == 403

    def test_days_added_by_hand_are_pointed_at(self, console: Actor, one: Proposal) -> None:
        client = signed_in(Role.OFFICE)
        assert "曾人工增加天数" not in read(client, f"/orders/proposals/{one.pk}/")
        order = one.order
        actions.extend(order=order, until=order.ends_at + DAY, by=console, at=NOON, reason="同住阳性")
        outbox.deliver(at=NOON)
        again = Proposal.objects.get(state="open")
        assert "曾人工增加天数" in read(client, f"/orders/proposals/{again.pk}/")


def test_many_are_signed_at_once_and_the_rest_is_told(console: Actor) -> None:
    made = proposed(console, 3)
    actions.leave(order=made[0].order, by=console, at=NOON, reason="离县")
    client = signed_in(Role.OFFICE)
    told = {
        "pick": [one.pk for one in made],
        "action": "accept",
        "accept-document": "纪要",
        "document": "纪要",
    }
    answer = client.post("/orders/proposals/act/", told)
    assert answer.status_code in (200, 302, 204), answer.status_code
    states = Proposal.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["obsolete", "accepted", "accepted"]


def test_the_list_filters_and_its_queries_are_constant(console: Actor) -> None:
    client = signed_in(Role.OFFICE)
    assert "没有待调整的措施" in read(client, "/orders/proposals/")
    proposed(console, 1)
    few = count_queries(lambda: client.get("/orders/proposals/"))
    for seed in range(5, 9):
        control(console, seed=seed)
    LocalOrder.objects.update(proposed_at=None)
    propose_due(by=console, at=NOON)
    assert count_queries(lambda: client.get("/orders/proposals/")) == few
    assert "兴县示例令" in read(client, "/orders/proposals/?state=open&kind=shorter&place=centralised")
    assert "没有" in read(client, "/orders/proposals/?kind=longer")
    for sort in ("days", "-days", "before", "after", "made"):
        read(client, f"/orders/proposals/?sort={sort}")


def test_a_trial_opens_to_its_people(console: Actor) -> None:
    control(console)
    order, client = drafted(console), signed_in(Role.OFFICE)
    assert "尚未试算" in read(client, f"/orders/trial/{order.pk}/")
    assert client.post(f"/orders/trial/{order.pk}/").status_code == 302
    page = read(client, f"/orders/trial/{order.pk}/")
    assert f"/orders/trial/{order.pk}/people/?kind=shorter" in page
    people = read(client, f"/orders/trial/{order.pk}/people/?kind=shorter")
    assert Order.objects.get().person.name in people
    assert Order.objects.get().person.name not in read(
        client, f"/orders/trial/{order.pk}/people/?kind=longer"
    )


def test_a_text_changed_since_the_trial_is_told(console: Actor) -> None:
    control(console)
    order, client = drafted(console), signed_in(Role.OFFICE)
    client.post(f"/orders/trial/{order.pk}/")
    law.edit(order=order, text=text(days=7), seen=order.digest, by=console, at=NOON)
    assert "其后已改动" in read(client, f"/orders/trial/{order.pk}/")


def test_what_is_not_sound_is_not_tried(console: Actor) -> None:
    order, client = drafted(console, days="十"), signed_in(Role.OFFICE)
    answer = client.post(f"/orders/trial/{order.pk}/")
    assert answer.status_code == 409
    assert "未试算" in answer.content.decode()
    assert client.get("/orders/trial/99999/").status_code == 404


def test_today_tells_whom_it_concerns(console: Actor) -> None:
    proposed(console)
    draft = drafted(console, id="b", category="inbound")
    office = read(signed_in(Role.OFFICE), "/")
    assert "待签认的措施调整" in office
    assert f"/law/{draft.pk}/" in office
    town = read(signed_in(Role.TOWN, TOWNS), "/")
    assert "待签认的措施调整" in town
    assert "待签发的地方命令" not in town
    community = signed_in(Role.COMMUNITY, Scope(ScopeKind.COMMUNITY, Order.objects.get().community))
    assert "待签认的措施调整" not in read(community, "/")  # who may not release signs no shorter days


def test_what_is_asked_is_drawn_from_now_on_after_where_the_person_was(console: Actor) -> None:
    order = control(console, "medium_risk")
    plan = decide(get_book(), facts("high_risk"), AT)
    later = AT + 5 * DAY
    strip = draw_change(list_stages(order), list_lines(order, later), plan, later)
    assert [(bar.place, bar.starts_at, bar.ends_at, bar.state) for bar in strip.bars] == [
        ("home", AT, later, "ended"),
        ("centralised", later, AT + 14 * DAY, "planned"),
    ]
    days = [(dot.day - AT.date()).days for dot in strip.dots]
    assert [dot.state for dot in strip.dots] == ["missed", *["due"] * (len(days) - 1)]
    assert days[0] == 0 and min(days[1:], default=5) >= 5
