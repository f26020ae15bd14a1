"""The orders that run on a day, under another edition: what is read, by whom, and what is kept of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from tests.rooms.orders.world import AT, DAY, GRID, HOUR, OTHER_TOWN, TOWN, control, facts, staff, take
from tests.support.lists import count_queries

from lianfang.config.policy_files import get_policy_book
from lianfang.core.policy.replay import Load
from lianfang.orders import actions
from lianfang.orders.models import Order
from lianfang.orders.plans import read_facts
from lianfang.orders.simulation import Simulation, simulate
from lianfang.shared.actor import Actor, Forbidden
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Role

FIRST = date(2022, 2, 28)


def run(by: Actor, edition: str = "v9", day: date = FIRST, at: datetime = AT + 10 * HOUR) -> Simulation:
    return simulate(book=get_policy_book(), edition=edition, day=day, by=by, at=at)


def counts(load: Load) -> tuple[int, int, int, int]:
    """The day's people, beds and tests, and the releases of all the days."""
    return load.people[0], load.beds[0], load.tests[0], sum(load.releases)


def test_both_sides_stand_beside_each_other(console: Actor) -> None:
    control(console, seed=1)
    control(console, seed=2)
    control(console, "secondary_contact", seed=3)
    done = run(console)
    assert done.people == 3
    assert counts(done.done.as_they_are) == (3, 3, 3, 1)
    assert counts(done.done.under) == (3, 2, 3, 3)
    assert done.done.whole.outcomes == {"shorter": 2, "same": 1}
    assert done.done.whole.lost == 22 * DAY


def test_what_the_law_of_the_order_would_have_decided_is_what_stands(console: Actor) -> None:
    control(console, seed=1)
    control(console, "secondary_contact", seed=2, at=AT + 3 * HOUR)
    done = run(console, "v8").done
    assert done.under == done.as_they_are
    assert done.whole.outcomes == {"same": 2}


def test_a_local_order_is_tried_with_the_text_it_stands_on(console: Actor) -> None:
    order = control(console, "medium_risk", seed=1)
    control(console, seed=2)
    local = order.rules[0]
    assert local not in ("v8", "v9")
    done = run(console, local).done
    assert done.under == done.as_they_are
    assert run(console, "v8").done.whole.outcomes == {
        "unknown": 1,
        "same": 1,
    }  # the national text has no rule


def test_tests_as_they_are_come_from_their_records(console: Actor) -> None:
    order = control(console)
    take(console, order, until=AT + 30 * DAY)
    done = run(console, at=AT + 30 * DAY).done.as_they_are
    assert (sum(done.tests), sum(done.samples)) == (
        4,
        5,
    )  # 14 days of 21: those of days 1, 4, 7 and 14, two samples
    assert done.tests[0] == 1


@pytest.mark.parametrize(
    ("day", "people"),
    [(-1, 0), (0, 1), (20, 1), (21, 1), (22, 0)],
)
def test_an_order_runs_from_its_first_hour_to_its_last(console: Actor, day: int, people: int) -> None:
    control(console)
    assert run(console, day=FIRST + day * DAY).people == people


def test_one_past_its_last_day_runs_until_it_is_ended(console: Actor) -> None:
    control(console)
    late = run(console, day=FIRST + 23 * DAY, at=AT + 25 * DAY)
    assert (late.people, late.overdue) == (1, 1)
    assert counts(late.done.as_they_are) == counts(late.done.under) == (0, 0, 0, 0)
    assert run(console, day=FIRST + 20 * DAY, at=AT + 25 * DAY).overdue == 0


def test_whoever_was_ended_before_does_not_run(console: Actor) -> None:
    left, withdrawn, kept = (control(console, seed=seed) for seed in (1, 2, 3))
    actions.leave(order=left, by=console, at=AT + HOUR, reason="离县")
    actions.cancel(order=withdrawn, by=console, at=AT + HOUR, reason="录错")
    assert run(console).people == 2  # that day one of them still ran for an hour
    done = run(console, day=FIRST + DAY, at=AT + 2 * DAY)
    assert done.people == 1
    assert Order.objects.get(pk=kept.pk).state == Order.State.RUNNING


def test_who_left_leaves_under_any_law(console: Actor) -> None:
    actions.leave(order=control(console), by=console, at=AT + HOUR, reason="离县")
    done = run(console).done
    assert (done.as_they_are.days, done.under.days) == ({"centralised": HOUR},) * 2
    assert sum(done.under.releases) == 0


def test_what_was_moved_or_extended_by_order_stands_as_it_is(console: Actor) -> None:
    order = control(console)
    actions.move(order=order, place="home", by=console, at=AT + HOUR, reason="无床位")
    actions.extend(order=order, until=order.ends_at + 3 * DAY, by=console, at=AT + HOUR, reason="阳性")
    done = run(console, "v8").done
    assert (done.as_they_are.beds[0], done.under.beds[0]) == (0, 1)
    assert (done.whole.moved, done.whole.lost) == (1, 3 * DAY)


def test_only_what_the_reader_may_see_is_counted(console: Actor) -> None:
    control(console)
    for role, code, people in (
        (Role.OFFICE, "", 1), (Role.TOWN, TOWN, 1), (Role.TOWN, OTHER_TOWN, 0), (Role.GRID, GRID, 1),
    ):  # fmt: skip
        done = run(staff(role, code))
        assert (done.people, sum(done.done.as_they_are.tests) > 0, bool(done.runs)) == (
            people,
            people > 0,
            False,
        )


def test_who_may_see_no_orders_is_refused_and_the_reading_is_kept(console: Actor) -> None:
    control(console)
    with pytest.raises(Forbidden):
        run(staff(Role.AUDITOR))
    assert not AuditEntry.objects.filter(action="orders.simulate")
    run(console)
    entry = AuditEntry.objects.get(action="orders.simulate")
    assert (entry.actor_id, entry.object_kind) == (console.staff_id, "order")
    assert entry.detail == {"edition": "v9", "day": "2022-02-28", "found": 1}


def test_where_no_order_runs_it_says_when_any_does(console: Actor) -> None:
    assert run(console).runs is None
    control(console)
    assert run(console).runs is None
    assert run(console, day=FIRST - DAY).runs == (FIRST, FIRST + 21 * DAY)


def test_an_edition_that_is_not_there(console: Actor) -> None:
    with pytest.raises(KeyError):
        run(console, "v99")


def test_nothing_is_written_but_the_trail(console: Actor) -> None:
    control(console)
    before = list(Order.objects.values())
    run(console, "b2b")
    assert list(Order.objects.values()) == before


def test_queries_do_not_grow_with_the_orders(console: Actor) -> None:
    control(console, seed=1)
    few = count_queries(lambda: run(console))
    for seed in range(2, 8):
        control(console, "high_risk", seed=seed)
    assert count_queries(lambda: run(console)) == few <= 6


HELD = {"category": "inbound", "anchor": "2022-02-28T09:00:00+08:00", "found": "2022-02-28T09:00:00+08:00"}


@pytest.mark.parametrize(
    ("held", "read"),
    [
        (HELD, True),
        ({**HELD, "area": "141123", "unfit_home": True, "bed_free": False, "chosen": "home"}, True),
        ({}, False),
        ({**HELD, "anchor": "昨天"}, False),
        ({**HELD, "anchor": None}, False),
        ({**HELD, "found": "2022-02-28T09:00:00"}, False),
        ({**HELD, "category": "martian"}, False),
        ({**HELD, "more": 1}, False),
    ],
)
def test_facts_are_read_as_they_were_kept_or_not_at_all(held: dict[str, object], read: bool) -> None:
    assert (read_facts(held) is not None) is read


def test_facts_an_order_keeps_are_those_it_was_decided_from(console: Actor) -> None:
    order = control(console)
    assert read_facts(Order.objects.get(pk=order.pk).facts) == facts()


def test_an_order_whose_facts_cannot_be_read_stays_as_it_is(console: Actor) -> None:
    order = control(console)
    Order.objects.filter(pk=order.pk).update(facts={})
    done = run(console).done
    assert done.whole.outcomes == {"unknown": 1}
    assert done.whole.lost == timedelta()
    assert done.under.days == done.as_they_are.days
