"""Lists of parts: where one begins and ends, and which of its readings fits a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lianfang.core.figures.statement import words
from lianfang.core.figures.statement.marks import Aspect, Lead
from lianfang.core.figures.statement.phrases import Phrase
from lianfang.core.figures.statement.tokens import Quantity

_LONG_LABEL = 8
"""After a semicolon, more words than this before a number tell of something else rather than name a part."""

Parts = tuple[Quantity, ...]
Unit = str | None  # None: numbers without any unit


@dataclass(frozen=True)
class Split:
    """A whole and its parts; `complete` when the parts are said to be all of it."""

    whole: Quantity
    parts: Parts
    complete: bool

    @property
    def total(self) -> Decimal:
        """What the parts make together."""
        return sum((part.value for part in self.parts), Decimal(0))

    @property
    def gap(self) -> Decimal:
        """By how much the parts fail the whole: over it, or, when they should be all of it, short of it."""
        gap = self.total - self.whole.value
        return gap if self.complete or gap > 0 else Decimal(0)


@dataclass(frozen=True)
class Run:
    """Phrases that may be one list of parts: `members` by index; the first `likely` of them by the wording.

    `ends` are the lengths at which the list may stop, because a clause ends there.
    """

    members: tuple[int, ...]
    likely: int
    ends: frozenset[int]


def run_from(phrases: Sequence[Phrase], begin: int) -> Run:
    """Collect the phrases from `begin` that can be parts of one list.

    A new 其中 or total, the end of a sentence, or numbers that change sides of their labels end it for good;
    a new verb (已解除…, 今日新增…, 现有…) ends it in all likelihood.
    """
    first = phrases[begin]
    members, ends, likely = [begin], set(), 0
    for index in range(begin + 1, len(phrases)):
        phrase = phrases[index]
        sides = phrase.stop >= 2 and phrase.bare is not first.bare and not first.lead.respectively
        if phrase.stop >= 4 or phrase.lead.opens or sides:
            break
        if phrase.lead.including or _goes_on_including(phrases, begin, index):
            continue
        if phrase.stop >= 2 and not (
            _balances(phrases, begin, phrase) or _is_next_place(phrases[index - 1], phrase)
        ):
            ends.add(len(members))
            turns = _turns(first.sense, phrase.sense) or answers_owner(phrases, begin, phrase)
            if not likely and (turns or _steps_up(phrases, members, phrase)):
                likely = len(members)
        members.append(index)
    return Run(tuple(members), likely or len(members), frozenset({*ends, len(members)}))


def _goes_on_including(phrases: Sequence[Phrase], begin: int, index: int) -> bool:
    """Tell an item of a list that 包括 opened in a clause of its own: …，包括甲100人、乙105人."""
    while index > begin and phrases[index].stop <= 1:
        index -= 1
    return index > begin and phrases[index].lead.including


def _is_next_place(before: Phrase, phrase: Phrase) -> bool:
    """Tell 蔚汾镇1人，罗峪口镇1人: who lists towns clause by clause has not done with them before the last."""
    return phrase.stop == 2 and all(one.lead.label.endswith(words.TOWNSHIPS) for one in (before, phrase))


def included_with(phrases: Sequence[Phrase], begin: int) -> tuple[int, ...]:
    """List the phrases of the list that 包括 opens at `begin`: the items up to the end of its clause."""
    end = begin + 1
    while end < len(phrases) and phrases[end].stop <= 1 and phrases[begin].stop >= 2:
        end += 1
    return tuple(range(begin, end))


def _steps_up(phrases: Sequence[Phrase], members: Sequence[int], later: Phrase) -> bool:
    """Tell whether clauses of a list are left by a semicolon; one that parts all of a list leaves none."""
    if later.stop < 3:
        return False
    if len(members) > 1:
        return all(phrases[index].stop < 3 for index in members[1:])
    return len(later.lead.label) > _LONG_LABEL


def answers_owner(phrases: Sequence[Phrase], begin: int, later: Phrase) -> bool:
    """Tell 已启用300间，其中入住250间，空余50间，未启用200间: the last goes with what the list is of."""
    if not begin or later.sense.aspect is not Aspect.UNDONE:
        return False
    owner = phrases[begin - 1].sense
    return owner.aspect is Aspect.DONE and bool(owner.stem) and later.sense.stem == owner.stem


def _balances(phrases: Sequence[Phrase], begin: int, later: Phrase) -> bool:
    """Tell 累计管控500人，其中解除300人，现有200人: what ended and what is still there are all of it."""
    if not begin:
        return False
    owner, first = phrases[begin - 1].lead, phrases[begin].sense
    ever = owner.total and not owner.daily
    whole = first.ended and not first.daily and (owner.narrowed or not first.narrowed)
    return ever and whole and later.sense.still


def _turns(first: Lead, later: Lead) -> bool:
    """Tell whether a later clause, by its verb, begins another split."""
    if first.uses and later.aspect is Aspect.LEFT:  # 入住250间，空余50间
        return False
    if later.fresh or first.fresh:
        return not (later.fresh and first.fresh)
    moves = later.acts or later.aspect not in (Aspect.NONE, Aspect.UNDONE)
    return moves and not (first.acts or first.aspect is not Aspect.NONE)


def readings(phrases: Sequence[Phrase], run: Run, unit: Unit) -> list[Parts]:
    """List the ways to end a run, the likely one first: parts of one unit, bare numbers taking it."""
    others = sorted((end for end in run.ends if end > 1 and end != run.likely), reverse=True)
    found: list[Parts] = []
    for length in (run.likely, *others):
        counts = (
            phrases[index].count_of(unit) or phrases[index].count_of(None) for index in run.members[:length]
        )
        parts = tuple(count for count in counts if count is not None)
        if parts and parts not in found:
            found.append(parts)
    return found


def best(
    near: Sequence[Quantity], far: Sequence[Quantity], lists: Sequence[Parts], named: bool
) -> Split | None:
    """Take the first list that makes the first whole it can; else the likely list under the near whole it
    fits best.

    `named` says that all parts are named, so that two or more must make the whole.
    """
    near_splits = [Split(whole, parts, named and len(parts) > 1) for whole in near for parts in lists]
    far_splits = [Split(whole, parts, named and len(parts) > 1) for whole in far for parts in lists]
    sound = next((split for split in (*near_splits, *far_splits) if split.gap == 0), None)
    likely = [split for split in near_splits if split.parts == lists[0]]
    return sound or min(likely, key=lambda split: abs(split.gap), default=None)


def units_of(phrases: Sequence[Phrase]) -> list[Unit]:
    """List the units the phrases count in, in order; a list of bare numbers counts in none."""
    units = dict.fromkeys(count.unit for phrase in phrases for count in phrase.counts)
    return [unit for unit in units if unit is not None]
