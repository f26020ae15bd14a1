"""What nobody types by accident, sent to every address: it is refused or ignored, and never breaks the page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve, reverse
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
    assert stays(client)  # noted as a sign-in here, and not anew in each request that is undone
    return client


def stays(client: Client) -> bool:
    """Say whether the client is still signed in, without which every address would only ask who is there."""
    return client.get("/people/").status_code == 200


def answer(client: Client, method: str, path: str, **given: object) -> HttpResponse:
    with transaction.atomic():
        answered: HttpResponse = getattr(client, method)(path, **given)
        transaction.set_rollback(True)
    return answered


def asked(client: Client, method: str, path: str, **given: object) -> int:
    return answer(client, method, path, **given).status_code


def pages() -> Iterator[Door]:
    return (door for door in PLAIN if door.method == "GET" and not door.is_api)


@pytest.mark.parametrize("value", NASTY, ids=ascii)
def test_pages_stand_every_parameter(office: Client, value: str) -> None:
    """All at once on the whole page, and the place in a list by itself, where nothing else empties or refuses it."""
    broken = {}
    alone = {"data": {"after": value}, "headers": {"HX-Request": "true", "HX-Target": "list"}}
    for door in pages():
        for given in (alone, {"data": dict.fromkeys(parameters(), value)}):
            status = asked(office, "get", f"/{door.route}", **given)
            if status >= BROKEN:
                broken[str(door), tuple(given["data"])] = status
    assert broken == {}
    assert stays(office)


@pytest.mark.parametrize("value", NASTY, ids=ascii)
def test_opened_figures_and_reports_stand_their_parameters(office: Client, value: str) -> None:
    broken = {}
    for name in ("date", "cut", "report", "place", "town", "q", "after"):
        for path in (reverse("figures:open", args=["controlled.now"]), reverse("figures:dispatch")):
            status = asked(office, "get", path, data={name: value})
            if status >= BROKEN:
                broken[path, name] = status
    assert broken == {}


def test_forms_stand_what_is_sent(office: Client) -> None:
    doors = [door for door in GUARDED if door.method == "POST" and not door.is_api]
    broken, reading = {}, set()
    for door in doors:
        if door.name.split(":")[-1] == "logout":
            continue
        for value in NASTY:
            path = "/" + PARAMETER.sub("1", door.route)
            answered = answer(office, "post", path, data=form_of(value))
            if answered.status_code >= BROKEN:
                broken[str(door), value] = answered.status_code
            if not has_read_form(answered):  # what it never looked at may be anything
                break
            reading.add(door)
    assert broken == {}
    assert len(reading) > len(doors) // 4
    assert stays(office)


def form_of(value: str) -> dict[str, str]:
    sent = dict.fromkeys(
        ("key", "note", "reason", "area", "place", "outcome", "name", "pick", "columns", "column", "forget", "action",
         "answer", "other", "source", "pushed_at", "date", "cut", "to_name", "document", "site", "true_at"), value
    )  # fmt: skip
    return {**sent, "action": "assign"}


def has_read_form(answered: HttpResponse) -> bool:
    """Say whether anything looked at what was sent: Django takes a form apart when it is first asked for it."""
    return "_post" in vars(answered.wsgi_request)  # type: ignore[attr-defined]


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
    """An address that no route takes is answered before any room is asked, and is tried once."""
    broken, nowhere = {}, 0
    for door in GUARDED:
        path = "/" + PARAMETER.sub(value, door.route)
        if not PARAMETER.search(door.route):
            continue
        if not is_address(path):
            nowhere += 1
            if nowhere > 1:
                continue
        status = asked(office, door.method.lower(), path)
        if status >= BROKEN:
            broken[str(door)] = status
    assert broken == {}
    assert stays(office)


def is_address(path: str) -> bool:
    try:
        resolve(unquote(path))
    except Resolver404:
        return False
    return True


def _first(door: Door) -> int | str:
    if "{order_id}" in door.route or "order_id" in door.route:
        return Order.objects.values_list("pk", flat=True)[0]
    if "path" in door.route:
        return "controlled.now"
    return Lead.objects.order_by("pk").values_list("pk", flat=True)[0]
