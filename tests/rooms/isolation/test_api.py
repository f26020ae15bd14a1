"""The API of sites: rooms, assigning, moving, cleaning; scopes and codes of refusals."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.rooms.isolation.world import AT, HOUR, OTHER_VILLAGE, house, make_site, one_order
from tests.rooms.orders.world import TOWN
from tests.rooms.staff import signed_in

from lianfang.isolation.models import Room, Stay
from lianfang.shared import clock
from lianfang.shared.actor import Scope, ScopeKind
from lianfang.shared.roles import Role

BASE = "/api/v1/isolation"


@pytest.fixture(autouse=True)
def at_noon():
    with clock.pinned_at(AT + 3 * HOUR):
        yield


@pytest.fixture
def client(console) -> Client:
    return signed_in(Role.OFFICE)


def post(client: Client, path: str, **told: object):
    return client.post(f"{BASE}{path}", told, content_type="application/json")


def test_sites_with_their_rooms(client, console, site):
    house(console, site)
    (told,) = client.get(f"{BASE}/sites?state=active").json()
    assert (told["name"], told["rooms"], told["people"]) == (site.name, {"free": 2, "occupied": 1}, 1)
    rooms = client.get(f"{BASE}/sites/{site.pk}/rooms?state=free").json()
    assert [room["number"] for room in rooms] == ["102", "103"]
    assert client.get(f"{BASE}/sites?after={site.pk}").json() == []


def test_assigning_once_a_key(client, console, site):
    order = one_order(console)
    first = post(client, f"/sites/{site.pk}/assign", order=order.pk, key="k", diet="halal")
    again = post(client, f"/sites/{site.pk}/assign", order=order.pk, key="k", diet="halal")
    assert (first.status_code, again.json()["id"]) == (200, first.json()["id"])
    assert first.json()["number"] == "101"
    assert Stay.objects.get().diet == "halal"


def test_refusals_have_codes(client, console, site):
    stay, order = house(console, site), one_order(console)
    taken = post(client, f"/sites/{site.pk}/assign", order=order.pk, room=stay.room_id)
    assert (taken.status_code, taken.json()["detail"]) == (409, "room_taken")
    gone = post(client, f"/sites/{site.pk}/assign", order=stay.order_id)
    assert gone.json()["detail"] == "not_centralised"
    keyed = post(client, f"/sites/{site.pk}/assign", order=999_999, key="x")
    assert keyed.json()["detail"] == "not_centralised"
    housed = post(client, f"/sites/{site.pk}/assign", order=stay.order_id, key="y")
    assert housed.json()["detail"] == "already_housed"
    assert post(client, f"/sites/{site.pk}/assign", order=order.pk, diet="x").status_code == 422
    assert post(client, f"/sites/{site.pk}/assign", order=order.pk, room=999_999).status_code == 404


def test_moving_and_reading(client, console, site):
    stay = house(console, site)
    other = make_site(console, "黄河酒店")
    moved = post(client, f"/stays/{stay.pk}/move", reason="满员", site=other.pk)
    assert moved.json()["site"] == other.pk
    assert client.get(f"{BASE}/stays/{stay.pk}").json()["ended_by"] == "moved"
    assert post(client, f"/stays/{stay.pk}/move", reason="").status_code == 422
    assert post(client, f"/stays/{stay.pk}/move", reason="再换").json()["detail"] == "not_here"


def test_cleaning(client, console, site):
    room = Room.objects.get(number="101")
    assert post(client, f"/rooms/{room.pk}/turn", move="closed", reason="漏水").json()["state"] == "out"
    assert post(client, f"/rooms/{room.pk}/turn", move="cleaned").json()["detail"] == "not_possible"
    assert post(client, f"/rooms/{room.pk}/turn", move="x").status_code == 422


def test_a_town_reads_its_own(console, site):
    other = make_site(console, "黄河酒店", area=OTHER_VILLAGE)
    client = signed_in(Role.TOWN, Scope(ScopeKind.TOWN, TOWN))
    assert [one["id"] for one in client.get(f"{BASE}/sites").json()] == [site.pk]
    assert client.get(f"{BASE}/sites/{other.pk}/rooms").status_code == 404
    assert post(client, f"/sites/{site.pk}/assign", order=1).status_code == 403
