"""A scenario of a few days made by hand, with addresses that need no database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

from lianfang.core.places.model import Area, Level
from lianfang.demo.cast import Addresses, Cast, Line
from lianfang.demo.files import Hand
from lianfang.demo.invent import Inventor
from lianfang.demo.origins import Origins
from lianfang.demo.scenario import Cohort, PlannedList, Scenario, Step, moment, read_scenario

COUNTY = "141123"
NAME = "兴县"
FIRST = date(2022, 2, 1)
VILLAGES = [("蔚汾镇", "贺家坪村委会"), ("魏家滩镇", "白家塔村委会")]
COMPOUNDS = [("蔚汾镇", "蔚汾景苑社区居委会", "景苑小区")]
AWAY = ["西安市雁塔区", "邯郸市丛台区"]
NATION = [
    Area("610113", AWAY[0], Level.COUNTY, "6101"),
    Area("130403", AWAY[1], Level.COUNTY, "1304"),
    Area("1304", "邯郸市", Level.CITY, "13"),
    Area("141121", "文水县", Level.COUNTY, "1411"),
]
XING = read_scenario("xing")


def day(number: int) -> date:
    """Return a day of the scenario, counted from 0."""
    return FIRST + timedelta(days=number)


def at(number: int, clock: str = "08:20") -> datetime:
    """Return an hour of a day of the scenario."""
    return moment(day(number), clock)


def path(text: str) -> tuple[Step, ...]:
    """Write the steps of a cohort as its table does."""
    return tuple(Step(what, int(after)) for what, after in (step.split("+") for step in text.split()))


def cohort(number: int, kind: str, people: int, steps: str = "") -> Cohort:
    """Make people of one kind who come under control on a day."""
    return Cohort(day(number), kind, people, path(steps))


def pushed(number: int, rows: int, clock: str = "08:20", source: str = "省大数据推送") -> PlannedList:
    """Plan a pushed list of a day."""
    return PlannedList(at(number, clock), source, "pushed", rows)


def scenario(
    days: int, cohorts: Iterable[Cohort], lists: Iterable[PlannedList], untidy_from: int = 99
) -> Scenario:
    """Make a scenario of so many days."""
    return replace(
        XING,
        first=FIRST,
        last=day(days - 1),
        untidy_from=day(untidy_from),
        cohorts=tuple(cohorts),
        lists=tuple(lists),
        sites=(),
    )


def addresses(dice: Random) -> Addresses:
    """Write addresses of two villages, one compound and two counties elsewhere."""
    return Addresses(("山西省", "吕梁市", NAME), VILLAGES, COMPOUNDS, AWAY, dice)


def hand(dice: Random, made: Scenario = XING) -> Hand:
    """Write lists as the county does, its people from two counties elsewhere."""
    return Hand(NAME, made.language, Origins(NATION, made), dice)


def cast_of(made: Scenario, seed: int = 1) -> Cast:
    """Put the people of a scenario on its lists."""
    dice = Random(seed)
    return Cast(made, Inventor(dice, [COUNTY, "610113"]), addresses(dice), dice)


def outcomes_of(lines: Iterable[Line]) -> list[str]:
    """Say what the core must make of the rows of one list, in their order.

    Who stands twice in a file with a good row is a duplicate from the second time on, whatever brought them there.
    """
    seen: set[str] = set()
    told = []
    for line in lines:
        if line.spoiled == "rejected":
            told.append("rejected")
            continue
        again = line.person.number in seen
        seen.add(line.person.number)
        told.append("duplicate" if again else "warning" if line.spoiled == "warning" else "ready")
    return told
