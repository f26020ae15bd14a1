"""Facts counted by what they answer: a condition put as questions is met by the groups of the facts that meet it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import connection
from tests.support.plans import leave_only
from tests.twin.county import CUT as MOMENT
from tests.twin.county import county, drawn  # noqa: F401
from tests.twin.test_sql_equals_memory import COUNTY, TOWN

from lianfang.core.figures.algebra import (
    AtOrAfter,
    Before,
    Column,
    Eq,
    Expr,
    In,
    IsNull,
    Literal,
    Ne,
    Not,
    Param,
    all_of,
    any_of,
    evaluate,
)
from lianfang.core.figures.controlled import (
    DIED,
    ENDED,
    ENDED_WITHOUT_REASON,
    FROM_OUTSIDE,
    LEFT,
    RELEASED,
    RUNNING,
)
from lianfang.core.figures.cut import CUT, Cut
from lianfang.core.figures.dispatch import DISPATCH, FIGURES
from lianfang.core.figures.facts import LEADS, ROWS, SPELLS, TESTS, Table
from lianfang.core.figures.figure import Figure
from lianfang.core.figures.pushed import UNANSWERED
from lianfang.figures.facts import PLACES, relation
from lianfang.figures.grouped import Questions
from lianfang.figures.queries import get_counts
from lianfang.figures.sql import Binder, condition

AT = datetime(2022, 2, 28, 16, tzinfo=UTC)
PARAMS = {"cut": AT, "since": AT - timedelta(days=1)}
ENDS = (None, AT - timedelta(days=2), AT - timedelta(hours=1), AT, AT + timedelta(hours=1))
ENDED_BY = (None, "released", "moved", "died")
CATEGORY = (None, "contact", "arrival_hubei")
FACTS = [
    dict(zip(("ends_at", "ended_by", "category"), one, strict=True))
    for one in product(ENDS, ENDED_BY, CATEGORY)
]
ENDS_AT, BY = Column("ends_at"), Column("ended_by")
CONDITIONS: list[Expr] = [
    *(ENDED, RUNNING, RELEASED, LEFT, DIED, ENDED_WITHOUT_REASON, FROM_OUTSIDE),
    all_of(),
    any_of(),
    IsNull(ENDS_AT),
    all_of(IsNull(ENDS_AT), Not(AtOrAfter(ENDS_AT, Param("since")))),
    any_of(Before(CUT, ENDS_AT), IsNull(ENDS_AT)),
    AtOrAfter(CUT, ENDS_AT),
    Eq(ENDS_AT, CUT),
    Ne(ENDS_AT, CUT),
    any_of(IsNull(BY), Ne(BY, Literal("released"))),
    all_of(IsNull(BY), AtOrAfter(ENDS_AT, CUT)),
    Not(all_of(RUNNING, In(BY, ("moved", "died")))),
    Not(any_of(RELEASED, Not(FROM_OUTSIDE))),
    any_of(IsNull(ENDS_AT), AtOrAfter(ENDS_AT, Param("since"))),
]
EACH = pytest.mark.parametrize("wanted", [*CONDITIONS, *map(Not, CONDITIONS)], ids=lambda one: repr(one)[:60])


def facts_of(binder: Binder) -> str:
    rows = ", ".join(
        f"({binder.bind(fact['ends_at'])}::timestamptz, {binder.bind(fact['ended_by'])}::text,"
        f" {binder.bind(fact['category'])}::text)"
        for fact in FACTS
    )
    return f"SELECT * FROM (VALUES {rows}) v (ends_at, ended_by, category)"


def ask(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


@EACH
@pytest.mark.django_db
def test_groups_meet_a_condition_where_their_facts_do(wanted: Expr) -> None:
    binder = Binder(PARAMS, SPELLS)
    questions = Questions(binder, [wanted])
    put = questions.put(wanted)
    rows = ask(questions.count(0, facts_of(binder)), binder.values)
    met = sum(number for _, number, answers in rows if evaluate(put, questions.read(answers), {}) is True)
    assert met == sum(evaluate(wanted, fact, PARAMS) is True for fact in FACTS)
    assert sum(number for _, number, _ in rows) == len(FACTS)


@EACH
@pytest.mark.django_db
def test_the_server_keeps_the_facts_that_memory_keeps(wanted: Expr) -> None:
    binder = Binder(PARAMS, SPELLS)
    rows = ask(
        f"SELECT count(*) FROM ({facts_of(binder)}) f WHERE {condition(wanted, binder)}", binder.values
    )
    assert rows == [(sum(evaluate(wanted, fact, PARAMS) is True for fact in FACTS),)]


def test_a_question_is_asked_once() -> None:
    questions = Questions(Binder(PARAMS, SPELLS), [RUNNING, ENDED])
    for wanted in (RUNNING, ENDED, all_of(ENDED, IsNull(ENDS_AT))):
        questions.put(wanted)
    assert list(questions.truths.values()) == ['("ends_at" < %(cut)s)']
    assert questions.words == {}


@pytest.mark.parametrize("actor", [COUNTY, TOWN], ids=["county", "town"])
def test_a_figure_alone_is_what_it_is_among_all(county: int, actor: Any) -> None:  # noqa: F811
    """What else is asked decides which facts are read for a figure, not its count."""
    cut = Cut(MOMENT.date(), MOMENT)
    figures = [figure for figure in (*DISPATCH, *FIGURES) if isinstance(figure, Figure)]
    together = get_counts(cut, actor, figures)
    assert together == {figure.path: get_counts(cut, actor, [figure])[figure.path] for figure in figures}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wanted", "table", "column", "index", "which"),
    [
        (RUNNING, SPELLS, "ends_at", "spell_until", "(known_to IS NULL)"),
        (UNANSWERED, LEADS, "answered_at", "lead_until", ""),
        (UNANSWERED, ROWS, "answered_at", "source_until", ""),
    ],
)
def test_what_outlasts_a_moment_is_asked_for_as_the_index_on_until_when_has_it(
    wanted: Expr, table: Table, column: str, index: str, which: str
) -> None:
    """Written in another way, the index would never be used; a test has none."""
    assert condition(wanted, Binder(PARAMS, table)) == f"(coalesce(\"{column}\", 'infinity') >= %(cut)s)"
    [(held,)] = ask("SELECT pg_get_indexdef(%(index)s::regclass)", {"index": index})
    kept, _where, held_true = held.partition(" WHERE ")
    asked = kept.partition(" INCLUDE ")[0]
    assert asked.endswith(f"(COALESCE({column}, 'infinity'::timestamp with time zone))")
    assert held_true == which
    assert "coalesce" not in condition(wanted, Binder(PARAMS, TESTS))


@pytest.mark.django_db
def test_of_several_times_until_when_the_server_sees_one_stretch() -> None:
    """Asked in two words, the same would be expected of a share of a share, and a walk taken for dearer than it is."""
    open_ = IsNull(ends := Column("ends_at"))
    wanted = {"open": open_, "over": Not(open_), "lasts": any_of(open_, AtOrAfter(ends, CUT))}
    binder = Binder(PARAMS, SPELLS)
    said = {name: condition(expr, binder) for name, expr in wanted.items()}
    assert {text.partition(") ")[0] for text in said.values()} == {"(coalesce(\"ends_at\", 'infinity'"}
    times = [None, PARAMS["cut"] - timedelta(days=1), PARAMS["cut"], PARAMS["cut"] + timedelta(days=1)]
    for ends_at in times:
        given = {**binder.values, "ends_at": ends_at}
        [row] = ask(
            f"SELECT {', '.join(said.values())} FROM (SELECT %(ends_at)s::timestamptz AS ends_at) g", given
        )
        assert list(row) == [evaluate(expr, given, PARAMS) or False for expr in wanted.values()]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (ENDED_WITHOUT_REASON, "spell_unexplained"),
        *(
            (
                all_of(ENDED_WITHOUT_REASON, Eq(Column(level), Literal("1"))),
                "Index Only Scan using spell_unexplained",
            )
            for level in PLACES
        ),
        (FROM_OUTSIDE, "spell_category"),
    ],
)
def test_of_whom_there_are_few_an_index_is_asked_in_its_own_words(wanted: Expr, index: str) -> None:
    """Written in another way, every spell would be read to find nobody."""
    binder = Binder(PARAMS, SPELLS)
    where = condition(all_of(IsNull(Column("known_to")), wanted), binder)
    leave_only(index.split()[-1], "orders_spell")
    plan = ask(f"EXPLAIN SELECT person FROM ({relation(SPELLS, None)}) f WHERE {where}", binder.values)
    assert index in str(plan)
