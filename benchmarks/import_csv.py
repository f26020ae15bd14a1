"""How fast a list of a million rows is imported into a county that knows half a million people (issue A, speed).

    python -m benchmarks.import_csv            100,000 rows, 50,000 known people
    python -m benchmarks.import_csv --full     1,000,000 rows, 500,000 known people
    python -m benchmarks.import_csv --xlsx     the same rows as a workbook

Makes its own county, people and file in a folder that is removed afterwards, on an embedded server of its own.
The import is the command a county uses, in a process of its own. Prints seconds, microseconds a row and rows a
second for each step beside the limits and the published peer; asserts nothing about time.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import psutil

from benchmarks.calibration import calibrate
from lianfang.config.embedded.facts import database_folder

AT = datetime(2022, 2, 28, 4, tzinfo=UTC)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"  # noqa: E501
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲建国华红梅春燕飞龙波斌宇浩凯健俊帆鹏旭宁彬翔峰婷雪琳欣怡佳慧洁颖"  # noqa: E501
HEADINGS = (
    "序号", "姓名", "性别", "身份证号", "手机号", "来源地", "返回时间", "返回方式", "现住址", "备注",
)  # fmt: skip
PEER = "SORMAS import: about 1,000 persons/s on 4 cores (published)"
CSV_BAR, XLSX_BAR, READ_BAR = ">= 5,000 rows/s (aim 10,000)", ">= 3,000 rows/s", ">= 10,000 rows/s"
MEMORY_BAR = "< 1.5 GB"
READ_STEPS = ("open the file", "cells, headings, checks, repeats", "addresses")
LEASE = 0.1
UPKEEP = ("autovacuum", "writer", "checkpointer", "logger", "io worker")
KNOWN_SHARE, REPEATED_SHARE, NUMBERLESS_SHARE, PHONELESS_SHARE, REJECTED_SHARE = 0.2, 0.03, 0.04, 0.04, 0.01


def invent(seed: int) -> tuple[str, str, str, date]:
    """Invent the person of a number: name, identity number, phone and birth date; the same each time."""
    from lianfang.core.identity.numbers import check_digit

    dice = Random(seed)
    name = dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=dice.choice((1, 2, 2, 2))))
    born = date(1935, 1, 1) + timedelta(days=dice.randrange(30_000))
    body = f"{dice.randrange(110000, 660000):06d}{born:%Y%m%d}000"
    return name, body + check_digit(body), f"154{dice.randrange(10**8):08d}", born


def write_lines(rows: int, known: int, areas: list[str]) -> Iterator[list[str]]:
    """Give the headings and the rows of the list: known and new people, repeats, incomplete and rejected ones."""
    dice = Random(7)
    yield list(HEADINGS)
    for number in range(rows):
        is_known = dice.random() < KNOWN_SHARE and known
        seed = dice.randrange(known) if is_known else known + number
        if number > 100 and dice.random() < REPEATED_SHARE:
            seed = known + number - dice.randrange(1, 100)
        name, identity, phone, _born = invent(seed)
        chance = dice.random()
        if chance < REJECTED_SHARE:
            identity = phone = ""
        elif chance < REJECTED_SHARE + NUMBERLESS_SHARE:
            identity = dice.choice(("", "无", identity[:-2]))
        elif chance < REJECTED_SHARE + NUMBERLESS_SHARE + PHONELESS_SHARE:
            phone = dice.choice(("", "不详", phone[:-1]))
        address = f"{dice.choice(areas)}{dice.randrange(1, 400)}号"
        arrived = f"2022-02-{dice.randrange(20, 28)}"
        yield [
            str(number + 1), name, "女", identity, phone, "陕西省西安市雁塔区", arrived, dice.choice(("自驾", "火车")),
            address, "",
        ]  # fmt: skip


def write_csv(path: Path, lines: Iterator[list[str]]) -> None:
    """Write the list as UTF-8 text."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(lines)


def write_xlsx(path: Path, lines: Iterator[list[str]]) -> None:
    """Write the list as a workbook, numbers as text."""
    from xlsxwriter import Workbook

    with Workbook(str(path), {"constant_memory": True, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("名单")
        for row, line in enumerate(lines):
            sheet.write_row(row, 0, line)


def make_known(count: int, told: Callable[[int], None]) -> None:
    """Make the people the county knows already, as an import makes them."""
    from lianfang.people.finding import find_or_make
    from lianfang.people.newcomers import make_newcomer

    for first in range(0, count, 20_000):
        people = [invent(seed) for seed in range(first, min(first + 20_000, count))]
        newcomers = [
            make_newcomer(
                name=name, number=number, number_kind="mainland", phones=(phone,), born=born, sex="f"
            )
            for name, number, phone, born in people
        ]
        find_or_make(newcomers=newcomers, at=AT)
        told(first + len(people))


def list_addresses() -> list[str]:
    """List the county's villages as addresses name them."""
    from lianfang.places.models import Area

    villages = Area.objects.filter(level="village").select_related("parent").order_by("code")
    return [
        f"兴县{village.parent.name}{village.name.removesuffix('村民委员会')}"
        for village in villages
        if village.parent
    ]


class Watch:
    """What an import costs: the most memory its processes held together, and each process's processor time.

    The database's processes count with their time and not with their memory, which is the server's share.
    """

    def __init__(self, process: psutil.Process, home: Path) -> None:
        self._process = process
        self._server = psutil.Process(int((database_folder(home) / "postmaster.pid").read_text().split()[0]))
        self._kept: set[int] = set()
        self._before = self._look_at_server()
        self._spent: dict[int, float] = {}
        self._serving: dict[int, float] = {}
        self.peak = 0
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while self._process.is_running():
            self._serving |= self._look_at_server()
            held = 0
            try:
                for each in [self._process, *self._process.children(recursive=True)]:
                    self._spent[each.pid] = _spent(each)
                    held += each.memory_info().rss
            except psutil.Error:
                continue  # one of them has just ended
            self.peak = max(self.peak, held)
            time.sleep(LEASE)

    def _look_at_server(self) -> dict[int, float]:
        seen: dict[int, float] = {}
        for each in self._server.children():
            with suppress(psutil.Error):
                seen[each.pid] = _spent(each)
                if any(name in " ".join(each.cmdline()) for name in UPKEEP):
                    self._kept.add(each.pid)
        return seen

    def list_spent(self) -> list[tuple[str, float]]:
        """List the processor seconds of the command, of the server for it, and of the server's upkeep."""
        served = {pid: spent - self._before.get(pid, 0.0) for pid, spent in self._serving.items()}
        upkeep = sum(spent for pid, spent in served.items() if pid in self._kept)
        return [
            ("command", sum(self._spent.values())),
            ("server for it", sum(served.values()) - upkeep),
            ("server's upkeep: vacuum, log, checkpoints", upkeep),
        ]


def _spent(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def run_import(path: Path, home: Path) -> tuple[dict[str, Any], float, Watch]:
    """Run the command; return its answer, the seconds it took and what was seen of it."""
    command = [sys.executable, "-m", "lianfang.cli.main", "lists", "import", str(path), "--source", "省厅"]
    began = time.perf_counter()
    with subprocess.Popen(
        [*command, "--at", AT.isoformat(), "--json"], stdout=subprocess.PIPE, text=True
    ) as ran:
        watch = Watch(psutil.Process(ran.pid), home)
        answer, _ = ran.communicate()
    if ran.returncode != 0:
        raise SystemExit(f"the import failed: {answer}")
    return json.loads(answer), time.perf_counter() - began, watch


def measure_steps(path: Path, rows: int) -> list[tuple[str, float]]:
    """Measure the processor seconds of the steps of reading, one after the other, without the database."""
    from lianfang.core.intake.rows import read_book
    from lianfang.intake import content
    from lianfang.leads.incoming import newcomer_of
    from lianfang.places.queries import get_gazetteer
    from lianfang.shared.books import read_file

    steps: list[tuple[str, float]] = []

    def timed(name: str, work: Callable[[], Any]) -> Any:
        began = time.process_time()
        result = work()
        steps.append((name, time.process_time() - began))
        return result

    book = timed("open the file", lambda: read_file(path.read_bytes(), path.name))
    timed("cells of the file", lambda: sum(len(cells) for sheet in book.sheets for _, cells in sheet.rows))
    read = timed("cells, headings, checks, repeats", lambda: list(read_book(book, at=AT)))
    gazetteer = get_gazetteer()
    timed("addresses", lambda: [gazetteer.resolve(row.address) for row in read])
    packed = timed("contents packed", lambda: [content.pack(content.content_of(row)) for row in read])
    sealed = timed("contents sealed", lambda: [content.seal(each) for each in packed])
    timed("contents unsealed", lambda: [content.unseal(each) for each in sealed])
    people = [row.traveller for row in read if row.traveller]
    timed("keys of people", lambda: [newcomer_of(each) for each in people])
    assert len(read) == rows
    return steps


def report(name: str, rows: int, seconds: float, bar: str = "") -> None:
    """Print one line of the table: seconds, microseconds a row, rows a second, and the bar beside."""
    told = f"{seconds:9.1f} {seconds / rows * 1e6:9.1f} {rows / seconds:11,.0f}" if seconds else ""
    print(f"  {name:<42} {told}   {bar}".rstrip())


def run(chosen: argparse.Namespace, folder: Path) -> None:
    """Make the county and the file, import it, and print."""
    subprocess.run(
        [sys.executable, "-m", "lianfang.cli.main", "init", "--divisions", "141123"], check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    from lianfang.cli.ground import open_ground

    open_ground()
    from django.db import connection

    began = time.perf_counter()
    make_known(chosen.known, lambda done: None)
    path = folder / ("list.xlsx" if chosen.xlsx else "list.csv")
    write = write_xlsx if chosen.xlsx else write_csv
    write(path, write_lines(chosen.rows, chosen.known, list_addresses()))
    print(f"{chosen.known:,} known people and a file of {path.stat().st_size / 1e6:.0f} MB made in "
          f"{time.perf_counter() - began:.0f} s")  # fmt: skip
    connection.close()
    calibrate()
    answer, seconds, watch = run_import(path, folder / "home")
    print_import(path, chosen.rows, seconds, watch, answer)
    if chosen.steps:
        print_steps(measure_steps(path, chosen.rows), chosen.rows)
    print(f"  {PEER}")


def print_import(path: Path, rows: int, seconds: float, watch: Watch, answer: dict[str, Any]) -> None:
    """Print the table of the whole import."""
    loads = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    print(f"{rows:,} rows of {path.suffix[1:]}, everything written; {os.cpu_count()} cores, load {loads}")
    print(f"  {'':<42} {'seconds':>9} {'µs a row':>9} {'rows/s':>11}   limit")
    report("the whole import", rows, seconds, XLSX_BAR if path.suffix == ".xlsx" else CSV_BAR)
    spent = watch.list_spent()
    for name, each in spent:
        report(f"  processor time of the {name}", rows, each)
    report("  processor time of all, over two cores", rows, sum(each for _, each in spent) / 2, "at best")
    print(f"  {'peak memory of its processes':<42} {watch.peak / 1e9:28.2f} GB   {MEMORY_BAR}")
    print("  " + ", ".join(f"{name} {value:,}" for name, value in answer.items()))


def print_steps(steps: list[tuple[str, float]], rows: int) -> None:
    """Print the table of the steps of reading, and what reading and placing cost together."""
    print("processor time of one step after the other, without the database:")
    for name, spent in steps:
        report(name, rows, spent)
    # The cells alone are read again within the checks.
    read = sum(spent for name, spent in steps if name in READ_STEPS)
    report("read, check, match in the file, and place", rows, read, READ_BAR)


def main(arguments: list[str] | None = None) -> None:
    """Read the sizes, measure in a folder of its own, and leave nothing behind."""
    parser = argparse.ArgumentParser(prog="benchmarks.import_csv", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--known", type=int, default=50_000)
    parser.add_argument("--full", action="store_true", help="1,000,000 rows, 500,000 known people")
    parser.add_argument("--xlsx", action="store_true", help="a workbook instead of a CSV")
    parser.add_argument("--steps", action=argparse.BooleanOptionalAction, default=True)
    chosen = parser.parse_args(arguments)
    if chosen.full:
        chosen.rows, chosen.known = 1_000_000, 500_000
    with TemporaryDirectory(prefix="lianfang-bench-") as folder:
        os.environ["LIANFANG_HOME"] = f"{folder}/home"
        os.environ.pop("LIANFANG_DATABASE_URL", None)
        Path(folder).chmod(0o711)  # the database's own user must reach its folder
        try:
            run(chosen, Path(folder))
        finally:
            from lianfang.config import embedded

            embedded.stop(Path(folder) / "home")


if __name__ == "__main__":
    main()
