"""Editions from their documents, checked and linked to what they stand on."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from lianfang.core.policy.load_sources import read_cited
from lianfang.core.policy.model import AREA_DIGITS, CLOCKS, PLACE_WORDS, Edition, LateRule, Level, Source
from lianfang.core.policy.source import TEXT, Marked, PolicyError, Table, at_mark, one_of
from lianfang.core.timeline import DAY, day_start
from lianfang.core.wording import Phrase, msgid, phrase

LEVELS = {level.value: level.value for level in Level}
CONFIDENCES = {word: word for word in ("S", "mem-H", "published", "mem-M", "mem-L", "derived")}
FIRM = ("S", "mem-H", "published")  # what a shipped default may rest on
ENDS_EARLY = msgid("%(what)s ends before it starts")
LATER = phrase(msgid("a later last_day"))
EDITION = msgid("edition '%(id)s'")
TRANSITIONS = {word: word for word in ("keep", "shorten", "redecide")}


def load_editions(file: str, nodes: Iterable[Marked], sources: Mapping[str, Source]) -> list[Edition]:
    """Read the editions of one document; links are checked later, by `link_editions`."""
    return [_edition(Table(file, node, phrase(msgid("the edition"))), sources) for node in nodes]


def _edition(table: Table, sources: Mapping[str, Source]) -> Edition:
    table.what = phrase(EDITION, id=table.text("id"))
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
        late=_late(table, sources),
        transition=table.text("transition", "keep", among=TRANSITIONS),
        source=read_cited(table, sources),
        confidence=table.text("confidence", among=CONFIDENCES),
        note=table.text("note", ""),
        mark=table.mark,
        replaces=table.texts("replaces"),
    )
    table.close()
    if edition.effective_to is not None and edition.effective_to <= edition.effective_from:
        raise table.error(phrase(ENDS_EARLY, what=table.what), LATER)
    return edition


def _area(table: Table, level: Level) -> str:
    area, digits = table.text("area", ""), AREA_DIGITS[level]
    if len(area) != digits or not (area.isdigit() or area == ""):
        told = phrase(msgid("%(what)s has the area '%(area)s'"), what=table.what, area=area)
        code = phrase(msgid("an area code of %(digits)s digits in quotes"), digits=digits)
        raise table.error(told, code if digits else phrase(msgid("no area for a national edition")))
    return area


def _day_base(table: Table) -> int:
    base = table.whole("day_base")
    if base > 1:
        told = phrase(msgid("%(what)s has the day base %(base)s"), what=table.what, base=base)
        raise table.error(told, phrase(msgid("0 or 1")))
    return base


def _late(table: Table, sources: Mapping[str, Source]) -> LateRule | None:
    if not table.has("late"):
        return None
    late = Table(table.file, table.node("late", TEXT), phrase(msgid("'late' of %(what)s"), what=table.what))
    rule = LateRule(
        place=late.text("place", among=PLACE_WORDS),
        days=late.whole("days", least=1),
        tests=late.whole("tests", least=1),
        clause=late.text("clause"),
        source=read_cited(late, sources),
    )
    late.close()
    if rule.tests > rule.days:
        told = phrase(msgid("%(what)s has more tests than days"), what=late.what)
        raise late.error(told, phrase(msgid("one test a day at most")))
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
                edition,
                phrase(msgid("edition '%(id)s' is written twice"), id=edition.id),
                phrase(msgid("once; see %(place)s"), place=_at(by_id[edition.id])),
            )
        by_id[edition.id] = edition
    _end_national(by_id)
    for edition in list(by_id.values()):
        _check_links(by_id, edition)
    _end_replaced(by_id)
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
                phrase(
                    msgid("the national editions '%(one)s' and '%(other)s' start on the same day"),
                    one=edition.id,
                    other=successor.id,
                ),
                phrase(
                    msgid("one national edition a day; the other stands at %(place)s"), place=_at(edition)
                ),
            )
        _check_overlap(edition, successor)
        ends = edition.effective_to or successor.effective_from
        by_id[edition.id] = replace(edition, effective_to=ends)


def _check_overlap(edition: Edition, successor: Edition) -> None:
    if edition.effective_to is not None and edition.effective_to > successor.effective_from:
        raise _error(
            edition,
            phrase(
                msgid("the national editions '%(one)s' and '%(other)s' overlap"),
                one=edition.id,
                other=successor.id,
            ),
            phrase(
                msgid("a last_day before %(day)s, or none"), day=successor.effective_from.date().isoformat()
            ),
        )


def _check_links(by_id: dict[str, Edition], edition: Edition) -> None:
    for link in (*edition.bases, *edition.carries):
        if link not in by_id:
            told = phrase(
                msgid("edition '%(id)s' stands on the unknown '%(link)s'"), id=edition.id, link=link
            )
            raise _error(edition, told, one_of(by_id, link))
    if edition.level is Level.NATIONAL and edition.bases:
        told = phrase(msgid("the national edition '%(id)s' has bases"), id=edition.id)
        raise _error(edition, told, phrase(msgid("bases only for local orders")))
    if edition.level is not Level.NATIONAL and (edition.carries or not edition.bases):
        told = phrase(msgid("the order '%(id)s' has no bases, or carries"), id=edition.id)
        raise _error(edition, told, phrase(msgid("bases, and no carries")))
    for link in edition.carries:
        if by_id[link].level is not Level.NATIONAL or by_id[link].effective_from >= edition.effective_from:
            told = phrase(msgid("edition '%(id)s' cannot carry '%(link)s'"), id=edition.id, link=link)
            raise _error(edition, told, phrase(msgid("an earlier national edition")))
    for link in edition.bases:
        if len(by_id[link].area) >= len(edition.area):
            told = phrase(msgid("the order '%(id)s' cannot stand on '%(link)s'"), id=edition.id, link=link)
            raise _error(edition, told, phrase(msgid("a base of a higher issuer")))


def _end_replaced(by_id: dict[str, Edition]) -> None:
    """End earlier orders where a later one of the same issuer says that it takes their place."""
    for edition in list(by_id.values()):
        for link in edition.replaces:
            earlier = by_id.get(link)
            if earlier is None or earlier.area != edition.area or edition.level is Level.NATIONAL:
                told = phrase(msgid("the order '%(id)s' cannot replace '%(link)s'"), id=edition.id, link=link)
                known = [e.id for e in by_id.values() if e.area == edition.area and e.id != edition.id]
                raise _error(edition, told, one_of(known, link))
            if earlier.effective_from >= edition.effective_from:
                told = phrase(msgid("the order '%(id)s' cannot replace '%(link)s'"), id=edition.id, link=link)
                raise _error(edition, told, phrase(msgid("an order that began earlier")))
            ends = min(earlier.effective_to or edition.effective_from, edition.effective_from)
            by_id[link] = replace(earlier, effective_to=ends)


def _end_with_bases(by_id: dict[str, Edition], edition: Edition) -> datetime | None:
    bases = [by_id[link] for link in edition.bases]
    if not any(base.in_force(edition.effective_from) for base in bases):
        raise _error(
            edition,
            phrase(
                msgid("the order '%(id)s' starts while none of %(bases)s is in force"),
                id=edition.id,
                bases=edition.bases,
            ),
            phrase(msgid("a start within one of its bases")),
        )
    ends = [base.effective_to for base in bases]
    latest = None if None in ends else max(end for end in ends if end is not None)
    return min((end for end in (edition.effective_to, latest) if end is not None), default=None)


def _at(edition: Edition) -> Phrase:
    return at_mark(edition.mark)


def _error(edition: Edition, what: Phrase, wanted: Phrase) -> PolicyError:
    return PolicyError(edition.mark.file, edition.mark.line, what, wanted)
