"""Sections 3 and 4 of the dispatch report in the customary wording (rules §6.2), in Chinese and in English.

The templates are data, one set a language. They keep people 人 and person-times 人次 apart and say how they
meet, which the published paragraph of P-91 did not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lianfang.core.figures.cut import Cut
from lianfang.core.figures.prose import in_words


@dataclass(frozen=True)
class Wording:
    """One language's templates, and its words for keys of splits; a key without one stands as itself."""

    pushed: str
    verified_parts: str
    controlled: str
    waiting: str
    outside: str
    inside: str
    arrived: str
    gone: str
    repeat: str
    parts: str
    comma: str
    rows: str
    times: str
    people: str
    stops: Mapping[str, str]
    words: Mapping[str, str]


CHINESE = Wording(
    pushed=(
        "截至{cut}，累计接收上级推送数据{ever}条、涉及{people}人，已核查{verified}条{verified_by}，"
        "未核查{unverified}条，核查率{rate}；其中超时未核查{overdue}条。今日新增推送{new}条。"
    ),
    verified_parts="（{parts}）",
    controlled=(
        "累计管控{ever}人、{ever_times}人次{ever_repeat}{ever_by}；"
        "今日新增管控{new}人、{new_times}人次{new_repeat}{new_by}；"
        "现有管控{now}人{now_by}。"
        "累计解除{released_ever}人，离开或移交{left_ever}人，死亡{died_ever}人；今日解除{released_new}人。"
        "今日应检{due}人次，已检{done}人次，漏检{missed}人次{waiting}；检出阳性{positive}人次。"
    ),
    waiting="，待检{count}人次",
    outside="自外省来（返）{arrived}；其中自湖北来（返）{hubei}。",
    inside="省内来（返）{arrived}。",
    arrived="{ever}人，其中已解除{released}人、正在管控{now}人{gone}",
    gone="、离开或死亡{count}人",
    repeat="（{count}人次为同一人的第二次及以上管控）",
    parts="，其中{parts}",
    comma="、",
    rows="{word}{count}条",
    times="{word}{count}人次",
    people="{word}{count}人",
    stops={
        "{year}-{month:02}-{day:02}": "{year}年{month}月{day}日",
        "{day} {hour:02}:{minute:02}": "{day}{hour}时",
    },
    words={
        "centralised": "集中隔离",
        "home": "居家隔离",
        "monitoring": "居家健康监测",
        "self": "自我健康监测",
        "unknown": "情况不明",
    },
)

ENGLISH = Wording(
    pushed=(
        "Up to {cut}, {ever} rows were pushed to us, naming {people} people; {verified} rows are verified"
        "{verified_by}, {unverified} are not, a rate of {rate}; {overdue} of these are overdue. "
        "New today: {new} rows."
    ),
    verified_parts=" ({parts})",
    controlled=(
        "Controlled ever: {ever} people in {ever_times} person-times{ever_repeat}{ever_by}; "
        "new today: {new} people in {new_times} person-times{new_repeat}{new_by}; "
        "controlled now: {now} people{now_by}. "
        "Released ever: {released_ever}; left or handed over: {left_ever}; died: {died_ever}; "
        "released today: {released_new}. "
        "Tests due today: {due}; done: {done}; missed: {missed}{waiting}; positive: {positive}."
    ),
    waiting="; to be done yet: {count}",
    outside=" Arrivals from other provinces: {arrived}; from Hubei among them: {hubei}.",
    inside=" Arrivals from the same province: {arrived}.",
    arrived="{ever} (released {released}, controlled now {now}{gone})",
    gone=", left or died {count}",
    repeat=" ({count} are a second or later stage of the same person)",
    parts=": {parts}",
    comma=", ",
    rows="{word} {count}",
    times="{word} {count}",
    people="{word} {count}",
    stops={},
    words={
        "centralised": "centralised",
        "home": "at home",
        "monitoring": "home monitoring",
        "self": "self-monitoring",
        "unknown": "unknown",
    },
)


def pushed_paragraph(
    values: Mapping[str, Any], cut: Cut, wording: Wording, words: Mapping[str, str] | None = None
) -> str:
    """Write section 3: rows received, verified, waiting and overdue at the cut.

    `words` adds names for keys of splits (answers, areas) to those of the wording.
    """
    pushed = values["pushed"]
    rate = pushed["rate"]
    answers = _parts(pushed["verified_by"], wording.rows, wording, words)
    return wording.pushed.format(
        cut=in_words(cut.at, lambda text: wording.stops.get(text, text), closing=True),
        verified_by=wording.verified_parts.format(parts=answers) if answers else "",
        rate="—" if rate is None else f"{rate}%",
        **{name: pushed[name] for name in ("ever", "people", "verified", "unverified", "overdue", "new")},
    )


def controlled_paragraph(
    values: Mapping[str, Any], wording: Wording, words: Mapping[str, str] | None = None
) -> str:
    """Write section 4: ever, new and now in people and person-times by place, the ended, the day's tests."""
    controlled, tests = values["controlled"], values["tests"]
    splits = {
        "ever_by": _split(controlled["ever_times_by"], wording.times, wording, words),
        "new_by": _split(controlled["new_times_by"], wording.times, wording, words),
        "now_by": _split(controlled["now_by"], wording.people, wording, words),
    }
    repeats = {
        name: wording.repeat.format(count=controlled[name]) if controlled[name] else ""
        for name in ("ever_repeat", "new_repeat")
    }
    plain = {name: value for name, value in controlled.items() if isinstance(value, int)}
    waiting = wording.waiting.format(count=tests["waiting"]) if tests.get("waiting") else ""
    return wording.controlled.format(**{**plain, **tests, **splits, **repeats, "waiting": waiting})


def arrivals_sentences(values: Mapping[str, Any], wording: Wording) -> str:
    """Write who came in or back from where, as 2020 counted them (P-15); empty where there are no such people."""
    controlled = values["controlled"]
    told = ""
    if controlled["outside_ever"]:
        leaves = ("outside_ever", "outside_released", "outside_now")
        ever, released, now = (controlled[leaf] for leaf in leaves)
        gone = wording.gone.format(count=controlled["outside_gone"]) if controlled["outside_gone"] else ""
        arrived = wording.arrived.format(ever=ever, released=released, now=now, gone=gone)
        told += wording.outside.format(arrived=arrived, hubei=_arrived(controlled, "arrival_hubei", wording))
    if "arrival_same_province" in controlled["ever_by_category"]:
        arrived = _arrived(controlled, "arrival_same_province", wording)
        told += wording.inside.format(arrived=arrived)
    return told


def _arrived(controlled: Mapping[str, Any], category: str, wording: Wording) -> str:
    splits = ("ever_by_category", "released_by_category", "now_by_category")
    ever, released, now = (controlled[split].get(category, 0) for split in splits)
    rest = int(ever) - int(released) - int(now)
    gone = wording.gone.format(count=rest) if rest else ""
    return wording.arrived.format(ever=ever, released=released, now=now, gone=gone)


def _split(
    counts: Mapping[str, int], template: str, wording: Wording, words: Mapping[str, str] | None
) -> str:
    parts = _parts(counts, template, wording, words)
    return wording.parts.format(parts=parts) if parts else ""


def _parts(
    counts: Mapping[str, int], template: str, wording: Wording, words: Mapping[str, str] | None
) -> str:
    names = {**wording.words, **(words or {})}
    return wording.comma.join(
        template.format(word=names.get(key, key), count=count) for key, count in counts.items()
    )
