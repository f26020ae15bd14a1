"""The SQL reading of a figure: the same nodes that memory and prose read, compiled to a WHERE clause."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
    all_of,
)
from lianfang.core.figures.facts import held
from lianfang.core.figures.figure import UNKNOWN, Figure, Unit
from lianfang.figures.facts import relation

_OPERATORS = {Eq: "=", Ne: "<>", Before: "<", AtOrAfter: ">="}


class Binder:
    """Collects the values of a statement under names, so that none is ever written into the SQL."""

    def __init__(self, params: Mapping[str, Any]) -> None:
        self.values: dict[str, Any] = dict(params)

    def bind(self, value: object) -> str:
        """Return the placeholder of a value."""
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f"%({name})s"


def condition(expr: Expr, binder: Binder) -> str:
    """Compile a condition; NULL gives unknown, as in memory."""
    match expr:
        case Comparison(left, right):
            return f"({_operand(left, binder)} {_OPERATORS[type(expr)]} {_operand(right, binder)})"
        case In(column, values):
            return f'("{column.name}" = ANY({binder.bind(list(values))}))'
        case IsNull(column):
            return f'("{column.name}" IS NULL)'
        case Not(term):
            return f"(NOT {condition(term, binder)})"
        case And(terms):
            return "(" + " AND ".join(["TRUE", *(condition(term, binder) for term in terms)]) + ")"
        case Or(terms):
            return "(" + " OR ".join(["FALSE", *(condition(term, binder) for term in terms)]) + ")"


def _operand(operand: Operand, binder: Binder) -> str:
    match operand:
        case Column(name):
            return f'"{name}"'
        case Literal(value):
            return binder.bind(value)
    return f"%({operand.name})s"


def facts_sql(figure: Figure, binder: Binder) -> str:
    """Return the qualifying facts of a figure: rule 1 of `core.figures.figure`."""
    where = condition(all_of(held(binder.values), figure.where), binder)
    return f"SELECT * FROM ({relation(figure.table, binder.values.get('known'))}) f WHERE {where}"  # noqa: S608


def members_sql(figure: Figure, binder: Binder) -> str:
    """Return a SELECT of (label, member) pairs, each pair once; label is NULL for an unsplit figure."""
    facts = facts_sql(figure, binder)
    if figure.counts is Unit.PERSON:
        return _people_sql(figure, facts, binder)
    if figure.minus is None:
        return f"SELECT {_label(figure, binder)} AS label, {figure.key} AS member FROM ({facts}) g"  # noqa: S608
    order = ", ".join(figure.table.order)
    ranked = (
        f"SELECT {figure.key} AS member, row_number() OVER (PARTITION BY {figure.table.person} "  # noqa: S608
        f"ORDER BY {order}) AS place FROM ({facts}) g WHERE {figure.table.person} IS NOT NULL"
    )
    return f"SELECT NULL::text AS label, member FROM ({ranked}) h WHERE place > 1"  # noqa: S608


def _people_sql(figure: Figure, facts: str, binder: Binder) -> str:
    person = figure.table.person
    latest = ", ".join(f"{column} DESC" for column in figure.table.order)
    parts = [
        f"{person} AS member",
        f"{_label(figure, binder)} AS label",
        f"row_number() OVER (PARTITION BY {person} ORDER BY {latest}) AS place",
    ]
    tests = []
    if figure.none is not None:
        ruled_out = condition(figure.none, binder)
        parts.append(f"bool_or({ruled_out} IS TRUE) OVER (PARTITION BY {person}) AS ruled_out")
        tests.append("NOT ruled_out")
    if figure.last is not None:
        parts.append(f"{condition(figure.last, binder)} AS fits")
        tests.append("place = 1 AND fits")
    where = f" WHERE {' AND '.join(tests)}" if tests else ""
    ranked = f"SELECT {', '.join(parts)} FROM ({facts}) g WHERE {person} IS NOT NULL"  # noqa: S608
    return f"SELECT DISTINCT label, member FROM ({ranked}) h{where}"  # noqa: S608


def _label(figure: Figure, binder: Binder) -> str:
    if figure.by is None:
        return "NULL::text"
    return f'coalesce("{figure.by}"::text, {binder.bind(UNKNOWN)})'
