"""A small closed language of conditions over one row of a table of facts, with the truth values of SQL.

A condition is TRUE, FALSE or unknown (`None`): a comparison with NULL is unknown, `And`, `Or` and `Not`
follow SQL's three-valued tables, and a row counts only when the whole condition is TRUE, as in a WHERE
clause. Every reading (memory, SQL, prose) is a walk over these nodes; there are no others.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from operator import eq, ge, lt, ne
from typing import Any

Row = Mapping[str, Any]
Params = Mapping[str, Any]
Truth = bool | None


@dataclass(frozen=True)
class Column:
    """The value a row has in one column."""

    name: str


@dataclass(frozen=True)
class Param:
    """A value given at reading time, as the cut of the report."""

    name: str


@dataclass(frozen=True)
class Literal:
    """A value fixed in the figure itself or asked of its list; never NULL, for which there is `IsNull`."""

    value: str | int | bool | date


Operand = Column | Param | Literal


@dataclass(frozen=True)
class Comparison:
    """Two operands compared; unknown when either is NULL."""

    left: Operand
    right: Operand


class Eq(Comparison):
    """left = right."""


class Ne(Comparison):
    """left <> right."""


class Before(Comparison):
    """left < right: strictly earlier."""


class AtOrAfter(Comparison):
    """left >= right: at the same instant or later."""


@dataclass(frozen=True)
class In:
    """The column holds one of the values; unknown when the column is NULL."""

    column: Column
    values: tuple[str | int, ...]


@dataclass(frozen=True)
class IsNull:
    """The column holds NULL; never unknown."""

    column: Column


@dataclass(frozen=True)
class And:
    """All terms hold; TRUE when there are none."""

    terms: tuple["Expr", ...]


@dataclass(frozen=True)
class Or:
    """At least one term holds; FALSE when there are none."""

    terms: tuple["Expr", ...]


@dataclass(frozen=True)
class Not:
    """The term is FALSE; unknown stays unknown."""

    term: "Expr"


Expr = Comparison | In | IsNull | And | Or | Not

ALWAYS = And(())
"""The condition every row meets."""

_TESTS: dict[type[Comparison], Callable[[Any, Any], bool]] = {Eq: eq, Ne: ne, Before: lt, AtOrAfter: ge}


def all_of(*terms: Expr) -> And:
    """Join conditions that must all hold."""
    return And(terms)


def any_of(*terms: Expr) -> Or:
    """Join conditions of which one must hold."""
    return Or(terms)


def evaluate(expr: Expr, row: Row, params: Params) -> Truth:
    """Read a condition on one row: True, False, or None for unknown.

    Raises KeyError when the row lacks a column or the params lack a name the condition uses, and TypeError
    when a time with a zone meets one without.
    """
    match expr:
        case Comparison():
            return _compare(expr, row, params)
        case In(column, values):
            held = row[column.name]
            return None if held is None else held in values
        case IsNull(column):
            return row[column.name] is None
        case And(terms):
            return _conjunction([evaluate(term, row, params) for term in terms])
        case Or(terms):
            return _negation(_conjunction([_negation(evaluate(term, row, params)) for term in terms]))
    return _negation(evaluate(expr.term, row, params))


def conjuncts(expr: Expr) -> list[Expr]:
    """Take a condition apart into the terms that must all hold."""
    if isinstance(expr, And):
        return [part for term in expr.terms for part in conjuncts(term)]
    return [expr]


def columns(expr: Expr) -> frozenset[str]:
    """Name the columns a condition reads."""
    return frozenset(part.name for part in _operands(expr) if isinstance(part, Column))


def parameters(expr: Expr) -> frozenset[str]:
    """Name the params a condition reads."""
    return frozenset(part.name for part in _operands(expr) if isinstance(part, Param))


def _compare(expr: Comparison, row: Row, params: Params) -> Truth:
    left, right = _value(expr.left, row, params), _value(expr.right, row, params)
    if left is None or right is None:
        return None
    return _TESTS[type(expr)](left, right)


def _value(operand: Operand, row: Row, params: Params) -> Any:
    match operand:
        case Column(name):
            return row[name]
        case Param(name):
            return params[name]
    return operand.value


def _conjunction(truths: list[Truth]) -> Truth:
    if False in truths:
        return False
    return None if None in truths else True


def _negation(truth: Truth) -> Truth:
    return None if truth is None else not truth


def _operands(expr: Expr) -> Iterator[Operand]:
    match expr:
        case Comparison(left, right):
            yield from (left, right)
        case In(column, _) | IsNull(column):
            yield column
        case And(terms) | Or(terms):
            for term in terms:
                yield from _operands(term)
        case _:
            yield from _operands(expr.term)
