"""What is typed into a list never stands in an address: neither in a link, nor where the reader is sent."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from tests.rooms.leads.county import AT, make_county, one_lead
from tests.rooms.orders.world import control
from tests.rooms.shared.tables.registers import LIST, EntryTable, expected, lay_entries, names
from tests.rooms.staff import make_actor, signed_in
from tests.support.lists import page_links

from lianfang.shared import crypto
from lianfang.shared.models import SavedFilter
from lianfang.shared.roles import Role
from lianfang.shared.tables import typed
from lianfang.shared.tables.asked import read_asked

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.rooms.shared.tables.registers")]
WORD = "甲00"
ADDRESS = re.compile(r'(?:href|action|hx-get|hx-post|data-href|src)="([^"]*)"')


@pytest.fixture
def office() -> Client:
    lay_entries(12)
    return signed_in(Role.OFFICE)


def addresses(html: str) -> list[str]:
    return [address.replace("&amp;", "&") for address in ADDRESS.findall(html)]


def spellings(word: str) -> tuple[str, ...]:
    return word, quote(word), quote(quote(word))


def check_nowhere(answer, word: str) -> None:
    """Fail where a word stands in an address of a page or where the reader is sent."""
    for address in [*addresses(answer.content.decode()), answer.headers.get("Location", "")]:
        assert not any(spelling in address for spelling in spellings(word)), address


@pytest.mark.parametrize("name", ["q", "name"])
def test_a_search_is_sent_on_to_an_address_that_does_not_say_it(office: Client, name: str) -> None:
    sent = office.post(LIST, {name: WORD, "sort": "-at", "action": "read", "number_min": "1"})
    assert sent.status_code == 302
    check_nowhere(sent, WORD)
    asked = parse_qs(urlsplit(sent.url).query)
    assert asked.pop(name)[0].startswith(typed.MARK)
    assert asked == {"sort": ["-at"], "action": ["read"], "number_min": ["1"]}
    page = office.get(sent.url)
    assert page.status_code == 200
    assert set(names(page.content.decode())) <= set(expected(*range(12)))
    assert f"“{WORD}”" in page.content.decode()
    check_nowhere(page, WORD)


@pytest.mark.parametrize("name", ["q", "name"])
def test_an_address_written_by_hand_is_replaced(office: Client, name: str) -> None:
    sent = office.get(LIST, {name: WORD, "action": "read"})
    check_nowhere(sent, WORD)
    assert names(office.get(sent.url).content.decode()) == names(
        office.post(LIST, {name: WORD, "action": "read"}, follow=True).content.decode()
    )


def test_paging_sorting_and_lifting_keep_the_same_sealed_text(office: Client) -> None:
    first = office.post(LIST, {"q": "甲"}, follow=True)
    token = parse_qs(urlsplit(first.redirect_chain[-1][0]).query)["q"][0]
    links = [parse_qs(urlsplit(address).query).get("q") for address in addresses(first.content.decode())]
    assert [token] in links
    assert all(link in (None, [token]) for link in links)
    second = office.get(LIST + page_links(first.content.decode())["next"].removeprefix(LIST))
    assert not set(names(second.content.decode())) & set(names(first.content.decode()))
    check_nowhere(second, "甲")


def test_back_leads_to_the_same_list(office: Client) -> None:
    where = office.post(LIST, {"q": WORD}).url
    assert names(office.get(where).content.decode()) == names(office.get(where).content.decode()) != []


def test_htmx_gets_the_list_alone_after_the_search(office: Client) -> None:
    asked = {"HX-Request": "true", "HX-Target": "list"}
    sent = office.post(LIST, {"q": WORD}, headers=asked)
    part = office.get(sent.url, headers=asked).content.decode()
    assert "<html" not in part and names(part)
    assert 'method="post"' in part and "csrfmiddlewaretoken" in part


def test_a_search_needs_the_token_of_the_page() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in(Role.OFFICE).cookies
    assert strict.post(LIST, {"q": WORD}).status_code == 403


@pytest.mark.parametrize("posted", [{"q": ""}, {"q": " ", "name": ""}, {}])
def test_nothing_typed_is_the_plain_list(office: Client, posted: dict[str, str]) -> None:
    assert office.post(LIST, posted).url == LIST


def test_what_is_too_long_is_told_and_does_not_fill_the_address(office: Client) -> None:
    page = office.post(LIST, {"q": "字" * 5_000}, follow=True)
    assert len(page.redirect_chain[-1][0]) < 1_000
    assert len(page.context["faults"]) == 1


@pytest.mark.parametrize("token", ["~", "~x", "~AAAA", "~" + "A" * 200, "~é"])
def test_what_was_not_sealed_here_is_told(office: Client, token: str) -> None:
    page = office.get(LIST, {"q": token})
    assert page.status_code == 200
    assert len(page.context["faults"]) == 1
    assert page.context["search"] == ""


def test_a_text_sealed_for_another_purpose_is_not_opened() -> None:
    other = typed.urlsafe_b64encode(crypto.seal_text(WORD, "person.number")).decode()
    with pytest.raises(crypto.CannotOpen):
        typed.reveal(typed.MARK + other)


@pytest.mark.parametrize("text", ["王伟", "a", "~王", "é" * 80, "141123199001011234"])
def test_a_text_comes_back_as_it_was(text: str) -> None:
    assert typed.reveal(typed.hide(text)) == text
    assert typed.hide(text) != typed.hide(text)


def test_an_export_takes_the_sealed_text(office: Client) -> None:
    where = office.post(LIST, {"q": WORD}).url
    page = office.get(where).content.decode()
    export = next(address for address in addresses(page) if address.startswith(f"{LIST}export/"))
    assert office.post(export).headers["Content-Type"].endswith("sheet")


def test_a_kept_filter_holds_nothing_typed(office: Client) -> None:
    where = office.post(LIST, {"q": WORD, "action": "read"}).url
    sent = office.post(where.replace(LIST, f"{LIST}keep/"), {"name": "读"})
    check_nowhere(sent, WORD)
    assert SavedFilter.objects.get().query == {"action": ["read"]}


def test_the_condition_is_the_same_sealed_or_not() -> None:
    table = EntryTable(make_actor(Role.OFFICE), {"cut": ""})
    plain = read_asked(table, QueryDict(f"q={WORD}&name=1"))
    sealed = read_asked(table, QueryDict(plain.query()))
    assert (plain.is_bare, sealed.is_bare) == (True, False)
    assert (sealed.search, sealed.values) == (plain.search, plain.values)


@pytest.mark.urls("lianfang.config.urls")
@pytest.mark.parametrize("page", ["people:list", "leads:list", "orders:list", "orders:tests"])
@pytest.mark.parametrize("word", ["张三", "15400000001", "141123"])
def test_no_list_of_people_says_it(page: str, word: str) -> None:
    by = make_county()
    one_lead(by)
    control(by, seed=2, at=AT)
    client = signed_in(Role.OFFICE)
    for answer in (
        client.get(reverse(page), {"q": word}),
        client.post(reverse(page), {"q": word}, follow=True),
    ):
        check_nowhere(answer, word)
