"""Put the rooms' parts of the Chinese catalogue together and compile what Django reads.

Each room keeps its words in `src/lianfang/locale/parts/<room>.po`; `django.po` and `django.mo` are made
from them, anew each time, and are not kept in the repository.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

LOCALE = Path(__file__).resolve().parent.parent / "src" / "lianfang" / "locale"
LANGUAGE = "zh_Hans"


class PartsDisagree(Exception):
    """Two parts say one message in different words, or a part leaves one unsaid."""


def merge(parts: list[Path]) -> Catalog:
    """Give one catalogue of all parts; raises PartsDisagree naming the files and the message."""
    whole = Catalog(locale=LANGUAGE, project="lianfang", charset="utf-8", fuzzy=False)
    said_in: dict[tuple[object, str | None], Path] = {}
    for part in parts:
        with part.open("rb") as file:
            for message in read_po(file, locale=LANGUAGE, charset="utf-8"):
                if message.id:
                    _take(whole, message, part, said_in)
    return whole


def _take(
    whole: Catalog, message: Message, part: Path, said_in: dict[tuple[object, str | None], Path]
) -> None:
    words = message.string if isinstance(message.string, tuple) else (message.string,)
    if not all(words) or message.fuzzy:
        raise PartsDisagree(f"{part.name}: {message.id!r} has no finished Chinese")
    key = (message.id[0] if isinstance(message.id, tuple) else message.id, message.context)
    held = whole.get(message.id, context=message.context)
    if held is not None and held.string != message.string:
        raise PartsDisagree(
            f"{part.name} says {message.id!r} as {message.string!r}, {said_in[key].name} as {held.string!r}; "
            "agree on one, or give one of them a context (msgctxt)"
        )
    said_in.setdefault(key, part)
    whole.add(message.id, message.string, context=message.context, flags=message.flags)


def compile_catalogues(locale: Path = LOCALE) -> int:
    """Write django.po and django.mo below the locale folder and give the number of messages."""
    whole = merge(sorted((locale / "parts").glob("*.po")))
    target = locale / LANGUAGE / "LC_MESSAGES"
    target.mkdir(parents=True, exist_ok=True)
    with (target / "django.po").open("wb") as file:
        write_po(file, whole, width=110, sort_output=True)
    with (target / "django.mo").open("wb") as file:
        write_mo(file, whole)
    return len(whole)


if __name__ == "__main__":
    try:
        sys.stdout.write(f"catalogue: {compile_catalogues()} messages\n")
    except PartsDisagree as wrong:
        sys.exit(f"catalogue: {wrong}")
