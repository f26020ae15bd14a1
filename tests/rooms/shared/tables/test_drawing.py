"""Cells and boxes: what they hold is escaped, what they say is what templates said."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.test.html import parse_html
from django.utils import translation
from django.utils.html import format_html

from lianfang.shared.tables import Column
from lianfang.shared.tables.drawing import cell_drawer, draw_boxes, plain, row_drawer

ROW = SimpleNamespace(
    name="张<b>三</b>", at=datetime(2022, 2, 28, 6, 5, tzinfo=UTC), none=None, flag=True, tags=["a", "b"]
)


def cells(*columns: Column, url: str = "") -> object:
    return parse_html(f"<table><tr>{cell_drawer(columns)(ROW, url)}</tr></table>")


def wanted(inner: str) -> object:
    return parse_html(f"<table><tr>{inner}</tr></table>")


@pytest.mark.parametrize(
    ("column", "html"),
    [
        (
            Column("name", "姓名", "name"),
            '<td class="" data-label="姓名" data-value="张&lt;b&gt;三&lt;/b&gt;">张&lt;b&gt;三&lt;/b&gt;</td>',
        ),
        (
            Column("at", "时间", "at", css="lf-tabular"),
            '<td class="lf-tabular" data-label="时间" data-value="2022-02-28 14:05">2022-02-28 14:05</td>',
        ),
        (Column("none", "无", "none"), '<td class=" is-blank" data-label="无" data-value=""></td>'),
        (
            Column("drawn", "状态", "name", cell=lambda row: format_html("<i>{}</i>", "好")),
            '<td class="" data-label="状态" data-value="张&lt;b&gt;三&lt;/b&gt;"><i>好</i></td>',
        ),
        (
            Column("unsafe", "状态", "flag", cell=lambda row: "<i>", exported=lambda row: "7"),
            '<td class="" data-label="状态" data-value="7">&lt;i&gt;</td>',
        ),
        (
            Column("q", 'a"b', lambda row: 'x"y', css='k"'),
            '<td class="k&quot;" data-label="a&quot;b" data-value="x&quot;y">x&quot;y</td>',
        ),
    ],
)
def test_a_cell_shows_its_value_and_carries_what_is_copied(column, html):
    assert cells(column) == wanted(html)


def test_the_leading_cell_links_to_the_row_where_it_has_a_page():
    lead = Column("name", "姓名", lambda row: "甲", lead=True)
    assert cells(lead, url='/leads/7/?a=1&b="') == wanted(
        '<td class=" is-lead" data-label="姓名" data-value="甲"><a href="/leads/7/?a=1&amp;b=&quot;">甲</a></td>'
    )
    assert cells(lead) == wanted('<td class=" is-lead" data-label="姓名" data-value="甲">甲</td>')


def test_cells_stand_in_the_order_of_the_columns():
    html = str(cell_drawer([Column("b", "乙", lambda row: 2), Column("a", "甲", lambda row: 1)])(ROW, ""))
    assert html.index(">2<") < html.index(">1<")
    assert html.count("<td") == 2


@pytest.mark.parametrize("picked", [False, True])
def test_a_row_leads_to_its_page_and_is_ticked_where_something_can_be_done(picked: bool) -> None:
    cell = '<td class="" data-label="姓名" data-value="甲">甲</td>'
    box = (
        '<td class="is-pick"><input type="checkbox" name="pick" value="7&quot;" aria-label="Select"'
        ' x-on:change="count()"></td>'
    )
    with translation.override("en"):
        draw = row_drawer([Column("name", "姓名", lambda row: "甲")], picked)
    rows = draw(ROW, '7"', '/leads/7/?a=1&b="', 'is-"bad') + draw(ROW, '7"', "", "")
    box = box if picked else ""
    assert parse_html(f"<table>{rows}</table>") == parse_html(
        f'<table><tr class="is-&quot;bad" data-href="/leads/7/?a=1&amp;b=&quot;">{box}{cell}</tr>'
        f"<tr>{box}{cell}</tr></table>"
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (True, "yes"), (False, "no"), (0, "0"), ("", ""), (date(2022, 3, 1), "2022-03-01"),
     (datetime(2022, 2, 28, 16, tzinfo=UTC), "2022-03-01 00:00"), ([1, None, "x"], "1, , x"), ((), "")],
)  # fmt: skip
def test_values_are_written_as_text(value, text):
    with translation.override("en"):
        assert plain(value) == text


def test_boxes_are_ticked_and_escaped():
    html = draw_boxes('to"wn', [("1", "甲镇", False), ('2"', "<乙>", True), (3, "丙", False)])
    assert parse_html(html) == parse_html(
        '<label><input type="checkbox" name="to&quot;wn" value="1">甲镇</label>'
        '<label><input type="checkbox" name="to&quot;wn" value="2&quot;" checked>&lt;乙&gt;</label>'
        '<label><input type="checkbox" name="to&quot;wn" value="3">丙</label>'
    )
    assert draw_boxes("town", []) == ""
