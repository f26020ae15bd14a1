"""Loads a demo county: its tables, its staff, and its history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random

from lianfang.accounts.actions import make_console
from lianfang.core.places.model import Level
from lianfang.demo.cast import Addresses, Cast
from lianfang.demo.county import CountyStaff, build_county, is_community
from lianfang.demo.crew import Crew
from lianfang.demo.deeds import Hands
from lianfang.demo.haste import wait_for_disk
from lianfang.demo.invent import Inventor
from lianfang.demo.origins import Origins
from lianfang.demo.play import Stage, play
from lianfang.demo.scenario import Scenario, list_scenarios, moment, read_scenario
from lianfang.events.actions import open_event
from lianfang.places.actions import load_divisions
from lianfang.places.models import Area, Compound
from lianfang.places.queries import get_county
from lianfang.places.reading import national_counties_path, read_divisions
from lianfang.shared import audit, outbox
from lianfang.shared.clock import pinned_at
from lianfang.shared.models import AuditEntry

LOADED = "demo.loaded"
DIVISIONS = Path(__file__).parent / "divisions"
Progress = Callable[[date, int, int], None]


def divisions_of(county: str) -> Path:
    """Return the division file of a demo county; raises StopIteration for an unknown one."""
    return next(DIVISIONS.glob(f"{county}-*.csv"))


def is_loaded() -> bool:
    """Say whether a demo county was loaded to its end."""
    return AuditEntry.objects.filter(action=LOADED).exists()


def loaded_scenario() -> Scenario:
    """Read the scenario that was loaded, or is being loaded: the one of this county."""
    county = get_county().code
    return next(one for one in map(read_scenario, list_scenarios()) if one.county == county)


def load_demo(name: str, progress: Progress, hands: Hands | Crew | None = None) -> Scenario:
    """Load a demo county and play its history; `progress` gets the day, and how many days of how many are done.

    `hands` do what is done about single people: this process where none are given.
    """
    scenario = read_scenario(name)
    wait_for_disk(False)  # an interrupted load is cleared, so its commits need not be waited for
    dice = Random(scenario.seed)  # noqa: S311  # invented people, not secrets
    nation = read_divisions(national_counties_path())
    inventor = Inventor(dice, [one.code for one in nation if one.level == Level.COUNTY])
    before = moment(scenario.first - timedelta(days=1), "08:00")
    with pinned_at(before):
        console = make_console(county=scenario.county, at=before).actor
        load_divisions(path=divisions_of(scenario.county), by=console, at=before)
        open_event(name=scenario.event, kind="outbreak", by=console, at=before, default=True)
        build_county(scenario, dice, inventor, by=console, at=before)
    origins = Origins(nation, scenario)
    cast = Cast(scenario, inventor, _addresses(scenario, origins.away, dice), dice)
    days = (scenario.last - scenario.first).days + 1
    stage = Stage(scenario, cast, CountyStaff(), dice, origins, get_county().name, hands or Hands())
    play(stage, lambda day, _done: progress(day, max((day - scenario.first).days + 1, 1), days))
    wait_for_disk(True)
    after = scenario.next_morning
    outbox.settle(at=after)  # the play itself read the lists and opened the leads
    audit.record(by=console, at=after, action=LOADED, object_kind="demo", object_id=name)
    return scenario


def _addresses(scenario: Scenario, away: list[str], dice: Random) -> Addresses:
    """Write addresses of the towns the scenario's people live in."""
    towns = set(scenario.towns) or {town.code for town in Area.objects.filter(is_own=True, level="town")}
    own = Area.objects.filter(is_own=True, level="village", parent__in=towns).select_related("parent")
    villages = [(area.parent.name, area.name) for area in own if area.parent and not is_community(area.code)]
    known = Compound.objects.filter(community__parent__in=towns).select_related("community__parent")
    compounds = [
        (compound.community.parent.name, compound.community.name, compound.name)
        for compound in known.order_by("pk")
        if compound.community.parent
    ]
    return Addresses(_within(scenario.county), villages, compounds, away, dice)


def _within(county: str) -> tuple[str, str, str]:
    """Name the province, the city and the county."""
    own = Area.objects.select_related("parent__parent").get(code=county)
    assert own.parent is not None and own.parent.parent is not None
    return own.parent.parent.name, own.parent.name, own.name
