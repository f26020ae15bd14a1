"""How days and tests are laid out, as tables and as properties of every loaded rule."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.policy.small_law import EDITIONS, law, small_law

from lianfang.config.policy_files import get_policy_book
from lianfang.core.policy import CATEGORIES, RANK, Decision, Facts, PolicyBook, decide, decide_all
from lianfang.core.policy.plan import plan_for
from lianfang.core.timeline import DAY, SHANGHAI, day_of, day_start

BOOK = get_policy_book()
AREAS = ("", "141123", "140212", "610902", "611002", "141031", "340123")

RULE = """category: inbound
values:
  - edition: old
    clause: 条
    source: test
    confidence: S
    {clock}
    stages:
      - {{place: 集中隔离, days: 3, tests: [1, 3]}}
      - {{place: 居家隔离, days: 2, tests: [1, 2]}}
"""


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def dues_of(decision: Decision) -> list[tuple[int, int, str]]:
    return [(test.stage, test.day, f"{test.on:%m-%d}") for test in decision.tests]


def based_on(day_base: int, clock: str = "") -> PolicyBook:
    editions = EDITIONS.replace("day_base: 1", f"day_base: {day_base}", 1)
    return law({"editions.yaml": editions, "v.yaml": RULE.format(clock=clock)})


@pytest.mark.parametrize(
    ("day_base", "anchor", "expected"),
    [
        (1, "2022-02-01 15:30", [(0, 1, "02-01"), (0, 3, "02-03"), (1, 1, "02-04"), (1, 2, "02-05")]),
        (1, "2022-02-01 00:00", [(0, 1, "02-01"), (0, 3, "02-03"), (1, 1, "02-04"), (1, 2, "02-05")]),
        (1, "2024-02-27 15:30", [(0, 1, "02-27"), (0, 3, "02-29"), (1, 1, "03-01"), (1, 2, "03-02")]),
        (0, "2022-02-01 15:30", [(0, 1, "02-02"), (0, 3, "02-04"), (1, 1, "02-05"), (1, 2, "02-06")]),
        # a stage that ends at midnight has no hour left on its last day: its test is the day before
        (0, "2022-02-01 00:00", [(0, 1, "02-02"), (0, 3, "02-03"), (1, 1, "02-05"), (1, 2, "02-05")]),
    ],
)
def test_day_base(day_base: int, anchor: str, expected: list[tuple[int, int, str]]) -> None:
    at = moment(anchor)
    assert dues_of(decide(based_on(day_base), Facts("inbound", at, at), at)) == expected


def test_windows_lie_within_the_day_and_the_stage() -> None:
    at = moment("2022-02-01 15:30")
    decision = decide(based_on(1), Facts("inbound", at, at), at)
    windows = [(f"{test.opens:%d %H:%M}", f"{test.closes:%d %H:%M}") for test in decision.tests]
    assert windows == [
        ("01 15:30", "02 00:00"),  # from the beginning of the stage
        ("03 00:00", "04 00:00"),
        ("04 15:30", "05 00:00"),  # from the hour of moving home
        ("05 00:00", "06 00:00"),
    ]


def test_the_clock_may_run_from_being_found() -> None:
    anchor, found = moment("2022-02-01 10:00"), moment("2022-02-09 12:00")
    decision = decide(based_on(1, "clock: start"), Facts("inbound", anchor, found), found)
    assert decision.stages[0].starts == found
    assert decision.stages[-1].ends == found + 5 * DAY
    assert [reason.code for reason in decision.reasons] == ["rule"]


def test_who_is_found_before_the_anchor_starts_at_the_anchor() -> None:
    """An arrival that is announced, or a contact that goes on until tomorrow."""
    anchor, found = moment("2022-02-03 10:00"), moment("2022-02-01 12:00")
    decision = decide(based_on(1), Facts("inbound", anchor, found), found)
    assert (decision.stages[0].starts, decision.stages[-1].ends) == (anchor, anchor + 5 * DAY)


def test_days_are_numbered_from_the_anchor() -> None:
    anchor, found = moment("2022-02-01 10:00"), moment("2022-02-03 09:00")
    decision = decide(based_on(1), Facts("inbound", anchor, found), found)
    assert [(stage.index, stage.first_day) for stage in decision.stages] == [(0, 3), (1, 1)]


def test_the_zone_of_the_facts_does_not_matter() -> None:
    here = moment("2022-02-01 01:30")
    there = here.astimezone(datetime.fromisoformat("2022-01-01T00:00:00+00:00").tzinfo)
    assert decide(BOOK, Facts("close_contact", here, here), here) == decide(
        BOOK, Facts("close_contact", there, there), there
    )


def test_times_without_a_zone_are_refused() -> None:
    at = moment("2022-02-01 10:00")
    with pytest.raises(ValueError, match="no time zone"):
        decide(BOOK, Facts("close_contact", at.replace(tzinfo=None), at), at)


def test_no_facts_no_decision() -> None:
    with pytest.raises(ValueError, match="at least one fact"):
        decide_all(BOOK, [], moment("2022-02-01 10:00"))


@pytest.mark.parametrize(
    ("hours_late", "days_served", "tests", "codes"),
    [
        (0, 5, ["02-01", "02-03", "02-04", "02-05"], ["rule"]),
        (13, 4, ["02-01", "02-03", "02-04", "02-05"], ["rule"]),  # still the first day
        (14, 4, ["02-03", "02-04", "02-05"], ["rule", "found_late"]),  # the next midnight
        (72, 2, ["02-04", "02-05"], ["rule", "found_late"]),
        (95, 1, ["02-05", "02-06"], ["rule", "found_late", "more_tests"]),
        (
            119,
            3,
            ["02-06", "02-07"],
            ["rule", "found_late", "more_tests"],
        ),  # an hour left, then a stage to test in
        (120, 3, ["02-06", "02-08"], ["rule", "already_over", "more_tests"]),
        (999, 3, ["03-15", "03-17"], ["rule", "already_over", "more_tests"]),
    ],
)
def test_who_is_found_late_serves_the_rest_and_has_two_tests(
    hours_late: int, days_served: int, tests: list[str], codes: list[str]
) -> None:
    anchor = moment("2022-02-01 10:00")
    found = anchor + timedelta(hours=hours_late)
    if found >= moment("2022-03-01 00:00"):
        book = law(
            {"editions.yaml": EDITIONS.replace("2022-03-01", "2022-06-01"), "v.yaml": RULE.format(clock="")}
        )
    else:
        book = based_on(1)
    decision = decide(book, Facts("inbound", anchor, found), found)
    assert (decision.stages[-1].ends - decision.stages[0].starts).days == days_served
    assert [f"{test.on:%m-%d}" for test in decision.tests] == tests
    assert [reason.code for reason in decision.reasons] == codes


def test_no_tests_are_added_to_a_rule_without_tests() -> None:
    text = RULE.format(clock="").replace(", tests: [1, 3]", "").replace(", tests: [1, 2]", "")
    anchor = moment("2022-02-01 10:00")
    decision = decide(small_law(v=text), Facts("inbound", anchor, anchor + 9 * DAY), anchor + 9 * DAY)
    assert (decision.measure, decision.stages, decision.tests) == ("none", (), ())
    assert [reason.code for reason in decision.reasons] == ["rule", "already_over"]


def test_remarks_on_tests_that_are_over_are_left_out() -> None:
    anchor = moment("2022-02-01 10:00")
    codes = {
        days: [reason.code for reason in decide(BOOK, Facts("close_contact", anchor, at), at).reasons]
        for days in (0, 8, 16)
        for at in [anchor + days * DAY]
    }
    assert codes == {
        0: ["rule", "double_final"],
        8: ["rule", "double_final", "found_late"],
        16: ["rule", "found_late", "more_tests"],
    }


# Properties of every rule that is loaded, in every area, on any day.

anchors = st.integers(0, 3 * 366 * 24 * 4).map(
    lambda quarter: datetime(2020, 1, 25, tzinfo=SHANGHAI) + timedelta(minutes=15 * quarter)
)
facts = st.builds(
    lambda category, anchor, late, area, unfit, bed, chosen: Facts(
        category, anchor, anchor + timedelta(hours=late), area, unfit, bed, chosen
    ),
    st.sampled_from(CATEGORIES),
    anchors,
    st.one_of(st.just(0), st.integers(-48, 800)),
    st.sampled_from(AREAS),
    st.booleans(),
    st.booleans(),
    st.sampled_from(("", "home", "centralised")),
)


@given(facts)
def test_nobody_serves_less_than_the_rule(one: Facts) -> None:
    decision = decide(BOOK, one, one.found)
    days = sum(_rule_days(one))
    if days and one.found < one.anchor + days * DAY:
        assert decision.stages[0].starts == max(one.anchor, one.found)
        assert decision.stages[-1].ends >= one.anchor + days * DAY


@given(facts)
def test_the_days_are_the_sum_of_the_stages(one: Facts) -> None:
    prompt = Facts(one.category, one.found, one.found, one.area, one.unfit_home, one.bed_free, one.chosen)
    decision = decide(BOOK, prompt, prompt.found)
    assert [(stage.ends - stage.starts) / DAY for stage in decision.stages] == _rule_days(prompt)


def _rule_days(one: Facts) -> list[float]:
    return [(stage.until - stage.since) / DAY for stage in plan_for(BOOK, one, one.found).stages]


@given(facts)
def test_stages_follow_each_other_without_gap(one: Facts) -> None:
    stages = decide(BOOK, one, one.found).stages
    assert [stage.index for stage in stages] == list(range(len(stages)))
    assert all(stage.starts < stage.ends for stage in stages)
    assert all(earlier.ends == later.starts for earlier, later in pairwise(stages))


@given(facts)
def test_no_test_lies_outside_its_stage_or_its_day(one: Facts) -> None:
    decision = decide(BOOK, one, one.found)
    for test in decision.tests:
        stage = decision.stages[test.stage]
        assert stage.starts <= test.opens < test.closes <= stage.ends
        assert day_start(test.on) <= test.opens
        assert test.closes <= day_start(test.on) + DAY
        assert test.on >= day_of(one.found)
    assert [test.on for test in decision.tests] == sorted({test.on for test in decision.tests})


@given(facts)
def test_the_measure_is_the_strictest_place(one: Facts) -> None:
    decision = decide(BOOK, one, one.found)
    if decision.stages:
        assert decision.measure == max((stage.place for stage in decision.stages), key=RANK.__getitem__)
    else:
        assert decision.measure in ("none", "unknown")
        assert not decision.tests
    assert decision.reasons


@given(anchors, st.integers(0, 400), st.sampled_from(AREAS))
def test_more_risk_never_means_less(anchor: datetime, late: int, area: str) -> None:
    """From high to medium to low, and from contact to contact of contact, wherever both have a rule."""
    found = anchor + timedelta(hours=late)
    ladders = (("low_risk", "medium_risk", "high_risk"), ("secondary_contact", "close_contact"))
    for ladder in ladders:
        decided = [decide(BOOK, Facts(category, anchor, found, area), found) for category in ladder]
        known = [decision for decision in decided if decision.measure != "unknown"]
        for less, more in pairwise(known):
            # Where the late rule adds a stage for tests to one and not to the other, the rule itself is compared.
            assert RANK[_own(more)] >= RANK[_own(less)]


def _own(decision: Decision) -> str:
    added = any(reason.code in ("more_tests", "already_over") for reason in decision.reasons)
    return "none" if added and decision.measure == "self" else decision.measure


@given(facts, facts)
def test_together_nobody_is_treated_more_lightly_than_alone(one: Facts, other: Facts) -> None:
    other = Facts(
        other.category, other.anchor, one.found, one.area, other.unfit_home, other.bed_free, other.chosen
    )
    alone = [decide(BOOK, each, one.found) for each in (one, other)]
    joined = decide_all(BOOK, [one, other], one.found)
    assert RANK[joined.measure] == max(RANK[decision.measure] for decision in alone)
    edges = sorted(
        {edge for decision in alone for stage in decision.stages for edge in (stage.starts, stage.ends)}
    )
    for instant in edges:
        strictest = max((_place_at(decision, instant) for decision in alone), key=RANK.__getitem__)
        assert _place_at(joined, instant) == strictest
    assert {test.on for test in joined.tests} == {test.on for decision in alone for test in decision.tests}
    for test in joined.tests:
        stage = joined.stages[test.stage]
        assert stage.starts <= test.opens < test.closes <= stage.ends


def _place_at(decision: Decision, instant: datetime) -> str:
    here = [stage.place for stage in decision.stages if stage.starts <= instant < stage.ends]
    return here[0] if here else "none"


def test_the_edition_in_force_is_the_one_of_the_day() -> None:
    firsts = {
        "v2": date(2020, 1, 22),
        "v3": date(2020, 1, 28),
        "v4": date(2020, 2, 6),
        "v5": date(2020, 2, 21),
        "v6": date(2020, 3, 7),
        "v7": date(2020, 9, 15),
        "v8": date(2021, 5, 11),
        "v9": date(2022, 6, 27),
        "o20": date(2022, 11, 11),
        "n10": date(2022, 12, 7),
        "b2b": date(2023, 1, 8),
    }
    before = ""
    for edition, first in firsts.items():
        start = day_start(first)
        eve, day = start - timedelta(minutes=1), start
        assert decide(BOOK, Facts("inbound", eve, eve), eve).edition == before
        assert decide(BOOK, Facts("inbound", day, day), day).edition == edition
        before = edition
