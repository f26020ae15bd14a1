"""Results that name an old version of a test, corrections without a moment, and orders gone round and round."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from tests.rooms.orders.world import (
    AT,
    DAY,
    HOUR,
    check_adds_up,
    control,
    due_of,
    facts,
    read_figures,
    spells_of,
    stages_of,
    take,
)

from lianfang.core.policy import Facts
from lianfang.orders import actions
from lianfang.orders.actions import ResultIn, record_results
from lianfang.orders.models import DueTest, Order, OrderMove, Spell, Stage, TestResult
from lianfang.orders.obstacles import list_obstacles
from lianfang.orders.queries import get_strip
from lianfang.orders.refusals import AlreadyControlled, ReleaseRefused, UnknownTest, WrongTime
from lianfang.shared.actor import Actor
from lianfang.shared.knowing import close_knowledge
from lianfang.shared.models import AuditEntry, OutboxNews

MOVED = AT + HOUR
NOON = AT + 3 * HOUR


def moved_test(by: Actor, order: Order) -> tuple[DueTest, DueTest]:
    """Move a person, so that the first test has a second version; return both."""
    old = due_of(order)[0]
    actions.move(order=order, place="home", reason="病情", by=by, at=MOVED)
    new = due_of(order)[0]
    assert new.before_id == old.pk
    return old, new


def held(test: DueTest) -> list[str]:
    return list(TestResult.objects.filter(test=test, known_to__isnull=True).values_list("result", flat=True))


@pytest.mark.parametrize(("of_old", "of_new"), [("positive", "negative"), ("negative", "positive")])
@pytest.mark.parametrize("turned", [False, True])
def test_the_worst_of_a_test_and_its_older_version_speaks_for_both(
    console: Actor, of_old: str, of_new: str, turned: bool
) -> None:
    old, new = moved_test(console, control(console))
    sent = [ResultIn(old.pk, of_old, MOVED), ResultIn(new.pk, of_new, MOVED)]
    assert record_results(results=sent[::-1] if turned else sent, by=console, at=NOON) == 1
    assert held(new) == ["positive"]
    assert OutboxNews.objects.filter(topic="orders.positive").count() == 1


def test_a_result_for_an_old_version_stands_at_the_one_held_now(console: Actor) -> None:
    old, new = moved_test(console, control(console))
    record_results(results=[ResultIn(old.pk, "negative", MOVED)], by=console, at=NOON)
    assert (held(old), held(new)) == ([], ["negative"])
    again = [ResultIn(new.pk, "negative", MOVED)]
    assert record_results(results=again, by=console, at=NOON + HOUR) == 0


def test_one_unknown_test_among_many_stops_them_all(console: Actor) -> None:
    first, second = control(console, seed=1), control(console, seed=2)
    dropped = due_of(second)[-1]
    actions.leave(order=second, by=console, at=AT + HOUR, reason="离县")
    sent = [ResultIn(due_of(first)[0].pk, "negative", AT), ResultIn(dropped.pk, "negative", AT)]
    with pytest.raises(UnknownTest) as refused:
        record_results(results=sent, by=console, at=NOON)
    assert refused.value.test_ids == (dropped.pk,)
    assert not TestResult.objects.exists()


def test_a_key_that_failed_can_be_used_again(console: Actor) -> None:
    order = control(console)
    first = due_of(order)[0]
    with pytest.raises(WrongTime):
        record_results(results=[ResultIn(first.pk, "negative", NOON + HOUR)], by=console, at=NOON, key="k")
    assert record_results(results=[ResultIn(first.pk, "negative", AT)], by=console, at=NOON, key="k") == 1


def test_a_positive_that_was_a_mistake_no_longer_stands_against_release(console: Actor) -> None:
    order = control(console, "medium_risk")
    take(console, order)
    last = due_of(order)[-1]
    positive = ResultIn(last.pk, "positive", last.closes_at - 2 * HOUR)
    record_results(results=[positive], by=console, at=order.ends_at)
    with pytest.raises(ReleaseRefused):
        actions.release(order=order, by=console, at=order.ends_at)
    right = ResultIn(last.pk, "negative", last.closes_at - 2 * HOUR)
    record_results(results=[right], by=console, at=order.ends_at)
    assert actions.release(order=order, by=console, at=order.ends_at).state == "released"
    versions = TestResult.objects.filter(test=last).order_by("pk")
    assert [one.result for one in versions] == ["negative", "positive", "negative"]
    assert [one.known_to is None for one in versions] == [False, False, True]


def test_a_correction_of_nothing_is_refused_and_writes_nothing(console: Actor) -> None:
    order = control(console)
    stage = order.stages.get(seq=0)
    before = OrderMove.objects.count(), Spell.objects.count()
    with pytest.raises(ValueError, match="moment"):
        actions.correct_stage(stage=stage, by=console, at=NOON, reason="补记")
    assert (OrderMove.objects.count(), Spell.objects.count()) == before


def test_a_correction_back_and_forth_ends_where_it_began(console: Actor) -> None:
    order = control(console)
    stage = order.stages.get(seq=0)
    facts = read_figures(AT + DAY)
    for starts in (AT - 2 * HOUR, AT - HOUR, AT):
        actions.correct_stage(stage=stage, by=console, at=NOON, reason="补记", starts_at=starts)
    assert read_figures(AT + DAY) == facts
    assert spells_of(order) == [("centralised", AT, None, "")]
    assert Spell.objects.filter(stage=stage).count() == 4
    assert check_adds_up(AT + DAY)["now"] == 1


def test_a_corrected_begin_reaches_the_cut_it_belongs_to_and_no_signed_one(console: Actor) -> None:
    midnight = datetime.fromisoformat("2022-02-28T00:00+08:00")
    order = control(console)
    assert close_knowledge(AT + HOUR) is None
    signed = read_figures(midnight, known=AT + HOUR)
    stage = order.stages.get(seq=0)
    before = midnight - timedelta(microseconds=1)
    actions.correct_stage(stage=stage, by=console, at=NOON, reason="补记", starts_at=before)
    assert read_figures(midnight)["controlled"]["ever"] == 1
    assert read_figures(midnight, known=AT + HOUR) == signed
    actions.correct_stage(stage=stage, by=console, at=NOON, reason="补记", starts_at=midnight)
    assert read_figures(midnight)["controlled"]["ever"] == 0  # 24:00 belongs to the next day


@pytest.mark.parametrize("times", [1, 4])
def test_moved_there_and_back_a_person_stays_one_person(console: Actor, times: int) -> None:
    order = control(console)
    tests = [test.due_on for test in due_of(order)]
    for number in range(times):
        for place, hour in (("home", 1), ("centralised", 2)):
            at = AT + number * DAY + hour * HOUR
            actions.move(order=order, place=place, reason="床位", by=console, at=at)
    figures = check_adds_up(AT + (times + 1) * DAY)
    assert (figures["ever"], figures["now"], figures["ever_times"]) == (1, 1, 1 + 2 * times)
    assert figures["now_by"] == {"centralised": 1}
    assert [test.due_on for test in due_of(order)] == tests
    running = Stage.objects.get(order=order, state="running")
    assert running.first_day == times  # the days go on counting
    assert running.period.upper == AT + 14 * DAY


def test_extended_then_released_on_the_later_day_alone(console: Actor) -> None:
    order = control(console, "medium_risk")
    planned = order.ends_at
    take(console, order)
    longer = actions.extend(order=order, until=planned + 3 * DAY, by=console, at=AT + DAY, reason="密接阳性")
    assert longer.ends_at == planned + 3 * DAY
    for early in (planned, planned + 3 * DAY - HOUR):
        with pytest.raises(ReleaseRefused) as refused:
            actions.release(order=order, by=console, at=early)
        assert "days_not_over" in {one.code for one in refused.value.obstacles}
    assert actions.release(order=order, by=console, at=longer.ends_at).ended_at == planned + 3 * DAY
    assert stages_of(order)[-1][3] == planned + 3 * DAY
    moves = list(OrderMove.objects.filter(order=order).order_by("pk").values_list("move", flat=True))
    assert moves == ["issued", "started", "extended", "released"]


@pytest.mark.parametrize("shift", [-DAY, timedelta(0), 28 * DAY + timedelta(minutes=1), 27 * 365 * DAY])
def test_an_extension_that_is_none_or_longer_than_any_rule_is_refused(
    console: Actor, shift: timedelta
) -> None:
    order = control(console)
    with pytest.raises(WrongTime) as refused:
        actions.extend(order=order, until=order.ends_at + shift, by=console, at=NOON, reason="病情")
    assert (refused.value.earliest, refused.value.latest) == (order.ends_at, order.ends_at + 28 * DAY)


def test_an_overdue_order_is_extended_from_now_on(console: Actor) -> None:
    order = control(console)
    late = order.ends_at + 40 * DAY
    assert (
        actions.extend(order=order, until=late + DAY, by=console, at=late, reason="补检").ends_at
        == late + DAY
    )


def test_after_an_end_a_new_order_begins_and_a_withdrawn_one_counts_nowhere(console: Actor) -> None:
    order = control(console, "medium_risk")
    lead = order.lead
    assert lead is not None
    with pytest.raises(AlreadyControlled) as met:
        actions.issue(lead=lead, facts=facts_again(), by=console, at=NOON)
    assert met.value.order_id == order.pk
    actions.cancel(order=order, by=console, at=NOON, reason="误下")
    fresh = actions.issue(lead=lead, facts=facts_again(), by=console, at=NOON)
    assert (fresh.state, Order.objects.filter(person=fresh.person).count()) == ("running", 2)
    figures = check_adds_up(NOON + DAY)
    assert (figures["ever"], figures["ever_times"]) == (1, 1)
    assert not due_of(order)


def facts_again() -> Facts:
    return facts("medium_risk")


def test_every_write_leaves_one_entry_in_the_trail_without_a_persons_words(console: Actor) -> None:
    order = control(console)
    actions.move(
        order=order, place="home", reason="张三家中有病人", by=console, at=MOVED, document="兴防指1号"
    )
    actions.extend(order=order, until=order.ends_at + DAY, by=console, at=NOON, reason="张三阳性")
    actions.cancel(order=order, by=console, at=NOON, reason="张三误下")
    entries = AuditEntry.objects.filter(object_kind="order", object_id=str(order.pk)).order_by("pk")
    assert [entry.action for entry in entries] == [
        "orders.issued", "orders.moved", "orders.extended", "orders.cancelled",
    ]  # fmt: skip
    assert all("张三" not in str(entry.detail) for entry in entries)


def test_the_strip_of_an_order_shows_each_day_once_whatever_happened(console: Actor) -> None:
    order = control(console)
    actions.move(order=order, place="home", reason="床位", by=console, at=AT + 2 * DAY)
    actions.extend(order=order, until=order.ends_at + 2 * DAY, by=console, at=AT + 3 * DAY, reason="病情")
    days = get_strip(Order.objects.get(pk=order.pk), AT + 4 * DAY)
    dates = [day.day for day in days]
    assert dates == sorted(set(dates))
    assert dates[-1] - dates[0] == timedelta(days=23)


def test_what_stands_against_release_shrinks_with_each_result(console: Actor) -> None:
    order = control(console, "medium_risk")
    left = []
    for test in due_of(order):
        left.append(sum(one.code == "test_missing" for one in list_obstacles(order, order.ends_at)))
        done = test.closes_at - HOUR
        record_results(results=[ResultIn(test.pk, "negative", done)], by=console, at=done)
    assert left == sorted(left, reverse=True) and left[0] > 0
    assert list_obstacles(order, order.ends_at) == []
