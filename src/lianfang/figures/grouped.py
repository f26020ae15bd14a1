"""One grouped scan a table: every figure of a report counted together.

Facts of a person are put in order once, by one window; a figure of people counts the person's latest
qualifying fact, so that people, person-times and splits come out of the same pass. Figures of people that
are split by a value that may differ between a person's facts count distinct people. The result equals the
single readings figure by figure (the twin tests say so).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from lianfang.core.figures.algebra import Expr
from lianfang.core.figures.facts import Table, held
from lianfang.core.figures.figure import UNKNOWN, Figure, Unit
from lianfang.figures.facts import relation
from lianfang.figures.sql import Binder, condition


class GroupedScan:
    """The statement that counts several figures of one table of facts at once."""

    def __init__(self, table: Table, figures: Sequence[Figure], params: dict[str, Any]) -> None:
        self.table = table
        self.figures = figures
        self.binder = Binder(params)
        self.conditions: list[Expr] = []
        for figure in figures:
            if figure.where not in self.conditions:
                self.conditions.append(figure.where)
        self.splits = sorted({figure.by for figure in figures if figure.by})

    def sql(self) -> str:
        """Return the statement; one row a grouping set: the total, then one per value of each split."""
        sets = ", ".join(["()", *(f'("{split}")' for split in self.splits)])
        labels = [f'"{split}"' for split in self.splits]
        which = [f'grouping("{split}")' for split in self.splits]
        counts = [self._count(figure) for figure in self.figures]
        return (
            f"SELECT {', '.join([*labels, *which, *counts])} FROM ({self._ordered()}) ordered "  # noqa: S608
            f"GROUP BY GROUPING SETS ({sets})"
        )

    def read(self, rows: Iterable[Sequence[Any]]) -> dict[str, int | dict[str, int]]:
        """Turn the statement's rows into counts by path."""
        depth = len(self.splits)
        counts: dict[str, int | dict[str, int]] = {figure.path: {} for figure in self.figures if figure.by}
        for row in rows:
            labels, which, values = row[:depth], row[depth : 2 * depth], row[2 * depth :]
            split = next((index for index, away in enumerate(which) if not away), None)
            for figure, count in zip(self.figures, values, strict=True):
                if split is None and figure.by is None:
                    counts[figure.path] = count
                elif split is not None and figure.by == self.splits[split] and count:
                    self._branch(counts, figure)[_key(labels[split])] = count
        return counts

    @staticmethod
    def _branch(counts: dict[str, int | dict[str, int]], figure: Figure) -> dict[str, int]:
        branch = counts[figure.path]
        assert isinstance(branch, dict)
        return branch

    def _ordered(self) -> str:
        if not any(figure.counts is Unit.PERSON for figure in self.figures):
            return self._facts()
        latest = ", ".join(f"{column} DESC" for column in self.table.order)
        window = f"PARTITION BY {self.table.person}"
        extra = [
            f"count(*) FILTER (WHERE w{index}) OVER ({window} ORDER BY {latest} "
            f"ROWS UNBOUNDED PRECEDING) AS r{index}"
            for index in sorted(self._ranked())
        ]
        extra += [self._ruled_out(index, figure) for index, figure in self._with_none()]
        return f"SELECT *, {', '.join(extra)} FROM ({self._facts()}) facts"  # noqa: S608

    def _facts(self) -> str:
        marks = [
            f"{condition(where, self.binder)} IS TRUE AS w{index}"
            for index, where in enumerate(self.conditions)
        ]
        known = self.binder.values.get("known")
        version = condition(held(self.binder.values), self.binder)
        return f"SELECT f.*, {', '.join(marks)} FROM ({relation(self.table, known)}) f WHERE {version}"  # noqa: S608

    def _ranked(self) -> set[int]:
        people = [figure for figure in self.figures if figure.counts is Unit.PERSON or figure.minus]
        return {self.conditions.index(figure.where) for figure in people}

    def _ruled_out(self, index: int, figure: Figure) -> str:
        assert figure.none is not None
        where = f"w{self.conditions.index(figure.where)}"
        ruled_out = f"{where} AND {condition(figure.none, self.binder)} IS TRUE"
        return f"bool_or({ruled_out}) OVER (PARTITION BY {self.table.person}) AS n{index}"

    def _with_none(self) -> list[tuple[int, Figure]]:
        """Number the distinct pairs of condition and exclusion by the first figure that has them."""
        seen: dict[tuple[Expr, Expr], tuple[int, Figure]] = {}
        for index, figure in enumerate(self.figures):
            if figure.none is not None:
                seen.setdefault((figure.where, figure.none), (index, figure))
        return list(seen.values())

    def _none_column(self, figure: Figure) -> str:
        return next(
            f"n{index}"
            for index, first in self._with_none()
            if first.none == figure.none and first.where == figure.where
        )

    def _count(self, figure: Figure) -> str:
        number = self.conditions.index(figure.where)
        if figure.minus:
            person = self.table.person
            return f"count(*) FILTER (WHERE w{number} AND {person} IS NOT NULL AND r{number} > 1)"
        if figure.counts is not Unit.PERSON:
            return f"count(*) FILTER (WHERE w{number})"
        tests = [f"w{number}", f"{self.table.person} IS NOT NULL"]
        if figure.none is not None:
            tests.append(f"NOT {self._none_column(figure)}")
        if figure.last is not None:
            tests.append(condition(figure.last, self.binder))
        if figure.by is None or figure.last is not None:
            return f"count(*) FILTER (WHERE {' AND '.join([*tests, f'r{number} = 1'])})"
        return f"count(DISTINCT {self.table.person}) FILTER (WHERE {' AND '.join(tests)})"


def _key(label: object) -> str:
    return UNKNOWN if label is None else str(label)
