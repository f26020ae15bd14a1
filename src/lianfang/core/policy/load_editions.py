"""Editions from their documents, checked and linked to what they stand on."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from lianfang.core.policy.model import AREA_DIGITS, CLOCKS, PLACE_WORDS, Edition, LateRule, Level
from lianfang.core.policy.source import Marked, PolicyError, Table
from lianfang.core.timeline import DAY, day_start

LEVELS = {level.value: level.value for level in Level}
CONFIDENCES = {word: word for word in ("S", "mem-H", "published", "mem-M", "mem-L", "derived")}
FIRM = ("S", "mem-H", "published")  # what a shipped default may rest on
TRANSITIONS = {word: word for word in ("keep", "shorten", "redecide")}


def load_editions(file: str, nodes: Iterable[Marked]) -> list[Edition]:
    """Read the editions of one document; links are checked later, by `link_editions`."""
    return [_edition(Table(file, node, "the edition")) for node in nodes]


def _edition(table: Table) -> Edition:
    table.what = f"edition {table.text('id')!r}"
    level = Level(table.text("level", among=LEVELS))
    last_day = table.day("last_day")
    edition = Edition(
        id=table.text("id"),
        title=table.text("title"),
        level=level,
        area=_area(table, level),
        bases=table.texts("bases"),
        carries=table.texts("carries"),
        document=table.text("document", ""),
        issued_on=table.day("issued"),
        effective_from=table.instant("from"),
        effective_to=None if last_day is None else day_start(last_day + DAY),
        day_base=_day_base(table),
        clock=table.text("clock", among={clock: clock for clock in CLOCKS}),
        late=_late(table),
        transition=table.text("transition", "keep", among=TRANSITIONS),
        source=table.text("source"),
        confidence=table.text("confidence", among=CONFIDENCES),
        note=table.text("note", ""),
        mark=table.mark,
    )
    table.close()
    if edition.effective_to is not None and edition.effective_to <= edition.effective_from:
        raise PolicyError(table.file, table.line, f"{table.what} ends before it starts", "a later last_day")
    return edition


def _area(table: Table, level: Level) -> str:
    area, digits = table.text("area", ""), AREA_DIGITS[level]
    if len(area) != digits or not (area.isdigit() or area == ""):
        wanted = f"an area code of {digits} digits in quotes" if digits else "no area for a national edition"
        raise PolicyError(table.file, table.line, f"{table.what} has the area {area!r}", wanted)
    return area


def _day_base(table: Table) -> int:
    base = table.whole("day_base")
    if base > 1:
        raise PolicyError(table.file, table.line, f"{table.what} has the day base {base}", "0 or 1")
    return base


def _late(table: Table) -> LateRule | None:
    if not table.has("late"):
        return None
    late = Table(table.file, table.node("late", "a mapping"), f"'late' of {table.what}")
    rule = LateRule(
        place=late.text("place", among=PLACE_WORDS),
        days=late.whole("days", least=1),
        tests=late.whole("tests", least=1),
        clause=late.text("clause"),
        source=late.text("source"),
    )
    late.close()
    if rule.tests > rule.days:
        raise PolicyError(
            late.file, late.line, f"{late.what} has more tests than days", "one test a day at most"
        )
    return rule


def link_editions(editions: Iterable[Edition]) -> dict[str, Edition]:
    """Join editions by id, end each national one where the next begins and each local one with its bases.

    Raises PolicyError for an id used twice, an unknown or circular link, two national editions of one day, and
    a local order that starts while none of its bases is in force.
    """
    by_id: dict[str, Edition] = {}
    for edition in editions:
        if edition.id in by_id:
            raise _error(
                edition, f"edition {edition.id!r} is written twice", f"once; see {_at(by_id[edition.id])}"
            )
        by_id[edition.id] = edition
    _end_national(by_id)
    for edition in list(by_id.values()):
        _check_links(by_id, edition)
    for edition in sorted(by_id.values(), key=lambda e: len(e.area)):
        if edition.level is not Level.NATIONAL:
            by_id[edition.id] = replace(edition, effective_to=_end_with_bases(by_id, edition))
    return by_id


def _end_national(by_id: dict[str, Edition]) -> None:
    national = sorted(
        (e for e in by_id.values() if e.level is Level.NATIONAL), key=lambda e: e.effective_from
    )
    for edition, successor in pairwise(national):
        if edition.effective_from.date() == successor.effective_from.date():
            raise _error(
                successor,
                f"the national editions {edition.id!r} and {successor.id!r} start on the same day",
                f"one national edition a day; the other stands at {_at(edition)}",
            )
        ends = min(filter(None, (edition.effective_to, successor.effective_from)))
        by_id[edition.id] = replace(edition, effective_to=ends)


def _check_links(by_id: dict[str, Edition], edition: Edition) -> None:
    for link in (*edition.bases, *edition.carries):
        if link not in by_id:
            raise _error(
                edition, f"edition {edition.id!r} stands on the unknown {link!r}", "the id of an edition"
            )
    if edition.level is Level.NATIONAL and edition.bases:
        raise _error(edition, f"the national edition {edition.id!r} has bases", "bases only for local orders")
    if edition.level is not Level.NATIONAL and (edition.carries or not edition.bases):
        raise _error(edition, f"the order {edition.id!r} has no bases, or carries", "bases, and no carries")
    for link in edition.carries:
        if by_id[link].level is not Level.NATIONAL or by_id[link].effective_from >= edition.effective_from:
            raise _error(
                edition, f"edition {edition.id!r} cannot carry {link!r}", "an earlier national edition"
            )
    for link in edition.bases:
        if len(by_id[link].area) >= len(edition.area):
            raise _error(
                edition, f"the order {edition.id!r} cannot stand on {link!r}", "a base of a higher issuer"
            )


def _end_with_bases(by_id: dict[str, Edition], edition: Edition) -> datetime | None:
    bases = [by_id[link] for link in edition.bases]
    if not any(base.in_force(edition.effective_from) for base in bases):
        raise _error(
            edition,
            f"the order {edition.id!r} starts while none of {', '.join(edition.bases)} is in force",
            "a start within one of its bases",
        )
    ends = [base.effective_to for base in bases]
    latest = None if None in ends else max(end for end in ends if end is not None)
    return min((end for end in (edition.effective_to, latest) if end is not None), default=None)


def _at(edition: Edition) -> str:
    return f"{edition.mark.file}, line {edition.mark.line}"


def _error(edition: Edition, what: str, wanted: str) -> PolicyError:
    return PolicyError(edition.mark.file, edition.mark.line, what, wanted)
