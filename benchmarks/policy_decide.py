"""How fast `lianfang policy decide` answers a file of facts on one core, and how fast one decision is taken.

    python -m benchmarks.policy_decide           100,000 facts
    python -m benchmarks.policy_decide --full    1,000,000 facts, the size of the bar (60 seconds)

Facts are of every category, from January 2020 to February 2023, in areas with and without orders of their own,
found up to three weeks late, at any minute. A fixed loop is timed first, so that figures of machines
of different speed can be compared; prints, asserts nothing about time.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.calibration import calibrate
from lianfang.config.policy_files import get_policy_book
from lianfang.core.policy import CATEGORIES, Facts, decide
from lianfang.core.timeline import SHANGHAI

BAR_FACTS, BAR_SECONDS, BAR_MS = 1_000_000, 60, 1.0
AREAS = ("", "141123", "140212", "610902", "611002", "141031", "340123", "411282")
FIRST = datetime(2020, 1, 20, tzinfo=SHANGHAI)
DAYS = 1_110


def list_facts(count: int) -> Iterator[Facts]:
    """Invent facts; the same count gives the same facts."""
    chance = random.Random(count)
    for _ in range(count):
        anchor = FIRST + timedelta(minutes=chance.randrange(DAYS * 1440))
        found = anchor + timedelta(minutes=chance.randrange(21 * 1440))
        yield Facts(chance.choice(CATEGORIES), anchor, found, chance.choice(AREAS))


def write_facts(path: Path, count: int) -> None:
    """Write facts one JSON object a line."""
    with path.open("w", encoding="utf-8") as file:
        for number, facts in enumerate(list_facts(count)):
            held = {
                "id": number,
                "category": facts.category,
                "anchor": facts.anchor.isoformat(),
                "found": facts.found.isoformat(),
                "area": facts.area,
            }
            file.write(json.dumps(held) + "\n")


def time_file(count: int) -> None:
    """Time the command over a file, from its start to its end."""
    with tempfile.TemporaryDirectory() as folder:
        facts, answers = Path(folder) / "facts.jsonl", Path(folder) / "answers.jsonl"
        write_facts(facts, count)
        slow = calibrate()
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        began = time.perf_counter()
        command = [
            sys.executable,
            "-m",
            "lianfang.cli.main",
            "policy",
            "decide",
            "--facts",
            str(facts),
            "--json",
        ]
        with answers.open("wb") as out:
            subprocess.run(command, stdout=out, check=True, env={**os.environ, "LIANFANG_LANG": "zh"})
        spent = time.perf_counter() - began
        worked = resource.getrusage(resource.RUSAGE_CHILDREN)
        size = answers.stat().st_size
    processor = worked.ru_utime + worked.ru_stime - used.ru_utime - used.ru_stime
    print(f"{count:,} facts: {spent:.1f} s, processor {processor:.1f} s, {size / 1e6:,.0f} MB of answers")
    print(f"  processor {processor / slow:.1f} s at the usual speed")
    if count == BAR_FACTS:
        verdict = "ok" if processor <= BAR_SECONDS else "OVER"
        print(f"  on one core: {processor:.1f} s  limit {BAR_SECONDS}  {verdict}")


def time_one() -> None:
    """Time single decisions, each asked for once, the first of its kind among them."""
    book, spent = get_policy_book(), []
    for facts in list_facts(20_000):
        began = time.thread_time()
        decide(book, facts, facts.found)
        spent.append((time.thread_time() - began) * 1_000)
    most = statistics.quantiles(spent, n=1_000)[-1]
    print(
        f"one decision: median {statistics.median(spent):.3f} ms, 99.9 % within {most:.3f} ms  limit {BAR_MS}"
    )


def time_start() -> None:
    """Time the whole command for one fact, which is its start."""
    spent = []
    moment = "2022-02-01T08:00+08:00"
    facts = {"id": 1, "category": "inbound", "anchor": moment, "found": moment, "area": ""}
    for _ in range(5):
        began = time.perf_counter()
        command = [sys.executable, "-m", "lianfang.cli.main", "policy", "decide", "--facts", "-", "--json"]
        subprocess.run(command, input=json.dumps(facts).encode(), stdout=subprocess.DEVNULL, check=True)
        spent.append(time.perf_counter() - began)
    print(f"the command for one fact, with its start: median {statistics.median(spent):.2f} s")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="benchmarks.policy_decide", description=__doc__)
    parser.add_argument("--full", action="store_true", help="a million facts; a tenth otherwise")
    time_one()
    time_start()
    time_file(BAR_FACTS if parser.parse_args().full else 100_000)


if __name__ == "__main__":
    main()
