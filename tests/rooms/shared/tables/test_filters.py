"""Filters of lists: what they read, what they say, what they offer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from lianfang.leads.models import Lead
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.roles import Role
from lianfang.shared.tables.filters import (
    Boolean,
    Choice,
    DateRange,
    Filter,
    NotUnderstood,
    NumberRange,
    Text,
)
from lianfang.shared.tables.paging import Order

WHO = Actor(1, "u", "甲", Role.OFFICE, Scope(ScopeKind.COUNTY, "141123"))
LEVELS = Choice(
    "level", [("town", "Town"), ("village", "Village"), ("grid", "Grid"), ("county", "County"), ("x", "X")]
)
FEB = date(2022, 2, 27), date(2022, 2, 28)


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("condition", "query", "value"),
    [
        (Text("name"), "", None),
        (Text("name"), "f=", None),
        (Text("name"), "f=%20%20", None),
        (Text("name"), "f=%20甲%20", "甲"),
        (LEVELS, "", None),
        (LEVELS, "f=", None),
        (LEVELS, "f=town", ["town"]),
        (LEVELS, "f=town&f=grid&f=town&f=", ["town", "grid"]),
        (DateRange("day"), "", None),
        (DateRange("day"), "f=2022-02-28", None),
        (DateRange("day"), "f_from=2022-02-27", (FEB[0], None)),
        (DateRange("day"), "f_to=2022-02-28", (None, FEB[1])),
        (DateRange("day"), "f_from=2022-02-27&f_to=2022-02-28", FEB),
        (NumberRange("n"), "", None),
        (NumberRange("n"), "f_min=0", (0, None)),
        (NumberRange("n"), "f_max=-3", (None, -3)),
        (NumberRange("n"), "f_min=%201%20&f_max=2", (1, 2)),
        (Boolean("b"), "", None),
        (Boolean("b"), "f=1", True),
        (Boolean("b"), "f=0", False),
    ],
)
def test_reading(condition: Filter, query: str, value: Any) -> None:
    assert condition.read(QueryDict(query), "f") == value


@pytest.mark.parametrize(
    ("condition", "query", "said"),
    [
        (Text("name"), "f=" + "x" * 81, "longer than 80"),
        (LEVELS, "&".join(f"f={number}" for number in range(501)), "more than 500"),
        (DateRange("day"), "f_from=28/02/2022", "“28/02/2022” is no date; write 2022-02-28"),
        (DateRange("day"), "f_from=2022-02-28&f_to=2022-02-27", "before the first"),
        (NumberRange("n"), "f_min=²", "“²” is no whole number"),
        (NumberRange("n"), "f_max=1e3", "“1e3” is no whole number"),
        (NumberRange("n"), "f_max=-", "“-” is no whole number"),
        (Boolean("b"), "f=yes", "only 1"),
    ],
)
def test_what_means_nothing_is_said(condition: Filter, query: str, said: str) -> None:
    with pytest.raises(NotUnderstood, match=said):
        condition.read(QueryDict(query), "f")


@pytest.mark.parametrize(
    ("condition", "value", "words"),
    [
        (Text("name"), "甲", "“甲”"),
        (LEVELS, ["town"], "Town"),
        (LEVELS, ["town", "grid"], "Town, Grid"),
        (LEVELS, ["town", "grid", "x", "county", "village"], "Town, Grid, X and 2 more"),
        (LEVELS, ["other"], "other"),
        (DateRange("day"), FEB, "2022-02-27 to 2022-02-28"),
        (DateRange("day"), (FEB[0], FEB[0]), "2022-02-27"),
        (DateRange("day"), (FEB[0], None), "from 2022-02-27"),
        (DateRange("day"), (None, FEB[1]), "to 2022-02-28"),
        (NumberRange("n"), (0, None), "from 0"),
        (NumberRange("n"), (0, 0), "0"),
        (Boolean("b"), True, "yes"),
        (Boolean("b"), False, "no"),
    ],
)
def test_words(condition: Filter, value: Any, words: str) -> None:
    assert condition.words(value, WHO) == words


def test_a_choice_may_depend_on_who_looks() -> None:
    towns = Choice("town", lambda actor: [(actor.scope.code, actor.name)])
    assert towns.words(["141123"], WHO) == "甲"
    assert towns.inputs(["141123"], WHO)["options"] == [("141123", "甲", True)]


@pytest.mark.parametrize(
    ("condition", "value", "shown"),
    [
        (Text("name", hint="h"), None, {"value": "", "hint": "h"}),
        (Text("name"), "甲", {"value": "甲", "hint": ""}),
        (DateRange("day"), None, {"first": "", "last": ""}),
        (DateRange("day"), FEB, {"first": "2022-02-27", "last": "2022-02-28"}),
        (NumberRange("n"), (0, None), {"first": 0, "last": ""}),
        (NumberRange("n"), None, {"first": "", "last": ""}),
        (Boolean("b"), None, {"value": ""}),
        (Boolean("b"), False, {"value": False}),
    ],
)
def test_inputs_show_what_is_in_force(condition: Filter, value: Any, shown: dict[str, Any]) -> None:
    assert condition.inputs(value, WHO) == shown


def test_many_options_can_be_narrowed() -> None:
    assert not LEVELS.inputs(None, WHO)["narrow"]
    assert Choice("n", [(str(n), str(n)) for n in range(9)]).inputs(None, WHO)["narrow"]


@given(st.dates(), st.dates())
def test_days_read_back(first: date, last: date) -> None:
    params = QueryDict(f"f_from={first}&f_to={last}")
    if last < first:
        with pytest.raises(NotUnderstood):
            DateRange("day").read(params, "f")
    else:
        assert DateRange("day").read(params, "f") == (first, last)


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    params = QueryDict(mutable=True)
    params["f_min"] = text
    try:
        read = NumberRange("n").read(params, "f")
    except NotUnderstood:
        return
    assert read is None or read == (int(text), None)


@pytest.mark.parametrize(
    ("condition", "order", "beside"),
    [
        (DateRange("left_on"), Order(("due_at",)), True),
        (DateRange("due_at"), Order(("due_at",)), False),
        (DateRange("received_at", before="due_at"), Order(("due_at",)), False),
        (DateRange("received_at", before="due_at"), Order(("due_at",), descending=True), True),
        (DateRange("known_at", strewn_by="pinyin"), Order(("pinyin",)), False),
        (DateRange("known_at", strewn_by="pinyin"), Order(("due_at",)), True),
        (LEVELS, Order(("due_at",)), False),
    ],
)
def test_days_may_lie_far_from_the_beginning_of_an_order(
    condition: Filter, order: Order, beside: bool
) -> None:
    assert condition.runs_beside(order) is beside


def test_a_walk_by_a_later_moment_begins_at_the_first_day() -> None:
    rows = DateRange("received_at", before="due_at").apply(Lead.objects.all(), FEB)
    assert '"due_at" >=' in str(rows.query)
    assert '"due_at" <' not in str(rows.query)
