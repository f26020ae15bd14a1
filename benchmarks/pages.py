"""How fast the pages answer in a county of a million people, a million leads and 300,000 orders.

    LIANFANG_HOME=/some/empty/folder python -m benchmarks.pages           a tenth of it
    LIANFANG_HOME=/some/empty/folder python -m benchmarks.pages --full

Every register, the rows of the largest list and the lists behind figures are opened at each level of the county, in
each order, with each filter (a frequent value and one that nothing has), and deep inside, forth and back; then single
pages, searches and opened figures. Each is asked for by Django's test client in one warm process: server time, without
the network. Prints the median, the 95th percentile, both as a usual machine would take them (by a short loop that is
timed before and after each case, as a machine that others share is not equally fast all the time), the processor time
a request took here and in the database, and the number of queries beside the limit; asserts nothing about time.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import psutil

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.config.settings")
os.environ.setdefault("LIANFANG_DB_POOL", "0")

from benchmarks.calibration import calibrate, pace
from benchmarks.county import NOW, ensure_county, name_of, number_of, phone_of

PAGE_MS, NUMBER_MS, SEARCH_MS = 100, 10, 100
TIMES, WARM = 40, 3
NOWHERE = "不存在"
LEVELS = ("office", "town", "community", "grid")
FREQUENT = {
    "name": "王", "address": "蔚汾", "category": "contact", "from_place": "西安", "transport": "自驾", "to": "宁波",
    "number": "N29", "edition": "v8", "batch": "360", "order": "N29000",
    "lead": "500000",
}  # fmt: skip
Answer = Callable[[], Any]


@dataclass
class Case:
    """One page asked for by one reader, and what it cost."""

    name: str
    ask: Answer
    limit: int = PAGE_MS
    spent: list[float] = field(default_factory=list)
    queries: int = 0
    worked: float = 0.0
    slow: float = 1.0

    @property
    def median(self) -> float:
        """Return the median in milliseconds."""
        return statistics.median(self.spent)

    @property
    def p95(self) -> float:
        """Return the 95th percentile in milliseconds."""
        return statistics.quantiles(self.spent, n=20)[-1]

    def measure(self, times: int) -> None:
        """Ask until warm, count the queries once, then take the times."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        for _ in range(WARM):
            self.ask()
        gc.collect()  # the test client leaves a finalizer behind for each request of an hour
        gc.freeze()
        with CaptureQueriesContext(connection) as queries:
            self.ask()
        self.queries = len(queries)
        slow = pace()
        worked = cpu_seconds()
        for _ in range(times):
            began = time.perf_counter()
            self.ask()
            self.spent.append((time.perf_counter() - began) * 1_000)
        self.worked = (cpu_seconds() - worked) * 1_000 / times
        self.slow = (slow + pace()) / 2

    def line(self) -> str:
        """Write the case as a line of the table."""
        usual, usual_p95 = self.median / self.slow, self.p95 / self.slow
        verdict = "ok" if self.p95 <= self.limit else "over" if usual_p95 <= self.limit else "OVER"
        return (f"{self.name:<72} {self.median:8.1f} {self.p95:8.1f} {usual:8.1f} {usual_p95:8.1f} {self.worked:8.1f} "
                f"{self.queries:8} {self.limit:6} {verdict}")  # fmt: skip


def cpu_seconds() -> float:
    """Return the processor time of this process and of its database process, which a busy machine does not stretch."""
    from django.db import connection

    database = psutil.Process(connection.connection.info.backend_pid).cpu_times()
    return float(time.process_time() + database.user + database.system)


def make_readers() -> dict[str, Any]:
    """Sign in one member of staff of each role, those of the field at the county town."""
    from django.test import Client
    from tests.rooms.staff import make_staff, sign_in

    from lianfang.places.models import Grid
    from lianfang.shared.actor import Scope, ScopeKind
    from lianfang.shared.roles import Role

    grid = Grid.objects.order_by("code").first()
    assert grid is not None
    scopes = {
        Role.TOWN: Scope(ScopeKind.TOWN, grid.town_id),
        Role.COMMUNITY: Scope(ScopeKind.COMMUNITY, str(grid.community_id)),
        Role.GRID: Scope(ScopeKind.GRID, grid.code),
    }
    readers = {}
    for role in (role for role in Role if role is not Role.CONSOLE):
        staff = make_staff(role, scopes.get(role, Scope(ScopeKind.COUNTY, "141123")),
                           username=f"{role.value}-{time.time_ns()}")  # fmt: skip
        client = sign_in(Client(), staff)
        client.actor = staff.actor  # type: ignore[attr-defined]
        readers[role.value] = client
    return readers


def get(client: Any, address: str) -> Answer:
    """Return what asks for an address and insists on the page; one with a name in it is sealed the first time."""
    asked = [address]

    def ask() -> Any:
        answer = client.get(asked[0])
        if answer.status_code == 302:
            asked[0] = answer.url
            answer = client.get(asked[0])
        if answer.status_code != 200:
            raise SystemExit(f"{address}: {answer.status_code}")
        return answer

    return ask


@dataclass(frozen=True)
class Register:
    """A list and its address; `parts` are the address's own, `kept` what every link of it carries."""

    address: str
    table: Any
    parts: dict[str, Any] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)

    def asked(self, **values: str) -> str:
        """Write the address with conditions."""
        query = urlencode({**self.kept, **values})
        return f"{self.address}?{query}" if query else self.address

    def made_for(self, actor: Any) -> Any:
        """Make the table for a reader."""
        return self.table(actor, self.kept, **self.parts)


def list_registers() -> list[Register]:
    """Find every register: those with an address of their own, the rows of a list, the opened figures.

    What belongs to a local order, as those whom a trial of it would touch, is left out: the county has none.
    """
    from django.urls import URLPattern, get_resolver

    from lianfang.intake.models import Batch

    def walk(resolver: Any, route: str) -> Iterator[tuple[str, Any]]:
        for pattern in resolver.url_patterns:
            here = route + str(pattern.pattern)
            if not isinstance(pattern, URLPattern):
                yield from walk(pattern, here)
            elif here.endswith("export/") and hasattr(pattern.callback, "table"):
                yield "/" + here.removesuffix("export/"), pattern.callback.table

    batch = Batch.objects.order_by("-rows", "-pk").values_list("pk", flat=True)[0]
    named = ((address.replace("<int:batch_id>", str(batch)), "<" in address, table)
             for address, table in walk(get_resolver(), ""))  # fmt: skip
    found = [Register(address, table, {"batch_id": batch} if of_batch else {})
             for address, of_batch, table in named if "<" not in address]  # fmt: skip
    return found + list_opened()


def list_opened() -> list[Register]:
    """List the opened figures; of a split the whole stands for its parts."""
    from lianfang.core.figures.dispatch import FIGURES
    from lianfang.figures.tables import get_member_table
    from lianfang.shared.clock import LOCAL

    kept = {"date": NOW.astimezone(LOCAL).date().isoformat(), "cut": "24:00", "report": ""}
    return [
        Register(f"/figures/open/{figure.path}/", get_member_table(figure), {"path": figure.path}, kept)
        for figure in FIGURES
        if figure.by is None
    ]


def conditions(table: Any, actor: Any) -> Iterator[tuple[str, dict[str, str]]]:
    """Give each filter of a register with a value that much has and one that little or nothing has."""
    for column in table.columns:
        if column.filter is None:
            continue
        for values in samples(column, actor):
            named = dict(zip(column.filter.names(column.key), values, strict=False))
            yield f"{column.key}={'..'.join(values)}", named


def samples(column: Any, actor: Any) -> Iterable[tuple[str, ...]]:
    """Return values to try a filter with, by its kind."""
    kind = column.filter.control
    if kind == "choice":
        options = [str(code) for code, _words in column.filter.list_options(actor)]
        return [(code,) for code in dict.fromkeys((options[0], options[-1]))] if options else []
    if kind == "days":
        return [("2021-06-01", "2021-12-31"), ("2022-02-28", "2022-02-28"), ("2030-01-01", "2030-01-02")]
    if kind == "numbers":
        return [("1", "2"), ("90", "99")]
    if kind == "boolean":
        return [("1",), ("0",)]
    return [(FREQUENT.get(column.key, "王"),), (NOWHERE if column.key != "batch" else "999",)]


def register_cases(register: Register, readers: dict[str, Any]) -> Iterator[Case]:
    """Give the cases of one register: levels, orders, filters, and pages deep inside."""
    table = register.table
    may = [role for role, client in readers.items() if client.actor.may(table.permission)]
    levels = [role for role in LEVELS if role in may] or may[:1]
    for role in levels:
        yield Case(f"{register.asked()} as {role}", get(readers[role], register.asked()))
    for role in levels:
        for column in (column for column in table.columns if column.sort and not column.only_filter):
            for sort in (column.key, f"-{column.key}"):
                asked = register.asked(sort=sort)
                yield Case(f"{asked} as {role}", get(readers[role], asked))
                if role == levels[0]:
                    yield from deep_cases(register, readers[role], sort)
    for role in levels:
        for words, values in conditions(table, readers[role].actor):
            yield Case(f"{register.address} {words} as {role}", get(readers[role], register.asked(**values)))


def deep_cases(register: Register, client: Any, sort: str) -> Iterator[Case]:
    """Give the pages after and before a row in the middle of a list."""
    from lianfang.shared.tables.columns import follow
    from lianfang.shared.tables.paging import Order, Place, read_page

    shown = register.made_for(client.actor)
    column = register.table.column(sort.removeprefix("-"))
    order = Order(column.sort, sort.startswith("-"))
    rows = shown.rows()
    middle = rows.order_by(*order.clauses(back=False))[rows.count() // 2 :].first()
    if middle is None:
        return
    place = Place(tuple(follow(middle, name) for name in order.names))
    page = read_page(rows, order, place, register.table.page_size)
    for name, token in (("after", page.after), ("before", page.before)):
        if token:
            asked = register.asked(sort=sort)
            yield Case(f"{asked} deep, {name}", get(client, register.asked(sort=sort, **{name: token})))


def single_cases(readers: dict[str, Any], people: int) -> Iterator[Case]:
    """Give one person, one lead, one order, the boards, the queues and Today of each role."""
    from lianfang.leads.models import Lead
    from lianfang.orders.models import Order

    office = readers["office"]
    lead = Lead.objects.filter(state="open", place="assigned").first()
    order = Order.objects.filter(state="running").first()
    assert lead and order
    for address in (
        f"/people/{people // 2}/", f"/people/{order.person_id}/", f"/leads/{lead.pk}/", f"/leads/{lead.pk}/call/",
        f"/orders/{order.pk}/", "/leads/board/", "/leads/board/?by=grid", "/leads/doubtful/",
    ):  # fmt: skip
        yield Case(f"{address} as office", get(office, address))
    yield Case("/leads/board/ as town", get(readers["town"], "/leads/board/"))
    for role, client in readers.items():
        if has_page("command:today"):
            yield Case(f"Today as {role}", get(client, "/"))


def has_page(name: str) -> bool:
    """Say whether an address of this name exists."""
    from django.urls import NoReverseMatch, reverse

    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return True


def search_cases(readers: dict[str, Any], people: int) -> Iterator[Case]:
    """Give what finds a person: number, phone, name, a part of it, pinyin, initials; as a query and as a page."""
    from lianfang.core.identity.names import initials, pinyin_key
    from lianfang.people.api import find_people

    one = people // 3 * 2 + 1
    name = name_of(one)
    spelled = pinyin_key(name)
    texts = {
        "identity number": number_of(one)[0], "phone": phone_of(one), "full name": name, "part of a name": name[1:],
        "surname": name[0], "rare part": "龚勇", "pinyin": spelled.replace(" ", ""), "part of pinyin": spelled[:4],
        "initials": initials(spelled), "no such name": NOWHERE, "no such pinyin": "xyzzy",
    }  # fmt: skip
    for role in ("office", "town", "grid"):
        actor = readers[role].actor
        for words, text in texts.items():
            limit = NUMBER_MS if words == "identity number" else SEARCH_MS

            def find(actor: Any = actor, text: str = text) -> Any:
                return find_people(actor, text)

            yield Case(f"find by {words} as {role}", find, limit)
            for page in ("/people/", "/leads/", "/orders/"):
                asked = f"{page}?{urlencode({'q': text})}"
                yield Case(f"{page} q={words} as {role}", get(readers[role], asked))


def figure_cases(readers: dict[str, Any]) -> Iterator[Case]:
    """Give the first page of every figure of the dispatch report that opens."""
    from lianfang.core.figures.cut import CutHour, cut_of
    from lianfang.core.figures.dispatch import FIGURES
    from lianfang.core.figures.figure import Figure
    from lianfang.figures.opening import describe
    from lianfang.figures.queries import list_members
    from lianfang.shared.clock import LOCAL

    cut = cut_of(NOW.astimezone(LOCAL).date(), CutHour.MIDNIGHT, LOCAL)
    for role in ("office", "town"):
        actor = readers[role].actor
        for figure in FIGURES:

            def first(figure: Any = figure, actor: Any = actor) -> Any:
                return describe(figure.counts, list_members(figure.path, cut, actor, limit=50))

            if isinstance(figure, Figure) and figure.by is None:
                yield Case(f"figure {figure.path} as {role}", first)


def opened_cases(readers: dict[str, Any]) -> Iterator[Case]:
    """Give the opened page of every figure of the dispatch report, of a split that of its largest part."""
    from lianfang.core.figures.cut import CutHour, cut_of
    from lianfang.core.figures.dispatch import FIGURES
    from lianfang.figures.queries import get_counts, paths_with_members
    from lianfang.shared.clock import LOCAL

    cut = cut_of(NOW.astimezone(LOCAL).date(), CutHour.MIDNIGHT, LOCAL)
    counts = get_counts(cut, readers["office"].actor, FIGURES)
    largest = {path: {max(value, key=lambda key: value[key]): 0} if isinstance(value, dict) and value else value
               for path, value in counts.items()}  # fmt: skip
    for path, _count in paths_with_members(largest):
        for role in ("office", "town"):
            yield Case(f"{path} opened as {role}", get(readers[role], f"/figures/open/{path}/"))


def all_cases(people: int) -> Iterator[Case]:
    """Give every case, those of single pages first."""
    readers = make_readers()
    yield from single_cases(readers, people)
    yield from search_cases(readers, people)
    yield from figure_cases(readers)
    yield from opened_cases(readers)
    for register in list_registers():
        yield from register_cases(register, readers)


def machine() -> str:
    """Say what it ran on and how busy that was."""
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{os.cpu_count()} cores, {system}, load {load}"


def main() -> None:
    """Make the county where it is not there yet, measure, and print."""
    parser = argparse.ArgumentParser(prog="benchmarks.pages", description=__doc__)
    parser.add_argument("--full", action="store_true", help="a million people; a tenth otherwise")
    parser.add_argument("--times", type=int, default=TIMES, help="how often each page is asked for")
    parser.add_argument("--only", default="", help="only cases whose name contains these, as /leads/+as grid")
    chosen = parser.parse_args()
    size = ensure_county(full=chosen.full)
    from lianfang.config.settled import settle
    from lianfang.shared.clock import pinned_at

    settle()  # as the server does
    calibrate()
    heads = f"{'median':>8} {'p95':>8} {'usual':>8} {'its p95':>8} {'cpu':>8} {'queries':>8} {'limit':>6}"
    print(f"{'server time in ms, warm':<72} {heads}", flush=True)
    over, dear = 0, 0
    with pinned_at(NOW):
        for case in all_cases(size.people):
            if not all(part in case.name for part in chosen.only.split("+")):
                continue
            case.measure(chosen.times)
            over += case.p95 > case.limit
            dear += case.p95 / case.slow > case.limit
            print(case.line(), flush=True)
    print(f"{over} over their limit, {dear} of them as a usual machine would take them; {machine()}")


if __name__ == "__main__":
    main()
