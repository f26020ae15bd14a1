"""What stands over a column says what stands in it, in Chinese."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import get_resolver
from django.utils import translation

from lianfang.shared.tables import DateRange, Table
from lianfang.shared.tables.columns import Column

TIMES = ("时间", "日期", "时限")
TIMES_TOO = (
    "修改", "结束", "截止", "开始", "派车", "到达", "新增", "送达", "采样", "登记",
)  # fmt: skip
OF_THE_LAW = {"LedgerTable", "OrderLedger"}
"""Registers whose headings are prescribed."""


def list_tables(kind: type[Table] = Table) -> Iterator[type[Table]]:
    """Give every table of the house."""
    for each in kind.__subclasses__():
        if each.__module__.startswith("lianfang."):
            yield each
        yield from list_tables(each)


def tables() -> list[type[Table]]:
    """Return the tables whose headings are the house's own."""
    assert get_resolver().url_patterns  # every room's tables are known once the addresses are
    return [
        table for table in list_tables() if table.__name__ not in OF_THE_LAW and hasattr(table, "columns")
    ]


def said(column: Column) -> str:
    """Return the heading in Chinese."""
    with translation.override("zh-hans"):
        return str(column.heading)


def test_no_table_says_two_columns_in_the_same_words() -> None:
    for table in tables():
        heads = [said(column) for column in table.columns]
        assert len(set(heads)) == len(heads), (table.__name__, heads)


def test_a_heading_speaks_of_time_where_times_stand_and_nowhere_else() -> None:
    wrong = []
    for table in tables():
        for column in table.columns:
            head, dated = said(column), isinstance(column.filter, DateRange)
            if dated and not head.endswith(TIMES + TIMES_TOO):
                wrong.append((table.__name__, column.key, head))
            if head.endswith(TIMES) and not dated and column.css != "lf-tabular":
                wrong.append((table.__name__, column.key, head))
    assert not wrong


@pytest.mark.parametrize(
    ("key", "heads"),
    [
        ("site-rounds", {"opens": "开始时间", "closes": "截止时间", "done": "完成时间", "by": "完成人"}),
        ("zones", {"number": "命令文号", "people": "人数", "issuer": "发布单位"}),
        ("letters", {"to": "收函单位", "number": "函号"}),
    ],
)
def test_headings_of_words_that_mean_several_things(key: str, heads: dict[str, str]) -> None:
    table = next(table for table in tables() if getattr(table, "key", "") == key)
    assert {column.key: said(column) for column in table.columns if column.key in heads} == heads
