"""How fast the dispatch report is read in a county of a million people (A7: the whole report 1,000 ms).

    LIANFANG_HOME=/some/empty/folder python -m benchmarks.report --full

Prints the milliseconds of each reading beside the limit; how fast figures open is in `benchmarks.pages`.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from datetime import date
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.config.settings")
os.environ.setdefault("LIANFANG_DB_POOL", "0")

from benchmarks.county import ensure_county

DAY = date(2022, 2, 28)
REPORT_MS = 1_000


def measure(name: str, limit: int, step: Callable[[], Any], times: int = 7) -> None:
    """Run a step some times and print its median and worst milliseconds beside the limit."""
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        step()
        spent.append((time.perf_counter() - began) * 1_000)
    verdict = "ok" if max(spent) <= limit else "OVER"
    print(
        f"{name:<44} first {spent[0]:7.0f}  median {statistics.median(spent):7.0f}  worst {max(spent):7.0f} ms"
        f"  limit {limit:5} ms  {verdict}",
        flush=True,
    )


def read() -> None:
    """Time the report."""
    from lianfang.accounts.queries import get_console_actor
    from lianfang.core.figures.cut import CutHour
    from lianfang.figures.dispatch import read_dispatch

    actor = get_console_actor()
    measure("dispatch report", REPORT_MS, lambda: read_dispatch(day=DAY, hour=CutHour.MIDNIGHT, actor=actor))


def main() -> None:
    """Make the county where it is not there yet, then measure."""
    parser = argparse.ArgumentParser(prog="benchmarks.report", description=__doc__)
    parser.add_argument("--full", action="store_true", help="the sizes of the bars; a tenth otherwise")
    ensure_county(full=parser.parse_args().full)
    read()


if __name__ == "__main__":
    main()
