"""The figures of tests due on the report's day; nothing here but data (P-33, rules §9.7: a missed test is a
state).
"""

from dataclasses import replace

from lianfang.core.figures.algebra import (
    AtOrAfter,
    Before,
    Column,
    Eq,
    IsNull,
    Literal,
    Not,
    all_of,
    any_of,
)
from lianfang.core.figures.cut import CUT, DAY, READ
from lianfang.core.figures.facts import TESTS
from lianfang.core.figures.figure import Figure, Unit
from lianfang.core.figures.wording import msgid

DUE = Eq(Column("due_on"), DAY)
DONE = Before(Column("done_at"), CUT)
NOT_DONE = any_of(IsNull(Column("done_at")), AtOrAfter(Column("done_at"), CUT))
CUT_LIES_AHEAD = Before(READ, CUT)

TESTS_DUE = Figure(
    path="tests.due",
    table=TESTS,
    counts=Unit.TEST,
    where=DUE,
    label=msgid("Tests due"),
    says=msgid("Tests due on {day} under a measure."),
)
TESTED = (
    TESTS_DUE,
    replace(
        TESTS_DUE,
        path="tests.done",
        where=all_of(DUE, DONE),
        label=msgid("Tests done"),
        says=msgid("Tests due on {day} and done before {cut}."),
    ),
    replace(
        TESTS_DUE,
        path="tests.missed",
        where=all_of(DUE, NOT_DONE, Not(CUT_LIES_AHEAD)),
        label=msgid("Tests missed"),
        says=msgid("Tests due on {day} and not done before {cut}."),
    ),
    replace(
        TESTS_DUE,
        path="tests.waiting",
        where=all_of(DUE, NOT_DONE, CUT_LIES_AHEAD),
        label=msgid("Tests to be done yet"),
        says=msgid("Tests due on {day} and not done yet: {cut} has not come."),
    ),
    replace(
        TESTS_DUE,
        path="tests.positive",
        where=all_of(DUE, DONE, Eq(Column("result"), Literal("positive"))),
        label=msgid("Positive"),
        says=msgid("Tests due on {day}, done before {cut}, with a positive result."),
    ),
    replace(
        TESTS_DUE,
        path="tests.negative",
        where=all_of(DUE, DONE, Eq(Column("result"), Literal("negative"))),
        label=msgid("Negative"),
        says=msgid("Tests due on {day}, done before {cut}, with a negative result."),
    ),
    replace(
        TESTS_DUE,
        path="tests.done_by",
        where=all_of(DUE, DONE),
        by="result",
        label=msgid("Tests done, by result"),
        says=msgid(
            "Tests due on {day} and done before {cut}, by result; unknown while the result is waited for."
        ),
    ),
)
