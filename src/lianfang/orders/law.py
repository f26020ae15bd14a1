"""The law as staff read it: what an edition asks of whom, what that rests on, and the cases it decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from lianfang.config.policy_files import get_examples
from lianfang.core.policy import (
    CATEGORIES,
    CATEGORY_LABELS,
    Edition,
    Facts,
    Level,
    Value,
    decide_all,
    explain,
)
from lianfang.core.policy.citations import Citation, cite, cite_edition, gather
from lianfang.core.policy.compare import Row, compare
from lianfang.core.policy.wording import CONFIDENCE_LABELS, LEVEL_LABELS
from lianfang.law.book import get_book
from lianfang.web.words import local_time

CLOCKS: Mapping[str, Promise] = {
    "anchor": lazy("from the last contact, from leaving or from arriving"),
    "start": lazy("from the day the person is found"),
}
TRANSITIONS: Mapping[str, Promise] = {
    "keep": lazy("they end as decided"),
    "shorten": lazy("they end earlier where this text asks for fewer days"),
    "redecide": lazy("they are decided anew"),
}


@dataclass(frozen=True, slots=True)
class LawLine:
    """What an edition asks of one class of people, in words, and what that rests on.

    `off` says why it is not applied, empty where it is.
    """

    label: str
    asks: str
    clause: str
    sources: tuple[Citation, ...]
    confidence: str
    note: str
    off: str


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case an edition decides: its name, what is known of the person, and the answer with its reasons."""

    name: str
    facts: str
    answer: str


@dataclass(frozen=True, slots=True)
class PairLine:
    """What two editions ask of one class of people: the words of each, and the sources behind them."""

    label: str
    same: bool
    cells: tuple[tuple[str, tuple[Citation, ...]], ...]


def list_editions() -> list[Edition]:
    """List the editions and local orders that are loaded, the latest first."""
    return sorted(get_book().editions.values(), key=lambda one: one.effective_from, reverse=True)


def get_edition(name: str) -> Edition | None:
    """Return an edition, or None."""
    return get_book().editions.get(name)


def get_last_two(at: datetime) -> tuple[str, str]:
    """Name the national text in force and the one before it, the earlier one first; before any, the first two."""
    held = [edition for edition in list_editions() if edition.level is Level.NATIONAL]
    begun = [edition.id for edition in held if edition.effective_from <= at]
    names = begun if len(begun) > 1 else [edition.id for edition in held[-2:]]
    return names[1], names[0]


def say_level(edition: Edition) -> str:
    """Return who issued an edition, and for which area's code."""
    return f"{_(LEVEL_LABELS[edition.level])} {edition.area}".strip()


def say_confidence(confidence: str) -> str:
    """Return how firm the ground of a value is."""
    return _(CONFIDENCE_LABELS[confidence])


def list_lines(edition: Edition) -> list[LawLine]:
    """List what an edition asks, a line for each class of people that it or what it carries names."""
    rows = compare(get_book(), [edition], _)
    return [_line(row, value) for row in rows for value in row.values if value is not None]


def _line(row: Row, value: Value) -> LawLine:
    return LawLine(
        label=row.label,
        asks=row.cells[0],
        clause=value.clause,
        sources=_cited(value),
        confidence=say_confidence(value.confidence),
        note=value.note,
        off=value.off,
    )


def list_pairs(pair: tuple[Edition, Edition]) -> list[PairLine]:
    """Put what two editions ask side by side, each with what it rests on."""
    return [
        PairLine(
            row.label, row.same, tuple(zip(row.cells, [_cited(value) for value in row.values], strict=True))
        )
        for row in compare(get_book(), pair, _)
    ]


def _cited(value: Value | None) -> tuple[Citation, ...]:
    return () if value is None else cite(get_book(), value.source, value.mark, _)


def list_sources(editions: Iterable[Edition], cited: Iterable[tuple[Citation, ...]]) -> tuple[Citation, ...]:
    """List once each all that a page of editions rests on, what the editions themselves rest on first."""
    book = get_book()
    return gather([*(cite_edition(book, edition, _) for edition in editions), *cited])


def cite_own(edition: Edition) -> tuple[Citation, ...]:
    """Explain what an edition itself rests on."""
    return cite_edition(get_book(), edition, _)


def list_cases(edition: Edition) -> dict[str, list[CaseLine]]:
    """List the cases that an edition decides by class of person, each with its answer and reasons as one sentence."""
    book = get_book()
    told: dict[str, list[CaseLine]] = {category: [] for category in CATEGORIES}
    for example in get_examples():
        decision = decide_all(book, example.facts, example.facts[0].found)
        if edition.id in (*decision.rules, decision.edition):
            facts = " ".join(_say_facts(one) for one in example.facts)
            told[example.facts[0].category].append(CaseLine(example.name, facts, explain(decision, _)))
    return {_(CATEGORY_LABELS[category]): lines for category, lines in told.items() if lines}


def _say_facts(facts: Facts) -> str:
    """Say what is known of somebody: the class, from when days count, when they were found, and where."""
    told = {
        "class": _(CATEGORY_LABELS[facts.category]),
        "anchor": local_time(facts.anchor),
        "found": local_time(facts.found),
        "area": facts.area or _("no area of its own rules"),
    }
    return _("%(class)s: counts from %(anchor)s, found %(found)s, %(area)s.") % told
