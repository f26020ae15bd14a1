"""A decision said in words."""

from datetime import datetime

from lianfang.config.policy_files import get_policy_book
from lianfang.core.policy import Facts, decide, explain, said
from lianfang.core.timeline import SHANGHAI

CHINESE = {
    "%(place)s from %(starts)s to %(ends)s": "%(starts)s至%(ends)s%(place)s",
    ", then ": "，之后",
    "; tests on %(days)s": "；检测日：%(days)s",
    "%(day)s (two samples)": "%(day)s（双采双检）",
    ", ": "、",
    "%(day)s/%(month)s/%(year)s": "%(year)s年%(month)s月%(day)s日",
    "%(day)s/%(month)s/%(year)s %(time)s": "%(month)s月%(day)s日%(time)s",
    "%(what)s. Because: %(why)s": "%(what)s。依据：%(why)s",
    "centralised isolation": "集中隔离",
    "home health monitoring": "居家健康监测",
    "no measure": "不采取措施",
    "close contact": "密接",
    "contact of a close contact": "次密接",
    "national text": "全国文本",
    "%(category_msgid)s: %(level_msgid)s “%(title)s”, %(clause)s.": (
        "%(category_msgid)s：%(level_msgid)s《%(title)s》，%(clause)s。"
    ),
    "%(category_msgid)s: “%(title)s” lifts the measure (%(clause)s).": (
        "%(category_msgid)s：《%(title)s》已取消（%(clause)s）。"
    ),
    "The last test is a double sampling, two samples with different reagents.": "最后一次双采双检，用不同试剂。",
}


def same(text: str) -> str:
    return text


def answer(category: str, when: str, found: str = "") -> str:
    anchor = datetime.fromisoformat(when).replace(tzinfo=SHANGHAI)
    at = datetime.fromisoformat(found or when).replace(tzinfo=SHANGHAI)
    return explain(decide(get_policy_book(), Facts(category, anchor, at), at), same)


def test_in_english() -> None:
    assert answer("secondary_contact", "2022-03-10 08:00") == (
        "centralised isolation from 10/3/2022 08:00 to 17/3/2022 08:00; tests on 10/3/2022, 13/3/2022, 16/3/2022. "
        "Because: contact of a close contact: national text “新型冠状病毒肺炎防控方案（第八版）”, 密接的密接7天集中隔离. "
        "Release also waits for the first two tests of the close contact to be negative."
    )


def test_without_tests_none_are_named() -> None:
    assert "tests on" not in answer("high_risk", "2022-03-10 08:00")


def test_unknown_asks_the_office() -> None:
    assert answer("fever", "2022-03-10 08:00") == (
        "not known. Because: fever: no rule is loaded for this day and area. Ask the policy office."
    )


def test_late_says_how_late() -> None:
    assert "Found 4 day(s) after the count began" in answer("inbound", "2022-03-10 08:00", "2022-03-14 07:00")


def test_in_chinese() -> None:
    at = datetime(2022, 2, 1, 15, 30, tzinfo=SHANGHAI)
    decision = decide(get_policy_book(), Facts("close_contact", at, at), at)
    assert explain(decision, CHINESE.__getitem__) == (
        "2月1日15:30至2月15日15:30集中隔离，之后2月15日15:30至2月22日15:30居家健康监测；"
        "检测日：2022年2月1日、2022年2月4日、2022年2月7日、2022年2月14日（双采双检）、2022年2月16日、2022年2月21日。"
        "依据：密接：全国文本《新型冠状病毒肺炎防控方案（第八版）》，密接14天集中隔离加7天居家健康监测。 "
        "最后一次双采双检，用不同试剂。"
    )


def test_a_lifted_measure_in_chinese() -> None:
    at = datetime(2022, 11, 20, 9, 0, tzinfo=SHANGHAI)
    decision = decide(get_policy_book(), Facts("secondary_contact", at, at), at)
    assert explain(decision, CHINESE.__getitem__) == (
        "不采取措施。依据：次密接：《进一步优化疫情防控的二十条措施》已取消（不再判定密接的密接）。"
    )


def test_a_reason_alone_can_be_said() -> None:
    at = datetime(2022, 2, 1, 15, 30, tzinfo=SHANGHAI)
    reason = decide(get_policy_book(), Facts("close_contact", at, at), at).reasons[0]
    assert said(reason, same).startswith("close contact: national text")
