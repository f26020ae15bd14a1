"""Pages of orders: odd texts are text, each reader's export is the list, English pages are English, months end well."""

from __future__ import annotations

import io
import re
from datetime import datetime

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook
from tests.rooms.leads.county import OTHER_VILLAGE, one_lead
from tests.rooms.orders.world import AT, DAY, GRID, HOUR, OTHER_TOWN, TOWN, control, due_of, facts, stages_of
from tests.rooms.staff import COUNTY, make_staff, sign_in

from lianfang.leads.actions import record_call
from lianfang.orders import actions
from lianfang.orders.deeds import DEEDS
from lianfang.orders.models import Order
from lianfang.orders.queries import get_strip
from lianfang.people.models import Person
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.clock import LOCAL, pinned_at
from lianfang.shared.roles import Role

HAN = re.compile(r"[\u4e00-\u9fff]+")
HOSTILE = "<script>alert(1)</script>\u202e😀"
READERS: list[tuple[Role, Scope, int]] = [
    (Role.OFFICE, COUNTY, 3),
    (Role.TOWN, Scope(ScopeKind.TOWN, TOWN), 2),
    (Role.TOWN, Scope(ScopeKind.TOWN, OTHER_TOWN), 1),
    (Role.COMMUNITY, Scope(ScopeKind.COMMUNITY, OTHER_VILLAGE), 1),
]


def browser(role: Role = Role.OFFICE, scope: Scope = COUNTY) -> Client:
    client = sign_in(Client(), make_staff(role, scope))
    client.raise_request_exception = False
    return client


def elsewhere(by: Actor) -> Order:
    lead = one_lead(by, "李四", 9, area=OTHER_VILLAGE)
    record_call(lead=lead, outcome="here_control", by=by, at=AT)
    return actions.issue(lead=lead, facts=facts("medium_risk"), by=by, at=AT)


def test_odd_texts_are_text_on_every_page_of_an_order(console: Actor) -> None:
    order = control(console)
    odd = {"reason": HOSTILE, "document": HOSTILE}
    actions.move(order=order, place="home", site=HOSTILE, by=console, at=AT + HOUR, **odd)
    actions.extend(order=order, until=order.ends_at + DAY, by=console, at=AT + 2 * HOUR, **odd)
    Person.objects.update(name=HOSTILE)
    Order.objects.update(address=HOSTILE)
    client = browser()
    with pinned_at(AT + 3 * HOUR):
        deeds = [f"/orders/{order.pk}/{name}/" for name in DEEDS]
        for address in (f"/orders/{order.pk}/", "/orders/", "/orders/tests/?day=2022-02-28", *deeds):
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert "<script>alert" not in answer.content.decode(), address


def test_each_readers_export_is_the_list_they_see(console: Actor) -> None:
    for seed in (1, 2):
        control(console, seed=seed)
    elsewhere(console)
    with pinned_at(AT + HOUR):
        for role, scope, count in READERS:
            client = browser(role, scope)
            shown = client.get("/orders/").context["lines"]
            answer = client.post("/orders/export/")
            assert answer.status_code == 200, (role, scope)
            content = b"".join(answer) if answer.streaming else answer.content
            sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
            head, *lines = sheet.to_python()
            assert len(lines) == len(shown) == count, (role, scope)
            seen = Order.objects.filter(pk__in=[line.pk for line in shown])
            names = sorted(seen.values_list("person__name", flat=True))
            assert sorted(cell for line in lines for cell in line if cell in names) == names
            assert all(head)


def test_who_does_not_export_gets_no_file(console: Actor) -> None:
    control(console)
    assert browser(Role.GRID, Scope(ScopeKind.GRID, GRID)).post("/orders/export/").status_code == 403


def test_pages_of_an_order_in_english_say_nothing_in_chinese_but_names(console: Actor) -> None:
    order = control(console)
    Person.objects.update(name="Person")
    Order.objects.update(address="")
    client = browser()
    client.cookies["django_language"] = "en"
    told = set()
    with pinned_at(AT + HOUR):
        for name in DEEDS:
            page = client.get(f"/orders/{order.pk}/{name}/").content.decode()
            main = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")])
            told |= set(HAN.findall(main))
    assert told <= {"蔚汾镇", "贺家坪网格", "中文"}, told


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


@pytest.mark.parametrize(
    ("begun", "over"),
    [
        ("2022-02-28T23:59", "2022-03-14T23:59"),
        ("2022-03-01T00:00", "2022-03-15T00:00"),
        ("2022-01-31T09:00", "2022-02-14T09:00"),
        ("2021-12-25T18:00", "2022-01-08T18:00"),
    ],
)
def test_days_are_counted_over_the_ends_of_months_and_years(console: Actor, begun: str, over: str) -> None:
    at = moment(begun)
    decided = max(at, moment("2021-06-01T00:00"))  # the law of the days in which these people were found
    lead = one_lead(console, "张三", 1)
    record_call(lead=lead, outcome="here_control", by=console, at=AT + 30 * DAY)
    given = facts("close_contact", at)
    order = actions.issue(lead=lead, facts=given, by=console, at=AT + 30 * DAY, true_at=decided)
    place, _state, starts, ends = stages_of(order)[0]
    assert (place, starts, ends) == ("centralised", at, moment(over))
    days = [day.day for day in get_strip(order, at)]
    assert len(days) == len(set(days)) == (days[-1] - days[0]).days + 1
    assert all(days[0] <= test.due_on <= days[-1] for test in due_of(order))


def test_a_deed_asked_of_an_ended_order_says_so_on_the_page_in_both_languages(console: Actor) -> None:
    order = control(console)
    actions.leave(order=order, reason="离县", by=console, at=AT + HOUR)
    said = {}
    with pinned_at(AT + 2 * HOUR):
        for language in ("zh-hans", "en"):
            client = browser()
            client.cookies["django_language"] = language
            given = {
                "reason": "x",
                "document": "x",
                "decided_by": "x",
                "place": "home",
                "until": "2022-05-01T00:00",
            }
            for name in set(DEEDS) - {"correct"}:
                answer = client.post(f"/orders/{order.pk}/{name}/", given)
                assert answer.status_code == 409, name
                said[language, name] = answer.context["refusal"]
    assert all(said.values())
    assert all(HAN.search(text) for (language, _name), text in said.items() if language != "en")
    assert not any(HAN.search(text) for (language, _name), text in said.items() if language == "en")
