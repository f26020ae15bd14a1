"""Facts as a line of JSON: read and checked, or refused with what was wanted.

A line holds `id`, `category`, `anchor`, `found` and `area`; besides, where they matter, `unfit_home`, `bed_free`
and `chosen` as in `Facts`.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NoReturn

from lianfang.core.policy.decision import Facts
from lianfang.core.policy.model import CATEGORIES, PLACE_WORDS
from lianfang.core.policy.source import TRUTH, one_of
from lianfang.core.wording import Phrase, msgid, phrase

LONGEST = 65_536
"""Characters a line may have."""
LAST_YEAR = 9_000

_OBJECT = phrase(msgid('one JSON object a line, as {"id": 1, "category": "close_contact", ...}'))
_NAME = phrase(msgid("text or a whole number by which you know the answer again"))
_MOMENT = phrase(msgid("a time with its offset, as 2022-02-28T18:00:00+08:00"))
_AREA = phrase(msgid('the county\'s code in quotes, as "141123", or "" for the national text alone'))
_WANTED = {"id": _NAME, "category": one_of(CATEGORIES), "anchor": _MOMENT, "found": _MOMENT, "area": _AREA}
_BESIDES = ("unfit_home", "bed_free", "chosen")
_CATEGORIES = frozenset(CATEGORIES)
_KEYS = frozenset((*_WANTED, *_BESIDES))


class FactsWrong(ValueError):
    """A line that cannot be decided: what is wrong, what was wanted, and the id it bears, None if unreadable."""

    def __init__(self, what: Phrase, wanted: Phrase, name: str | int | None = None) -> None:
        super().__init__(f"{what}; wanted: {wanted}")
        self.what = what
        self.wanted = wanted
        self.name = name


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


_DECODER = json.JSONDecoder(parse_constant=_no_number)
_SCAN: Callable[[str, int], tuple[object, int]] = vars(_DECODER)["scan_once"]  # without the search for blanks


def read_facts(line: str) -> tuple[str | int, Facts, tuple[str, ...]]:
    """Read one line: its id, the facts, and the keys nobody asked for. Raises FactsWrong."""
    held = _decode(line)
    name = held.get("id")
    if type(name) is not str and type(name) is not int:
        raise _refused(held, "id")
    category = held.get("category")
    if type(category) is not str or category not in _CATEGORIES:
        raise _refused(held, "category")
    area = held.get("area")
    if type(area) is not str or not (area == "" or (area.isdigit() and area.isascii() and len(area) > 1)):
        raise _refused(held, "area")
    anchor, found = _moment(held, "anchor"), _moment(held, "found")
    if len(held) == len(_WANTED):
        return name, Facts(category, anchor, found, area), ()
    unread = tuple(key for key in held if key not in _KEYS)
    return name, Facts(category, anchor, found, area, **_besides(held)), unread


def _decode(line: str) -> dict[str, Any]:
    if len(line) > LONGEST:
        told = phrase(msgid("the line is longer than %(most)s characters"), most=LONGEST)
        raise FactsWrong(told, _OBJECT)
    try:
        held = _parse(line)
    except json.JSONDecodeError as fault:
        told = phrase(msgid("the line is not valid JSON (character %(place)s)"), place=fault.pos + 1)
        raise FactsWrong(told, _OBJECT) from fault
    except (ValueError, RecursionError) as fault:
        raise FactsWrong(
            phrase(msgid("the line holds a number or a depth that cannot be read")), _OBJECT
        ) from fault
    if not isinstance(held, dict):
        raise FactsWrong(phrase(msgid("the line is no JSON object")), _OBJECT)
    return held


def _parse(line: str) -> object:
    """Parse by the scanner alone; what it does not take whole goes the slower way, which names the place."""
    try:
        held, end = _SCAN(line, 0)
    except StopIteration:
        return _DECODER.decode(line)
    return held if end == len(line) else _DECODER.decode(line)


def _moment(held: Mapping[str, Any], key: str) -> datetime:
    try:
        read = datetime.fromisoformat(held[key])
    except (KeyError, TypeError, ValueError):
        raise _refused(held, key) from None
    if read.tzinfo is None or not 1 < read.year < LAST_YEAR:
        raise _refused(held, key)
    return read


def _besides(held: Mapping[str, Any]) -> dict[str, Any]:
    read = {key: held[key] for key in _BESIDES if key in held}
    for key in ("unfit_home", "bed_free"):
        if type(read.get(key, True)) is not bool:
            raise _refused(held, key, TRUTH)
    chosen = read.get("chosen", "")
    if chosen != "" and (type(chosen) is not str or chosen not in PLACE_WORDS):
        raise _refused(held, "chosen", one_of(PLACE_WORDS))
    return {**read, "chosen": PLACE_WORDS.get(chosen, "")}


def _refused(held: Mapping[str, Any], key: str, wanted: Phrase | None = None) -> FactsWrong:
    name = held.get("id")
    known = name if type(name) is str or type(name) is int else None
    if key not in held:
        told = phrase(msgid("the line has no '%(key)s'"), key=key)
    else:
        shown = json.dumps(held[key], ensure_ascii=False)[:100]
        told = phrase(msgid("'%(key)s' is %(shown)s"), key=key, shown=shown)
    return FactsWrong(told, wanted or _WANTED[key], known)
