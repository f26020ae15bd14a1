"""What editions ask for a category, read from their documents and checked."""

from collections.abc import Iterable, Mapping
from itertools import pairwise

from lianfang.core.policy.load_editions import CONFIDENCES, FIRM
from lianfang.core.policy.load_sources import read_cited
from lianfang.core.policy.model import (
    CLOCKS,
    NEEDS,
    PLACE_WORDS,
    WORDS_OF_CODES,
    Edition,
    Source,
    StageRule,
    TestRule,
    Value,
)
from lianfang.core.policy.source import Marked, PolicyError, Table, one_of
from lianfang.core.timeline import every_days, spread_days
from lianfang.core.wording import msgid, phrase

VALUE = msgid("the value of '%(category)s'")
VALUE_IN = msgid("the value of '%(category)s' in '%(edition)s'")
STAGE = msgid("stage %(number)s of %(what)s")
ONE_A_DAY = phrase(msgid("one test a day at most"))
LONGEST_DAYS = 366
"""A stage longer than a year is a slip of the hand: no text has any."""
ONLY_ONE = phrase(msgid("only one of them"))
EITHER = msgid("%(what)s must have either stages or 'lifted: true'")


def load_values(
    file: str,
    category: str,
    nodes: Iterable[Marked],
    editions: Mapping[str, Edition],
    sources: Mapping[str, Source],
) -> list[Value]:
    """Read the values of one category; every edition they name must be known and belong to their folder."""
    values = [
        _value(Table(file, node, phrase(VALUE, category=category)), category, editions, sources)
        for node in nodes
    ]
    for value in values:
        check_folder(file, value.mark.line, editions[value.edition].area)
    return values


def check_folder(file: str, line: int, area: str) -> None:
    """Refuse a value kept in the folder of another area: values/14 holds what province 14 has ordered."""
    parts = file.split("/")
    if parts[0] == "values" and parts[1] != (area or "cn"):
        held = area or "cn"
        told = phrase(msgid("a value of area '%(area)s' stands here"), area=held)
        raise PolicyError(file, line, told, phrase(msgid("folder %(area)s"), area=held))


def _value(
    table: Table, category: str, editions: Mapping[str, Edition], sources: Mapping[str, Source]
) -> Value:
    edition = table.text("edition", among={name: name for name in editions})
    table.what = phrase(VALUE_IN, category=category, edition=edition)
    confidence, off = table.text("confidence", among=CONFIDENCES), table.text("off", "")
    check_firm(table, confidence, off)
    value = Value(
        edition=edition,
        category=category,
        stages=_stages(table),
        code=table.text("code", "", among=WORDS_OF_CODES),
        clock=table.text("clock", editions[edition].clock, among={clock: clock for clock in CLOCKS}),
        clause=table.text("clause"),
        source=read_cited(table, sources),
        confidence=confidence,
        off=off,
        note=table.text("note", ""),
        mark=table.mark,
    )
    table.close()
    return value


def check_firm(table: Table, confidence: str, off: str) -> None:
    """Refuse a weakly sourced value that is not switched off with a note."""
    if confidence not in FIRM and not off:
        raise table.error(
            phrase(
                msgid("%(what)s rests on %(confidence)s only and is not switched off"),
                what=table.what,
                confidence=confidence,
            ),
            phrase(msgid("a source of %(firm)s, or 'off' with a note that says why"), firm=FIRM),
        )


def _stages(table: Table) -> tuple[StageRule, ...]:
    lifted = table.flag("lifted")
    if lifted == table.has("stages"):
        raise table.error(phrase(EITHER, what=table.what), phrase(msgid("one of the two")))
    if lifted:
        return ()
    nodes = table.items("stages", phrase(msgid("a list of stages")))
    if not nodes:
        told = phrase(msgid("%(what)s has no stage"), what=table.what)
        raise table.error(told, phrase(msgid("a stage, or 'lifted: true'")))
    return tuple(
        _stage(Table(table.file, node, phrase(STAGE, number=number, what=table.what)))
        for number, node in enumerate(nodes, start=1)
    )


def _stage(table: Table) -> StageRule:
    days = table.whole("days", least=1, most=LONGEST_DAYS)
    stage = StageRule(
        place=table.text("place", among=PLACE_WORDS),
        days=days,
        tests=_tests(table, days),
        fallback=table.text("fallback", "", among=PLACE_WORDS),
        fallback_needs_bed=table.flag("fallback_needs_bed"),
        alternative=table.text("alternative", "", among=PLACE_WORDS),
        needs=tuple(_need(table, word) for word in table.texts("needs")),
        gap_h=table.whole("min_gap_h", 0),
    )
    table.close()
    return stage


def _need(table: Table, word: str) -> str:
    if word not in NEEDS:
        told = phrase(msgid("%(what)s needs the unknown '%(word)s'"), what=table.what, word=word)
        raise table.error(told, one_of(NEEDS))
    return word


def _tests(table: Table, days: int) -> tuple[TestRule, ...]:
    written = [key for key in ("tests", "tests_count", "tests_every") if table.has(key)]
    if len(written) > 1:
        told = phrase(msgid("%(what)s has all of %(written)s"), what=table.what, written=tuple(written))
        raise table.error(told, ONLY_ONE)
    landing, double = table.flag("landing"), table.flag("double_final")
    gap = table.whole("min_gap_h", 24)
    numbers = _test_days(table, written[0], days, landing) if written else ()
    _check_gap(table, numbers, gap)
    if double and not numbers:
        told = phrase(msgid("%(what)s doubles a test it does not have"), what=table.what)
        raise table.error(told, phrase(msgid("tests, tests_count or tests_every")))
    derived = written == ["tests_count"]
    return tuple(
        TestRule(number, 2 if double and number == numbers[-1] else 1, derived) for number in numbers
    )


def _test_days(table: Table, key: str, days: int, landing: bool) -> tuple[int, ...]:
    if key == "tests":
        return _listed_days(table, days)
    count = table.whole(key, least=1)
    if key == "tests_every":
        return every_days(days, count)
    if count > days:
        told = phrase(
            msgid("%(what)s has %(count)s tests in %(days)s days"), what=table.what, count=count, days=days
        )
        raise table.error(told, ONE_A_DAY)
    return spread_days(days, count, single_on_first=landing)


def _listed_days(table: Table, days: int) -> tuple[int, ...]:
    wanted = phrase(msgid("days from 1 to %(days)s, rising"), days=days)
    listed: list[int] = []
    for node in table.items("tests", wanted):
        number = node.value
        if isinstance(number, bool) or not isinstance(number, int) or not max([0, *listed]) < number <= days:
            raise table.refuse(node, "tests", wanted)
        listed.append(number)
    return tuple(listed)


def _check_gap(table: Table, numbers: tuple[int, ...], gap: int) -> None:
    closest = min((later - earlier for earlier, later in pairwise(numbers)), default=gap)
    if closest * 24 < gap:
        told = phrase(msgid("%(what)s has tests %(days)s day(s) apart"), what=table.what, days=closest)
        raise table.error(told, phrase(msgid("%(hours)s hours or more"), hours=gap))
