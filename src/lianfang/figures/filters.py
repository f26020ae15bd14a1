"""How the columns of an opened figure are filtered: by the fact for which somebody stands on its list."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Min, OuterRef, Subquery

from lianfang.core.figures.algebra import (
    ALWAYS,
    AtOrAfter,
    Before,
    Column,
    Eq,
    Expr,
    In,
    IsNull,
    Literal,
    Not,
    all_of,
    any_of,
)
from lianfang.core.figures.facts import LEADS, ROWS, SPELLS, TESTS
from lianfang.core.figures.figure import UNKNOWN, Figure, Unit
from lianfang.figures.opened import MemberRows, keep_facts
from lianfang.figures.queries import Among, Narrowing
from lianfang.figures.sql import Way
from lianfang.intake.models import Batch, Row
from lianfang.leads.scope import visible_to
from lianfang.orders.models import Stage
from lianfang.people.models import Person
from lianfang.people.searching import ByPerson, filter_people, find_standing
from lianfang.shared.actor import Actor
from lianfang.shared.reading import once_a_reading
from lianfang.shared.tables import Choice, DateRange, NumberRange, Text
from lianfang.shared.tables.filters import Filter, Rows


class OfFact(Filter):
    """A condition on the counted fact of a member."""

    @abstractmethod
    def narrowing(self, value: Any, figure: Figure) -> Narrowing:
        """Say which members of a figure are asked for."""

    def apply(self, rows: Rows, value: Any) -> Rows:
        """Keep the members that are asked for."""
        assert isinstance(rows, MemberRows)
        return keep_facts(rows, self.narrowing(value, rows.opening.figure))

    def stand_together(self, value: Any) -> bool:
        """Say whether those who are asked for may stand together far from the first, where an index finds them."""
        return False

    def is_foreseen(self, value: Any) -> bool:
        """Say no: the server cannot tell how many members meet what other facts decide too."""
        return False


@dataclass(frozen=True)
class FactChoice(OfFact, Choice):
    """One or several of a few values of a column; `UNKNOWN` stands for none, which another column may tell by a time."""

    told_by: str = ""

    def narrowing(self, value: list[str], figure: Figure) -> Narrowing:
        """Ask for the facts that have one of the values."""
        column = Column(self.field)
        none = IsNull(Column(self.told_by or self.field))
        told: list[Expr] = [Not(none)] if self.told_by else []
        terms = (none if one == UNKNOWN else all_of(*told, Eq(column, Literal(one))) for one in value)
        return Narrowing(any_of(*terms))

    def stand_together(self, value: list[str]) -> bool:
        """Say yes of those of whom something is not known yet."""
        return value == [UNKNOWN]


@dataclass(frozen=True)
class FactDays(OfFact, DateRange):
    """From a day to a day, both included, of a column that holds instants."""

    def narrowing(self, value: Any, figure: Figure) -> Narrowing:
        """Ask for the facts from the first day's start to before the day after the last."""
        column = Column(self.field)
        start, end = (None if moment is None else Literal(moment) for moment in self.bounds(value))
        # Said in the figures' own words too: of rows that wait the server then expects none on some days.
        terms: list[Expr] = [Not(IsNull(column))] if figure.counts is Unit.ROW else []
        if start is not None:
            terms.append(Before(start, column) if self.until else AtOrAfter(column, start))
        if end is not None:
            terms.append(AtOrAfter(end, column) if self.until else Before(column, end))
        return Narrowing(all_of(*terms))

    def stand_together(self, value: Any) -> bool:
        """Say yes: what is counted is kept in the order in which it came."""
        return True


@dataclass(frozen=True)
class FactNumbers(OfFact, NumberRange):
    """From a whole number to a whole number, both included."""

    def narrowing(self, value: tuple[int | None, int | None], figure: Figure) -> Narrowing:
        """Ask for the facts between the numbers."""
        low, high = value
        column = Column(self.field)
        terms: list[Expr] = [] if low is None else [AtOrAfter(column, Literal(low))]
        return Narrowing(all_of(*terms, *([] if high is None else [AtOrAfter(Literal(high), column)])))


def _of_lists(condition: Filter, value: tuple[Any, ...], figure: Figure) -> Narrowing:
    """Ask for the rows of the lists that meet a condition, or for their people.

    The keys of a list's rows rise with their order in it, so that a walk of rows begins at the first of the first list.
    """
    lists = _find_lists(condition, value)
    wanted = In(Column("batch"), lists)
    if figure.counts is Unit.PERSON:
        return Narrowing(wanted)
    ends = _find_ends(lists)
    if ends is None:
        return Narrowing(any_of())
    row, (first, last) = Column("row"), ends
    return Narrowing(all_of(wanted, AtOrAfter(row, Literal(first)), AtOrAfter(Literal(last), row)))


@once_a_reading
def _find_lists(condition: Filter, value: tuple[Any, ...]) -> tuple[int, ...]:
    """Return the keys of the lists that meet a condition."""
    return tuple(condition.apply(Batch.objects.all(), value).order_by("pk").values_list("pk", flat=True))


@once_a_reading
def _find_ends(batches: tuple[int, ...]) -> tuple[int, int] | None:
    """Return the keys of the first and the last row of some lists; None where they have none."""
    rows = Row.objects.filter(batch=OuterRef("pk")).values("pk")
    first, last = (Subquery(rows.order_by(order)[:1]) for order in ("seq", "-seq"))
    found = Batch.objects.filter(pk__in=batches).annotate(first=first, last=last)
    ends = found.aggregate(low=Min("first"), high=Max("last"))
    return None if ends["low"] is None else (ends["low"], ends["high"])


@dataclass(frozen=True)
class OfSource(OfFact, Choice):
    """The rows of a source's lists."""

    def narrowing(self, value: list[str], figure: Figure) -> Narrowing:
        """Ask for the rows of its lists."""
        return _of_lists(Choice(self.field, self.options), tuple(value), figure)


@dataclass(frozen=True)
class OfListTime(OfFact, DateRange):
    """The rows of the lists of some days."""

    def narrowing(self, value: Any, figure: Figure) -> Narrowing:
        """Ask for the rows of the lists of these days."""
        return _of_lists(DateRange(self.field), value, figure)


@dataclass(frozen=True)
class OfOrder(OfFact, Text):
    """The stages of the order of a number; `lookup` leads from a stage to it."""

    def narrowing(self, value: str, figure: Figure) -> Narrowing:
        """Ask for the facts of these stages."""
        return Narrowing(among=(Among("stage", Stage.objects.filter(**{str(self.lookup): value})),))


@dataclass(frozen=True)
class OfLead(OfFact, Text):
    """What came from the lead of a number: a fact's own, or that of the order of its stage."""

    def narrowing(self, value: str, figure: Figure) -> Narrowing:
        """Ask for the facts of this lead."""
        number = int(value) if value.isdecimal() and len(value) < 19 else 0
        if figure.table in (SPELLS, TESTS):
            return Narrowing(among=(Among("stage", Stage.objects.filter(order__lead=number)),))
        return Narrowing(Eq(Column("lead"), Literal(number)))


def _near(text: str) -> Expr:
    """Ask for the leads among which are those of a frequent surname, if it is one, by the sound they bear."""
    stretch, given = find_standing(text)
    if stretch is None:
        return ALWAYS
    sound = Column("sound")
    stands = all_of(AtOrAfter(sound, Literal(stretch.low)), Before(sound, Literal(stretch.high)))
    return any_of(stands, In(Column("person"), tuple(given)))


def _named(text: str, way: Way = Way.JOINED) -> Among:
    return Among("person", filter_people(Person.objects.all(), text), way)


@dataclass(frozen=True)
class OfPerson(ByPerson):
    """Finds members by the person of their counted fact.

    The fact of a row or a lead now is that of a lead, which bears the sound of its person's name.
    """

    def apply(self, rows: Rows, value: str) -> Rows:
        """Keep the members whose person the text looks for."""
        assert isinstance(rows, MemberRows)
        near = _near(value) if rows.opening.figure.table is LEADS else ALWAYS
        return keep_facts(
            rows, Narrowing(near, (_named(value, Way.JOINED if self.finds_few(value) else Way.EACH),))
        )

    def look_up(self, rows: Rows, value: str, actor: Actor) -> Rows:
        """Keep them by their leads, who are searched for as in the list of leads, if all lie in the actor's scope."""
        assert isinstance(rows, MemberRows)
        if rows.opening.cut.known is not None or rows.opening.figure.table not in (ROWS, LEADS):
            return keep_facts(rows, Narrowing(among=(_named(value),)))
        leads = ByPerson("person__", sounded=True).look_up(visible_to(actor), value, actor)
        return keep_facts(rows, Narrowing(among=(Among("lead", leads, Way.FIRST),)))
