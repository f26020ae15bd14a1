"""The books of law that `lianfang policy` works with: what ships, and orders put beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from lianfang.cli.console import MISUSED, Refusal
from lianfang.cli.speech import _
from lianfang.config.policy_files import get_policy_book, policy_folder, read_documents, read_file
from lianfang.config.signed_orders import read_signed
from lianfang.core.policy import Document, Edition, PolicyBook, PolicyError, load
from lianfang.core.policy.citations import Citation, cite
from lianfang.core.policy.local import load_with
from lianfang.core.timeline import SHANGHAI

TIME = click.DateTime(
    ["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"]
)


def add_time_zone(moment: datetime) -> datetime:
    """Read a time without an offset as local time in Asia/Shanghai."""
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def one_book(
    orders: Iterable[str],
    *,
    signed: Sequence[Sequence[Document]] | None = None,
    draft: Sequence[Document] = (),
) -> PolicyBook:
    """Load the law that ships, the county's signed orders, and beside them the orders of further files and a draft.

    `signed` where they were read already; else they are read where the county's database runs. Refuses what is
    broken, in words.
    """
    try:
        held = read_signed() if signed is None else signed
        if not orders and not held and not draft:
            return get_policy_book()
        law = read_documents(policy_folder())
        book, faults = load_with(law, held)
        for fault in faults:
            click.echo(_("A signed local order does not apply: %s") % fault.said(_), err=True)
        further = [document for name in orders for document in read_file(find_file(name), name)] + [*draft]
        if not further:
            return book
        gone = {fault.file for fault in faults}
        applied = [document for order in held if order[0].file not in gone for document in order]
        return load([*law, *applied, *further])
    except PolicyError as fault:
        raise Refusal(
            fault.said(_), _("Put the file right; `lianfang policy check FILE` tries it.")
        ) from fault


def find_edition(book: PolicyBook, name: str) -> Edition:
    """Find an edition that was named on the command line; refuses one that is not there with those that are."""
    if name not in book.editions:
        raise Refusal(
            _("There is no edition called %s.") % name,
            _("Known: %s") % ", ".join(book.editions),
            MISUSED,
        )
    return book.editions[name]


def find_file(name: str) -> Path:
    """Find a file that was named on the command line."""
    path = Path(name)
    if not path.is_file():
        raise Refusal(_("There is no file %s.") % name, _("Check the path."), MISUSED)
    return path


def beside(law: Iterable[Document], drafts: Iterable[Document]) -> list[Document]:
    """Leave out of the law the files that a draft replaces."""
    replaced = {document.file for document in drafts}
    return [document for document in law if document.file not in replaced]


def told_of_book(book: PolicyBook, edition: str, category: str) -> dict[str, Any]:
    """Say where a rule stands and what it rests on."""
    value = book.values[edition, category]
    return {
        "edition": edition,
        "clause": value.clause,
        "source": value.source,
        "sources": [told_of_source(one) for one in cite(book, value.source, value.mark, _)],
        "confidence": value.confidence,
        "note": value.note,
        "file": value.mark.file,
        "line": value.mark.line,
    }


def told_of_source(citation: Citation) -> dict[str, str]:
    """Say what is known of a text that the law rests on; what a local order cites in its own words has no code."""
    return {"code": citation.code, "name": citation.name, "told": citation.told}
