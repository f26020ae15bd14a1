"""What staff did, in words: every audited action and object has its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import translation

from lianfang.accounts import present
from lianfang.core.moves import ORDER_MOVES

SOURCE = Path(present.__file__).resolve().parent.parent
RECORDED = re.compile(r"""audit\.record\((.*?)\n?\s*\)""", re.DOTALL)


def list_literals(name: str) -> set[str]:
    """List the plain strings that the source gives to an argument of `audit.record`."""
    calls = [call for path in SOURCE.rglob("*.py") for call in RECORDED.findall(path.read_text())]
    return {found for call in calls for found in re.findall(rf'\b{name}="([a-z_.]+)"', call)}


def test_every_audited_action_has_words() -> None:
    known = {code for code, _words in present.list_action_words()}
    actions = list_literals("action")
    assert len(actions) > 40
    assert not actions - known
    assert not {f"orders.{move}" for _state, move in ORDER_MOVES.moves} - known


def test_every_object_of_the_trail_has_words() -> None:
    kinds = list_literals("object_kind")
    assert len(kinds) > 10
    assert not kinds - {code for code, _words in present.list_kinds()}


def test_what_has_no_words_shows_its_code() -> None:
    assert (present.present_action("later.made"), present.present_kind("thing")) == ("later.made", "thing")


def test_particulars_are_counts_and_codes_in_one_line() -> None:
    with translation.override("zh-hans"):
        line = present.present_particulars(
            {"rows": 9, "pairs": [1, 2], "settles": True, "report": None, "x": "y" * 200}
        )
    assert line == "行数 9 · 对数 2 · 计为已核查 是 · 报告 —"


def test_codes_moments_and_figures_of_the_trail_are_said_in_words() -> None:
    with translation.override("zh-hans"):
        line = present.present_particulars(
            {"outcome": "no_answer", "day": "2022-02-28", "lost_at": "2022-02-28T16:00:00+00:00"}
        )
        objects = [
            present.present_object("figure", path)
            for path in ("controlled.now", "controlled.now_by.home", "x.y")
        ]
        assert present.present_object("lead", "7") == "7"
    assert "无人接听" in line and "2022-02-28 · " in line and line.endswith("2022-03-01 00:00")
    assert objects[0] != "controlled.now" and objects[1].endswith(" · home") and objects[2] == "x.y"


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0",
            "Edge · Windows",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36", "Chrome · Linux"),
        ("Mozilla/5.0 (Linux; Android 12) Chrome/86.0 Mobile MicroMessenger/8.0", "微信 · Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) Version/15.0 Safari/604.1",
            "Safari · iPhone",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:109.0) Firefox/115.0", "Firefox · macOS"),
        ("curl/8.0", "curl/8.0"),
        ("", ""),
    ],
)
def test_a_browser_is_named_in_a_few_words(header: str, said: str) -> None:
    assert present.name_browser(header) == said
