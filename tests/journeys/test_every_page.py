"""Every page that somebody's navigation leads to, on a desk and on a phone: whole, quiet and in Chinese (A8)."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from .conftest import Sit
from .givens import DATA, DESK, GRID, OFFICE, SITE, TOWN
from .seat import DESK as DESK_WIDTH
from .seat import PHONE, Seat

pytestmark = [pytest.mark.journey, pytest.mark.slow]
WHOLE = (OFFICE, GRID)  # the county's desk sees most pages, the grid's those of a phone
STAFF = (*WHOLE, "commander", DATA, TOWN, DESK, SITE, "inspector", "auditor", "system")
WORD = re.compile(r"[A-Za-z]{3,}")
# What is Latin by nature: the switch of languages, names of formats and programs, names of files and sheets.
LATIN = re.compile(
    r"English|Excel|Word|CSV|Sheet\d*|lianfang doctor|lianfang|PostgreSQL|[0-9a-f]{12,}|[\w（）()·-]+\.(?:xlsx?|csv)"
    r"|Chrome|Edge|Firefox|Safari|Linux|Windows|Android|macOS"
)
# Where Latin is what is shown: names sorted and found by pinyin, user names, codes of the trail.
SPELT = {
    "/people/": r"[a-z]+( [a-z]+)*",
    "/accounts/audit/": r"手工填写，存于该记录（[0-9a-f]{8}）|[a-z_0-9.]+|\S+ [\w.:/-]+( · \S+ [\w.:/+-]+)*",
    "/accounts/": r"[a-z_0-9]+",
    "/": r"[a-z]+\d*",
}
_VISIBLE = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const words = [];
    while (walker.nextNode()) {
        const box = walker.currentNode.parentElement;
        if (box.closest("script, style, template, code, option, .lf-who-card, .lf-language")) continue;
        if (box.checkVisibility({ visibilityProperty: true })) words.push(walker.currentNode.textContent.trim());
    }
    return words.filter((each) => /[A-Za-z]{3,}/.test(each));
}"""


def links(seat: Seat) -> list[str]:
    """List where the navigation leads."""
    found = seat.page.locator("#side nav a").evaluate_all("all => all.map((one) => one.getAttribute('href'))")
    return list(dict.fromkeys(found))


def first_inside(seat: Seat) -> str:
    """Return where the first row of a list leads, or nothing."""
    row = seat.page.locator("#sheet tbody tr[data-href]").first
    return (row.get_attribute("data-href") or "") if row.count() else ""


def english(seat: Seat) -> list[str]:
    """List the visible texts with English words that have no business there."""
    path = urlsplit(seat.page.url).path
    spelt = re.compile(next((words for start, words in SPELT.items() if path.startswith(start)), "$^"))
    left = [LATIN.sub("", words) for words in seat.page.evaluate(_VISIBLE)]
    return [words for words in left if WORD.search(words) and not spelt.fullmatch(words.strip())]


def check(seat: Seat, path: str) -> list[str]:
    """Open a page and list what is wrong with it, on the screen it is opened on and then on the other one."""
    seat.open(path)
    seat.page.wait_for_timeout(150)  # what the page loads by itself
    first = seat.width
    wrong = look(seat, path)
    seat.widen(PHONE if first == DESK_WIDTH else DESK_WIDTH)
    wrong += look(seat, path)
    seat.widen(first)
    return wrong


def look(seat: Seat, path: str) -> list[str]:
    """List what is wrong with the page as it stands."""
    wrong = [f"English: {words}" for words in english(seat)]
    if seat.overflow() > 0:
        wrong.append(f"wider than the screen by {seat.overflow()}")
    if seat.page.locator("html").get_attribute("lang") != "zh-hans":
        wrong.append("its language is not told")
    return [f"{path} at {seat.width}: {each}" for each in wrong]


def own_links(sit: Sit, username: str, seat: Seat) -> list[str]:
    """List where somebody's navigation leads; for most only Today and where the county's desk cannot go."""
    seat.open("/")
    paths = links(seat)
    assert paths[0] == "/" and len(paths) >= 3
    if username in WHOLE:
        return [*paths, "/files/", "/accounts/me/"]
    office = sit(OFFICE, DESK_WIDTH)
    office.open("/")
    known = links(office)
    return ["/", *(path for path in paths if path not in known)]


@pytest.mark.parametrize("username", STAFF)
def test_every_page_is_whole_on_a_desk_and_on_a_phone(sit: Sit, username: str) -> None:
    seat = sit(username, PHONE if username == GRID else DESK_WIDTH)
    wrong: list[str] = []
    for path in own_links(sit, username, seat):
        wrong += check(seat, path)
        inside = first_inside(seat)
        if inside:
            wrong += check(seat, inside)
    assert not wrong
