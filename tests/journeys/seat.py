"""Somebody of the county's staff at a browser: opens pages, reads them, presses, and keeps pictures for the guides."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, FloatRect, Locator, Page, expect

from .county import County

PICTURES = Path(__file__).resolve().parent.parent.parent / "docs" / "guide" / "images"
KEEP = os.environ.get("LIANFANG_KEEP_SCREENSHOTS") == "1"
LARGEST_PICTURE = 200_000
DESK, PHONE = 1440, 360
HEIGHTS = {DESK: 900, PHONE: 740}
PATIENCE_MS = 30_000
_REFUSED = re.compile(r"status of (403|404|409|422)|ERR_INTERNET_DISCONNECTED|htmx:(afterRequest|sendError)")


@dataclass
class Seat:
    """One signed-in member of staff; `faults` is what their browser complained about."""

    page: Page
    county: County
    username: str
    faults: list[str] = field(default_factory=list)
    _expected: bool = False

    def listen(self) -> None:
        """Note what the browser's console says from now on."""
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.page.url}: {error}"))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        if self._expected and _REFUSED.search(message.text):
            return
        self.faults.append(f"{self.page.url}: {message.text}")

    @contextmanager
    def refused(self) -> Iterator[None]:
        """Do what the server is expected to refuse; the browser's word of it is no fault then."""
        self._expected = True
        yield
        self.page.wait_for_timeout(100)  # the console speaks a moment after the page
        self._expected = False

    @property
    def width(self) -> int:
        """Return how wide the screen is, in pixels."""
        return self.page.viewport_size["width"] if self.page.viewport_size else DESK

    def widen(self, width: int) -> None:
        """Make the screen that of a desk or of a phone; the page stays as it is."""
        self.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})

    def open(self, path: str, status: int = 200) -> None:
        """Open a page by its address and expect the answer's status."""
        answer = self.page.goto(self.county.url + path)
        assert answer is not None and answer.status == status, f"{path}: {answer and answer.status}"

    def press(self, name: str, within: str = "#content") -> None:
        """Press the first button or link of this name, and wait for what follows."""
        area = self.page.locator(within)
        named = area.get_by_role("button", name=name).or_(area.get_by_role("link", name=name))
        named.first.click()
        self.page.wait_for_load_state()

    def press_in_panel(self, name: str) -> None:
        """Press a button of the side panel."""
        self.press(name, "#panel-body")

    def agree(self) -> None:
        """Answer yes to the question that a weighty step asks."""
        self.page.locator("#confirm [data-confirm-yes]").click()
        self.page.wait_for_load_state()

    def fill(self, label: str, text: str, within: str = "#content") -> None:
        """Write into the field of this label."""
        self.page.locator(within).get_by_label(label).first.fill(text)

    def reads(self, text: str, within: str = "body") -> None:
        """Expect to read something on the page."""
        expect(self.page.locator(within).first).to_contain_text(text, timeout=PATIENCE_MS)

    def does_not_read(self, text: str, within: str = "body") -> None:
        """Expect not to read something on the page."""
        expect(self.page.locator(within).first).not_to_contain_text(text)

    def rows(self) -> Locator:
        """Return the rows of the list on the page."""
        return self.page.locator("#sheet tbody tr")

    def count(self) -> int:
        """Return the number of rows that the list on the page says it has, which may come after it."""
        words = self.page.locator("[data-count]", has_text=re.compile(r"\d")).first.inner_text()
        return int(re.sub(r"\D", "", words))

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than the screen."""
        return int(
            self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        )

    def keep(self, name: str, *, whole: bool = False) -> None:
        """Keep a picture of the page for the guides, when pictures were asked for."""
        if not KEEP:
            return
        PICTURES.mkdir(parents=True, exist_ok=True)
        path = PICTURES / f"{name}.png"
        self.page.wait_for_timeout(600)  # toasts and panels slide in
        self.page.screenshot(path=path, full_page=whole, animations="disabled")
        for height in (720, 560, 420):  # a dense list is cut below, its head says enough
            if path.stat().st_size > LARGEST_PICTURE:
                cut = FloatRect(x=0, y=0, width=self.width, height=height)
                self.page.screenshot(path=path, clip=cut, animations="disabled")
        assert path.stat().st_size <= LARGEST_PICTURE, f"{path.name}: {path.stat().st_size} bytes"


class Office:
    """Where staff sit down at one browser; each signs in once and comes back signed in."""

    def __init__(self, browser: Browser, county: County) -> None:
        self.browser = browser
        self.county = county
        self._signed_in: dict[str, object] = {}

    def seat(self, username: str, width: int = DESK) -> Seat:
        """Give somebody a seat at a screen of this width."""
        context = self.browser.new_context(
            viewport={"width": width, "height": HEIGHTS[width]},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            has_touch=width == PHONE,
            storage_state=self._signed_in.get(username),  # type: ignore[arg-type]
        )
        context.set_default_timeout(PATIENCE_MS)
        taken = Seat(context.new_page(), self.county, username)
        if username not in self._signed_in:
            self._sign_in(taken)
            self._signed_in[username] = context.storage_state()
        taken.listen()
        return taken

    def _sign_in(self, seat: Seat) -> None:
        from lianfang.demo.county import DEMO_PASSWORD  # Django is set up by now

        page = seat.page
        seat.open("/accounts/login/")
        page.fill("input[name=username]", seat.username)
        page.fill("input[name=password]", DEMO_PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(lambda url: "/login/" not in url)
        if "/verify/" in page.url:
            code = seat.county.run("users", "code", seat.username)
            page.fill("input[name=code]", re.findall(r"\d{6}", code)[0])
            page.press("input[name=code]", "Enter")
            page.wait_for_url(lambda url: "/verify/" not in url)
