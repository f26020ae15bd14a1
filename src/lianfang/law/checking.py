"""The check of a draft: what is wrong with it beside the law in force, and what can be read of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from lianfang.config.policy_files import parse_documents
from lianfang.core.policy import Document, Edition, PolicyError, load
from lianfang.core.policy.local import check_local, find_edition, put_off
from lianfang.core.wording import msgid, phrase
from lianfang.law.book import list_law, name_of
from lianfang.law.models import LocalOrder
from lianfang.places.queries import get_county

_TO_WRITE = re.compile("在此写[^\\s\"']*")


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft after its check: its faults by line, or the order that it is."""

    faults: tuple[PolicyError, ...]
    edition: Edition | None


def check_text(text: str, *, order_id: int = 0, signed_at: datetime | None = None) -> Checked:
    """Check a text beside the law in force; `signed_at` lets it begin no earlier, as a signature would.

    What the pattern asks to be written must have been written: words of the pattern are faults.
    """
    if unwritten := tuple(_find_unwritten(name_of(order_id), text)):
        return Checked(unwritten, None)
    try:
        draft = parse_documents(name_of(order_id), text)
    except PolicyError as fault:
        return Checked((fault,), None)
    law = list_law(without=order_id)
    faults = check_local(law, draft, get_county().code)
    if not faults and signed_at is not None:
        draft = put_off(draft, signed_at)
        faults = check_local(law, draft, get_county().code)
    return Checked(tuple(faults), None if faults else _edition(law, draft))


def _find_unwritten(file: str, text: str) -> Iterator[PolicyError]:
    """Yield the lines that still say what is to be written there, as `law/pattern.yaml` does."""
    for number, line in enumerate(text.splitlines(), start=1):
        if found := _TO_WRITE.search(line):
            what = phrase(msgid("“%(words)s” of the pattern still stands here"), words=found[0])
            yield PolicyError(file, number, what, phrase(msgid("what the order itself says")))


def check_order(order: LocalOrder) -> Checked:
    """Check an order as it stands beside the law without it."""
    return check_text(order.text, order_id=order.pk, signed_at=order.effective_at)


def _edition(law: list[Document], draft: list[Document]) -> Edition:
    return find_edition(load([*law, *draft]), draft)
