"""Who stands on which list: as many rows as planned, everybody under control named before they are found."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.rooms.demo.made import addresses, at, cast_of, cohort, day, pushed, scenario

from lianfang.demo.cast import Cast, CastList, Episode, Line
from lianfang.leads.models import CallOutcome

LISTS = [pushed(0, 40), pushed(1, 40), pushed(1, 30, "15:10", "市专班"), pushed(2, 50)]
COHORTS = [
    cohort(0, "medium", 6),
    cohort(1, "site", 2),
    cohort(1, "unfit", 2, "home+1"),
    cohort(0, "driver", 3, "left+1 back+1"),
    cohort(2, "driver", 1, "left+0 back+0"),
    cohort(2, "low", 5),
]
SEEDS = pytest.mark.parametrize("seed", range(6))


def made(seed: int) -> Cast:
    return cast_of(scenario(3, COHORTS, LISTS), seed)


def on_lists(cast: Cast) -> list[tuple[CastList, Line]]:
    return [(held, line) for held in cast.lists for line in held.lines]


def controlled(cast: Cast) -> dict[int, tuple[CastList, Line]]:
    return {id(line.episode): (held, line) for held, line in on_lists(cast) if line.episode}


@SEEDS
def test_a_pushed_list_has_as_many_rows_as_planned(seed: int) -> None:
    cast = made(seed)
    sizes = {
        (held.planned.at, held.planned.source): len(held.lines) for held in cast.lists if held.planned.rows
    }
    assert sizes == {(planned.at, planned.source): planned.rows for planned in LISTS}


@SEEDS
def test_lists_come_in_the_order_of_their_hours(seed: int) -> None:
    hours = [held.planned.at for held in made(seed).lists]
    assert hours == sorted(hours)


@SEEDS
def test_there_are_as_many_episodes_as_the_cohorts_say(seed: int) -> None:
    cast = made(seed)
    assert len({episode.person.number for episode in cast.episodes}) == 19
    assert len(cast.episodes) == 19 + 3 + 1  # four drivers come back
    assert sum(episode.home_at is not None for episode in cast.episodes) == 2
    assert sum(episode.leaves_at is not None for episode in cast.episodes) == 4


@SEEDS
def test_every_episode_stands_on_one_list_before_it_begins(seed: int) -> None:
    cast = made(seed)
    named = Counter(id(line.episode) for _, line in on_lists(cast) if line.episode)
    assert set(named.values()) == {1} and len(named) == len(cast.episodes)
    for held, line in controlled(cast).values():
        assert line.episode is not None
        assert held.planned.at < line.episode.starts
        assert (line.person, line.address) == (line.episode.person, line.episode.address)


@SEEDS
def test_the_hours_of_an_episode_follow_one_another_on_their_days(seed: int) -> None:
    for episode in made(seed).episodes:
        for later in (episode.home_at, episode.leaves_at):
            assert later is None or later > episode.starts


def test_who_leaves_and_comes_back_on_one_day_does_so_in_this_order() -> None:
    cast = cast_of(scenario(1, [cohort(0, "driver", 30, "left+0 back+0")], [pushed(0, 100)]))
    there: dict[str, list[Episode]] = {}
    for episode in cast.episodes:
        there.setdefault(episode.person.number, []).append(episode)
    assert len(there) == 30
    for first, second in there.values():
        assert first.leaves_at is not None and second.leaves_at is None
        assert first.starts < first.leaves_at < second.starts
        assert first.starts.date() == second.starts.date() == day(0)


def test_an_unfit_home_is_made_fit_later() -> None:
    cast = cast_of(scenario(4, [cohort(0, "unfit", 4, "home+3")], [pushed(0, 50)]))
    for episode in cast.episodes:
        assert episode.kind.unfit_home
        assert episode.home_at is not None and episode.home_at.date() == day(3)


@SEEDS
def test_who_was_found_the_day_after_did_not_answer_at_first(seed: int) -> None:
    """A person named a day or two before they are found was away or did not pick up."""
    for held, line in controlled(made(seed)).values():
        assert line.episode is not None
        waits = held.planned.at.date() < line.episode.starts.date()
        assert line.fate in (("away", "no_answer") if waits else ("control",))
        if line.fate == "away":
            assert line.back_on == line.episode.starts.date()


@SEEDS
def test_lists_that_were_not_pushed_hold_only_people_who_were_found(seed: int) -> None:
    declared = [held for held in made(seed).lists if held.planned.rows is None]
    assert declared
    for held in declared:
        assert held.planned.kind in ("declared", "door_to_door")
        assert held.lines and all(line.fate == "control" for line in held.lines)


@SEEDS
def test_a_duplicate_stays_behind_the_row_it_doubles(seed: int) -> None:
    found = 0
    for held in made(seed).lists:
        for place, line in enumerate(held.lines):
            if line.spoiled == "duplicate":
                found += 1
                before = [other for other in held.lines[:place] if other.person is line.person]
                assert before and before[0].spoiled == "plain"
    assert found


@SEEDS
def test_only_rows_without_a_measure_are_spoiled(seed: int) -> None:
    spoiled = Counter(line.spoiled for _, line in on_lists(made(seed)))
    assert set(spoiled) <= {"plain", "duplicate", "rejected", "warning", "again"}
    assert spoiled["plain"] > spoiled.total() / 2
    assert all(line.spoiled == "plain" for _, line in controlled(made(seed)).values())


@SEEDS
def test_somebody_named_again_was_on_an_earlier_list(seed: int) -> None:
    known: set[str] = set()
    for held in made(seed).lists:
        again = {line.person.number for line in held.lines if line.spoiled == "again"}
        assert again <= known
        known |= {line.person.number for line in held.lines}


@SEEDS
def test_every_fate_is_an_outcome_of_a_call(seed: int) -> None:
    fates = {line.fate for _, line in on_lists(made(seed))}
    assert fates <= {"control", "", *CallOutcome.values}
    assert {line.fate for _, line in on_lists(made(seed)) if line.spoiled == "duplicate"} <= {""}


@SEEDS
def test_the_same_dice_cast_the_same_lists(seed: int) -> None:
    def drawn(cast: Cast) -> list[tuple[object, ...]]:
        return [(line.person, line.address, line.fate, line.spoiled) for _, line in on_lists(cast)]

    assert drawn(made(seed)) == drawn(made(seed))
    assert drawn(made(seed)) != drawn(made(seed + 100))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    sizes=st.lists(st.integers(0, 60), min_size=1, max_size=4),
    people=st.lists(st.integers(1, 25), min_size=1, max_size=4),
    seed=st.integers(0, 10_000),
)
def test_any_plan_is_kept(sizes: list[int], people: list[int], seed: int) -> None:
    """Lists too short for everybody leave the others to declare themselves; no row is lost or added."""
    lists = [pushed(number, rows) for number, rows in enumerate(sizes)]
    cohorts = [cohort(number % len(sizes), "medium", many) for number, many in enumerate(people)]
    cast = cast_of(scenario(len(sizes), cohorts, lists), seed)
    assert [len(held.lines) for held in cast.lists if held.planned.rows is not None] == sizes
    assert len(controlled(cast)) == sum(people)
    for held in cast.lists:
        if held.planned.rows:
            inside = sum(line.episode is not None for line in held.lines)
            assert inside <= held.planned.rows * 0.66 + 1  # a list is never only people under control


def test_ordinary_addresses_name_their_place() -> None:
    write = addresses(Random(3))
    for text in (write.ordinary() for _ in range(200)):
        assert ("蔚汾镇" in text) or ("魏家滩镇" in text)
        assert ("贺家坪" in text) or ("白家塔" in text) or ("景苑小区" in text)


def test_some_addresses_lack_something() -> None:
    write = addresses(Random(3))
    told = [write.any() for _ in range(600)]
    assert {"", "不详", "兴县", "兴县蔚汾镇"} <= set(told)
    placed = sum("镇" in text and len(text) > 5 for text in told)
    assert placed > 480  # nine in ten are ordinary


def test_addresses_elsewhere_name_another_county() -> None:
    write = addresses(Random(3))
    for text in (write.elsewhere() for _ in range(50)):
        assert text.startswith(("西安市雁塔区", "邯郸市丛台区")) and text.endswith("号")


def test_nobody_is_called_back_before_the_list_came() -> None:
    for held, line in on_lists(made(1)):
        if line.back_on is not None and line.episode is None:
            assert line.back_on >= held.planned.at.date() + timedelta(days=2)
        assert line.arrived <= held.planned.at.date() + timedelta(days=2)
        assert at(0, "00:00").date() - timedelta(days=4) <= line.arrived
