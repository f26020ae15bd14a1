"""The pages of the law: every edition, two side by side, in both languages; nobody's name is on them."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import override
from tests.core.policy.case_files import read_cases
from tests.rooms.law.texts import sign
from tests.rooms.law.texts import text as text_of_order
from tests.rooms.leads.county import AT
from tests.rooms.orders.test_views import browser, text
from tests.rooms.staff import make_actor, make_staff, sign_in
from tests.support.lists import count_queries

from lianfang.config.policy_files import get_examples, get_policy_book
from lianfang.core.policy.citations import cite
from lianfang.core.policy.load_sources import split_codes
from lianfang.core.policy.model import Mark
from lianfang.law import actions
from lianfang.orders import law
from lianfang.shared.actor import Actor
from lianfang.shared.clock import LOCAL, pinned_at
from lianfang.shared.roles import Role

BOOK = get_policy_book()


def edition(name: str) -> str:
    return reverse("orders:edition", args=[name])


def compared(**asked: str) -> str:
    return reverse("orders:compare_law") + "?" + "&".join(f"{key}={value}" for key, value in asked.items())


def assert_cited(page: str, cited: str) -> None:
    """Each source is named where it is cited, with its entry on hover, and stands in the list that ends the page."""
    head, listed = page.split("What this page rests on")
    for code in split_codes(cited):
        (one,) = cite(BOOK, code, Mark("editions.yaml", 1), str)
        assert f'<a href="#source-{slugify(code)}" title="{one.told}">{one.name}</a>' in head
        assert (
            f'id="source-{slugify(code)}"><dt>{one.name} <code>{code}</code></dt><dd>{one.told}</dd>'
            in listed
        )


def chinese() -> Client:
    client = sign_in(Client(), make_staff(Role.OFFICE))
    client.cookies["django_language"] = "zh-hans"
    return client


def test_every_edition_is_listed_with_its_days(console: Actor) -> None:
    page = text(browser(), reverse("orders:law"))
    for one in BOOK.editions.values():
        assert edition(one.id) in page
        assert one.title in unescape(page)
    assert page.index(edition("b2b")) < page.index(edition("v9")) < page.index(edition("v2"))


@pytest.mark.parametrize("name", BOOK.editions)
def test_every_edition_has_a_page_with_what_it_rests_on(console: Actor, name: str) -> None:
    page = unescape(text(browser(), edition(name)))
    held = BOOK.editions[name]
    assert held.title in page
    assert_cited(page, held.source)
    for value in BOOK.values.values():
        if value.edition == name:
            assert value.clause in page
            assert_cited(page, value.source)
            assert not value.off or f"switched off: {value.off}" in page


def test_what_is_switched_off_is_marked_and_says_why(console: Actor) -> None:
    off = [value for value in BOOK.values.values() if value.off]
    assert off
    for value in off:
        page = unescape(text(browser(), edition(value.edition)))
        assert "not applied" in page
        assert value.off in page


def test_what_is_carried_is_named_with_its_text(console: Actor) -> None:
    page = unescape(text(browser(), edition("o20")))
    assert f"(as in “{BOOK.editions['v9'].title}”)" in page
    assert edition("v9") in page


def test_the_cases_of_an_edition_stand_with_their_answers(console: Actor) -> None:
    page = unescape(text(browser(), edition("v9")))
    assert "第九版密接，7天集中加3天居家健康监测" in page
    assert "centralised isolation from 1/8/2022 11:00 to 8/8/2022 11:00" in page
    assert "第八版密接" not in page.split("Cases and their answers")[1]
    assert "contact: counts from 2022-08-01 11:00, found 2022-08-01 11:00, no area of its own rules." in page


def test_cases_are_gathered_by_class_of_person(console: Actor) -> None:
    with override("zh-hans"):
        cases = law.list_cases(BOOK.editions["shanxi_20220820"])
    assert all(line.facts.startswith(label) for label, lines in cases.items() for line in lines)
    assert {"高风险区来人", "低风险区来人"} <= cases.keys()
    assert any("14" in line.facts for line in cases["高风险区来人"])


def test_cases_are_read_as_the_tests_read_them() -> None:
    read = [(case.name.split(": ", 1)[1], case.facts) for case in read_cases()]
    assert [(example.name, example.facts) for example in get_examples()] == read


@pytest.mark.django_db
def test_each_case_stands_on_the_page_of_the_edition_that_decides_it() -> None:
    shown = {
        case.name
        for one in BOOK.editions.values()
        for lines in law.list_cases(one).values()
        for case in lines
    }
    silent = {case.name.split(": ", 1)[1] for case in read_cases() if not case.expected["edition"]}
    assert shown == {example.name for example in get_examples()} - silent


def test_two_editions_stand_side_by_side(console: Actor) -> None:
    page = unescape(text(browser(), compared(one="v8", other="v9")))
    assert BOOK.editions["v8"].title in page
    assert BOOK.editions["v9"].title in page
    assert "centralised isolation 14 day(s)" in page
    assert "centralised isolation 7 day(s)" in page
    assert "different" in page
    assert '<option value="v8" selected>' in page


def test_two_editions_name_what_each_rests_on(console: Actor) -> None:
    page = unescape(text(browser(), compared(one="v8", other="v9")))
    for name in ("v8", "v9"):
        assert_cited(page, BOOK.values[name, "close_contact"].source)
    listed = page.split("What this page rests on")[1]
    for code in split_codes(BOOK.editions["v9"].source):
        assert f"<code>{code}</code>" in listed
    assert listed.count("<code>S1</code>") == 1


def test_no_two_sources_share_a_place_in_the_list() -> None:
    assert len({slugify(code) for code in BOOK.sources}) == len(BOOK.sources)


def test_a_local_order_is_shown_with_the_documents_it_names(console: Actor) -> None:
    written = text_of_order(id="xing_1").replace("source: 示例", "source: 县指挥部第1号令，S1")
    order = actions.draft(text=written, by=console, at=AT)
    for signer in (console, make_actor(Role.COMMANDER)):
        sign(order, signer)
    page = unescape(text(browser(), edition("xing_1")))
    assert page.count("县指挥部第1号令，S1") == 3
    assert ">published account<" in page
    assert "<dt>县指挥部第1号令，S1</dt><dd>—</dd>" in page


def test_an_edition_beside_itself_differs_nowhere(console: Actor) -> None:
    page = text(browser(), compared(one="v9", other="v9"))
    assert ">different<" not in page


@pytest.mark.parametrize(
    ("at", "pair"),
    [
        (datetime(2019, 1, 1, tzinfo=LOCAL), ("v2", "v3")),
        (datetime(2020, 1, 29, tzinfo=LOCAL), ("v2", "v3")),
        (datetime(2022, 1, 11, 8, tzinfo=LOCAL), ("v7", "v8")),
        (datetime(2026, 1, 1, tzinfo=LOCAL), ("n10", "b2b")),
    ],
)
def test_the_national_text_in_force_stands_beside_the_one_before(
    console: Actor, at: datetime, pair: tuple[str, str]
) -> None:
    assert law.get_last_two(at) == pair


def test_who_names_none_is_shown_these_two(console: Actor) -> None:
    with pinned_at(datetime(2022, 1, 11, 8, tzinfo=LOCAL)):
        page = unescape(text(browser(), reverse("orders:compare_law")))
    assert all(BOOK.editions[name].title in page for name in ("v7", "v8"))
    assert re.findall(r'<option value="(\w+)" selected>', page) == ["v7", "v8"]
    assert text(browser(), compared(one="v9")).count(" selected>") == 2


@pytest.mark.parametrize(
    "address", [edition("v99"), edition("%3Cscript%3E"), compared(one="v99", other="v9")]
)
def test_an_edition_that_is_not_there_is_not_found(console: Actor, address: str) -> None:
    text(browser(), address, 404)


@pytest.mark.parametrize("address", [reverse("orders:law"), edition("v9"), compared(one="v8", other="v9")])
def test_whoever_is_signed_in_may_read_the_law(console: Actor, address: str) -> None:
    for role, code in (
        (Role.OFFICE, "141123"),
        (Role.TOWN, "141123100"),
        (Role.GRID, "XW-088"),
        (Role.AUDITOR, "141123"),
    ):
        text(browser(role, code), address)
    assert Client().get(address).status_code == 302


def test_the_pages_are_chinese_first(console: Actor) -> None:
    page = text(chinese(), edition("v9"))
    assert "示例及其决定" in page
    assert "密接" in page
    assert "通识，把握大" in page
    assert "转载：数字可用，不作原文引用" in page.split("本页出处")[1]
    for english in (
        "What it asks",
        "day(s)",
        "re-post",
        "rests on",
        "published",
        "Stands on",
        "centralised isolation",
    ):
        assert english not in page
    assert "两版规定对照" in text(chinese(), compared(one="v8", other="v9"))
    assert "各版规定" in text(chinese(), reverse("orders:law"))


def test_the_law_is_in_the_navigation_and_asks_the_database_nothing_of_its_own(console: Actor) -> None:
    client = browser()
    assert reverse("orders:law") in text(client, reverse("orders:list"))
    assert count_queries(lambda: text(client, edition("v9"))) == count_queries(
        lambda: text(client, edition("v2"))
    )
