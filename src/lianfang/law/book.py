"""The law in force here: what ships, with the signed local orders of this county.

Every room that decides asks `get_book`. The book is kept in the process and made anew when the newest signature or
withdrawal is another one, which a small read tells; so every process follows without being restarted. Signatures
are given one after the other (`actions`), so that the newest number is that of the last commit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db import connection

from lianfang.config.policy_files import get_policy_book, parse_documents, policy_folder, read_documents
from lianfang.core.policy import Document, PolicyBook, PolicyError, load
from lianfang.core.policy.local import load_with, put_off
from lianfang.law.models import LocalOrder
from lianfang.shared.reading import once_a_reading

Version = tuple[int, datetime]
_NEWEST = (
    "SELECT id, at FROM law_localordermove WHERE move IN ('signed', 'withdrawn') ORDER BY id DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Held:
    """The book of a version, and the orders left out because the law that ships has changed under them."""

    version: Version
    book: PolicyBook
    faults: tuple[PolicyError, ...]


_held: Held | None = None


def get_book() -> PolicyBook:
    """Return the law in force here; one small read where nothing was signed since. Raises PolicyError."""
    version = _read_version()
    return get_policy_book() if version is None else _hold(version).book


def list_left_out() -> tuple[PolicyError, ...]:
    """List what is wrong with signed orders that do not stand beside the law any more; they do not apply."""
    version = _read_version()
    return () if version is None else _hold(version).faults


@once_a_reading
def _read_version() -> Version | None:
    # Asked at each decision of every action: making the statement anew would cost more than answering it.
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST)
        found: Version | None = cursor.fetchone()
        return found


def _hold(version: Version) -> Held:
    global _held
    held = _held
    if held is None or held.version != version:
        book, faults = load_with(shipped(), list_signed())
        held = _held = Held(version, book, tuple(faults))
    return held


@cache
def shipped() -> tuple[Document, ...]:
    """Read the documents that ship, once a process."""
    return tuple(read_documents(policy_folder()))


def list_signed(*, without: int = 0) -> list[list[Document]]:
    """Read the orders signed by two, each beginning at its hour."""
    signed = LocalOrder.objects.filter(state=LocalOrder.State.SIGNED).exclude(pk=without).order_by("pk")
    return [read_order(order) for order in signed]


def read_order(order: LocalOrder) -> list[Document]:
    """Read an order's text; one that is signed begins at its hour. Raises PolicyError."""
    documents = parse_documents(name_of(order.pk), order.text)
    return documents if order.effective_at is None else put_off(documents, order.effective_at)


def name_of(order_id: int) -> str:
    """Name an order as faults name a file."""
    return f"local/{order_id}"


def list_law(*, without: int = 0) -> list[Document]:
    """List the documents of the law in force, those of one order left out."""
    signed = list_signed(without=without)
    _book, faults = load_with(shipped(), signed)
    gone = {fault.file for fault in faults}
    return [*shipped(), *(document for order in signed if order[0].file not in gone for document in order)]


def books_with(order: LocalOrder, at: datetime) -> tuple[PolicyBook, PolicyBook]:
    """Load the law without an order and with it, as if it were signed at an instant.

    Raises PolicyError where it is not sound.
    """
    law = list_law(without=order.pk)
    draft = put_off(read_order(order), at)
    return load(law), load([*law, *draft])
