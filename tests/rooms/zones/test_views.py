"""Pages of zones: drawing, the check, rounds, needs at the door, people found in risk areas, the API."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.rooms.leads.county import AT, GRID, OTHER_TOWN, TOWN
from tests.rooms.orders.world import control
from tests.rooms.staff import make_staff, sign_in
from tests.rooms.zones.ground import DAY, HOUR, NINTH, STREET, came, draw, match
from tests.rooms.zones.test_zones import ask, count
from tests.support.lists import check_constant_queries
from tests.support.worlds import built_for

from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.clock import LOCAL, pinned_at
from lianfang.shared.roles import Role
from lianfang.zones.models import Exposure, Zone, ZoneNeed
from lianfang.zones.tables import ExposureTable, InsideTable, NeedTable, ZoneTable

KINDS = {Role.TOWN: ScopeKind.TOWN, Role.GRID: ScopeKind.GRID, Role.COMMUNITY: ScopeKind.COMMUNITY}


def browser(role: Role = Role.OFFICE, code: str = "141123") -> Client:
    client = sign_in(Client(), make_staff(role, Scope(KINDS.get(role, ScopeKind.COUNTY), code)))
    client.cookies["django_language"] = "en"
    return client


def text(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url, follow=True)
    assert answer.status_code == status
    return answer.content.decode()


def page(zone: Zone, name: str = "zone") -> str:
    return reverse(f"zones:{name}", args=[zone.pk])


DRAWN = {
    "kind": "lockdown", "name": "景苑小区封控区", "number": "兴防指1号", "issuer": "兴县指挥部",
    "places": "景苑小区3号楼\n\nXW-088",
    "households": "80", "people": "210", "key": "k",
}  # fmt: skip


def test_an_edition_without_zones_says_so_before_anything_is_filled_in(console: Actor) -> None:
    with pinned_at(datetime(2020, 2, 13, tzinfo=LOCAL)):
        html = text(browser(), reverse("zones:draw"))
    assert "draws no zones" in html and reverse("risk:list") in html
    assert 'name="places"' not in html


def test_a_zone_is_drawn_on_a_page(console: Actor) -> None:
    client = browser()
    with pinned_at(AT):
        assert "封控区" in text(client, reverse("zones:draw")) or "lockdown zone" in text(
            client, reverse("zones:draw")
        )
        for _ in range(2):
            answer = client.post(reverse("zones:draw"), DRAWN)
            assert answer.url == page(Zone.objects.get())
        html = text(client, answer.url)
    for words in ("景苑小区3号楼", "lockdown zone", "Before lifting", "210", "Zone drawn"):
        assert words in html
    assert '<cite>商洛的网页</cite> <span class="lf-quiet">at m.callkrcs.com' in html
    assert Zone.objects.get().areas.count() == 2


@pytest.mark.parametrize(
    ("told", "status", "says"),
    [
        ({"places": "某处"}, 409, "cannot lie in a zone"),
        ({"places": "陕西省西安市雁塔区"}, 409, "another county"),
        ({"kind": "high"}, 422, "not one of the available choices"),
        ({"people": "-1"}, 422, "greater than or equal to 0"),
        ({"starts_at": "2022-03-09T08:00"}, 422, "has not come yet"),
    ],
)
def test_what_was_typed_stays(console: Actor, told: dict[str, str], status: int, says: str) -> None:
    with pinned_at(AT):
        answer = browser().post(reverse("zones:draw"), {**DRAWN, **told})
    html = answer.content.decode()
    assert (answer.status_code, says in html, "兴防指1号" in html) == (status, True, True)


def test_each_move_by_its_form(console: Actor) -> None:
    zone = draw(console, kind="control")

    def send(name: str, at: datetime, status: int = 302, **told: Any) -> str:
        with pinned_at(at):
            client = browser()
            assert client.get(page(zone, name)).status_code == 200
            answer = client.post(page(zone, name), told)
        assert answer.status_code == status, answer.content.decode()
        return answer.content.decode()

    send("round", AT, on="2022-03-01", expected="300")
    send("need", AT, kind="dialysis", what="血液透析", door="12号", due_at="2022-03-01T08:00")
    assert "The zone stays" in send("lower", AT + DAY, 409, document="2")
    send("raise", AT + DAY, kind="lockdown", document="3", reason="传播风险高")
    assert "no such step" in send("raise", AT + DAY, 409, kind="precaution", document="3", reason="x")
    send("restart", AT + 2 * DAY, new_at="2022-03-01T08:00", reason="新增")
    assert "must lie between" in send("restart", AT + 2 * DAY, 409, new_at="2022-02-01T08:00", reason="x")
    send("contacts", AT + 2 * DAY, left_at="2022-03-01T09:00", document="报告")
    count(console, zone, (AT + 15 * DAY).date(), AT + 15 * DAY)
    with pinned_at(AT + 16 * DAY):
        html = text(browser(), page(zone, "lower"))
    assert html.count("is-good") >= 5
    send("lower", AT + 16 * DAY, document="解封1号")
    zone.refresh_from_db()
    assert zone.state == "lifted"
    with pinned_at(AT + 17 * DAY):
        html = text(browser(), page(zone))
    for words in ("Lifted", "Raised", "New case", "解封1号"):
        assert words in html


def test_a_round_is_counted_in_the_panel(console: Actor) -> None:
    zone, client = draw(console, NINTH, "high"), browser(Role.GRID, GRID)
    made = zone.rounds.get()
    address = reverse("zones:count", args=[made.pk])
    with pinned_at(NINTH + 7 * DAY):
        answer = client.get(address, headers={"HX-Request": "true"})
        assert "<html" not in answer.content.decode()
        told = {"expected": "300", "sampled": "310", "tested": "311", "positive": "0"}
        refused = client.post(address, told)
        assert (refused.status_code, "do not fit" in refused.content.decode()) == (409, True)
        assert client.post(address, {**told, "tested": "310"}).url == page(zone)
        assert client.post(address, {**told, "tested": ""}).status_code == 422
    made.refresh_from_db()
    assert (made.state, made.sampled) == ("done", 310)


def test_a_need_by_one_tap(console: Actor) -> None:
    need = ask(console, draw(console))
    client = browser(Role.GRID, GRID)
    address = reverse("zones:need_page", args=[need.pk])
    with pinned_at(AT + 7 * HOUR):
        assert "is-bad" in text(client, address)  # late
        serve = reverse("zones:serve", args=[need.pk])
        client.post(serve, {"step": "nonsense"})
        client.post(serve, {"step": "take", "key": "a"})
        client.post(serve, {"step": "finish", "key": "b"})
        assert "already" in client.post(serve, {"step": "drop", "key": "c"}, follow=True).content.decode()
    need.refresh_from_db()
    assert need.state == "done"
    text(browser(Role.TOWN, OTHER_TOWN), address, 404)


def test_many_needs_at_once(console: Actor) -> None:
    zone = draw(console)
    needs = [ask(console, zone, what=f"第{number}件") for number in range(3)]
    client = browser(Role.COMMUNITY, "141123100225")
    with pinned_at(AT + HOUR):
        for action, key in (("take", "a"), ("finish", "b"), ("finish", "b")):
            told = {"action": action, "pick": [need.pk for need in needs[:2]], "key": key}
            client.post(reverse("zones:needs_act"), told)
        html = text(client, f"{reverse('zones:needs')}?state=asked")
    assert html.count("data-href") == 1
    assert sorted(ZoneNeed.objects.values_list("state", flat=True)) == ["asked", "done", "done"]


@built_for("class")
def needed(console: Actor) -> None:
    """A zone in which somebody needs something."""
    ask(console, draw(console))


class TestColumnsOfNeeds:
    """Each column is a filter."""

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("", 1), ("state=asked", 1), ("state=done", 0), ("kind=medicine", 1), ("kind=food", 0), ("late=1", 1),
            ("late=0", 0), ("zone=贺家坪", 1), (f"town={TOWN}", 1), (f"town={OTHER_TOWN}", 0),
            ("due_from=2022-03-02", 0), ("taken_min=1", 0),
        ],
    )  # fmt: skip
    def test_it_narrows_the_list(self, console: Actor, needed: None, asked: str, found: int) -> None:
        with pinned_at(AT + 7 * HOUR):
            assert text(browser(), f"{reverse('zones:needs')}?{asked}").count("data-href") == found


@built_for("class")
def two_drawn(console: Actor) -> None:
    """Two zones of two kinds."""
    draw(console)
    draw(console, kind="control", number="2号")


class TestColumnsOfZones:
    """Each column is a filter."""

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("", 2), ("kind=lockdown", 1), ("state=running", 2), ("state=lifted", 0), ("name=贺家坪", 2),
            ("people_min=301", 0), ("number=2号", 1), ("starts_from=2022-03-01", 0), ("new_to=2022-02-28", 2),
            ("households_max=90", 2), ("issuer=兴县", 2), ("edition=v8", 2), ("q=贺家坪", 2), ("ends_from=2022-01-01", 0),
        ],
    )  # fmt: skip
    def test_it_narrows_the_list(self, console: Actor, two_drawn: None, asked: str, found: int) -> None:
        assert text(browser(), f"{reverse('zones:list')}?{asked}").count("data-href") == found


@built_for("class")
def two_exposed(console: Actor) -> None:
    """Two people who were in a risk area: one of its street, one of whom the district alone is known."""
    came(console, 1)
    came(console, 2, "西安市雁塔区")
    match(console, STREET, "high")


class TestColumnsOfTheExposed:
    """Each column is a filter."""

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("", 2), ("kind=control", 1), ("kind=ask", 1), ("level=high", 2), ("how=look_back", 1), ("state=waiting", 2),
            ("area=长延堡", 2), ("from=雁塔", 2), ("measure=centralised", 1), ("anchor_from=2022-03-01", 0),
            (f"town={TOWN}", 2), ("q=15400000001", 1), ("found_to=2022-02-27", 0), ("until_from=2022-03-01", 1),
            (f"grid={GRID}", 2),
        ],
    )  # fmt: skip
    def test_it_narrows_the_list(self, console: Actor, two_exposed: None, asked: str, found: int) -> None:
        with pinned_at(AT + HOUR):
            assert text(browser(), f"{reverse('zones:exposed')}?{asked}").count("data-href") == found


def test_somebody_is_taken_off_with_a_reason(console: Actor) -> None:
    came(console, 1)
    match(console, STREET, "high")
    one = Exposure.objects.get()
    client = browser(Role.GRID, GRID)
    with pinned_at(AT + HOUR):
        told = {"action": "dismiss", "pick": [one.pk], "key": "k", "dismiss-reason": "没有下高速"}
        client.post(reverse("zones:exposed_act"), told)
    one.refresh_from_db()
    assert (one.state, one.reason) == ("dismissed", "没有下高速")


def test_today_tells_of_zones_and_of_the_exposed(console: Actor) -> None:
    came(console, 1)
    match(console, STREET, "high")
    zone = draw(console)
    ask(console, zone)
    with pinned_at(AT + HOUR):
        html = text(browser(), reverse("command:today"))
    for words in ("Was in a risk area, to be controlled", "Service to the door", "降压药两盒"):
        assert words in html
    draw(console, NINTH, "high", number="9号")
    with pinned_at(NINTH + 7 * DAY):
        assert "Rounds of zones" in text(browser(Role.GRID, GRID), reverse("command:today"))


def test_who_is_inside_and_the_notice(console: Actor) -> None:
    control(console, "medium_risk")
    zone = draw(console, text="足不出户")
    client = browser()
    assert text(client, page(zone, "inside")).count("data-href") == 1
    assert (
        text(client, page(zone)).count(f'href="{page(zone, "inside")}"') == 1
    )  # people open, doors are a number
    html = text(client, page(zone, "notice"))
    assert "足不出户" in html
    assert zone.number in html
    text(browser(Role.TOWN, OTHER_TOWN), page(zone), 404)
    text(browser(Role.TOWN, OTHER_TOWN), page(zone, "inside"), 404)


@built_for("class")
def eight_zones(console: Actor) -> int:
    """Eight people who came from a risk area to a village of eight zones, each with a need; return the last zone."""
    for number in range(8):
        came(console, number + 1)
        zone = draw(console, number=str(number), name=f"第{number}区", starts_at=AT)
        ask(console, zone)
    match(console, STREET, "high")
    return zone.pk


class TestLists:
    """Every list of zones and of who is in them."""

    @pytest.mark.parametrize(
        ("name", "table"), [("list", ZoneTable), ("needs", NeedTable), ("exposed", ExposureTable)]
    )
    def test_each_needs_the_same_queries_for_any_length(
        self, console: Actor, eight_zones: int, name: str, table: type
    ) -> None:
        assert check_constant_queries(browser(), reverse(f"zones:{name}"), table, (2, 6)) <= 30

    def test_who_is_inside_too(self, console: Actor, eight_zones: int) -> None:
        address = page(Zone.objects.get(pk=eight_zones), "inside")
        assert check_constant_queries(browser(), address, InsideTable, (2, 6)) <= 40


def test_the_interface(console: Actor) -> None:
    zone, client = draw(console, NINTH, "high"), browser()

    def send(path: str, status: int = 200, **told: Any) -> Any:
        answer = client.post(
            f"/api/v1/zones{path}", json.dumps(told, default=str), content_type="application/json"
        )
        assert answer.status_code == status, answer.content
        return answer.json()

    with pinned_at(NINTH + 7 * DAY):
        assert [one["id"] for one in client.get("/api/v1/zones").json()] == [zone.pk]
        whole = client.get(f"/api/v1/zones/{zone.pk}").json()
        assert (whole["follows"], [one["met"] for one in whole["conditions"]]) == ("medium", [True, False])
        counts = {"expected": 3, "sampled": 3, "tested": 3, "positive": 0, "key": "k"}
        path = f"/rounds/{whole['rounds'][0]['id']}"
        assert send(path, **counts) == send(path, **counts)
        assert send(path, 409, **{**counts, "sampled": 1, "key": ""})["detail"] == "counts_wrong"
        told = {"kind": "food", "what": "米面", "door": "1号", "due_at": (NINTH + 8 * DAY).isoformat()}
        need = send(f"/{zone.pk}/needs", **told)
        assert send(f"/{zone.pk}/needs", 422, **{**told, "kind": "x"})["detail"] == "unknown_value"
        assert [one["id"] for one in client.get("/api/v1/zones/needs").json()] == [need["id"]]
        assert send(f"/needs/{need['id']}/finish")["state"] == "done"
        send("/needs/999999/finish", 404)
        assert client.get("/api/v1/zones/999999").status_code == 404
