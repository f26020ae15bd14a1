"""Every address and every API operation, as every role, inside and outside its scope (A2).

The addresses are discovered, so a new one is tried without being named here. What is expected
follows from the table of grants alone.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus as Http
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.rooms.matrix_objects import INSIDE, OBJECTS, OUTSIDE, SCOPES, SENT, World
from tests.rooms.staff import sign_in

from lianfang.shared.roles import GRANTS, Permission, Role

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
ROLES = [role for role in Role if role is not Role.CONSOLE]
# What a role that may is answered: the page, a step on, or what is wrong with an empty form.
FINE = {
    Http.OK, Http.CREATED, Http.ACCEPTED, Http.NO_CONTENT, Http.FOUND, Http.SEE_OTHER, Http.BAD_REQUEST, Http.CONFLICT,
    Http.UNPROCESSABLE_ENTITY,
}  # fmt: skip
UNREAD = {
    Http.UNPROCESSABLE_ENTITY,
    Http.BAD_REQUEST,
}  # an empty body is refused before anything is looked up
LATE = {"logout", "reset_own_second_factor"}  # they end the session: tried last
NOT_SET = object()


def once_elsewhere(roles: Iterable[Role], first: Role) -> list[Any]:
    """Every role here; on a second server one of them, since the statements are the same whoever asks."""
    return [pytest.param(role, marks=[] if role is first else pytest.mark.page) for role in roles]


@dataclass(frozen=True)
class Door:
    """One address with one method, and the permissions it declares."""

    name: str
    route: str
    method: str
    permission: Any
    also: Permission | None = None

    def __str__(self) -> str:
        return f"{self.method} {self.name or self.route}"

    @property
    def is_api(self) -> bool:
        """Say whether it is an operation of the API."""
        return self.route.startswith("api/v1/")

    def may(self, role: Role) -> bool:
        """Say what the table of grants says."""
        return {self.permission, self.also or self.permission} <= GRANTS[role]


def list_doors() -> list[Door]:
    """Find every door there is."""
    return [
        door for pattern, route, space in walk(get_resolver()) for door in doors_of(pattern, route, space)
    ]


def walk(resolver: URLResolver, route: str = "", space: str = "") -> Iterator[tuple[URLPattern, str, str]]:
    for pattern in resolver.url_patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern, here, pattern.namespace or space)
        else:
            yield pattern, here, space


def doors_of(pattern: URLPattern, route: str, space: str) -> Iterator[Door]:
    name = f"{space}:{pattern.name}" if space else str(pattern.name)
    held = inspect.getclosurevars(pattern.callback).nonlocals if inspect.isfunction(pattern.callback) else {}
    operations = getattr(held.get("self"), "operations", None)  # ninja's view of one path
    if operations is None:
        permission = getattr(pattern.callback, "permission", NOT_SET)
        table = getattr(pattern.callback, "table", None)
        for method in ("GET", "POST"):
            yield Door(name, route, method, permission, table and table.permission)
        return
    for operation in operations:
        for method in operation.methods:
            yield Door(name, route, method, getattr(operation.view_func, "permission", NOT_SET))


DOORS = sorted(list_doors(), key=lambda door: (door.name.split(":")[-1] in LATE, str(door)))
GUARDED = [door for door in DOORS if door.permission not in (None, NOT_SET)]
ROOTLESS = {"api:api-root"}  # ninja's own redirect to nothing


def address(door: Door, world: World, where: str) -> str | None:
    """Fill in an address's parameters; None where its object lies in no place."""
    path = f"/{door.route}"
    for name in PARAMETER.findall(door.route):
        maker = OBJECTS.get(f"{door.name} {name}") or OBJECTS.get(name)
        assert maker is not None, f"tests/rooms/matrix_objects.py answers no parameter {name!r} of {door}"
        value = maker(world, where)
        if value is None:
            return None
        path = PARAMETER.sub(str(value), path, count=1)
    return path


def knock(client: Client, door: Door, path: str) -> int:
    """Ask and forget: whatever was written is rolled back. Being sent to the login page counts as 401."""
    send = getattr(client, door.method.lower())
    given: dict[str, Any] = {"data": SENT.get(door.name, {})}
    if door.is_api and door.method != "GET":
        given = {"data": b"{}", "content_type": "application/json"}
    with transaction.atomic():
        answer = send(path, **given)
        transaction.set_rollback(True)
    turned_away = answer.status_code == Http.FOUND and answer.headers["Location"].startswith(
        "/accounts/login/?"
    )
    return Http.UNAUTHORIZED if turned_away else answer.status_code


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def clients(world: World, as_app_role: None) -> dict[Role, Client]:
    """Sign somebody of every role in; from here on the database is asked as the running product asks it."""
    found = {}
    for role in ROLES:
        found[role] = sign_in(Client(raise_request_exception=False), world.staff[role])
        found[role].get("/accounts/me/")
    return found


@pytest.mark.parametrize("door", DOORS, ids=str)
def test_every_door_names_exactly_one_permission_or_is_public(door):
    if door.name not in ROOTLESS:
        assert door.permission is None or isinstance(door.permission, Permission)


def test_what_is_public_is_known_by_name():
    """A page for everybody is a decision; it is written down here."""
    public = {door.name for door in DOORS if door.permission is None}
    assert public == {
        "accounts:login", "care:report", "care:verify", "risk:public", "web:language", "web:offline",
    }  # fmt: skip


@pytest.mark.page
@pytest.mark.django_db
def test_a_stranger_gets_in_nowhere(world):
    client = Client(raise_request_exception=False)
    wrong = {}
    for door in GUARDED:
        path = address(door, world, INSIDE) or "/" + PARAMETER.sub("1", door.route)
        answer = client.generic(door.method, path, b"{}" if door.is_api else b"", "application/json")
        at_login = answer.status_code == Http.FOUND and answer.headers["Location"].startswith(
            "/accounts/login/"
        )
        if not at_login and answer.status_code != Http.UNAUTHORIZED:
            wrong[str(door)] = answer.status_code
    assert wrong == {}


@pytest.mark.parametrize("role", once_elsewhere(ROLES, Role.OFFICE))
@pytest.mark.django_db
def test_each_role_enters_where_the_table_says(role, world, clients):
    wrong = {}
    for door in GUARDED:
        path = address(door, world, INSIDE) or "/" + PARAMETER.sub("999999999", door.route)
        status = knock(clients[role], door, path)
        if not fits(door, status, may=door.may(role), placed="999999999" not in path):
            wrong[str(door)] = status
    assert wrong == {}


def fits(door: Door, status: int, *, may: bool, placed: bool) -> bool:
    """Judge an answer inside the scope by the table of grants."""
    if status == Http.METHOD_NOT_ALLOWED:
        return not door.is_api  # a page takes GET or POST; that one of them works is tried below
    if not may:
        return status == Http.FORBIDDEN
    return status in FINE or (status == Http.NOT_FOUND and not placed)


@pytest.mark.parametrize("role", once_elsewhere(SCOPES, Role.TOWN))
@pytest.mark.django_db
def test_what_lies_outside_the_scope_does_not_exist(role, world, clients):
    wrong = {}
    for door in GUARDED:
        path = address(door, world, OUTSIDE)
        if not PARAMETER.search(door.route) or path is None or not door.may(role):
            continue
        status = knock(clients[role], door, path)
        unread = door.is_api and door.method != "GET" and status in UNREAD
        if status not in (Http.NOT_FOUND, Http.METHOD_NOT_ALLOWED) and not unread:
            wrong[str(door)] = status
    assert wrong == {}


@pytest.mark.page
@pytest.mark.django_db
def test_every_page_takes_a_method(world, clients):
    """Some role that may enter is answered otherwise than 405 by GET or by POST."""
    taken: dict[str, bool] = {}
    for door in GUARDED:
        if taken.get(door.name):
            continue
        role = next((role for role in ROLES if door.may(role)), Role.AUDITOR)  # nobody exports the trail
        path = address(door, world, INSIDE) or "/" + PARAMETER.sub("999999999", door.route)
        status = knock(clients[role], door, path)
        taken[door.name] = status != Http.METHOD_NOT_ALLOWED
    assert [name for name, takes in taken.items() if not takes] == []


def test_the_table_itself():
    """Who may do what is decided here once; a change of it must change this too."""
    assert GRANTS[Role.CONSOLE] == frozenset(Permission)
    for role in ROLES:
        assert {Permission.SIGN_IN, Permission.SEE_TODAY} <= GRANTS[role]
    holders = {
        permission: {role for role in ROLES if permission in GRANTS[role]} for permission in Permission
    }
    assert holders[Permission.SEE_AUDIT] == {Role.AUDITOR}
    assert holders[Permission.MANAGE_STAFF] == holders[Permission.MANAGE_SYSTEM] == {Role.SYSTEM}
    assert holders[Permission.SIGN_REPORTS] == {Role.COMMANDER, Role.OFFICE}
    assert holders[Permission.UPLOAD_LISTS] == holders[Permission.MERGE_PEOPLE] == {Role.OFFICE, Role.DATA}
    assert not holders[Permission.SEE_PEOPLE] & {Role.AUDITOR, Role.SYSTEM}
    assert Role.GRID not in holders[Permission.EXPORT]
