"""The words a published paragraph counts with: units, marks and verbs. Nothing here but data."""

import re

UNITS = {
    "人次": "人次",
    "人/次": "人次",
    "人份": "人份",
    **{word: word for word in ("辆次", "剂次", "班次", "车次", "家次", "公里")},
    "户次": "户次",
    "平方米": "平方米",
    "平米": "平方米",
    "㎡": "平方米",
    "m²": "平方米",
    "m2": "平方米",
    "公斤": "公斤",
    "千克": "公斤",
    "人": "人",
    "名": "人",
    "位": "人",
    "例": "人",  # a case is one person: 确诊5例，其中男性3人、女性2人
    **{word: word for word in "条户件顶个辆处家台间张套份支瓶箱吨斤袋桶盒只双起"},
    **{word: word for word in "项宗批管床块副把根栋座所次元部架枚剂列趟亩本封组队幅面幢片车"},
}
"""Each spelling of a unit with the unit it is compared as; 人次 is never 人."""

NOT_A_UNIT = ("个月", "个小时", "个工作日", "个百分点", "个多", "人以上", "人以下", "例以上", "次方", "人均")
"""What begins like a unit and is none."""

APPROXIMATE_BEFORE = ("约", "近", "大约", "超", "超过", "逾", "不足", "至少", "将近", "上万")
NOT_APPROXIMATE = ("预约", "签约", "履约", "附近")
APPROXIMATE_AFTER = ("余", "多", "几")
NEVER_COUNTED_AFTER = ("第", "每", "无", "没有")
"""What, just before a number, makes it an order or a rate."""
NEVER_ONE_AFTER = ("同", "统", "唯", "逐", "任", "专", "之")
"""What, just before 一, makes it a way of speaking (同一人, 统一)."""

STOPS = {
    "、": 1,
    "/": 1,
    "，": 2,
    ",": 2,
    "：": 2,
    ":": 2,
    "；": 3,
    ";": 3,
    "。": 4,
    "！": 4,
    "？": 4,
    "!": 4,
    "?": 4,
}
"""How much each stop parts: 1 within a list, 2 clauses, 3 splits, 4 sentences."""

OPENING, CLOSING = "（(［[【", "）)］]】"

CONNECTIVES = ("以及", "和", "及", "与", "并", "还", "也", "则", "为", "是", "：", "等", "有", "，", "、")
OF_WHICH = "其中"
RESPECTIVELY_AS = ("分别", "分别为", "分别是", "依次为", "依次是")
"""A clause of its own that opens a list as 其中 does: 111人，分别为：甲60人、乙51人."""
AMONG = ("中", "当中", *RESPECTIVELY_AS)
"""What, right after a number, opens a list as 其中 does: 41人中，…"""
AMONG_THINGS = re.compile(
    r"[^在]{1,6}?(?<!进行)(?<!过程)(?<!隔离)(?<!治疗)(?<!建设)(?<![办处审整改核排查])中"
)
"""The same with the things named: 173个网格中，…; 20个项目建设中 is none."""
AMONG_SOME = ("中有", "当中有", "包括", "主要包括")
"""The same, naming some parts only: 41人中有10人…"""
DETAILS = ("具体", "分布在", "分布于")
"""What opens a list of all parts as 其中 does: 具体为…, 分布在甲60人、乙51人."""
DIVIDED_BY = re.compile(r"按.{1,8}?(?:划分|分类|来分|分)(?:为|，|：|$)")
"""What does so for another division of the same whole: 按类别分，…"""
INCLUDING = ("内含", "包含", "包括", "其包括", "含", "主要包括", "主要包含")
SOME_OF = ("部分", "主要")
SOME = ("部分", "有", "包括", "包含", "含", "主要", "仅")
"""What, right after 其中, says that not all parts are named."""
NOT_SOME = ("有效", "有关", "有症状", "有条件", "含氯")
"""What only begins like 有 or 含: 其中有效60条、无效44条 names all."""
NET = ("净增", "净减")
"""A difference, whose parts are taken from each other: 净增224人，其中新增234人、解除10人."""
REST_UNNAMED = ("其余", "其他", "其它", "剩余", "剩下", "余下")
"""What opens a clause without a number: the rest, uncounted."""
RESPECTIVELY = "分别"

TOTALS = ("累计", "总计", "合计", "共计", "总共", "一共", "总数", "总量", "共")
NOT_TOTALS = ("公共", "中共", "共同", "共产", "共青", "共享", "共建", "共用", "共治", "共和")
WEAK_AGGREGATES = ("共", "共有", "共为", "计")
AGGREGATES = ("总计", "合计", "共计", "总共", "一共", "小计")
"""A total that sums up what stands before it, when the number follows at once."""
SUMMING = re.compile(rf"(?:全[县市区镇乡村街天日]|两[轮天日])?(?:{'|'.join(AGGREGATES)}|共)(.+)")
"""A total that says again what its parts say: 全县共管控…"""
DUTIES = ("应",)
NOT_DUTIES = ("应急",)
"""应检100人，已检80人，未检20人: what is due is the whole."""

DAYS = ("今日", "当日", "本日", "昨日", "今天", "昨天", "当天", "日内", "本周", "本月", "今晨")
FRESH = ("新增", "现有", "现存", "截至", "截止", "另有", "另外", "此外", "同时", "至今", "另", "现")
NOW = ("目前", "当前", "现已", "现")
NOT_NOW = ("现场", "现金", "现役", "现行")
"""What only begins like 现."""
STILL = ("现有", "现存", "尚在", "仍在", "正在", "尚有", "仍有", "现在", "在管", "在院", "在隔", "在治", "现")
"""What is not yet over, in a balance of ever = ended + still."""
STILL_ALONE = ("尚", "仍")
"""The same before a bare number: 尚有32人正在…"""
ENDED = ("解除", "治愈", "出院", "死亡", "转出", "移交", "期满", "解封", "排除", "离开")

DONE = ("已经", "已", "实", "完成")
NO_ASPECT = ("未成年", "未婚", "已婚", "实习", "缺血", "余姚", "余杭", "待业")
"""What only looks like done or not done."""
UNDONE = ("尚未", "还未", "未", "没有", "漏", "缺", "待")
USED = ("使用", "发放", "发出", "下发", "调拨", "消耗", "入住", "占用", "分配", "支出", "领用", "投入使用")
"""What, without 已, is done all the same when a later figure says what is left: 发放800套，结余1200套."""
LEFT = (
    "剩余",
    "结余",
    "尚余",
    "余",
    "库存",
    "还剩",
    "空余",
    "空置",
    "可用",
    "现存",
    "尚剩",
    "剩",
    "结存",
    "空闲",
)
ONGOING = ("正在", "尚在", "仍在", "仍", "尚", "在管", "在治", "在院", "在隔")

ACTIONS = (
    *ENDED,
    *(
        "排查",
        "核查",
        "摸排",
        "检测",
        "采样",
        "核酸",
        "检查",
        "推送",
        "推出",
        "接收",
        "收到",
        "上报",
        "管控",
        "封控",
    ),
    *(
        "转运",
        "转为",
        "转",
        "劝返",
        "处理",
        "办理",
        "整改",
        "关停",
        "查处",
        "发放",
        "使用",
        "领取",
        "完成",
        "发现",
    ),
    *(
        "调拨",
        "采购",
        "储备",
        "登记",
        "接种",
        "消毒",
        "消杀",
        "返回",
        "解除",
        "落实",
        "出动",
        "设置",
        "设立",
        "检出",
    ),
)
"""Verbs that, after parts named by nouns, start another split."""

ASIDE = ("另", "不含", "不包括", "较", "比", "同比", "环比", "增加", "减少", "除", "去年")
"""What opens a bracket that is no part of the figure before it."""

OPPOSITES = (
    ("男", "女"),
    ("省内", "省外"),
    ("市内", "市外"),
    ("县内", "县外"),
    ("境内", "境外"),
    ("本地", "外地"),
    ("城镇", "农村"),
    ("专职", "兼职"),
    ("阴性", "阳性"),
)
"""Two words that between them name everything, so that 共36人，男20人，女16人 needs no 其中."""
MEASURES = ("集中", "居家")
"""Two that may leave some unnamed, as not everybody found is isolated: 共36人，集中10人，居家20人."""

TOWNSHIPS = ("镇", "街道", "社区", "村")
"""How places end that are listed as one, however the clauses are parted; 返乡 and 入区 are no places."""

MODES = ("居家", "集中", "隔离点", "酒店", "省内", "省外", "市内", "市外")
"""A word that narrows what ended: 解除居家隔离 is not all that was released."""
