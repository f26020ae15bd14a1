"""Meals by kitchen and diet, from who is there at their hour."""

from __future__ import annotations

from datetime import date, datetime

from lianfang.core.isolation import Resident, count_meals
from lianfang.core.timeline import SHANGHAI

DAY = date(2022, 2, 28)
TIMES = {"breakfast": "07:30", "lunch": "12:00", "dinner": "18:00"}


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2022-02-{text}").replace(tzinfo=SHANGHAI)


def test_who_comes_at_ten_has_lunch_and_who_leaves_at_six_has_no_dinner() -> None:
    residents = [
        Resident("甲", "ordinary", at("28 10:00"), None),
        Resident("甲", "halal", at("20 10:00"), at("28 18:00")),
        Resident("乙", "soft", at("20 10:00"), None),
    ]
    meals = {
        (one.kitchen, one.meal): (one.total, dict(one.diets)) for one in count_meals(residents, TIMES, DAY)
    }
    assert meals == {
        ("甲", "breakfast"): (1, {"halal": 1}),
        ("甲", "lunch"): (2, {"ordinary": 1, "halal": 1}),
        ("甲", "dinner"): (1, {"ordinary": 1}),
        ("乙", "breakfast"): (1, {"soft": 1}),
        ("乙", "lunch"): (1, {"soft": 1}),
        ("乙", "dinner"): (1, {"soft": 1}),
    }


def test_only_the_meals_that_have_an_hour() -> None:
    (meal,) = count_meals([Resident("甲", "soft", at("20 10:00"), None)], {"lunch": "12:00"}, DAY)
    assert (meal.meal, meal.at) == ("lunch", at("28 12:00"))
    assert count_meals([], TIMES, DAY) == ()
