"""The lists of what care has open and what it wrote: ways to hospital, breaches, papers, hand-overs, homes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianfang.care import actions, present, queries
from lianfang.care.tables import SEARCH_HINT, attach_places, say_bundle
from lianfang.core.care import BREACH_MOVES, KINDS, NEED_MOVES, TRANSFER_MOVES
from lianfang.core.timeline import day_start
from lianfang.leads.choices import list_towns, list_villages
from lianfang.orders.present import say_kept
from lianfang.orders.tables import ReleaseTable
from lianfang.people.searching import filter_people
from lianfang.shared import clock
from lianfang.shared.roles import Permission
from lianfang.shared.tables import Act, Boolean, BulkAction, Choice, Column, DateRange, Table, Text
from lianfang.shared.tables.filters import Filter
from lianfang.web.pieces import Words
from lianfang.web.templatetags.lianfang import badge
from lianfang.web.words import calendar_day


def find(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Keep the rows of the persons a text looks for."""
    return filter_people(rows, text, "order__person__")


FIND = Text(find)
NAME = Column("name", _("Full name"), "order__person__name", filter=FIND, lead=True)
PLACE = Column("place", _("Place"), lambda row: row.place_words)
TOWN = Column("town", _("Town"), "order__town", filter=Choice("order__town", list_towns), only_filter=True)
VILLAGE = Column(
    "community", _("Village or community"), "order__community", filter=Choice("order__community", list_villages),
    only_filter=True,
)  # fmt: skip


class OfOrders:
    """What lists of rows that belong to orders have alike."""

    permission: ClassVar[Permission] = Permission.SEE_CARE
    search: ClassVar[Filter | None] = FIND
    search_hint: ClassVar[Words] = SEARCH_HINT

    def attach(self, rows: list[Any]) -> None:
        """Name the places of a page at once."""
        attach_places(rows)


def _transfer_cell(way: Any) -> SafeString:
    tones = {"open": "bad", "on_way": "watch", "arrived": "accent"}
    return badge(present.say_transfer(way.state), tones.get(way.state, "quiet"))


class TransferTable(OfOrders, Table):
    """The ways to hospital with their times."""

    key = "care-transfers"
    title = _("Ways to hospital")
    default_sort = "-opened"
    template = "care/transfers.html"
    empty_title = _("Nobody is on the way to hospital")
    empty_text = _("A temperature of the value in force or a symptom opens one by itself.")
    columns = (
        NAME,
        Column(
            "state", _("State"), lambda way: present.say_transfer(way.state), cell=_transfer_cell,
            filter=Choice("state", [(state, present.say_transfer(state)) for state in TRANSFER_MOVES.states]),
        ),
        Column(
            "cause", _("Cause"), lambda way: present.CAUSES[way.cause],
            filter=Choice("cause", list(present.CAUSES.items())),
        ),
        PLACE,
        Column(
            "opened", _("Opened"), "opened_at", sort=("opened_at",), filter=DateRange("opened_at"), css="lf-tabular"
        ),
        Column("sent", _("Vehicle"), "sent_at", filter=DateRange("sent_at"), css="lf-tabular"),
        Column("reached", _("Arrived"), "reached_at", filter=DateRange("reached_at"), css="lf-tabular"),
        Column("closed", _("Closed at"), "closed_at", filter=DateRange("closed_at"), css="lf-tabular"),
        TOWN, VILLAGE,
    )  # fmt: skip

    def rows(self) -> QuerySet[Any]:
        """Return the ways in the reader's scope."""
        return queries.list_transfers(self.actor)

    def row_url(self, row: Any) -> str:
        """Return the way's page."""
        return reverse("care:transfer", args=[row.pk])

    def row_css(self, row: Any) -> str:
        """Mark those that wait for a vehicle."""
        return "is-bad" if row.state == "open" else ""


def _asked_cell(check: Any) -> SafeString:
    return badge(present.say_need(check.need), "watch" if check.need == "open" else "quiet")


class AskedTable(OfOrders, Table):
    """What people asked for in telephone checks, until it is brought or settled."""

    key = "care-asked"
    title = _("Asked for by telephone")
    default_sort = "-asked"
    template = "care/asked.html"
    empty_title = _("Nobody asked for anything")
    empty_text = _(
        "What a telephone check finds that somebody needs stands here until it is brought or settled."
    )
    columns = (
        NAME,
        Column(
            "state", _("State"), lambda check: present.say_need(check.need), cell=_asked_cell,
            filter=Choice("need", [(state, present.say_need(state)) for state in NEED_MOVES.states]),
        ),
        Column("what", _("What is needed"), "note", width=30),
        PLACE,
        Column(
            "asked", _("Called"), "checked_at", sort=("checked_at",), filter=DateRange("checked_at"), css="lf-tabular"
        ),
        Column("closed", _("Closed at"), "need_closed_at", filter=DateRange("need_closed_at"), css="lf-tabular"),
        TOWN, VILLAGE,
    )  # fmt: skip

    def rows(self) -> QuerySet[Any]:
        """Return the calls in the reader's scope in which something was asked for."""
        return queries.list_asked(self.actor)

    def row_url(self, row: Any) -> str:
        """Return the call's page, where it is settled."""
        return reverse("care:check", args=[row.pk])


def _breach_cell(breach: Any) -> SafeString:
    return badge(present.say_breach(breach.state), "bad" if breach.state == "open" else "quiet")


class BreachTable(OfOrders, Table):
    """Breaches until they are closed."""

    key = "care-breaches"
    title = _("Breaches")
    default_sort = "-happened"
    template = "care/breaches.html"
    empty_title = _("No breach was reported")
    empty_text = _("A door that opened or somebody not at home is reported on the person's care page.")
    columns = (
        NAME,
        Column(
            "state", _("State"), lambda breach: present.say_breach(breach.state), cell=_breach_cell,
            filter=Choice("state", [(state, present.say_breach(state)) for state in BREACH_MOVES.states]),
        ),
        Column(
            "kind", _("What happened"), lambda breach: present.BREACHES[breach.kind],
            filter=Choice("kind", list(present.BREACHES.items())),
        ),
        Column(
            "outcome", _("Closed as"), lambda breach: present.SETTLED.get(breach.outcome, ""),
            filter=Choice("outcome", list(present.SETTLED.items())),
        ),
        PLACE,
        Column(
            "happened", _("Happened"), "happened_at", sort=("happened_at",), filter=DateRange("happened_at"),
            css="lf-tabular",
        ),
        Column("closed", _("Closed at"), "closed_at", filter=DateRange("closed_at"), css="lf-tabular"),
        TOWN, VILLAGE,
    )  # fmt: skip

    def rows(self) -> QuerySet[Any]:
        """Return the breaches in the reader's scope."""
        return queries.list_breaches(self.actor)

    def row_url(self, row: Any) -> str:
        """Return the breach's page."""
        return reverse("care:breach", args=[row.pk])


def _signed(paper: Any) -> Any:
    return getattr(paper, "signature", None)


def keep_signed(rows: QuerySet[Any], wanted: bool) -> QuerySet[Any]:
    """Keep the papers that are signed, or those that are not."""
    return rows.filter(signature__isnull=not wanted)


class PaperTable(OfOrders, Table):
    """Every paper that was issued, to be printed again as it was."""

    key = "care-papers"
    title = _("Papers")
    default_sort = "-issued"
    empty_title = _("No paper was issued yet")
    empty_text = _("Notices are written from the care list or a person's care page.")
    columns = (
        Column(
            "number", _("Number of the paper"), "number", filter=Text("number__contains"), css="lf-tabular", lead=True,
            width=24,
        ),
        Column("name", _("Full name"), "order__person__name", filter=FIND),
        Column(
            "kind", _("Paper"), lambda paper: present.say_kind(paper.kind),
            filter=Choice("kind", [(kind, present.say_kind(kind)) for kind in KINDS]),
        ),
        Column("version", _("Version"), "version", css="is-num"),
        Column(
            "issued", pgettext_lazy("paper", "Issued"), "issued_at", sort=("issued_at",), filter=DateRange("issued_at"),
            css="lf-tabular",
        ),
        Column(
            "how", _("How it was signed for"), lambda paper: present.SIGNED[_signed(paper).how] if _signed(paper) else "",
            filter=Choice("signature__how", list(present.SIGNED.items())),
        ),
        Column("when", _("Signed for at"), lambda paper: _signed(paper) and _signed(paper).signed_at, css="lf-tabular"),
        PLACE, TOWN, VILLAGE,
        Column("signed", _("Signed for"), _signed, filter=Boolean(keep_signed), only_filter=True),
    )  # fmt: skip

    def rows(self) -> QuerySet[Any]:
        """Return the papers in the reader's scope."""
        return queries.list_papers(self.actor)

    def row_url(self, row: Any) -> str:
        """Return the paper."""
        return reverse("care:paper", args=[row.pk])


def keep_open(rows: QuerySet[Any], wanted: bool) -> QuerySet[Any]:
    """Keep the hand-overs that nobody receipted, or those that somebody did."""
    return rows.filter(received_at__isnull=wanted)


def is_late(row: Any) -> bool:
    """Say whether a receipt is overdue."""
    return row.received_at is None and row.due_at <= clock.now()


def _receipt_cell(row: Any) -> SafeString:
    if row.received_at:
        return badge(_now("receipted"), "good", "check")
    return badge(_now("overdue"), "bad") if is_late(row) else badge(_now("waits for the receipt"), "watch")


class HandOverTable(OfOrders, Table):
    """People handed to other counties, until each receipts."""

    key = "care-handovers"
    title = _("Handed to other counties")
    default_sort = "-sent"
    empty_title = _("Nobody was handed over")
    empty_text = _("Hand somebody over from their care page; the county's receipt closes the loop.")
    columns = (
        NAME,
        Column("state", _("Receipt"), lambda row: row.receiver or _now("waits for the receipt"), cell=_receipt_cell),
        Column("to", _("Receiving office"), "to_name", filter=Text("to_name__contains"), width=24),
        Column("paper", _("Paper"), "paper__number", filter=Text("paper__number__contains"), css="lf-tabular"),
        Column("sent", _("Handed over"), "sent_at", sort=("sent_at",), filter=DateRange("sent_at"), css="lf-tabular"),
        Column("due", _("Receipt due"), "due_at", filter=DateRange("due_at"), css="lf-tabular"),
        Column("received", _("Receipted"), "received_at", filter=DateRange("received_at"), css="lf-tabular"),
        Column("open", _("Without a receipt"), "received_at", filter=Boolean(keep_open), only_filter=True),
        TOWN, VILLAGE,
    )  # fmt: skip

    def rows(self) -> QuerySet[Any]:
        """Return the hand-overs in the reader's scope."""
        return queries.list_hand_overs(self.actor)

    def row_url(self, row: Any) -> str:
        """Return the hand-over's page."""
        return reverse("care:hand_over", args=[row.pk])

    def row_css(self, row: Any) -> str:
        """Mark those whose receipt is overdue."""
        return "is-bad" if is_late(row) else ""


class MemberTable(Table):
    """Those who live together with people to be isolated at home, until they moved out or joined."""

    key = "care-members"
    title = _("Living together")
    permission = Permission.SEE_CARE
    default_sort = "since"
    template = "care/members.html"
    empty_title = _("Nobody waits")
    empty_text = _("Who lives in a home that was looked at stands here until they moved out or have a lead.")
    columns = (
        Column("name", _("Full name"), "name", lead=True),
        Column(
            "choice", _("What becomes of them"), lambda row: present.CHOICES[row.choice],
            filter=Choice("choice", list(present.CHOICES.items())),
        ),
        Column("with", _("Lives with"), "check_made__lead__person__name"),
        Column("to", _("Moves to"), "to_place"),
        Column("since", _("Looked at"), "check_made__true_at", sort=("check_made__true_at",), css="lf-tabular"),
    )  # fmt: skip

    def rows(self) -> QuerySet[Any]:
        """Return those of the reader's scope who wait."""
        return queries.list_waiting_members(self.actor).order_by()

    def context(self) -> dict[str, Any]:
        """Say whether the reader may make leads of them."""
        return {"may_open": self.actor.may(Permission.UPLOAD_LISTS)}

    def row_url(self, row: Any) -> str:
        """Return the home's page."""
        return reverse("care:home", args=[row.check_made.lead_id])


def run_release(act: Act) -> Words:
    """Release those of the picked that nothing stands against, each with a paper, all papers in one file."""
    done = actions.release_many(orders=act.ids, by=act.by, at=act.at, key=act.key)
    told = say_bundle(done.bundle, done.released) if done.released else _now("Nobody was released.")
    return format_html("{} {}", told, " ".join(say_kept(done.early, done.lacking)))


class ReleasePaperTable(ReleaseTable):
    """The releases of today and the next three days; who is ready is released with the paper."""

    key = "care-releases"
    title = _("Releases with papers")
    permission = Permission.SEE_CARE
    template = "care/releases.html"
    actions = (
        BulkAction(
            "release", _("Release and write the papers"), Permission.RELEASE_ORDERS, run_release,
            icon="circle-check", confirm=_("Release those of the selected people that nothing stands against?"),
            most=500,
        ),
    )  # fmt: skip

    def context(self) -> dict[str, Any]:
        """Add each day ahead with how many end on it."""
        return {"days": [self._day(number) for number in range(4)]}

    def _day(self, number: int) -> tuple[str, str, int]:
        day = clock.today() + timedelta(days=number)
        text = day.isoformat()
        count = self.rows().filter(
            ends_at__gte=day_start(day), ends_at__lt=day_start(day + timedelta(days=1))
        )
        return calendar_day(day), urlencode({"ends_from": text, "ends_to": text}), count.count()
