"""Where the people of a demo come from: the counties of the nation that each kind may name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lianfang.core.places.model import Area, Level
from lianfang.demo.cast import Line
from lianfang.demo.scenario import Scenario

CITY_DIGITS = 4


class Origins:
    """Names of counties elsewhere, by the beginnings of their codes."""

    def __init__(self, nation: Iterable[Area], scenario: Scenario) -> None:
        counties = [(one.code, one.name) for one in nation if one.level == Level.COUNTY]
        self.names = dict(counties)
        city = scenario.county[:CITY_DIGITS]
        self._elsewhere = [(code, name) for code, name in counties if not code.startswith(city)]
        self.away = [name for _code, name in self._elsewhere]
        wanted = {scenario.origins, *(kind.origins for kind in scenario.kinds.values())}
        self._pools = {codes: self._within(codes) for codes in wanted}
        self._usual = scenario.origins

    def of(self, line: Line) -> Sequence[str]:
        """Return the counties that a row of a list may name."""
        return self._pools[line.episode.kind.origins if line.episode else self._usual]

    def _within(self, codes: tuple[str, ...]) -> list[str]:
        """Return the counties elsewhere under some codes; under all where none is said."""
        if not codes:
            return self.away
        return [name for code, name in self._elsewhere if code.startswith(codes)]
