"""Accounts without 其中: 分别 lists, done and not done, ever = ended + still, and a total at the end."""

from collections.abc import Iterator, Sequence, Set
from itertools import pairwise

from lianfang.core.figures.statement import words
from lianfang.core.figures.statement.lists import Parts, Split, Unit, best, readings, run_from, units_of
from lianfang.core.figures.statement.marks import Aspect, Lead
from lianfang.core.figures.statement.phrases import Phrase


def read_accounts(phrases: Sequence[Phrase], taken: Set[int]) -> list[Split]:
    """Read the accounts among phrases that are no parts of a list already."""
    found: list[Split] = []
    before: list[Phrase] = []
    for sentence in _sentences(phrases):
        free = [phrases[index] for index in sentence if index not in taken]
        for unit in units_of(free) or [None]:
            counted = [phrase for phrase in free if phrase.count_of(unit) or phrase.count_of(None)]
            found += _respectively(counted, unit)
            parts = [phrases[index] for index in sentence if index in taken]
            found += _done_and_undone(counted, [*before, *parts], unit)
            found += _used_and_left(counted, unit)
            found += _balance(counted, unit)
            found += _aggregate(counted, unit)
            found += _opposites(counted, unit)
        before = [phrases[index] for index in sentence]
    return found


def _sentences(phrases: Sequence[Phrase]) -> Iterator[range]:
    starts = [index for index, phrase in enumerate(phrases) if index == 0 or phrase.stop >= 4]
    yield from (range(first, last) for first, last in pairwise([*starts, len(phrases)]))


def _counts(phrases: Sequence[Phrase], unit: Unit) -> Parts:
    return tuple(count for phrase in phrases if (count := phrase.count_of(unit) or phrase.count_of(None)))


def _respectively(phrases: Sequence[Phrase], unit: Unit) -> Iterator[Split]:
    """Read 甲、乙、丙分别10、6、19人 under the total right after it, or else under a figure before it."""
    for index, phrase in enumerate(phrases):
        if not phrase.lead.respectively or phrase.lead.of_which:
            continue
        run = run_from(phrases, index)
        after = phrases[run.members[-1] + 1 :][:1]
        near = _counts([later for later in after if later.lead.aggregate], unit)
        far: Parts = ()
        if not near:
            near, far = _nearest_total(phrases[:index], unit)
        split = best(near, far, readings(phrases, run, unit), named=True)
        if split is not None:
            yield split


def _nearest_total(phrases: Sequence[Phrase], unit: Unit) -> tuple[Parts, Parts]:
    """Pick what parts are most likely of: the nearest that says 共 or 应, else the nearest; the others far."""
    marked = [phrase for phrase in phrases if phrase.lead.total or phrase.lead.due]
    nearest = (marked or list(phrases))[-1:]
    return _counts(nearest, unit), _counts(
        [phrase for phrase in reversed(phrases) if phrase not in nearest], unit
    )


def _done_and_undone(phrases: Sequence[Phrase], before: Sequence[Phrase], unit: Unit) -> Iterator[Split]:
    """Read 共100人，已核查80人，未核查20人 and 领取500个，已用300个，剩余200个."""
    for index, phrase in enumerate(phrases):
        later = range(index + 1, len(phrases))
        if not _is_done(phrase, phrases[index + 1 :][:1]) or phrase.sense.of_which:
            continue
        close = next((at for at in later if _is_same_undone(phrase, phrases[at])), None)
        if close is None:
            close = next((at for at in later if _answers(phrase, phrases[at])), None)
        if close is None:
            close = next((at for at in later if _goes_on(phrase, phrases[at])), None)
        if close is None:
            continue
        near, far = _nearest_total(phrases[:index], unit)
        if not near:
            near, far = _nearest_total([told for told in before if told.count_of(unit)], unit)
        far += _counts([told for told in before if told.start < phrase.start], unit)
        pair = _counts([phrase, phrases[close]], unit)
        through = _counts(phrases[index : close + 1], unit)
        beyond = _counts([phrase, *phrases[close : close + 2]], unit)
        steps = [told.sense for told in phrases[index + 1 : close]]
        likely = through if any(lead.aspect is not Aspect.NONE or lead.acts for lead in steps) else pair
        split = best(near, far, [likely, pair, through, beyond], named=True)
        if split is not None:
            yield split


def _is_done(phrase: Phrase, after: Sequence[Phrase]) -> bool:
    """Tell what says 已, and 核实100条 right before 未核实4条."""
    done, said = phrase.sense.aspect, phrase.lead.label
    answered = any(told.sense.aspect is Aspect.UNDONE and told.sense.stem == said for told in after)
    return done is Aspect.DONE or (bool(said) and answered)


def _is_same_undone(done: Phrase, later: Phrase) -> bool:
    """Tell 已启用300间 and 未启用200间, which belong together whatever stands between them."""
    stem, other = done.sense.stem, later.sense
    return bool(stem) and other.aspect is Aspect.UNDONE and other.stem == stem


def _answers(done: Phrase, later: Phrase) -> bool:
    """Tell whether a later phrase counts what is left of what a phrase counts as done."""
    stem, other = done.sense.stem, later.sense
    if other.aspect is Aspect.LEFT or later.lead.label.startswith(words.REST_UNNAMED):
        return True
    if other.aspect is not Aspect.UNDONE:
        return False
    return not stem or not other.stem or stem.startswith(other.stem) or other.stem.startswith(stem)


def _goes_on(done: Phrase, later: Phrase) -> bool:
    """Tell 已整改80个，正在整改6个: where nothing is said to be undone, the rest is being done."""
    stem = done.sense.stem
    return later.sense.aspect is Aspect.ONGOING and bool(stem) and later.sense.stem == stem


def _used_and_left(phrases: Sequence[Phrase], unit: Unit) -> Iterator[Split]:
    """Read 储备2000套，发放800套，结余1200套.

    A figure larger than the stock named speaks of an older stock, and is no part of this one.
    """
    for index, (phrase, left) in enumerate(pairwise(phrases)):
        if not index or not phrase.lead.uses or phrase.lead.daily or left.sense.aspect is not Aspect.LEFT:
            continue
        (whole,), parts = _counts(phrases[index - 1 : index], unit), _counts([phrase, left], unit)
        if all(part.value <= whole.value for part in parts):
            yield Split(whole, parts, complete=True)


def _balance(phrases: Sequence[Phrase], unit: Unit) -> Iterator[Split]:
    """Read 累计管控500人，解除300人，现有200人: what was ever is what ended and what is still there."""
    whole = next((phrase for phrase in phrases if _is_ever(phrase.lead)), None)
    if whole is None:
        return
    later = phrases[phrases.index(whole) + 1 :]
    ended = [phrase for phrase in later if phrase.sense.ended and not phrase.sense.daily]
    still = [phrase for phrase in later if phrase.sense.still and not phrase.sense.ended]
    if not ended or not still:
        return
    narrowed = any(phrase.sense.narrowed for phrase in ended) and not whole.lead.narrowed
    parts = _counts(sorted([*ended, still[0]], key=lambda phrase: phrase.start), unit)
    split = Split(_counts([whole], unit)[0], parts, complete=not narrowed)
    if not (split.gap and _may_be_of_the_day(later, ended)):
        yield split


def _may_be_of_the_day(later: Sequence[Phrase], ended: Sequence[Phrase]) -> bool:
    """Tell whether 解除8人 after 今日入住17人 may speak of that day, as nothing says 累计 again."""
    days = [phrase.start for phrase in later if phrase.sense.daily]
    return any(not phrase.lead.total and min(days, default=phrase.start) < phrase.start for phrase in ended)


def _is_ever(lead: Lead) -> bool:
    return lead.total and not (lead.ended or lead.daily or lead.aggregate)


def _aggregate(phrases: Sequence[Phrase], unit: Unit) -> Iterator[Split]:
    """Read 甲10人、乙6人，合计16人: a total that follows its parts."""
    for index, phrase in enumerate(phrases):
        if not (phrase.lead.aggregate or _sums_up(phrases[:index], phrase)):
            continue
        begin = max((at for at in range(index) if phrases[at].stop >= 3), default=0)
        parts, wider = _counts(phrases[begin:index], unit), _counts(phrases[:index], unit)
        if len(wider) < 2 or any(part.lead.respectively for part in phrases[:index]):
            continue
        split = best(_counts([phrase], unit), (), [parts if len(parts) > 1 else wider, wider], named=True)
        doubtful = phrase.lead.weak and _has_own_account(phrases[begin:index])
        if split is not None and not (split.gap and doubtful):
            yield split


def _sums_up(before: Sequence[Phrase], phrase: Phrase) -> bool:
    """Tell 居家解除120人，集中解除30人，合计解除150人: the total says again what each of its parts says."""
    summing = words.SUMMING.fullmatch(phrase.lead.label)
    if summing is None or len(before) < 2:
        return False
    return all(
        summing[1] in part.lead.label and not part.lead.fresh and not part.lead.total for part in before
    )


def _has_own_account(parts: Sequence[Phrase]) -> bool:
    """Tell parts that tell something of their own; a verb before 甲10人、乙6人 is for all of them."""
    listed = all(part.stop <= 1 for part in parts[1:])
    return any(_is_own_account(part.lead) for part in (parts[1:] if listed else parts))


def _is_own_account(lead: Lead) -> bool:
    return lead.total or lead.acts or lead.aspect is not Aspect.NONE


def _opposites(phrases: Sequence[Phrase], unit: Unit) -> Iterator[Split]:
    """Read 共36人，男20人，女16人: two words that name everything between them, without 其中.

    Where the two do not make it, only a whole that says 共 or 累计, with nothing more after them, is contradicted;
    集中 and 居家 may leave some unnamed, and contradict it when they are more.
    """
    for whole, *pair in zip(phrases, phrases[1:], phrases[2:], strict=False):
        named, measured = _is_pair(pair, words.OPPOSITES), _is_pair(pair, (words.MEASURES,))
        if not (named or measured) or any(_is_apart(part) for part in pair):
            continue
        split = Split(_counts([whole], unit)[0], _counts(pair, unit), complete=True)
        judged = whole.lead.total and not whole.lead.aggregate and pair[1] is phrases[-1]
        if split.gap == 0 or (judged and (named or split.gap > 0)):
            yield split


def _is_apart(part: Phrase) -> bool:
    lead = part.sense
    return (
        lead.fresh or lead.ended or lead.aspect is not Aspect.NONE or part.lead.opens or part.lead.including
    )


def _is_pair(pair: Sequence[Phrase], opposites: Sequence[tuple[str, str]]) -> bool:
    """Tell two labels that differ only by a word and its opposite: 集中隔离 and 居家隔离."""
    one, other = (phrase.lead.label or phrase.tail for phrase in pair)
    return any(
        (here in one and there in other and one.replace(here, "") == other.replace(there, ""))
        for here, there in (*opposites, *(reversed(words) for words in opposites))
    )
