"""One grouped scan a table: every figure of a report counted together.

Each fact is marked once: which conditions it meets, whether it is its person's latest among those that meet
one, whether another fact rules its person out. Facts with the same marks and labels are counted together, and
every figure is a sum over these few groups. People who are counted once, or once under each label, without
regard to their latest fact, come from a branch that counts distinct people. The result equals the single
readings figure by figure (the twin tests say so).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from lianfang.core.figures.algebra import ALWAYS, And, Expr, all_of, any_of
from lianfang.core.figures.facts import Table, held
from lianfang.core.figures.figure import UNKNOWN, Figure, Unit
from lianfang.figures.facts import relation
from lianfang.figures.sql import Binder, condition

Counts = dict[str, int | dict[str, int]]


class GroupedScan:
    """The statement that counts several figures of one table of facts at once."""

    def __init__(self, table: Table, figures: Sequence[Figure], params: dict[str, Any]) -> None:
        self.table = table
        self.binder = Binder(params)
        self._compiled: dict[Expr, str] = {}
        self.figures = list({figure.path: figure for figure in figures}.values())
        self.ranked = {figure.where for figure in self.figures if _ranks(figure)}
        self.distinct = [figure for figure in self.figures if self._counts_distinct(figure)]
        self.summed = [figure for figure in self.figures if not self._counts_distinct(figure)]
        self.common = _common([figure.where for figure in self.summed])
        self.splits = sorted({figure.by for figure in self.summed if figure.by})
        self.marks = self._list_marks()

    def _counts_distinct(self, figure: Figure) -> bool:
        """Say whether a figure counts people as they are, which ranking would make dearer or cannot do."""
        if figure.counts is not Unit.PERSON or figure.last is not None:
            return False
        return figure.none is not None or figure.by is not None or figure.where not in self.ranked

    def sql(self) -> str:
        """Return the statement: one row a group of equal facts, then one a label of distinct people."""
        branches = [self._groups()] if self.summed else []
        branches += [self._distinct(index, figure) for index, figure in enumerate(self.distinct)]
        return " UNION ALL ".join(f"({branch})" for branch in branches)

    def read(self, rows: Iterable[Sequence[Any]]) -> Counts:
        """Turn the statement's rows into counts by path."""
        counts: Counts = {figure.path: {} if figure.by else 0 for figure in self.figures}
        width = len(self.splits)
        for which, number, marks, *labels in rows:
            if which < 0:
                self._add_group(
                    counts, number, int(marks), dict(zip(self.splits, labels[:width], strict=True))
                )
            else:
                figure = self.distinct[which]
                _add(counts, figure, labels[0] if labels else None, number)
        return counts

    def _add_group(self, counts: Counts, number: int, marks: int, labels: dict[str, Any]) -> None:
        for figure in self.summed:
            if all(bool(marks >> self.marks[mark] & 1) is wanted for mark, wanted in self._wants(figure)):
                _add(counts, figure, labels[figure.by] if figure.by else None, number)

    def _wants(self, figure: Figure) -> list[tuple[str, bool]]:
        """Say which marks a fact bears, or must not bear, to count in a figure."""
        wants = [(mark, True) for mark in self._met_beyond(figure.where)]
        if figure.minus is None and figure.counts is not Unit.PERSON:
            return wants
        wants += [(self._of_person(), True), (self._latest(figure.where), figure.minus is None)]
        if figure.none is not None:
            wants.append((self._ruled_out(figure.where, figure.none), False))
        if figure.last is not None and figure.last != ALWAYS:
            wants.append((self._met(figure.last), True))
        return wants

    def _list_marks(self) -> dict[str, int]:
        """Give every mark that a figure asks for its bit."""
        asked = dict.fromkeys(mark for figure in self.summed for mark, _wanted in self._wants(figure))
        return {mark: bit for bit, mark in enumerate(asked)}

    def _met(self, expr: Expr) -> str:
        return f"({self._compile(expr)} IS TRUE)"

    def _met_beyond(self, where: Expr) -> list[str]:
        """Say what a fact must meet beside what every counted fact meets."""
        rest = [term for term in _conjuncts(where) if term not in self.common]
        return [self._met(all_of(*rest))] if rest else []

    def _compile(self, expr: Expr) -> str:
        """Compile a condition once, so that equal ones are one mark."""
        if expr not in self._compiled:
            self._compiled[expr] = condition(expr, self.binder)
        return self._compiled[expr]

    def _of_person(self) -> str:
        return f"({self.table.person} IS NOT NULL)"

    def _latest(self, where: Expr) -> str:
        return f"(rank_{self._rank(where)} = 1)"

    def _rank(self, where: Expr) -> int:
        return [figure.where for figure in self.figures].index(where)

    def _ruled_out(self, where: Expr, none: Expr) -> str:
        person = self.table.person
        facts = self._facts(all_of(where, none), person)
        return f"(({person} IN ({facts})) IS TRUE)"

    def _groups(self) -> str:
        """Count the facts by their labels and marks, the marks packed into one number."""
        bits = " | ".join(f"({mark}::int << {bit})" for mark, bit in self.marks.items()) or "0"
        labels = [f'"{split}"::text' for split in self.splits] or ["NULL::text"]
        keys = ", ".join(str(position) for position in range(3, 3 + 1 + len(labels)))
        return (
            f"SELECT -1, count(*), {bits}, {', '.join(labels)} FROM ({self._ranks_added()}) r "  # noqa: S608
            f"GROUP BY {keys}"
        )

    def _ranks_added(self) -> str:
        latest = ", ".join(f"{column} DESC" for column in self.table.order)
        window = f"PARTITION BY {self.table.person} ORDER BY {latest} ROWS UNBOUNDED PRECEDING"
        ranks = [
            f"count(*) {self._filter(where)}OVER w AS rank_{self._rank(where)}"
            for where in dict.fromkeys(figure.where for figure in self.summed)
            if where in self.ranked
        ]
        facts = self._facts(any_of(*dict.fromkeys(figure.where for figure in self.summed)))
        if not ranks:
            return facts
        return f"SELECT f.*, {', '.join(ranks)} FROM ({facts}) f WINDOW w AS ({window})"  # noqa: S608

    def _filter(self, where: Expr) -> str:
        beyond = self._met_beyond(where)
        return f"FILTER (WHERE {beyond[0]}) " if beyond else ""

    def _distinct(self, index: int, figure: Figure) -> str:
        """Count the people of a figure, once under each label."""
        more = ", NULL" * max(len(self.splits) - 1, 0)
        where = self._of_person()
        if figure.none is not None:
            where += f" AND NOT {self._ruled_out(figure.where, figure.none)}"
        facts = self._facts(figure.where)
        label, group = (f'"{figure.by}"::text', " GROUP BY 4") if figure.by else ("NULL::text", "")
        people = f"count(DISTINCT {self.table.person})"
        return f"SELECT {index}, {people}, 0, {label}{more} FROM ({facts}) f WHERE {where}{group}"  # noqa: S608

    def _facts(self, where: Expr, columns: str = "*") -> str:
        """Select the facts that meet a condition, in the versions asked for."""
        wanted = all_of(held(self.binder.values), where)
        return f"SELECT {columns} FROM ({self._relation()}) x WHERE {self._compile(wanted)}"  # noqa: S608

    def _relation(self) -> str:
        return relation(self.table, self.binder.values.get("known"))


def _ranks(figure: Figure) -> bool:
    """Say whether a figure asks which of a person's facts is the latest."""
    return figure.minus is not None or (figure.counts is Unit.PERSON and figure.last is not None)


def _conjuncts(expr: Expr) -> list[Expr]:
    """Take a condition apart into the terms that must all hold."""
    if isinstance(expr, And):
        return [part for term in expr.terms for part in _conjuncts(term)]
    return [expr]


def _common(wheres: Sequence[Expr]) -> set[Expr]:
    """Return the terms that every one of the conditions holds."""
    terms = [set(_conjuncts(where)) for where in wheres]
    return set.intersection(*terms) if terms else set()


def _add(counts: Counts, figure: Figure, label: object, number: int) -> None:
    held = counts[figure.path]
    if isinstance(held, dict):
        key = UNKNOWN if label is None else str(label)
        held[key] = held.get(key, 0) + number
    else:
        counts[figure.path] = held + number
