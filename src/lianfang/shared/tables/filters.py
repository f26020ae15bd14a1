"""How one column of a list is filtered: what the address says, the condition it means, its words."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lianfang.shared.actor import Actor
from lianfang.shared.characters import bears_characters
from lianfang.shared.clock import LOCAL
from lianfang.shared.tables.paging import Order, Stretch, expect_rows

Words = str | Promise
Rows = QuerySet[Any, Any]
Option = tuple[str, Words]
LONGEST_TEXT = 80
MOST_OPTIONS = 500
RARE = 20_000


class NotUnderstood(Exception):
    """A filter's text in the address has no meaning; the message is for people."""


class Filter(ABC):
    """A condition on one column, read from parameters named after it."""

    control: ClassVar[str]
    saved: ClassVar[bool] = True  # text typed by hand may be a person's name and is not kept
    is_anywhere: ClassVar[bool] = False  # what meets it is as frequent in one place as in another

    @property
    def is_typed(self) -> bool:
        """Say whether its value may name a person, so that addresses hold it sealed."""
        return False

    def names(self, name: str) -> list[str]:
        """Name the parameters that this filter of a column reads."""
        return [name]

    @abstractmethod
    def read(self, params: QueryDict, name: str) -> Any:
        """Return the value asked for, or None; raises NotUnderstood."""

    @abstractmethod
    def apply(self, rows: Rows, value: Any) -> Rows:
        """Keep the rows that meet the value."""

    @property
    def is_sought(self) -> bool:
        """Say whether `look_up` has a form of its own, so that what it found is better not asked again."""
        return False

    def finds_few(self, value: Any) -> bool:
        """Say whether the rows that meet a value are already known to be few."""
        return False

    def look_up(self, rows: Rows, value: Any, actor: Actor) -> Rows:
        """Keep the same rows in the form that finds the first thousands of them soonest, in no order."""
        return self.apply(rows, value)

    def is_foreseen(self, value: Any) -> bool:
        """Say whether the server can tell how many rows meet a value."""
        return False

    @abstractmethod
    def words(self, value: Any, actor: Actor) -> str:
        """Say the condition in words, without the column's heading."""

    def gathers(self, value: Any) -> Stretch | None:
        """Say where in the order of a field most of the rows that meet a value stand; None where nowhere."""
        return None

    def runs_beside(self, order: Order) -> bool:
        """Say whether the rows that meet a value may stand together far from the beginning of an order."""
        return False

    def inputs(self, value: Any, actor: Actor) -> dict[str, Any]:
        """Return what the filter's control shows."""
        return {"value": "" if value is None else value}


class Typed(Filter):
    """A condition typed by hand, which may name a person."""

    control: ClassVar[str] = "text"
    saved: ClassVar[bool] = False

    @property
    def is_typed(self) -> bool:
        """Say that the text may name a person."""
        return True

    def read(self, params: QueryDict, name: str) -> str | None:
        """Return the typed text; raises NotUnderstood beyond 80 characters."""
        typed = params.get(name, "").strip()
        if len(typed) > LONGEST_TEXT:
            raise NotUnderstood(_("the text is longer than %(most)s characters") % {"most": LONGEST_TEXT})
        return typed or None

    def words(self, value: str, actor: Actor) -> str:
        """Return the text in quotation marks."""
        return f"“{value}”"


@dataclass(frozen=True)
class Text(Typed):
    """A lookup such as ``name_key__startswith``, or a function for anything cleverer.

    `prepare` turns what was typed into what is stored (a name into its key); a function gets the
    prepared text. A rare text on a joined table should be resolved to ids first, so that the database does not
    walk the whole list in its order looking for it. `coded` marks a text that is a code of ours and names nobody.
    """

    lookup: str | Callable[[Rows, str], Rows]
    prepare: Callable[[str], str] = str.strip
    hint: Words = ""
    coded: bool = False

    @property
    def is_typed(self) -> bool:
        """Say whether the text may name a person."""
        return not self.coded

    def apply(self, rows: Rows, value: str) -> Rows:
        """Keep the rows that the text finds; text that prepares to nothing finds nothing."""
        text = self.prepare(value)
        if not text:
            return rows.none()
        if callable(self.lookup):
            return self.lookup(rows, text)
        return rows.filter(**{self.lookup: text})

    def inputs(self, value: Any, actor: Actor) -> dict[str, Any]:
        """Return the text and the hint."""
        return {"value": value or "", "hint": self.hint}


@dataclass(frozen=True)
class TextIn(Typed):
    """What a text field contains, where an index bears its characters.

    The index is asked for what is rare; what is frequent is soon met among any rows. The server knows how frequent a
    character is; that those of a word stand together it sees only where it keeps whole values.
    """

    field: str

    @property
    def is_sought(self) -> bool:
        """Say that the index is asked for what is rare."""
        return True

    def apply(self, rows: Rows, value: str) -> Rows:
        """Keep the rows whose field contains the text."""
        return rows.filter(self._contains(value))

    def look_up(self, rows: Rows, value: str, actor: Actor) -> Rows:
        """Keep them by the index, if they are rare."""
        borne, contains = bears_characters(self.field, value), self._contains(value)
        everything = rows.model._default_manager
        is_rare = all(expect_rows(everything.filter(each)) <= RARE for each in (borne, contains))
        return rows.filter(contains, borne) if is_rare else rows.filter(contains)

    def _contains(self, value: str) -> Q:
        return Q(**{f"{self.field}__contains": value})


@dataclass(frozen=True)
class Choice(Filter):
    """One or several of a few values; `options` may depend on who looks, as areas do.

    `apply_by` replaces the plain ``field IN (…)`` where a value means a condition.
    """

    field: str
    options: Sequence[Option] | Callable[[Actor], Sequence[Option]]
    apply_by: Callable[[Rows, list[str]], Rows] | None = None

    control: ClassVar[str] = "choice"

    def read(self, params: QueryDict, name: str) -> list[str] | None:
        """Return the chosen values."""
        chosen = [value for value in dict.fromkeys(params.getlist(name)) if value != ""]
        if len(chosen) > MOST_OPTIONS:
            raise NotUnderstood(_("more than %(most)s values are chosen") % {"most": MOST_OPTIONS})
        return chosen or None

    def apply(self, rows: Rows, value: list[str]) -> Rows:
        """Keep the rows with a chosen value; one value is compared by equality, which uses more indexes."""
        if self.apply_by is not None:
            return self.apply_by(rows, value)
        try:
            if len(value) == 1:
                return rows.filter(**{self.field: value[0]})
            return rows.filter(**{f"{self.field}__in": value})
        except ValueError:  # a key that is no number
            return rows.none()

    def is_foreseen(self, value: list[str]) -> bool:
        """Say yes for values of a field, whose shares the server keeps."""
        return self.apply_by is None

    def list_options(self, actor: Actor) -> Sequence[Option]:
        """Return the values on offer with their words."""
        return self.options(actor) if callable(self.options) else self.options

    def words(self, value: list[str], actor: Actor) -> str:
        """Name the first three values and count the rest."""
        known = dict(self.list_options(actor))
        named = [str(known.get(each, each)) for each in value]
        rest = _(" and %(count)s more") % {"count": len(named) - 3} if len(named) > 3 else ""
        return _(", ").join(named[:3]) + rest

    def inputs(self, value: Any, actor: Actor) -> dict[str, Any]:
        """Return the options, each with whether it is chosen."""
        chosen = set(value or ())
        options = [(code, words, code in chosen) for code, words in self.list_options(actor)]
        return {"options": options, "count": len(chosen), "narrow": len(options) > 8}


@dataclass(frozen=True)
class DateRange(Filter):
    """From a day to a day, both included; for an instant, the local days of Asia/Shanghai.

    `before` names a field that is never earlier in any row, so that a walk in its order begins at the first day.
    `strewn_by` names one in whose order the rows of any days lie strewn, as persons by the sound of their names.
    `until` says that the instants are deadlines: midnight is 24:00 of the day that ends with it.
    """

    field: str
    instants: bool = True
    before: str = ""
    strewn_by: str = ""
    until: bool = False

    control: ClassVar[str] = "days"

    def names(self, name: str) -> list[str]:
        """Name the two parameters."""
        return [f"{name}_from", f"{name}_to"]

    def read(self, params: QueryDict, name: str) -> tuple[date | None, date | None] | None:
        """Return the two days; raises NotUnderstood for text that is no date."""
        first, last = (_read_day(params.get(each, "")) for each in self.names(name))
        if first and last and last < first:
            raise NotUnderstood(_("the last day lies before the first"))
        return None if first is None and last is None else (first, last)

    def apply(self, rows: Rows, value: tuple[date | None, date | None]) -> Rows:
        """Keep the rows from the first day's start to before the day after the last."""
        start, end = self.bounds(value)
        after, before = ("gt", "lte") if self.until else ("gte", "lt")
        if start is not None:
            rows = rows.filter(**{f"{field}__{after}": start for field in (self.field, self.before) if field})
        if end is not None:
            rows = rows.filter(**{f"{self.field}__{before}": end})
        return rows

    def bounds(self, value: tuple[date | None, date | None]) -> tuple[date | None, date | None]:
        """Return the first day's start and the start of the day after the last."""
        first, last = value
        return (
            None if first is None else self._start(first),
            None if last is None else self._start(last + timedelta(days=1)),
        )

    def is_foreseen(self, value: tuple[date | None, date | None]) -> bool:
        """Say yes: the server keeps how the days of a field are spread."""
        return True

    def runs_beside(self, order: Order) -> bool:
        """Say whether the list is ordered otherwise: what was received in a month was answered in that month too."""
        bounded = not order.descending and self.before in order.fields
        return not bounded and not {self.field, self.strewn_by} & set(order.fields)

    def _start(self, day: date) -> date | datetime:
        return datetime.combine(day, time.min, LOCAL) if self.instants else day

    def words(self, value: tuple[date | None, date | None], actor: Actor) -> str:
        """Say the days; one day alone where both are the same."""
        return _range_words(*value)

    def inputs(self, value: Any, actor: Actor) -> dict[str, Any]:
        """Return both days as an input wants them."""
        first, last = value or (None, None)
        return {"first": first.isoformat() if first else "", "last": last.isoformat() if last else ""}


@dataclass(frozen=True)
class NumberRange(Filter):
    """From a whole number to a whole number, both included."""

    field: str

    control: ClassVar[str] = "numbers"

    def names(self, name: str) -> list[str]:
        """Name the two parameters."""
        return [f"{name}_min", f"{name}_max"]

    def read(self, params: QueryDict, name: str) -> tuple[int | None, int | None] | None:
        """Return the two numbers; raises NotUnderstood for text that is no whole number."""
        low, high = (_read_number(params.get(each, "")) for each in self.names(name))
        return None if low is None and high is None else (low, high)

    def apply(self, rows: Rows, value: tuple[int | None, int | None]) -> Rows:
        """Keep the rows between the numbers."""
        low, high = value
        condition = Q()
        if low is not None:
            condition &= Q(**{f"{self.field}__gte": low})
        if high is not None:
            condition &= Q(**{f"{self.field}__lte": high})
        return rows.filter(condition)

    def words(self, value: tuple[int | None, int | None], actor: Actor) -> str:
        """Say the numbers."""
        return _range_words(*value)

    def inputs(self, value: Any, actor: Actor) -> dict[str, Any]:
        """Return both numbers."""
        low, high = value or (None, None)
        return {"first": "" if low is None else low, "last": "" if high is None else high}


@dataclass(frozen=True)
class Boolean(Filter):
    """Yes or no: a field's name, or a function that keeps the rows."""

    field: str | Callable[[Rows, bool], Rows]

    control: ClassVar[str] = "boolean"

    def read(self, params: QueryDict, name: str) -> bool | None:
        """Return the answer asked for; raises NotUnderstood for anything but 1 and 0."""
        asked = params.get(name, "")
        if asked not in ("", "0", "1"):
            raise NotUnderstood(_("only 1 (yes) and 0 (no) are possible"))
        return None if asked == "" else asked == "1"

    def apply(self, rows: Rows, value: bool) -> Rows:
        """Keep the rows with the answer."""
        if callable(self.field):
            return self.field(rows, value)
        return rows.filter(**{self.field: value})

    def words(self, value: bool, actor: Actor) -> str:
        """Say yes or no."""
        return _("yes") if value else _("no")


def _read_day(text: str) -> date | None:
    text = text.strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise NotUnderstood(_("“%(text)s” is no date; write 2022-02-28") % {"text": text[:20]}) from None


def _read_number(text: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 15:
        raise NotUnderstood(_("“%(text)s” is no whole number") % {"text": text[:20]})
    return int(text)


def _range_words(low: Any, high: Any) -> str:
    if low == high:
        return str(low)
    if high is None:
        return _("from %(low)s") % {"low": low}
    if low is None:
        return _("to %(high)s") % {"high": high}
    return _("%(low)s to %(high)s") % {"low": low, "high": high}
