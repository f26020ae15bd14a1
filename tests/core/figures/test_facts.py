"""Tables of facts: their declarations hold together, and versions are read as held now or as known then."""

from datetime import timedelta

import pytest
from tests.core.figures.made import LEARNED, MIDNIGHT, fact

from lianfang.core.figures.algebra import columns, evaluate, parameters
from lianfang.core.figures.facts import HELD_NOW, HELD_THEN, KNOWN_COLUMNS, SPELLS, TABLES, Table, held

LATER = LEARNED + timedelta(days=10)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_table_names_only_columns_it_has(table: Table) -> None:
    assert {table.key, table.person, *table.order, *KNOWN_COLUMNS, "town", "event"} <= set(table.columns)
    assert len(set(table.columns)) == len(table.columns)
    assert table.order[-1] == table.key, "the sequence of facts must be total"


@pytest.mark.parametrize(
    ("known_to", "known", "is_held"),
    [
        (None, None, True),
        (LATER, None, False),
        (None, MIDNIGHT, True),
        (LATER, LEARNED, True),  # known from its first instant on
        (LATER, LEARNED - timedelta(seconds=1), False),
        (LATER, LATER - timedelta(seconds=1), True),
        (LATER, LATER, False),  # half-open, like every period
    ],
)
def test_a_version_is_held_from_when_we_learned_it_until_we_learned_better(
    known_to: object, known: object, is_held: bool
) -> None:
    version = fact(SPELLS, known_to=known_to)
    params = {"known": known}
    assert evaluate(held(params), version, params) is is_held


def test_without_a_moment_of_knowledge_the_present_is_read() -> None:
    assert held({}) == HELD_NOW


def test_holding_reads_only_the_columns_of_knowledge() -> None:
    assert columns(HELD_NOW) | columns(HELD_THEN) == set(KNOWN_COLUMNS)
    assert parameters(HELD_THEN) == {"known"}
