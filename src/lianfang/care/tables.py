"""The lists of care: everybody cared for, who is missing, ways to hospital, calls, breaches, papers, hand-overs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lianfang.care import actions, present, queries
from lianfang.care.actions import MeasurementIn
from lianfang.care.actions.ground import measured_per_day
from lianfang.care.forms import BulkMeasureForm, DrawForm
from lianfang.care.refusals import CareRefused
from lianfang.care.scope import visible_to
from lianfang.core.timeline import day_of
from lianfang.orders.models import GROUNDS, Order
from lianfang.orders.tables import (
    ADDRESS,
    COMMUNITY,
    ENDS,
    GRID,
    NAME,
    NUMBER,
    PLACE,
    SEARCH,
    TOWN,
    attach_areas,
)
from lianfang.orders.tables import SEARCH_HINT as _ORDERS_HINT
from lianfang.people.needs import list_households, list_needs, live_together
from lianfang.shared import clock
from lianfang.shared.actor import Actor
from lianfang.shared.moments import read_asked_day
from lianfang.shared.roles import Permission
from lianfang.shared.tables import Act, Boolean, BulkAction, Choice, Column, Table
from lianfang.web.pieces import Words
from lianfang.web.templatetags.lianfang import badge

SEARCH_HINT = _("Name, pinyin, identity number or phone")


def keep_lacking(rows: QuerySet[Order], wanted: bool) -> QuerySet[Order]:
    """Keep those who lack a measurement of today, or all others."""
    lacking = queries.lacking_any(rows, clock.now())
    return lacking if wanted else rows.exclude(pk__in=lacking.values("pk"))


def keep_resting(rows: QuerySet[Order], wanted: bool) -> QuerySet[Order]:
    """Keep those whose measure rests, or all others."""
    return rows.filter(suspended_at__isnull=not wanted)


def run_measure(act: Act) -> Words:
    """Record one temperature for all that were picked."""
    told = act.answers
    rows = [
        MeasurementIn(
            order, told["temperature"], tuple(told["symptoms"]), told.get("taken_at") or None, told["source"]
        )
        for order in act.ids
    ]
    try:
        written = actions.record_measurements(rows=rows, by=act.by, at=act.at, key=act.key)
    except CareRefused as refused:
        return present.say_refusal(refused)
    words = ngettext("%(n)s measurement was recorded.", "%(n)s measurements were recorded.", written)
    return words % {"n": written}


def measure_form(actor: Actor) -> type[BulkMeasureForm]:
    """Return the form of one temperature for several."""
    return BulkMeasureForm


def _bundle(act: Act, kind: str) -> Words:
    bundle = actions.issue_papers(orders=act.ids, kind=kind, by=act.by, at=act.at, key=act.key)
    return say_bundle(bundle.pk, len(act.ids))


def say_bundle(bundle: int, number: int) -> SafeString:
    """Say that papers were written, with the links to print them or take them as a Word file."""
    words = ngettext("%(n)s paper was written.", "%(n)s papers were written.", number) % {"n": number}
    url, word = reverse("care:bundle", args=[bundle]), reverse("care:bundle_word", args=[bundle])
    told = '{} <a href="{}">{}</a> <a href="{}">{}</a>'
    return format_html(told, words, url, _now("Print them"), word, _now("Word paper"))


def run_notices(act: Act) -> Words:
    """Write the notice of the measure for those picked."""
    return _bundle(act, "start")


def run_doors(act: Act) -> Words:
    """Write the notice on the door for those picked."""
    return _bundle(act, "door")


def run_together(act: Act) -> Words:
    """Note that those picked live together."""
    orders = visible_to(act.by).filter(pk__in=act.ids).select_related("person").order_by("pk")
    people = [order.person for order in orders]
    live_together(people=people, by=act.by, at=act.at)
    words = ngettext("%(n)s person lives there.", "%(n)s people live together.", len(people))
    return words % {"n": len(people)}


def _measured_cell(order: Any) -> SafeString:
    if order.suspended_at:
        return badge(_now("rests"), "quiet", "player-pause")
    cells = [_slot_cell(order, slot) for slot in order.slots]
    return format_html("{}" * len(cells), *cells)


def _slot_cell(order: Any, slot: Any) -> SafeString:
    row = order.measured.get((slot.day, slot.number))
    words = f"{present.say_slot(slot, order.per_day)} {present.say_measured(row)}"
    late = slot.ends <= clock.now()
    tone = "plain" if row and not row.alarm else "bad" if row or late else "watch"
    return format_html("{} ", badge(words, tone))


def _measured_text(order: Any) -> str:
    told = [present.say_measured(order.measured.get((slot.day, slot.number))) for slot in order.slots]
    return " / ".join(told)


def _needs(order: Any) -> list[str]:
    return [str(present.NEEDS[need.kind]) for need in order.needs]


def _paper_cell(order: Any) -> SafeString:
    return badge(present.PAPER_STATES[order.notice], present.PAPER_TONES[order.notice])


class CareTable(Table):
    """Everybody under a measure, with what was measured today, what they need and where their papers stand."""

    key = "care"
    is_selection = True  # of all orders those that run
    title = _("Daily care")
    permission = Permission.SEE_CARE
    default_sort = "ends"
    search = SEARCH
    search_hint = _ORDERS_HINT
    template = "care/list.html"
    empty_title = _("Nobody is in care here")
    empty_text = _("Who is under a measure stands here from the first hour to the release.")
    columns: ClassVar[tuple[Column, ...]] = (
        NAME,
        Column("today", _("Measured today"), _measured_text, cell=_measured_cell, width=24),
        Column("needs", _("Needs"), _needs, filter=Choice("needs", list(present.NEEDS.items()), queries.with_needs)),
        PLACE, ENDS,
        Column(
            "notice", _("Notice"), lambda order: present.PAPER_STATES[order.notice], cell=_paper_cell,
            filter=Choice("notice", list(present.PAPER_STATES.items()), queries.with_paper),
        ),
        Column("household", _("Household"), lambda order: order.household, css="is-num", optional=True),
        TOWN, COMMUNITY, GRID, ADDRESS, NUMBER,
        Column("lacking", _("Not measured"), "lacking", filter=Boolean(keep_lacking), only_filter=True),
        Column("resting", _("Measure rests"), "resting", filter=Boolean(keep_resting), only_filter=True),
    )  # fmt: skip
    actions = (
        BulkAction(
            "measure", _("Record a temperature"), Permission.RECORD_CARE, run_measure, icon="temperature",
            form=measure_form, most=500,
        ),
        BulkAction("notices", _("Write notices"), Permission.RECORD_CARE, run_notices, icon="file-text", most=500),
        BulkAction("doors", _("Write notices on the door"), Permission.RECORD_CARE, run_doors, icon="door", most=500),
        BulkAction(
            "together", _("Live together"), Permission.RECORD_CARE, run_together, icon="home",
            confirm=_("Note that the selected people live together?"), most=20,
        ),
    )  # fmt: skip

    def rows(self) -> QuerySet[Order]:
        """Return the running orders the reader may see."""
        return visible_to(self.actor).select_related("person").defer(*GROUNDS)

    def attach(self, rows: list[Any]) -> None:
        """Read what a page shows of each, by a constant number of queries."""
        attach_care(rows)

    def row_url(self, row: Order) -> str:
        """Return the care page."""
        return reverse("care:order", args=[row.pk])

    def row_css(self, row: Any) -> str:
        """Mark those who alarm."""
        return "is-bad" if row.alarms else ""


def attach_care(rows: list[Any]) -> None:
    """Attach today's measurements, needs, household and papers of each order."""
    attach_areas(rows)
    at = clock.now()
    slots, per_day = queries.begun_slots(at), measured_per_day(at)
    ids, people = [order.pk for order in rows], [order.person_id for order in rows]
    measured = queries.measured_on(ids, [day_of(at)])
    needs, homes = list_needs(people), list_households(people)
    papers, alarms = queries.papers_of(ids), queries.alarms_of(ids)
    for order in rows:
        order.slots, order.per_day, order.measured = slots, per_day, measured.get(order.pk, {})
        order.needs, order.household = needs.get(order.person_id, []), homes.get(order.person_id)
        order.notice, order.alarms = papers.get(order.pk, "missing"), order.pk in alarms


class LackingTable(CareTable):
    """Who lacks a measurement of a part of today that has begun."""

    key = "care-lacking"
    title = _("Not measured today")
    template = "care/lacking.html"
    keeps = ("part",)  # now: of the present part of the day at home; over: of the last one that is over
    empty_title = _("Everybody is measured")
    empty_text = _("Who has no temperature yet in the present part of the day stands here.")
    columns = tuple(column for column in CareTable.columns if column.key != "lacking")  # all of them do

    def heading(self) -> Words:
        """Say of a part of the day that it is of those at home, whom somebody must go to."""
        return _("Not measured today, at home") if self.kept.get("part") else self.title

    def rows(self) -> QuerySet[Order]:
        """Return those who lack one."""
        at, part = clock.now(), self.kept.get("part")
        if part == "now":
            return queries.list_lacking(self.actor, at).order_by()
        if part == "over":
            return queries.list_missed_parts(self.actor, at).order_by()
        if part:
            raise BadRequest("the part of the day is now or over")
        return queries.lacking_any(super().rows(), at)

    def context(self) -> dict[str, Any]:
        """Add the counts by part of the day and by hour."""
        at = clock.now()
        per_day = measured_per_day(at)
        people = queries.visible_at_home(self.actor) if self.kept.get("part") else visible_to(self.actor)
        counts = queries.count_slots(people, at)
        return {
            "slots": [(present.say_slot(count.slot, per_day), count) for count in counts],
            "hours": queries.count_hours(self.actor, people, at, counts),
        }


class CheckTable(Table):
    """One day's drawn calls."""

    key = "care-checks"
    is_selection = True
    title = _("Telephone checks")
    permission = Permission.SEE_CARE
    default_sort = "rank"
    keeps = ("day",)
    template = "care/checks.html"
    empty_title = _("Nobody is drawn on this day")
    empty_text = _("The supervision group draws once a day who is telephoned.")
    columns = (
        Column("rank", _("Drawn as"), "rank", sort=("rank",), css="is-num"),
        Column("name", _("Full name"), "order__person__name", lead=True),
        Column(
            "outcome", _("What the call found"), lambda check: present.CHECKED.get(check.outcome, _now("not called yet")),
            filter=Choice("outcome", [("", _("not called yet")), *present.CHECKED.items()]),
        ),
        Column("checked", _("Called"), "checked_at", css="lf-tabular"),
        Column("place", _("Place"), lambda check: check.place_words),
        Column("note", _("Remark"), "note", optional=True),
        Column(
            "waiting", _("Still to be called"), "outcome", filter=Boolean(queries.keep_waiting), only_filter=True
        ),
    )  # fmt: skip

    @cached_property
    def day(self) -> date:
        """Return the day in the address, else today."""
        return read_asked_day(self.kept)

    def rows(self) -> QuerySet[Any]:
        """Return the day's calls in the reader's scope."""
        return queries.list_checks(self.actor, self.day)

    def attach(self, rows: list[Any]) -> None:
        """Name the places of a page at once."""
        attach_places(rows)

    def row_url(self, row: Any) -> str:
        """Return the call's page."""
        return reverse("care:check", args=[row.pk])

    def context(self) -> dict[str, Any]:
        """Add the draw and the days beside."""
        return {
            "draw": queries.get_draw(self.actor, self.day),
            "day": self.day,
            "today": clock.today(),
            "before": self.day - timedelta(days=1),
            "after": self.day + timedelta(days=1),
            "may_draw": self.actor.may(Permission.SUPERVISE_CARE),
            "draw_form": DrawForm(initial={"percent": queries.check_percent(clock.now())}),
        }


def attach_places(rows: list[Any]) -> None:
    """Attach the words of each row's place, read at once."""
    orders = [row.order for row in rows]
    attach_areas(orders)
    for row in rows:
        names = row.order.area_names
        codes = (row.order.community, row.order.grid)
        row.place_words = " · ".join(names[code] for code in codes if code in names)
