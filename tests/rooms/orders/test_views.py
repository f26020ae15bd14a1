"""The pages of orders as staff meet them: facts in, order out; every refusal in words; the same queries for any size."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from tests.rooms.leads.county import number, one_lead
from tests.rooms.orders.world import (
    AT,
    DAY,
    GRID,
    HOUR,
    OTHER_TOWN,
    TOWN,
    answered_lead,
    control,
    due_of,
    facts,
    take,
)
from tests.rooms.staff import make_staff, sign_in
from tests.support.lists import check_constant_queries, count_queries
from tests.support.worlds import built_for

from lianfang.leads.models import Lead
from lianfang.orders import actions
from lianfang.orders.actions import issue
from lianfang.orders.deeds import DEEDS
from lianfang.orders.due_tables import TestTable
from lianfang.orders.ledger import OrderLedger
from lianfang.orders.models import Order, OrderMove, Stage, TestResult
from lianfang.orders.tables import OrderTable, ReleaseTable
from lianfang.people.models import Person
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.clock import LOCAL, pinned_at
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Role
from lianfang.shared.tables import asked as asking
from lianfang.web.words import local_time

KINDS = {Role.TOWN: ScopeKind.TOWN, Role.GRID: ScopeKind.GRID}


def browser(role: Role = Role.OFFICE, code: str = "141123") -> Client:
    scope = Scope(KINDS.get(role, ScopeKind.COUNTY), code)
    client = sign_in(Client(), make_staff(role, scope))
    client.cookies["django_language"] = "en"
    return client


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == status, address
    return answer.content.decode()


def page(order: Order) -> str:
    return reverse("orders:order", args=[order.pk])


def minute(moment: datetime) -> str:
    return moment.astimezone(LOCAL).strftime("%Y-%m-%dT%H:%M")


def facts_of(category: str = "close_contact", **more: str) -> dict[str, str]:
    return {"category": category, "anchor": minute(AT), "found": minute(AT), **more}


def test_an_order_is_issued_from_a_lead(console: Actor) -> None:
    lead = answered_lead(console)
    client, address = browser(), f"{reverse('orders:issue')}?lead={lead.pk}"
    with pinned_at(AT + HOUR):
        assert "张三" in text(client, address)
        shown = client.get(reverse("orders:proposal"), {"lead": lead.pk, **facts_of()}).content.decode()
        assert "centralised isolation" in shown
        assert "防控方案" in shown  # the document behind it
        answer = client.post(address, {**facts_of(), "key": "k"})
        again = client.post(address, {**facts_of(), "key": "k"})
    order = Order.objects.get()
    assert (answer.status_code, answer.url, again.url) == (302, page(order), page(order))
    assert (order.starts_at, order.place) == (AT, "centralised")
    assert AuditEntry.objects.filter(action="orders.propose").count() == 1


def test_an_order_entered_years_later_is_decided_by_the_law_of_its_moment(console: Actor) -> None:
    lead = answered_lead(console)
    client, address = browser(), f"{reverse('orders:issue')}?lead={lead.pk}"
    later, decided = datetime(2026, 3, 1, tzinfo=LOCAL), minute(AT + HOUR)
    with pinned_at(later):
        asked = {"lead": lead.pk, **facts_of()}
        today = client.get(reverse("orders:proposal"), {**asked, "found": minute(later)}).content.decode()
        assert "lf-strip" not in today
        assert "when the lead came" in today  # and how to enter what was decided then
        shown = client.get(reverse("orders:proposal"), {**asked, "true_at": decided}).content.decode()
        assert "centralised isolation" in shown
        ahead = client.post(address, {**facts_of(), "true_at": minute(later + HOUR)})
        assert (ahead.status_code, Order.objects.count()) == (422, 0)
        client.post(address, {**facts_of(), "true_at": decided, "key": "k"})
    order = Order.objects.get()
    assert (order.starts_at, order.issued_at, order.edition) == (AT, later, "v8")


@pytest.mark.parametrize(
    ("category", "status", "said"),
    [
        ("", 422, ""),
        ("arrival_hubei", 409, "Ask the policy office"),
        ("close_contact", 409, "under control already"),
    ],
)
def test_an_issue_that_is_refused_says_why(console: Actor, category: str, status: int, said: str) -> None:
    lead = answered_lead(console)
    if category == "close_contact":
        actions.issue(lead=lead, facts=facts(), by=console, at=AT)
    with pinned_at(AT + HOUR):
        answer = browser().post(f"{reverse('orders:issue')}?lead={lead.pk}", facts_of(category))
    assert answer.status_code == status
    assert said in answer.content.decode()


@pytest.mark.parametrize(
    ("slip", "said"),
    [
        ({"anchor": "0022-02-20T09:00"}, "not before"),
        ({"anchor": "2021-02-20T09:00"}, "not before"),
        ({"anchor": "0001-01-01T00:00", "found": "0001-01-01T00:00"}, "not before"),
        ({"anchor": "9999-02-20T09:00"}, "not after"),
        ({"found": "9999-12-31T23:59"}, "not after"),
    ],
)
def test_a_slip_of_the_year_is_told_before_and_after_issuing(
    console: Actor, slip: dict[str, str], said: str
) -> None:
    """Days counted from a year too early are over: the person would be let off with a far milder measure."""
    lead = answered_lead(console)
    client, asked = browser(), {**facts_of(), **slip}
    with pinned_at(AT + HOUR):
        shown = client.get(reverse("orders:proposal"), {"lead": lead.pk, **asked}).content.decode()
        answer = client.post(f"{reverse('orders:issue')}?lead={lead.pk}", asked)
    assert (answer.status_code, Order.objects.count()) == (409, 0)
    assert "lf-strip" not in shown
    assert shown.count(said) == answer.content.decode().count(said) == 1


def test_an_issue_begins_with_a_lead(console: Actor) -> None:
    assert browser().get(reverse("orders:issue")).url == reverse("leads:list")
    text(browser(), f"{reverse('orders:issue')}?lead=999999", 404)
    text(browser(), reverse("orders:proposal"), 400)
    outside = one_lead(console, "赵六", 5)
    text(browser(Role.TOWN, OTHER_TOWN), f"{reverse('orders:issue')}?lead={outside.pk}", 404)


def test_the_page_of_an_order_says_all_there_is(console: Actor) -> None:
    order = control(console)
    client = browser()
    with pinned_at(AT + 3 * DAY):
        html = text(client, page(order))
    said = (order.number, "Day 4", "lf-strip", "nobody yet", "centralised isolation", "Order issued")
    for words in (*said, "The count begins", "Found", local_time(AT)):
        assert words in html
    assert Person.objects.get(pk=order.person_id).name in html
    assert AuditEntry.objects.filter(action="orders.view", object_id=str(order.pk)).count() == 1


def test_a_cancelled_order_does_not_say_that_the_rule_asked_for_no_test(console: Actor) -> None:
    order = control(console)
    actions.cancel(order=order, by=console, at=AT + HOUR, reason="误下")
    html = text(browser(), page(order))
    assert "none of its tests is due" in html
    assert "asks for no tests" not in html


def test_the_trail_refers_to_the_reason_of_a_move(console: Actor) -> None:
    order = control(console)
    actions.cancel(order=order, by=console, at=AT + HOUR, reason="误下")
    cancelled = order.moves.get(move="cancelled")
    issued, entry = AuditEntry.objects.filter(action__in=("orders.issued", "orders.cancelled")).order_by("pk")
    assert (entry.detail["kept_in"], entry.detail["kept_id"]) == ("ordermove", cancelled.pk)
    assert "误下" not in str(entry.detail)
    assert issued.detail == {}


def test_the_page_of_an_order_needs_the_same_queries_for_any_history(console: Actor) -> None:
    short, long = control(console, seed=1), control(console, seed=2)
    for hour in range(1, 9):
        place = "home" if hour % 2 else "centralised"
        actions.move(order=long, place=place, by=console, at=AT + hour * HOUR, reason="换住处")
    client = browser()
    text(client, page(short))
    counts = [count_queries(lambda order=order: text(client, page(order))) for order in (short, long)]
    assert counts[0] == counts[1] <= 30


@built_for("class")
def running(console: Actor) -> int:
    """An order that runs."""
    return control(console).pk


class TestMoves:
    """What is done to an order that runs, each by its form."""

    @pytest.mark.parametrize("name", list(DEEDS))
    def test_each_has_its_form_in_the_panel_and_on_a_page(
        self, console: Actor, running: int, name: str
    ) -> None:
        address = reverse(f"orders:{name}", args=[running])
        client = browser()
        assert "<html" in text(client, address)
        panel = client.get(address, headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in panel
        assert 'name="key"' in panel

    @pytest.mark.parametrize(
        ("name", "told", "state"),
        [
            ("move", {"place": "home", "reason": "病情"}, "running"),
            ("extend", {"until": minute(AT + 40 * DAY), "reason": "病情"}, "running"),
            ("leave", {"reason": "离县"}, "left"),
            ("death", {}, "died"),
            ("cancel", {"reason": "误下"}, "cancelled"),
        ],
    )
    def test_each_is_made_once(
        self, console: Actor, running: int, name: str, told: dict[str, str], state: str
    ) -> None:
        order, client = Order.objects.get(pk=running), browser()
        with pinned_at(AT + DAY):
            for _ in range(2):
                answer = client.post(reverse(f"orders:{name}", args=[order.pk]), {**told, "key": "k"})
                assert (answer.status_code, answer.url) == (302, page(order))
        assert Order.objects.get(pk=order.pk).state == state
        assert OrderMove.objects.filter(order=order).count() == 3


def test_release_and_the_next_stage_name_every_obstacle(console: Actor) -> None:
    order, client = control(console), browser()
    with pinned_at(AT + DAY):
        for name in ("release", "next"):
            address = reverse(f"orders:{name}", args=[order.pk])
            assert "are not over until" in text(client, address)
            answer = client.post(address, {"key": "k"})
            assert answer.status_code == 409
            assert "The rule is not met yet, so nothing was changed" in answer.content.decode()


def test_the_whole_way_through_the_pages(console: Actor) -> None:
    order = control(console)

    def send(name: str, at: datetime, told: dict[str, str]) -> None:
        with pinned_at(at):
            answer = browser().post(reverse(f"orders:{name}", args=[order.pk]), told)
        assert (answer.status_code, answer.url) == (302, page(order))

    take(console, order, until=AT + 14 * DAY)
    send("next", AT + 14 * DAY, {"site": "自家"})
    take(console, order)
    send("release", AT + 21 * DAY, {"document": "解除3号"})
    assert "released" in text(browser(), page(order))
    stage = Stage.objects.get(order=order, place="monitoring")
    right = {"stage": str(stage.pk), "ends_at": minute(AT + 20 * DAY), "reason": "补记"}
    send("correct", AT + 22 * DAY, right)
    assert Order.objects.get(pk=order.pk).ended_at == AT + 20 * DAY
    neither = {"stage": stage.pk, "reason": "补记"}
    assert browser().post(reverse("orders:correct", args=[order.pk]), neither).status_code == 422


@pytest.mark.parametrize("result", ["negative", "inconclusive", "positive"])
def test_a_result_by_one_tap(console: Actor, result: str) -> None:
    order = control(console)
    test = due_of(order)[0]
    with pinned_at(AT + HOUR):
        client = browser(Role.GRID, GRID)
        answer = client.post(reverse("orders:record_result", args=[test.pk]), {"result": result, "key": "k"})
    assert answer.url == page(order)
    held = TestResult.objects.get()
    assert (held.test_id, held.result, held.done_at) == (test.pk, result, AT + HOUR)


def test_many_negative_results_by_one_tap(console: Actor) -> None:
    tests = [due_of(control(console, "medium_risk", seed))[0] for seed in range(1, 6)]
    client = browser(Role.TOWN, TOWN)
    with pinned_at(AT + HOUR):
        html = text(client, reverse("orders:tests"))
        assert html.count('name="pick"') == 5
        told = {"action": "negative", "pick": [test.pk for test in tests[:4]], "key": "k"}
        client.post(reverse("orders:tests_act"), told)
        client.post(reverse("orders:tests_act"), told)
        found = text(client, f"{reverse('orders:tests')}?state=open")
        assert found.count('name="pick"') == 1
        told = {
            "action": "result", "pick": [tests[4].pk], "key": "l", "result-result": "inconclusive",
            "result-laboratory": "县疾控",
        }  # fmt: skip
        client.post(reverse("orders:tests_act"), told)
    assert sorted(TestResult.objects.values_list("result", flat=True)) == ["inconclusive", *["negative"] * 4]


def test_a_scanned_card_finds_the_test(console: Actor) -> None:
    for seed in (1, 2):
        control(console, "medium_risk", seed)
    with pinned_at(AT + HOUR):
        html = text(browser(), f"{reverse('orders:tests')}?q={number(2)}")
    assert html.count('name="pick"') == 1


@built_for("class")
def two_tested(console: Actor) -> None:
    """Two people with a test today, one of them with a result from each of two laboratories."""
    tests = [due_of(control(console, "medium_risk", seed))[0] for seed in (1, 2)]
    for result, laboratory in (("positive", "县疾控"), ("negative", "市疾控")):
        line = actions.ResultIn(tests[0].pk, result, AT + HOUR, laboratory)
        actions.record_results(results=[line], by=console, at=AT + HOUR)


class TestColumnsOfADaysTests:
    """Each column is a filter."""

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("state=negative", 1), ("state=positive", 0), ("state=open", 1), ("state=missed", 0),
            ("laboratory=县疾控", 0), ("laboratory=市疾控", 1), ("done_from=2022-02-28&done_to=2022-02-28", 1),
            ("done_from=2022-03-01", 0), ("samples_min=2", 0), ("place=home", 2), ("place=centralised", 0),
            (f"town={TOWN}", 2), (f"town={OTHER_TOWN}", 0), ("due_from=2022-03-01", 0), ("address=贺家坪", 2),
            ("name=张", 2), ("state=ahead&state=negative", 1),
        ],
    )  # fmt: skip
    def test_it_narrows_the_list(self, console: Actor, two_tested: None, asked: str, found: int) -> None:
        with pinned_at(AT + 2 * HOUR):
            html = text(browser(), f"{reverse('orders:tests')}?{asked}")
        assert html.count('name="pick"') == found


@built_for("class")
def two_run_one_left(console: Actor) -> None:
    """Two orders that run, at home and at a site, and one that ended since somebody left."""
    control(console, "medium_risk", 1)
    control(console, "close_contact", 2)
    gone = control(console, "medium_risk", 3)
    actions.leave(order=gone, by=console, at=AT + HOUR, reason="离县")


class TestColumnsOfTheOrders:
    """Each column is a filter."""

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("state=running", 2), ("state=left", 1), ("place=home", 2), ("starts_from=2022-03-01", 0), ("overdue=1", 0),
            ("ends_to=2022-03-14", 2), ("category=close_contact", 1), (f"town={TOWN}", 3), ("address=贺家坪", 3),
            ("name=张", 3), ("number=141123-20220228", 3), ("edition=v8", 3), ("ended_from=2022-02-28", 1),
            ("issued_to=2022-02-27", 0), ("q=15400000002", 1), (f"grid={GRID}", 3),
            ("q=141123-20220228-000000", 0), ("overdue=0", 3),
        ],
    )  # fmt: skip
    def test_it_narrows_the_list(
        self, console: Actor, two_run_one_left: None, asked: str, found: int
    ) -> None:
        with pinned_at(AT + 2 * HOUR):
            assert text(browser(), f"{reverse('orders:list')}?{asked}").count("data-href") == found


def test_days_are_stepped_through(console: Actor) -> None:
    order = control(console, "medium_risk")
    day = due_of(order)[1].due_on
    client = browser()
    assert text(client, f"{reverse('orders:tests')}?day={day}").count('name="pick"') == 1
    assert text(client, f"{reverse('orders:tests')}?day={day + 30 * DAY}").count('name="pick"') == 0
    assert client.get(f"{reverse('orders:tests')}?day=nonsense").status_code == 400


def test_those_that_nothing_stands_against_are_released_together(console: Actor) -> None:
    ready, missing, later = (control(console, "medium_risk", seed) for seed in (1, 2, 3))
    take(console, ready)
    take(console, later, until=AT + DAY)
    actions.extend(order=later, until=AT + 15 * DAY, by=console, at=AT, reason="病情")
    client = browser()
    with pinned_at(AT + 14 * DAY):
        html = text(client, reverse("orders:releases"))
        assert html.count('name="pick"') == 3
        assert "was not taken" in html
        told = {"action": "release", "pick": [ready.pk, missing.pk, later.pk], "key": "k"}
        after = client.post(reverse("orders:releases_act"), told, follow=True).content.decode()
    assert (
        "1 person was released. 1 stays under control until the hour comes. 1 stays under control: the list"
        in after
    )
    states = dict(Order.objects.values_list("pk", "state"))
    assert (states[ready.pk], states[missing.pk], states[later.pk]) == ("released", "running", "running")


@built_for("class")
def twelve(console: Actor) -> None:
    """Twelve orders, of two kinds, one of them moved."""
    for seed in range(1, 13):
        control(console, "medium_risk" if seed % 2 else "close_contact", seed)
    actions.move(order=Order.objects.earliest("pk"), place="home", by=console, at=AT + HOUR, reason="病情")


class TestLists:
    """Every list of orders and of their tests."""

    @pytest.mark.parametrize(
        ("name", "table"),
        [("list", OrderTable), ("tests", TestTable), ("releases", ReleaseTable), ("ledger", OrderLedger)],
    )
    def test_each_needs_the_same_queries_for_any_length(
        self, console: Actor, twelve: None, name: str, table: type
    ) -> None:
        moment = AT + 12 * DAY if name == "releases" else AT + HOUR
        with pinned_at(moment):
            assert check_constant_queries(browser(), reverse(f"orders:{name}"), table, (2, 6)) <= 30


def test_the_ledger_has_the_headings_of_the_register() -> None:
    wanted = [
        "序号",
        "姓名",
        "性别",
        "年龄",
        "身份证号",
        "联系电话",
        "乡镇",
        "村(社区)",
        "详细地址",
        "人员类别",
        "来源地",
        "离开风险区时间",
        "返回时间",
        "管控措施",
        "开始时间",
        "应解除时间",
        "门磁编号",
        "同住人数",
        "包保人(县/乡/村/医/警)",
    ]
    days = [f"D{day}体温早/晚" for day in range(1, 8)] + [f"D{day}核酸" for day in range(1, 8)]
    wanted += [*days, "异常情况", "实际解除时间", "解除告知书号", "备注"]
    assert [str(column.heading_in_export) for column in OrderLedger.columns] == wanted


def test_the_ledger_says_that_its_lines_are_orders(console: Actor) -> None:
    assert "Each order has a line of its own" in text(browser(), reverse("orders:ledger"))


def test_the_ledger_tells_results_by_day(console: Actor) -> None:
    order = control(console, "medium_risk")
    take(console, order, until=AT + DAY)
    with pinned_at(AT + 9 * DAY):
        html = text(browser(), reverse("orders:ledger"))
    assert 'data-label="D1核酸" data-value="阴性"' in html
    assert 'data-label="D7核酸" data-value="漏检"' in html
    assert "154****0001" in html
    again = actions.ResultIn(order.tests.order_by("due_on")[0].pk, "positive", AT + DAY)
    actions.record_results(results=[again], by=console, at=AT + 2 * DAY)
    with pinned_at(AT + 9 * DAY):
        corrected = text(browser(), reverse("orders:ledger"))
    assert 'data-label="D1核酸" data-value="阳性"' in corrected
    assert "阴性" not in corrected


def test_an_order_is_found_by_its_number(console: Actor) -> None:
    orders = [control(console, seed=seed) for seed in (1, 2)]
    for name in ("list", "releases", "ledger"):
        with pinned_at(orders[1].ends_at - HOUR):
            page = text(browser(), f"{reverse(f'orders:{name}')}?q={orders[1].number}")
        assert page.count("data-href") == 1
        assert f'data-href="{reverse("orders:order", args=[orders[1].pk])}"' in page


def test_a_part_of_an_order_number_is_answered_with_what_is_wanted(console: Actor) -> None:
    part = control(console).number[:15]
    for name in ("list", "releases", "ledger"):
        assert "or an order number is found only when it is whole" in text(
            browser(), f"{reverse(f'orders:{name}')}?q={part}"
        )


@pytest.mark.parametrize("column", ["identity", "phone"])
def test_the_ledger_finds_by_number_and_phone(console: Actor, column: str) -> None:
    for seed in (1, 2):
        control(console, seed=seed)
    for asked in (number(2), "15400000002"):
        assert text(browser(), f"{reverse('orders:ledger')}?{column}={asked}").count("data-href") == 1


@pytest.mark.parametrize(("where", "many"), [("sex=m", True), ("place=home", False)])
def test_of_a_town_the_server_foresees_how_many_are_of_a_sex(
    console: Actor, monkeypatch: pytest.MonkeyPatch, where: str, many: bool
) -> None:
    """As many as elsewhere: the first are met at once and counted later. Of a class it cannot know."""
    for seed in (1, 2):
        control(console, "medium_risk", seed)
    Person.objects.update(sex="m")
    monkeypatch.setattr(asking, "COUNTED", -1)
    monkeypatch.setattr(OrderLedger, "page_size", 1)
    reader = sign_in(Client(), make_staff(Role.TOWN, Scope(ScopeKind.TOWN, TOWN)))
    page = text(reader, f"{reverse('orders:ledger')}?{where}")
    assert page.count("data-href") == 1
    assert ('id="count"' in page) is many


def test_an_order_keeps_the_journey_of_its_lead_and_is_found_by_it(console: Actor) -> None:
    lead = answered_lead(console)
    journey = {"from_place": "西安市雁塔区", "left_on": date(2022, 2, 24), "arrived_on": date(2022, 2, 25)}
    Lead.objects.filter(pk=lead.pk).update(**journey)
    lead.refresh_from_db()
    order = issue(lead=lead, facts=facts(), by=console, at=AT)
    control(console, seed=2)
    ledger = reverse("orders:ledger")
    for asked, label, shown in (
        ("from_place=西安", "来源地", "西安市雁塔区"),
        ("left_from=2022-02-24&left_to=2022-02-24", "离开风险区时间", "2022-02-24"),
        ("arrived_from=2022-02-25", "返回时间", "2022-02-25"),
    ):
        html = browser().get(f"{ledger}?{asked}", follow=True).content.decode()
        assert f'data-label="{label}" data-value="{shown}"' in html
        assert html.count("data-href") == 1
    Lead.objects.filter(pk=lead.pk).update(from_place="")
    order.refresh_from_db()
    assert {name: getattr(order, name) for name in journey} == journey


def test_a_grid_worker_sees_the_own_grid_alone(console: Actor) -> None:
    order = control(console)
    assert text(browser(Role.GRID, GRID), reverse("orders:list")).count("data-href") == 1
    assert text(browser(Role.GRID, "XW-099"), reverse("orders:list")).count("data-href") == 0
    text(browser(Role.GRID, "XW-099"), page(order), 404)


def test_a_person_page_tells_of_the_order(console: Actor) -> None:
    order = control(console)
    take(console, order, until=AT + DAY)
    with pinned_at(AT + 2 * DAY):
        html = text(browser(), reverse("people:person", args=[order.person_id]))
    for words in ("Under control: centralised isolation", "Order issued", "Test: negative"):
        assert words in html


def test_register_g_tells_of_the_measure(console: Actor) -> None:
    order = control(console)
    take(console, order, until=AT + DAY)
    html = text(browser(), reverse("leads:ledger"))
    assert 'data-label="最近核酸结果" data-value="negative"' in html
