"""The figures of pushed lists: rows 条 received, answered, overdue; nothing here but data (rules §6.2, P-10
to P-12).
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
from lianfang.core.figures.cut import CUT, READ, SINCE
from lianfang.core.figures.facts import ROWS
from lianfang.core.figures.figure import Figure, Ratio, Unit
from lianfang.core.figures.wording import msgid

RECEIVED = all_of(
    Eq(Column("source_kind"), Literal("pushed")),
    Eq(Column("first_of_identical_file"), Literal(True)),
    Before(Column("received_at"), CUT),
)
RECEIVED_NEW = all_of(RECEIVED, AtOrAfter(Column("received_at"), SINCE))
ANSWERED = Before(Column("answered_at"), CUT)
UNANSWERED = any_of(IsNull(Column("answered_at")), AtOrAfter(Column("answered_at"), CUT))
PAST_DUE = AtOrAfter(READ, Column("due_at"))
NOT_YET_DUE = Before(READ, Column("due_at"))
HAS_LEAD = Not(IsNull(Column("lead")))

PUSHED_EVER = Figure(
    path="pushed.ever",
    table=ROWS,
    counts=Unit.ROW,
    where=RECEIVED,
    label=msgid("Pushed rows, ever"),
    says=msgid("Rows of pushed lists received before {cut}, whatever their outcome; identical files once."),
)

PUSHED = (
    PUSHED_EVER,
    replace(
        PUSHED_EVER,
        path="pushed.new",
        where=RECEIVED_NEW,
        label=msgid("Pushed rows, new"),
        says=msgid("Rows of pushed lists received from {since} to before {cut}; identical files once."),
    ),
    replace(
        PUSHED_EVER,
        path="pushed.people",
        counts=Unit.PERSON,
        label=msgid("People on pushed lists"),
        says=msgid("People with at least one row on pushed lists received before {cut}; each person once."),
    ),
    replace(
        PUSHED_EVER,
        path="pushed.verified",
        where=all_of(RECEIVED, ANSWERED),
        label=msgid("Verified"),
        says=msgid("Pushed rows whose lead was answered before {cut}."),
    ),
    replace(
        PUSHED_EVER,
        path="pushed.unverified",
        where=all_of(RECEIVED, UNANSWERED),
        label=msgid("Not verified"),
        says=msgid("Pushed rows without an answer before {cut}: overdue, not yet due, or without a lead."),
    ),
    replace(
        PUSHED_EVER,
        path="pushed.overdue",
        where=all_of(RECEIVED, HAS_LEAD, UNANSWERED, PAST_DUE),
        label=msgid("Overdue"),
        says=msgid("Pushed rows whose lead was not answered before {cut} although it was due by then."),
    ),
    replace(
        PUSHED_EVER,
        path="pushed.waiting",
        where=all_of(RECEIVED, HAS_LEAD, UNANSWERED, NOT_YET_DUE),
        label=msgid("Waiting, not yet due"),
        says=msgid("Pushed rows whose lead was not answered before {cut} and is due later."),
    ),
    replace(
        PUSHED_EVER,
        path="pushed.without_lead",
        where=all_of(RECEIVED, IsNull(Column("lead"))),
        label=msgid("Without a lead"),
        says=msgid(
            "Pushed rows received before {cut} that could not become a lead, as they name nobody reachable."
        ),
    ),
    replace(
        PUSHED_EVER, path="pushed.ever_by", by="outcome", label=msgid("Pushed rows, by outcome of the check")
    ),
    replace(
        PUSHED_EVER,
        path="pushed.verified_by",
        where=all_of(RECEIVED, ANSWERED),
        by="answer",
        label=msgid("Verified, by answer"),
        says=msgid("Pushed rows whose lead was answered before {cut}, by what was found."),
    ),
    Ratio(
        path="pushed.rate",
        part="pushed.verified",
        whole="pushed.ever",
        label=msgid("Rate of verification"),
        says=msgid("Verified rows in percent of all pushed rows at {cut}, rounded down."),
    ),
)
