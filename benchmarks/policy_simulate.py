"""How fast `lianfang policy simulate` lays running orders beside another edition.

    LIANFANG_HOME=/some/empty/folder python -m benchmarks.policy_simulate           2,000 orders
    LIANFANG_HOME=/some/empty/folder python -m benchmarks.policy_simulate --full    10,000, as the bar has it (10 seconds)

The command is run as a process of its own, so that its start is counted. Asserts nothing about time.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.config.settings")
os.environ.setdefault("LIANFANG_DB_POOL", "0")

FIRST = datetime(2022, 2, 14, 1, tzinfo=UTC)
CLASSES = ("close_contact", "close_contact", "secondary_contact", "high_risk", "medium_risk", "inbound")
AREA = "141123"
QUICK, FULL, BAR = 2_000, 10_000, 10
EDITIONS = ("v8", "v9", "o20", "b2b")
DAY = "2022-02-28"


def lay_county(count: int) -> None:
    """Lay an empty county and give it running orders: stages and tests as the law of February 2022 decides them."""
    from lianfang.cli.console import Console
    from lianfang.cli.init import find_divisions, lay

    lay(Console(), find_divisions(AREA))
    from lianfang.accounts.queries import get_console_actor
    from lianfang.events.actions import open_event
    from lianfang.orders.models import DueTest, Order, Stage
    from lianfang.people.models import Person

    event = open_event(name="推演", kind="outbreak", by=get_console_actor(), at=FIRST, default=True)
    people = Person.objects.bulk_create(
        Person(name="甲", name_key="甲", pinyin="jia", initials="j", known_at=FIRST) for _ in range(count)
    )
    orders, stages, tests = [], [], []
    for order, planned in _decided(people, event.pk):
        orders.append(order)
        own = [
            Stage(
                order=order, person_id=order.person_id, seq=one.index, place=one.place, first_day=one.first_day,
                state=Stage.State.RUNNING if one.index == 0 else Stage.State.PLANNED, period=(one.starts, one.ends),
            )
            for one in planned.stages
        ]  # fmt: skip
        stages += own
        tests += [
            DueTest(
                order=order, stage=own[one.stage], person_id=order.person_id, event=event, due_on=one.on,
                samples=one.samples, opens_at=one.opens, closes_at=one.closes, known_from=FIRST,
            )
            for one in planned.tests
        ]  # fmt: skip
    Order.objects.bulk_create(orders)
    Stage.objects.bulk_create(stages)
    DueTest.objects.bulk_create(tests)
    print(f"{len(orders):,} orders, {len(stages):,} stages and {len(tests):,} tests", flush=True)


def _decided(people: list[Any], event: int) -> Iterator[tuple[Any, ...]]:
    from lianfang.config.policy_files import get_policy_book
    from lianfang.core.policy import Facts, decide
    from lianfang.orders.models import Order

    book = get_policy_book()
    for number, person in enumerate(people):
        at = FIRST + timedelta(minutes=number % (14 * 24 * 60))
        facts = Facts(CLASSES[number % len(CLASSES)], at - timedelta(hours=number % 50), at, AREA)
        planned = decide(book, facts, at)
        kept = {
            name: str(value) if isinstance(value, datetime) else value
            for name, value in asdict(facts).items()
        }
        yield (
            Order(
                number=f"推演{number}", person=person, event_id=event, category=facts.category,
                edition=planned.edition, rules=list(planned.rules), measure=planned.measure, facts=kept, reasons=[],
                place=planned.stages[0].place, pinyin="jia", starts_at=planned.stages[0].starts,
                ends_at=planned.stages[-1].ends, issued_at=at, issued_by=1,
            ),
            planned,
        )  # fmt: skip


def main() -> None:
    """Lay the county and time the command for some editions."""
    parser = argparse.ArgumentParser(prog="benchmarks.policy_simulate", description=__doc__)
    parser.add_argument("--full", action="store_true", help=f"{FULL:,} orders; {QUICK:,} otherwise")
    lay_county(FULL if parser.parse_args().full else QUICK)
    for edition in EDITIONS:
        began = time.perf_counter()
        command = [sys.executable, "-m", "lianfang.cli.main", "policy", "simulate"]
        subprocess.run(
            [*command, "--edition", edition, "--date", DAY, "--json"], check=True, stdout=subprocess.DEVNULL
        )
        spent = time.perf_counter() - began
        print(
            f"simulate {edition:<4} {spent:6.2f} s  limit {BAR}  {'ok' if spent <= BAR else 'OVER'}",
            flush=True,
        )


if __name__ == "__main__":
    main()
