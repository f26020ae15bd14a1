"""The list of proposed changes, and whom a trial of a local order would touch."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from lianfang.leads.choices import list_grids, list_towns, list_villages
from lianfang.orders import actions, present
from lianfang.orders.forms import AcceptForm, DeclineForm
from lianfang.orders.models import Proposal, TrialLine
from lianfang.orders.refusals import OrderRefused
from lianfang.orders.scope import proposals_visible_to, trial_lines_visible_to
from lianfang.orders.tables import list_categories, list_places
from lianfang.people.searching import ByPerson
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Permission
from lianfang.shared.tables import Act, BulkAction, Choice, Column, DateRange, NumberRange, Table, Text
from lianfang.web.pieces import Words
from lianfang.web.templatetags.lianfang import badge

FIND = ByPerson("order__person__")


def say_days(row: Any) -> str:
    """Say how many days are gained or lost."""
    return f"{row.days:+g}" if row.days else "0"


def _days_cell(row: Any) -> SafeString | str:
    return badge(_now("%(days)s days") % {"days": say_days(row)}, "accent" if row.days else "plain")


def _area(level: str) -> Any:
    return lambda row: row.area_names.get(getattr(row.order, level), getattr(row.order, level))


def _place(name: str) -> Any:
    return lambda row: present.say_place(getattr(row, name)) or "—"


def _kind(row: Any) -> Words:
    return present.KINDS[row.kind]


NAME = Column("name", _("Full name"), "order__person__name", filter=FIND, lead=True)
KIND = Column("kind", _("What changes"), _kind, filter=Choice("kind", list(present.KINDS.items())))
DAYS = Column(
    "days",
    _("Days gained or lost"),
    say_days,
    sort=("days",),
    filter=NumberRange("days"),
    cell=_days_cell,
    css="is-num",
)
BEFORE = Column(
    "before",
    _("Until, now"),
    "ends_before",
    sort=("ends_before",),
    filter=DateRange("ends_before"),
    css="lf-tabular",
)
AFTER = Column(
    "after",
    _("Until, then"),
    "ends_after",
    sort=("ends_after",),
    filter=DateRange("ends_after"),
    css="lf-tabular",
)
PLACES = (
    Column("place", _("Place now"), _place("place_before"), filter=Choice("place_before", list_places)),
    Column("place_then", _("Place then"), _place("place_after"), filter=Choice("place_after", list_places)),
)
WHERE = (
    Column(
        "category", _("Class of person"), lambda row: present.say_category(row.order.category),
        filter=Choice("order__category", list_categories),
    ),
    Column("town", _("Town"), _area("town"), filter=Choice("order__town", list_towns)),
    Column("community", _("Village or community"), _area("community"), filter=Choice("order__community", list_villages)),
    Column("grid", _("Grid"), _area("grid"), filter=Choice("order__grid", list_grids), optional=True),
    Column(
        "number", _("Order number"), "order__number", filter=Text("order__number__startswith"), css="lf-tabular",
        optional=True,
    ),
)  # fmt: skip


def attach_areas(rows: list[Any]) -> None:
    """Attach the names of the places of each row's order."""
    names = present.name_places([row.order for row in rows])
    for row in rows:
        row.area_names = names


def list_causes(actor: Actor) -> list[tuple[str, Words]]:
    """Offer what asked for the proposals the reader may see."""
    held = proposals_visible_to(actor).order_by().values_list("cause", "title").distinct()
    return [(cause, title) for cause, title in sorted(held, key=lambda one: one[1])]


def _state_cell(row: Any) -> SafeString:
    return badge(present.PROPOSAL_STATES[row.state], present.PROPOSAL_TONES.get(row.state, "plain"))


def _run(act: Act, one: Any) -> tuple[int, int]:
    """Settle each picked proposal that is open and that the actor may settle; return how many, and how many not."""
    done, left = 0, 0
    for proposal in proposals_visible_to(act.by).filter(pk__in=act.ids).order_by("pk"):
        if proposal.state != Proposal.State.OPEN or not act.by.may(proposal.permission):
            left += 1
            continue
        try:
            one(proposal=proposal, by=act.by, at=act.at, key=f"{act.key}:{proposal.pk}" if act.key else "")
            done += 1
        except OrderRefused:
            left += 1
    return done, left


def _say(told: str, left: int) -> str:
    if not left:
        return told
    words = ngettext(
        "%(n)s was left: not open any more, or to be signed by who may release.",
        "%(n)s were left: not open any more, or to be signed by who may release.",
        left,
    )
    return f"{told} {words % {'n': left}}"


def run_accept(act: Act) -> Words:
    """Sign the picked proposals."""
    document = str(act.answers.get("document", ""))
    done, left = _run(act, partial(actions.accept_proposal, document=document))
    return _say(ngettext("%(n)s order was changed.", "%(n)s orders were changed.", done) % {"n": done}, left)


def run_decline(act: Act) -> Words:
    """Decline the picked proposals."""
    done, left = _run(act, partial(actions.decline_proposal, reason=str(act.answers.get("reason", ""))))
    told = ngettext("%(n)s order stays as it is.", "%(n)s orders stay as they are.", done) % {"n": done}
    return _say(told, left)


class ProposalTable(Table):
    """What is asked of running orders and waits for a signature, and what became of it."""

    key = "proposals"
    title = _("Proposed changes")
    permission = Permission.SEE_ORDERS
    default_sort = "-made"
    search = FIND
    search_hint = _("Name, pinyin, identity number or phone")
    template = "orders/proposals.html"
    empty_title = _("No proposed changes")
    empty_text = _(
        "When a local order takes effect or a risk area is raised or lowered, what becomes of running orders is"
        " proposed here."
    )
    columns = (
        NAME,
        Column("state", _("State"), lambda row: present.PROPOSAL_STATES[row.state], cell=_state_cell,
               filter=Choice("state", list(present.PROPOSAL_STATES.items()))),
        KIND, DAYS, BEFORE, AFTER, *PLACES,
        Column("cause", _("Asked by"), "title", filter=Choice("cause", list_causes), width=30),
        *WHERE,
        Column("made", _("Proposed"), "made_at", sort=("made_at",), filter=DateRange("made_at"), css="lf-tabular"),
        Column("settled", pgettext_lazy("proposal", "Settled"), "settled_at", filter=DateRange("settled_at"),
               css="lf-tabular", optional=True),
    )  # fmt: skip
    actions = (
        BulkAction(
            "accept", _("Sign"), Permission.ISSUE_ORDERS, run_accept, icon="signature", form=lambda _actor: AcceptForm,
            confirm=_("Sign the selected changes? The plans of these people change at once."), most=500,
        ),
        BulkAction(
            "decline", _("Decline"), Permission.ISSUE_ORDERS, run_decline, icon="x", form=lambda _actor: DeclineForm,
            most=500,
        ),
    )  # fmt: skip

    def rows(self) -> QuerySet[Proposal]:
        """Return the proposals the reader may see."""
        return proposals_visible_to(self.actor).select_related("order__person")

    def attach(self, rows: list[Any]) -> None:
        """Read the places' names of a page at once."""
        attach_areas(rows)

    def row_url(self, row: Proposal) -> str:
        """Return the proposal's page."""
        return reverse("orders:one_proposal", args=[row.pk])


class TrialTable(Table):
    """Whose days a local order would change, as it was tried."""

    key = "trial_people"
    title = _("Whom the order would touch")
    permission = Permission.SEE_ORDERS
    default_sort = "days"
    search = FIND
    search_hint = _("Name, pinyin, identity number or phone")
    empty_title = _("Nobody")
    empty_text = _("As it was tried, the order changes nobody's days.")
    exact_count = True
    columns = (NAME, KIND, DAYS, BEFORE, AFTER, *PLACES, *WHERE)

    def rows(self) -> QuerySet[TrialLine]:
        """Return the lines of the trial that the reader may see."""
        asked = {"trial__local_order": self.parts["local_order_id"]}
        return trial_lines_visible_to(self.actor).filter(**asked).select_related("order__person")

    def attach(self, rows: list[Any]) -> None:
        """Read the places' names of a page at once."""
        attach_areas(rows)

    def row_url(self, row: TrialLine) -> str:
        """Return the order's page."""
        return reverse("orders:order", args=[row.order_id])
