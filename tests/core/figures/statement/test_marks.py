"""The words before a number."""

import pytest

from lianfang.core.figures.statement.marks import Aspect, Lead, read_lead


@pytest.mark.parametrize(
    ("said", "label", "marks"),
    [
        ("集中隔离", "集中隔离", set()),
        ("其中集中隔离", "集中隔离", {"of_which", "opens"}),
        ("其中：集中隔离", "集中隔离", {"of_which", "opens"}),
        ("其中有湖北", "湖北", {"of_which", "opens", "some"}),
        ("其中部分居家", "部分居家", {"of_which", "opens", "some"}),
        ("部分个人", "部分个人", {"some"}),
        ("具体为集中隔离", "具体为集中隔离", {"of_which", "opens"}),
        ("含党员", "含党员", {"including"}),
        ("其中含党员", "含党员", {"of_which", "opens", "some"}),
        ("甲、乙、丙分别为", "", {"respectively"}),
        ("共", "共", {"total", "aggregate", "weak", "opens", "elsewhere"}),
        ("共有", "共", {"total", "aggregate", "weak", "opens", "elsewhere"}),
        ("合计", "合计", {"total", "aggregate", "opens", "elsewhere"}),
        ("全县共排查省外", "全县共排查省外", {"total", "opens", "elsewhere"}),
        ("公共场所", "公共场所", set()),
        ("共青团员", "共青团员", set()),
        ("应检", "应检", {"due", "opens"}),
        ("应急队员", "应急队员", set()),
        ("和集中隔离", "集中隔离", set()),
        ("今日新增管控", "今日新增管控", {"fresh", "daily", "elsewhere"}),
        ("现有管控", "现有管控", {"fresh", "still", "elsewhere"}),
        ("兴县新增", "兴县新增", {"fresh", "elsewhere"}),
        ("目前已解除居家隔离", "目前已解除居家隔离", {"acts", "ended"}),
        ("累计解除", "累计解除", {"total", "acts", "ended", "opens", "elsewhere"}),
        ("不含外来", "不含外来", {"aside", "elsewhere"}),
        ("较昨日增加", "较昨日增加", {"aside", "fresh", "daily", "elsewhere"}),
        ("", "", set()),
    ],
)
def test_marks(said: str, label: str, marks: set[str]) -> None:
    lead = read_lead([said])
    assert (lead.label, marks_of(lead)) == (label, marks)


def marks_of(lead: Lead) -> set[str]:
    names = [name for name in Lead.__dataclass_fields__ if isinstance(getattr(lead, name), bool)]
    return {name for name in (*names, "opens", "elsewhere") if getattr(lead, name)} - {"narrowed"}


@pytest.mark.parametrize(
    ("said", "narrowed"), [("解除居家隔离", True), ("解除", False), ("解除隔离", False), ("省外返回", True)]
)
def test_words_that_narrow_what_is_counted(said: str, narrowed: bool) -> None:
    assert read_lead([said]).narrowed is narrowed


@pytest.mark.parametrize(
    ("said", "aspect", "stem"),
    [
        ("已核查", Aspect.DONE, "核查"),
        ("目前已核查", Aspect.DONE, "核查"),
        ("已经核查", Aspect.DONE, "核查"),
        ("实检", Aspect.DONE, "检"),
        ("完成检测", Aspect.DONE, "检测"),
        ("未核查", Aspect.UNDONE, "核查"),
        ("尚未核查", Aspect.UNDONE, "核查"),
        ("漏检", Aspect.UNDONE, "检"),
        ("剩余", Aspect.LEFT, ""),
        ("结余口罩", Aspect.LEFT, "口罩"),
        ("正在核查", Aspect.ONGOING, "核查"),
        ("尚在隔离", Aspect.ONGOING, "隔离"),
        ("核查", Aspect.NONE, ""),
        ("未成年", Aspect.NONE, ""),
        ("已婚", Aspect.NONE, ""),
    ],
)
def test_how_far_it_has_come(said: str, aspect: Aspect, stem: str) -> None:
    lead = read_lead([said])
    assert (lead.aspect, lead.stem) == (aspect, stem)


def test_of_which_reaches_over_a_comma_and_the_label_is_the_last_clause() -> None:
    lead = read_lead(["该镇排查", "其中", "居家隔离"])
    assert (lead.of_which, lead.label) == (True, "居家隔离")


def test_a_colon_after_a_figure_opens_a_list() -> None:
    assert read_lead(["", "甲镇"], lists=True).of_which
    assert not read_lead(["", "甲镇"]).of_which
