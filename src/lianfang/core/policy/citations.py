"""What the law rests on, in words: the name of each text cited, and the full entry of `sources.yaml`."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lianfang.core.policy.load_sources import cites_codes, split_codes
from lianfang.core.policy.model import Edition, Mark, PolicyBook, Source
from lianfang.core.wording import Translate, msgid

PUBLISHER = msgid("published by %(publisher)s")
DATE = msgid("dated %(date)s")
ADDRESS = msgid("at %(addresses)s")
COPY = msgid("a re-post, good for the numbers and not for quotation")
BETWEEN_NAMES = msgid("; ")
BETWEEN_ADDRESSES = msgid(", ")
SOURCES = msgid("sources:")
ENTRY = msgid("  %(name)s [%(code)s]")
ENTRY_TOLD = msgid("  %(name)s [%(code)s]: %(told)s")


@dataclass(frozen=True, slots=True)
class Citation:
    """One text that something rests on: its name, and what is known of it in one sentence.

    `code` is empty for what was cited in free text, which is then its own name.
    """

    code: str
    name: str
    told: str


def cite(book: PolicyBook, cited: str, mark: Mark, translate: Translate) -> tuple[Citation, ...]:
    """Explain what an entry that stands at a place of the files cites; what a local order cites stands as written."""
    if not cites_codes(mark.file):
        return (Citation("", cited, ""),)
    return tuple(_citation(book, code, translate) for code in split_codes(cited))


def cite_edition(book: PolicyBook, edition: Edition, translate: Translate) -> tuple[Citation, ...]:
    """Explain what an edition itself rests on, its rule for those found late with it."""
    late = cite(book, edition.late.source, edition.mark, translate) if edition.late else ()
    return (*cite(book, edition.source, edition.mark, translate), *late)


def gather(cited: Iterable[Sequence[Citation]]) -> tuple[Citation, ...]:
    """List every citation once, in the order in which they were first met."""
    return tuple(dict.fromkeys(citation for some in cited for citation in some))


def join_names(citations: Iterable[Citation], translate: Translate) -> str:
    """Write the names in one line."""
    return translate(BETWEEN_NAMES).join(citation.name for citation in citations)


def list_out(citations: Sequence[Citation], translate: Translate) -> Iterator[str]:
    """Write citations out as a list, a line each with all that is known."""
    yield translate(SOURCES)
    for citation in citations:
        if not citation.code:
            yield f"  {citation.name}"
        else:
            form = ENTRY_TOLD if citation.told else ENTRY
            yield translate(form) % {"name": citation.name, "code": citation.code, "told": citation.told}


def _citation(book: PolicyBook, code: str, translate: Translate) -> Citation:
    source = book.sources.get(code)
    if source is None:  # a book without sources
        return Citation("", code, "")
    whole = book.sources.get(source.part_of)
    name = f"{whole.name} {source.name}" if whole else source.name
    told = [*_tell(source, translate), *(_tell(whole, translate) if whole else ())]
    return Citation(code, name, translate(BETWEEN_NAMES).join(told))


def _tell(source: Source, translate: Translate) -> Iterator[str]:
    if source.publisher:
        yield translate(PUBLISHER) % {"publisher": source.publisher}
    if source.date:
        yield translate(DATE) % {"date": source.date}
    if source.addresses:
        yield translate(ADDRESS) % {"addresses": translate(BETWEEN_ADDRESSES).join(source.addresses)}
    if source.copy:
        yield translate(COPY)
    if source.note:
        yield source.note
