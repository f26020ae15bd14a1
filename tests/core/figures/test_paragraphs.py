"""Sections 3 and 4 in the customary wording, and our own checker reading them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.figures.made import CUT, due_test, hours, row, spell

from lianfang.core.figures.dispatch import DISPATCH
from lianfang.core.figures.memory import report
from lianfang.core.figures.paragraphs import (
    CHINESE,
    ENGLISH,
    Wording,
    arrivals_sentences,
    controlled_paragraph,
    pushed_paragraph,
)
from lianfang.core.figures.statement import Verdict, check_statement

# The figures of P-91 and P-26, told apart into people and person-times as the issue of the demo county has them.
XING: dict[str, Any] = {
    "pushed": {
        "ever": 3746,
        "new": 104,
        "people": 3600,
        "verified": 3746,
        "unverified": 0,
        "overdue": 0,
        "rate": 100.0,
        "verified_by": {"to_control": 3000, "away": 746},
    },
    "controlled": {
        "ever": 1705,
        "ever_times": 2139,
        "ever_repeat": 434,
        "ever_times_by": {"centralised": 205, "home": 1934},
        "new": 234,
        "new_times": 238,
        "new_repeat": 4,
        "new_times_by": {"centralised": 17, "home": 221},
        "now": 1224,
        "now_by": {"centralised": 111, "home": 1113},
        "released_ever": 481,
        "released_new": 12,
        "left_ever": 0,
        "died_ever": 0,
    },
    "tests": {"due": 1224, "done": 1224, "missed": 0, "positive": 0},
}


def test_section_four_in_chinese_says_how_people_and_person_times_meet() -> None:
    assert controlled_paragraph(XING, CHINESE) == (
        "累计管控1705人、2139人次（434人次为同一人的第二次及以上管控），其中集中隔离205人次、居家隔离1934人次；"
        "今日新增管控234人、238人次（4人次为同一人的第二次及以上管控），其中集中隔离17人次、居家隔离221人次；"
        "现有管控1224人，其中集中隔离111人、居家隔离1113人。"
        "累计解除481人，离开或移交0人，死亡0人；今日解除12人。"
        "今日应检1224人次，已检1224人次，漏检0人次；检出阳性0人次。"
    )


def test_section_three_in_chinese() -> None:
    words = {"to_control": "需管控", "away": "外出"}
    assert pushed_paragraph(XING, CUT, CHINESE, words) == (
        "截至2022年2月28日24时，累计接收上级推送数据3746条、涉及3600人，已核查3746条（需管控3000条、外出746条），"
        "未核查0条，核查率100.0%；其中超时未核查0条。今日新增推送104条。"
    )


def test_both_in_english() -> None:
    assert pushed_paragraph(XING, CUT, ENGLISH).startswith(
        "Up to 2022-02-28 24:00, 3746 rows were pushed to us, naming 3600 people; 3746 rows are verified"
        " (to_control 3000, away 746), 0 are not, a rate of 100.0%; 0 of these are overdue."
    )
    assert controlled_paragraph(XING, ENGLISH).startswith(
        "Controlled ever: 1705 people in 2139 person-times"
        " (434 are a second or later stage of the same person): centralised 205, at home 1934; new today: 234 people"
    )


@pytest.mark.parametrize("wording", [CHINESE, ENGLISH], ids=["Chinese", "English"])
def test_a_county_without_anybody_has_a_report_too(wording: Wording) -> None:
    values = report(DISPATCH, {"rows": [], "spells": [], "tests": []}, CUT.params())
    told = pushed_paragraph(values, CUT, wording) + controlled_paragraph(values, wording)
    assert "—" in told, "of no rows there is no rate"
    assert "{" not in told
    assert "（" not in told
    assert "其中集中" not in told


counts = st.integers(0, 6)


@given(people=st.lists(st.tuples(counts, counts), max_size=12), done=st.lists(st.booleans(), max_size=6))
def test_our_checker_finds_no_contradiction_in_our_own_paragraphs(
    people: list[tuple[int, int]], done: list[bool]
) -> None:
    spells: list[Any] = []
    for number, (stages, more) in enumerate(people):
        for stage in range(stages):
            end = 90 - 10 * stage
            place = "home" if (stage + more) % 2 else "centralised"
            by = "moved" if stage < stages - 1 else "released"
            spells.append(spell(f"p{number}", len(spells), end + 10, end, by, place=place))
    rows = [
        row(
            number,
            f"p{number}",
            lead=number,
            due_at=hours(5),
            answered_at=hours(9) if answered else None,
            answer="a",
        )
        for number, answered in enumerate(done)
    ]
    tests = [due_test(number, done=3 if is_done else None) for number, is_done in enumerate(done)]
    values = report(DISPATCH, {"spells": spells, "rows": rows, "tests": tests}, CUT.params())
    told = f"{pushed_paragraph(values, CUT, CHINESE)}\n\n{controlled_paragraph(values, CHINESE)}"
    assert [found for found in check_statement(told) if found.verdict is Verdict.CONTRADICTION] == []


def test_our_checker_reads_the_wholes_of_our_paragraph() -> None:
    told = controlled_paragraph(XING, CHINESE)
    wholes = {(found.whole, found.unit, found.parts) for found in check_statement(told)}
    assert {
        (2139, "人次", (205, 1934)),
        (238, "人次", (17, 221)),
        (1224, "人", (111, 1113)),
        (1224, "人次", (1224, 0)),
    } <= wholes


# Xi County on 12 February 2020 (P-15), as its own figures have it.
XI: dict[str, Any] = {
    "controlled": {
        "outside_ever": 1930,
        "outside_released": 1846,
        "outside_now": 84,
        "outside_gone": 0,
        "ever_by_category": {
            "arrival_hubei": 146,
            "arrival_other_province": 1784,
            "arrival_same_province": 2813,
        },
        "released_by_category": {
            "arrival_hubei": 146,
            "arrival_other_province": 1700,
            "arrival_same_province": 2656,
        },
        "now_by_category": {"arrival_other_province": 84, "arrival_same_province": 157},
    }
}


def test_arrivals_are_told_by_where_they_came_from_hubei_among_the_other_provinces() -> None:
    assert arrivals_sentences(XI, CHINESE) == (
        "自外省来（返）1930人，其中已解除1846人、正在管控84人；其中自湖北来（返）146人，其中已解除146人、正在管控0人。"
        "省内来（返）2813人，其中已解除2656人、正在管控157人。"
    )
    assert arrivals_sentences(XI, ENGLISH) == (
        " Arrivals from other provinces: 1930 (released 1846, controlled now 84);"
        " from Hubei among them: 146 (released 146, controlled now 0)."
        " Arrivals from the same province: 2813 (released 2656, controlled now 157)."
    )


def test_our_checker_finds_the_arrivals_consistent() -> None:
    splits = check_statement(arrivals_sentences(XI, CHINESE))
    assert {1930, 2813} <= {split.whole for split in splits}
    assert {split.verdict for split in splits} == {Verdict.SOUND}


def test_who_left_or_died_among_the_arrivals_is_told() -> None:
    values = {"controlled": {**XI["controlled"], "outside_released": 1844, "outside_gone": 2}}
    told = arrivals_sentences(values, CHINESE)
    assert told.startswith("自外省来（返）1930人，其中已解除1844人、正在管控84人、离开或死亡2人；")
    assert {split.verdict for split in check_statement(told)} == {Verdict.SOUND}


def test_a_county_without_arrivals_says_nothing_of_them() -> None:
    facts = {"rows": [], "spells": [spell("a", 1, 10, category="high_risk")], "tests": []}
    values = report(DISPATCH, facts, CUT.params())
    assert arrivals_sentences(values, CHINESE) == arrivals_sentences(values, ENGLISH) == ""


NOBODY = "0人，其中已解除0人、正在管控0人"
ONE = "1人，其中已解除0人、正在管控1人"


@pytest.mark.parametrize(
    ("category", "told"),
    [
        ("arrival_hubei", f"自外省来（返）{ONE}；其中自湖北来（返）{ONE}。"),
        ("arrival_other_province", f"自外省来（返）{ONE}；其中自湖北来（返）{NOBODY}。"),
        ("arrival_same_province", f"省内来（返）{ONE}。"),
    ],
)
def test_each_origin_alone(category: str, told: str) -> None:
    facts = {"rows": [], "spells": [spell("a", 1, 10, category=category)], "tests": []}
    assert arrivals_sentences(report(DISPATCH, facts, CUT.params()), CHINESE) == told
