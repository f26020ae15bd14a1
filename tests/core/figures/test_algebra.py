"""The language of conditions: a table for each node, and agreement with a real SQL engine on any condition."""

import sqlite3
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.figures.algebra import (
    ALWAYS,
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
    columns,
    conjuncts,
    evaluate,
    parameters,
)

A, B, CUT = Column("a"), Column("b"), Param("cut")
TRUE, FALSE, NULL = Eq(Literal(1), Literal(1)), Eq(Literal(1), Literal(2)), Eq(A, Literal(1))
NULL_ROW = {"a": None, "b": None}


@pytest.mark.parametrize(
    ("expr", "a", "truth"),
    [
        (Eq(A, Literal("x")), "x", True),
        (Eq(A, Literal("x")), "y", False),
        (Eq(A, Literal("x")), None, None),
        (Eq(Literal("x"), A), None, None),
        (Ne(A, Literal("x")), "y", True),
        (Ne(A, Literal("x")), "x", False),
        (Ne(A, Literal("x")), None, None),
        (Before(A, CUT), 9, True),
        (Before(A, CUT), 10, False),
        (Before(A, CUT), None, None),
        (AtOrAfter(A, CUT), 10, True),
        (AtOrAfter(A, CUT), 9, False),
        (AtOrAfter(A, CUT), None, None),
        (In(A, ("x", "y")), "y", True),
        (In(A, ("x", "y")), "z", False),
        (In(A, ("x", "y")), None, None),
        (In(A, ()), "x", False),
        (IsNull(A), None, True),
        (IsNull(A), "x", False),
        (Not(IsNull(A)), None, False),
        (Not(Eq(A, Literal("x"))), None, None),
        (ALWAYS, None, True),
        (any_of(), None, False),
    ],
)
def test_one_condition_on_one_row(expr: Expr, a: Any, truth: bool | None) -> None:
    assert evaluate(expr, {"a": a}, {"cut": 10}) is truth


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        (TRUE, TRUE, True, True),
        (TRUE, FALSE, False, True),
        (TRUE, NULL, None, True),
        (FALSE, TRUE, False, True),
        (FALSE, FALSE, False, False),
        (FALSE, NULL, False, None),
        (NULL, TRUE, None, True),
        (NULL, FALSE, False, None),
        (NULL, NULL, None, None),
    ],
)
def test_three_valued_tables(left: Expr, right: Expr, both: bool | None, either: bool | None) -> None:
    assert evaluate(all_of(left, right), NULL_ROW, {}) is both
    assert evaluate(any_of(left, right), NULL_ROW, {}) is either


def test_what_must_all_hold_is_taken_apart_however_deep() -> None:
    either = any_of(TRUE, all_of(NULL, FALSE))
    assert conjuncts(all_of(TRUE, all_of(FALSE, all_of(either)), ALWAYS)) == [TRUE, FALSE, either]
    assert (conjuncts(ALWAYS), conjuncts(TRUE)) == ([], [TRUE])


def test_names_what_it_reads() -> None:
    expr = all_of(
        Before(A, CUT), any_of(Not(IsNull(B)), In(Column("c"), ("x",))), Eq(Param("day"), Literal(1))
    )
    assert columns(expr) == {"a", "b", "c"}
    assert parameters(expr) == {"cut", "day"}


@pytest.mark.parametrize(
    ("expr", "error"),
    [
        (Eq(Column("lost"), Literal(1)), KeyError),
        (Eq(A, Param("lost")), KeyError),
        (IsNull(Column("lost")), KeyError),
    ],
)
def test_an_unknown_name_is_an_error_and_never_null(expr: Expr, error: type[Exception]) -> None:
    with pytest.raises(error):
        evaluate(expr, {"a": 1}, {})


def test_a_time_without_zone_never_meets_one_with() -> None:
    naive, aware = datetime(2022, 2, 28), datetime(2022, 2, 28, tzinfo=UTC)  # noqa: DTZ001
    with pytest.raises(TypeError):
        evaluate(Before(A, CUT), {"a": naive}, {"cut": aware})


# Agreement with SQL: the same condition and row, read by SQLite.

operands = st.one_of(
    st.sampled_from([A, B, Param("p"), Param("q")]), st.integers(0, 3).map(lambda value: Literal(value))
)
comparisons = st.builds(
    lambda kind, left, right: kind(left, right),
    st.sampled_from([Eq, Ne, Before, AtOrAfter]),
    operands,
    operands,
)
leaves = st.one_of(
    comparisons,
    st.sampled_from([A, B]).map(IsNull),
    st.builds(In, st.just(Column("word")), st.lists(st.sampled_from("xyz"), min_size=1).map(tuple)),
)
expressions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, max_size=3).map(tuple).map(And),
        st.lists(inner, max_size=3).map(tuple).map(Or),
    ),
    max_leaves=8,
)
nullable = st.none() | st.integers(0, 3)

SIGNS = {Eq: "=", Ne: "<>", Before: "<", AtOrAfter: ">="}


def in_sql(expr: Expr) -> str:
    match expr:
        case Comparison(left, right):
            return f"({operand_in_sql(left)} {SIGNS[type(expr)]} {operand_in_sql(right)})"
        case In(column, values):
            return f"({column.name} IN ({', '.join(repr(value) for value in values)}))"
        case IsNull(column):
            return f"({column.name} IS NULL)"
        case And(terms):
            return f"({' AND '.join(map(in_sql, terms)) or '1'})"
        case Or(terms):
            return f"({' OR '.join(map(in_sql, terms)) or '0'})"
        case Not(term):
            return f"(NOT {in_sql(term)})"


def operand_in_sql(operand: Operand) -> str:
    match operand:
        case Column(name):
            return name
        case Param(name):
            return f":{name}"
        case Literal(value):
            return str(value)


@given(
    expr=expressions,
    row=st.fixed_dictionaries({"a": nullable, "b": nullable, "word": st.none() | st.sampled_from("xyz")}),
    params=st.fixed_dictionaries({"p": nullable, "q": nullable}),
)
def test_any_condition_means_what_it_means_in_sql(
    expr: Expr, row: dict[str, Any], params: dict[str, Any]
) -> None:
    database = sqlite3.connect(":memory:")
    try:
        query = f"SELECT {in_sql(expr)} FROM (SELECT :a AS a, :b AS b, :word AS word)"
        (answer,) = database.execute(query, {**row, **params}).fetchone()
    finally:
        database.close()
    assert evaluate(expr, row, params) == (None if answer is None else bool(answer))
