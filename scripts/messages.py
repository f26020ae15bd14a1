"""List the messages for people that the source and the templates name, and those without Chinese.

`python scripts/messages.py [ROOM]` prints what a room's part of the catalogue lacks, as entries to fill in.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "lianfang"
PARTS = SOURCE / "locale" / "parts"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_now": None,
    "lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "msgid": None,
}
# What Django makes of a template for extractors: calls whose arguments are plain literals.
_STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(
    rf"\b(gettext|pgettext|ngettext|npgettext|_)\(\s*({_STRING}(?:\s*,\s*{_STRING})*)", re.DOTALL
)


@dataclass(frozen=True, order=True)
class Said:
    """A message, its context, and where it stands."""

    message: str
    context: str
    place: str


def list_messages(source: Path = SOURCE) -> Iterator[Said]:
    """Yield every message that Python and templates below a folder name."""
    for path in sorted(source.rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            yield from _in_python(path, source)
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            yield from _in_template(path, source)


def _in_python(path: Path, source: Path) -> Iterator[Said]:
    with path.open("rb") as file:
        for line, message, _, context in extract("python", file, KEYWORDS):
            text = message[0] if isinstance(message, tuple) else message
            yield Said(text, context or "", f"{path.relative_to(source)}:{line}")


def _in_template(path: Path, source: Path) -> Iterator[Said]:
    from django.utils.translation.template import templatize

    code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for call in _CALL.finditer(code):
        words = [ast.literal_eval(text) for text in re.findall(_STRING, call[2], re.DOTALL)]
        context = words.pop(0) if "pgettext" in call[1] else ""
        line = code.count("\n", 0, call.start()) + 1
        yield Said(words[0], context, f"{path.relative_to(source)}:{line}")


def read_chinese(parts: Path = PARTS) -> dict[tuple[str, str], str]:
    """Return the Chinese of each message and context, as all parts together say it."""
    known = {}
    for part in sorted(parts.glob("*.po")):
        with part.open("rb") as file:
            for entry in read_po(file, locale="zh_Hans", charset="utf-8"):
                first = entry.id[0] if isinstance(entry.id, tuple) else entry.id
                said = entry.string[0] if isinstance(entry.string, tuple) else entry.string
                if first and said and not entry.fuzzy:
                    known[first, entry.context or ""] = said
    return known


def list_missing(source: Path = SOURCE, parts: Path = PARTS) -> list[Said]:
    """List the messages that have no Chinese, each once, with the first place that says it."""
    known = read_chinese(parts)
    missing: dict[tuple[str, str], Said] = {}
    for said in list_messages(source):
        key = (said.message, said.context)
        if key not in known and key not in missing:
            missing[key] = said
    return list(missing.values())


def entry(said: Said) -> str:
    """Write a message as an entry to fill in."""
    context = f"msgctxt {_quoted(said.context)}\n" if said.context else ""
    return f'#: {said.place}\n{context}msgid {_quoted(said.message)}\nmsgstr ""\n'


def _quoted(text: str) -> str:
    for sign, written in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n")):
        text = text.replace(sign, written)
    return f'"{text}"'


if __name__ == "__main__":
    room = sys.argv[1] if len(sys.argv) > 1 else ""
    for lacking in list_missing():
        if lacking.place.startswith(room):
            sys.stdout.write(entry(lacking) + "\n")
