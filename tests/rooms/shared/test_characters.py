"""Texts found by their characters: what is rare is asked of an index, and both ways find the same."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianfang.leads.models import TEXTS, Lead
from lianfang.places.models import Area
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.characters import bears_characters, characters_of
from lianfang.shared.roles import Role
from lianfang.shared.tables import TextIn, filters
from lianfang.shared.tables.paging import expect_rows

pytestmark = pytest.mark.django_db

WHO = Actor(1, "u", "甲", Role.OFFICE, Scope(ScopeKind.COUNTY, "141123"))
NAMES = ("蔚汾镇", "汾蔚镇", "魏家滩镇", "蔚%镇", "", "AB蔚汾", "aa")


@pytest.fixture(autouse=True)
def areas() -> None:
    Area.objects.bulk_create(
        Area(code=f"1411231{number:02}", name=name, level="town", pinyin="x")
        for number, name in enumerate(NAMES)
    )


def test_who_bears_characters_has_each_of_them() -> None:
    found = Area.objects.filter(bears_characters("name", "蔚汾")).order_by("code")
    assert [area.name for area in found] == ["蔚汾镇", "汾蔚镇", "AB蔚汾"]


@pytest.mark.parametrize("rare", [0, 1_000_000_000])
@pytest.mark.parametrize(
    "text", ["蔚汾", "蔚", "%", "镇", "不存在", "汾镇", "b", "B", "蔚汾镇东", "aaa", "_"]
)
def test_a_text_is_found_the_same_both_ways(text: str, rare: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filters, "RARE", rare)
    condition = TextIn("name")
    with CaptureQueriesContext(connection) as asked:
        found = sorted(area.name for area in condition.look_up(Area.objects.all(), text, WHO))
    walked = sorted(area.name for area in condition.apply(Area.objects.all(), text))
    assert found == walked == sorted(name for name in NAMES if text in name)
    assert ("string_to_array" in asked[-1]["sql"]) is bool(rare)


def test_a_word_is_as_frequent_as_the_values_that_hold_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Taken one by one its characters are rare, and all of them together next to never."""
    names = ["contact"] * 30 + [chr(0x4E00 + n) for n in range(270)]
    Area.objects.bulk_create(
        Area(code=f"9{n:06}", name=name, level="town", pinyin="x") for n, name in enumerate(names)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE places_area")
    monkeypatch.setattr(filters, "RARE", 20)
    assert expect_rows(Area.objects.filter(bears_characters("name", "contact"))) <= 20
    assert "string_to_array" not in str(TextIn("name").look_up(Area.objects.all(), "contact", WHO).query)


def test_the_texts_of_a_lead_are_borne_by_one_index() -> None:
    index = next(index for index in Lead._meta.indexes if index.name == "lead_texts")
    assert list(index.expressions) == [characters_of(field) for field in TEXTS]
