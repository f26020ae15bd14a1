"""The list of orders, and the releases that are due."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from lianfang.core.policy import CATEGORIES
from lianfang.core.timeline import day_of, day_start
from lianfang.leads.choices import list_grids, list_towns, list_villages
from lianfang.orders import actions, pages, present
from lianfang.orders.models import GROUNDS, Order
from lianfang.orders.queries import describe_releases, list_due_releases
from lianfang.orders.refusals import OrderRefused, ReleaseRefused
from lianfang.orders.scope import visible_to
from lianfang.people.searching import ByPerson
from lianfang.shared import clock
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Permission
from lianfang.shared.tables import Act, Boolean, BulkAction, Choice, Column, DateRange, Table, Text, TextIn
from lianfang.shared.tables.filters import Typed
from lianfang.web.pieces import Words
from lianfang.web.templatetags.lianfang import badge

DAYS_AHEAD = 3


_ORDER_NUMBER = re.compile(r"\d{6}-\d{8}-\d{6,}")


@dataclass(frozen=True)
class ByPersonOrNumber(ByPerson):
    """Finds orders by their person, or one by its number."""

    @property
    def wants_whole(self) -> str:
        """Say which numbers are found only when they are whole."""
        return _now("an identity number, a phone or an order number is found only when it is whole and valid")

    def read(self, params: QueryDict, name: str) -> str | None:
        """Return the typed text; raises NotUnderstood for a part of a number, of which nothing can be found."""
        text = Typed.read(self, params, name)
        return text if text and _is_number(text) else super().read(params, name)

    def apply(self, rows: QuerySet[Order], value: str) -> QuerySet[Order]:  # type: ignore[override]
        """Keep the orders of whom the text looks for, or the one whose number it is."""
        return rows.filter(number=value) if _is_number(value) else super().apply(rows, value)

    def look_up(self, rows: QuerySet[Order], value: str, actor: Actor) -> QuerySet[Order]:  # type: ignore[override]
        """Keep them in the form that finds the first thousands soonest."""
        return rows.filter(number=value) if _is_number(value) else super().look_up(rows, value, actor)

    def finds_few(self, value: str) -> bool:
        """Say whether the text is known to find few."""
        return _is_number(value) or super().finds_few(value)


def _is_number(text: str) -> bool:
    return _ORDER_NUMBER.fullmatch(text) is not None


FIND = ByPerson("person__", sounded=True)
SEARCH = ByPersonOrNumber("person__", sounded=True)
SEARCH_HINT = _("Name, pinyin, identity number, phone or order number")


def keep_overdue(rows: QuerySet[Order], wanted: bool) -> QuerySet[Order]:
    """Keep the orders that run past their last day, or all others."""
    overdue = {"state": Order.State.RUNNING, "ends_at__lte": clock.now()}
    return rows.filter(**overdue) if wanted else rows.exclude(**overdue)


def list_places(actor: Actor) -> list[tuple[str, Words]]:
    """Offer the places of stages."""
    return list(present.list_places())


def list_categories(actor: Actor) -> list[tuple[str, Words]]:
    """Offer the classes of people."""
    return [(code, present.say_category(code)) for code in CATEGORIES]


def area(level: str) -> Any:
    """Return the name of a row's town, community or grid."""
    return lambda row: row.area_names.get(getattr(row, level), getattr(row, level))


def state_cell(order: Any) -> SafeString:
    """Draw the state, red where the days are over."""
    if order.overdue:
        return badge(_now("days are over"), "bad", "clock-exclamation")
    return badge(present.STATES[order.state], present.STATE_TONES[order.state])


NAME = Column("name", _("Full name"), "person__name", sort=("pinyin",), filter=FIND, lead=True)
PLACE = Column(
    "place", _("Measure"), lambda order: present.say_place(order.place), filter=Choice("place", list_places)
)
ENDS = Column(
    "ends", _("Until"), "ends_at", sort=("ends_at",), filter=DateRange("ends_at"), css="lf-tabular", width=17
)
TOWN = Column("town", _("Town"), area("town"), filter=Choice("town", list_towns))
COMMUNITY = Column(
    "community", _("Village or community"), area("community"), filter=Choice("community", list_villages)
)
GRID = Column("grid", _("Grid"), area("grid"), filter=Choice("grid", list_grids))
ADDRESS = Column("address", _("Address"), "address", filter=TextIn("address"), width=30)
NUMBER = Column(
    "number", _("Order number"), "number", filter=Text("number__startswith"), css="lf-tabular", width=24
)
CATEGORY = Column(
    "category",
    _("Class of person"),
    lambda order: present.say_category(order.category),
    filter=Choice("category", list_categories),
)


class OrderTable(Table):
    """Everybody under control and everybody who was."""

    key = "orders"
    title = _("Orders")
    permission = Permission.SEE_ORDERS
    default_sort = "-starts"
    search = SEARCH
    search_hint = SEARCH_HINT
    template = "orders/list.html"
    empty_title = _("No orders here")
    empty_text = _("An order is issued from a lead whose person is here and to be controlled.")
    columns = (
        NAME,
        Column(
            "state", _("State"), lambda order: present.STATES[order.state],
            filter=Choice("state", list(present.STATES.items())), cell=state_cell,
        ),
        PLACE,
        Column("starts", _("Since"), "starts_at", sort=("starts_at",), filter=DateRange("starts_at"), css="lf-tabular"),
        ENDS, CATEGORY, TOWN, COMMUNITY, GRID, ADDRESS,
        Column("number", _("Order number"), "number", filter=Text("number__startswith"), css="lf-tabular", optional=True),
        Column("edition", _("Edition"), "edition", filter=Text("edition", coded=True), optional=True),
        Column("ended", _("Ended"), "ended_at", filter=DateRange("ended_at"), css="lf-tabular", optional=True),
        Column("issued", _("Issued"), "issued_at", filter=DateRange("issued_at"), css="lf-tabular", optional=True),
        Column("overdue", _("Days are over"), "overdue", filter=Boolean(keep_overdue), only_filter=True),
    )  # fmt: skip

    def rows(self) -> QuerySet[Order]:
        """Return the orders the reader may see."""
        return visible_to(self.actor).select_related("person").defer(*GROUNDS)

    def attach(self, rows: list[Any]) -> None:
        """Read the places' names of a page at once."""
        attach_areas(rows)

    def row_url(self, row: Order) -> str:
        """Return the order's page."""
        return reverse("orders:order", args=[row.pk])

    def row_css(self, row: Any) -> str:
        """Mark those whose days are over."""
        return "is-bad" if row.overdue else ""


def attach_areas(rows: list[Any]) -> None:
    """Attach the names of each order's places and whether it is overdue."""
    names, at = present.name_places(rows), clock.now()
    for order in rows:
        order.area_names, order.overdue = names, pages.is_overdue(order, at)


def run_release(act: Act) -> Words:
    """Release those of the picked orders that nothing stands against; say how many stay."""
    released = early = lacking = 0
    for order in visible_to(act.by).filter(pk__in=act.ids, state=Order.State.RUNNING).order_by("pk"):
        try:
            actions.release(
                order=order, by=act.by, at=act.at, document=str(act.answers.get("document", "")),
                key=f"{act.key}:{order.pk}" if act.key else "",
            )  # fmt: skip
            released += 1
        except ReleaseRefused as refused:
            early, lacking = early + refused.is_early, lacking + (not refused.is_early)
        except OrderRefused:
            lacking += 1
    told = ngettext("%(n)s person was released.", "%(n)s people were released.", released) % {"n": released}
    return " ".join([told, *present.say_kept(early, lacking)])


def _missing(order: Any) -> str:
    if order.missing:
        return " ".join(order.missing)
    return pgettext("release", "ready") if order.overdue else _now("nothing is missing")


def _missing_cell(order: Any) -> SafeString | str:
    words = _missing(order)
    if order.missing:
        return words
    return badge(words, "accent", "check") if order.overdue else badge(words)


class ReleaseTable(Table):
    """The running orders whose last day comes within the next days, with what is still missing."""

    key = "releases"
    is_selection = True
    title = _("Releases ahead")
    permission = Permission.SEE_ORDERS
    default_sort = "ends"
    search = SEARCH
    search_hint = SEARCH_HINT
    template = "orders/releases.html"
    empty_title = _("No release is due")
    empty_text = _("Nobody's days end today or in the next three days.")
    columns = (
        NAME,
        ENDS,
        Column("missing", _("What is missing"), _missing, cell=_missing_cell, width=40),
        Column("overdue", _("Days are over"), "overdue", filter=Boolean(keep_overdue), only_filter=True),
        PLACE, TOWN, COMMUNITY, GRID, ADDRESS,
        Column("number", _("Order number"), "number", filter=Text("number__startswith"), css="lf-tabular", optional=True),
    )  # fmt: skip
    actions = (
        BulkAction(
            "release",
            _("Release"),
            Permission.RELEASE_ORDERS,
            run_release,
            icon="circle-check",
            confirm=_("Release those of the selected people that nothing stands against?"),
            most=500,
        ),
    )

    def rows(self) -> QuerySet[Order]:
        """Return the orders that end by the third day from today."""
        until = day_start(day_of(clock.now()) + timedelta(days=DAYS_AHEAD + 1))
        return list_due_releases(self.actor, until)

    def attach(self, rows: list[Any]) -> None:
        """Read what stands against each order of a page, by a constant number of queries."""
        attach_areas(rows)
        for line in describe_releases(rows, clock.now()):
            line.order.missing = [present.say_obstacle(obstacle) for obstacle in line.obstacles]  # type: ignore[attr-defined]

    def row_url(self, row: Order) -> str:
        """Return the order's page."""
        return reverse("orders:order", args=[row.pk])

    def row_css(self, row: Any) -> str:
        """Mark those whose days are over."""
        return "is-bad" if row.overdue else ""
