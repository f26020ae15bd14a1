"""Gather tokens into phrases: what is counted, how many, and the words that tie it to other phrases.

paragraph = { phrase | stop } phrase    = { mark } label quantity { ["、"] quantity of another unit } tail [
"（" { phrase | stop } "）" ] mark      = 其中 | 其中有 | 含 | 分别 | 共, 累计, 合计 … | 已, 未, 剩余 … |
今日, 新增, 现有 …

A label may stand after its number (205人集中隔离). A bracket in a label that counts something is read in
line: 太原（5例）、大同（7例）.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lianfang.core.figures.statement import words
from lianfang.core.figures.statement.marks import Lead, read_lead
from lianfang.core.figures.statement.tokens import Bracket, Quantity, Stop, Token, Words


@dataclass(frozen=True)
class Phrase:
    """Quantities under one label.

    `stop` is the strongest stop before it, `start` and `end` its place in the text, `group` the bracket after
    it, `etc` whether 等 or an uncounted rest follows.
    """

    lead: Lead
    counts: tuple[Quantity, ...]
    tail: str
    stop: int
    start: int
    end: int
    group: tuple["Phrase", ...] = ()
    etc: bool = False

    @property
    def sense(self) -> Lead:
        """The words that say what is counted: before the number, or after it when none stand before."""
        return read_lead([self.tail]) if self.bare and self.tail else self.lead

    @property
    def leaves_some(self) -> bool:
        """Whether its words leave parts unnamed."""
        return self.etc or self.lead.some

    @property
    def bare(self) -> bool:
        """Whether the number comes first, its label (if any) after it."""
        return not self.lead.label

    def count_of(self, unit: str | None) -> Quantity | None:
        """The quantity of one unit, if the phrase has it."""
        return next((count for count in self.counts if count.unit == unit), None)


_DEEPEST = 8
"""Brackets opened within more brackets than this are read as if they were not there."""


_NOUN = 3
"""Words of this length after a quantity and before a colon name what is counted: 104条数据：甲40条、乙64条."""


@dataclass
class _Pending:
    """What has been read since the last quantity: clauses of words, the strongest stop, and where they begin."""

    clauses: list[str]
    stop: int
    start: int | None = None
    lists: bool = False

    def add(self, token: Words | Stop) -> None:
        if isinstance(token, Words):
            self.start = token.start if self.start is None else self.start
            self.clauses[-1] += token.text
            return
        self.lists = token.colon and len(self.clauses) == 1 and len(self.clauses[0]) <= _NOUN
        self.stop = max(self.stop, token.strength)
        if token.strength > 1:
            self.clauses.append("")
            self.start = self.start if words.OF_WHICH in "".join(self.clauses) else None
        elif self.clauses[-1]:
            self.clauses[-1] += "、"


def gather(tokens: Sequence[Token]) -> tuple[Phrase, ...]:
    """Read the phrases of a paragraph, brackets nested."""
    phrases, _ = _gather(tokens, 0, depth=0)
    return phrases


def _gather(tokens: Sequence[Token], index: int, depth: int) -> tuple[tuple[Phrase, ...], int]:
    phrases: list[Phrase] = []
    pending = _Pending([""], stop=0)
    while index < len(tokens):
        token = tokens[index]
        index += 1
        if isinstance(token, Quantity):
            _take(phrases, pending, token)
            pending = _Pending([""], stop=0)
        elif not isinstance(token, Bracket):
            pending.add(token)
        elif token.opens and depth < _DEEPEST:
            group, index = _gather(tokens, index, depth + 1)
            pending = _enclose(phrases, pending, group)
        elif depth and not token.opens:
            break
    _close(phrases, pending)
    return tuple(_with_units(phrases)), index


def _take(phrases: list[Phrase], pending: _Pending, count: Quantity) -> None:
    """Begin a phrase with a quantity, or add it to the last one as another unit of the same label."""
    tail, *rest = pending.clauses
    mate = phrases and pending.stop <= 1 and not tail.strip("、") and not phrases[-1].group
    if mate and count.unit not in (None, *(held.unit for held in phrases[-1].counts)):
        last = phrases[-1]
        if last.counts[-1].unit is not None:
            phrases[-1] = replace(last, counts=(*last.counts, count), end=count.end)
            return
    among = bool(phrases) and _opens_among(tail, pending.stop)
    some = among and tail in words.AMONG_SOME
    if not phrases:
        rest, tail = [tail, *rest], ""
    elif some and not rest:
        rest = [""]
    elif pending.stop == 0 or (pending.stop == 1 and not rest):
        tail, rest = _part_list_words(tail)
    if phrases:
        _finish(phrases, tail, rest[:-1])
    start = count.start if pending.start is None else pending.start
    lead = read_lead(rest, lists=(pending.lists and bool(phrases)) or among)
    lead = replace(lead, some=True) if some else lead
    phrases.append(Phrase(lead, (count,), "", pending.stop, start, count.end))


def _opens_among(tail: str, stop: int) -> bool:
    """Tell the words after a number that make it the whole of what follows: 41人中有, 173个网格中，"""
    if tail in words.AMONG or tail in words.AMONG_SOME:
        return True
    return stop == 2 and bool(words.AMONG_THINGS.fullmatch(tail))


def _part_list_words(between: str) -> tuple[str, list[str]]:
    """Split the words between two items of a list: 人集中隔离、人居家隔离 has them before the 、,
    甲10人、乙6人 after.
    """
    before, comma, after = between.partition("、")
    if comma:
        return before, [after]
    return "", [between]


def _enclose(phrases: list[Phrase], pending: _Pending, group: tuple[Phrase, ...]) -> _Pending:
    """Give a bracket to the phrase it follows; read one inside a label in line; drop one that counts nothing."""
    if not group:
        return pending
    if pending.stop == 0 and not any(pending.clauses) and _tells_another_unit(phrases, group):
        counts = (*phrases[-1].counts, *group[0].counts)
        phrases[-1] = replace(phrases[-1], counts=counts, end=group[0].end)
        return _Pending([""], stop=0)
    if phrases and pending.stop == 0 and not phrases[-1].group and len(pending.clauses) == 1:
        tail = phrases[-1].tail + pending.clauses[0]
        phrases[-1] = replace(phrases[-1], group=group, tail=tail)
        return _Pending([""], stop=0)
    first, *others = group
    tail, *rest = pending.clauses if phrases else ["", *pending.clauses]
    if phrases and not rest:
        tail, rest = _part_list_words(tail)
    label = read_lead([*rest[:-1], rest[-1] + first.lead.label])
    start = first.start if pending.start is None else pending.start
    phrases.append(replace(first, lead=label, stop=pending.stop, start=start))
    phrases.extend(others)
    return _Pending([""], stop=0)


def _tells_another_unit(phrases: Sequence[Phrase], group: tuple[Phrase, ...]) -> bool:
    """Tell 234人（238人次）: the bracket gives the same in another unit."""
    if not phrases or len(group) > 1 or group[0].lead.label or group[0].tail or group[0].lead.opens:
        return False
    units = {count.unit for count in (*phrases[-1].counts, *group[0].counts)}
    return None not in units and len(units) == len(phrases[-1].counts) + len(group[0].counts)


def _with_units(phrases: Sequence[Phrase]) -> list[Phrase]:
    """Give the bare numbers of a run the unit at its end: 10、6、19人."""
    filled: list[Phrase] = []
    for phrase in reversed(phrases):
        count, *others = phrase.counts
        runs_on = bool(filled) and filled[0].bare and filled[0].stop <= 1
        if count.unit is None and not others and runs_on:
            phrase = replace(phrase, counts=(replace(count, unit=filled[0].counts[0].unit),))
        filled.insert(0, phrase)
    return filled


def _close(phrases: list[Phrase], pending: _Pending) -> None:
    if phrases:
        tail, *rest = pending.clauses
        _finish(phrases, tail, rest)


def _finish(phrases: list[Phrase], tail: str, clauses: Sequence[str]) -> None:
    """Give the last phrase the words after it, and note a rest that is named without a number."""
    unnamed = any(clause.startswith(words.REST_UNNAMED) for clause in clauses)
    phrases[-1] = replace(phrases[-1], tail=phrases[-1].tail + tail, etc=unnamed or tail.startswith("等"))
