"""Dated plain values."""

from datetime import datetime, timedelta

import pytest
from tests.core.policy.small_law import EDITIONS, law

from lianfang.config.policy_files import get_policy_book
from lianfang.core.policy import (
    NoValue,
    PolicyBook,
    count_at,
    fever_threshold,
    five_responsible,
    lead_deadline,
    may_call_at,
    setting_at,
    value_at,
)
from lianfang.core.timeline import SHANGHAI

BOOK = get_policy_book()


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def setting(name: str, *entries: str) -> str:
    listed = "".join(
        f"  - {{{entry}, clause: 条, source: test{'' if 'confidence' in entry else ', confidence: S'}}}\n"
        for entry in entries
    )
    return f"setting: {name}\nvalues:\n{listed}"


def book(text: str) -> PolicyBook:
    return law({"editions.yaml": EDITIONS, "s.yaml": text})


def test_what_ships() -> None:
    at = moment("2022-02-28 12:00")
    assert fever_threshold(BOOK, "141123", at) == 37.3
    assert count_at(BOOK, "lookback_days", "141123", at) == 14
    assert count_at(BOOK, "transfer_reply_hours", "141123", at) == 24
    assert count_at(BOOK, "temperatures_per_day", "141123", at) == 2
    assert five_responsible(BOOK, "141123", at) == (
        "town_cadre",
        "village_cadre",
        "doctor",
        "police",
        "militia",
    )
    assert five_responsible(BOOK, "141123", at, community=True)[:2] == ("community_cadre", "grid_worker")
    assert value_at(BOOK, "lead_deadline", "141123", at) == "end_of_day"


@pytest.mark.parametrize(
    ("name", "area", "when", "value"),
    [
        ("case_report_hours", "", "2022-02-28", 2),
        ("cluster_cases", "", "2020-09-14", 2),
        ("cluster_cases", "", "2020-09-15", 5),
        ("contact_window_days", "", "2022-02-28", 2),
        ("discharge_monitoring_days", "", "2022-03-15", 7),
        ("discharge_ct", "", "2022-12-07", 35),
        ("missed_test_code", "140212", "2022-05-11", "yellow"),
        ("mass_round_hours", "", "2022-03-21", 48),
        ("mass_round_hours", "", "2022-03-22", 24),
        ("mass_sampling_hours", "", "2022-03-22", 6),
        ("people_per_sampler", "", "2022-03-22", 360),
        ("people_per_site", "", "2022-03-22", {"least": 2000, "most": 3000}),
        ("people_per_table", "", "2022-03-22", {"least": 600, "most": 800}),
        (
            "home_fitness",
            "",
            "2022-03-22",
            {
                "must": ("own_room", "aired", "no_shared_air", "reachable"),
                "better": ("own_toilet", "caretaker", "handed_over", "lidded_bin"),
            },
        ),
        ("pool_size", "", "2022-03-22", {"lockdown": 1, "control": 10, "precaution": 20, "elsewhere": 20}),
        ("reserve_rooms_per_10000", "", "2022-06-01", 20),  # 40 is switched off
    ],
)
def test_values_of_the_time(name: str, area: str, when: str, value: object) -> None:
    assert value_at(BOOK, name, area, moment(f"{when} 12:00")) == value


@pytest.mark.parametrize(
    ("name", "when"),
    [
        ("contact_transfer_hours", "2022-02-28"),  # of low authority: switched off
        ("missed_test_code", "2022-05-11"),  # Datong's alone
        ("mass_sampling_hours", "2022-03-21"),
        ("mass_rounds_least", "2022-03-22"),  # its guide was replaced
        ("zone_medium", "2022-11-11"),  # abolished
        ("zone_high", "2023-01-08"),
    ],
)
def test_what_is_not_held_is_not_invented(name: str, when: str) -> None:
    with pytest.raises(NoValue):
        value_at(BOOK, name, "141123", moment(f"{when} 12:00"))


@pytest.mark.parametrize(
    ("area", "when", "days"),
    [
        ("", "2022-05-20 12:00", 14),
        ("140212", "2022-05-20 12:00", 7),  # Datong looks back seven days
        ("140702", "2022-05-20 12:00", 14),
        ("140212", "2022-07-20 12:00", 7),  # the ninth edition, everywhere
        ("", "2022-11-20 12:00", 7),
    ],
)
def test_lookback(area: str, when: str, days: int) -> None:
    assert count_at(BOOK, "lookback_days", area, moment(when)) == days


def test_no_value_is_an_error_that_names_it() -> None:
    with pytest.raises(NoValue, match=r"'tail_days' holds for area '141123' on 2022-02-28"):
        value_at(BOOK, "tail_days", "141123", moment("2022-02-28 12:00"))
    with pytest.raises(NoValue, match="'shoe_size' holds for area 'national'"):
        value_at(BOOK, "shoe_size", "", moment("2022-02-28 12:00"))
    with pytest.raises(NoValue):
        value_at(BOOK, "fever_threshold", "", moment("2019-12-31 12:00"))


def test_a_setting_carries_its_clause_and_source() -> None:
    held = setting_at(BOOK, "tail_days", "610902", moment("2022-02-01 12:00"))
    assert (held.value, held.source, held.clause) == (7, "S33", "降级后7天内仍按低一级管理")


@pytest.mark.parametrize(
    ("received", "deadline"),
    [
        ("2022-02-28 08:00", "2022-03-01 00:00"),
        ("2022-02-28 23:59", "2022-03-01 00:00"),
        ("2022-02-28 00:00", "2022-03-01 00:00"),
    ],
)
def test_a_lead_is_answered_the_same_day(received: str, deadline: str) -> None:
    assert lead_deadline(BOOK, "141123", moment(received)) == moment(deadline)


def test_a_lead_may_have_hours_instead() -> None:
    hours = book(setting("lead_deadline", "from: 2022-01-01, value: {hours: 12}"))
    received = moment("2022-02-28 20:00")
    assert lead_deadline(hours, "141123", received) == received + timedelta(hours=12)


@pytest.mark.parametrize(
    ("hour", "allowed"),
    [("07:59", False), ("08:00", True), ("22:59", True), ("23:00", False), ("03:00", False)],
)
def test_hours_for_calls(hour: str, allowed: bool) -> None:
    assert may_call_at(BOOK, "141123", moment(f"2022-02-28 {hour}")) is allowed


def test_hours_for_calls_are_shanghai_hours() -> None:
    assert may_call_at(BOOK, "141123", datetime.fromisoformat("2022-02-28T00:30+00:00")) is True
    assert may_call_at(BOOK, "141123", datetime.fromisoformat("2022-02-28T16:30+00:00")) is False


LADDER = book(
    setting(
        "lookback_days",
        "from: 2022-01-01, value: 1",
        "from: 2022-02-01, value: 2",
        "from: 2022-01-01, area: '14', value: 3",
        "from: 2022-01-15, area: '141123', last_day: 2022-01-31, value: 4",
        "from: 2022-01-01, area: '1411', value: 9, confidence: mem-L, off: 传闻",
        "edition: city, value: 5",
    )
)


@pytest.mark.parametrize(
    ("area", "when", "value"),
    [
        ("", "2022-01-05 00:00", 1),
        ("", "2022-02-01 00:00", 2),
        ("611002", "2022-02-01 00:00", 2),
        ("141123", "2022-01-05 00:00", 3),
        ("141123", "2022-01-15 00:00", 4),
        ("141123", "2022-01-31 23:59", 4),
        ("141123", "2022-02-01 00:00", 5),
        ("141129", "2022-01-20 18:00", 5),
        ("141129", "2022-01-20 17:59", 3),
        ("141129", "2022-02-11 00:00", 3),
        ("140702", "2022-02-11 00:00", 3),
    ],
)
def test_the_lowest_issuer_prevails_and_of_one_the_latest(area: str, when: str, value: int) -> None:
    assert value_at(LADDER, "lookback_days", area, moment(when)) == value
