"""The scenario's tables: read as written, and what the report counts follows from them by sums alone."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from lianfang.demo import scenario as module
from lianfang.demo.scenario import Cohort, PlannedList, Scenario, Step, moment, read_scenario

COHORTS = "day,kind,people,path\n2022-02-01,medium,3,\n2022-02-02,driver,2,left+2 back+4\n2022-02-03,unfit,1,home+0\n"
LISTS = "day,hour,source,kind,rows\n2022-02-02,08:20,省厅,pushed,9\n2022-02-12,15:10,市局,pushed,4\n"
REPORTED = date(2022, 2, 28)


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A scenario of three cohorts and two lists, where the shipped one lies."""
    (tmp_path / "xing").mkdir()
    (tmp_path / "xing" / "cohorts.csv").write_text(COHORTS, encoding="utf-8")
    (tmp_path / "xing" / "lists.csv").write_text(LISTS, encoding="utf-8")
    shutil.copy(module.HERE / "xing" / "scenario.toml", tmp_path / "xing")
    monkeypatch.setattr(module, "HERE", tmp_path)
    return tmp_path / "xing"


@pytest.fixture(scope="module")
def xing() -> Scenario:
    return read_scenario("xing")


def test_cohorts_are_read_as_written(written: Path) -> None:
    assert read_scenario("xing").cohorts == (
        Cohort(date(2022, 2, 1), "medium", 3, ()),
        Cohort(date(2022, 2, 2), "driver", 2, (Step("left", 2), Step("back", 4))),
        Cohort(date(2022, 2, 3), "unfit", 1, (Step("home", 0),)),
    )


def test_lists_are_read_with_their_hour_in_the_county(written: Path) -> None:
    assert read_scenario("xing").lists == (
        PlannedList(datetime(2022, 2, 2, 0, 20, tzinfo=UTC), "省厅", "pushed", 9),
        PlannedList(datetime(2022, 2, 12, 7, 10, tzinfo=UTC), "市局", "pushed", 4),
    )


def test_the_history_runs_from_the_first_list_to_the_last(written: Path) -> None:
    made = read_scenario("xing")
    assert (made.county, made.first, made.last) == ("141123", date(2022, 2, 2), date(2022, 2, 12))
    assert list(made.days()) == [date(2022, 2, 2) + timedelta(days=number) for number in range(11)]
    assert made.untidy_from == date(2022, 2, 4)  # the last nine days


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("2022-02-30,medium,1,", ValueError),
        ("2022-02-01,medium,many,", ValueError),
        ("2022-02-01,driver,1,left", TypeError),
        ("2022-02-01,driver,1,left+soon", ValueError),
    ],
)
def test_a_broken_line_is_not_passed_over(written: Path, line: str, fault: type[Exception]) -> None:
    with (written / "cohorts.csv").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    with pytest.raises((fault, ValueError)):
        read_scenario("xing")


def test_an_unknown_scenario_is_not_made_up() -> None:
    with pytest.raises(FileNotFoundError):
        read_scenario("atlantis")


@pytest.mark.parametrize(
    ("clock", "hour"), [("00:00", 16), ("08:20", 0), ("23:59", 15)], ids=["midnight", "morning", "last"]
)
def test_an_hour_of_a_day_is_the_countys(clock: str, hour: int) -> None:
    found = moment(date(2022, 2, 28), clock).astimezone(UTC)
    assert found.hour == hour
    assert found.day == (27 if clock == "00:00" else 28)


def test_the_shipped_scenario_says_nothing_the_play_cannot_do(xing: Scenario) -> None:
    assert {cohort.kind for cohort in xing.cohorts} == set(xing.kinds)
    assert {step.what for cohort in xing.cohorts for step in cohort.path} == {"home", "left", "back"}
    assert all(cohort.people > 0 for cohort in xing.cohorts)
    assert all(step.after >= 0 for cohort in xing.cohorts for step in cohort.path)
    assert all(xing.first <= cohort.day <= xing.last for cohort in xing.cohorts)
    assert {planned.kind for planned in xing.lists} == {"pushed"}


def test_who_comes_back_had_left_and_who_leaves_was_there(xing: Scenario) -> None:
    for cohort in xing.cohorts:
        steps = [step.what for step in cohort.path]
        moves = [what for what in steps if what != "home"]
        assert moves == (["left", "back"] * len(moves))[: len(moves)]
        assert steps.count("home") <= 1


def test_only_drivers_leave_and_only_an_unfit_home_is_exchanged_for_a_home(xing: Scenario) -> None:
    for cohort in xing.cohorts:
        what = {step.what for step in cohort.path}
        assert what <= ({"left", "back"} if cohort.kind == "driver" else {"home"})
        assert "home" not in what or cohort.kind == "unfit"


def test_the_rows_of_all_lists_are_the_pushed_rows_of_the_report(xing: Scenario) -> None:
    rows = Counter[bool]()
    for planned in xing.lists:
        rows[planned.at.date() == REPORTED] += planned.rows or 0
    assert (rows.total(), rows[True]) == (3746, 104)


def stages(cohort: Cohort) -> int:
    """Count the stages one person of a cohort starts: the first, one for each move home, one for each return."""
    return 1 + sum(step.what in ("home", "back") for step in cohort.path)


def last_day(cohort: Cohort) -> date:
    return cohort.day + timedelta(days=sum(step.after for step in cohort.path))


def test_the_people_and_person_times_of_the_report_are_sums_of_cohorts(xing: Scenario) -> None:
    people = sum(cohort.people for cohort in xing.cohorts)
    times = sum(cohort.people * stages(cohort) for cohort in xing.cohorts)
    at_a_site = sum(cohort.people for cohort in xing.cohorts if cohort.kind in ("site", "unfit"))
    assert (people, times, times - people) == (1705, 2139, 434)
    assert (at_a_site, times - at_a_site) == (205, 1934)


def test_the_news_of_the_last_day_are_sums_of_cohorts(xing: Scenario) -> None:
    """Whoever starts a stage on the day: newly found, moved home that day, or back that day."""
    people = times = 0
    for cohort in xing.cohorts:
        days = [cohort.day]
        for step in cohort.path:
            days.append(days[-1] + timedelta(days=step.after))
        starts = [days[0]]
        starts += [
            day for day, step in zip(days[1:], cohort.path, strict=True) if step.what in ("home", "back")
        ]
        today = starts.count(REPORTED)
        people += cohort.people * bool(today)
        times += cohort.people * today
    assert (people, times, times - people) == (234, 238, 4)


def test_no_total_is_written_anywhere_in_the_tables(xing: Scenario) -> None:
    """The report's figures come out of playing: no cohort is as large as one of them."""
    published = {3746, 104, 1705, 2139, 205, 1934, 434, 234, 238, 1224, 111, 1113, 481, 221}
    assert not published & {cohort.people for cohort in xing.cohorts}


def test_every_path_ends_within_the_history(xing: Scenario) -> None:
    assert all(last_day(cohort) <= xing.last for cohort in xing.cohorts)
