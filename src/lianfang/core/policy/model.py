"""The law as values: editions, what each asks for a category, and dated settings.

Every value names the edition, clause and source it rests on; nothing here knows a number of days by itself.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lianfang.core.policy.plan import Plan


class Level(StrEnum):
    """Who issued an edition; a lower issuer may override a higher one for its own area."""

    NATIONAL = "national"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


AREA_DIGITS = {Level.NATIONAL: 0, Level.PROVINCE: 2, Level.CITY: 4, Level.COUNTY: 6}

# From the lightest to the strictest. "none": the law lifts the measure; "unknown": no rule is loaded.
MEASURES = ("none", "unknown", "self", "monitoring", "home", "centralised")
PLACES = MEASURES[2:]
RANK = {measure: rank for rank, measure in enumerate(MEASURES)}

# As notices write them, and as the code does (rules §3.2: isolation forbids going out, monitoring does not).
PLACE_WORDS = {
    "集中隔离": "centralised",
    "居家隔离": "home",
    "居家健康监测": "monitoring",
    "健康监测": "self",
    "自我健康监测": "self",
    **{place: place for place in PLACES},
}

CATEGORIES = (
    "confirmed",
    "asymptomatic",
    "infected_mild",
    "close_contact",
    "secondary_contact",
    "place_exposed",
    "time_space_companion",
    "inbound",
    "inbound_after_port",
    "high_risk",
    "medium_risk",
    "low_risk",
    "ungraded_risk",
    "closed_loop_job",
    "arrival_hubei",
    "arrival_other_province",
    "arrival_same_province",
    "fever",
)

CLOCKS = ("anchor", "start")  # days count from the last contact, leaving or arrival; or from being found
NEEDS = ("close_contact_first_two_negative",)  # releases that wait for another person's tests
CODES = ("red", "yellow", "green")
WORDS_OF_CODES = {"红": "red", "黄": "yellow", "绿": "green", **{code: code for code in CODES}}


@dataclass(frozen=True, slots=True)
class Mark:
    """Where something was written: file and line, for errors and for the reader."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Source:
    """A text that the law rests on, as `sources.yaml` explains its code; what is not known is empty.

    `copy`: a re-post, good for the number and not for quotation. `part_of`: the code of the text it is a part of.
    """

    code: str
    name: str
    publisher: str
    date: str
    addresses: tuple[str, ...]
    copy: bool
    note: str
    part_of: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class LateRule:
    """What is still asked of someone found late: at least `tests` tests, and when no days are left a stage of
    `days` days at `place` to take them in (rules §9.2)."""

    place: str
    days: int
    tests: int
    clause: str
    source: str


@dataclass(frozen=True, slots=True)
class Edition:
    """One text of law: who issued it, for where, when it holds, and how it counts days.

    `effective_to` is exclusive and already respects the bases and the successor. `bases`: the editions while
    any of which is in force this one holds. `carries`: national editions whose categories go on where this one
    is silent. `replaces`: earlier orders of the same issuer that end, whatever they name, when this one begins.
    `day_base`: the number the first day of a stage bears. `clock`: from what days count.
    """

    id: str
    title: str
    level: Level
    area: str
    bases: tuple[str, ...]
    carries: tuple[str, ...]
    document: str
    issued_on: date | None
    effective_from: datetime
    effective_to: datetime | None
    day_base: int
    clock: str
    late: LateRule | None
    transition: str
    source: str
    confidence: str
    note: str
    mark: Mark
    replaces: tuple[str, ...] = ()

    def in_force(self, at: datetime) -> bool:
        """Say whether this edition holds at an instant."""
        return self.effective_from <= at and (self.effective_to is None or at < self.effective_to)


@dataclass(frozen=True, slots=True)
class TestRule:
    """A test on day `day` of its stage, with one sample or two; `derived` when the text gives no day."""

    __test__ = False

    day: int
    samples: int
    derived: bool


@dataclass(frozen=True, slots=True)
class StageRule:
    """One stage as the text has it: place, days, tests, and where else it may be served.

    `fallback`: the place when the home is unfit; `fallback_needs_bed`: only if a bed is free; `alternative`: a
    place the person may choose; `needs`: conditions on other people that release waits for; `gap_h`: how many
    hours lie between two samples at least, 0 where the text does not say.
    """

    place: str
    days: int
    tests: tuple[TestRule, ...]
    fallback: str
    fallback_needs_bed: bool
    alternative: str
    needs: tuple[str, ...]
    gap_h: int = 0


@dataclass(frozen=True, slots=True)
class Value:
    """What one edition asks for one category; no stages means that it lifts the measure.

    `off` says why a weakly sourced value is not applied; empty when it is.
    """

    edition: str
    category: str
    stages: tuple[StageRule, ...]
    code: str
    clock: str
    clause: str
    source: str
    confidence: str
    off: str
    note: str
    mark: Mark


SettingValue = float | str | tuple[str, ...] | tuple[int, ...] | Mapping[str, float | str]


@dataclass(frozen=True, slots=True)
class Setting:
    """A dated plain value, such as the fever threshold in degrees Celsius; `effective_to` is exclusive."""

    name: str
    area: str
    value: SettingValue
    effective_from: datetime
    effective_to: datetime | None
    clause: str
    source: str
    confidence: str
    off: str
    mark: Mark

    def in_force(self, at: datetime) -> bool:
        """Say whether this value holds at an instant."""
        return self.effective_from <= at and (self.effective_to is None or at < self.effective_to)


@dataclass(frozen=True, slots=True, eq=False)
class PolicyBook:
    """All loaded law, checked and ready to be asked.

    `values` is keyed by edition and category, `settings` by name. `turns` are the instants at which the law
    changes anywhere, as seconds of the epoch, so that between two of them every answer may be kept; `areas` are
    those that have law of their own; `sources` explains the codes that the law cites.
    """

    editions: Mapping[str, Edition]
    values: Mapping[tuple[str, str], Value]
    settings: Mapping[str, tuple[Setting, ...]]
    turns: tuple[float, ...]
    areas: frozenset[str]
    sources: Mapping[str, Source] = field(default_factory=dict)
    plans: "dict[tuple[object, ...], Plan]" = field(default_factory=dict, repr=False)

    def span_of(self, at: datetime) -> int:
        """Number the stretch between two changes of law in which an instant lies."""
        return bisect_right(self.turns, at.timestamp())

    def reach(self, area: str) -> str:
        """Name the smallest area with law of its own that an area lies in, "" where the national text alone holds."""
        while area and area not in self.areas:
            area = area[:-1]
        return area

    def national_at(self, at: datetime) -> Edition | None:
        """Name the national edition in force at an instant, None before the first."""
        for edition in self.editions.values():
            if edition.level is Level.NATIONAL and edition.in_force(at):
                return edition
        return None

    def chain_at(self, area: str, at: datetime) -> tuple[Edition, ...]:
        """List the editions that hold for an area at an instant, the one that prevails first.

        County before city before province before national; of one issuer the later before the earlier.
        """
        holding = [e for e in self.editions.values() if area.startswith(e.area) and e.in_force(at)]
        return tuple(sorted(holding, key=lambda e: (len(e.area), e.effective_from), reverse=True))
