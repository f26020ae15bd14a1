"""Each paper in full, as it comes from the printer: who changes a word of one changes it here too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from lianfang.core.care import PaperFacts, compose
from lianfang.core.timeline import SHANGHAI

START = datetime(2022, 2, 28, 9, tzinfo=SHANGHAI)
ENDS = START + timedelta(days=14)
FULL = PaperFacts(
    number="隔告〔2022〕000001号",
    name="张某甲",
    identity="1408************19",
    address="蔚汾镇贺家坪村12号",
    place="home",
    starts=START,
    ends=ENDS,
    issued=START,
    issuer="兴县疫情防控指挥部",
    tests=(date(2022, 3, 1), date(2022, 3, 7), date(2022, 3, 13)),
    keepers=("乡镇干部乙某15400000001", "村干部丙某15400000002", "医生丁某15400000003"),
    documents="山西省来（返）晋人员管控要求",
    clause="中风险区来人居家隔离",
    why="来自中风险区。",
    threshold=37.3,
)

START_AT_HOME = """
隔离医学观察告知书
隔告〔2022〕000001号
张某甲（证件号1408************19）：
根据山西省来（返）晋人员管控要求（中风险区来人居家隔离），对您实施居家隔离医学观察，自2022年2月28日09:00起至2022年3月14日09:00止。
原因：来自中风险区。
地点：蔚汾镇贺家坪村12号。
期间足不出户，谢绝探访，单独房间居住，餐食和物品无接触递送，生活垃圾装入带盖垃圾桶。
每天测量体温2次并报告；体温达到37.3℃或者出现不适，立即报告，不自行就医。
核酸检测日期：3月1日、3月7日、3月13日，届时请配合采样。
包保责任人：乡镇干部乙某15400000001；村干部丙某15400000002；医生丁某15400000003。
期满且检测符合规定的，书面解除。对本告知有异议的，可以向本指挥部申诉。个人信息只用于疫情防控。
兴县疫情防控指挥部
2022年2月28日
"""
START_AT_SITE = """
隔离医学观察告知书
隔告〔2022〕000001号
张某甲（证件号1408************19）：
根据山西省来（返）晋人员管控要求（中风险区来人居家隔离），对您实施集中隔离医学观察，自2022年2月28日09:00起至2022年3月14日09:00止。
原因：来自中风险区。
地点：新区酒店301。
期间单人单间，不离开房间，不与他人接触，配合测温、采样和环境消毒。
每天测量体温2次并报告；体温达到37.3℃或者出现不适，立即报告，不自行就医。
核酸检测日期：3月1日、3月7日、3月13日，届时请配合采样。
期满且检测符合规定的，书面解除。对本告知有异议的，可以向本指挥部申诉。个人信息只用于疫情防控。
兴县疫情防控指挥部
2022年2月28日
"""
BARE_START = """
隔离医学观察告知书
隔告〔2022〕000001号
张某甲：
根据疫情防控规定，对您实施自我健康监测，自2022年2月28日09:00起至2022年3月14日09:00止。
期间不聚集，做好个人防护，出现症状及时报告。
每天测量体温1次并报告；体温达到37.3℃或者出现不适，立即报告，不自行就医。
期满且检测符合规定的，书面解除。对本告知有异议的，可以向本指挥部申诉。个人信息只用于疫情防控。
兴县疫情防控指挥部
2022年2月28日
"""
CHANGE = """
隔离医学观察变更告知书
变告〔2022〕000004号
张某甲（证件号1408************19）：
根据山西省来（返）晋人员管控要求（中风险区来人居家隔离），您的管控措施变更为居家健康监测，至2022年3月14日09:00止。
变更原因：集中隔离期满。
地点：蔚汾镇贺家坪村12号。
期间非必要不外出，确需外出（就医等）先报社区（村）同意，做好个人防护，不乘公共交通工具，不聚集。
核酸检测日期：3月1日、3月7日、3月13日，届时请配合采样。
包保责任人：乡镇干部乙某15400000001；村干部丙某15400000002；医生丁某15400000003。
兴县疫情防控指挥部
2022年2月28日
"""
RELEASE = """
解除隔离医学观察告知书
解告〔2022〕000017号
张某甲（证件号1408************19）：
您自2022年2月28日09:00起接受居家隔离医学观察，根据山西省来（返）晋人员管控要求（中风险区来人居家隔离），于2022年3月14日09:00解除。
解除后请继续做好个人防护，出现发热等症状及时就诊并告知经历。感谢您的配合。
兴县疫情防控指挥部
2022年3月14日
"""
EARLY_RELEASE = """
解除隔离医学观察告知书
解告〔2022〕000018号
张某甲（证件号1408************19）：
您自2022年2月28日09:00起接受居家隔离医学观察，根据山西省来（返）晋人员管控要求（中风险区来人居家隔离），于2022年3月5日09:00解除。
按照决定提前解除：兴指〔2022〕9号。
解除后请继续做好个人防护，出现发热等症状及时就诊并告知经历。感谢您的配合。
兴县疫情防控指挥部
2022年3月5日
"""
HAND_OVER = """
管控人员移交单
移交〔2022〕000002号
临县疫情防控指挥部：
下列人员自2022年2月28日09:00起接受居家隔离医学观察，现移交贵地继续管控，应管控至2022年3月14日09:00。
姓名：张某甲；证件号：1408************19；住址：蔚汾镇贺家坪村12号。
移交原因：户籍地接回。
依据：山西省来（返）晋人员管控要求。
核酸检测日期：3月1日、3月7日、3月13日，届时请配合采样。
请接收后在回执上签字并及时回传。
回执：上述人员已于　　年　　月　　日　　时接收，接收人：　　　　　　电话：　　　　　　。
兴县疫情防控指挥部
2022年2月28日
"""
UNKNOWN_HAND_OVER = """
管控人员移交单
移交〔2022〕000003号
临县疫情防控指挥部：
下列人员自2022年2月28日09:00起接受居家隔离医学观察，现移交贵地继续管控，应管控至2022年3月14日09:00。
姓名：张某甲；证件号：不详；住址：不详。
请接收后在回执上签字并及时回传。
回执：上述人员已于　　年　　月　　日　　时接收，接收人：　　　　　　电话：　　　　　　。
兴县疫情防控指挥部
2022年2月28日
"""
DOOR = """
居家隔离医学观察
门告〔2022〕000009号
2022年2月28日—2022年3月14日
居家隔离期间，请勿探访。物品请放在门口。
兴县疫情防控指挥部
2022年2月28日
"""
BARE = {
    "identity": "",
    "address": "",
    "tests": (),
    "keepers": (),
    "documents": "",
    "clause": "",
    "why": "",
}
PAPERS = {
    "notice at home": ("start", {}, START_AT_HOME),
    "notice at a site": (
        "start",
        {"place": "centralised", "address": "新区酒店301", "keepers": ()},
        START_AT_SITE,
    ),
    "bare notice": ("start", {**BARE, "place": "self", "per_day": 1}, BARE_START),
    "change": (
        "change",
        {"number": "变告〔2022〕000004号", "place": "monitoring", "reason": "集中隔离期满"},
        CHANGE,
    ),
    "release": ("release", {"number": "解告〔2022〕000017号", "issued": ENDS}, RELEASE),
    "early release": (
        "release",
        {
            "number": "解告〔2022〕000018号",
            "ends": START + timedelta(days=5),
            "issued": START + timedelta(days=5),
            "reason": "兴指〔2022〕9号",
        },
        EARLY_RELEASE,
    ),
    "hand-over": (
        "handover",
        {"number": "移交〔2022〕000002号", "receiver": "临县疫情防控指挥部", "reason": "户籍地接回"},
        HAND_OVER,
    ),
    "hand-over of somebody little known": (
        "handover",
        {**BARE, "number": "移交〔2022〕000003号", "receiver": "临县疫情防控指挥部"},
        UNKNOWN_HAND_OVER,
    ),
    "door": ("door", {"number": "门告〔2022〕000009号"}, DOOR),
}


@pytest.mark.parametrize("name", PAPERS)
def test_the_whole_paper(name: str) -> None:
    kind, changes, whole = PAPERS[name]
    text = compose(kind, replace(FULL, **changes))  # type: ignore[arg-type]
    lines = (text.title, text.number, *text.paragraphs, text.issuer, text.day)
    assert "\n".join(lines) == whole.strip("\n")


@pytest.mark.parametrize("name", PAPERS)
def test_no_paper_shows_a_number_in_full(name: str) -> None:
    kind, changes, _ = PAPERS[name]
    text = compose(kind, replace(FULL, **changes))  # type: ignore[arg-type]
    assert "*" in "".join(text.paragraphs) or FULL.identity not in "".join(text.paragraphs)
