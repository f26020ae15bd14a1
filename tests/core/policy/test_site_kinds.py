"""The values of isolation sites: what ships, and how a broken one is refused."""

from __future__ import annotations

import pytest
from tests.core.policy.test_settings import BOOK, book, moment, setting

from lianfang.core.isolation import CHECK_ITEMS, MEALS, ROUND_KINDS
from lianfang.core.policy import NoValue, PolicyError, value_at

AT = moment("2022-02-28 12:00")


def test_what_ships_follows_the_trade() -> None:
    rounds = value_at(BOOK, "site_rounds", "141123", AT)
    assert isinstance(rounds, dict)
    assert {kind: len(str(times).split()) for kind, times in rounds.items()} == {
        "patrol": 3,
        "measure": 2,
        "disinfect": 2,
        "report": 1,
    }
    assert set(rounds) == set(ROUND_KINDS)
    assert set(value_at(BOOK, "site_meal_times", "141123", AT)) == set(MEALS)  # type: ignore[arg-type]
    assert value_at(BOOK, "site_warning_levels", "141123", AT) == {"watch": 70, "critical": 90}
    assert set(value_at(BOOK, "site_check_items", "141123", AT)) <= set(CHECK_ITEMS)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("when", "hours"), [("2022-06-28 00:00", 24), ("2022-06-27 23:59", None), ("2023-01-08 00:00", None)]
)
def test_samples_of_rooms_came_with_the_ninth_edition(when: str, hours: int | None) -> None:
    if hours is None:
        with pytest.raises(NoValue):
            value_at(BOOK, "environment_sample_hours", "", moment(when))
    else:
        assert value_at(BOOK, "environment_sample_hours", "", moment(when)) == hours


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("site_rounds", '{patrol: "8 o clock"}', "08:00"),
        ("site_rounds", '{patrol: ""}', ""),
        ("site_rounds", '{walk: "08:00"}', "walk"),
        ("site_rounds", "3", ""),
        ("site_meal_times", '{lunch: "25:00"}', "08:00"),
        ("site_meal_times", '{supper: "18:00"}', "supper"),
        ("site_warning_levels", "{watch: 90, critical: 70}", "per cent"),
        ("site_warning_levels", "{watch: 70, critical: 101}", "per cent"),
        ("site_warning_levels", "{watch: 70}", "critical"),
        ("site_check_items", "[clean_zone, swimming_pool]", "clean_zone"),
        ("site_round_hours", "0", ""),
        ("transit_alarm_hours", "many", ""),
    ],
)
def test_a_broken_value_is_refused_with_its_line(name: str, value: str, wanted: str) -> None:
    with pytest.raises(PolicyError) as refused:
        book(setting(name, f"from: 2022-01-01, value: {value}"))
    assert refused.value.line == 3
    assert wanted in str(refused.value)


def test_part_of_the_kinds_may_be_named() -> None:
    held = book(setting("site_rounds", 'from: 2022-01-01, value: {patrol: "08:00 20:00"}'))
    assert value_at(held, "site_rounds", "", AT) == {"patrol": "08:00 20:00"}
