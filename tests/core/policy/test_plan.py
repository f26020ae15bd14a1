"""Which rule prevails, where and when."""

from datetime import datetime

import pytest
from tests.core.policy.small_law import EDITIONS, law, small_law, values

from lianfang.core.policy import Decision, Facts, PolicyBook, decide
from lianfang.core.timeline import SHANGHAI

LADDER = small_law(
    v=values("inbound", old=1, new=2, province=3, city=4, city_later=5), w=values("fever", old=8, city=9)
)


def ask(book: PolicyBook, category: str, area: str, when: str) -> Decision:
    at = datetime.fromisoformat(when).replace(tzinfo=SHANGHAI)
    return decide(book, Facts(category, at, at, area), at)


def days(decision: Decision) -> int:
    return (decision.stages[-1].ends - decision.stages[0].starts).days


@pytest.mark.parametrize(
    ("area", "when", "rule", "expected"),
    [
        ("", "2022-01-01", "old", 1),
        ("141123", "2022-01-09 23:59", "old", 1),
        ("141123", "2022-01-10", "province", 3),
        ("141123", "2022-01-20 17:59", "province", 3),
        ("141123", "2022-01-20 18:00", "city", 4),  # at its hour
        ("141123", "2022-02-01", "city_later", 5),  # the later notice of one issuer
        ("141123", "2022-02-11", "city_later", 5),
        ("140702", "2022-02-01", "province", 3),  # another city of the province
        ("611002", "2022-02-01", "old", 1),  # another province
        ("", "2022-02-01", "old", 1),
        ("141123", "2022-03-01", "new", 2),  # the bases have ended, and the orders with them
        ("141123101000", "2022-02-01", "city_later", 5),  # a town lies in its county
        ("14", "2022-02-01", "province", 3),
    ],
)
def test_precedence(area: str, when: str, rule: str, expected: int) -> None:
    decision = ask(LADDER, "inbound", area, when)
    assert decision.rules == (rule,)
    assert days(decision) == expected


@pytest.mark.parametrize(
    ("when", "rule"),
    [
        ("2022-01-25", "city"),
        ("2022-02-05", "city"),  # the later notice says nothing of fever, so the earlier goes on
        ("2022-02-10 23:59", "city"),
        ("2022-02-11", "old"),  # its last day is over
        ("2022-03-01", "old"),  # the new edition carries what it does not name
    ],
)
def test_only_the_categories_named_are_replaced(when: str, rule: str) -> None:
    assert ask(LADDER, "fever", "141123", when).rules == (rule,)


def test_the_edition_is_the_national_one_in_force() -> None:
    assert ask(LADDER, "inbound", "141123", "2022-02-01").edition == "old"
    carried = ask(LADDER, "fever", "", "2022-03-05")
    assert (carried.edition, carried.rules) == ("new", ("old",))
    assert [reason.code for reason in carried.reasons] == ["rule", "carried"]


def test_before_the_first_edition_nothing_is_known() -> None:
    decision = ask(LADDER, "inbound", "141123", "2021-12-31")
    assert (decision.measure, decision.edition, decision.stages) == ("unknown", "", ())
    assert [reason.code for reason in decision.reasons] == ["no_edition"]


def test_without_a_rule_the_office_is_asked_and_weak_rules_are_named() -> None:
    weak = values("inbound", old=7, province=9).replace("confidence: S", "confidence: mem-M\n    off: 传闻")
    decision = ask(small_law(v=weak), "inbound", "141123", "2022-02-01")
    assert decision.measure == "unknown"
    assert [reason.code for reason in decision.reasons] == ["no_rule", "switched_off", "switched_off"]
    assert [reason.params["title"] for reason in decision.reasons[1:]] == ["省令", "旧版"]


def test_a_weak_local_rule_leaves_the_national_one_in_place() -> None:
    weak = values("inbound", province=9).replace("confidence: S", "confidence: mem-M\n    off: 传闻")
    decision = ask(small_law(v=values("inbound", old=7), w=weak), "inbound", "141123", "2022-02-01")
    assert decision.rules == ("old",)


def test_a_lifted_measure_is_no_unknown_one() -> None:
    lifted = values("inbound", province=9).replace("stages: [{place: 居家隔离, days: 9}]", "lifted: true")
    decision = ask(small_law(v=values("inbound", old=7), w=lifted), "inbound", "141123", "2022-02-01")
    assert (decision.measure, decision.stages, decision.tests) == ("none", (), ())
    assert [reason.code for reason in decision.reasons] == ["lifted"]


def test_an_unknown_category_is_an_error_not_an_answer() -> None:
    with pytest.raises(ValueError, match="unknown category 'contact'"):
        ask(LADDER, "contact", "", "2022-02-01")


def test_plans_are_kept_between_changes_of_law_only() -> None:
    book = small_law(v=values("inbound", old=1, new=2))
    for day in ("2022-01-25", "2022-01-26", "2022-01-27"):
        ask(book, "inbound", "141123", day)
    assert len(book.plans) == 1
    ask(book, "inbound", "141123", "2022-03-02")
    assert len(book.plans) == 2


def test_an_order_on_several_bases_lives_until_the_last_has_ended() -> None:
    both = EDITIONS.replace("bases: [old]", "bases: [old, new]", 1)
    book = law({"editions.yaml": both, "v.yaml": values("inbound", old=1, new=2, province=3)})
    assert ask(book, "inbound", "141123", "2022-05-01").rules == ("province",)


def test_the_stated_end_of_an_edition_counts_before_its_successor() -> None:
    gap = EDITIONS.replace("from: 2022-01-01", "from: 2022-01-01\n    last_day: 2022-02-20", 1)
    book = law({"editions.yaml": gap, "v.yaml": values("inbound", old=1, new=2, province=3)})
    assert ask(book, "inbound", "", "2022-02-20 23:59").edition == "old"
    assert ask(book, "inbound", "141123", "2022-02-21").measure == "unknown"


IF_A_BED = "fallback: 集中隔离, fallback_needs_bed: true"
PLACES = """category: {category}
values:
  - edition: old
    clause: 条
    source: test
    confidence: S
    stages:
      - {{place: 集中隔离, days: 2, alternative: 居家隔离}}
      - {{place: 居家隔离, days: 3, {fallback}}}
"""


@pytest.mark.parametrize(
    ("fallback", "unfit", "bed", "chosen", "places", "codes"),
    [
        ("fallback: 集中隔离", False, True, "", ["centralised", "home"], ["rule"]),
        ("fallback: 集中隔离", True, True, "", ["centralised", "centralised"], ["rule", "unfit_home"]),
        ("fallback: 集中隔离", True, False, "", ["centralised", "centralised"], ["rule", "unfit_home"]),
        (IF_A_BED, True, True, "", ["centralised", "centralised"], ["rule", "unfit_home"]),
        (IF_A_BED, True, False, "", ["centralised", "home"], ["rule", "unfit_no_bed"]),
        ("tests: [1]", True, True, "", ["centralised", "home"], ["rule", "unfit_no_rule"]),
        ("tests: [1]", False, True, "home", ["home", "home"], ["rule", "chosen"]),
        ("tests: [1]", False, True, "self", ["centralised", "home"], ["rule"]),  # not on offer
    ],
)  # fmt: skip
def test_places(
    fallback: str, unfit: bool, bed: bool, chosen: str, places: list[str], codes: list[str]
) -> None:
    book = small_law(v=PLACES.format(category="inbound", fallback=fallback))
    at = datetime(2022, 2, 1, tzinfo=SHANGHAI)
    decision = decide(book, Facts("inbound", at, at, "", unfit_home=unfit, bed_free=bed, chosen=chosen), at)
    assert [stage.place for stage in decision.stages] == places
    assert [reason.code for reason in decision.reasons] == codes


def test_an_unfit_home_is_no_matter_where_nobody_has_to_stay_there() -> None:
    text = PLACES.format(category="inbound", fallback="tests: [1]").replace(
        "居家隔离, days: 3", "健康监测, days: 3"
    )
    text = text.replace("集中隔离, days: 2", "居家健康监测, days: 2")
    at = datetime(2022, 2, 1, tzinfo=SHANGHAI)
    decision = decide(small_law(v=text), Facts("inbound", at, at, unfit_home=True), at)
    assert [reason.code for reason in decision.reasons] == ["rule"]


def test_an_unfit_home_is_no_matter_at_a_site() -> None:
    text = PLACES.format(category="inbound", fallback="tests: [1]").replace(
        "居家隔离, days: 3", "集中隔离, days: 3"
    )
    at = datetime(2022, 2, 1, tzinfo=SHANGHAI)
    decision = decide(small_law(v=text), Facts("inbound", at, at, unfit_home=True), at)
    assert [reason.code for reason in decision.reasons] == ["rule"]
