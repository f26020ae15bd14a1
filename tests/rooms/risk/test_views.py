"""Pages of risk areas: the entrance, the public page, entering, importing, mending refused lines, the API."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.rooms.leads.county import AT, GRID, TOWN
from tests.rooms.risk.test_levels import COMPOUND, DAY, HEAD, STREET, raise_, sheet, take
from tests.rooms.staff import make_staff, sign_in
from tests.support.lists import check_constant_queries

from lianfang.risk.models import RiskNotice, RiskSpell
from lianfang.risk.tables import NoticeTable, RefusedTable, RiskTable
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.clock import pinned_at
from lianfang.shared.roles import Role

SCOPES = {Role.GRID: Scope(ScopeKind.GRID, GRID), Role.TOWN: Scope(ScopeKind.TOWN, TOWN)}


def browser(role: Role = Role.OFFICE) -> Client:
    scope = SCOPES.get(role, Scope(ScopeKind.COUNTY, "141123"))
    client = sign_in(Client(), make_staff(role, scope))
    client.cookies["django_language"] = "en"
    return client


def text(client: Client, url: str, status: int = 200, **headers: Any) -> str:
    answer = client.get(url, headers=headers, follow=True)
    assert answer.status_code == status
    return answer.content.decode()


@pytest.fixture
def areas(console: Actor) -> Actor:
    raise_(console, STREET, "medium")
    raise_(console, COMPOUND, "high")
    return console


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("", "Nothing asked yet"),
        ("某处", "No region is named"),
        (COMPOUND, "high risk"),
        (f"{STREET}某小区", "medium risk"),
        ("西安市雁塔区", "Ask first"),
        ("河南省郑州市金水区", "no risk area"),
    ],
)
def test_the_entrance_answers(areas: Actor, place: str, found: str) -> None:
    with pinned_at(AT + DAY):
        html = text(browser(Role.GRID), f"{reverse('risk:entrance')}?place={place}")
        part = text(browser(Role.GRID), f"{reverse('risk:entrance')}?place={place}", **{"HX-Request": "true"})
    assert found in html
    assert found in part
    assert "<html" not in part


@pytest.mark.parametrize(
    ("place", "large", "otherwise"),
    [
        ("西安市雁塔区", "ask first", "who was in none of them: no risk area."),
        (STREET, "ask first", "who was in none of them: medium risk."),
        (COMPOUND, "high risk", ""),
        ("西安市雁塔区小寨路街道", "no risk area", ""),
    ],
)
def test_no_green_light_where_a_higher_area_lies_within(
    areas: Actor, place: str, large: str, otherwise: str
) -> None:
    """A guard who types the district alone is told to ask, not that the district is no risk area."""
    with pinned_at(AT + DAY):
        html = text(browser(Role.GRID), f"{reverse('risk:entrance')}?place={place}")
    assert re.findall(r'<span class="lf-badge is-\w+ fs-1 p-2">([^<]*)</span>', html) == [large]
    assert otherwise in html and ("who was in none" in html) == bool(otherwise)


def test_the_entrance_says_the_rule(areas: Actor) -> None:
    with pinned_at(AT + DAY):
        html = text(browser(), f"{reverse('risk:entrance')}?place={COMPOUND}")
    assert "14" in html
    assert "陕西省" in html


def test_the_public_page_needs_no_sign_in(areas: Actor) -> None:
    raise_(areas, "河南省郑州市金水区", "low")
    with pinned_at(AT + DAY):
        client = Client()
        html = text(client, reverse("risk:public"))
        assert "明德门小区" in html
        assert "金水区" not in html
        assert "明德门小区" not in text(client, f"{reverse('risk:public')}?q=小寨路")
        assert text(client, f"{reverse('risk:public')}?page=nonsense")


def test_the_public_page_without_areas(console: Actor) -> None:
    assert "今日" in text(Client(), reverse("risk:public"))


def test_an_area_with_its_history(areas: Actor) -> None:
    raise_(areas, COMPOUND, "low", AT + DAY)
    spell = RiskSpell.objects.get(grade="low")
    html = text(browser(), reverse("risk:area", args=[spell.pk]))
    assert html.count("held true") >= 2
    assert "low risk" in html
    text(browser(), reverse("risk:area", args=[999_999]), 404)


def test_an_area_is_entered_by_hand(console: Actor) -> None:
    client, told = (
        browser(),
        {"words": STREET, "grade": "high", "source": "陕西省", "document": "3号", "key": "k"},
    )
    with pinned_at(AT):
        for _ in range(2):
            answer = client.post(reverse("risk:declare"), told)
            assert answer.url == reverse("risk:notice", args=[RiskNotice.objects.get().pk])
        assert "长延堡街道" in text(client, answer.url)
        lifted = client.post(reverse("risk:declare"), {**told, "grade": "lifted", "key": "l"})
        assert lifted.status_code == 302
    assert not RiskSpell.objects.filter(known_to__isnull=True).exists()


@pytest.mark.parametrize(
    ("told", "status", "says"),
    [
        ({"words": "某处"}, 409, "not found"),
        ({"words": "陕西省西安市"}, 409, "no county is named"),
        ({"grade": "lifted"}, 409, "Nothing was lifted"),
        ({"since": "2022-03-05T10:00"}, 422, "has not come yet"),
        ({"grade": ""}, 422, "required"),
    ],
)
def test_a_refusal_keeps_what_was_typed(console: Actor, told: dict[str, str], status: int, says: str) -> None:
    held = {"words": STREET, "grade": "high", "source": "陕西省", **told}
    with pinned_at(AT):
        answer = browser().post(reverse("risk:declare"), held)
    html = answer.content.decode()
    assert (answer.status_code, says in html, held["words"] in html) == (status, True, True)


def upload(client: Client, content: bytes, **more: Any) -> Any:
    file = SimpleUploadedFile("名单.csv", content)
    told = {"source": "国务院客户端", "published_at": "2022-02-28T08:00", "file": file, **more}
    with pinned_at(AT):
        return client.post(reverse("risk:import"), told)


def test_a_list_is_imported_and_its_refused_line_mended(console: Actor) -> None:
    client = browser(Role.DATA)
    content = sheet(
        HEAD, ["陕西省", "西安市", "雁塔区", "甲小区", "高风险", ""], ["", "", "", "某处", "红", ""]
    )
    answer = upload(client, content)
    notice = RiskNotice.objects.get()
    assert answer.url == reverse("risk:notice", args=[notice.pk])
    assert upload(client, content).url == answer.url
    line = notice.refused_lines.get()
    with pinned_at(AT):
        html = text(client, answer.url)
        assert "某处" in html
        assert "甲小区" in html
        page = text(client, reverse("risk:line", args=[line.pk]))
        assert "the grade is none that is known" in page
        assert client.post(reverse("risk:settle", args=[line.pk])).url == answer.url
        text(client, reverse("risk:line", args=[999_999]), 404)
        text(client, reverse("risk:notice", args=[999_999]), 404)
    line.refresh_from_db()
    assert line.settled_at == AT


@pytest.mark.parametrize(
    ("content", "status", "says"),
    [(b"a,b\n1,2\n", 409, "No sheet"), (b"%PDF", 409, "page or a document"), (b"", 422, "empty")],
)
def test_what_is_no_list_is_refused(console: Actor, content: bytes, status: int, says: str) -> None:
    answer = upload(browser(), content)
    assert (answer.status_code, says in answer.content.decode()) == (status, True)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", 3), ("now=1", 2), ("now=0", 1), ("grade=high", 1), ("grade=high&grade=medium", 3), ("grain=town", 2),
        ("name=明德门", 1), ("starts_from=2022-03-02", 0), ("ends_to=2022-03-01", 1), ("source=陕西", 3),
        ("document=x", 0),
        ("province=61", 2), ("province=41", 1), ("county=610113", 2), ("q=明德门", 1), ("known_from=2022-03-01", 1),
    ],
)  # fmt: skip
def test_each_column_is_a_filter(areas: Actor, asked: str, found: int) -> None:
    raise_(areas, "河南省郑州市金水区杨金路街道", "medium")
    raise_(areas, "河南省郑州市金水区杨金路街道", "", AT + DAY)
    with pinned_at(AT + 2 * DAY):
        assert text(browser(), f"{reverse('risk:list')}?{asked}").count("data-href") == found


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", 1), ("source=陕西", 1), ("kind=sheet", 1), ("kind=typed", 0), ("refused_min=1", 1), ("changed_min=1", 0),
        ("published_from=2022-03-01", 0), ("rows_max=5", 1), ("document=x", 0),
    ],
)  # fmt: skip
def test_each_column_of_publications_is_a_filter(console: Actor, asked: str, found: int) -> None:
    take(console, ["", "", "", "某处", "红", ""])
    with pinned_at(AT + DAY):
        assert text(browser(), f"{reverse('risk:notices')}?{asked}").count("data-href") == found


def test_refused_lines_are_a_list(console: Actor) -> None:
    take(console, ["", "", "", "某处", "红", ""])
    client = browser()
    assert text(client, f"{reverse('risk:refused')}?reason=grade_unknown").count("data-href") == 1
    assert text(client, f"{reverse('risk:refused')}?reason=ambiguous").count("data-href") == 0
    text(browser(Role.TOWN), reverse("risk:refused"), 403)


@pytest.mark.parametrize(
    ("name", "table"), [("list", RiskTable), ("notices", NoticeTable), ("refused", RefusedTable)]
)
def test_lists_need_the_same_queries_for_any_length(console: Actor, name: str, table: type) -> None:
    for number in range(8):
        take(
            console,
            ["陕西省", "西安市", "雁塔区", f"{number}小区", "高风险", ""],
            ["", "", "", f"某处{number}", "红", ""],
        )
    assert check_constant_queries(browser(), reverse(f"risk:{name}"), table, (2, 6)) <= 25


def call(client: Client, path: str, status: int = 200, **told: Any) -> Any:
    answer = client.post(f"/api/v1/risk{path}", json.dumps(told), content_type="application/json")
    assert answer.status_code == status, answer.content
    return answer.json()


def test_the_interface(console: Actor) -> None:
    client = browser(Role.DATA)
    with pinned_at(AT):
        told = {"words": STREET, "grade": "high", "source": "陕西省", "key": "k"}
        assert call(client, "/areas", **told) == call(client, "/areas", **told)
        assert (
            call(client, "/areas", 409, **{**told, "words": "某处", "key": ""})["detail"] == "place_unclear"
        )
        assert (
            call(client, "/areas", 422, **{**told, "grade": "purple", "key": ""})["detail"] == "unknown_value"
        )
        listed = client.get("/api/v1/risk/areas?county=610113").json()
        assert [one["grade"] for one in listed] == ["high"]
        assert client.get(f"/api/v1/risk/areas?after={listed[0]['id']}").json() == []
        answer = client.get(f"/api/v1/risk/answer?place={STREET}").json()
        assert (answer["level"], answer["days"], len(answer["now"])) == ("high", 14, 1)
        assert client.get("/api/v1/risk/answer?place=某处").status_code == 422
        call(browser(Role.GRID), "/areas", 403, **told)
