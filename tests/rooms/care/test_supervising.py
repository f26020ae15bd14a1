"""The draw that can be audited, its calls, breaches until they are closed, ways to hospital step by step."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse
from tests.rooms.care.world import (
    AT,
    DAY,
    GRID,
    HOUR,
    OTHER_GRID,
    OTHER_TOWN,
    OTHER_VILLAGE,
    TOWN,
    at_home,
    browser,
    control,
    measure,
    staff,
)

from lianfang.care import actions
from lianfang.care.jobs import hear_positive
from lianfang.care.models import (
    Breach,
    BreachStep,
    CheckDraw,
    Measurement,
    PhoneCheck,
    Transfer,
    TransferStep,
)
from lianfang.care.refusals import AlreadyDrawn, NobodyToDraw, NotPossible, TextMissing, WrongMoment
from lianfang.core.care import draw
from lianfang.orders.actions import leave, suspend
from lianfang.orders.models import Order
from lianfang.shared.actor import Actor, Forbidden
from lianfang.shared.clock import pinned_at
from lianfang.shared.models import AuditEntry, OutboxNews
from lianfang.shared.roles import Role

NOON = AT + 2 * HOUR


def homes(console: Actor, count: int) -> list[Order]:
    return [at_home(console, f"张{chr(0x4E00 + seed)}", seed) for seed in range(1, count + 1)]


def test_the_draw_can_be_repeated_from_what_is_kept(console: Actor) -> None:
    orders = homes(console, 5)
    control(console, seed=40)  # at a site: not telephoned at home
    made = actions.draw_checks(percent=40, by=console, at=NOON)
    assert made.pool == sorted(order.pk for order in orders)
    assert made.drawn == 2
    drawn = tuple(made.checks.order_by("rank").values_list("order_id", flat=True))
    assert drawn == draw(made.seed, made.pool, made.percent)
    assert made.seed.startswith("2022-02-28:")


def test_a_day_is_drawn_once_for_a_scope(console: Actor) -> None:
    homes(console, 3)
    town, other = staff(Role.TOWN, TOWN), staff(Role.TOWN, OTHER_TOWN)
    actions.draw_checks(percent=10, by=console, at=NOON)
    with pytest.raises(AlreadyDrawn):
        actions.draw_checks(percent=100, by=console, at=NOON + HOUR)
    actions.draw_checks(percent=10, by=town, at=NOON)
    with pytest.raises(NobodyToDraw):
        actions.draw_checks(percent=10, by=other, at=NOON)
    actions.draw_checks(percent=10, by=console, at=NOON + DAY)
    seeds = list(CheckDraw.objects.values_list("seed", flat=True))
    assert len(set(seeds)) == len(seeds) == 3


def test_who_rests_is_not_drawn(console: Actor) -> None:
    order, other = homes(console, 2)
    suspend(order=order, by=console, at=NOON, reason="住院")
    assert actions.draw_checks(percent=100, by=console, at=NOON).pool == [other.pk]


@pytest.mark.parametrize("percent", [0, -1, 101])
def test_a_share_that_is_none(console: Actor, percent: int) -> None:
    homes(console, 1)
    with pytest.raises(ValueError, match="share"):
        actions.draw_checks(percent=percent, by=console, at=NOON)


def test_the_grid_draws_nobody(console: Actor) -> None:
    homes(console, 1)
    with pytest.raises(Forbidden):
        actions.draw_checks(percent=10, by=staff(Role.GRID, GRID), at=NOON)


def drawn_one(console: Actor) -> PhoneCheck:
    homes(console, 1)
    return actions.draw_checks(percent=100, by=console, at=NOON).checks.get()


@pytest.mark.parametrize("outcome", ["at_home", "unwell", "needs", "not_home"])
def test_what_a_call_found_stands(console: Actor, outcome: str) -> None:
    check = drawn_one(console)
    actions.record_check(check=check, outcome="no_answer", by=console, at=NOON)
    held = actions.record_check(check=check, outcome=outcome, note="精神好", by=console, at=NOON + HOUR)
    assert (held.outcome, held.checked_at) == (outcome, NOON + HOUR)
    with pytest.raises(NotPossible):
        actions.record_check(check=check, outcome="at_home", by=console, at=NOON + 2 * HOUR)
    assert Breach.objects.count() == (outcome == "not_home")
    ways = Transfer.objects.values_list("order", "cause", "opened_at")
    assert list(ways) == ([(check.order_id, "symptoms", NOON + HOUR)] if outcome == "unwell" else [])


def test_a_call_to_who_is_on_the_way_or_released_opens_no_second_way(console: Actor) -> None:
    orders = homes(console, 2)
    checks = actions.draw_checks(percent=100, by=console, at=NOON).checks
    measure(console, orders[0], temperature="38.5")
    leave(order=orders[1], by=console, at=NOON, reason="离县")
    for check in checks.all():
        actions.record_check(check=check, outcome="unwell", by=console, at=NOON + HOUR)
    assert list(Transfer.objects.values_list("order", "cause")) == [(orders[0].pk, "fever")]


def test_calls_are_those_of_the_supervision_and_of_the_scope(console: Actor) -> None:
    check = drawn_one(console)
    for other in (staff(Role.GRID, GRID), staff(Role.TOWN, OTHER_TOWN)):
        with pytest.raises(Forbidden):
            actions.record_check(check=check, outcome="at_home", by=other, at=NOON)
    assert actions.record_check(check=check, outcome="at_home", by=staff(Role.INSPECTOR), at=NOON)


def test_who_was_drawn_is_called_by_a_supervisor_who_sees_no_numbers(console: Actor) -> None:
    check, other = drawn_one(console), at_home(console, "李四", 30)
    phone, client = check.order.person.phones.get(), browser(Role.INSPECTOR)
    address = reverse("care:call_check", args=[check.pk, phone.pk])
    with pinned_at(NOON):
        page = client.get(reverse("care:check", args=[check.pk])).content.decode()
        called = client.get(address)
        assert client.get(reverse("people:dial", args=[phone.person_id, phone.pk])).status_code == 403
    assert address in page and "people/" not in page.split("Whom to call")[1].split("</dl>")[0]
    assert called.headers["Location"].startswith("tel:1") and called.headers["Cache-Control"] == "no-store"
    assert AuditEntry.objects.filter(action="care.call_drawn", object_id=str(check.pk)).count() == 1
    for by, wrong in ((staff(Role.INSPECTOR), other.person.phones.get()), (staff(Role.GRID, GRID), phone)):
        with pytest.raises(Forbidden):
            actions.call_drawn(check=check, phone=wrong, by=by, at=NOON)
    actions.record_check(check=check, outcome="at_home", by=console, at=NOON)
    with pinned_at(NOON):
        assert client.get(address).headers["Location"] == reverse("care:check", args=[check.pk])


@pytest.mark.parametrize("page", ["order", "transfer", "breach", "check"])
def test_a_number_is_called_by_one_tap_where_it_is_needed(console: Actor, page: str) -> None:
    check = drawn_one(console)
    way, breach = Transfer.objects, Breach.objects
    measure(console, check.order, temperature="38.5")
    actions.report_breach(order=check.order, kind="door", told="门磁", by=console, at=NOON)
    keys = {"order": check.order_id, "transfer": way.get().pk, "breach": breach.get().pk, "check": check.pk}
    phone = check.order.person.phones.get()
    with pinned_at(NOON):
        shown = browser(Role.TOWN, TOWN).get(reverse(f"care:{page}", args=[keys[page]])).content.decode()
    assert reverse("people:dial", args=[phone.person_id, phone.pk]) in shown


def test_a_breach_is_followed_and_closed(console: Actor) -> None:
    (order,) = homes(console, 1)
    grid = staff(Role.GRID, GRID)
    breach = actions.report_breach(order=order, kind="door", told="门磁报警", by=grid, at=NOON, key="k")
    again = actions.report_breach(order=order, kind="door", told="门磁报警", by=grid, at=NOON, key="k")
    assert breach.pk == again.pk
    actions.follow_breach(breach=breach, told="已上门", by=grid, at=NOON + HOUR)
    closed = actions.follow_breach(
        breach=breach, told="取快递", outcome="returned", by=grid, at=NOON + 2 * HOUR
    )
    assert (closed.state, closed.outcome, closed.closed_at) == ("closed", "returned", NOON + 2 * HOUR)
    with pytest.raises(NotPossible):
        actions.follow_breach(breach=breach, told="再访", by=grid, at=NOON + 3 * HOUR)
    steps = BreachStep.objects.filter(breach=breach).order_by("pk")
    assert [(step.move, step.told) for step in steps] == [
        ("reported", "门磁报警"), ("followed", "已上门"), ("settled", "取快递"),
    ]  # fmt: skip
    topics = OutboxNews.objects.filter(topic__startswith="care.breach").order_by("pk")
    assert [news.topic for news in topics] == [
        "care.breach_reported",
        "care.breach_followed",
        "care.breach_settled",
    ]


def test_a_breach_says_something_at_a_time_that_was(console: Actor) -> None:
    (order,) = homes(console, 1)
    told = {"order": order, "kind": "door", "by": console, "at": NOON}
    with pytest.raises(TextMissing):
        actions.report_breach(told=" ", **told)
    for when in (NOON + HOUR, AT - HOUR):
        with pytest.raises(WrongMoment):
            actions.report_breach(told="门磁", true_at=when, **told)
    leave(order=order, by=console, at=NOON, reason="离县")
    with pytest.raises(Forbidden):
        actions.report_breach(told="门磁", **told)
    assert not Breach.objects.exists()


def test_a_breach_of_another_grid_is_not_theirs(console: Actor) -> None:
    (order,) = homes(console, 1)
    breach = actions.report_breach(order=order, kind="door", told="门磁", by=console, at=NOON)
    with pytest.raises(Forbidden):
        actions.report_breach(order=order, kind="door", told="门磁", by=staff(Role.GRID, OTHER_GRID), at=NOON)
    with pytest.raises(Forbidden):
        actions.follow_breach(breach=breach, told="上门", by=staff(Role.GRID, OTHER_GRID), at=NOON)
    with pytest.raises(Forbidden):
        actions.follow_breach(breach=breach, told="上门", by=staff(Role.SITE), at=NOON)
    assert actions.follow_breach(breach=breach, told="督办", by=staff(Role.COMMANDER), at=NOON)


def on_the_way(console: Actor) -> Transfer:
    measure(console, at_home(console), temperature="38.5")
    return Transfer.objects.get()


def test_a_way_to_hospital_keeps_its_times(console: Actor) -> None:
    way = on_the_way(console)
    for number, (move, told) in enumerate(
        (("sent", "晋J120"), ("reached", "县医院"), ("resulted", "排除")), 1
    ):
        actions.step_transfer(transfer=way, move=move, told=told, by=console, at=NOON + number * HOUR)
    way.refresh_from_db()
    times = (way.opened_at, way.sent_at, way.reached_at, way.closed_at)
    assert times == (NOON, NOON + HOUR, NOON + 2 * HOUR, NOON + 3 * HOUR)
    assert [step.told for step in TransferStep.objects.order_by("pk")] == ["", "晋J120", "县医院", "排除"]
    assert "晋J120" not in str(list(AuditEntry.objects.values_list("detail", flat=True)))


@pytest.mark.parametrize(
    ("move", "told", "when", "refusal"),
    [
        ("resulted", "排除", NOON + HOUR, NotPossible),
        ("sent", " ", NOON + HOUR, TextMissing),
        ("sent", "晋J120", NOON - HOUR, WrongMoment),
        ("sent", "晋J120", NOON + 2 * HOUR, WrongMoment),
    ],
)
def test_steps_that_cannot_be(
    console: Actor, move: str, told: str, when: object, refusal: type[Exception]
) -> None:
    way = on_the_way(console)
    with pytest.raises(refusal):
        actions.step_transfer(
            transfer=way,
            move=move,
            told=told,
            by=console,
            at=NOON + HOUR,
            true_at=when,  # type: ignore[arg-type]
        )
    assert TransferStep.objects.count() == 1


def test_after_one_is_dismissed_a_new_fever_opens_another(console: Actor) -> None:
    way = on_the_way(console)
    actions.step_transfer(transfer=way, move="dismissed", told="复测36.6", by=console, at=NOON + HOUR)
    measure(console, way.order, at=AT + 10 * HOUR, temperature="38.0")
    assert list(Transfer.objects.order_by("pk").values_list("state", flat=True)) == ["closed", "open"]


def test_a_positive_test_opens_one_however_often_it_is_heard(console: Actor) -> None:
    order = at_home(console)
    for _ in range(2):
        hear_positive({"order": order.pk, "test": 1}, NOON)
    assert Transfer.objects.get().cause == "positive"
    gone = at_home(console, "张四", 2)
    leave(order=gone, by=console, at=NOON, reason="离县")
    hear_positive({"order": gone.pk, "test": 2}, NOON)
    assert Transfer.objects.count() == 1


def test_what_is_outside_does_not_exist_for_a_grid(console: Actor) -> None:
    from lianfang.care import scope

    order = at_home(console, "张七", 7, area=OTHER_VILLAGE)
    measure(console, order, temperature="38.5")
    actions.report_breach(order=order, kind="door", told="门磁", by=console, at=NOON)
    actions.issue_paper(order=order, kind="start", by=console, at=NOON)
    actions.draw_checks(percent=100, by=console, at=NOON)
    doors = [
        scope.visible_to, scope.measurements_visible_to, scope.transfers_visible_to, scope.checks_visible_to,
        scope.breaches_visible_to, scope.papers_visible_to,
    ]  # fmt: skip
    assert [door(staff(Role.GRID, GRID)).count() for door in doors] == [0] * 6
    assert [door(staff(Role.GRID, OTHER_GRID)).count() for door in doors] == [1] * 6


def test_a_measurement_row_says_what_was_known(console: Actor) -> None:
    order = at_home(console)
    measure(console, order)
    measure(console, order, at=NOON + HOUR / 2, temperature="36.9", note="复测")
    old, new = Measurement.objects.order_by("pk")
    assert old.known_to == new.known_from
    assert (new.temperature, new.note) == (Decimal("36.9"), "复测")
