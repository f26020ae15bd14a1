"""How fast the dispatch report is read and its figures open in a county of a million people.

    LIANFANG_HOME=/some/empty/folder python -m benchmarks.report --full

Facts are made inside the database by INSERT … SELECT over generate_series: a year of pushed lists, leads and
answers, and orders whose stages run 7 or 14 days with their tests, spread over the county's towns. Prints each
step's milliseconds beside its limit (A7): the whole report 1,000 ms, a figure's first page 100 ms.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import statistics
import time
from collections.abc import Callable
from datetime import date
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.config.settings")
os.environ.setdefault("LIANFANG_DB_POOL", "0")

from lianfang.cli.console import Console
from lianfang.cli.init import find_divisions, lay

DAY = date(2022, 2, 28)
REPORT_MS, PAGE_MS = 1_000, 100
PLACES = """
CREATE TEMP TABLE place AS
SELECT row_number() OVER (ORDER BY v.code) - 1 AS k, count(*) OVER () AS of, v.parent_id AS town, v.code AS community,
       'G' || v.code AS grid
FROM places_area v WHERE v.level = 'village' AND v.is_own
"""
SIZED: tuple[tuple[str, str], ...] = (
    (
        "people",
        """
        INSERT INTO people_person
          (id, name, name_key, pinyin, initials, sex, born, number_kind, number, number_index, known_at)
        OVERRIDING SYSTEM VALUE
        SELECT n, '甲' || n, '甲' || n, 'jia ' || md5(n::text), 'j', CASE n %% 2 WHEN 0 THEN 'm' ELSE 'f' END,
               date '1940-01-01' + n %% 28000, 'mainland', %(number)s, decode(md5(n::text), 'hex'),
               timestamptz '2021-03-01+8'
        FROM generate_series(1, %(people)s) n
        """,
    ),
    (
        "lists",
        """
        INSERT INTO shared_storedfile
          (id, kind, filename, media_type, size, sha256, path, key_id, made_at, made_by)
        OVERRIDING SYSTEM VALUE VALUES (1, 'list', 'x', '', 0, '', '', '', now(), 1);
        INSERT INTO intake_source (id, name, kind, headings, category) OVERRIDING SYSTEM VALUE
        VALUES (1, 'pushed', 'pushed', '{}', ''), (2, 'declared', 'declared', '{}', '');
        INSERT INTO intake_batch (id, source_id, event_id, file_id, filename, sha256, pushed_at, received_at, by, state,
               fault, rows, ready, warning, rejected, duplicate, opened_rows, layouts)
        OVERRIDING SYSTEM VALUE
        SELECT n, CASE WHEN n %% 20 = 0 THEN 2 ELSE 1 END, (SELECT min(id) FROM events_event), 1, 'list ' || n,
               md5(n::text), timestamptz '2021-03-01 10:00+8' + n * interval '1 day',
               timestamptz '2021-03-01 10:05+8' + n * interval '1 day', 1, 'done', '{}', 0, 0, 0, 0, 0, 0, '[]'
        FROM generate_series(1, 364) n
        """,
    ),
    (
        "rows",
        """
        INSERT INTO intake_row (id, batch_id, seq, sheet, row, outcome, reasons, remarks, place, area, candidates,
               place_reason, known_from)
        OVERRIDING SYSTEM VALUE
        SELECT n, batch, n, '', n, CASE WHEN n %% 50 = 0 THEN 'rejected' WHEN n %% 50 = 1 THEN 'duplicate'
               WHEN n %% 9 = 0 THEN 'warning' ELSE 'ready' END, '{}', '{}', 'assigned', '', '{}', '',
               timestamptz '2021-03-01 10:10+8' + batch * interval '1 day'
        FROM (SELECT n, 1 + (n::bigint * 364 / (%(rows)s + 1))::int AS batch FROM generate_series(1, %(rows)s) n) rows
        """,
    ),
    (
        "leads",
        """
        INSERT INTO leads_lead (id, person_id, event_id, state, outcome, place, candidates, place_reason, address, town,
               community, grid, holder, category, from_place, transport, reasons, pinyin, received_at, due_at, calls,
               doubtful, answered_at)
        OVERRIDING SYSTEM VALUE
        SELECT n, 1 + (n - 1) %% %(people)s, (SELECT min(id) FROM events_event),
               CASE WHEN n %% 40 = 2 AND n <= %(people)s THEN 'open' ELSE 'closed' END, CASE WHEN n %% 40 = 2 AND n <= %(people)s THEN '' ELSE 'here_free' END,
               'assigned', '{}', '', '', p.town, p.community, p.grid, 'grid', 'arrival', '', '', '{}',
               'jia ' || md5((1 + (n - 1) %% %(people)s)::text), b.pushed_at,
               date_trunc('day', b.pushed_at, 'Asia/Shanghai') + interval '1 day', 1, false,
               CASE WHEN n %% 40 <> 2 OR n > %(people)s THEN b.pushed_at + (n %% 600) * interval '1 minute' END
        FROM generate_series(1, %(rows)s) g(n)
        JOIN intake_row r ON r.id = g.n AND g.n %% 50 > 1
        JOIN intake_batch b ON b.id = r.batch_id
        JOIN place p ON p.k = r.id * 7 %% p.of
        """,
    ),
    (
        "sources",
        """
        INSERT INTO leads_leadsource (row_id, lead_id, batch_id, person_id, joined, known_from{due})
        SELECT r.id, l.id, r.batch_id, l.person_id, false, r.known_from{from_due}
        FROM intake_row r JOIN leads_lead l ON l.id = CASE WHEN r.id %% 50 = 1 THEN r.id + 1 ELSE r.id END
        WHERE r.id %% 50 > 0
        """,
    ),
    (
        "answers",
        """
        INSERT INTO leads_leadanswer (lead_id, outcome, answered_at, known_from)
        SELECT id, (ARRAY['here_control', 'here_free', 'here_free', 'away', 'elsewhere', 'not_been_there'])[1 + id %% 6],
               answered_at, answered_at
        FROM leads_lead WHERE answered_at IS NOT NULL ORDER BY answered_at
        """,
    ),
    (
        "orders",
        """
        INSERT INTO orders_order (id, number, person_id, lead_id, event_id, category, edition, rules, measure, facts,
               reasons, state, town, community, grid, address, place, pinyin, starts_at, ends_at, ended_at, issued_at,
               issued_by)
        OVERRIDING SYSTEM VALUE
        SELECT n, 'N' || n, 1 + (who * 3 - 1) %% %(people)s, NULL, (SELECT min(id) FROM events_event), 'contact', 'v8',
               '{}', 'home', '{}', '[]', CASE WHEN ends_at < %(now)s THEN 'released' ELSE 'running' END, p.town,
               p.community, p.grid, '', 'home', 'jia ' || md5((1 + (who * 3 - 1) %% %(people)s)::text), starts_at, ends_at,
               CASE WHEN ends_at < %(now)s THEN ends_at END, starts_at, 1
        FROM (SELECT n, CASE WHEN n * 10 > %(orders)s * 9 THEN n - %(orders)s / 2 ELSE n END AS who,
                     timestamptz '2021-03-02 08:00+8' + n * (interval '363 days' / %(orders)s) AS starts_at,
                     timestamptz '2021-03-02 08:00+8' + n * (interval '363 days' / %(orders)s)
                     + CASE n %% 5 WHEN 0 THEN interval '14 days' ELSE interval '7 days' END AS ends_at
              FROM generate_series(1, %(orders)s) n) o
        JOIN place p ON p.k = o.n * 11 %% p.of
        """,
    ),
    (
        "stages",
        """
        INSERT INTO orders_stage (id, order_id, person_id, seq, place, site, state, first_day, needs, period)
        OVERRIDING SYSTEM VALUE
        SELECT id * 2, id, person_id, 0, CASE WHEN id %% 5 = 0 THEN 'centralised' ELSE 'home' END, '',
               CASE WHEN starts_at + interval '7 days' < %(now)s THEN 'ended' ELSE 'running' END, 1, '{}'::text[],
               tstzrange(starts_at, starts_at + interval '7 days')
        FROM orders_order
        UNION ALL
        SELECT id * 2 + 1, id, person_id, 1, 'home', '',
               CASE WHEN ends_at < %(now)s THEN 'ended' ELSE 'running' END, 1, '{}'::text[],
               tstzrange(starts_at + interval '7 days', ends_at)
        FROM orders_order WHERE id %% 5 = 0
        """,
    ),
    (
        "spells",
        """
        INSERT INTO orders_spell (stage_id, order_id, person_id, event_id, place, town, community, grid, starts_at,
               ends_at, ended_by, known_from, known_to)
        SELECT s.id, o.id, o.person_id, o.event_id, s.place, o.town, o.community, o.grid, lower(s.period),
               CASE WHEN v = 1 THEN upper(s.period) END,
               CASE WHEN v = 0 THEN '' WHEN s.seq = 0 AND o.id %% 5 = 0 THEN 'moved' ELSE 'released' END,
               CASE WHEN v = 0 THEN lower(s.period) ELSE upper(s.period) END,
               CASE WHEN v = 0 AND upper(s.period) < %(now)s THEN upper(s.period) END
        FROM orders_stage s JOIN orders_order o ON o.id = s.order_id, generate_series(0, 1) v
        WHERE lower(s.period) < %(now)s AND (v = 0 OR upper(s.period) < %(now)s)
        ORDER BY CASE WHEN v = 0 THEN lower(s.period) ELSE upper(s.period) END
        """,
    ),
    (
        "tests",
        """
        INSERT INTO orders_duetest (id, order_id, stage_id, person_id, event_id, town, community, grid, due_on, samples,
               opens_at, closes_at, known_from)
        OVERRIDING SYSTEM VALUE
        SELECT o.id * 4 + t, o.id, o.id * 2, o.person_id, o.event_id, o.town, o.community, o.grid, due, 1,
               due::timestamp AT TIME ZONE 'Asia/Shanghai', (due + 1)::timestamp AT TIME ZONE 'Asia/Shanghai', o.starts_at
        FROM orders_order o CROSS JOIN generate_series(0, 3) t
        CROSS JOIN LATERAL (SELECT (o.starts_at AT TIME ZONE 'Asia/Shanghai')::date + t * 2) d(due)
        """,
    ),
    (
        "results",
        """
        INSERT INTO orders_testresult (test_id, result, samples, done_at, laboratory, known_from, by)
        SELECT id, CASE WHEN id %% 5000 = 0 THEN 'positive' ELSE 'negative' END, 1, opens_at + interval '10 hours', '',
               opens_at + interval '16 hours', 1
        FROM orders_duetest WHERE opens_at + interval '16 hours' < %(now)s AND id %% 97 > 0
        """,
    ),
)

TABLES = {
    "people": "people_person",
    "lists": "intake_batch",
    "rows": "intake_row",
    "leads": "leads_lead",
    "sources": "leads_leadsource",
    "answers": "leads_leadanswer",
    "orders": "orders_order",
    "stages": "orders_stage",
    "spells": "orders_spell",
    "tests": "orders_duetest",
    "results": "orders_testresult",
}


def build(people: int, rows: int, orders: int) -> None:
    """Fill the county by statements inside the database; print the seconds each takes."""
    from django.db import connection

    from lianfang.shared.crypto import seal_text

    given = {
        "people": people,
        "rows": rows,
        "orders": orders,
        "now": "2022-02-28 23:30+08",
        "number": seal_text("110101194001010007", "person.number"),
    }
    with connection.cursor() as cursor:
        cursor.execute(PLACES)
        cursor.execute("ANALYZE place")
        for name, statement in SIZED:
            began = time.perf_counter()
            cursor.execute(f"SELECT EXISTS (SELECT FROM {TABLES[name]})")
            if cursor.fetchone() == (True,):
                continue
            for part in _with_due(statement).split(";\n"):
                cursor.execute(part, given)
            print(f"  made {name:<8} {time.perf_counter() - began:7.1f} s", flush=True)
    _settle()


def _with_due(statement: str) -> str:
    from lianfang.leads.models import LeadSource

    kept = any(field.name == "due_at" for field in LeadSource._meta.get_fields())
    return statement.replace("{due}", ", due_at" if kept else "").replace(
        "{from_due}", ", l.due_at" if kept else ""
    )


def _settle() -> None:
    """Do what autovacuum would have done by now."""
    from lianfang.cli.ground import as_owner

    began = time.perf_counter()
    as_owner(
        "shell",
        "--command",
        "from django.db import connection; connection.cursor().execute('VACUUM ANALYZE')",
    )
    print(f"  vacuum       {time.perf_counter() - began:7.1f} s", flush=True)


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
    """Time the report and the first page of each kind of figure."""
    from lianfang.accounts.queries import get_console_actor
    from lianfang.core.figures.cut import CutHour
    from lianfang.figures.dispatch import read_dispatch

    actor = get_console_actor()
    measure("dispatch report", REPORT_MS, lambda: read_dispatch(day=DAY, hour=CutHour.MIDNIGHT, actor=actor))


def main() -> None:
    """Build the county where it is not built yet, then measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="the sizes of the bars; a tenth otherwise")
    chosen = parser.parse_args()
    lay(Console(), find_divisions("141123"))
    from lianfang.orders.models import TestResult

    if not TestResult.objects.exists():
        size = 10 if chosen.full else 1
        build(100_000 * size, 105_000 * size, 30_000 * size)
    read()


if __name__ == "__main__":
    main()
