"""A list in the browser's hands: pages, orders, filters, columns, actions, export, who may."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from tests.rooms.shared.tables import registers
from tests.rooms.shared.tables.registers import LIST, EntryTable, expected, lay_entries, names, shown
from tests.rooms.staff import signed_in
from tests.support.lists import check_constant_queries, page_links, walk

from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.rooms.shared.tables.registers")]


@pytest.fixture
def client() -> Client:
    registers.done.clear()
    return signed_in(Role.OFFICE)


@pytest.mark.parametrize("number", [0, 1, 3, 4, 5, 8, 9])
@pytest.mark.parametrize("sort", ["at", "-at", "number", "-number"])
def test_every_row_comes_once_and_in_order(client: Client, number: int, sort: str) -> None:
    lay_entries(number)
    places = range(number) if not sort.startswith("-") else reversed(range(number))
    assert shown(client, f"sort={sort}") == expected(*places)


@pytest.mark.parametrize("sort", ["at", "-number"])
def test_back_returns_to_the_same_pages(client: Client, sort: str) -> None:
    lay_entries(11)
    forth = walk(client, f"{LIST}?sort={sort}")
    assert len(forth) == 3
    back = walk(client, page_links(forth[-1])["prev"], "prev")
    assert [names(html) for html in back] == [names(forth[1]), names(forth[0])]


def test_going_back_over_the_first_row_gives_the_first_page_whole(client: Client) -> None:
    lay_entries(10)
    second = page_links(client.get(LIST).content.decode())["next"]
    before = page_links(client.get(second).content.decode())["prev"]
    assert names(client.get(before).content.decode()) == expected(0, 1, 2, 3)
    assert "prev" not in page_links(client.get(before).content.decode())


@pytest.mark.parametrize("place", ["x", "AAAA", "%ff", "Zm9v", "=" * 9])
def test_a_place_that_is_none_is_the_first_page(client: Client, place: str) -> None:
    lay_entries(5)
    assert names(client.get(f"{LIST}?after={place}").content.decode()) == expected(0, 1, 2, 3)


def test_a_place_of_another_order_is_the_first_page(client: Client) -> None:
    lay_entries(9)
    other = page_links(client.get(f"{LIST}?sort=-number").content.decode())["next"]
    answer = client.get(other.replace("sort=-number", "sort=at"))
    assert names(answer.content.decode()) == expected(0, 1, 2, 3)


def test_a_place_tells_nothing_of_the_row(client: Client) -> None:
    lay_entries(5)
    link = page_links(client.get(f"{LIST}?sort=at").content.decode())["next"]
    assert "2022" not in link and "02-01" not in link


def test_a_page_past_the_end_says_so(client: Client) -> None:
    rows = lay_entries(5)
    last = page_links(client.get(LIST).content.decode())["next"]
    registers_entries = EntryTable.rows
    try:
        EntryTable.rows = lambda self: registers_entries(self).filter(pk__lt=rows[2].pk)  # type: ignore[method-assign]
        html = client.get(last).content.decode()
    finally:
        EntryTable.rows = registers_entries  # type: ignore[method-assign]
    assert names(html) == []
    assert 'class="lf-empty"' in html


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("action=write", [0, 3, 6, 9]),
        ("action=write&action=read", range(10)),
        ("action=burn", []),
        ("number_min=3&number_max=5", [3, 4, 5]),
        ("number_min=8", [8, 9]),
        ("number_max=1", [0, 1]),
        ("number_min=-5&number_max=0", [0]),
        ("even=1&number_max=4", [0, 2, 4]),
        ("even=0&number_max=4", [1, 3]),
        ("name=00", [0, 1, 2, 4, 5, 6, 7, 8, 9]),
        ("name=1%2B1", [3]),
        ("q=甲004", [4]),
        ("q=004", []),
        ("at_from=2022-02-01&at_to=2022-02-01", range(10)),
        ("at_from=2022-02-02", []),
        ("at_to=2022-01-31", []),
        ("action=write&even=1", [0, 6]),
    ],
)
def test_filters_keep_what_they_say(client: Client, query: str, places: list[int]) -> None:
    lay_entries(10)
    assert shown(client, query) == expected(*places)


@pytest.mark.parametrize(
    "query",
    [
        "number_min=three",
        "number_max=1.5",
        "number_min=" + "9" * 16,
        "number_min=--4",
        "at_from=28.2.2022",
        "at_from=2022-02-30",
        "at_from=2022-02-02&at_to=2022-02-01",
        "even=maybe",
        "name=" + "x" * 81,
        "q=" + "x" * 81,
        "&".join(f"action=a{place}" for place in range(501)),
    ],
)
def test_a_filter_that_means_nothing_is_told_and_not_applied(client: Client, query: str) -> None:
    lay_entries(3)
    answer = client.get(f"{LIST}?{query}", follow=True)
    assert answer.context["faults"]
    assert 'class="lf-notice is-watch"' in answer.content.decode()
    assert names(answer.content.decode()) == expected(0, 1, 2)


def test_days_are_the_local_days(client: Client) -> None:
    rows = [datetime(2022, 2, 27, 15, 59, tzinfo=UTC), datetime(2022, 2, 27, 16, 0, tzinfo=UTC)]
    for place, at in enumerate(rows):
        entry = {"at": at, "actor_id": place, "actor_name": str(place), "role": "office", "action": "read"}
        AuditEntry.objects.create(object_kind="sample", **entry)
    assert shown(client, "at_from=2022-02-28") == ["1"]
    assert shown(client, "at_to=2022-02-27") == ["0"]


def test_a_condition_is_shown_with_a_link_that_lifts_it(client: Client) -> None:
    lay_entries(10)
    answer = client.get(f"{LIST}?action=write&number_min=3&sort=-number&cut=18:00")
    chips = {chip.heading: chip for chip in answer.context["chips"]}
    assert set(chips) == {"Action", "Number"}
    assert chips["Action"].words == "Writing"
    assert shown(client, chips["Action"].link) == expected(*range(9, 2, -1))
    assert "cut=18%3A00" in chips["Action"].link


def test_links_carry_what_the_list_needs_and_nothing_unknown(client: Client) -> None:
    lay_entries(6)
    link = page_links(client.get(f"{LIST}?cut=24:00&spy=1&sort=at").content.decode())["next"]
    assert "cut=24%3A00" in link and "spy" not in link


@pytest.mark.parametrize("sort", ["", "burn", "name", "-name", "even", "--at"])
def test_an_unknown_order_is_the_lists_own(client: Client, sort: str) -> None:
    lay_entries(3)
    answer = client.get(f"{LIST}?sort={sort}")
    assert answer.context["sort"] == "at"
    assert names(answer.content.decode()) == expected(0, 1, 2)


def test_the_head_of_the_sorted_column_turns_the_order_round(client: Client) -> None:
    lay_entries(2)
    heads = {head.column.key: head for head in client.get(f"{LIST}?sort=at").context["headings"]}
    assert heads["at"].link == "sort=-at" and heads["at"].on and not heads["at"].descending
    assert heads["number"].link == "sort=number"
    assert heads["name"].link == ""
    heads = {head.column.key: head for head in client.get(f"{LIST}?sort=-at").context["headings"]}
    assert heads["at"].link == "sort=at" and heads["at"].descending


def test_queries_do_not_grow_with_the_page(client: Client) -> None:
    lay_entries(30)
    assert check_constant_queries(client, LIST, EntryTable) <= 6


def test_htmx_gets_the_list_alone_and_others_the_page(client: Client) -> None:
    lay_entries(2)
    part = client.get(LIST, headers={"HX-Request": "true", "HX-Target": "list"})
    whole = client.get(LIST)
    assert part.content.lstrip().startswith(b'<section id="list"')
    assert b"<!doctype html>" in whole.content and b'<section id="list"' in whole.content
    assert "HX-Target" in part["Vary"] and "HX-Target" in whole["Vary"]


def test_other_htmx_targets_get_the_whole_page(client: Client) -> None:
    answer = client.get(LIST, headers={"HX-Request": "true", "HX-Target": "panel-body"})
    assert b"<!doctype html>" in answer.content


def test_the_policy_is_kept_by_the_page(client: Client) -> None:
    lay_entries(5)
    html = client.get(f"{LIST}?action=write").content.decode()
    assert " style=" not in html and " onclick=" not in html and "<script>" not in html


def test_cells_are_escaped_unless_drawn(client: Client) -> None:
    row = AuditEntry(at=registers.START, actor_id=1, actor_name="<i>甲</i>", role="office", action="read")
    row.object_kind = "sample"
    row.save()
    html = client.get(LIST).content.decode()
    assert "<i>甲" not in html and "&lt;i&gt;甲" in html
    assert "<b>read</b>" in html
