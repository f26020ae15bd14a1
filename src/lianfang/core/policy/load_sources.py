"""The sources that the law cites by code, and the citations of the law held against them.

What ships cites codes only. A local order typed in the product, or a draft on its way, cites its documents in free
text, which nobody here can check.
"""

import re
from collections.abc import Iterable, Mapping

from lianfang.core.policy.model import Source
from lianfang.core.policy.source import TEXT, Marked, PolicyError, Table, at_mark, one_of
from lianfang.core.wording import Phrase, msgid, phrase

BETWEEN = re.compile(r"[,;，；、]\s*")
EXPLAINED = phrase(msgid("codes that sources.yaml explains, parted by commas"))


def load_sources(file: str, nodes: Iterable[Marked]) -> list[Source]:
    """Read the sources of one document; what they are parts of is checked later, by `link_sources`."""
    return [_source(Table(file, node, phrase(msgid("the source")))) for node in nodes]


def _source(table: Table) -> Source:
    code = table.text("code")
    table.what = phrase(msgid("source '%(code)s'"), code=code)
    if BETWEEN.search(code):
        wanted = phrase(msgid("a code without comma or semicolon"))
        raise table.refuse(table.node("code", TEXT), "code", wanted)
    source = Source(
        code=code,
        name=table.text("name"),
        publisher=table.text("publisher", ""),
        date=table.text("date", ""),
        addresses=table.texts("address"),
        copy=table.flag("copy"),
        note=table.text("note", ""),
        part_of=table.text("part_of", ""),
        mark=table.mark,
    )
    table.close()
    return source


def link_sources(sources: Iterable[Source]) -> dict[str, Source]:
    """Join sources by code. Raises PolicyError for a code used twice and a part of what is no whole text."""
    by_code: dict[str, Source] = {}
    for source in sources:
        if source.code in by_code:
            told = phrase(msgid("source '%(code)s' is written twice"), code=source.code)
            place = at_mark(by_code[source.code].mark)
            raise _error(source, told, phrase(msgid("once; see %(place)s"), place=place))
        by_code[source.code] = source
    whole = [source.code for source in by_code.values() if not source.part_of]
    for source in by_code.values():
        if source.part_of and source.part_of not in whole:
            told = phrase(
                msgid("source '%(code)s' is part of the unknown '%(whole)s'"),
                code=source.code,
                whole=source.part_of,
            )
            raise _error(source, told, one_of(whole, source.part_of))
    return by_code


def split_codes(cited: str) -> tuple[str, ...]:
    """Part what a value cites into its codes, in their order."""
    return tuple(code for code in BETWEEN.split(cited.strip()) if code)


def cites_codes(file: str) -> bool:
    """Say whether what stands in a file cites by code: the law that ships does."""
    return file == "editions.yaml" or file.startswith("values/")


def read_cited(table: Table, sources: Mapping[str, Source]) -> str:
    """Read what an entry rests on; refuses a code that the sources do not explain, where there are sources."""
    cited = table.text("source")
    if sources and cites_codes(table.file):
        for code in split_codes(cited) or (cited,):
            if code not in sources:
                told = phrase(msgid("%(what)s cites the unknown '%(code)s'"), what=table.what, code=code)
                raise PolicyError(table.file, table.node("source", TEXT).line, told, EXPLAINED)
    return cited


def _error(source: Source, what: Phrase, wanted: Phrase) -> PolicyError:
    return PolicyError(source.mark.file, source.mark.line, what, wanted)
