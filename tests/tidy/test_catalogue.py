"""Every message for people has its Chinese, with the same places to fill in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from scripts.messages import KEYWORDS, SOURCE, Said, entry, list_messages, list_missing, read_chinese

PLACES = re.compile(r"%\((\w+)\)[sd]|\{(\w+)(?:[:!][^{}]*)?\}")
TEMPLATE = """{% load i18n %}{% translate "Town" %} {% trans 'Grid' context "place" as x %}{{ _("Village") }}
{% blocktranslate count n=n %}{{ n }} row of {{ whole }}{% plural %}{{ n }} rows{% endblocktranslate %}
{% blocktranslate %}It's "so"{% endblocktranslate %}{% if a == "no" %}{{ b|default:_("Nothing") }}{% endif %}
"""
PYTHON = """
def f(_, count):
    msgid("Core")
    return _("One"), ngettext("%(n)s x", "%(n)s xs", count), pgettext("c", "Two"), gettext_lazy(
        "Thr"
        "ee"
    ), other("Not this")
"""


def places(text: str) -> set[str]:
    """Return the names of the values that a message takes."""
    return {first or second for first, second in PLACES.findall(text)}


def test_every_message_has_its_chinese() -> None:
    missing = list_missing()
    assert not missing, "\n" + "\n".join(entry(said) for said in missing)


def test_the_chinese_takes_no_value_that_the_message_has_not() -> None:
    wrong = {
        message: chinese
        for (message, _), chinese in read_chinese().items()
        if not places(chinese) <= places(message) | {"count"}
    }
    assert not wrong


def test_messages_are_found_in_templates_and_python(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE)
    (tmp_path / "rules.py").write_text(PYTHON)
    (tmp_path / "page.html").write_text(TEMPLATE)
    found = {(said.message, said.context) for said in list_messages(tmp_path)}
    assert found == {
        ("Town", ""),
        ("Grid", "place"),
        ("Village", ""),
        ("%(n)s row of %(whole)s", ""),
        ('It\'s "so"', ""),
        ("Nothing", ""),
        ("Core", ""),
        ("One", ""),
        ("%(n)s x", ""),
        ("Two", "c"),
        ("Three", ""),
    }


@pytest.mark.parametrize(
    ("part", "missing"),
    [
        ('msgid "One"\nmsgstr "一"\n', ["Two"]),
        ('msgid "One"\nmsgstr ""\n', ["One", "Two"]),
        ('#, fuzzy\nmsgid "One"\nmsgstr "一"\n', ["One", "Two"]),
        ('msgctxt "c"\nmsgid "Two"\nmsgstr "二"\n\nmsgid "One"\nmsgstr "一"\n', []),
        ('msgid "Two"\nmsgstr "二"\n\nmsgid "One"\nmsgstr "一"\n', ["Two"]),
    ],
)
def test_what_is_missing_is_named(tmp_path: Path, part: str, missing: list[str]) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "room.po").write_text(part, encoding="utf-8")
    (tmp_path / "rules.py").write_text('_("One"); pgettext("c", "Two"); _("One")')
    assert [said.message for said in list_missing(tmp_path, tmp_path / "parts")] == missing


def test_an_entry_is_ready_to_fill_in() -> None:
    said = Said('a "b"\n', "c", "x.py:1")
    assert entry(said) == '#: x.py:1\nmsgctxt "c"\nmsgid "a \\"b\\"\\n"\nmsgstr ""\n'


def test_no_message_hides_behind_another_name() -> None:
    """Whatever a module calls Django's functions by is a name that the catalogue looks for."""
    named = {
        name
        for path in SOURCE.rglob("*.py")
        for name in re.findall(r"\b\w*gettext\w* as (\w+)", path.read_text(encoding="utf-8"))
    }
    assert {"_", "_now"} <= named <= KEYWORDS.keys()
