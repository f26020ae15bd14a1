"""Read figures from rows in memory: the reference every other reading is compared with."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lianfang.core.figures.algebra import Expr, Params, Row, all_of, evaluate
from lianfang.core.figures.facts import Table, held
from lianfang.core.figures.figure import UNKNOWN, Figure, Ratio, Unit, percent

Key = Any  # int, str or UUID, of one kind within a table
Report = dict[str, Any]


def members(figure: Figure, facts: Iterable[Row], params: Params, value: str | None = None) -> list[Key]:
    """List what a figure counts, sorted: people, person-times, rows, tests or leads.

    A split figure needs `value`, the key to list; a key that does not occur has no members. Raises
    LookupError when a split comes without a value or a value without a split.
    """
    if (figure.by is None) is not (value is None):
        raise LookupError(
            f"{figure.path}: {'name one key of the split' if value is None else 'is not split'}"
        )
    return split(figure, facts, params).get(value, [])


def count(figure: Figure, facts: Iterable[Row], params: Params, value: str | None = None) -> int:
    """The length of the list of members."""
    return len(members(figure, facts, params, value))


def split(figure: Figure, facts: Iterable[Row], params: Params) -> dict[str | None, list[Key]]:
    """List the members under each key that occurs; an unsplit figure has the one key None."""
    condition = all_of(held(params), figure.where)
    qualifying = [fact for fact in facts if evaluate(condition, fact, params) is True]
    if figure.counts is Unit.PERSON:
        pairs = list(_people(figure, qualifying, params))
    else:
        pairs = [(_label(figure, fact), fact[figure.key]) for fact in _facts(figure, qualifying)]
    listed: dict[str | None, list[Key]] = {} if figure.by else {None: []}
    for label, key in pairs:
        listed.setdefault(label, []).append(key)
    return {label: sorted(keys) for label, keys in listed.items()}


def report(
    figures: Iterable[Figure | Ratio], facts: Mapping[str, Iterable[Row]], params: Params
) -> dict[str, Any]:
    """Count many figures at once into one nested report; a ratio stands after the figures it is made of.

    Raises KeyError when a table of facts is missing.
    """
    tables = {name: list(rows) for name, rows in facts.items()}
    counts: dict[str, int | float | dict[str, int] | None] = {}
    for figure in figures:
        if isinstance(figure, Ratio):
            part, whole = counts[figure.part], counts[figure.whole]
            assert isinstance(part, int) and isinstance(whole, int)
            counts[figure.path] = percent(part, whole)
            continue
        lengths = {key: len(keys) for key, keys in split(figure, tables[figure.table.name], params).items()}
        counts[figure.path] = (
            {str(key): n for key, n in sorted(lengths.items())} if figure.by else lengths[None]
        )
    return nested(counts)


def nested(counts: Mapping[str, Any]) -> Report:
    """Turn paths into the nested report they stand for: "pushed.ever" becomes {"pushed": {"ever": …}}."""
    tree: Report = {}
    for path, value in counts.items():
        *stems, leaf = path.split(".")
        branch = tree
        for stem in stems:
            branch = branch.setdefault(stem, {})
        branch[leaf] = value
    return tree


def _people(figure: Figure, facts: Sequence[Row], params: Params) -> set[tuple[str | None, Key]]:
    pairs: set[tuple[str | None, Key]] = set()
    for person, own in _by_person(figure.table, facts).items():
        if figure.none is not None and _any(figure.none, own, params):
            continue
        if figure.last is None:
            pairs |= {(_label(figure, fact), person) for fact in own}
        elif evaluate(figure.last, own[-1], params) is True:
            pairs.add((_label(figure, own[-1]), person))
    return pairs


def _facts(figure: Figure, facts: Sequence[Row]) -> Sequence[Row]:
    if figure.minus is None:
        return facts
    return [fact for own in _by_person(figure.table, facts).values() for fact in own[1:]]


def _by_person(table: Table, facts: Sequence[Row]) -> dict[Key, list[Row]]:
    grouped: dict[Key, list[Row]] = defaultdict(list)
    for fact in sorted(facts, key=lambda fact: tuple(fact[column] for column in table.order)):
        if fact[table.person] is not None:
            grouped[fact[table.person]].append(fact)
    return grouped


def _any(expr: Expr, facts: Sequence[Row], params: Params) -> bool:
    return any(evaluate(expr, fact, params) is True for fact in facts)


def _label(figure: Figure, fact: Row) -> str | None:
    if figure.by is None:
        return None
    value = fact[figure.by]
    return UNKNOWN if value is None else str(value)
