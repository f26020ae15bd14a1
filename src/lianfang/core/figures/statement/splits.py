"""Find which quantities are said to be parts of which whole.

A split is one of whole … 其中 part {part}                      a list under 其中, also in a bracket; 含 names
some parts only whole（part part {part}）                     a bracket of parts whole … 甲、乙、丙分别 part
{part}            or with the whole after it: …，共 whole whole … 已… part … 未… part                  done
and not done, used and left 累计 whole … 解除 part … 现有 part            ever = ended + still part part
{part}，合计 whole                  a total at the end Where the wording allows several readings, one that
adds up is taken; if none does, the likeliest.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from lianfang.core.figures.statement.accounts import read_accounts
from lianfang.core.figures.statement.lists import (
    Parts,
    Run,
    Split,
    Unit,
    answers_owner,
    best,
    included_with,
    readings,
    run_from,
    units_of,
)
from lianfang.core.figures.statement.phrases import Phrase
from lianfang.core.figures.statement.tokens import Quantity
from lianfang.core.figures.statement.words import NET


def find_splits(
    phrases: Sequence[Phrase], owner: Phrase | None = None, around: Sequence[Quantity] = ()
) -> list[Split]:
    """Find every split among the phrases of a paragraph, or of the bracket that follows `owner`.

    `around` are the wholes the owner is a part of: a bracket at the end of a list may speak of them.
    """
    reader = _Lists(phrases, owner, around)
    found = reader.read()
    found += read_accounts(phrases, {index for index, _ in reader.taken})
    for index, phrase in enumerate(phrases):
        wholes = [split.whole for count in phrase.counts if (split := reader.taken.get((index, count.unit)))]
        found += find_splits(phrase.group, phrase, wholes)
    once = {(split.whole.start, split.parts): split for split in found}
    return sorted(once.values(), key=lambda split: (split.whole.start, split.parts[0].start))


_BACK = 40
"""How many phrases before a list its whole may stand."""


class _Lists:
    """Reads the lists under 其中, 含 and in a bracket; `taken` tells which phrase became a part, and of what."""

    def __init__(self, phrases: Sequence[Phrase], owner: Phrase | None, around: Sequence[Quantity]) -> None:
        self.phrases = phrases
        self.owner = owner
        self.around = around
        self.taken: dict[tuple[int, Unit], Split] = {}

    def read(self) -> list[Split]:
        for index, phrase in enumerate(self.phrases):
            opens_bracket = self.owner is not None and index == 0 and not phrase.sense.elsewhere
            if phrase.lead.of_which or phrase.lead.including or opens_bracket:
                self._read_list(index)
        return list(dict.fromkeys(self.taken.values()))

    def _read_list(self, index: int) -> None:
        phrase = self.phrases[index]
        if index and any(net in self.phrases[index - 1].lead.label for net in NET):
            return
        run = run_from(self.phrases, index)
        if phrase.lead.including:
            members = included_with(self.phrases, index)
            run = Run(members, len(members), frozenset({len(members)}))
        some = any(self.phrases[member].leaves_some for member in run.members[: run.likely])
        named = not (some or phrase.lead.including)
        for unit in units_of([phrase]) or self._units_around(run) or [None]:
            near, far = self._wholes_before(index, unit)
            if phrase.lead.including or self._is_answered(run):  # what stands right before it is meant
                near, far = near[:1], []
            lists = readings(self.phrases, run, unit)
            split = best(near, far, lists, named)
            if split is not None and not self._resumes(run, split, lists, named):
                self._take(split, run.members)

    def _take(self, split: Split, members: Iterable[int]) -> None:
        for index in members:
            if any(count in split.parts for count in self.phrases[index].counts):
                self.taken[index, split.whole.unit] = split

    def _resumes(self, run: Run, split: Split, lists: Sequence[Parts], named: bool) -> bool:
        """Try to let the list around go on after a nested one: 其中甲60人，其中党员10人，乙40人."""
        around = self.taken.get((run.members[0] - 1, split.whole.unit))
        if around is None or (split.gap == 0 and around.gap == 0 and len(around.parts) > 1):
            return False
        cuts = [(parts, length) for parts in lists for length in sorted(run.ends) if length < len(parts)]
        resumed = [_resume(around, parts, length, named) for parts, length in cuts]
        found = next(((inner, outer) for inner, outer in resumed if inner.gap == 0 and outer.gap == 0), None)
        if found is None and self._goes_on_in_bracket(run):
            found = _resume(around, max(lists, key=len), len(lists[0]), named)
        if found is None:
            return False
        earlier = [index for (index, _), taken in self.taken.items() if taken is around]
        self._take(found[0], run.members)
        self._take(found[1], [*earlier, *run.members])
        return True

    def _is_answered(self, run: Run) -> bool:
        """Tell a list that ends where its owner is answered: 已回复30份，其中…28份，未回复6份."""
        after = run.members[run.likely : run.likely + 1]
        return any(answers_owner(self.phrases, run.members[0], self.phrases[index]) for index in after)

    def _goes_on_in_bracket(self, run: Run) -> bool:
        """Tell （甲8例，其中男7例、女1例；乙5例）: after the semicolon the bracket speaks of its owner again."""
        if self.owner is None or run.likely >= len(run.members):
            return False
        rest = [self.phrases[index] for index in run.members[run.likely :]]
        return rest[0].stop == 3 and not any(phrase.sense.acts or phrase.sense.fresh for phrase in rest)

    def _units_around(self, run: Run) -> list[Unit]:
        own = units_of([self.phrases[member] for member in run.members])
        before = self.phrases[: run.members[0]][-1:] or ([self.owner] if self.owner else [])
        return own or units_of(before)

    def _wholes_before(self, index: int, unit: Unit) -> tuple[list[Quantity], list[Quantity]]:
        """List what a list may be part of: what stands nearest and the whole that belongs to; other figures far.

        After a semicolon or a full stop the speaker has gone back to the whole.
        """
        near: list[Quantity] = []
        far: list[Quantity] = []
        for before in range(index - 1, max(index - _BACK, 0) - 1, -1):
            count = self.phrases[before].count_of(unit)
            compared = self.phrases[before].lead.aside  # 较昨日减少5人 is seldom what the parts are of
            if count is not None and not near and not compared:
                near = self._with_whole(before, count, self.phrases[index].stop)
            elif count is not None and (before, unit) not in self.taken and count not in near:
                far.append(count)
            if self.phrases[before].stop >= 4 and (near or self.phrases[index].stop < 4):
                break
        if near or self.owner is None:
            return (near, far) if near else (far[:1], far[1:])
        owned = self.owner.count_of(unit)
        return ([owned] if owned is not None else []), [whole for whole in self.around if whole.unit == unit]

    def _with_whole(self, index: int, count: Quantity, stop: int) -> list[Quantity]:
        split = self.taken.get((index, count.unit))
        if split is None:
            return [count]
        return [count, split.whole] if stop < 3 else [split.whole, count]


def _resume(around: Split, parts: Parts, length: int, named: bool) -> tuple[Split, Split]:
    """Read the first `length` parts under the last part of the list around, the others as more of that list."""
    inner = Split(around.parts[-1], parts[:length], named and length > 1)
    return inner, replace(around, parts=around.parts + parts[length:], complete=True)
