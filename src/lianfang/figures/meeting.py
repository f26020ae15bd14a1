"""How the first members of an opened figure are met, in the order of their keys: what the server expects decides.

The numbers are of a county of a million people (ADR 8).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lianfang.core.figures.algebra import AtOrAfter, Column, In, Literal, all_of, columns
from lianfang.core.figures.cut import Cut
from lianfang.core.figures.facts import LEADS, ROWS
from lianfang.core.figures.figure import Unit
from lianfang.figures.filters import FactDays, OfFact
from lianfang.figures.opened import MemberRows, keep_facts
from lianfang.figures.queries import ALL, Met, Narrowing, expect_members, is_recent, list_at_last
from lianfang.leads.queries import find_ends
from lianfang.people.scope import SOME, size_of
from lianfang.shared.actor import Actor
from lianfang.shared.reading import once_a_reading
from lianfang.shared.tables.filters import Filter

SORTED = 150_000  # so many members are found and sorted in some 60 ms, by a half of what the server expects
SORTED_LEADS = 700_000  # so many leads, which an index alone tells
FEW = 2_000  # more of a scope that is not large are soon met by a walk
WAITING = 3_000  # as more of those that wait, which an index tells apart
PAGE = 50  # so many people are found before they are narrowed
_TIMES = {"opened_at": "received_at", "due_at": "due_at"}  # of a lead, as an index leads by them


def find_way(rows: MemberRows[Any], conditions: Sequence[tuple[Filter, Any]]) -> Met:
    """Say how the first are met of those whom the conditions ask for."""
    figure = rows.opening.figure
    if rows.within is not ALL and figure.table in (ROWS, LEADS) and size_of(rows.opening.actor) <= SOME:
        return Met.SORTED if _are_sorted_in_a_small_scope(rows) else Met.WALKED
    if figure.counts is not Unit.PERSON and _are_sorted(rows, conditions):
        return Met.SORTED
    return Met.WALKED


def _are_sorted_in_a_small_scope(rows: MemberRows[Any]) -> bool:
    """Say whether members are sorted where all of the scope are found by an index; rows have one in their order."""
    figure = rows.opening.figure
    if figure.table is ROWS:
        return figure.counts is Unit.PERSON
    return not rows.within.among or expect(rows) <= FEW


def _are_sorted(rows: MemberRows[Any], conditions: Sequence[tuple[Filter, Any]]) -> bool:
    """Say whether members are sorted whom a walk would meet past all others.

    Few rows that wait are, and those who stand together in the order they came, if not too many.
    """
    if _wait(rows):
        return expect(rows) <= WAITING
    if _are_between_ends(rows):
        return False
    if not any(isinstance(one, OfFact) and one.stand_together(value) for one, value in conditions):
        return False
    opening = rows.opening
    most = SORTED_LEADS if opening.figure.table is LEADS else SORTED
    return expect_members(opening.path, opening.cut, rows.within) <= most


def between_ends(rows: MemberRows[Any], conditions: Sequence[tuple[Filter, Any]]) -> MemberRows[Any]:
    """Return leads of some days in a large scope between the first and the last of them, where a walk begins."""
    opening = rows.opening
    if opening.figure.table is not LEADS or opening.cut.known is not None or size_of(opening.actor) <= SOME:
        return rows
    match conditions:
        case [(FactDays() as days, value)] if days.field in _TIMES:
            time = _TIMES[days.field]
            ends = find_ends(time, days.bounds(value), until=days.until)
            if ends is not None:
                lead, (first, last) = Column("lead"), ends
                return keep_facts(
                    rows, Narrowing(all_of(AtOrAfter(lead, Literal(first)), AtOrAfter(Literal(last), lead)))
                )
    return rows


def _are_between_ends(rows: MemberRows[Any]) -> bool:
    return rows.opening.figure.table is LEADS and "lead" in columns(rows.within.fact)


def _wait(rows: MemberRows[Any]) -> bool:
    figure = rows.opening.figure
    return figure.table is ROWS and is_recent(figure.where)


def expect(rows: MemberRows[Any]) -> int:
    """Return how many members the server expects in the reader's scope."""
    opening = rows.opening
    return expect_members(opening.path, opening.cut, rows.within, opening.actor)


def among_few(rows: MemberRows[Any]) -> MemberRows[Any]:
    """Return the members asked for among all of a figure of last stages that has but a page of people.

    Nobody can tell how many have no later fact, and to ask each first what narrows them is dear; not where the server
    expects few who meet that, nor where nothing more is asked of them, as the page would be read twice.
    """
    opening = rows.opening
    nothing_more = rows.within is ALL and opening.figure.none is None
    if opening.figure.last is None or nothing_more or expect(rows) <= FEW:
        return rows
    few = _find_few(opening.path, opening.cut, opening.actor)
    return rows if few is None else keep_facts(rows, Narrowing(In(Column(opening.figure.table.person), few)))


@once_a_reading
def _find_few(path: str, cut: Cut, actor: Actor) -> tuple[int, ...] | None:
    """Return people among whom are all members, if they fill no more than a page."""
    keys = list_at_last(path, cut, actor, limit=PAGE + 1)
    return tuple(keys) if len(keys) <= PAGE else None
