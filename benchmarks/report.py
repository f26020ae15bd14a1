"""How fast the dispatch report is read and its figures open in a county of a million people (A7).

    LIANFANG_HOME=/some/empty/folder python -m benchmarks.report           a tenth of it
    LIANFANG_HOME=/some/empty/folder python -m benchmarks.report --full

Prints the whole report and, step by step, the scan of each table of facts, then the first page of every figure
as the page asks for it: fifty members, their counted facts, and what stands beside them. Processor time of the
database is shown beside the milliseconds; asserts nothing about time.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.config.settings")
os.environ.setdefault("LIANFANG_DB_POOL", "0")

from benchmarks.county import NOW, ensure_county

REPORT_MS, PAGE_MS = 1_000, 100
TIMES = 7


def measure(name: str, limit: int | None, step: Callable[[], Any], times: int = TIMES) -> None:
    """Run a step some times and print its first, median and worst milliseconds beside the limit."""
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        step()
        spent.append((time.perf_counter() - began) * 1_000)
    median = statistics.median(spent)
    verdict = "" if limit is None else f"limit {limit:5}  {'ok' if median <= limit else 'OVER'}"
    print(
        f"{name:<44} first {spent[0]:7.0f}  median {median:7.0f}  worst {max(spent):7.0f}  {verdict}",
        flush=True,
    )


def read_report() -> None:
    """Time the report and the scan of each of its tables."""
    from lianfang.accounts.queries import get_console_actor
    from lianfang.core.figures.cut import CutHour, cut_of
    from lianfang.core.figures.dispatch import DISPATCH
    from lianfang.core.figures.figure import Figure
    from lianfang.figures.dispatch import read_dispatch
    from lianfang.figures.queries import get_counts
    from lianfang.shared.clock import LOCAL

    actor, day = get_console_actor(), NOW.astimezone(LOCAL).date()
    measure("dispatch report", REPORT_MS, lambda: read_dispatch(day=day, hour=CutHour.MIDNIGHT, actor=actor))
    cut = cut_of(day, CutHour.MIDNIGHT, LOCAL)
    figures = [figure for figure in DISPATCH if isinstance(figure, Figure)]
    for table in dict.fromkeys(figure.table for figure in figures):
        of_table = [figure for figure in figures if figure.table is table]
        measure(f"  its figures of {table.name}", None, partial(get_counts, cut, actor, of_table))


def open_figures() -> None:
    """Time the first page of every figure and of the smallest part of every split."""
    from lianfang.accounts.queries import get_console_actor
    from lianfang.core.figures.cut import CutHour, cut_of
    from lianfang.core.figures.dispatch import FIGURES
    from lianfang.figures.members import attach_facts, list_member_rows
    from lianfang.figures.opened import get_opening, read_member_page
    from lianfang.figures.queries import get_counts, paths_with_members
    from lianfang.shared.clock import LOCAL
    from lianfang.shared.tables.paging import Order

    actor, day = get_console_actor(), NOW.astimezone(LOCAL).date()
    counts = get_counts(cut_of(day, CutHour.MIDNIGHT, LOCAL), actor, FIGURES)
    for path, count in paths_with_members(counts):

        def first_page(path: str = path) -> None:
            opening = get_opening(path=path, day=day, hour=CutHour.MIDNIGHT, actor=actor, now=NOW)
            page = read_member_page(list_member_rows(opening), Order(("id",)), None, 50)
            attach_facts(opening, page.rows)

        measure(f"{path} ({count:,})", PAGE_MS, first_page, times=3)


def main() -> None:
    """Make the county where it is not made yet, then measure."""
    parser = argparse.ArgumentParser(prog="benchmarks.report", description=__doc__)
    parser.add_argument("--full", action="store_true", help="a million people; a tenth otherwise")
    ensure_county(full=parser.parse_args().full)
    read_report()
    open_figures()


if __name__ == "__main__":
    main()
