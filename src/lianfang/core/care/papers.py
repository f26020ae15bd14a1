"""The papers a controlled person is given, in the words of the trade: what was issued is kept as text."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lianfang.core.timeline import local
from lianfang.core.wording import msgid

KINDS: Mapping[str, str] = {
    "start": msgid("notice of the measure"),
    "change": msgid("notice of the change"),
    "release": msgid("notice of release"),
    "handover": msgid("hand-over paper"),
    "door": msgid("notice on the door"),
}
PREFIXES: Mapping[str, str] = {
    "start": "隔告",
    "change": "变告",
    "release": "解告",
    "handover": "移交",
    "door": "门告",
}
_TITLES: Mapping[str, str] = {
    "start": "隔离医学观察告知书",
    "change": "隔离医学观察变更告知书",
    "release": "解除隔离医学观察告知书",
    "handover": "管控人员移交单",
    "door": "居家隔离医学观察",
}
_DUTIES: Mapping[str, str] = {
    "centralised": "期间单人单间，不离开房间，不与他人接触，配合测温、采样和环境消毒。",
    "home": "期间足不出户，谢绝探访，单独房间居住，餐食和物品无接触递送，生活垃圾装入带盖垃圾桶。",
    "monitoring": "期间非必要不外出，确需外出（就医等）先报社区（村）同意，做好个人防护，不乘公共交通工具，不聚集。",
    "self": "期间不聚集，做好个人防护，出现症状及时报告。",
}
_PLACES: Mapping[str, str] = {
    "centralised": "集中隔离医学观察",
    "home": "居家隔离医学观察",
    "monitoring": "居家健康监测",
    "self": "自我健康监测",
}


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What a paper is written from, as known when it is issued; times are instants."""

    number: str
    name: str
    identity: str  # masked
    address: str
    place: str
    starts: datetime
    ends: datetime
    issued: datetime
    issuer: str
    tests: tuple[date, ...] = ()
    keepers: tuple[str, ...] = ()  # post, name and phone of each
    documents: str = ""
    clause: str = ""
    why: str = ""
    reason: str = ""  # of a change, an early release or a hand-over
    receiver: str = ""  # of a hand-over
    per_day: int = 2
    threshold: float = 0.0  # degrees Celsius


@dataclass(frozen=True, slots=True)
class Text:
    """A paper as it was issued: heading, number, paragraphs, signature block."""

    title: str
    number: str
    paragraphs: tuple[str, ...]
    issuer: str
    day: str


def number_of(kind: str, year: int, count: int) -> str:
    """Write a paper's number, as 解告〔2022〕000017号."""
    return f"{PREFIXES[kind]}〔{year}〕{count:06d}号"


def compose(kind: str, facts: PaperFacts) -> Text:
    """Write a paper of one kind. Raises KeyError for an unknown kind."""
    return Text(
        title=_TITLES[kind],
        number=facts.number,
        paragraphs=tuple(paragraph for paragraph in _WRITERS[kind](facts) if paragraph),
        issuer=facts.issuer,
        day=_day(facts.issued),
    )


def _moment(instant: datetime) -> str:
    when = local(instant)
    return f"{when.year}年{when.month}月{when.day}日{when:%H:%M}"


def _day(instant: datetime) -> str:
    when = local(instant)
    return f"{when.year}年{when.month}月{when.day}日"


def _whom(facts: PaperFacts) -> str:
    identity = f"（证件号{facts.identity}）" if facts.identity else ""
    return f"{facts.name}{identity}："


def _basis(facts: PaperFacts) -> str:
    told = f"根据{facts.documents}" if facts.documents else "根据疫情防控规定"
    return told + (f"（{facts.clause}）" if facts.clause else "")


def _keepers(facts: PaperFacts) -> str:
    return f"包保责任人：{'；'.join(facts.keepers)}。" if facts.keepers else ""


def _tests(facts: PaperFacts) -> str:
    if not facts.tests:
        return ""
    days = "、".join(f"{day.month}月{day.day}日" for day in facts.tests)
    return f"核酸检测日期：{days}，届时请配合采样。"


def _start(facts: PaperFacts) -> list[str]:
    until = f"自{_moment(facts.starts)}起至{_moment(facts.ends)}止"
    return [
        _whom(facts),
        f"{_basis(facts)}，对您实施{_PLACES[facts.place]}，{until}。",
        f"原因：{facts.why}" if facts.why else "",
        f"地点：{facts.address}。" if facts.address else "",
        _DUTIES[facts.place],
        f"每天测量体温{facts.per_day}次并报告；体温达到{facts.threshold:.1f}℃或者出现不适，立即报告，不自行就医。",
        _tests(facts),
        _keepers(facts),
        "期满且检测符合规定的，书面解除。对本告知有异议的，可以向本指挥部申诉。个人信息只用于疫情防控。",
    ]


def _change(facts: PaperFacts) -> list[str]:
    return [
        _whom(facts),
        f"{_basis(facts)}，您的管控措施变更为{_PLACES[facts.place]}，至{_moment(facts.ends)}止。",
        f"变更原因：{facts.reason}。" if facts.reason else "",
        f"地点：{facts.address}。" if facts.address else "",
        _DUTIES[facts.place],
        _tests(facts),
        _keepers(facts),
    ]


def _release(facts: PaperFacts) -> list[str]:
    early = f"按照决定提前解除：{facts.reason}。" if facts.reason else ""
    return [
        _whom(facts),
        f"您自{_moment(facts.starts)}起接受{_PLACES[facts.place]}，{_basis(facts)}，于{_moment(facts.ends)}解除。",
        early,
        "解除后请继续做好个人防护，出现发热等症状及时就诊并告知经历。感谢您的配合。",
    ]


def _handover(facts: PaperFacts) -> list[str]:
    return [
        f"{facts.receiver}：",
        f"下列人员自{_moment(facts.starts)}起接受{_PLACES[facts.place]}，现移交贵地继续管控，应管控至{_moment(facts.ends)}。",
        f"姓名：{facts.name}；证件号：{facts.identity or '不详'}；住址：{facts.address or '不详'}。",
        f"移交原因：{facts.reason}。" if facts.reason else "",
        f"依据：{facts.documents}。" if facts.documents else "",
        _tests(facts),
        "请接收后在回执上签字并及时回传。",
        "回执：上述人员已于　　年　　月　　日　　时接收，接收人：　　　　　　电话：　　　　　　",
    ]


def _door(facts: PaperFacts) -> list[str]:
    return [
        f"{_day(facts.starts)}—{_day(facts.ends)}",
        "居家隔离期间，请勿探访。物品请放在门口。",
    ]


_WRITERS: Mapping[str, Callable[[PaperFacts], list[str]]] = {
    "start": _start,
    "change": _change,
    "release": _release,
    "handover": _handover,
    "door": _door,
}
