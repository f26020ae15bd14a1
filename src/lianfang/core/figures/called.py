"""The figures of leads: opened, answered, overdue; nothing here but data (P-12)."""

from dataclasses import replace

from lianfang.core.figures.algebra import (
    AtOrAfter,
    Before,
    Column,
    all_of,
)
from lianfang.core.figures.cut import CUT, SINCE
from lianfang.core.figures.facts import LEADS
from lianfang.core.figures.figure import Figure, Unit
from lianfang.core.figures.pushed import ANSWERED, PAST_DUE, UNANSWERED
from lianfang.core.figures.wording import msgid

OPENED = Before(Column("opened_at"), CUT)

LEADS_EVER = Figure(
    path="leads.ever",
    table=LEADS,
    counts=Unit.LEAD,
    where=OPENED,
    label=msgid("Leads, ever"),
    says=msgid("Leads opened before {cut}, from every source."),
)
LEAD_FIGURES = (
    LEADS_EVER,
    replace(
        LEADS_EVER,
        path="leads.new",
        where=all_of(OPENED, AtOrAfter(Column("opened_at"), SINCE)),
        label=msgid("Leads, new"),
        says=msgid("Leads opened from {since} to before {cut}."),
    ),
    replace(
        LEADS_EVER,
        path="leads.answered",
        where=all_of(OPENED, ANSWERED),
        label=msgid("Leads answered"),
        says=msgid("Leads opened and answered before {cut}."),
    ),
    replace(
        LEADS_EVER,
        path="leads.open",
        where=all_of(OPENED, UNANSWERED),
        label=msgid("Leads open"),
        says=msgid("Leads opened before {cut} and not answered before it."),
    ),
    replace(
        LEADS_EVER,
        path="leads.overdue",
        where=all_of(OPENED, UNANSWERED, PAST_DUE),
        label=msgid("Leads overdue"),
        says=msgid("Leads not answered before {cut} although due by then."),
    ),
)
