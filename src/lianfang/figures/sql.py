"""The SQL reading of a figure: the same nodes that memory and prose read, compiled to a WHERE clause."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from lianfang.core.figures.algebra import (
    And,
    AtOrAfter,
    Before,
    Column,
    Comparison,
    Eq,
    Expr,
    In,
    IsNull,
    Literal,
    Ne,
    Not,
    Operand,
    Or,
    Param,
    all_of,
    any_of,
    conjuncts,
)
from lianfang.core.figures.facts import LEADS, ROWS, SPELLS, Table, held
from lianfang.core.figures.figure import UNKNOWN, Figure, Unit
from lianfang.figures.facts import HELD, NEIGHBOURS, PLACES, relation

# What an index has as "until when": spell_until, lead_until and source_until.
_UNTIL = {SPELLS: "ends_at", LEADS: "answered_at", ROWS: "answered_at"}
_OPERATORS = {Eq: "=", Ne: "<>", Before: "<", AtOrAfter: ">="}


class Binder:
    """Collects the values of a statement about one table of facts under names, so that none is written into the SQL."""

    def __init__(self, params: Mapping[str, Any], table: Table) -> None:
        self.values: dict[str, Any] = dict(params)
        self.until = _UNTIL.get(table)

    def bind(self, value: object) -> str:
        """Return the placeholder of a value."""
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f"%({name})s"


_NAMED = re.compile(r"%\((\w+)\)s")
_PLACEHOLDER = re.compile(r"%%|%s")


def positional(statement: str, values: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
    """Turn a statement's named placeholders into positional ones, as Django's expressions take them."""
    names = _NAMED.findall(statement)
    return _NAMED.sub("%s", statement), tuple(values[name] for name in names)


class Way(StrEnum):
    """How a column is asked to be among some keys: as the server sees fit, fact by fact, or of keys read first."""

    JOINED = "{column} IN ({keys})"
    EACH = "EXISTS (SELECT FROM ({keys}) k WHERE k.pk = {column} OFFSET 0)"
    FIRST = "{column} = ANY (ARRAY({keys}))"


def keys_sql(column: str, keys: QuerySet[Any, Any], binder: Binder, way: Way = Way.JOINED) -> str:
    """Say that a column of fact g is among the keys of some rows."""
    try:
        statement, values = keys.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return "FALSE"
    rest = iter(values)
    named = _PLACEHOLDER.sub(lambda sign: binder.bind(next(rest)) if sign[0] == "%s" else sign[0], statement)
    return way.format(column=f"g.{column}", keys=named)


def condition(expr: Expr, binder: Binder, *, denied: bool = False) -> str:
    """Compile a condition; NULL gives unknown, as in memory.

    A place or an answer is asked of the table's own column, which an index serves; not where the condition is denied,
    as there none is unknown and not another.
    """
    lasts = _lasts(expr, binder)
    if lasts is not None:
        return lasts
    match expr:
        case Comparison():
            return _comparison(expr, binder, denied)
        case In(column, values):
            return f'("{column.name}" = ANY({binder.bind(list(values))}{_type_of(values)}))'
        case IsNull(column):
            return f'("{column.name}" IS NULL)'
        case Not(term):
            return f"(NOT {condition(term, binder, denied=True)})"
        case And(terms) | Or(terms):
            word, alone = ("AND", "TRUE") if isinstance(expr, And) else ("OR", "FALSE")
            parts = [alone, *(condition(term, binder, denied=denied) for term in terms)]
            return f"({f' {word} '.join(parts)})"


def _type_of(values: Sequence[Any]) -> str:
    """Name the type of keys, which are else sent as the shortest that holds them: the server hashes equal types alone."""
    return "::bigint[]" if values and all(isinstance(one, int) for one in values) else ""


def _lasts(expr: Expr, binder: Binder) -> str | None:
    """Say that something has ended, has not, or not by a moment, as an index has it: what has not ended lasts forever.

    Of several such conditions the server sees that they speak of one thing.
    """
    match expr:
        case IsNull(Column(name)):
            until = ">= 'infinity'"
        case Not(IsNull(Column(name))):
            until = "< 'infinity'"
        case Or((IsNull(Column(name)), AtOrAfter(Column(same), Param(moment)))) if name == same:
            until = f">= %({moment})s"
        case _:
            return None
    return f"(coalesce(\"{name}\", 'infinity') {until})" if name == binder.until else None


def _comparison(expr: Comparison, binder: Binder, denied: bool) -> str:
    match expr:
        case Eq(Column(name), Literal(str(value))) if name in HELD and value and not denied:
            return f'("{name}_held" = {binder.bind(value)})'
    return f"({_operand(expr.left, binder)} {_OPERATORS[type(expr)]} {_operand(expr.right, binder)})"


def _operand(operand: Operand, binder: Binder) -> str:
    match operand:
        case Column(name):
            return f'"{name}"'
        case Literal(value):
            return binder.bind(value)
    return f"%({operand.name})s"


def facts_sql(figure: Figure, binder: Binder, branch: str = "") -> str:
    """Return the qualifying facts of a figure, rule 1 of `core.figures.figure`; those of one branch if it is given."""
    where = condition(all_of(held(binder.values), figure.where), binder)
    facts = branch or relation(figure.table, binder.values.get("known"))
    return f"SELECT * FROM ({facts}) f WHERE {where}"  # noqa: S608


def members_sql(
    figure: Figure,
    binder: Binder,
    value: str | None = None,
    branch: str = "",
    asked: Sequence[str] = (),
    *,
    with_person: bool = False,
    each: bool = False,
) -> str:
    """Return a SELECT of the members of a figure; of a split figure of those under a value.

    `asked` are further conditions on fact g; `with_person` stands beside a member whose it is. With `each`, the other
    facts of a person are asked for fact by fact, which suits who reads the first of many.

    People without a `last` condition come once for each qualifying fact, so who lists them says DISTINCT.
    What a person's other facts decide stands in EXISTS, so that the first page of a long list is read
    from an index without counting the rest.
    """
    facts = facts_sql(figure, binder, branch)
    wanted = [f"g.{figure.table.person} IS NOT NULL"] if figure.counts is Unit.PERSON or figure.minus else []
    if figure.minus is not None:
        wanted.append(_follows(figure, binder))
    if figure.none is not None:
        wanted.append("NOT " + _other_fact(figure, binder, condition(figure.none, binder), each=each))
    if figure.last is not None:
        wanted.append(condition(figure.last, binder))
        wanted.append(_is_last(figure, binder))
    if value is not None:
        wanted.append(_under(figure, binder, value))
    wanted += asked
    where = f" WHERE {' AND '.join(wanted)}" if wanted else ""
    person = f", g.{figure.table.person} AS person" if with_person else ""
    return f"SELECT g.{figure.key} AS member{person} FROM ({facts}) g{where}"  # noqa: S608


def _follows(figure: Figure, binder: Binder) -> str:
    """Say that fact g is not the first of its person's qualifying facts."""
    near = _near(figure, binder, "previous")
    if near is not None:
        return condition(near, binder)
    return _other_fact(figure, binder, f"({_row(figure, 'e')}) < ({_row(figure, 'g')})")


def _is_last(figure: Figure, binder: Binder) -> str:
    """Say that fact g is the last of its person's qualifying facts."""
    near = _near(figure, binder, "next")
    if near is not None:
        return f"({condition(near, binder)} IS NOT TRUE)"
    return "NOT " + _other_fact(figure, binder, f"({_row(figure, 'e')}) > ({_row(figure, 'g')})")


def _near(figure: Figure, binder: Binder, side: str) -> Expr | None:
    """Say of the neighbours that a stage bears that its person has a qualifying one on a side; None where more is asked.

    Of a stretch of starts, anywhere or in one place, the nearest there is in it if any on that side is.
    """
    if figure.table is not SPELLS or binder.values.get("known") is not None:
        return None
    place, starts = "", list[Comparison]()
    for term in conjuncts(figure.where):
        match term:
            case Before(Column("starts_at")) | AtOrAfter(Column("starts_at")):
                starts.append(term)
            case Eq(Column(name), Literal()) if name in PLACES and not place:
                place = name
            case _:
                return None
    near = Column(NEIGHBOURS[side][place])
    return all_of(*(replace(term, left=near) for term in starts))


def _other_fact(figure: Figure, binder: Binder, test: str, *, each: bool = False) -> str:
    """Say that the person of fact g has a qualifying fact e that meets a test; what has an OFFSET is not joined."""
    person = figure.table.person
    facts = facts_sql(figure, binder)
    alone = " OFFSET 0" if each and binder.values.get("known") is None else ""
    return f"EXISTS (SELECT FROM ({facts}) e WHERE e.{person} = g.{person} AND {test}{alone})"


def _row(figure: Figure, alias: str) -> str:
    return ", ".join(f"{alias}.{column}" for column in figure.table.order)


def _under(figure: Figure, binder: Binder, value: str) -> str:
    """Say that fact g stands under a value of the figure's split; NULL stands under UNKNOWN."""
    assert figure.by is not None
    by = Column(figure.by)
    equal = Eq(by, Literal(value))
    return condition(any_of(equal, IsNull(by)) if value == UNKNOWN else equal, binder)
