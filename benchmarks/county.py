"""A county of a million people made in minutes, for the benchmarks that need one.

    LIANFANG_HOME=/some/empty/folder python -m benchmarks.county --full

People bear customary names with their pinyin, sealed identity numbers and phones with their blind indexes,
made by two processes and copied in; all else is made inside the database (`county.sql`): a year of pushed
lists, leads with calls and answers, orders with stages, spells, tests, results and responsible people.
The tables are filled without foreign keys and plain indexes, which are put back afterwards.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import import_module
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

import psycopg

DIVISIONS = "141123"
NOW = datetime(2022, 2, 28, 15, 30, tzinfo=UTC)
KNOWN_AT = datetime(2021, 2, 28, 16, tzinfo=UTC)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"  # noqa: E501
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲建国华红梅春燕飞龙波斌宇浩凯健俊帆鹏旭宁彬翔峰婷雪琳欣怡佳慧洁颖"  # noqa: E501
NAMES, BIRTHS, BLOCK = 100_000, 30_000, 50_000
FILLED = (
    "people_person", "people_personphone", "intake_row", "intake_rowcontent", "leads_lead", "leads_leadsource",
    "leads_leadanswer", "leads_call", "leads_leadmove", "orders_order", "orders_stage", "orders_spell",
    "orders_duetest", "orders_testresult", "orders_ordermove", "orders_responsible",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Size:
    """How many people, rows of lists (of which 96 in 100 become leads) and orders."""

    people: int
    rows: int
    orders: int


FULL, QUICK = Size(1_000_000, 1_050_000, 300_000), Size(100_000, 105_000, 30_000)


@cache
def names() -> list[tuple[str, str, str, str]]:
    """Draw the names people bear, some much oftener than others: name, key, pinyin, initials."""
    from lianfang.core.identity.names import initials, name_key, pinyin_key

    dice = Random(7)
    weights = [1 / (rank + 3) for rank in range(len(SURNAMES))]
    drawn = dice.choices(SURNAMES, weights, k=NAMES)
    drawn = [surname + "".join(dice.choices(GIVEN, k=dice.choice((1, 2, 2)))) for surname in drawn]
    spelled = {name: pinyin_key(name) for name in set(drawn)}
    return [(name, name_key(name), spelled[name], initials(spelled[name])) for name in drawn]


def name_of(person: int) -> str:
    """Return the name of the person of a number, counted from 1."""
    return names()[person * 7919 % NAMES][0]


def number_of(person: int) -> tuple[str, date]:
    """Return the identity number of a person, never that of another, and the birth date in it."""
    from lianfang.core.identity.numbers import check_digit

    born = date(1935, 1, 1) + timedelta(days=person * 7919 % BIRTHS)
    body = f"{140_000 + person // BIRTHS:06d}{born:%Y%m%d}000"
    return body + check_digit(body), born


def phone_of(person: int) -> str:
    """Return a person's phone; every fifth shares the one of the person before."""
    return f"154{person - (person % 5 == 0):08d}"


def fill_people(first: int, last: int) -> None:
    """Copy the people of a range of numbers into the county, in a process of its own."""
    from lianfang.cli.ground import open_ground

    open_ground()
    from lianfang.people.models import Person, PersonPhone
    from lianfang.people.newcomers import NUMBER, PHONE
    from lianfang.shared.bulk import copy_rows
    from lianfang.shared.crypto import blind_index, seal_text

    def person(number: int) -> tuple[Any, ...]:
        text, born = number_of(number)
        known = number % 20 > 0  # one in twenty is known without a number
        return (
            number, *names()[number * 7919 % NAMES], "mf"[number % 2], born, "mainland" if known else "",
            seal_text(text, NUMBER) if known else None, blind_index(text, NUMBER) if known else None,
            KNOWN_AT + timedelta(seconds=number * 30),
        )  # fmt: skip

    def phone(number: int) -> tuple[Any, ...]:
        text = phone_of(number)
        return number, seal_text(text, PHONE), blind_index(text, PHONE), KNOWN_AT

    columns = ("id", "name", "name_key", "pinyin", "initials", "sex", "born", "number_kind", "number", "number_index",
               "known_at")  # fmt: skip
    numbers = iter(range(first, last))
    with own_tables() as connection, connection.cursor() as cursor:
        while block := list(islice(numbers, BLOCK)):
            copy_rows(cursor, Person, columns, map(person, block))
            held = ("person_id", "number", "number_index", "known_at")
            copy_rows(cursor, PersonPhone, held, map(phone, block))


@contextmanager
def own_tables() -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """Open a connection as the owner of the tables, who may take indexes off and put them back."""
    from lianfang.config import database
    from lianfang.config.home import home_folder

    found = database.connection_options(home_folder(), "owner")
    named = {"host": "HOST", "port": "PORT", "dbname": "NAME", "user": "USER", "password": "PASSWORD"}
    given = {name: found[key] for name, key in named.items() if found[key]}
    with psycopg.connect(**given, **found["OPTIONS"], autocommit=True) as connection:
        connection.execute("SET maintenance_work_mem = '1GB'")
        connection.execute("SET work_mem = '256MB'")
        connection.execute("SET synchronous_commit = off")
        yield connection


def strip(connection: psycopg.Connection[Any]) -> list[str]:
    """Take keys that refer, exclusions, triggers and plain indexes off the tables; return what puts them back."""
    for table in FILLED:
        connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    constraints = connection.execute(
        "SELECT conrelid::regclass, quote_ident(conname), pg_get_constraintdef(oid), contype FROM pg_constraint"
        " WHERE contype IN ('f', 'x') AND conrelid::regclass::text = ANY(%s)",
        [list(FILLED)],
    ).fetchall()
    for table, name, _definition, _kind in constraints:
        connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    indexes = connection.execute(
        "SELECT indexrelid::regclass, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid::regclass::text = ANY(%s) AND NOT indisprimary"
        " AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)",
        [list(FILLED)],
    ).fetchall()
    for index, _definition in indexes:
        connection.execute(f"DROP INDEX {index}")
    back = [definition for _index, definition in indexes]
    # Keys that refer come last: their checks use the indexes.
    constraints.sort(key=lambda held: held[3] == "f")
    back += [f"ALTER TABLE {table} ADD CONSTRAINT {name} {words}" for table, name, words, _ in constraints]
    return back + [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in FILLED]


def parts() -> list[tuple[str, list[str]]]:
    """Read the named parts of county.sql, each with its statements."""
    text = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    found = []
    for part in text.split("-- = ")[1:]:
        name, _, body = part.partition("\n")
        found.append((name.strip(), [statement.strip() for statement in body.split(";\n")]))
    return found


def build(size: Size) -> None:
    """Fill an empty county that has its divisions; print the seconds each part takes."""
    from lianfang.intake import content
    from lianfang.shared.crypto import seal_text

    given = {
        "people": size.people, "rows": size.rows, "orders": size.orders, "now": NOW,
        "content": content.seal(one_content()), "phone": seal_text(phone_of(1), "responsible.phone"),
    }  # fmt: skip
    with own_tables() as connection:
        back = strip(connection)
        with timed("people"):
            make_people(size.people)
            connection.execute("ANALYZE people_person")
        for name, statements in parts():
            with timed(name):
                for statement in statements:
                    connection.execute(statement, given)
        with timed("neighbours"):
            connection.execute(
                import_module("lianfang.orders.migrations.0011_neighbours").WRITE.format(of="")
            )
        with timed("indexes"):
            for statement in back:
                connection.execute(statement)
            follow_ids(connection)
        with timed("vacuum"):
            connection.execute("VACUUM ANALYZE")


def one_content() -> Any:
    """Read one row as intake does: all rows of the county have its cells."""
    from lianfang.core.intake.rows import read_book
    from lianfang.intake import content
    from lianfang.shared.books import read_file

    number, _born = number_of(1)
    line = f"{name_of(1)},{number},{phone_of(1)},陕西省西安市雁塔区,2022-02-20,火车,兴县蔚汾镇1号"
    text = f"姓名,身份证号,手机号,来源地,返回时间,返回方式,现住址\n{line}\n"
    (row,) = read_book(read_file(text.encode(), "one.csv"), at=NOW)
    return content.pack(content.content_of(row))


def make_people(count: int) -> None:
    """Make the people by two processes."""
    half = count // 2 + 1
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for made in [pool.submit(fill_people, 1, half), pool.submit(fill_people, half, count + 1)]:
            made.result()


def follow_ids(connection: psycopg.Connection[Any]) -> None:
    """Let the sequences go on after the ids that were written by number."""
    for table in (*FILLED, "intake_batch", "intake_source", "shared_storedfile"):
        sequence = connection.execute(
            "SELECT pg_get_serial_sequence(attrelid::regclass::text, attname) FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attname = 'id'", [table],
        ).fetchone()  # fmt: skip
        if sequence and sequence[0]:
            connection.execute(f"SELECT setval('{sequence[0]}', (SELECT max(id) FROM {table}))")


@contextmanager
def timed(name: str) -> Iterator[None]:
    """Print the seconds a part took."""
    began = time.perf_counter()
    yield
    print(f"  made {name:<10} {time.perf_counter() - began:7.1f} s", flush=True)


def ensure_county(*, full: bool) -> Size:
    """Lay and fill the county of this home unless that was done before; return its size."""
    from lianfang.cli.console import Console
    from lianfang.cli.init import find_divisions, lay

    size = FULL if full else QUICK
    lay(Console(), find_divisions(DIVISIONS))
    from lianfang.orders.models import TestResult

    if not TestResult.objects.exists():
        began = time.perf_counter()
        build(size)
        print(f"{size.people:,} people, {size.rows:,} rows and {size.orders:,} orders made in "
              f"{time.perf_counter() - began:.0f} s", flush=True)  # fmt: skip
    return size


def main() -> None:
    """Make the county and leave it there."""
    parser = argparse.ArgumentParser(prog="benchmarks.county", description=__doc__)
    parser.add_argument("--full", action="store_true", help="a million people; a tenth otherwise")
    ensure_county(full=parser.parse_args().full)


if __name__ == "__main__":
    main()
