"""The rooms' parts of the catalogue become one that Django reads, or say where they disagree."""

from __future__ import annotations

import gettext
import subprocess
import sys
from pathlib import Path

import pytest
from scripts.catalogues import PartsDisagree, compile_catalogues, merge

LEADS = """\
msgid "Lead"
msgstr "线索"

#, python-format
msgid "%(count)s row"
msgid_plural "%(count)s rows"
msgstr[0] "%(count)s 条"

msgctxt "a call"
msgid "Open"
msgstr "接通"
"""
ORDERS = """\
msgid "Lead"
msgstr "线索"

msgid "Open"
msgstr "打开"
"""


def write(folder: Path, **parts: str) -> Path:
    (folder / "parts").mkdir()
    for name, text in parts.items():
        (folder / "parts" / f"{name}.po").write_text(text, encoding="utf-8")
    return folder


def test_parts_are_compiled_into_one_catalogue(tmp_path: Path) -> None:
    assert compile_catalogues(write(tmp_path, leads=LEADS, orders=ORDERS)) == 4
    with (tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.mo").open("rb") as file:
        said = gettext.GNUTranslations(file)
    assert said.gettext("Lead") == "线索"
    assert said.gettext("Open") == "打开"
    assert said.pgettext("a call", "Open") == "接通"
    assert said.ngettext("%(count)s row", "%(count)s rows", 3) == "%(count)s 条"


def test_the_same_parts_give_the_same_messages_again(tmp_path: Path) -> None:
    write(tmp_path, leads=LEADS, orders=ORDERS)
    compile_catalogues(tmp_path)
    made = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.mo"
    first = made.read_bytes()
    assert compile_catalogues(tmp_path) == 4
    with made.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Lead") == "线索"
    assert len(made.read_bytes()) == len(first)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ('msgid "Lead"\nmsgstr "引导"\n', "orders.po says 'Lead' as '引导', leads.po as '线索'"),
        ('msgid "Town"\nmsgstr ""\n', "orders.po: 'Town' has no finished Chinese"),
        ('#, fuzzy\nmsgid "Town"\nmsgstr "镇"\n', "orders.po: 'Town' has no finished Chinese"),
    ],
)
def test_disagreeing_or_unfinished_parts_are_named(tmp_path: Path, other: str, said: str) -> None:
    write(tmp_path, leads=LEADS, orders=other)
    with pytest.raises(PartsDisagree, match=said):
        merge(sorted((tmp_path / "parts").glob("*.po")))


def test_no_parts_give_an_empty_catalogue(tmp_path: Path) -> None:
    assert compile_catalogues(tmp_path) == 0


def test_the_products_own_parts_agree() -> None:
    script = Path(__file__).resolve().parents[2] / "scripts" / "catalogues.py"
    ran = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("catalogue: ")
