"""What editions ask, in words."""

from lianfang.config.policy_files import get_policy_book
from lianfang.core.policy.compare import compare, page_of
from lianfang.core.policy.load_sources import split_codes

BOOK = get_policy_book()


def rows(*editions: str) -> dict[str, tuple[str, ...]]:
    return {row.category: row.cells for row in compare(BOOK, [BOOK.editions[name] for name in editions], str)}


def test_two_editions_side_by_side() -> None:
    asked = rows("v8", "v9")
    assert asked["close_contact"] == (
        "centralised isolation 14 day(s), tests on days 1, 4, 7, 14 (two samples), "
        "then home health monitoring 7 day(s), tests on days 2, 7",
        "centralised isolation 7 day(s), tests on days 1, 2, 3, 5, 7, "
        "then home health monitoring 3 day(s), tests on days 3",
    )
    assert asked["medium_risk"] == (
        "not named",
        "home isolation 7 day(s), tests on days 1, 4, 7, centralised isolation if the home is unfit",
    )
    assert "arrival_hubei" not in asked


def test_what_is_carried_lifted_chosen_derived_or_off_is_said() -> None:
    asked = rows("n10", "v9")
    assert asked["inbound"][0].endswith("(as in “进一步优化疫情防控的二十条措施”)")
    assert asked["secondary_contact"][0] == "no measure (as in “进一步优化疫情防控的二十条措施”)"
    assert asked["close_contact"][0] == (
        "home isolation 5 day(s), tests on days 5, or centralised isolation if chosen"
    )
    assert "(the text gives their number only)" in asked["low_risk"][1]
    assert asked["ungraded_risk"] == ("no measure", "switched off: 文本为“可”，由本地决定是否参照")


def test_where_both_ask_the_same_it_is_told() -> None:
    same = {row.category: row.same for row in compare(BOOK, [BOOK.editions["v4"], BOOK.editions["v5"]], str)}
    assert same["arrival_hubei"]
    assert not same["close_contact"]  # each says itself why it is off


def test_a_page_names_clause_source_and_note() -> None:
    page = list(page_of(BOOK, BOOK.editions["v9"], str))
    assert page[0] == "v9: 新型冠状病毒肺炎防控方案（第九版）"
    assert (
        "    clause: 密接7天集中隔离加3天居家健康监测; source 第九版方案的摘要; 第八版与第九版的对照; "
        "甘肃省疾控中心的问答; 规定摘编 §1.9 规则总表, confidence published text"
    ) in page
    assert "    note: 口咽拭子；不再双采双检；居家健康监测期间不外出" in page
    assert sum(line.startswith("    clause") for line in page) == len(rows("v9"))


def test_a_page_ends_with_the_list_of_its_sources() -> None:
    page = list(page_of(BOOK, BOOK.editions["v9"], str))
    listed = page[page.index("sources:") + 1 :]
    assert listed[0] == "  第九版方案的摘要 [S1]: at 163.com/dy/article/HB2O19DG0514TRJ8"
    assert len(listed) == len(set(listed))
    cited = {value.source for value in BOOK.values.values() if value.edition == "v9"}
    for code in {code for source in cited for code in split_codes(source)} | {"S17", "S6d"}:
        assert any(f"[{code}]" in line for line in listed)
