"""Read the words before a number: which marks they carry and what remains as its label."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from lianfang.core.figures.statement import words


class Aspect(StrEnum):
    """How far what a phrase counts has come."""

    NONE = "none"
    DONE = "done"
    UNDONE = "undone"
    LEFT = "left"
    ONGOING = "ongoing"


@dataclass(frozen=True)
class Lead:
    """The words before a number, read.

    `of_which` 其中 was said; `some`: with words that leave parts unnamed; `including` 含; `respectively`
    分别; `total` 共 or 累计; `aggregate`: a total that sums up what came before, `weak` when it need not;
    `due` 应; `fresh`: 今日, 新增, 现有 and the like open another split; `daily`: of the day only; `still`:
    what is not over; `acts`: opens with a verb; `uses`: with one that takes from a stock; `stem`: what is done
    or not done.
    """

    label: str
    of_which: bool = False
    some: bool = False
    including: bool = False
    respectively: bool = False
    total: bool = False
    aggregate: bool = False
    weak: bool = False
    due: bool = False
    fresh: bool = False
    daily: bool = False
    still: bool = False
    aside: bool = False
    acts: bool = False
    uses: bool = False
    ended: bool = False
    narrowed: bool = False
    aspect: Aspect = Aspect.NONE
    stem: str = ""

    @property
    def opens(self) -> bool:
        """Whether these words can only begin something new."""
        return self.of_which or self.total or self.aggregate or self.due

    @property
    def elsewhere(self) -> bool:
        """Whether words that open a bracket speak of something that is no part of the figure before it."""
        return self.aside or self.fresh or self.total


def read_lead(clauses: Sequence[str], *, lists: bool = False) -> Lead:
    """Read the clauses between two numbers; the last is the label, the earlier ones may carry 其中.

    `lists`: the number before ended in a colon, which opens a list as 其中 does.
    """
    said = "，".join(clauses)
    names_some = any(clause in words.INCLUDING for clause in clauses[:-1])  # 共111人，包括：甲50人
    of_which = lists or names_some or words.OF_WHICH in said or any(map(_opens_list, clauses))
    after = said.rpartition(words.OF_WHICH)[2].lstrip("，、：")
    label = _label(after)
    named = of_which and after.startswith(words.SOME) and not after.startswith(words.NOT_SOME)
    some = names_some or named or label.startswith(words.SOME_OF)
    total = any(word in _without(label, words.NOT_TOTALS) for word in words.TOTALS)
    now = not label.startswith(words.NOT_NOW)
    core = _strip(label, (*words.DAYS, *words.NOW, *words.TOTALS)) if now else label
    aspect, stem = _aspect(core)
    acted = stem or core
    respectively = words.RESPECTIVELY in label
    return Lead(
        label="" if respectively else label,
        of_which=of_which,
        some=some,
        including=not of_which and label.startswith(words.INCLUDING) and not label.startswith(words.NOT_SOME),
        respectively=respectively,
        total=total,
        aggregate=label in words.WEAK_AGGREGATES or label.endswith(words.AGGREGATES),
        weak=label in words.WEAK_AGGREGATES,
        due=core.startswith(words.DUTIES) and not core.startswith(words.NOT_DUTIES),
        fresh=any(word in label for word in words.DAYS)
        or (now and label.startswith(words.FRESH))
        or "新增" in label,
        daily=any(word in label for word in words.DAYS),
        still=now
        and (label.startswith(words.STILL) or core.startswith(words.STILL) or core in words.STILL_ALONE),
        aside=label.startswith(words.ASIDE),
        acts=acted.startswith(words.ACTIONS),
        uses=core.startswith(words.USED),
        ended=acted.startswith(words.ENDED),
        narrowed=any(mode in label for mode in words.MODES),
        aspect=aspect,
        stem=stem,
    )


def _opens_list(clause: str) -> bool:
    """Tell 具体为, 分别为 by itself, and 按类别分 before the parts of another division of the same whole."""
    alone = clause in words.RESPECTIVELY_AS
    return alone or clause.startswith(words.DETAILS) or bool(words.DIVIDED_BY.match(clause))


def _label(said: str) -> str:
    label = said.rpartition("，")[2].rstrip("：:")
    return _strip(label, words.CONNECTIVES).removesuffix("为").removesuffix("有") if label else ""


def _aspect(core: str) -> tuple[Aspect, str]:
    if core.startswith(words.NO_ASPECT):
        return Aspect.NONE, ""
    for aspect, opening in (
        (Aspect.UNDONE, words.UNDONE),
        (Aspect.LEFT, words.LEFT),
        (Aspect.ONGOING, words.ONGOING),
        (Aspect.DONE, words.DONE),
    ):
        word = next((word for word in opening if core.startswith(word)), None)
        if word is not None:
            return aspect, core.removeprefix(word)
    return Aspect.NONE, ""


def _strip(text: str, openings: Sequence[str]) -> str:
    """Take words off the front as long as any stands there."""
    longest = sorted(openings, key=len, reverse=True)
    while word := next((word for word in longest if text.startswith(word)), ""):
        text = text.removeprefix(word)
    return text


def _without(text: str, ignored: Sequence[str]) -> str:
    for word in ignored:
        text = text.replace(word, "")
    return text
