"""What nobody types by accident, sent to every address: it is refused or ignored, and never breaks the page."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from tests.rooms.leads.county import AT, make_county, one_lead
from tests.rooms.orders.world import control
from tests.rooms.staff import signed_in
from tests.rooms.test_matrix import GUARDED, PARAMETER, Door

from lianfang.leads.models import Lead
from lianfang.orders.models import Order
from lianfang.shared.roles import Role
from lianfang.shared.tables.columns import Table
from lianfang.shared.tables.jobs import find_table

BROKEN = 500
HUGE = "9" * 30
NASTY = ("\x00", "²", HUGE, "9999-12-31", "0001-01-01")
PLAIN = [door for door in GUARDED if not PARAMETER.search(door.route)]


def parameters() -> list[str]:
    """Name every parameter that a list or a page reads from its address."""
    find_table("people")
    columns = [column for table in Table.known.values() for column in table.columns if column.filter]
    names = {name for column in columns for name in column.filter.names(column.key)}  # type: ignore[union-attr]
    kept = {name for table in Table.known.values() for name in table.keeps}
    return sorted(
        names | kept | {"q", "sort", "after", "before", "lead", "by", "within", "next", "town", "community"}
    )


@pytest.fixture
def office(db: None) -> Client:
    console = make_county()
    one_lead(console)
    control(console, seed=5)
    client = signed_in(Role.OFFICE)
    client.raise_request_exception = False
    return client


def asked(client: Client, method: str, path: str, **given: object) -> int:
    with transaction.atomic():
        status: int = getattr(client, method)(path, **given).status_code
        transaction.set_rollback(True)
    return status


def pages() -> Iterator[Door]:
    return (door for door in PLAIN if door.method == "GET" and not door.is_api)


@pytest.mark.parametrize("value", NASTY, ids=ascii)
def test_pages_stand_every_parameter(office: Client, value: str) -> None:
    broken = {}
    for door in pages():
        query = dict.fromkeys(parameters(), value)
        for name in ({"after": value}, query):
            status = asked(office, "get", f"/{door.route}", data=name)
            if status >= BROKEN:
                broken[str(door), tuple(name)] = status
    assert broken == {}


@pytest.mark.parametrize("value", NASTY, ids=ascii)
def test_opened_figures_and_reports_stand_their_parameters(office: Client, value: str) -> None:
    broken = {}
    for name in ("date", "cut", "report", "place", "town", "q", "after"):
        for path in (reverse("figures:open", args=["controlled.now"]), reverse("figures:dispatch")):
            status = asked(office, "get", path, data={name: value})
            if status >= BROKEN:
                broken[path, name] = status
    assert broken == {}


@pytest.mark.parametrize("value", NASTY, ids=ascii)
def test_forms_stand_what_is_sent(office: Client, value: str) -> None:
    sent = dict.fromkeys(
        ("key", "note", "reason", "area", "place", "outcome", "name", "pick", "columns", "column", "forget", "action",
         "answer", "other", "source", "pushed_at", "date", "cut", "to_name", "document", "site", "true_at"), value
    )  # fmt: skip
    broken = {}
    for door in GUARDED:
        if door.method == "POST" and not door.is_api and door.name.split(":")[-1] != "logout":
            path = "/" + PARAMETER.sub("1", door.route)
            status = asked(office, "post", path, data={**sent, "action": "assign"})
            if status >= BROKEN:
                broken[str(door)] = status
    assert broken == {}


@pytest.mark.parametrize(
    "value", ["\x00", HUGE, "2022-02-28T10:00", "0001-01-01T00:00:00", "9999-12-31T23:59:59Z"], ids=ascii
)
def test_the_api_stands_what_is_sent(office: Client, value: str) -> None:
    texts = dict.fromkeys(
        (
            "outcome",
            "note",
            "reason",
            "place",
            "site",
            "key",
            "document",
            "area",
            "to_name",
            "category",
            "code",
        ),
        value,
    )
    times = dict.fromkeys(
        ("true_at", "until", "anchor", "found", "starts_at", "ends_at", "done_at", "day", "back_on"), value
    )
    fine = {
        "outcome": "no_answer", "note": "x", "reason": "x", "place": "home", "category": "close_contact",
            "anchor": AT.isoformat(), "found": AT.isoformat(), "until": AT.isoformat(), "lead": 1, "stage": 1,
        "leads": [1], "kind": "grid",
    }  # fmt: skip
    broken = {}
    for door in GUARDED:
        if not door.is_api or door.method == "GET":
            continue
        for nasty in (texts, times):
            path = "/" + PARAMETER.sub(str(_first(door)), door.route)
            sent = json.dumps({**fine, **nasty})
            status = asked(office, "post", path, data=sent, content_type="application/json")
            if status >= BROKEN:
                broken[str(door), *nasty] = status
    assert broken == {}


@pytest.mark.parametrize("value", NASTY, ids=ascii)
def test_the_apis_reads_stand_their_parameters(office: Client, value: str) -> None:
    broken = {}
    for door in GUARDED:
        if door.is_api and door.method == "GET":
            path = "/" + PARAMETER.sub(str(_first(door)), door.route)
            for names in (("q", "state", "town", "overdue"), ("after", "limit", "cut", "report"), ("day",)):
                status = asked(
                    office, "get", path, data={"day": "2022-02-28", "q": "x", **dict.fromkeys(names, value)}
                )
                if status >= BROKEN:
                    broken[str(door), *names] = status
    assert broken == {}


@pytest.mark.parametrize("value", ["%00", "%C2%B2", HUGE])
def test_addresses_stand_every_part(office: Client, value: str) -> None:
    broken = {}
    for door in GUARDED:
        if PARAMETER.search(door.route):
            status = asked(office, door.method.lower(), "/" + PARAMETER.sub(value, door.route))
            if status >= BROKEN:
                broken[str(door)] = status
    assert broken == {}


def _first(door: Door) -> int | str:
    if "{order_id}" in door.route or "order_id" in door.route:
        return Order.objects.values_list("pk", flat=True)[0]
    if "path" in door.route:
        return "controlled.now"
    return Lead.objects.order_by("pk").values_list("pk", flat=True)[0]
