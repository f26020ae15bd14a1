"""Who is on which list: people under control by their episodes, and everybody else who was pushed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from lianfang.demo.invent import Invented, Inventor
from lianfang.demo.scenario import Cohort, Kind, PlannedList, Scenario, moment

_FATES = (
    ("not_been_there", 34), ("here_free", 30), ("away", 9), ("elsewhere", 5), ("wrong_number", 6),
    ("no_answer", 4), ("incomplete", 5), ("no_such_person", 3), ("refused", 1),
)  # fmt: skip
_SPOILED = (("duplicate", 4), ("rejected", 2), ("warning", 6), ("again", 6), ("plain", 82))


@dataclass(slots=True)
class Episode:
    """One stretch under control of one person, from coming in to leaving, release or the end of the history."""

    person: Invented
    kind: Kind
    address: str
    starts: datetime
    came: int = 0  # days between arrival and being found
    home_at: datetime | None = None
    leaves_at: datetime | None = None
    left_before: datetime | None = None
    lead_id: int = 0

    @property
    def arrived(self) -> date:
        """The day they came in or back."""
        return self.starts.date() - timedelta(days=self.came)


@dataclass(slots=True)
class Line:
    """One row of a list: who, where to, how it is spoiled, and what the call will find."""

    person: Invented
    address: str
    arrived: date
    fate: str
    spoiled: str = "plain"
    episode: Episode | None = None
    back_on: date | None = None


@dataclass(slots=True)
class CastList:
    """A list with its rows."""

    planned: PlannedList
    lines: list[Line] = field(default_factory=list)


class Cast:
    """Puts people on lists, by the dice."""

    def __init__(self, scenario: Scenario, inventor: Inventor, addresses: Addresses, dice: Random) -> None:
        self.dice = dice
        self.scenario = scenario
        self.inventor = inventor
        self.addresses = addresses
        self.episodes = [episode for cohort in scenario.cohorts for episode in self._episodes(cohort)]
        self.lists = [CastList(planned) for planned in scenario.lists]
        self._pushed: dict[date, list[CastList]] = defaultdict(list)
        for cast in self.lists:
            self._pushed[cast.planned.at.date()].append(cast)
        self._others: dict[tuple[date, str], CastList] = {}
        for episode in sorted(self.episodes, key=lambda episode: episode.starts):
            self._put(episode)
        self.lists += self._others.values()
        self._fill()
        self.lists.sort(key=lambda cast: cast.planned.at)

    def _episodes(self, cohort: Cohort) -> Iterator[Episode]:
        for _ in range(cohort.people):
            person, address = self.inventor.person(), self.addresses.ordinary()
            kind = self.scenario.kinds[cohort.kind]
            episode = Episode(person, kind, address, self._start(cohort), came=cohort.came)
            yield episode
            day = cohort.day
            for step in cohort.path:
                day += timedelta(days=step.after)
                if step.what == "home":
                    episode.home_at = moment(day, "17:30") + self._minutes(40)
                elif step.what == "left":
                    episode.leaves_at = moment(day, "12:30") + self._minutes(50)
                else:
                    starts = moment(day, "18:40") + self._minutes(120)
                    episode = Episode(person, episode.kind, address, starts, left_before=episode.leaves_at)
                    yield episode

    def _start(self, cohort: Cohort) -> datetime:
        same_day = any(step.after == 0 for step in cohort.path)
        if same_day:
            return moment(cohort.day, "09:10") + self._minutes(60)
        return moment(cohort.day, "09:30") + self._minutes(700)

    def _minutes(self, most: int) -> timedelta:
        return timedelta(minutes=self.dice.randrange(most))

    def _put(self, episode: Episode) -> None:
        """Put somebody on a list from before they were found, pushed where there is room, else declared."""
        pushed = self._room(episode)
        if pushed is None:
            self._declare(episode)
            return
        waits = pushed.planned.at.date() < episode.starts.date()
        fate = self.dice.choice(("away", "no_answer")) if waits else "control"
        line = Line(episode.person, episode.address, episode.arrived, fate, episode=episode)
        line.back_on = episode.starts.date()
        pushed.lines.append(line)

    def _room(self, episode: Episode) -> CastList | None:
        day, draw = episode.starts.date(), self.dice.random()
        days = [day] if draw < 0.62 else [day - timedelta(days=self.dice.choice((1, 2)))]
        if draw > 0.86:
            return None
        for cast in (cast for one in days for cast in self._pushed.get(one, ())):
            rows = cast.planned.rows or 0
            if self._may_name(cast, episode) and len(cast.lines) < rows * 0.66:
                return cast
        return None

    def _may_name(self, cast: CastList, episode: Episode) -> bool:
        """Say whether a list comes between the last time somebody left and their being found."""
        at, before = cast.planned.at, episode.left_before
        return at < episode.starts - timedelta(minutes=30) and (before is None or before < at)

    def _declare(self, episode: Episode) -> None:
        late = episode.starts.hour >= 18
        declared = late or self.dice.random() < 0.5
        words = self.scenario.language
        source, kind = (words.declared, "declared") if declared else (words.door_to_door, "door_to_door")
        day = episode.starts.date()
        at = moment(day, "18:20" if late else "08:40")
        key = (day, f"{source}{at.hour}")
        if key not in self._others:
            self._others[key] = CastList(PlannedList(at, source, kind, None))
        line = Line(episode.person, episode.address, episode.arrived, "control", episode=episode)
        self._others[key].lines.append(line)

    def _fill(self) -> None:
        """Fill the pushed lists with everybody else, spoil some rows, and shuffle them."""
        known: list[Line] = []
        for cast in sorted(self.lists, key=lambda cast: cast.planned.at):
            if cast.planned.rows is not None:
                while len(cast.lines) < cast.planned.rows:
                    cast.lines.append(self._other(cast, known))
                self._shuffle(cast)
            known += [line for line in cast.lines if line.spoiled == "plain"]

    def _other(self, cast: CastList, known: list[Line]) -> Line:
        day = cast.planned.at.date()
        spoiled = self._draw(_SPOILED)
        plain = [line for line in cast.lines if line.spoiled == "plain"]
        if spoiled == "duplicate" and plain:
            twin = self.dice.choice(plain)
            return Line(twin.person, self.addresses.ordinary(), day, "", spoiled)
        if spoiled == "again" and known:
            again = self.dice.choice(known)
            return Line(again.person, again.address, day, "duplicate", spoiled)
        spoiled = spoiled if spoiled in ("rejected", "warning") else "plain"
        fate = self._draw(_FATES)
        address = self.addresses.elsewhere() if fate == "elsewhere" else self.addresses.any()
        line = Line(
            self.inventor.person(), address, day - timedelta(days=self.dice.randrange(4)), fate, spoiled
        )
        line.back_on = day + timedelta(days=self.dice.randrange(2, 20))
        return line

    def _draw(self, weighted: tuple[tuple[str, int], ...]) -> str:
        names, weights = zip(*weighted, strict=True)
        return str(self.dice.choices(names, weights)[0])

    def _shuffle(self, cast: CastList) -> None:
        """Shuffle the rows; a duplicate stays behind the row it doubles."""
        twins = [line for line in cast.lines if line.spoiled == "duplicate"]
        others = [line for line in cast.lines if line.spoiled != "duplicate"]
        self.dice.shuffle(others)
        cast.lines = others
        for twin in twins:
            first = next(i for i, line in enumerate(cast.lines) if line.person is twin.person)
            cast.lines.insert(self.dice.randrange(first + 1, len(cast.lines) + 1), twin)


class Addresses:
    """Addresses as people write them, of the county's own villages, compounds and towns, and of others."""

    def __init__(
        self,
        within: tuple[str, str, str],
        villages: list[tuple[str, str]],
        compounds: list[tuple[str, str, str]],
        away: list[str],
        dice: Random,
    ) -> None:
        province, city, county = within
        self._county, self._villages, self._compounds, self._away = county, villages, compounds, away
        self._prefixes = ("", county, f"{province}{city}{county}", f"{city.removesuffix('市')}{county}")
        self._dice = dice

    def ordinary(self) -> str:
        """Write an address that names its place."""
        if self._dice.random() < 0.45:
            town, community, compound = self._dice.choice(self._compounds)
            door = f"{self._dice.randrange(1, 12)}号楼{self._dice.randrange(1, 5)}单元{self._dice.randrange(101, 699)}"
            return f"{self._prefix()}{town}{community}{compound}{door}"
        town, village = self._dice.choice(self._villages)
        return f"{self._prefix()}{town}{self._short(village)}{self._house()}"

    def any(self) -> str:
        """Write an address that may lack its village, its town, or everything."""
        draw = self._dice.random()
        if draw < 0.90:
            return self.ordinary()
        town, village = self._dice.choice(self._villages)
        if draw < 0.94:
            return f"{self._county}{town}"
        return self._dice.choice((self._short(village), self._county, "不详", ""))

    def elsewhere(self) -> str:
        """Write an address in another county."""
        return f"{self._dice.choice(self._away)}建设街{self._dice.randrange(1, 200)}号"

    def _prefix(self) -> str:
        return self._dice.choice(self._prefixes)

    def _short(self, village: str) -> str:
        stem = village.removesuffix("村委会").removesuffix("社区居委会")
        return self._dice.choice((stem + "村", village, stem)) if village.endswith("村委会") else village

    def _house(self) -> str:
        return self._dice.choice(("", f"{self._dice.randrange(1, 120)}号", f"{self._dice.randrange(1, 9)}组"))
