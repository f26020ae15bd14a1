"""The report's tables: which figure stands in which cell; every cell knows the path that opens it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lianfang.figures.words import get_words

_FROM_OUTSIDE = ("arrival_hubei", "arrival_other_province")


@dataclass(frozen=True, slots=True)
class Cell:
    """A count and the path of its members."""

    path: str
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """A labelled line of cells; None where a figure has no meaning."""

    label: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the report."""

    title: str
    headings: tuple[str, ...]
    lines: tuple[Line, ...]


def tables_of(values: dict[str, Any]) -> list[Table]:
    """Lay out the report: pushed rows, control by place, by class of people and by town, tests."""
    words = get_words()
    return [
        _pushed(values, words),
        _by_place(values, words),
        _by_category(values, words),
        _by_town(values, words),
        _tests(values),
    ]


def _cell(values: dict[str, Any], path: str) -> Cell:
    branch: Any = values
    for step in path.split("."):
        branch = branch.get(step, 0)
    return Cell(path, branch)


def _pushed(values: dict[str, Any], words: dict[str, str]) -> Table:
    pushed = values["pushed"]
    plain = [
        (_("rows received, ever"), "pushed.ever"),
        *(
            (f"- {words.get(key, key)}", f"pushed.ever_by.{key}")
            for key in _keys(pushed, ("ever_by",), words)
        ),
        (_("rows received, new"), "pushed.new"),
        (_("people on them"), "pushed.people"),
        (_("verified"), "pushed.verified"),
        *(
            (f"- {words.get(key, key)}", f"pushed.verified_by.{key}")
            for key in _keys(pushed, ("verified_by",), words)
        ),
        (_("not verified"), "pushed.unverified"),
        (_("- overdue"), "pushed.overdue"),
        (_("- waiting, not yet due"), "pushed.waiting"),
        (_("- without a lead"), "pushed.without_lead"),
    ]
    lines = tuple(Line(label, (_cell(values, path),)) for label, path in plain)
    return Table(_("Pushed lists"), (_("figure"), _("count")), lines)


def _by_place(values: dict[str, Any], words: dict[str, str]) -> Table:
    controlled = values["controlled"]
    whole = Line(
        _("total"),
        tuple(
            _cell(values, f"controlled.{leaf}")
            for leaf in ("ever", "ever_times", "ever_repeat", "new", "new_times", "new_repeat", "now")
        ),
    )
    keys = _keys(controlled, ("ever_times_by", "new_times_by", "now_by"), words)
    parts = [
        Line(
            words.get(key, key),
            (
                None,
                _cell(values, f"controlled.ever_times_by.{key}"),
                None,
                None,
                _cell(values, f"controlled.new_times_by.{key}"),
                None,
                _cell(values, f"controlled.now_by.{key}"),
            ),
        )
        for key in keys
    ]
    ended = [
        Line(label, (_cell(values, path), *[None] * 6))
        for label, path in (
            (_("released, ever"), "controlled.released_ever"),
            (_("released, new"), "controlled.released_new"),
            (_("left or handed over"), "controlled.left_ever"),
            (_("died"), "controlled.died_ever"),
        )
    ]
    headings = (
        _("place"),
        _("people, ever"),
        _("person-times, ever"),
        _("of them repeats"),
        _("people, new"),
        _("person-times, new"),
        _("of them repeats"),
        _("people, now"),
    )
    return Table(_("Control by place"), headings, (whole, *parts, *ended))


def _by_category(values: dict[str, Any], words: dict[str, str]) -> Table:
    splits = ("ever_by_category", "now_by_category", "released_by_category")
    keys = _keys(values["controlled"], splits, words)
    outside = [key for key in keys if key in _FROM_OUTSIDE]
    rows = [
        (words.get(key, key), [f"{split}.{key}" for split in splits]) for key in keys if key not in outside
    ]
    if outside:
        names = dict(zip(_FROM_OUTSIDE, (words[_FROM_OUTSIDE[0]], _("other than from Hubei")), strict=True))
        parts = [(names[key], [f"{split}.{key}" for split in splits]) for key in _FROM_OUTSIDE]
        whole = (_("from other provinces"), ["outside_ever", "outside_now", "outside_released"])
        rows += [whole, *((_("- of them {part}").format(part=label), leaves) for label, leaves in parts)]
    lines = tuple(
        Line(label, tuple(_cell(values, f"controlled.{leaf}") for leaf in leaves)) for label, leaves in rows
    )
    headings = (_("class of people"), _("people, ever"), _("people, now"), _("released, ever"))
    return Table(_("Control by class"), headings, lines)


def _by_town(values: dict[str, Any], words: dict[str, str]) -> Table:
    splits = ("ever_by_town", "new_by_town", "now_by_town", "released_by_town")
    lines = tuple(
        Line(
            words.get(key, key),
            tuple(_cell(values, f"controlled.{split}.{key}") for split in splits),
        )
        for key in _keys(values["controlled"], splits, words)
    )
    headings = (_("town"), _("people, ever"), _("people, new"), _("people, now"), _("released, ever"))
    return Table(_("Control by town"), headings, lines)


def _tests(values: dict[str, Any]) -> Table:
    lines = tuple(
        Line(label, (_cell(values, path),))
        for label, path in (
            (_("due today"), "tests.due"),
            (_("done"), "tests.done"),
            (_("negative"), "tests.negative"),
            (_("positive"), "tests.positive"),
            (_("missed"), "tests.missed"),
            *([(_("to be done yet"), "tests.waiting")] if values["tests"]["waiting"] else []),
        )
    )
    return Table(_("Tests due on the day"), (_("figure"), _("count")), lines)


def _keys(branch: dict[str, Any], splits: Iterable[str], words: dict[str, str]) -> list[str]:
    """List the keys that occur in the splits, in the customary order of their words."""
    found = {key for split in splits for key in branch[split]}
    return [key for key in words if key in found] + sorted(found - words.keys())
