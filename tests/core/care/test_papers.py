"""The words of papers: what each says, what it leaves out, and that a door names nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from lianfang.core.care import KINDS, PREFIXES, PaperFacts, compose, number_of
from lianfang.core.timeline import SHANGHAI

START = datetime(2022, 2, 28, 9, tzinfo=SHANGHAI)
FACTS = PaperFacts(
    number="隔告〔2022〕000001号",
    name="张某甲",
    identity="1408************19",
    address="贺家坪村12号",
    place="home",
    starts=START,
    ends=START + timedelta(days=14),
    issued=START,
    issuer="兴县疫情防控指挥部",
    tests=(date(2022, 3, 1), date(2022, 3, 13)),
    keepers=("村干部乙某15400000001", "医生丙某15400000002"),
    documents="防控方案（第八版）",
    clause="第五条",
    why="来自中风险区。",
    reason="决定〔2022〕3号",
    receiver="临县疫情防控指挥部",
    threshold=37.3,
)
BARE = replace(
    FACTS,
    identity="",
    address="",
    tests=(),
    keepers=(),
    documents="",
    clause="",
    why="",
    reason="",
    receiver="",
)


def words(kind: str, facts: PaperFacts = FACTS) -> str:
    text = compose(kind, facts)
    return "\n".join((text.title, text.number, *text.paragraphs, text.issuer, text.day))


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("start", ["张某甲", "1408", "足不出户", "2022年2月28日09:00", "2022年3月14日09:00", "3月1日、3月13日",
                   "村干部乙某", "每天测量体温2次", "37.3℃", "防控方案（第八版）（第五条）", "来自中风险区", "申诉"]),
        ("change", ["变更为居家隔离医学观察", "至2022年3月14日09:00止", "变更原因：决定〔2022〕3号"]),
        ("release", ["解除", "于2022年3月14日09:00解除", "提前解除：决定〔2022〕3号"]),
        ("handover", ["临县疫情防控指挥部：", "现移交贵地继续管控", "回执", "移交原因"]),
        ("door", ["2022年2月28日—2022年3月14日", "请勿探访"]),
    ],
)  # fmt: skip
def test_each_paper_says_what_it_must(kind: str, said: list[str]) -> None:
    text = words(kind)
    assert [part for part in said if part not in text] == []
    assert "隔告〔2022〕000001号" in text
    assert "兴县疫情防控指挥部" in text


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_known_leaves_no_empty_words(kind: str) -> None:
    text = words(kind, BARE)
    for empty in ("（）", "：。", "：\n\n", "None", "（证件号）"):
        assert empty not in text, empty


def test_the_door_names_nobody() -> None:
    text = words("door")
    for personal in (FACTS.name, FACTS.identity, FACTS.address, "乙某", "15400000001", FACTS.why):
        assert personal not in text


@pytest.mark.parametrize(
    ("place", "said"),
    [("centralised", "单人单间"), ("home", "足不出户"), ("monitoring", "非必要不外出"), ("self", "不聚集")],
)
def test_the_duties_are_those_of_the_place(place: str, said: str) -> None:
    assert said in words("start", replace(FACTS, place=place))
    assert said in words("change", replace(FACTS, place=place))


def test_numbers_are_of_their_kind_and_year() -> None:
    assert number_of("release", 2022, 17) == "解告〔2022〕000017号"
    assert len({number_of(kind, 2022, 1) for kind in KINDS}) == len(KINDS) == len(PREFIXES)


def test_an_unknown_kind_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        compose("praise", FACTS)
