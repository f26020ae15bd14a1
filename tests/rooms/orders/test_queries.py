"""Reads of orders: tests of a day, what was missed, moves and releases that are due, the strip."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from tests.rooms.orders.world import AT, DAY, GRID, HOUR, OTHER_TOWN, TOWN, control, due_of, staff, take
from tests.support.lists import count_queries

from lianfang.orders import actions
from lianfang.orders.queries import (
    get_order,
    get_strip,
    list_due_moves,
    list_due_releases,
    list_missed_tests,
    list_releases_ahead,
    list_tests,
)
from lianfang.orders.responsible import posts_for
from lianfang.orders.tables import ReleaseTable
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Role


def test_tests_of_a_day_done_and_not_done(console: Actor) -> None:
    orders = [control(console, "medium_risk", seed) for seed in (1, 2, 3)]
    day = due_of(orders[0])[0].due_on
    take(console, orders[0], until=AT + DAY)
    assert (list_tests(console, day).count(), list_tests(console, day, done=True).count()) == (3, 1)
    actions.leave(order=orders[1], by=console, at=AT + HOUR, reason="离县")
    assert list(list_tests(console, day, done=False).values_list("order", flat=True)) == [orders[2].pk]


def test_missed_tests(console: Actor) -> None:
    order = control(console, "medium_risk")
    closes = due_of(order)[0].closes_at
    assert not list_missed_tests(console, closes - timedelta(seconds=1))
    assert [test.order_id for test in list_missed_tests(console, closes)] == [order.pk]
    take(console, order, until=closes)
    assert not list_missed_tests(console, closes)


def test_due_moves_are_stages_with_one_ahead(console: Actor) -> None:
    order = control(console)
    control(console, "medium_risk", 2)
    assert not list_due_moves(console, AT + 14 * DAY - HOUR)
    assert [stage.order_id for stage in list_due_moves(console, AT + 14 * DAY)] == [order.pk]


def test_due_releases(console: Actor) -> None:
    order = control(console, "medium_risk")
    assert list(list_due_releases(console, order.ends_at)) == [order]
    assert not list_due_releases(console, order.ends_at - HOUR)


def test_releases_ahead_tell_what_will_be_missing(console: Actor) -> None:
    ready, lacking = (control(console, "medium_risk", seed) for seed in (1, 2))
    control(console, "close_contact", 3)
    take(console, ready)
    lines = list_releases_ahead(console, AT + 12 * DAY)
    told = {line.order.pk: [obstacle.code for obstacle in line.obstacles] for line in lines}
    assert told == {ready.pk: [], lacking.pk: ["test_missing"] * 3}
    assert list_releases_ahead(console, AT + 9 * DAY) == []


def test_releases_ahead_cost_the_same_for_any_number(console: Actor) -> None:
    counts = []
    for seeds in (range(1, 3), range(3, 12)):
        for seed in seeds:
            control(console, "medium_risk", seed)
        counts.append(count_queries(lambda: list_releases_ahead(console, AT + 13 * DAY)))
    assert counts[0] == counts[1] <= 7  # one of them asks which law is signed


def test_the_strip_of_an_order(console: Actor) -> None:
    order = control(console)
    strip = get_strip(order, AT + 3 * DAY)
    assert (len(strip), strip[0].number, strip[3].is_today) == (22, 1, True)
    assert strip[14].places == ("centralised", "monitoring")


@pytest.mark.parametrize(
    ("role", "code", "sees"),
    [(Role.GRID, GRID, True), (Role.TOWN, TOWN, True), (Role.TOWN, OTHER_TOWN, False), (Role.DATA, "", True)],
)
def test_each_sees_the_own_scope(console: Actor, role: Role, code: str, sees: bool) -> None:
    order = control(console, "medium_risk")
    actor = staff(role, code)
    seen = [
        get_order(actor, order.pk) is not None,
        list_tests(actor, due_of(order)[0].due_on).exists(),
        list_missed_tests(actor, AT + 30 * DAY).exists(),
        list_due_releases(actor, AT + 30 * DAY).exists(),
        bool(list_releases_ahead(actor, AT + 30 * DAY)),
    ]
    assert seen == [sees] * 5


@pytest.mark.parametrize(
    ("community", "post"),
    [("141123100225", "village_cadre"), ("141123100023", "community_cadre"), ("", "village_cadre")],
)
def test_the_five_of_a_village_and_of_a_community(db: None, community: str, post: str) -> None:
    posts = posts_for(community, "141123", AT)
    assert len(posts) == 5
    assert post in posts


def test_where_no_value_names_them(console: Actor) -> None:
    assert posts_for("", "141123", AT - 4000 * DAY) == ()


@pytest.mark.parametrize(("overdue", "words"), [(True, "可解除"), (False, "不缺什么")])
def test_the_list_says_in_words_that_nothing_is_missing(overdue: bool, words: str) -> None:
    # A cell without a value is left out of a telephone's cards and empty in an export.
    column = next(column for column in ReleaseTable.columns if column.key == "missing")
    assert column.export_of(SimpleNamespace(missing=[], overdue=overdue)) == words
