"""Invented contents for the style guide: one of each component, no real person."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from lianfang.web.pieces import Bar, DayStrip, Dot, Entry, Node, Tab

_START = datetime(2022, 2, 16, 2, 30, tzinfo=UTC)


class SampleForm(forms.Form):
    """Every kind of field once."""

    name = forms.CharField(label="姓名", help_text="按身份证填写")
    arrived = forms.DateField(label="到达日期", widget=forms.DateInput(attrs={"type": "date"}))
    place = forms.ChoiceField(label="管控方式", choices=[("centralised", "集中隔离"), ("home", "居家隔离")])
    note = forms.CharField(label="备注", widget=forms.Textarea(attrs={"rows": 2}), required=False)
    outcome = forms.ChoiceField(
        label="核查结果",
        choices=[("here", "在本地"), ("away", "外出"), ("none", "无人接听")],
        widget=forms.RadioSelect,
    )
    told = forms.BooleanField(label="已告知本人", required=False)


def sample_strip() -> DayStrip:
    """Return a measure of seven days in a site and seven at home, in the middle of it."""
    home = _START + timedelta(days=7)
    end = home + timedelta(days=7)
    tests = [
        (1, "negative"),
        (2, "negative"),
        (4, "missed"),
        (7, "negative"),
        (8, "negative"),
        (12, "taken"),
        (13, "due"),
    ]
    return DayStrip(
        bars=[
            Bar(_START, home, "集中隔离", "ended", "centralised"),
            Bar(home, end, "居家隔离", "running", "home"),
            Bar(end, end + timedelta(days=3), "居家健康监测", "planned", "monitoring"),
        ],
        dots=[Dot(date(2022, 2, 15) + timedelta(days=day), state, f"{day} {state}") for day, state in tests],
        now=_START + timedelta(days=11, hours=5),
    )


def sample_entries() -> list[Entry]:
    """Return a short history of one invented person."""
    at = _START
    return [
        Entry(
            at + timedelta(days=11),
            "核酸检测阴性",
            "第三人民医院 单采",
            "县疾控 郭样",
            icon="test-pipe",
            tone="good",
        ),
        Entry(
            at + timedelta(days=7),
            "转居家隔离",
            "依据：第八版第四部分（二）",
            "蔚汾镇 王样",
            icon="home",
            tone="accent",
        ),
        Entry(
            at + timedelta(hours=1),
            "集中隔离开始",
            "高速口服务区酒店 3 楼",
            "专班 李样",
            icon="building",
            tone="watch",
        ),
        Entry(at, "电话核查：在本地，需管控", "", "网格员 张样", url="#", icon="phone", tone=""),
        Entry(at - timedelta(hours=6), "列入推送名单", "省专班 2 月 16 日第 3 批，第 128 行", icon="list"),
    ]


def sample_tree() -> list[Node]:
    """Return a corner of the tree of areas."""
    grids = [Node("蔚汾镇第 1 网格", "#", "3 个小区", 212), Node("蔚汾镇第 2 网格", "#", "2 个小区", 180)]
    return [
        Node("兴县", "#", "17 个乡镇", 1224, open=True, children=[
            Node("蔚汾镇", "#", "网格 24 个", 391, open=True, children=[Node("城关社区", "#", "", 392, True, grids)]),
            Node("魏家滩镇", "#", "网格 12 个", 118, children=[Node("王家村", "#", "", 4)]),
        ])
    ]  # fmt: skip


def sample_people() -> list[tuple[int, str, str, str, str, str, str]]:
    """Return eight masked lines of a register: place in it, name, phone, areas, a word and its tone."""
    states = [("逾期", "bad"), ("待核查", "accent"), ("已管控", "plain"), ("已排除", "quiet")]
    return [
        (number, f"{surname}*", f"154****00{number:02}", "蔚汾镇", "城关社区", *states[number % 4])
        for number, surname in enumerate("赵钱孙李周吴郑王")
    ]


def style_guide() -> dict[str, Any]:
    """Return what the style guide shows."""
    return {
        "form": SampleForm(data={"name": "", "arrived": "2022-02-28", "place": "home", "outcome": "here"}),
        "strip": sample_strip(),
        "entries": sample_entries(),
        "nodes": sample_tree(),
        "tabs": [
            Tab("概况", "#", True),
            Tab("联系记录", "#", count=5),
            Tab("管控", "#", count=1, icon="shield"),
        ],
        "pairs": [
            ("姓名", "张*"),
            ("证件号码", "1408************19"),
            ("电话", "154****0007"),
            ("现住址", "蔚汾镇城关社区金苑小区 3 号楼"),
            ("来源", "太原市小店区"),
            ("离开日期", None),
        ],
        "steps": [_("Upload"), _("Check what was read"), _("Open leads")],
        "people": sample_people(),
        "tones": ["plain", "quiet", "accent", "good", "watch", "bad"],
    }
