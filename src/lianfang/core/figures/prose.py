"""Say a figure in words, from the same data the other readings count by."""

from datetime import date, datetime, timedelta

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
    Ne,
    Not,
    Operand,
)
from lianfang.core.figures.cut import Cut
from lianfang.core.figures.figure import UNKNOWN, Figure, Ratio
from lianfang.core.figures.wording import Translate, msgid

_SIGNS = {
    Eq: msgid("{left} is {right}"),
    Ne: msgid("{left} is not {right}"),
    Before: msgid("{left} is before {right}"),
    AtOrAfter: msgid("{left} is not before {right}"),
}

COLUMN_WORDS = {
    "place": msgid("the place"),
    "category": msgid("the class of people"),
    "starts_at": msgid("the start of the stage"),
    "ends_at": msgid("the end of the stage"),
    "ended_by": msgid("what ended the stage"),
    "source_kind": msgid("the kind of source"),
    "received_at": msgid("the time of the list"),
    "first_of_identical_file": msgid("first arrival of the file"),
    "outcome": msgid("the outcome of the check"),
    "lead": msgid("the lead"),
    "answered_at": msgid("the time of the answer"),
    "answer": msgid("the answer"),
    "due_at": msgid("the deadline"),
    "due_on": msgid("the day the test is due"),
    "done_at": msgid("the time of the test"),
    "result": msgid("the result"),
    "opened_at": msgid("the opening of the lead"),
    "town": msgid("the town"),
    "community": msgid("the community"),
    "grid": msgid("the grid"),
    "event": msgid("the event"),
}

VALUE_WORDS = {
    "True": msgid("yes"),
    "False": msgid("no"),
    "released": msgid("release"),
    "left": msgid("leaving"),
    "transferred": msgid("transfer to another place"),
    "died": msgid("death"),
    "moved": msgid("a move"),
    "arrival_hubei": msgid("arrival from Hubei"),
    "arrival_other_province": msgid("arrival from another province"),
    "pushed": msgid("a pushed list"),
    "positive": msgid("positive"),
    "negative": msgid("negative"),
    UNKNOWN: msgid("unknown"),
}


def prose(figure: Figure | Ratio, cut: Cut, translate: Translate, *, count: float | None = None) -> str:
    """Say what a figure counts, from when to when, and by which conditions: a tool tip.

    With `count`, the number stands after the label. The conditions are read from the figure's own data, so
    the words cannot say anything else than what is counted.
    """
    head = translate(figure.label)
    if count is not None:
        head = translate(msgid("{label}: {count}")).format(label=head, count=count)
    says = translate(figure.says).format(
        cut=in_words(cut.at, translate, closing=True),
        since=in_words(cut.since, translate),
        day=day_in_words(cut.day, translate),
    )
    told = [head, says] if isinstance(figure, Ratio) else [head, says, *_conditions(figure, cut, translate)]
    return "\n".join(told)


def rule(expr: Expr, cut: Cut, translate: Translate) -> str:
    """Read one condition aloud."""
    match expr:
        case Comparison(left, right):
            sides = {
                "left": _operand(left, cut, translate),
                "right": _operand(right, cut, translate),
            }
            return translate(_SIGNS[type(expr)]).format(**sides)
        case In(column, values):
            words = [_value(value, translate) for value in values]
            return translate(msgid("{left} is one of: {right}")).format(
                left=_operand(column, cut, translate), right=translate(msgid(", ")).join(words)
            )
        case IsNull(column):
            return translate(msgid("{left} is empty")).format(left=_operand(column, cut, translate))
        case Not(term):
            return translate(msgid("not ({term})")).format(term=rule(term, cut, translate))
        case And(terms):
            return _joined(terms, msgid(" and "), cut, translate) or translate(msgid("any"))
    return f"({_joined(expr.terms, msgid(' or '), cut, translate)})"


def in_words(at: datetime, translate: Translate, *, closing: bool = False) -> str:
    """Write an instant to the minute; one that closes a day is that day's 24:00."""
    hour, day = at.hour, at.date()
    if closing and (at.hour, at.minute) == (0, 0):
        hour, day = 24, day - timedelta(days=1)
    return translate(msgid("{day} {hour:02}:{minute:02}")).format(
        day=day_in_words(day, translate), hour=hour, minute=at.minute
    )


def day_in_words(day: date, translate: Translate) -> str:
    """Write a date."""
    return translate(msgid("{year}-{month:02}-{day:02}")).format(year=day.year, month=day.month, day=day.day)


def _conditions(figure: Figure, cut: Cut, translate: Translate) -> list[str]:
    told = [(msgid("Counted when {rule}."), figure.where)]
    if figure.none is not None:
        told.append((msgid("Never when, for any of the person's facts, {rule}."), figure.none))
    if figure.last is not None:
        told.append((msgid("Of the person's latest fact: {rule}."), figure.last))
    lines = [translate(words).format(rule=rule(expr, cut, translate)) for words, expr in told]
    if figure.by is not None:
        split = translate(COLUMN_WORDS[figure.by])
        lines.append(translate(msgid("Split by {column}.")).format(column=split))
    return lines


def _joined(terms: tuple[Expr, ...], word: str, cut: Cut, translate: Translate) -> str:
    return translate(word).join(rule(term, cut, translate) for term in terms)


def _operand(operand: Operand, cut: Cut, translate: Translate) -> str:
    match operand:
        case Column(name):
            return translate(COLUMN_WORDS[name])
        case Literal(value):
            return _value(value, translate)
    value = cut.params()[operand.name]
    if isinstance(value, datetime):
        return in_words(value, translate, closing=operand.name in ("cut", "read"))
    return day_in_words(value, translate)


def _value(value: str | int | bool | date, translate: Translate) -> str:
    return translate(VALUE_WORDS.get(str(value), str(value)))
