"""Rows by the thousand: what is written by COPY and asked by lists is what was given."""

from __future__ import annotations

import gc
from datetime import UTC, date, datetime
from typing import Any

import pytest

from lianfang.people.models import Person
from lianfang.shared.bulk import ask_lists, bulk_cursor, copy_rows, take_ids, without_cycles
from lianfang.shared.models import SavedFilter

pytestmark = pytest.mark.django_db
AT = datetime(2022, 2, 28, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cast", "values"),
    [
        ("::bigint[]", [1, 2, -3]),
        ("::bytea[]", [b"\x00\x1f\x1e", b"", b"abc"]),
        ("", ["张三", "a,b", 'c"d', "{e}", "f\\g", "NULL", "", "h i"]),
        ("::date[]", [date(1980, 5, 1), None, date(2022, 2, 28)]),
        ("::bool[]", [True, False, None]),
        ("::bigint[]", []),
        ("::bytea[]", [None, b"x"]),
    ],
)
def test_lists_arrive_as_they_were_given(cast: str, values: list[Any]) -> None:
    with bulk_cursor() as cursor:
        rows = ask_lists(cursor, f"SELECT value FROM unnest(%s{cast}) AS value", values).fetchall()
    assert [bytes(row[0]) if isinstance(row[0], memoryview) else row[0] for row in rows] == values


def test_several_lists_go_side_by_side() -> None:
    with bulk_cursor() as cursor:
        query = "SELECT id, name FROM unnest(%s::bigint[], %s) AS wanted(id, name)"
        assert ask_lists(cursor, query, [2, 1], ["乙", "甲"]).fetchall() == [(2, "乙"), (1, "甲")]


def test_copied_rows_read_back_through_the_model() -> None:
    columns = (
        "id",
        "name",
        "name_key",
        "pinyin",
        "initials",
        "sex",
        "born",
        "number_kind",
        "number",
        "known_at",
    )
    with bulk_cursor() as cursor:
        ids = take_ids(cursor, Person, 2)
        rows = [
            (pk, "张三", "张三", "zhang san", "zs", "", date(1980, 5, 1), "", b"\x00\xff", AT) for pk in ids
        ]
        copy_rows(cursor, Person, columns, rows)
    first, second = Person.objects.order_by("pk")
    assert [first.pk, second.pk] == ids
    assert (first.name, first.born, bytes(first.number or b""), first.known_at) == (
        "张三",
        date(1980, 5, 1),
        b"\x00\xff",
        AT,
    )
    assert Person.objects.create(name="李", name_key="李", pinyin="li", initials="l", known_at=AT).pk > max(
        ids
    )


def test_json_and_nulls_are_copied() -> None:
    from psycopg.types.json import Jsonb

    with bulk_cursor() as cursor:
        copy_rows(
            cursor,
            SavedFilter,
            ("staff_id", "table", "name", "query"),
            [(1, "leads", "甲", Jsonb({"a": [1]}))],
        )
    assert SavedFilter.objects.get().query == {"a": [1]}


def test_ids_are_taken_once() -> None:
    with bulk_cursor() as cursor:
        assert take_ids(cursor, Person, 0) == []
        first, second = take_ids(cursor, Person, 3), take_ids(cursor, Person, 3)
    assert first == sorted(first) and max(first) < min(second)


def test_an_unknown_column_is_named() -> None:
    with bulk_cursor() as cursor, pytest.raises(LookupError, match="shoe_size"):
        copy_rows(cursor, Person, ("shoe_size",), [])


@pytest.mark.parametrize("on", [True, False])
def test_the_search_for_cycles_is_as_before(on: bool) -> None:
    was = gc.isenabled()
    try:
        (gc.enable if on else gc.disable)()
        with pytest.raises(RuntimeError), without_cycles():
            assert not gc.isenabled()
            raise RuntimeError
        assert gc.isenabled() is on
    finally:
        (gc.enable if was else gc.disable)()
