"""The names of risk grades in their time, and the level of rule each stands for (rules §1.7)."""

from collections.abc import Mapping

HIGH, MEDIUM, LOW, UNGRADED = "high", "medium", "low", "ungraded"
LOCKDOWN, CONTROL, PRECAUTION = "lockdown", "control", "precaution"
NORMAL = ""
"""An area whose grade was lifted: no risk area any more."""

LEVEL_OF: Mapping[str, str] = {
    HIGH: HIGH, MEDIUM: MEDIUM, LOW: LOW, UNGRADED: UNGRADED, LOCKDOWN: HIGH, CONTROL: MEDIUM, PRECAUTION: LOW,
    NORMAL: "",
}  # fmt: skip
"""What a grade counts as where the rule speaks of high, medium and low: 封控区 as high, 管控区 as medium."""

_WRITTEN = {
    HIGH: ("高风险", "高"),
    MEDIUM: ("中风险", "中"),
    LOW: ("低风险", "低"),
    UNGRADED: ("未分级", "未定级", "有病例未定级", "有本土疫情"),
    LOCKDOWN: ("封控", "封闭管理", "封闭"),
    CONTROL: ("管控",),
    PRECAUTION: ("防范",),
    NORMAL: ("解除", "常态化防控", "常态化", "解封", "无风险", "降为常态化"),
}
_GRADES = {
    word + end: grade
    for grade, words in _WRITTEN.items()
    for word in words
    for end in ("", "区", "地区", "区域")
}
_LOWERED_TO = ("调整为", "降为", "升为", "调为", "转为", "→", "->")


def read_grade(text: str) -> str | None:
    """Read a grade as a sheet writes it: 高风险, 中风险地区, 封控区, 由中风险调整为低风险; None where it is none."""
    bare = "".join(text.split())
    for turn in _LOWERED_TO:
        bare = bare.rpartition(turn)[2]
    bare = bare.rstrip("。;；,，)）").lstrip("(（")
    return _GRADES.get(bare)
