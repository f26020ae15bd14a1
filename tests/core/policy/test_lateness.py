"""Found late, found early: what the hour of being found may change of a decision, and what it never may."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lianfang.config.policy_files import get_policy_book
from lianfang.core.policy import CATEGORIES, Decision, Facts, decide, decide_all
from lianfang.core.policy.plan import Plan, plan_for
from lianfang.core.timeline import SHANGHAI

BOOK = get_policy_book()
AREAS = ("", "141123", "140212", "610902", "611002", "141031")
LAW_AT = datetime(2022, 2, 28, 9, tzinfo=SHANGHAI)

categories = st.sampled_from(CATEGORIES)
areas = st.sampled_from(AREAS)
moments = st.integers(0, 3 * 365 * 24).map(
    lambda hour: datetime(2020, 2, 1, tzinfo=SHANGHAI) + hour * timedelta(hours=1)
)
lateness = st.integers(0, 30 * 24).map(lambda hours: timedelta(hours=hours))


def decided(category: str, area: str, anchor: datetime, late: timedelta) -> tuple[Plan, Decision]:
    """Decide under the law of the day of the anchor, so that only the lateness differs."""
    facts = Facts(category, anchor, anchor + late, area)
    return plan_for(BOOK, facts, anchor), decide(BOOK, facts, anchor)


def own_stages(decision: Decision, anchor: datetime, plan: Plan) -> list[tuple[str, datetime, datetime]]:
    """The stages of the rule itself, without one that the late rule adds behind."""
    over = anchor + plan.stages[-1].until if plan.stages else anchor
    return [(stage.place, stage.starts, stage.ends) for stage in decision.stages if stage.ends <= over]


@given(categories, areas, moments, lateness, lateness)
def test_who_is_found_later_serves_the_rest_and_no_more(
    category: str, area: str, anchor: datetime, one: timedelta, other: timedelta
) -> None:
    early, late = sorted((one, other))
    plan, first = decided(category, area, anchor, early)
    _, second = decided(category, area, anchor, late)
    if plan.clock == "start" or plan.fixed:
        return
    found = anchor + late
    rest = [
        (place, max(starts, found), ends)
        for place, starts, ends in own_stages(first, anchor, plan)
        if ends > found
    ]
    assert own_stages(second, anchor, plan) == rest


@given(categories, areas, moments, lateness, st.integers(-400, 400))
def test_a_clock_that_starts_when_found_knows_no_lateness(
    category: str, area: str, anchor: datetime, late: timedelta, shift: int
) -> None:
    facts = Facts(category, anchor, anchor + late, area)
    plan = plan_for(BOOK, facts, anchor)
    other = Facts(category, facts.anchor - timedelta(hours=abs(shift)), facts.found, area)
    if plan.clock == "start":
        assert decide(BOOK, facts, anchor).stages == decide(BOOK, other, anchor).stages


@given(categories, areas, moments, lateness)
def test_a_late_person_still_has_the_tests_the_late_rule_asks_for(
    category: str, area: str, anchor: datetime, late: timedelta
) -> None:
    plan, decision = decided(category, area, anchor, late)
    if plan.late is None or plan.clock == "start":
        return
    assert len(decision.tests) >= min(plan.late.tests, plan.test_count)
    assert len(decision.tests) <= max(plan.test_count, plan.late.tests)


@given(categories, areas, moments, lateness)
def test_no_test_is_asked_for_before_the_person_was_found(
    category: str, area: str, anchor: datetime, late: timedelta
) -> None:
    _, decision = decided(category, area, anchor, late)
    assert all(test.closes > anchor + late for test in decision.tests)
    assert all(stage.ends > anchor + late for stage in decision.stages)


@given(categories, areas, moments, lateness)
def test_the_same_question_has_the_same_answer(
    category: str, area: str, anchor: datetime, late: timedelta
) -> None:
    facts = Facts(category, anchor, anchor + late, area)
    assert decide(BOOK, facts, facts.found) == decide(BOOK, facts, facts.found)
    assert decide_all(BOOK, [facts, facts], facts.found).stages == decide(BOOK, facts, facts.found).stages


@given(
    st.lists(
        st.tuples(categories, lateness, st.booleans()),
        min_size=2,
        max_size=4,
    ),
    areas,
)
def test_the_order_of_the_reasons_for_control_does_not_matter(
    reasons: list[tuple[str, timedelta, bool]], area: str
) -> None:
    facts = [Facts(category, LAW_AT - ago, LAW_AT, area, unfit) for category, ago, unfit in reasons]
    there, back = decide_all(BOOK, facts, LAW_AT), decide_all(BOOK, facts[::-1], LAW_AT)
    assert (there.measure, there.stages, there.tests) == (back.measure, back.stages, back.tests)
    assert (there.edition, there.code) == (back.edition, back.code)
    assert set(there.rules) == set(back.rules)


@given(categories, areas, moments, lateness)
def test_a_county_is_decided_for_by_its_code_however_long(
    category: str, area: str, anchor: datetime, late: timedelta
) -> None:
    """A village's code lies in its county; what the county asks is asked in the village."""
    _, county = decided(category, area, anchor, late)
    _, village = decided(category, area + "100200" if area else "", anchor, late)
    assert county == village
