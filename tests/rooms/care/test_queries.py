"""Who is missing, by part of the day and by hour; lists of constant cost, filtered by what people need."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.urls import reverse
from tests.rooms.care.world import (
    AT,
    DAY,
    EVENING,
    GRID,
    HOUR,
    OTHER_GRID,
    OTHER_VILLAGE,
    at_home,
    browser,
    control,
    measure,
    staff,
    text,
)
from tests.support.lists import check_constant_queries
from tests.support.worlds import built_for

from lianfang.care import actions, queries
from lianfang.care.scope import visible_to
from lianfang.care.tables import CareTable, LackingTable
from lianfang.care.task_tables import (
    AskedTable,
    BreachTable,
    HandOverTable,
    MemberTable,
    PaperTable,
    ReleasePaperTable,
    TransferTable,
)
from lianfang.orders.actions import suspend
from lianfang.people.needs import record_need
from lianfang.shared.actor import Actor
from lianfang.shared.clock import pinned_at
from lianfang.shared.roles import Role

NOON = AT + 2 * HOUR  # 11:00


def names(rows: object) -> list[str]:
    return sorted(row.person.name for row in rows)  # type: ignore[attr-defined]


def counts(by: Actor, at: datetime) -> list[tuple[int, int, int, bool]]:
    return [
        (one.slot.number, one.wanted, one.missing, one.late)
        for one in queries.count_slots(visible_to(by), at)
    ]


def test_who_lacks_a_measurement_in_each_part(console: Actor) -> None:
    one, other = at_home(console), at_home(console, "张四", 2)
    measure(console, one)
    assert counts(console, NOON) == [(1, 2, 1, False)]
    assert names(queries.list_lacking(console, NOON)) == ["张四"]
    assert counts(console, EVENING) == [(1, 2, 1, True), (2, 2, 2, False)]
    measure(console, one, other, at=EVENING)
    assert counts(console, EVENING) == [(1, 2, 1, True), (2, 2, 0, False)]
    assert names(queries.lacking_any(visible_to(console), EVENING)) == ["张四"]
    assert names(queries.list_lacking(console, EVENING + DAY)) == ["张三", "张四"]


def test_who_came_late_into_a_part_is_not_asked_in_it(console: Actor) -> None:
    at_home(console, at=AT + HOUR)  # 10:00: less than a quarter of the morning is left
    assert counts(console, NOON) == [(1, 0, 0, False)]
    assert counts(console, EVENING) == [(1, 0, 0, True), (2, 1, 1, False)]


def test_who_rests_is_not_asked(console: Actor) -> None:
    order = at_home(console)
    suspend(order=order, by=console, at=NOON, reason="住院")
    assert counts(console, EVENING) == [(1, 0, 0, True), (2, 0, 0, False)]
    assert not queries.lacking_any(visible_to(console), EVENING).exists()


def test_people_at_sites_are_counted_but_no_duty_of_the_field(console: Actor) -> None:
    control(console, seed=5)
    assert counts(console, NOON) == [(1, 1, 1, False)]
    assert not queries.list_lacking(console, NOON).exists()


def test_what_came_in_by_the_hour(console: Actor) -> None:
    one, other = at_home(console), at_home(console, "张四", 2)
    measure(console, one, at=AT + HOUR / 2)  # at 9
    measure(console, other, at=NOON)  # at 11
    at = AT + 6 * HOUR
    people = visible_to(console)
    lines = queries.count_hours(console, people, at, queries.count_slots(people, at))
    hours = {line.hour: (line.recorded, line.missing) for line in lines}
    assert len(hours) == 16
    assert (hours[8], hours[9], hours[10], hours[11]) == ((0, 2), (1, 1), (0, 1), (1, 0))
    assert (hours[12], hours[15]) == ((0, 2), (0, 2))  # the evening's part has begun


def test_each_grid_counts_its_own(console: Actor) -> None:
    at_home(console)
    at_home(console, "张四", 2, area=OTHER_VILLAGE)
    assert (
        counts(staff(Role.GRID, GRID), NOON)
        == counts(staff(Role.GRID, OTHER_GRID), NOON)
        == [(1, 1, 1, False)]
    )


def test_orders_are_found_by_where_their_notice_stands(console: Actor) -> None:
    signed, written, none = (
        at_home(console, name, seed) for seed, name in enumerate(("张三", "张四", "张五"), 1)
    )
    for order in (signed, written):
        paper = actions.issue_paper(order=order, kind="start", by=console, at=NOON)
    paper = signed.papers.get()
    actions.sign_paper(paper=paper, how="self", signer="", by=console, at=NOON)
    actions.issue_paper(order=none, kind="door", by=console, at=NOON)
    seen = visible_to(console)
    assert names(queries.with_paper(seen, ["signed"])) == ["张三"]
    assert names(queries.with_paper(seen, ["unsigned"])) == ["张四"]
    assert names(queries.with_paper(seen, ["missing", "unknown"])) == ["张五"]
    assert names(queries.with_paper(seen, ["missing", "signed"])) == ["张三", "张五"]
    assert queries.papers_of([signed.pk, written.pk, none.pk]) == {
        signed.pk: "signed",
        written.pk: "unsigned",
    }
    assert names(queries.list_without_notice(console)) == ["张五", "张四"]


@built_for("class")
def measured_and_resting(console: Actor) -> None:
    """One who was measured and lives alone, one whose measure rests."""
    one, other = at_home(console), at_home(console, "张四", 2)
    measure(console, one)
    suspend(order=other, by=console, at=NOON, reason="住院")
    record_need(person=one.person, kind="alone", by=console, at=NOON)


class TestFilters:
    """Every filter of the list answers."""

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("?lacking=1", set()),
            ("?lacking=0", {"张三", "张四"}),
            ("?resting=1", {"张四"}),
            ("?resting=0", {"张三"}),
            ("?notice=missing", {"张三", "张四"}),
            ("?needs=alone&needs=minor", {"张三"}),
        ],
    )
    def test_it_narrows_the_list(
        self, console: Actor, measured_and_resting: None, query: str, found: set[str]
    ) -> None:
        with pinned_at(NOON):
            shown = text(browser(), reverse("care:list") + query)
        assert {name for name in ("张三", "张四") if name in shown} == found


def test_a_part_of_the_day_counts_those_whom_it_lists(console: Actor) -> None:
    """Those in sites are not gone to: the tab of who is missing at home does not count them."""
    at_home(console)
    control(console, seed=2)
    with pinned_at(NOON):
        both, home = (browser().get(reverse("care:lacking") + query) for query in ("", "?part=now"))
    for page, number in ((both, 2), (home, 1)):
        [(_words, count)] = page.context["slots"]
        assert (count.missing, len(page.context["lines"])) == (number, number)
    assert str(home.context["table"].heading()) == "Not measured today, at home"


@built_for("class")
def four_of_each(console: Actor) -> None:
    """Four people with fever, who live alone and broke their measure, with papers, housemates and requests."""
    orders = [at_home(console, f"张{chr(0x4E00 + seed)}", seed) for seed in range(1, 5)]
    for order in orders:
        measure(console, order, temperature="38.0")
        record_need(person=order.person, kind="alone", by=console, at=NOON)
        actions.report_breach(order=order, kind="door", told="门磁", by=console, at=NOON)
        actions.issue_paper(order=order, kind="start", by=console, at=NOON)
        look = actions.MemberIn("张某", "moves_out", to_place="城关")
        actions.record_home_check(lead=order.lead, found=[], members=[look], by=console, at=NOON)
    for check in actions.draw_checks(percent=100, by=console, at=NOON).checks.all():
        actions.record_check(check=check, outcome="needs", note="米面", by=console, at=NOON)


class TestLists:
    """Every list of care."""

    @pytest.mark.parametrize(
        ("name", "table"),
        [
            ("asked", AskedTable), ("list", CareTable), ("lacking", LackingTable), ("transfers", TransferTable),
            ("breaches", BreachTable), ("papers", PaperTable), ("hand_overs", HandOverTable),
            ("members", MemberTable), ("releases", ReleasePaperTable),
        ],
    )  # fmt: skip
    def test_each_costs_the_same_for_any_size(
        self, console: Actor, four_of_each: None, name: str, table: type
    ) -> None:
        with pinned_at(NOON + 13 * DAY if name == "releases" else EVENING):
            check_constant_queries(browser(), reverse(f"care:{name}"), table)


def test_the_releases_ahead_are_counted_by_day(console: Actor) -> None:
    at_home(console)
    with pinned_at(AT + 13 * DAY):
        shown = text(browser(), reverse("care:releases"))
    assert "张三" in shown
    assert "ends_from=2022-03-14" in shown


def test_a_list_of_the_not_measured_does_not_ask_whether_they_are() -> None:
    assert CareTable.column("lacking") is not None
    assert LackingTable.column("lacking") is None
