"""The dated values a site lives by, asked of the law in force for the county."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from lianfang.core.isolation import Levels
from lianfang.core.policy import NoValue, count_at, value_at
from lianfang.law.book import get_book
from lianfang.places.queries import get_county


def get_count(name: str, at: datetime) -> int | None:
    """Return a counted value in force, None where no rule asks for it."""
    try:
        return count_at(get_book(), name, get_county().code, at)
    except NoValue:
        return None


def _mapping(name: str, at: datetime) -> Mapping[str, float | str]:
    try:
        value = value_at(get_book(), name, get_county().code, at)
    except NoValue:
        return {}
    assert isinstance(value, Mapping)
    return value


def get_round_times(at: datetime) -> dict[str, Sequence[str]]:
    """Return when the rounds of a day begin, by kind."""
    return {kind: str(times).split() for kind, times in _mapping("site_rounds", at).items()}


def get_meal_times(at: datetime) -> dict[str, str]:
    """Return when the meals of a day are sent."""
    return {meal: str(when) for meal, when in _mapping("site_meal_times", at).items()}


def get_levels(at: datetime) -> Levels:
    """Return the warning levels; without a rule only a full site is told of."""
    told = _mapping("site_warning_levels", at)
    return Levels(watch=int(told.get("watch", 100)), critical=int(told.get("critical", 100)))


def get_check_items(at: datetime) -> tuple[str, ...]:
    """Return the points of three zones and two passages that are asked for."""
    try:
        value = value_at(get_book(), "site_check_items", get_county().code, at)
    except NoValue:
        return ()
    assert isinstance(value, tuple)
    return tuple(str(item) for item in value)
