"""The shell's own pages: language, refusals, the page without a connection, the style guide."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import include, path
from tests.rooms.staff import make_staff, sign_in, signed_in

from lianfang.accounts.access import needs, public
from lianfang.shared import clock
from lianfang.shared.actor import Forbidden
from lianfang.shared.roles import Permission, Role
from lianfang.shared.tables.produced import my_files
from lianfang.web import answers
from lianfang.web.views import style_guide

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@public
def gone(request: HttpRequest) -> HttpResponse:
    """Find nothing."""
    raise Http404


@public
def refused(request: HttpRequest) -> HttpResponse:
    """Refuse as an action does."""
    raise Forbidden("x")


@public
def broken(request: HttpRequest) -> HttpResponse:
    """Fail."""
    raise RuntimeError("broken on purpose")


urlpatterns = [
    path("", include("lianfang.web.urls")),
    path("accounts/", include("lianfang.accounts.urls")),
    path("files/", needs(Permission.SIGN_IN)(my_files), name="files"),
    path("style/", needs(Permission.SIGN_IN)(style_guide), name="style"),
    path("gone/", gone),
    path("refused/", refused),
    path("broken/", broken),
]
COOKIE = settings.LANGUAGE_COOKIE_NAME


class Attributes(HTMLParser):
    """Collects every attribute's name, and scripts without an address."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.inline: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names |= {name for name, _ in attrs}
        if (tag == "script" and "src" not in dict(attrs)) or tag == "style":
            self.inline.append(tag)


@pytest.mark.parametrize("role", [Role.OFFICE, Role.GRID])
def test_every_component_keeps_to_the_content_policy(role: Role) -> None:
    html = signed_in(role).get("/style/").content.decode()
    page = Attributes(html)
    assert not page.inline
    assert not {name for name in page.names if name.startswith("on") or name in ("style", "hx-on", "hx-vals")}


def test_the_policy_allows_no_eval_and_no_inline() -> None:
    policy = signed_in(Role.GRID).get("/style/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy


def test_the_page_names_its_language_and_its_reader() -> None:
    html = sign_in(Client(), make_staff(Role.GRID, name="甲某")).get("/style/").content.decode()
    assert '<html lang="zh-hans">' in html and "甲某" in html
    assert html.count("<h1>") == 1
    assert '<a class="lf-skip" href="#content">' in html


def test_ids_are_used_once() -> None:
    ids = re.findall(r'\sid="([^"]+)"', signed_in(Role.GRID).get("/style/").content.decode())
    assert sorted(set(ids)) == sorted(ids)


def test_tables_have_heads_and_images_words() -> None:
    html = signed_in(Role.GRID).get("/style/").content.decode()
    assert html.count("<table") == html.count("<thead")
    assert all("aria-" in svg or "role=" in svg for svg in re.findall(r"<svg[^>]*>", html))


@pytest.mark.parametrize("header", ["", "en-GB,en;q=0.9", "de"])
def test_the_browser_does_not_choose_the_language(header: str) -> None:
    answer = Client().get("/offline/", headers={"Accept-Language": header})
    assert '<html lang="zh-hans">' in answer.content.decode()


@pytest.mark.parametrize(
    ("code", "lang"), [("en", "en"), ("zh-hans", "zh-hans"), ("de", "zh-hans"), ("", "zh-hans")]
)
def test_the_switch_chooses_it(code: str, lang: str) -> None:
    client = Client()
    answer = client.post("/language/", {"language": code, "next": "/offline/"})
    assert answer["Location"] == "/offline/"
    assert f'<html lang="{lang}">' in client.get("/offline/").content.decode()


def test_a_cookie_that_names_no_language_is_ignored() -> None:
    client = Client()
    client.cookies[COOKIE] = "../../x"
    assert '<html lang="zh-hans">' in client.get("/offline/").content.decode()


def test_the_choice_stays_with_the_member_of_staff() -> None:
    staff = make_staff(Role.GRID)
    sign_in(Client(), staff).post("/language/", {"language": "en"})
    staff.refresh_from_db()
    assert staff.language == "en"
    assert '<html lang="en">' in sign_in(Client(), staff).get("/style/").content.decode()


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""]
)
def test_the_switch_leads_nowhere_else(back: str) -> None:
    assert Client().post("/language/", {"language": "en", "next": back})["Location"] == "/"


def test_the_switch_is_posted() -> None:
    assert Client().get("/language/").status_code == 405


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/gone/", 404, "There is no such page"),
        ("/refused/", 403, "does not allow"),
        ("/nowhere/", 404, "no such page"),
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_refusals_have_their_own_words_and_a_next_step(
    address: str, status: int, words: str, known: bool
) -> None:
    client = signed_in(Role.GRID) if known else Client()
    client.cookies[COOKIE] = "en"
    answer = client.get(address)
    html = answer.content.decode()
    assert answer.status_code == status
    assert words in html and "Back to Today" in html


def test_a_failure_says_so_without_telling_why() -> None:
    client = Client(raise_request_exception=False)
    answer = client.get("/broken/")
    assert answer.status_code == 500
    assert "lf-empty" in answer.content.decode() and "on purpose" not in answer.content.decode()


def test_an_old_form_is_told_to_load_again() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/language/", {"language": "en"})
    assert answer.status_code == 403
    assert "lf-empty" in answer.content.decode()


@pytest.mark.parametrize("name", ["400.html", "500.html", "403_csrf.html"])
def test_pages_of_last_resort_need_no_request(name: str) -> None:
    assert "lf-empty" in render_to_string(name)


def test_the_style_guide_is_not_for_strangers() -> None:
    assert Client().get("/style/").status_code == 302


def test_inside_the_panel_a_page_is_only_its_content() -> None:
    headers = {"HX-Request": "true", "HX-Target": "panel-body"}
    html = signed_in(Role.GRID).get("/style/", headers=headers).content.decode()
    assert "<html" not in html and "lf-timeline" in html


def test_answers_tell_the_page_what_to_do() -> None:
    answer = answers.close_panel(answers.say(HttpResponse("x"), "已保存", "success"))
    assert answer["HX-Trigger"] == '{"toast": {"text": "\\u5df2\\u4fdd\\u5b58", "tone": "success"}}'
    assert answer["HX-Trigger-After-Settle"] == '{"panel-close": {}}'
    assert answers.reload()["HX-Refresh"] == "true"
    assert answers.go("/a/")["HX-Redirect"] == "/a/"


def test_a_demo_says_on_every_page_what_time_it_plays(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "演示时间" not in signed_in(Role.GRID).get("/style/").content.decode()
    monkeypatch.setattr(settings, "CLOCK_BEHIND", clock.behind(datetime(2022, 3, 1, 0, 5, tzinfo=UTC)))
    assert "演示时间 2022-03-01 08:05" in signed_in(Role.GRID).get("/style/").content.decode()
