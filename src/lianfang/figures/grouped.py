"""One statement a table: every figure of a report counted together.

Facts alike are counted together: those that answer every question of the figures in the same way. Each figure is
the sum of the groups that meet its condition, and the reading of memory, `core.figures.algebra.evaluate`, says
which do. What a person's latest fact decides is counted from the latest facts alone, one a person; people who are
counted once, or once under each label, without regard to their latest fact, are told apart by the server. The
result equals the single readings figure by figure (the twin tests say so).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from lianfang.core.figures.algebra import (
    And,
    AtOrAfter,
    Before,
    Column,
    Comparison,
    Eq,
    Expr,
    In,
    IsNull,
    Literal,
    Not,
    Or,
    Param,
    all_of,
    any_of,
    columns,
    conjuncts,
    evaluate,
)
from lianfang.core.figures.facts import ROWS, Table, held
from lianfang.core.figures.figure import UNKNOWN, Figure, Unit
from lianfang.figures.facts import LISTS, OF_LIST, PEOPLE_OF_LISTS, branches, relation
from lianfang.figures.sql import Binder, condition

Counts = dict[str, int | dict[str, int]]
_TRUTH = {"true": True, "false": False, None: None}


class Questions:
    """What facts are asked before they are counted: comparisons to be true, false or unknown, and words they bear."""

    def __init__(self, binder: Binder, asked: Iterable[Expr]) -> None:
        self.binder = binder
        self.truths: dict[str, str] = {}
        self.words: dict[str, str] = {}
        self._names: dict[Expr, str] = {}
        self._compared = {name: one for expr in asked for name, one in _comparisons(expr)}

    def put(self, expr: Expr) -> Expr:
        """Return a condition that the answers meet exactly where the facts meet this one."""
        match expr:
            case And(terms) | Or(terms):
                return type(expr)(tuple(map(self.put, terms)))
            case Not(term):
                return Not(self.put(term))
            case In(Column(name), _) | Comparison(Column(name), Literal(str())):
                self.word(name)
                return expr
            case AtOrAfter(left, right):
                return Not(self.put(Before(left, right)))
            case IsNull(Column(name)) if name in self._compared:
                return IsNull(Column(self._truth(self._compared[name])))
        return Eq(Column(self._truth(expr)), Literal(True))

    def word(self, name: str) -> None:
        """Ask for the word that stands in a column."""
        self.words[name] = f'"{name}"'

    def add(self, name: str, statement: str) -> Expr:
        """Ask what a statement of its own says, and return the condition that it is true."""
        self.truths[name] = statement
        return Eq(Column(name), Literal(True))

    def count(self, which: int, facts: str) -> str:
        """Return the statement that counts facts by their answers."""
        keys = [*self.truths.values(), *self.words.values()]
        named = "".join(f", {key} AS k{index}" for index, key in enumerate(keys))
        told = ", ".join(f"k{index}::text" for index in range(len(keys)))
        by = f" GROUP BY {', '.join(str(index + 2) for index in range(len(keys)))}" if keys else ""
        groups = f"SELECT count(*) AS n{named} FROM ({facts}) f{by}"  # noqa: S608
        return f"SELECT {which}, n, ARRAY[{told}]::text[] FROM ({groups}) g"  # noqa: S608

    def read(self, answers: Sequence[str | None]) -> dict[str, Any]:
        """Name a group's answers as the conditions ask for them."""
        told = dict(zip([*self.truths, *self.words], answers, strict=True))
        return {name: _TRUTH[value] if name in self.truths else value for name, value in told.items()}

    def _truth(self, expr: Expr) -> str:
        if expr not in self._names:
            self._names[expr] = f"?{len(self._names)}"
            self.truths[self._names[expr]] = condition(expr, self.binder)
        return self._names[expr]


@dataclass(slots=True)
class Part:
    """Some figures counted from one list of facts: each adds up the groups that meet its condition, by its sign."""

    questions: Questions
    figures: list[tuple[Figure, Expr, int]] = field(default_factory=list)

    def add(self, counts: Counts, number: int, answers: Sequence[str | None]) -> None:
        """Add a group of facts to the figures that it counts in."""
        told = self.questions.read(answers)
        for figure, wanted, sign in self.figures:
            if evaluate(wanted, told, {}) is True:
                _add(counts, figure, told[figure.by] if figure.by else None, sign * number)


class GroupedScan:
    """The statement that counts several figures of one table of facts at once."""

    def __init__(self, table: Table, figures: Sequence[Figure], params: dict[str, Any]) -> None:
        self.table = table
        self.binder = Binder(params, table)
        self.known = params.get("known")
        self.figures = list({figure.path: figure for figure in figures}.values())
        self.parts: list[Part] = []
        self.statements: list[str] = []
        asking = dict.fromkeys(
            figure.where for figure in self.figures if figure.minus or figure.last is not None
        )
        latest = [figure for figure in self.figures if _is_of_latest(figure, asking)]
        if facts := [figure for figure in self.figures if figure.counts is not Unit.PERSON]:
            self._count_facts(facts)
        for where in asking:
            self._count_latest(where, [figure for figure in latest if figure.where == where])
        for figure in self.figures:
            if figure not in facts and figure not in latest:
                self._count_people(figure)

    def sql(self) -> str:
        """Return the statement: one row a group of facts, with the part that it belongs to and its answers."""
        return " UNION ALL ".join(f"({statement})" for statement in self.statements)

    def read(self, rows: Iterable[Sequence[Any]]) -> Counts:
        """Turn the statement's rows into counts by path."""
        counts: Counts = {figure.path: {} if figure.by else 0 for figure in self.figures}
        for which, number, answers in rows:
            self.parts[which].add(counts, number, answers)
        return counts

    def _part(self, asked: Iterable[Expr]) -> tuple[int, Part]:
        self.parts.append(Part(Questions(self.binder, asked)))
        return len(self.parts) - 1, self.parts[-1]

    def _count_facts(self, figures: Sequence[Figure]) -> None:
        """Count facts; of a surplus all facts of people, from which `_count_latest` takes one a person."""
        common = _common([figure.where for figure in figures])
        person = Not(IsNull(Column(self.table.person)))
        rests = {
            figure.path: all_of(*_beyond(figure.where, common), *([person] if figure.minus else []))
            for figure in figures
        }
        which, part = self._part(rests.values())
        for figure in figures:
            part.figures.append((figure, part.questions.put(rests[figure.path]), 1))
            if figure.by:
                part.questions.word(figure.by)
        wanted = all_of(
            *common, any_of(*rests.values()) if all(one.terms for one in rests.values()) else And(())
        )
        for branch in branches(self.table, self.known, fence=""):
            self.statements.append(part.questions.count(which, self._facts(wanted, branch=branch)))

    def _count_latest(self, where: Expr, figures: Sequence[Figure]) -> None:
        """Count people by the latest of their facts that meet a condition."""
        which, part = self._part([figure.last for figure in figures if figure.last is not None])
        for figure in figures:
            wanted = And(()) if figure.last is None else part.questions.put(figure.last)
            if figure.none is not None:
                ruled = part.questions.add(f"none {figure.none!r}", self._ruled_out(where, figure.none))
                wanted = all_of(wanted, Not(ruled))
            if figure.by:
                part.questions.word(figure.by)
            part.figures.append((figure, wanted, -1 if figure.minus else 1))
        person = self.table.person
        order = ", ".join([person, *(f"{column} DESC" for column in self.table.order)])
        facts = self._facts(all_of(where, Not(IsNull(Column(person)))))
        latest = f"SELECT DISTINCT ON ({person}) * FROM ({facts}) o ORDER BY {order}"  # noqa: S608
        self.statements.append(part.questions.count(which, latest))

    def _count_people(self, figure: Figure) -> None:
        """Count the people of a figure, once under each label."""
        which, part = self._part(())
        if figure.by:
            part.questions.word(figure.by)
        part.figures.append((figure, And(()), 1))
        where = f"{self.table.person} IS NOT NULL"
        if figure.none is not None:
            where += f" AND NOT {self._ruled_out(figure.where, figure.none)}"
        label, by = (f'"{figure.by}"::text', " GROUP BY 3") if figure.by else ("", "")
        facts = self._people_of_lists(figure) or self._facts(figure.where)
        self.statements.append(
            f"SELECT {which}, count(DISTINCT {self.table.person}), ARRAY[{label}]::text[]"  # noqa: S608
            f" FROM ({facts}) f WHERE {where}{by}"
        )

    def _people_of_lists(self, figure: Figure) -> str:
        """Select the people of whole lists, where nothing but their lists is asked of them; else nothing."""
        if (
            self.table is not ROWS
            or self.known
            or figure.by
            or figure.none
            or columns(figure.where) - OF_LIST
        ):
            return ""
        lists = f"SELECT batch FROM ({LISTS}) b WHERE {condition(figure.where, self.binder)}"  # noqa: S608
        return PEOPLE_OF_LISTS.format(lists=lists)

    def _ruled_out(self, where: Expr, none: Expr) -> str:
        person = self.table.person
        return f"(({person} IN (SELECT {person} FROM ({self._facts(all_of(where, none))}) n)) IS TRUE)"  # noqa: S608

    def _facts(self, where: Expr, branch: str = "") -> str:
        """Select the facts that meet a condition, in the versions asked for."""
        wanted = condition(all_of(held(self.binder.values), where), self.binder)
        return f"SELECT * FROM ({branch or relation(self.table, self.known)}) x WHERE {wanted}"  # noqa: S608


def _is_of_latest(figure: Figure, asking: Iterable[Expr]) -> bool:
    """Say whether a figure is counted from the latest facts, or takes one fact a person from all of them."""
    if figure.minus or figure.last is not None:
        return True
    plain = figure.none is None and figure.by is None
    return figure.counts is Unit.PERSON and plain and figure.where in asking


def _comparisons(expr: Expr) -> Iterator[tuple[str, Expr]]:
    """Yield the comparisons with a value that is given, each with the column that alone can make it unknown."""
    match expr:
        case And(terms) | Or(terms):
            for term in terms:
                yield from _comparisons(term)
        case Not(term):
            yield from _comparisons(term)
        case Before(Column(name), Param()) | Before(Param(), Column(name)):
            yield name, expr
        case AtOrAfter(Column(name) as left, Param() as right) | AtOrAfter(
            Param() as left, Column(name) as right
        ):
            yield name, Before(left, right)


def _common(wheres: Sequence[Expr]) -> list[Expr]:
    """Return the terms that every one of the conditions holds."""
    taken = [conjuncts(where) for where in wheres]
    return [term for term in dict.fromkeys(taken[0]) if all(term in terms for terms in taken)]


def _beyond(where: Expr, common: Sequence[Expr]) -> list[Expr]:
    return [term for term in conjuncts(where) if term not in common]


def _add(counts: Counts, figure: Figure, label: object, number: int) -> None:
    held = counts[figure.path]
    if isinstance(held, dict):
        key = UNKNOWN if label is None else str(label)
        held[key] = held.get(key, 0) + number
    else:
        counts[figure.path] = held + number
