"""What stands against a release."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.moves import StageRecord, TestRecord, TestResult, release_obstacles
from lianfang.core.timeline import SHANGHAI, day_of

NEGATIVE, POSITIVE = TestResult("negative"), TestResult("positive")
PENDING, UNCLEAR = TestResult("pending"), TestResult("inconclusive")


def moment(day: int, hour: int = 15) -> datetime:
    return datetime(2022, 2, day, hour, tzinfo=SHANGHAI)


SITE = StageRecord(0, moment(1), moment(15))
HOME = StageRecord(1, moment(15), moment(22))


def due(day: int, *results: TestResult, samples: int = 1, stage: int = 0) -> TestRecord:
    return TestRecord(stage, date(2022, 2, day), samples, results)


@pytest.mark.parametrize(
    ("hours", "gap", "codes"),
    [
        ((10, 34), 24, []),
        ((10, 33), 24, ["too_close"]),
        ((33, 10), 24, ["too_close"]),  # in whatever order they are told
        ((10, 33), 0, []),  # the text says nothing of it
        ((10, None), 24, []),
        ((10, 33, 57), 24, ["too_close"]),
        ((10, 20, 30), 24, ["too_close", "too_close"]),
    ],
)
def test_samples_lie_as_far_apart_as_the_rule_wants(
    hours: tuple[int | None, ...], gap: int, codes: list[str]
) -> None:
    begin, result = datetime(2022, 2, 1, tzinfo=SHANGHAI), (TestResult("negative"),)
    tests = [
        TestRecord(0, date(2022, 2, day), 1, result, None if hour is None else begin + timedelta(hours=hour))
        for day, hour in enumerate(hours, start=1)
    ]
    found = release_obstacles([], tests, begin + timedelta(days=9), gap_h=gap)
    assert [obstacle.code for obstacle in found] == codes
    assert all(obstacle.params["hours"] == gap for obstacle in found)


def codes(stages: list[StageRecord], tests: list[TestRecord], at: datetime) -> list[str]:
    return [obstacle.code for obstacle in release_obstacles(stages, tests, at)]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (moment(1, 14), ["stage_ahead", "stage_ahead"]),
        (moment(10), ["days_not_over", "stage_ahead"]),
        (moment(15, 14), ["days_not_over", "stage_ahead"]),
        (moment(15), ["days_not_over"]),  # at the hour of moving home the first stage is over
        (moment(22) - timedelta(seconds=1), ["days_not_over"]),
        (moment(22), []),
    ],
)
def test_days(at: datetime, expected: list[str]) -> None:
    assert codes([SITE, HOME], [], at) == expected


@pytest.mark.parametrize(
    ("results", "samples", "expected"),
    [
        ([], 1, ["test_missing"]),
        ([PENDING], 1, ["test_pending"]),
        ([POSITIVE], 1, ["test_positive"]),
        ([NEGATIVE], 1, []),
        ([UNCLEAR], 1, ["test_inconclusive"]),
        ([UNCLEAR, NEGATIVE], 1, []),  # sampled again
        ([NEGATIVE, POSITIVE], 1, ["test_positive"]),  # a negative never makes a positive good
        ([UNCLEAR, PENDING], 1, ["test_pending"]),
        # double sampling, double reagent
        ([NEGATIVE], 2, ["second_sample"]),
        ([NEGATIVE, PENDING], 2, ["test_pending"]),
        ([NEGATIVE, UNCLEAR], 2, ["second_sample"]),
        ([NEGATIVE, NEGATIVE], 2, []),  # reagents not recorded
        ([TestResult("negative", "甲"), TestResult("negative", "乙")], 2, []),
        ([TestResult("negative", "甲"), TestResult("negative", "甲")], 2, ["same_reagent"]),
        ([TestResult("negative", "甲"), NEGATIVE], 2, []),
        ([TestResult("negative", "甲"), TestResult("negative", "甲")], 1, []),
        ([TestResult("negative", samples=2)], 2, []),  # one result for both samples
        ([TestResult("negative", "甲", samples=2)], 2, []),
    ],
)
def test_results(results: list[TestResult], samples: int, expected: list[str]) -> None:
    assert codes([SITE], [due(14, *results, samples=samples)], moment(15)) == expected


def test_a_test_ahead_is_no_obstacle_of_its_own() -> None:
    assert codes([SITE], [due(1, NEGATIVE), due(4), due(14)], moment(5)) == ["days_not_over", "test_missing"]


def test_a_test_of_the_day_must_be_done() -> None:
    assert codes([SITE], [due(15)], moment(15)) == ["test_missing"]


def test_release_may_wait_for_another_person() -> None:
    waiting = StageRecord(0, moment(1), moment(8), needs_met=False)
    assert codes([waiting], [], moment(8)) == ["waits_for_other"]
    assert codes([waiting], [], moment(3)) == ["days_not_over", "waits_for_other"]


def test_obstacles_can_be_said() -> None:
    stages = [SITE, HOME]
    tests = [due(1), due(4, PENDING), due(7, POSITIVE), due(8, UNCLEAR), due(9, NEGATIVE, samples=2)]
    said = [obstacle.msgid % obstacle.params for obstacle in release_obstacles(stages, tests, moment(10))]
    assert said == [
        "The days of stage 1 are not over until 2022-02-15 15:00:00+08:00.",
        "Stage 2 has not begun; it runs from 2022-02-15 15:00:00+08:00 to 2022-02-22 15:00:00+08:00.",
        "The test due on 2022-02-01 was not taken.",
        "The test of 2022-02-04 has no result yet.",
        "The test of 2022-02-07 is positive: hand the person to the hospital, do not release.",
        "The test of 2022-02-08 gave no clear result: sample again.",
        "The test of 2022-02-09 needs 2 negative samples and has 1.",
    ]


outcomes = st.sampled_from(["negative", "positive", "pending", "inconclusive"])
records = st.lists(
    st.builds(
        TestRecord,
        stage=st.just(0),
        on=st.dates(date(2022, 2, 1), date(2022, 2, 14)),
        samples=st.integers(1, 2),
        results=st.lists(st.builds(TestResult, outcome=outcomes), max_size=3).map(tuple),
    ),
    max_size=4,
)


@given(records, st.integers(1, 23))
def test_nobody_goes_before_the_days_are_over_or_with_a_due_test_open(
    tests: list[TestRecord], day: int
) -> None:
    at = moment(day)
    if release_obstacles([SITE], tests, at):
        return
    assert at >= SITE.ends
    for test in (test for test in tests if test.on <= day_of(at)):
        assert [result.outcome for result in test.results].count("negative") >= test.samples
        assert POSITIVE not in test.results
