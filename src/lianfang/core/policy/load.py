"""From policy documents to a checked book of law, or an error that names the file, the line and the remedy.

Precedence (issue: B1): a later notice of the same issuer replaces the earlier for the categories it names; a
lower issuer overrides for its area while a base edition is in force and ends with it; equal rank, same
category, same day cannot be ranked and stops the load, unless one says that it replaces the other.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence

from lianfang.core.policy.load_editions import link_editions, load_editions
from lianfang.core.policy.load_settings import load_settings
from lianfang.core.policy.load_sources import link_sources, load_sources
from lianfang.core.policy.load_values import load_values
from lianfang.core.policy.model import CATEGORIES, Edition, Mark, PolicyBook, Setting, Source, Value
from lianfang.core.policy.setting_kinds import SETTINGS
from lianfang.core.policy.source import Document, Marked, PolicyError, Table, at_mark
from lianfang.core.timeline import day_of
from lianfang.core.wording import msgid, phrase

KINDS = ("editions", "category", "setting", "sources")


def load(documents: Iterable[Document]) -> PolicyBook:
    """Read all documents into one book; their order does not matter.

    A document holds `editions: [...]`, or `category: NAME` with `values: [...]`, or `setting: NAME` with
    `values: [...]`, or `sources: [...]`, which explain the codes that the law cites. Raises PolicyError.
    """
    tables = [Table(doc.file, doc.root, phrase(msgid("the file"))) for doc in documents]
    by_kind: dict[str, list[Table]] = {kind: [] for kind in KINDS}
    for table in tables:
        by_kind[_kind(table)].append(table)
    sources = link_sources(
        source
        for table in by_kind["sources"]
        for source in load_sources(table.file, _listed(table, "sources"))
    )
    editions = link_editions(
        edition
        for table in by_kind["editions"]
        for edition in load_editions(table.file, _listed(table, "editions"), sources)
    )
    values = [
        value
        for table in by_kind["category"]
        for value in load_values(
            table.file, _name(table, "category", CATEGORIES), _listed(table), editions, sources
        )
    ]
    settings = [
        setting
        for table in by_kind["setting"]
        for setting in load_settings(
            table.file, _name(table, "setting", SETTINGS), _listed(table), editions, sources
        )
    ]
    replaced = _replaced_at_once(editions)
    check_conflicts(
        (_rank(editions[value.edition], value, replaced), value.mark, value.edition)
        for value in values
        if not value.off
    )
    check_conflicts(
        ((setting.area, setting.name, day_of(setting.effective_from)), setting.mark, setting.name)
        for setting in settings
        if not setting.off
    )
    return _book(editions, values, settings, sources)


def check(law: Sequence[Document], drafts: Sequence[Document]) -> list[PolicyError]:
    """List what is wrong with drafts put beside a sound law: the first fault of each document, none when all is well.

    A draft whose editions are at fault ends the list, as what stands on them cannot be judged.
    """
    left = list(drafts)
    faults: list[PolicyError] = []
    while True:
        try:
            load([*law, *left])
        except PolicyError as fault:
            faults.append(fault)
            sound = [document for document in left if document.file != fault.file]
            at_fault = [document for document in left if document.file == fault.file]
            if not at_fault or any(_has_editions(document) for document in at_fault):
                return faults
            left = sound
        else:
            return faults


def _has_editions(document: Document) -> bool:
    return isinstance(document.root.value, dict) and "editions" in document.root.value


def _kind(table: Table) -> str:
    found = [kind for kind in KINDS if table.has(kind)]
    if len(found) != 1:
        held = tuple(found) or phrase(msgid("none of them"))
        told = phrase(msgid("the file has %(held)s"), held=held)
        raise table.error(told, phrase(msgid("editions, or category, or setting, or sources")))
    return found[0]


def _name(table: Table, key: str, known: Iterable[str]) -> str:
    return table.text(key, among={name: name for name in known})


def _listed(table: Table, key: str = "values") -> list[Marked]:
    nodes = table.items(key, phrase(msgid("a list of %(key)s"), key=key))
    table.text("about", "")
    table.close()
    return nodes


def _replaced_at_once(editions: Mapping[str, Edition]) -> frozenset[str]:
    """Name the orders that another one replaces on the day on which they began."""
    return frozenset(
        link
        for edition in editions.values()
        for link in edition.replaces
        if day_of(editions[link].effective_from) == day_of(edition.effective_from)
    )


def _rank(edition: Edition, value: Value, replaced: frozenset[str]) -> Hashable:
    ended = edition.id if edition.id in replaced else ""
    return edition.area, value.category, day_of(edition.effective_from), ended


def check_conflicts(ranked: Iterable[tuple[Hashable, Mark, str]]) -> None:
    """Refuse two rules of equal rank for the same thing and day, naming both; which prevails is not ours to say."""
    seen: dict[Hashable, tuple[Mark, str]] = {}
    for rank, mark, name in ranked:
        if rank in seen:
            other, earlier = seen[rank]
            raise PolicyError(
                mark.file,
                mark.line,
                phrase(
                    msgid("'%(name)s' conflicts with '%(other)s' (%(place)s): equal rank, same day"),
                    name=name,
                    other=earlier,
                    place=at_mark(other),
                ),
                phrase(msgid("one of the two, or another day, so that one replaces the other")),
            )
        seen[rank] = mark, name


def _book(
    editions: Mapping[str, Edition],
    values: Iterable[Value],
    settings: Sequence[Setting],
    sources: Mapping[str, Source],
) -> PolicyBook:
    edges = {edge for e in editions.values() for edge in (e.effective_from, e.effective_to)}
    return PolicyBook(
        editions=editions,
        values={
            (value.edition, value.category): value
            for value in sorted(values, key=lambda value: not value.off)
        },
        settings={name: tuple(s for s in settings if s.name == name) for name in SETTINGS},
        turns=tuple(sorted(edge.timestamp() for edge in edges if edge is not None)),
        areas=frozenset(edition.area for edition in editions.values()),
        sources=sources,
    )
