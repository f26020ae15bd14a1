"""The law as staff read it: what an edition asks of whom, what that rests on, and the cases it decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from lianfang.config.policy_files import get_examples
from lianfang.core.policy import Edition, Level, decide_all, explain
from lianfang.core.policy.compare import compare
from lianfang.core.policy.plan import list_values
from lianfang.core.policy.wording import LEVEL_LABELS
from lianfang.law.book import get_book

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
    source: str
    confidence: str
    note: str
    off: str


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


def list_lines(edition: Edition) -> list[LawLine]:
    """List what an edition asks, a line for each class of people that it or what it carries names."""
    book = get_book()
    lines = []
    for row in compare(book, [edition], _):
        value = next(list_values(book, edition, row.category))
        lines.append(
            LawLine(
                row.label, row.cells[0], value.clause, value.source, value.confidence, value.note, value.off
            )
        )
    return lines


def list_cases(edition: Edition) -> list[tuple[str, str]]:
    """List the cases that an edition decides, each with its answer and reasons as one sentence."""
    book = get_book()
    told = []
    for example in get_examples():
        decision = decide_all(book, example.facts, example.facts[0].found)
        if edition.id in (*decision.rules, decision.edition):
            told.append((example.name, explain(decision, _)))
    return told
