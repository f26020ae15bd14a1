"""What editions ask for a category, read from their documents and checked."""

from collections.abc import Iterable, Mapping
from itertools import pairwise

from lianfang.core.policy.load_editions import CONFIDENCES, FIRM
from lianfang.core.policy.model import (
    CLOCKS,
    CODES,
    NEEDS,
    PLACE_WORDS,
    Edition,
    StageRule,
    TestRule,
    Value,
)
from lianfang.core.policy.source import Marked, PolicyError, Table
from lianfang.core.timeline import every_days, spread_days

WORDS_OF_CODES = {"红": "red", "黄": "yellow", "绿": "green", **{code: code for code in CODES}}


def load_values(
    file: str, category: str, nodes: Iterable[Marked], editions: Mapping[str, Edition]
) -> list[Value]:
    """Read the values of one category; every edition they name must be known and belong to their folder."""
    values = [_value(Table(file, node, f"the value of {category!r}"), category, editions) for node in nodes]
    for value in values:
        check_folder(file, value.mark.line, editions[value.edition].area)
    return values


def check_folder(file: str, line: int, area: str) -> None:
    """Refuse a value kept in the folder of another area: values/14 holds what province 14 has ordered."""
    parts = file.split("/")
    if parts[0] == "values" and parts[1] != (area or "cn"):
        raise PolicyError(
            file, line, f"a value of area {area or 'cn'!r} stands here", f"folder {area or 'cn'}"
        )


def _value(table: Table, category: str, editions: Mapping[str, Edition]) -> Value:
    edition = table.text("edition", among={name: name for name in editions})
    table.what = f"the value of {category!r} in {edition!r}"
    confidence, off = table.text("confidence", among=CONFIDENCES), table.text("off", "")
    check_firm(table, confidence, off)
    value = Value(
        edition=edition,
        category=category,
        stages=_stages(table),
        code=table.text("code", "", among=WORDS_OF_CODES),
        clock=table.text("clock", editions[edition].clock, among={clock: clock for clock in CLOCKS}),
        clause=table.text("clause"),
        source=table.text("source"),
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
        raise PolicyError(
            table.file,
            table.line,
            f"{table.what} rests on {confidence} only and is not switched off",
            f"a source of {', '.join(FIRM)}, or 'off' with a note that says why",
        )


def _stages(table: Table) -> tuple[StageRule, ...]:
    lifted = table.flag("lifted")
    if lifted == table.has("stages"):
        raise PolicyError(
            table.file,
            table.line,
            f"{table.what} must have either stages or 'lifted: true'",
            "one of the two",
        )
    if lifted:
        return ()
    nodes = table.items("stages", "a list of stages")
    if not nodes:
        raise PolicyError(table.file, table.line, f"{table.what} has no stage", "a stage, or 'lifted: true'")
    return tuple(
        _stage(Table(table.file, node, f"stage {number} of {table.what}"))
        for number, node in enumerate(nodes, start=1)
    )


def _stage(table: Table) -> StageRule:
    days = table.whole("days", least=1)
    stage = StageRule(
        place=table.text("place", among=PLACE_WORDS),
        days=days,
        tests=_tests(table, days),
        fallback=table.text("fallback", "", among=PLACE_WORDS),
        fallback_needs_bed=table.flag("fallback_needs_bed"),
        alternative=table.text("alternative", "", among=PLACE_WORDS),
        needs=tuple(_need(table, word) for word in table.texts("needs")),
    )
    table.close()
    return stage


def _need(table: Table, word: str) -> str:
    if word not in NEEDS:
        raise PolicyError(
            table.file, table.line, f"{table.what} needs the unknown {word!r}", ", ".join(NEEDS)
        )
    return word


def _tests(table: Table, days: int) -> tuple[TestRule, ...]:
    written = [key for key in ("tests", "tests_count", "tests_every") if table.has(key)]
    if len(written) > 1:
        raise PolicyError(
            table.file, table.line, f"{table.what} has {' and '.join(written)}", "only one of them"
        )
    landing, double = table.flag("landing"), table.flag("double_final")
    gap = table.whole("min_gap_h", 24)
    numbers = _test_days(table, written[0], days, landing) if written else ()
    _check_gap(table, numbers, gap)
    if double and not numbers:
        raise PolicyError(table.file, table.line, f"{table.what} doubles a test it does not have", "tests")
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
        raise PolicyError(
            table.file, table.line, f"{table.what} has {count} tests in {days} days", "one a day"
        )
    return spread_days(days, count, single_on_first=landing)


def _listed_days(table: Table, days: int) -> tuple[int, ...]:
    wanted = f"days from 1 to {days}, rising"
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
        raise PolicyError(
            table.file, table.line, f"{table.what} has tests {closest} days apart", f"{gap} hours or more"
        )
