"""A short history played through the public actions: its figures are what the cast implies, no more and no less."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from tests.rooms.demo.made import (
    COUNTY,
    NAME,
    NATION,
    at,
    cast_of,
    cohort,
    day,
    outcomes_of,
    pushed,
    scenario,
)
from tests.rooms.leads.county import COMMUNITY, GRID, OTHER_GRID, OTHER_TOWN, TOWN, make_county
from tests.rooms.staff import make_staff

from lianfang.core.figures.cut import CutHour, cut_of
from lianfang.core.figures.dispatch import DISPATCH, IDENTITIES
from lianfang.core.figures.identities import reconcile
from lianfang.core.moves import LEAD_MOVES, ORDER_MOVES, replay
from lianfang.demo.cast import Cast, Line
from lianfang.demo.county import CountyStaff
from lianfang.demo.origins import Origins
from lianfang.demo.play import Stage, play
from lianfang.demo.scenario import Scenario
from lianfang.figures.queries import get_counts, get_values
from lianfang.intake.models import Batch, Row
from lianfang.leads.models import Call, CallOutcome, Lead, LeadMove
from lianfang.leads.outcomes import RULES
from lianfang.orders.models import DueTest, Order, OrderMove, Spell
from lianfang.places.models import Grid
from lianfang.shared import clock
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.clock import LOCAL
from lianfang.shared.roles import Role

THREE_DAYS = scenario(
    3,
    [
        cohort(0, "medium", 3),
        cohort(0, "driver", 2, "left+1 back+1"),
        cohort(1, "site", 2),
        cohort(1, "unfit", 1, "home+1"),
        cohort(2, "driver", 1, "left+0 back+0"),
        cohort(2, "low", 2),
    ],
    [pushed(0, 30), pushed(1, 30), pushed(2, 40)],
    untidy_from=1,
)
TO_THE_RELEASE = scenario(
    17, [cohort(0, "low", 2), cohort(1, "medium", 1)], [pushed(0, 12), pushed(16, 1)], untidy_from=16
)


@pytest.fixture
def console(db: None) -> Actor:
    return make_county()


def staffed(made: Scenario, cast: Cast) -> Stage:
    """Give every place of the small county its one member of staff."""
    places = [(Role.TOWN, ScopeKind.TOWN, code) for code in (TOWN, OTHER_TOWN)]
    places += [(Role.GRID, ScopeKind.GRID, code) for code in Grid.objects.values_list("code", flat=True)]
    places += [(Role.COMMUNITY, ScopeKind.COMMUNITY, COMMUNITY)]
    places += [(role, ScopeKind.COUNTY, COUNTY) for role in (Role.DATA, Role.OFFICE, Role.INSPECTOR)]
    for role, kind, code in places:
        make_staff(role, Scope(kind, code))
    return Stage(made, cast, CountyStaff(), Random(1), Origins(NATION, made), NAME)


def played(made: Scenario, seed: int) -> Cast:
    cast = cast_of(made, seed)
    play(staffed(made, cast), lambda _day, _done: None)
    return cast


def counts(made: Scenario, number: int, by: Actor) -> dict[str, Any]:
    return get_counts(cut_of(day(number), CutHour.MIDNIGHT, LOCAL), by, DISPATCH)


def lines(cast: Cast) -> Iterable[Line]:
    return (line for held in cast.lists for line in held.lines)


@pytest.mark.parametrize("seed", [1, 2])
def test_three_days_come_out_as_the_cast_implies(console: Actor, seed: int) -> None:
    cast = played(THREE_DAYS, seed)
    check_lists(cast)
    check_pushed(cast, counts(THREE_DAYS, 2, console))
    for number in range(3):
        found = counts(THREE_DAYS, number, console)
        check_controlled(cast, found, number)
        check_tests(found)
        check_adds_up(number, console)
    check_histories()
    check_nothing_is_left_behind(cast)


def check_lists(cast: Cast) -> None:
    """Every list became a batch whose rows have the outcomes it was cast with."""
    batches = {batch.filename: batch for batch in Batch.objects.all()}
    assert len(batches) == len(cast.lists)
    for held in cast.lists:
        batch = batches[f"{held.planned.source}{held.planned.at:%m%d-%H%M}.xlsx"]
        rows = Row.objects.filter(batch=batch).order_by("seq").values_list("outcome", flat=True)
        assert list(rows) == outcomes_of(held.lines)
        assert (batch.state, batch.opened_rows, batch.pushed_at) == ("done", batch.rows, held.planned.at)


def check_pushed(cast: Cast, found: dict[str, Any]) -> None:
    told = [held.lines for held in cast.lists if held.planned.kind == "pushed"]
    outcomes = Counter(outcome for held in told for outcome in outcomes_of(held))
    assert found["pushed.ever"] == sum(len(held) for held in told) == 100
    assert found["pushed.new"] == 40
    assert found["pushed.ever_by"] == dict(outcomes)
    assert found["pushed.without_lead"] == outcomes["rejected"]
    people = {
        line.person.number for held in told for line in held if line.spoiled not in ("rejected", "warning")
    }
    warned = [line for held in told for line in held if line.spoiled == "warning"]
    assert found["pushed.people"] == len(people) + len({line.person.name for line in warned})
    assert set(found["pushed.verified_by"]) <= {outcome for outcome in CallOutcome if RULES[outcome].settles}


def check_controlled(cast: Cast, found: dict[str, Any], number: int) -> None:
    """People and person-times by the end of a day, by counting episodes on paper."""
    end = at(number + 1, "00:00")
    begun = [one for one in cast.episodes if one.starts + timedelta(minutes=30) < end]
    homes = [one for one in begun if one.home_at is not None and one.home_at < end]
    people = {one.person.number for one in begun}
    assert found["controlled.ever"] == len(people)
    assert found["controlled.ever_times"] == len(begun) + len(homes)
    assert found["controlled.ever_repeat"] == len(begun) + len(homes) - len(people)
    gone = [one for one in begun if one.leaves_at is not None and one.leaves_at < end]
    assert found["controlled.now"] == len(begun) - len(gone)
    assert found["controlled.left_ever"] == len(people) - (len(begun) - len(gone))
    assert found["controlled.released_ever"] == found["controlled.died_ever"] == 0
    at_a_site = sum(one.kind.unfit_home or one.kind.category == "high_risk" for one in begun)
    assert found["controlled.ever_times_by"].get("centralised", 0) == at_a_site
    assert found["controlled.now_by"].get("centralised", 0) == at_a_site - len(homes)


def check_adds_up(number: int, by: Actor) -> None:
    report = get_values(cut_of(day(number), CutHour.MIDNIGHT, LOCAL), by, DISPATCH)
    assert reconcile(report, IDENTITIES) == []


def check_tests(found: dict[str, Any]) -> None:
    """Whatever was due was taken that day, and nobody was positive."""
    assert found["tests.due"] == found["tests.done"] and found["tests.missed"] == 0
    assert set(found["tests.done_by"]) <= {"negative"}


def check_histories() -> None:
    """Every lead and order is where its moves lead to by the tables of moves."""
    for lead in Lead.objects.all():
        moves = LeadMove.objects.filter(lead=lead).order_by("pk").values_list("move", flat=True)
        assert replay(LEAD_MOVES, moves) in (lead.state, lead.holder, "office")
    for order in Order.objects.all():
        moves = OrderMove.objects.filter(order=order).order_by("pk").values_list("move", flat=True)
        assert replay(ORDER_MOVES, moves)


def check_nothing_is_left_behind(cast: Cast) -> None:
    """Whoever was to be controlled is: one order an episode, each asked for by a call that found them."""
    assert Order.objects.count() == len(cast.episodes)
    found = Call.objects.filter(outcome="here_control")
    assert found.count() == len(cast.episodes)
    assert set(Spell.objects.values_list("order_id", flat=True)) == set(
        Order.objects.values_list("pk", flat=True)
    )
    assert {GRID, OTHER_GRID} & set(Lead.objects.values_list("grid", flat=True))


def test_whose_days_are_over_is_released_in_the_history(console: Actor) -> None:
    cast = played(TO_THE_RELEASE, 3)
    found = counts(TO_THE_RELEASE, 16, console)
    assert found["controlled.ever"] == 3
    assert found["controlled.released_ever"] == Order.objects.filter(state="released").count() >= 2
    assert found["controlled.now"] == 3 - found["controlled.released_ever"]
    assert len(cast.episodes) == 3
    for order in Order.objects.filter(state="released"):
        (last,) = Spell.objects.filter(order=order, known_to__isnull=True, ended_by="released")
        assert last.ends_at is not None and last.ends_at >= order.ends_at
        assert not DueTest.objects.filter(order=order, known_to__isnull=True, results=None).exists()


def test_the_play_stops_with_the_last_day(console: Actor) -> None:
    """What the cast has planned beyond the end does not happen."""
    told: list[tuple[object, int]] = []
    made = scenario(1, [cohort(0, "driver", 2, "left+3")], [pushed(0, 10)])
    stage = staffed(made, cast_of(made))
    play(stage, lambda when, done: told.append((when, done)))
    assert {when for when, _ in told} == {day(0)}
    assert [done for _, done in told] == list(range(1, len(told) + 1))
    assert stage.queue and all(when > at(0, "23:59") for when, *_ in stage.queue)
    assert not Spell.objects.filter(ended_by="left").exists()


def test_acts_of_one_instant_happen_in_the_order_they_were_planned(console: Actor) -> None:
    made = scenario(1, [], [])
    stage = staffed(made, cast_of(made))
    happened: list[str] = []
    for name in "bca":
        stage.later(at(0, "09:00"), lambda _at, name=name: happened.append(name))  # type: ignore[misc]
    stage.later(at(0, "08:00"), lambda _at: happened.append("first"))
    stage.later(at(1, "00:00"), lambda _at: happened.append("too late"))
    play(stage, lambda _day, _done: None)
    assert happened == ["first", "b", "c", "a"]


def test_the_clock_stands_at_the_hour_of_each_act(console: Actor) -> None:
    made = scenario(1, [], [])
    stage = staffed(made, cast_of(made))
    clocks: list[datetime] = []
    for hour in ("09:00", "17:30"):
        stage.later(at(0, hour), lambda _at: clocks.append(clock.now()))
    play(stage, lambda _day, _done: None)
    assert clocks == [at(0, "09:00"), at(0, "17:30")]
