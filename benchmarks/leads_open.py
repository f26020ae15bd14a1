"""How fast rows of a list become leads in a county that knows many people already.

Run against an empty, migrated database of its own (LIANFANG_HOME or LIANFANG_DATABASE_URL)::

    LIANFANG_HOME=... LIANFANG_DB_POOL=0 python benchmarks/leads_open.py --known 500000 --rows 100000

Prints rows a second, the client's processor time a row, and what became of the rows. It measures the leads
room alone: rows are made in memory, the file is not read.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import django

import lianfang

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.config.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402

from lianfang.core.identity.names import name_key  # noqa: E402
from lianfang.core.identity.numbers import IdentityNumber, IdKind, check_digit  # noqa: E402
from lianfang.core.identity.sex import Sex  # noqa: E402
from lianfang.core.intake.particulars import Traveller  # noqa: E402
from lianfang.events.actions import open_event  # noqa: E402
from lianfang.intake.content import Content  # noqa: E402
from lianfang.intake.models import Batch, Row, Source  # noqa: E402
from lianfang.intake.queries import ListRow  # noqa: E402
from lianfang.leads.actions.opening import Opened, open_rows  # noqa: E402
from lianfang.leads.incoming import newcomer_of  # noqa: E402
from lianfang.people.finding import find_or_make  # noqa: E402
from lianfang.places.actions import load_divisions  # noqa: E402
from lianfang.places.models import Area  # noqa: E402
from lianfang.shared.actor import Actor, Scope, ScopeKind  # noqa: E402
from lianfang.shared.bulk import bulk_cursor, copy_rows, take_ids  # noqa: E402
from lianfang.shared.models import StoredFile  # noqa: E402
from lianfang.shared.roles import Role  # noqa: E402

AT = datetime(2022, 2, 28, 4, tzinfo=UTC)
BY = Actor(1, "bench", "bench", Role.CONSOLE, Scope(ScopeKind.COUNTY, "141123"))
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
    "苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史"
    "顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲建国华红梅春燕飞龙波斌宇浩"
    "凯健俊帆鹏旭宁彬翔峰婷雪琳欣怡佳慧洁颖"
)
DIVISIONS = Path(lianfang.__file__).parent / "demo" / "divisions" / "141123-xing.csv"


def list_row(row_id: int, seq: int, area: str, told: Traveller, duplicate_of: int | None = None) -> ListRow:
    """Make a row as intake hands it over."""
    outcome = "ready" if duplicate_of is None else "duplicate"
    content = Content((), told, (), told.address)
    return ListRow(
        row_id, seq, outcome, [], [], duplicate_of, "assigned", area, [], "village", AT, AT, content
    )


def person(number: int) -> Traveller:
    """Invent a person from a number: the same number is the same person."""
    chance = random.Random(number)
    name = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2, 2))))
    born = date(1935, 1, 1) + timedelta(days=chance.randrange(30_000))
    body = f"{chance.randrange(110000, 660000):06d}{born:%Y%m%d}000"
    identity = IdentityNumber(IdKind.MAINLAND, body + check_digit(body), born, Sex.FEMALE)
    phones = (f"154{chance.randrange(10**8):08d}",)
    kind = chance.random()
    return Traveller(
        name, name_key(name), identity if kind > 0.05 else None, phones if kind < 0.97 else (), Sex.FEMALE, None, born,
        f"兴县蔚汾镇{chance.choice(GIVEN)}{chance.choice(GIVEN)}村{chance.randrange(300)}号", "", "陕西省西安市", None,
        date(2022, 2, 20), "火车",
    )  # fmt: skip


def make_batch(rows: int) -> Batch:
    """Make a batch with its bare rows."""
    event = open_event(name="bench", kind="alert", by=BY, at=AT)
    source, _ = Source.objects.get_or_create(name="bench", defaults={"kind": "pushed", "category": "arrival"})
    file = StoredFile.objects.create(
        kind="list", filename="x", size=0, sha256="", path="", key_id="", made_at=AT, made_by=1
    )
    return Batch.objects.create(
        source=source, event=event, file=file, filename="x", sha256=os.urandom(32).hex(), pushed_at=AT, received_at=AT,
        by=1, rows=rows,
    )  # fmt: skip


def make_rows(batch: Batch, first: int, count: int, people: range, areas: list[str]) -> list[ListRow]:
    """Write `count` bare rows and return them with their travellers; every twentieth repeats one before it."""
    chance = random.Random(first)
    with transaction.atomic(), bulk_cursor() as cursor:
        ids = take_ids(cursor, Row, count)
        columns = (
            "id", "batch_id", "seq", "sheet", "row", "outcome", "reasons", "remarks", "place", "area", "candidates",
            "place_reason", "known_from",
        )  # fmt: skip
        copy_rows(cursor, Row, columns, (
            (pk, batch.pk, first + at, "", at, "ready", [], [], "assigned", "", [], "", AT) for at, pk in enumerate(ids)
        ))  # fmt: skip
    rows: list[ListRow] = []
    for at, pk in enumerate(ids):
        if at % 20 == 19:
            before = rows[-chance.randrange(1, 15)]
            seq = before.seq if before.duplicate_of is None else before.duplicate_of
            assert before.content.traveller is not None
            rows.append(list_row(pk, first + at, before.area, before.content.traveller, seq))
        else:
            told = person(people[first + at] if chance.random() > 0.1 else chance.randrange(people.start))
            rows.append(list_row(pk, first + at, chance.choice(areas), told))
    return rows


def make_known(count: int) -> None:
    """Make the people the county knows already."""
    known = count_people()
    while known < count:
        size = min(20_000, count - known)
        find_or_make(newcomers=[newcomer_of(person(number)) for number in range(known, known + size)], at=AT)
        known += size


def count_people() -> int:
    """Count the known people."""
    from lianfang.people.models import Person

    return Person.objects.count()


def blocks(batch: Batch, total: int, size: int, people: range, areas: list[str]) -> Iterator[list[ListRow]]:
    """Give the batch's rows block by block."""
    for first in range(0, total, size):
        yield make_rows(batch, first, min(size, total - first), people, areas)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--known", type=int, default=500_000)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--block", type=int, default=5_000)
    chosen = parser.parse_args()
    if not Area.objects.exists():
        load_divisions(path=DIVISIONS, by=BY, at=AT)
    started = time.perf_counter()
    make_known(chosen.known)
    if chosen.known:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    print(f"{chosen.known} known people: {time.perf_counter() - started:.1f} s")
    areas = list(Area.objects.filter(level="village").values_list("code", flat=True))
    people = range(count_people() + 1, count_people() + 1 + chosen.rows)
    batch = make_batch(chosen.rows)
    spent = client = 0.0
    came: list[Opened] = []
    for rows in blocks(batch, chosen.rows, chosen.block, people, areas):
        began, worked = time.perf_counter(), time.process_time()
        came.append(open_rows(batch_id=batch.pk, rows=rows, by=BY, at=AT))
        spent += time.perf_counter() - began
        client += time.process_time() - worked
    print(f"{chosen.rows / spent:,.0f} rows/s, client {client / chosen.rows * 1e6:.0f} µs a row")
    for name in ("opened", "joined", "duplicates", "doubtful"):
        print(f"  {name}: {sum(getattr(block, name) for block in came)}")


if __name__ == "__main__":
    main()
