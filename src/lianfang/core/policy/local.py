"""Local orders as they are drafted in a county: one order a text, checked whole, in force no earlier than signed.

The format is that of the policy files. What a county may not do is said here: alter a national text, speak for
another area, or reach into the past.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from lianfang.core.policy.load import load
from lianfang.core.policy.model import Edition, Level, PolicyBook
from lianfang.core.policy.source import Document, Marked, PolicyError, Table, one_of
from lianfang.core.wording import msgid, phrase

MOST_FAULTS = 30
"""So many faults are named at once; who has put these right sees the others."""

ONE_ORDER = phrase(msgid("the one order that this text is"))
OWN_EDITION = phrase(msgid("the order that this text is"))


def check_local(law: Sequence[Document], draft: Sequence[Document], area: str) -> list[PolicyError]:
    """List what is wrong with the draft of an order for an area beside a sound law, by line; none when all is well.

    Every entry is judged, each to its first fault; where the order itself is at fault, what stands on it is judged
    as if it were a plain order of its area.
    """
    faults = {fault.line: fault for fault in _list_overreaches(draft, area)}
    _collect(law, list(draft), faults, area)
    return [faults[line] for line in sorted(faults)]


def _collect(
    law: Sequence[Document], left: list[Document], faults: dict[int, PolicyError], area: str
) -> None:
    """Gather faults by line, each time without the entry in which the last one lay."""
    plain = False
    while len(faults) < MOST_FAULTS:
        try:
            load([*law, *left])
        except PolicyError as fault:
            faults.setdefault(fault.line, fault)
            rest = _without(left, fault)
            if rest is None and not plain and any(one.file == fault.file for one in left):
                plain, rest = True, _with_plain_order(law, left, area)
            if rest is None:
                return
            left = rest
        else:
            return


def _with_plain_order(law: Sequence[Document], draft: Sequence[Document], area: str) -> list[Document] | None:
    """Put a plain order of the same name in the place of the one at fault, so that its values can be judged."""
    own = name_edition(draft)
    national = next((one for one in load(law).editions.values() if one.level is Level.NATIONAL), None)
    if not own or national is None:
        return None
    told = {
        "id": own, "title": own, "level": "county", "area": area, "bases": national.id, "clock": "anchor",
        "from": (national.effective_from + timedelta(microseconds=1)).isoformat(), "source": own,
        "confidence": "published",
    }  # fmt: skip
    plain = Marked({"day_base": Marked(1, 0), **{key: Marked(value, 0) for key, value in told.items()}}, 0)
    rest = [document for document in draft if not _has_orders(document)]
    return [Document(draft[0].file, Marked({"editions": Marked([plain], 0)}, 0)), *rest]


def _has_orders(document: Document) -> bool:
    return isinstance(document.root.value, dict) and "editions" in document.root.value


def name_edition(draft: Iterable[Document]) -> str:
    """Name the order that a text is; "" where it cannot be told."""
    for entry in _entries(draft, "editions"):
        if isinstance(entry.value, dict) and "id" in entry.value:
            return str(entry.value["id"].value)
    return ""


def put_off(draft: Iterable[Document], until: datetime) -> list[Document]:
    """Let an order that would begin earlier begin at an instant: one that is signed late does not reach back."""
    return [_put_off(document, until) for document in draft]


def find_edition(book: PolicyBook, draft: Sequence[Document]) -> Edition:
    """Return the order of a sound draft from the book that was loaded with it."""
    return book.editions[name_edition(draft)]


def load_with(
    law: Sequence[Document], orders: Iterable[Sequence[Document]]
) -> tuple[PolicyBook, list[PolicyError]]:
    """Load signed orders beside the law; one that does not stand beside it any more is left out and its fault given.

    That happens only where the law that ships was changed after the order was signed: the county must be told, and
    must go on deciding meanwhile. Raises PolicyError where the law itself is at fault.
    """
    held = list(orders)
    faults: list[PolicyError] = []
    while True:
        try:
            return load([*law, *(document for order in held for document in order)]), faults
        except PolicyError as fault:
            sound = [order for order in held if order[0].file != fault.file]
            if len(sound) == len(held):
                raise
            faults.append(fault)
            held = sound


def _put_off(document: Document, until: datetime) -> Document:
    content = document.root.value
    if not isinstance(content, dict) or "editions" not in content:
        return document
    entries = [_begin_at(document.file, entry, until) for entry in _listed(content["editions"])]
    return Document(document.file, _replaced(document.root, "editions", entries))


def _begin_at(file: str, entry: Marked, until: datetime) -> Marked:
    if not isinstance(entry.value, dict) or "from" not in entry.value:
        return entry
    written = entry.value["from"]
    if Table(file, entry, ONE_ORDER).instant("from") >= until:
        return entry
    return Marked({**entry.value, "from": Marked(until.isoformat(), written.line)}, entry.line)


def _list_overreaches(draft: Sequence[Document], area: str) -> Iterator[PolicyError]:
    """Find what a local order may not do, in a text that need not be sound otherwise."""
    file = draft[0].file
    orders = list(_entries(draft, "editions"))
    if not orders:
        yield PolicyError(file, 1, phrase(msgid("the text holds no order")), ONE_ORDER)
    for further in orders[1:]:
        told = phrase(msgid("the text holds a second order"))
        yield PolicyError(file, further.line, told, phrase(msgid("a text of its own for each order")))
    for order in orders:
        yield from _judge_area(file, order, area)
    for entry in _entries(draft, "sources"):
        told = phrase(msgid("an order explains no codes"))
        yield PolicyError(file, entry.line, told, phrase(msgid("the document's own name in 'source'")))
    own = name_edition(draft)
    for entry in _entries(draft, "values"):
        yield from _judge_value(file, entry, own)


def _judge_area(file: str, order: Marked, area: str) -> Iterator[PolicyError]:
    content = order.value if isinstance(order.value, dict) else {}
    level, named = (_text(content.get(key)) for key in ("level", "area"))
    wanted = one_of((area, area[:4], area[:2]))
    if level == "national":
        told = phrase(msgid("a national text is not made here"))
        yield PolicyError(file, content["level"].line, told, one_of(("county", "city", "province")))
    elif named and not area.startswith(named):
        told = phrase(msgid("the area '%(area)s' is not ours"), area=named)
        yield PolicyError(file, content["area"].line, told, wanted)


def _judge_value(file: str, entry: Marked, own: str) -> Iterator[PolicyError]:
    content = entry.value if isinstance(entry.value, dict) else {}
    if "edition" not in content:
        told = phrase(msgid("the value does not say by which order it holds"))
        yield PolicyError(file, entry.line, told, phrase(msgid("edition: %(id)s"), id=own))
    elif _text(content["edition"]) != own:
        told = phrase(msgid("the value is one of '%(other)s'"), other=_text(content["edition"]))
        yield PolicyError(file, content["edition"].line, told, phrase(msgid("edition: %(id)s"), id=own))


def _text(node: Marked | None) -> str:
    return "" if node is None else str(node.value)


def _entries(draft: Iterable[Document], key: str) -> Iterator[Marked]:
    for document in draft:
        if isinstance(document.root.value, dict) and key in document.root.value:
            yield from _listed(document.root.value[key])


def _listed(node: Marked) -> list[Marked]:
    return node.value if isinstance(node.value, list) else []


def _without(draft: Sequence[Document], fault: PolicyError) -> list[Document] | None:
    """Leave out the entry in which a fault lies; None where it is no value of the draft."""
    if all(document.file != fault.file for document in draft):
        return None
    before = [document for document in draft if document.root.line <= fault.line]
    at_fault = max(before, key=lambda document: document.root.line, default=None)
    if at_fault is None or not isinstance(at_fault.root.value, dict) or "editions" in at_fault.root.value:
        return None
    entries = _listed(at_fault.root.value["values"]) if "values" in at_fault.root.value else []
    hit = max(
        (entry for entry in entries if entry.line <= fault.line), key=lambda entry: entry.line, default=None
    )
    others = [document for document in draft if document is not at_fault]
    if hit is None:
        return others
    kept = [entry for entry in entries if entry is not hit]
    return [*others, Document(at_fault.file, _replaced(at_fault.root, "values", kept))]


def _replaced(root: Marked, key: str, entries: list[Marked]) -> Marked:
    assert isinstance(root.value, dict)
    return Marked({**root.value, key: Marked(entries, root.value[key].line)}, root.line)
