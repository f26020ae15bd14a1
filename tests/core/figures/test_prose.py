"""Figures in words: read from the same data, in any language the caller translates to."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.core.figures.made import CUT

from lianfang.core.figures.algebra import (
    ALWAYS,
    AtOrAfter,
    Before,
    Column,
    Eq,
    Expr,
    In,
    IsNull,
    Literal,
    Ne,
    Not,
    Param,
    all_of,
    any_of,
)
from lianfang.core.figures.controlled import NOW, RELEASED_EVER
from lianfang.core.figures.cut import Cut
from lianfang.core.figures.dispatch import DISPATCH, FIGURES
from lianfang.core.figures.figure import Figure, Ratio
from lianfang.core.figures.prose import in_words, prose, rule

CHINESE = {
    "Controlled now": "现有管控",
    "{label}: {count}": "{label}：{count}",
    "People in a stage at {cut}: it started before and has not ended before.": "{cut}仍在管控阶段内的人数。",
    "Counted when {rule}.": "计入条件：{rule}。",
    "{left} is before {right}": "{left}早于{right}",
    "{left} is not before {right}": "{left}不早于{right}",
    "{left} is empty": "{left}为空",
    " and ": "，且",
    " or ": "或",
    "the start of the stage": "阶段开始时间",
    "the end of the stage": "阶段结束时间",
    "{year}-{month:02}-{day:02}": "{year}年{month}月{day}日",
    "{day} {hour:02}:{minute:02}": "{day}{hour}时{minute:02}分",
}


def english(text: str) -> str:
    return text


def chinese(text: str) -> str:
    return CHINESE[text]


STARTS, PLACE = Column("starts_at"), Column("place")


@pytest.mark.parametrize(
    ("expr", "said"),
    [
        (Before(STARTS, Param("cut")), "the start of the stage is before 2022-02-28 24:00"),
        (AtOrAfter(STARTS, Param("since")), "the start of the stage is not before 2022-02-28 00:00"),
        (Eq(Column("due_on"), Param("day")), "the day the test is due is 2022-02-28"),
        (Ne(PLACE, Literal("home")), "the place is not home"),
        (Eq(Column("first_of_identical_file"), Literal(True)), "first arrival of the file is yes"),
        (In(Column("ended_by"), ("left", "died")), "what ended the stage is one of: leaving, death"),
        (IsNull(PLACE), "the place is empty"),
        (Not(IsNull(PLACE)), "not (the place is empty)"),
        (ALWAYS, "any"),
        (all_of(IsNull(PLACE), IsNull(STARTS)), "the place is empty and the start of the stage is empty"),
        (any_of(IsNull(PLACE), IsNull(STARTS)), "(the place is empty or the start of the stage is empty)"),
    ],
)
def test_a_condition_is_read_aloud(expr: Expr, said: str) -> None:
    assert rule(expr, CUT, english) == said


@pytest.mark.parametrize(
    ("at", "closing", "said"),
    [
        (datetime(2022, 3, 1, tzinfo=UTC), True, "2022-02-28 24:00"),
        (datetime(2022, 3, 1, tzinfo=UTC), False, "2022-03-01 00:00"),
        (datetime(2022, 2, 28, 18, 5, tzinfo=UTC), True, "2022-02-28 18:05"),
        (datetime(2022, 3, 1, 0, 5, tzinfo=UTC), True, "2022-03-01 00:05"),
    ],
)
def test_midnight_belongs_to_the_day_it_closes(at: datetime, closing: bool, said: str) -> None:
    assert in_words(at, english, closing=closing) == said


def test_a_figure_tells_what_it_counts_and_by_which_rule() -> None:
    assert prose(NOW, CUT, english, count=1224).splitlines() == [
        "Controlled now: 1224",
        "People in a stage at 2022-02-28 24:00: it started before and has not ended before.",
        "Counted when the start of the stage is before 2022-02-28 24:00 and (the end of the stage is empty or the end"
        " of the stage is not before 2022-02-28 24:00).",
    ]


def test_the_same_in_chinese() -> None:
    assert prose(NOW, CUT, chinese, count=1224).splitlines() == [
        "现有管控：1224",
        "2022年2月28日24时00分仍在管控阶段内的人数。",
        "计入条件：阶段开始时间早于2022年2月28日24时00分，且(阶段结束时间为空或阶段结束时间不早于2022年2月28日24时00分)。",
    ]


def test_what_excludes_a_person_is_said() -> None:
    told = prose(RELEASED_EVER, CUT, english).splitlines()
    assert told[0] == "Released, ever"
    assert told[3].startswith("Never when, for any of the person's facts, (the end of the stage is empty")
    assert told[4].startswith("Of the person's latest fact: the end of the stage is before")
    assert told[4].endswith("what ended the stage is release.")


@pytest.mark.parametrize("figure", (*DISPATCH, *FIGURES), ids=lambda figure: figure.path)
def test_every_figure_can_be_said_without_a_gap(figure: Figure | Ratio) -> None:
    told = prose(figure, CUT, english, count=7)
    assert told.startswith(f"{figure.label}: 7\n")
    assert "{" not in told
    assert ("Split by" in told) is (isinstance(figure, Figure) and figure.by is not None)


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.path)
def test_words_follow_the_cut(figure: Figure) -> None:
    tomorrow = Cut(CUT.day + timedelta(days=1), CUT.at + timedelta(days=1))
    assert prose(figure, CUT, english) != prose(figure, tomorrow, english)
