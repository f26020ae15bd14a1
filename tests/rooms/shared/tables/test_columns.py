"""Declarations of registers: what is refused when the code is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from lianfang.shared.roles import Permission
from lianfang.shared.tables import Boolean, Column, DateRange, Table
from lianfang.shared.tables.columns import follow

AT = Column("at", "At", "at", sort=("at",))


@pytest.fixture(autouse=True)
def only_known_tables() -> Iterator[None]:
    before = dict(Table.known)
    yield
    Table.known.clear()
    Table.known.update(before)


def declare(**fields: Any) -> type[Table]:
    return type("Declared", (Table,), {"key": "t", "title": "T", "permission": Permission.SIGN_IN, **fields})


def test_a_sound_table_is_known_by_its_key() -> None:
    table = declare(columns=[AT], default_sort="-at")
    assert Table.known["t"] is table


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"columns": [AT], "default_sort": "other"}, "default_sort"),
        ({"columns": [Column("at", "At", "at")], "default_sort": "at"}, "default_sort"),
        ({"columns": [AT, AT], "default_sort": "at"}, "used twice"),
        ({"columns": [AT], "default_sort": "at", "keeps": ["sort"]}, "clash: sort"),
        (
            {
                "columns": [AT, Column("q", "Q", "q", filter=Boolean("q"))],
                "default_sort": "at",
            },
            "clash: q",
        ),
        (
            {
                "columns": [AT, Column("day", "D", "d", filter=DateRange("d"))],
                "default_sort": "at",
                "keeps": ["day_from"],
            },
            "clash: day_from",
        ),
    ],
)
def test_an_unsound_table_is_refused(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=said):
        declare(**fields)


def test_two_tables_cannot_have_one_key() -> None:
    declare(columns=[AT], default_sort="at")
    with pytest.raises(ImproperlyConfigured, match="two tables"):
        type("Other", (Table,), {"key": "t", "columns": [AT], "default_sort": "at"})


def test_a_table_in_between_needs_no_key() -> None:
    type("Base", (Table,), {"page_size": 10})


class Thing:
    """A row for `follow`."""

    def __init__(self, **values: Any) -> None:
        vars(self).update(values)


@pytest.mark.parametrize(
    ("row", "path", "value"),
    [
        (Thing(a=1), "a", 1),
        (Thing(a=Thing(b=2)), "a__b", 2),
        (Thing(a=None), "a__b", None),
        ({"a": {"b": 3}}, "a__b", 3),
        ({"a": 4}, "b", None),
        (Thing(a={"b": 5}), "a__b", 5),
    ],
)
def test_following_a_path(row: Any, path: str, value: Any) -> None:
    assert follow(row, path) == value


def test_a_column_reads_draws_and_exports() -> None:
    row = Thing(name="a")
    assert Column("n", "N", "name").value_of(row) == "a"
    assert Column("n", "N", lambda row: row.name * 2).export_of(row) == "aa"
    assert Column("n", "N", "name", exported=lambda row: 1).export_of(row) == 1
    assert Column("n", "N", "name").heading_in_export == "N"
    assert Column("n", "N", "name", export_heading="名").heading_in_export == "名"
