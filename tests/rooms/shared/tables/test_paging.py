"""Pages by place: the order of a page equals the database's own order, whatever the keys."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianfang.places.models import Area
from lianfang.shared.models import AuditEntry, AuditSeal, OutboxNews, StoredFile
from lianfang.shared.tables import paging
from lianfang.shared.tables.paging import (
    COUNTED,
    Order,
    Place,
    Stretch,
    count_rows,
    open_place,
    read_chunks,
    read_page,
)

pytestmark = pytest.mark.django_db
AT = datetime(2022, 2, 28, tzinfo=UTC)


def lay(keys: list[tuple[str, int]]) -> None:
    AuditEntry.objects.bulk_create(
        AuditEntry(at=AT, actor_id=number, actor_name=name, role="r", action="a", object_kind="k")
        for name, number in keys
    )


KEYS = st.lists(
    st.tuples(st.text(alphabet="ab甲'%\\", max_size=3), st.integers(-2, 2)), min_size=0, max_size=14
)


STRETCHES = st.none() | st.builds(
    partial(Stretch, "actor_name"),
    low=st.sampled_from(["", "a", "b"]),
    high=st.sampled_from(["b", "b!", "甲"]),
    outside=st.just(lambda rows, first, last: rows),
)


@given(KEYS, st.booleans(), st.integers(1, 5), st.booleans(), STRETCHES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pages_put_together_are_the_list(
    keys: list[tuple[str, int]], descending: bool, size: int, sorts: bool, stretch: Stretch | None
) -> None:
    connection.queries_log.clear()
    first = AuditEntry.objects.count()
    lay(keys)
    rows = AuditEntry.objects.filter(pk__in=AuditEntry.objects.order_by("-pk").values("pk")[: len(keys)])
    assert AuditEntry.objects.count() - first == len(keys)
    order = Order(("actor_name", "actor_id"), descending, sorts, stretch)
    wanted = [row.pk for row in rows.order_by(*Order(order.fields, descending).clauses(False))]
    token, forth, page = None, [], None
    for _ in range(len(keys) + 2):
        place = open_place(token, AuditEntry, order, back=False) if token else None
        page = read_page(rows, order, place, size)
        forth += [row.pk for row in page.rows]
        token = page.after
        if token is None:
            break
    assert forth == wanted
    back: list[int] = [row.pk for row in page.rows] if page else []
    while page and page.before:
        page = read_page(rows, order, open_place(page.before, AuditEntry, order, back=True), size)
        back = [row.pk for row in page.rows if row.pk not in back] + back
    assert back == wanted


def test_a_page_is_one_query_that_skips_nothing() -> None:
    lay([("a", number) for number in range(6)])
    order = Order(("actor_name", "actor_id"))
    with CaptureQueriesContext(connection) as queries:
        read_page(AuditEntry.objects.all(), order, Place(("a", 2, 10**6)), 3)
    assert len(queries) == 1
    sql = queries[0]["sql"]
    assert "OFFSET" not in sql
    assert '"actor_id", "shared_auditentry"."id") > (' in sql
    assert "LIMIT 4" in sql


def test_a_count_reads_no_more_than_it_says() -> None:
    lay([("a", 1), ("b", 1)])
    with CaptureQueriesContext(connection) as queries:
        count = count_rows(AuditEntry.objects.filter(actor_name="a"))
    assert (count.number, count.more) == (1, False)
    assert f"LIMIT {COUNTED + 1}" in queries[0]["sql"]


@pytest.mark.parametrize(
    ("above", "number", "more"), [(0, COUNTED, False), (1, COUNTED, True), (5, COUNTED, True)]
)
def test_counts_are_exact_up_to_ten_thousand(above: int, number: int, more: bool) -> None:
    rows = [OutboxNews(topic="t", at=AT) for _ in range(COUNTED + above)]
    OutboxNews.objects.bulk_create(rows, batch_size=5_000)
    count = count_rows(OutboxNews.objects.filter(topic="t"))
    assert (count.number, count.more) == (number, more)
    assert count_rows(OutboxNews.objects.filter(topic="t"), exact=True).number == COUNTED + above


@pytest.mark.parametrize("size", [1, 2, 3, 7, 10])
@pytest.mark.parametrize("most", [0, 1, 6, 7, 100])
def test_chunks_are_the_list_up_to_a_limit(size: int, most: int) -> None:
    lay([("a", number) for number in range(7)])
    chunks = list(read_chunks(AuditEntry.objects.all(), Order(("actor_id",), True), size, most))
    assert [row.actor_id for chunk in chunks for row in chunk] == [6, 5, 4, 3, 2, 1, 0][:most]
    assert all(len(chunk) <= size for chunk in chunks)


@pytest.mark.parametrize(
    ("model", "field", "said"),
    [
        (OutboxNews, "delivered_at", "may be null"),
        (StoredFile, "nothing", "no field nothing"),
    ],
)
def test_a_key_that_may_be_null_is_refused(model: type, field: str, said: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=said):
        read_page(model.objects.all(), Order((field,)), Place((AT, 1)), 3)  # type: ignore[attr-defined]


def test_a_list_may_be_ordered_through_a_join() -> None:
    lay([("b", 1), ("a", 2), ("c", 3)])
    for place, entry in enumerate(AuditEntry.objects.order_by("pk"), 1):
        AuditSeal.objects.create(position=place, entry=entry, chain=b"", sealed_at=AT)
    order = Order(("entry__actor_name",))
    rows = AuditSeal.objects.select_related("entry")
    first = read_page(rows, order, None, 2)
    assert first.after
    rest = read_page(rows, order, open_place(first.after, AuditSeal, order, back=False), 2)
    assert [seal.entry.actor_name for seal in [*first.rows, *rest.rows]] == ["a", "b", "c"]
    assert rest.before
    with CaptureQueriesContext(connection) as asked:
        again = read_page(rows, order, open_place(rest.before, AuditSeal, order, back=True), 2)
    assert again.rows == first.rows
    assert '"actor_name" <= ' in asked[0]["sql"]  # where an index on the other table may begin


def test_keys_that_are_held_in_no_order_are_sorted() -> None:
    lay([("a", 3), ("b", 1), ("b", 2), ("b", 0)])
    found = AuditEntry.objects.filter(actor_name="b")
    order = Order(("actor_id",), sorts=True, held=list(found.values_list("pk", flat=True)))
    assert [row.actor_id for row in read_page(found, order, None, 2).rows] == [0, 1]


def test_of_a_condition_that_no_row_can_meet_nothing_is_expected() -> None:
    lay([("a", 1)])
    nothing = AuditEntry.objects.filter(pk__in=[])
    assert paging.expect_rows(nothing) == 0
    assert paging.are_sortable(nothing)


def test_more_than_are_counted_are_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "COUNTED", 3)
    monkeypatch.setattr(paging, "FOUND", 3)
    lay([("a", number) for number in range(4)])
    count, held, _ = paging.hold_keys(AuditEntry.objects.filter(actor_name="a"), Order(("actor_id",)))
    assert (count.number, count.more, held) == (3, True, None)


def test_nothing_found_is_held_and_read_without_a_question() -> None:
    lay([("a", 1)])
    with CaptureQueriesContext(connection) as asked:
        count, held, _ = paging.hold_keys(AuditEntry.objects.none(), Order(("actor_id",)))
        page = read_page(AuditEntry.objects.all(), Order(("actor_id",), sorts=True, held=held), None, 2)
    assert (count.number, count.more, held, page.rows, len(asked)) == (0, False, [], [], 0)


@pytest.mark.parametrize("back", [False, True])
def test_a_keyed_walk_gives_the_pages_of_the_walk(back: bool) -> None:
    lay([("a", 3), ("b", 1), ("a", 2), ("a", 0), ("a", 2)])
    found = AuditEntry.objects.filter(actor_name="a")
    walked, keyed = Order(("actor_id",)), Order(("actor_id",), keyed=True)
    first = read_page(found, walked, None, 2)
    assert read_page(found, keyed, None, 2).rows == first.rows
    assert first.after
    place = open_place(first.after, AuditEntry, walked, back=back)
    assert read_page(found, keyed, place, 2).rows == read_page(found, walked, place, 2).rows


@pytest.mark.parametrize("descending", [False, True])
def test_keys_held_in_order_give_the_first_page_and_the_next(descending: bool) -> None:
    lay([("b", 2), ("a", 3), ("a", 0), ("a", 3), ("a", 5)])
    found = AuditEntry.objects.filter(actor_name="a")
    order = Order(("actor_id",), descending, sorts=True)
    _, held, in_order = paging.hold_keys(found, order)
    assert in_order
    wanted = list(found.order_by(*order.clauses(back=False)))
    assert held == [row.pk for row in wanted]
    order = replace(order, held=held, in_order=True)
    with CaptureQueriesContext(connection) as asked:
        first = read_page(found, order, None, 2)
    assert (first.rows, len(asked)) == (wanted[:2], 1)
    assert first.after is not None
    rest = read_page(found, order, open_place(first.after, AuditEntry, order, back=False), 2)
    assert (rest.rows, rest.after) == (wanted[2:], None)
    assert rest.before is not None
    again = read_page(found, order, open_place(rest.before, AuditEntry, order, back=True), 2)
    assert again.rows == wanted[:2]


@pytest.mark.parametrize("back", [False, True])
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("since", ["stays", "moves", "goes"])
def test_a_page_beside_a_held_row_is_known_by_its_key_unless_the_row_has_moved(
    since: str, descending: bool, back: bool
) -> None:
    Area.objects.bulk_create(
        Area(code=f"14112310{place}", name=name, level="town", pinyin="x")
        for place, name in enumerate("bdfhj")
    )
    found, order = Area.objects.filter(level="town", pinyin="x"), Order(("name",), descending, sorts=True)
    place = Place(("f", "141123102"), back)
    if since == "moves":
        found.filter(pk="141123102").update(name="a")
    elif since == "goes":
        found.filter(pk="141123102").delete()
    _number, keys, in_order = paging.hold_keys(found, order)
    with CaptureQueriesContext(connection) as asked:
        page = read_page(found, replace(order, held=keys, in_order=in_order), place, 1)
    assert page.rows == read_page(found, order, place, 1).rows
    assert (len(asked) == 1) is (since == "stays")


def test_text_keys_are_held_too() -> None:
    Area.objects.bulk_create(
        Area(code=f"14112310{number}", name="甲", level="town", pinyin="jia") for number in range(3)
    )
    order = Order(("name",), sorts=True)
    order = replace(order, held=paging.hold_keys(Area.objects.filter(name="甲"), order).keys)
    page = read_page(Area.objects.all(), order, None, 2)
    assert [area.code for area in page.rows] == ["141123100", "141123101"]
    assert page.after is not None
    rest = read_page(Area.objects.all(), order, open_place(page.after, Area, order, back=False), 2)
    assert [area.code for area in rest.rows] == ["141123102"]


def test_what_is_held_and_no_longer_asked_for_is_not_shown() -> None:
    lay([("a", 1), ("b", 2)])
    order = Order(("actor_id",), sorts=True)
    order = replace(order, held=paging.hold_keys(AuditEntry.objects.all(), order).keys)
    assert [
        row.actor_id for row in read_page(AuditEntry.objects.filter(actor_name="a"), order, None, 9).rows
    ] == [1]


def test_an_order_that_sorts_leaves_no_index_to_walk() -> None:
    walks, sorts = Order(("actor_name",)), Order(("actor_name",), sorts=True)
    with CaptureQueriesContext(connection) as asked:
        for order in (walks, sorts):
            read_page(AuditEntry.objects.all(), order, None, 3)
    plain, wrapped = (query["sql"].split("ORDER BY")[1] for query in asked)
    assert "COALESCE" not in plain
    assert wrapped.count("COALESCE") == 2


@pytest.mark.parametrize("back", [False, True])
@pytest.mark.parametrize("falling", [False, True])
def test_a_list_around_a_stretch_is_read_no_further_than_a_page_needs(falling: bool, back: bool) -> None:
    lay([(name, 0) for name in ("a", "b", "b", "b", "c")])
    order = Order(("actor_name",), falling, stretch=Stretch("actor_name", "b", "b!"))
    asked = []
    for name in "cba" if falling != back else "abc":
        with CaptureQueriesContext(connection) as queries:
            list(paging._read_rows(AuditEntry.objects.all(), order, Place((name, 1), back), 100))
        asked.append(len(queries))
    assert asked == [3, 2, 1]  # nothing is looked for behind the reader
    with CaptureQueriesContext(connection) as queries:
        assert len(read_page(AuditEntry.objects.all(), order, None, 3).rows) == 3
    assert [("COALESCE" in query["sql"]) for query in queries] == [True, False]
