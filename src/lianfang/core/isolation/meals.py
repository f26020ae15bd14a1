"""How many meals of which kind each kitchen sends, from who lives in a site at the hour of the meal."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from lianfang.core.timeline import SHANGHAI
from lianfang.core.wording import msgid

MEALS: Mapping[str, str] = {
    "breakfast": msgid("Breakfast"),
    "lunch": msgid("Lunch"),
    "dinner": msgid("Dinner"),
}
DIETS: Mapping[str, str] = {
    "ordinary": msgid("ordinary"),
    "halal": msgid("halal"),
    "vegetarian": msgid("vegetarian"),
    "diabetic": msgid("without sugar"),
    "soft": msgid("soft"),
    "infant": msgid("for an infant"),
    "allergy": msgid("allergy, see the note"),
}


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody who eats: the kitchen that cooks, the diet, and the half-open time in the site."""

    kitchen: str
    diet: str
    starts: datetime
    ends: datetime | None


@dataclass(frozen=True, slots=True)
class MealCount:
    """What one kitchen sends for one meal, by diet in the order of `DIETS`."""

    kitchen: str
    meal: str
    at: datetime
    diets: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """Return the portions of all diets."""
        return sum(number for _, number in self.diets)


def count_meals(residents: Iterable[Resident], times: Mapping[str, str], day: date) -> tuple[MealCount, ...]:
    """Count the portions of a day by kitchen and meal; `times` gives each meal's hour as "HH:MM"."""
    eaters = list(residents)
    found = []
    for kitchen in sorted({one.kitchen for one in eaters}):
        for meal in (meal for meal in MEALS if meal in times):
            at = datetime.combine(day, time.fromisoformat(times[meal]), SHANGHAI)
            here = Counter(one.diet for one in eaters if one.kitchen == kitchen and _eats(one, at))
            found.append(MealCount(kitchen, meal, at, tuple((d, here[d]) for d in DIETS if here[d])))
    return tuple(one for one in found if one.diets)


def _eats(one: Resident, at: datetime) -> bool:
    return one.starts <= at and (one.ends is None or at < one.ends)
