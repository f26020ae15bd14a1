"""The lists of zones, of who lives inside, of needs at the door, and of people found in risk areas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from lianfang.accounts.queries import get_names
from lianfang.core.policy import MEASURE_LABELS
from lianfang.leads.choices import list_grids, list_towns, list_villages
from lianfang.leads.models import Lead
from lianfang.leads.present import OUTCOMES
from lianfang.people.searching import ByPerson
from lianfang.places.queries import names
from lianfang.risk.present import GRADES
from lianfang.shared import clock
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Permission
from lianfang.shared.tables import (
    Act,
    Boolean,
    BulkAction,
    Choice,
    Column,
    DateRange,
    NumberRange,
    Table,
    Text,
)
from lianfang.web.pieces import Words
from lianfang.web.templatetags.lianfang import badge
from lianfang.zones import actions, forms, present
from lianfang.zones.models import Exposure, Zone, ZoneNeed
from lianfang.zones.queries import OPEN_NEEDS, get_zone, list_inside
from lianfang.zones.refusals import ZoneRefused
from lianfang.zones.scope import exposures_visible_to, needs_visible_to, visible_to


def area(level: str) -> Any:
    """Return the name of a row's town, community or grid."""
    return lambda row: row.area_names.get(getattr(row, level), getattr(row, level))


TOWN = Column("town", _("Town"), area("town"), filter=Choice("town", list_towns))
COMMUNITY = Column(
    "community", _("Village or community"), area("community"), filter=Choice("community", list_villages)
)
GRID = Column("grid", _("Grid"), area("grid"), filter=Choice("grid", list_grids))


def attach_areas(rows: list[Any]) -> None:
    """Attach the names of each row's places."""
    known = names({code for row in rows for code in (row.town, row.community, row.grid) if code})
    for row in rows:
        row.area_names = known


def draw_kind(zone: Zone) -> SafeString:
    """Draw a zone's kind in its tone."""
    return badge(present.KINDS[zone.kind], present.KIND_TONES[zone.kind])


class ZoneTable(Table):
    """Every zone in force and lifted."""

    key = "zones"
    title = _("Zones")
    permission = Permission.SEE_ZONES
    default_sort = "-starts"
    search = Text("name__contains", hint=_("name of the zone"))
    search_hint = _("Name of the zone")
    template = "zones/list.html"
    empty_title = _("No zones here")
    empty_text = _(
        "A zone is drawn by an order; its places become risk areas, its rounds are planned by the rule."
    )
    columns = (
        Column("name", _("Zone"), "name", sort=("name",), filter=Text("name__contains"), lead=True, width=30),
        Column(
            "kind", _("Kind"), lambda zone: present.KINDS[zone.kind],
            filter=Choice("kind", list(present.KINDS.items())), cell=draw_kind,
        ),
        Column(
            "state", _("State"), lambda zone: present.STATES[zone.state],
            filter=Choice("state", list(present.STATES.items())),
        ),
        Column("starts", _("Since"), "starts_at", sort=("starts_at",), filter=DateRange("starts_at"), css="lf-tabular"),
        Column(
            "new", _("Last new infection"), "last_new_at", sort=("last_new_at",), filter=DateRange("last_new_at"),
            css="lf-tabular",
        ),
        Column("households", _("Households"), "households", filter=NumberRange("households"), css="is-num"),
        Column("people", pgettext_lazy("count", "People"), "people", filter=NumberRange("people"), css="is-num"),
        Column("number", _("Number of the order"), "number", filter=Text("number__contains")),
        Column("issuer", _("Issuing office"), "issuer", filter=Text("issuer__contains"), optional=True),
        Column("ends", _("Lifted at"), "ends_at", filter=DateRange("ends_at"), css="lf-tabular", optional=True),
        Column("edition", _("Edition"), "edition", filter=Text("edition", coded=True), optional=True),
    )  # fmt: skip

    def rows(self) -> QuerySet[Zone]:
        """Return the zones that reach into the reader's scope."""
        return visible_to(self.actor)

    def row_url(self, row: Zone) -> str:
        """Return the zone's page."""
        return reverse("zones:zone", args=[row.pk])

    def context(self) -> dict[str, Any]:
        """Say who may draw."""
        return {"may_draw": self.actor.may(Permission.EDIT_ZONES)}


class InsideTable(Table):
    """Who of the lists lives in a zone."""

    key = "zone_inside"
    title = _("Who lives inside")
    permission = Permission.SEE_ZONES
    default_sort = "name"
    is_selection = True
    search = ByPerson("person__")
    search_hint = _("Name, pinyin, identity number or phone")
    empty_title = _("Nobody of the lists lives here")
    empty_text = _(
        "People come in by lists, declarations and sweeps from door to door; the zone's own count stands on its page."
    )
    columns = (
        Column("name", _("Full name"), "person__name", sort=("pinyin",), lead=True),
        Column("address", _("Address"), "address", filter=Text("address__contains"), width=30),
        TOWN, COMMUNITY, GRID,
        Column(
            "outcome", _("Outcome"), lambda lead: OUTCOMES.get(lead.outcome, ""),
            filter=Choice("outcome", list(OUTCOMES.items())),
        ),
        Column("received", _("Received"), "received_at", filter=DateRange("received_at"), optional=True),
    )  # fmt: skip

    def __init__(self, actor: Actor, kept: Mapping[str, str] | None = None, **parts: Any) -> None:
        super().__init__(actor, kept, **parts)
        found = get_zone(actor, parts["zone_id"])
        if found is None:
            raise Http404  # a zone out of scope does not exist, whatever is asked of its list
        self.zone = found

    def rows(self) -> QuerySet[Lead]:
        """Return the leads of those inside, of the reader's scope."""
        return list_inside(self.actor, self.zone)

    def heading(self) -> Words:
        """Name the zone."""
        return f"{self.zone.name} · {_now('Who lives inside')}"

    def attach(self, rows: list[Any]) -> None:
        """Read the places' names of a page at once."""
        attach_areas(rows)

    def row_url(self, row: Lead) -> str:
        """Return the person's page where the reader may see people."""
        may = self.actor.may(Permission.SEE_PEOPLE)
        return reverse("people:person", args=[row.person_id]) if may else ""


def need_state(need: Any) -> SafeString:
    """Draw a need's state, red where it is late."""
    words = present.NEED_STATES[need.state]
    return badge(words, "bad" if need.late else "plain", "clock-exclamation" if need.late else "")


def keep_late(rows: QuerySet[Any], wanted: bool) -> QuerySet[Any]:
    """Keep the needs whose time is over and that wait, or all others."""
    late = {"state__in": OPEN_NEEDS, "due_at__lte": clock.now()}
    return rows.filter(**late) if wanted else rows.exclude(**late)


def _each(act: Act, run: Any) -> int:
    """Do something to the picked needs that wait; return how many it was done to."""
    count = 0
    for need in needs_visible_to(act.by).filter(pk__in=act.ids, state__in=OPEN_NEEDS).order_by("pk"):
        try:
            run(need=need, by=act.by, at=act.at, key=f"{act.key}:{need.pk}" if act.key else "")
        except ZoneRefused:
            continue
        count += 1
    return count


def run_take(act: Act) -> Words:
    """Take the picked needs on."""
    count = _each(act, actions.take_need)
    return ngettext("%(n)s need taken on.", "%(n)s needs taken on.", count) % {"n": count}


def run_finish(act: Act) -> Words:
    """Note the picked needs as brought."""
    count = _each(act, actions.finish_need)
    return ngettext("%(n)s need brought.", "%(n)s needs brought.", count) % {"n": count}


class NeedTable(Table):
    """What households in zones need at their doors, the first due first."""

    key = "zone_needs"
    title = _("Service to the door")
    permission = Permission.SEE_ZONES
    default_sort = "due"
    template = "zones/needs.html"
    empty_title = _("Nothing is asked for")
    empty_text = _("A need is entered on the zone's page: what, which door, by when.")
    columns = (
        Column("what", _("What is needed"), "what", lead=True, width=30),
        Column("door", _("Door"), "door", width=30),
        Column(
            "kind", _("Kind"), lambda need: present.NEEDS[need.kind], filter=Choice("kind", list(present.NEEDS.items()))
        ),
        Column("due", _("By when"), "due_at", sort=("due_at",), filter=DateRange("due_at"), css="lf-tabular"),
        Column(
            "state", _("State"), lambda need: present.NEED_STATES[need.state],
            filter=Choice("state", list(present.NEED_STATES.items())), cell=need_state,
        ),
        Column("taken", _("Taken on by"), lambda need: need.taker, filter=NumberRange("taken_by")),
        Column("zone", _("Zone"), "zone__name", filter=Text("zone__name__contains")),
        TOWN, COMMUNITY, GRID,
        Column("done", _("Brought"), "done_at", filter=DateRange("done_at"), css="lf-tabular"),
        Column("asked", _("Asked"), "asked_at", filter=DateRange("asked_at"), css="lf-tabular", optional=True),
        Column("late", _("Late"), "due_at", filter=Boolean(keep_late), only_filter=True),
    )  # fmt: skip
    actions = (
        BulkAction("take", _("Take on"), Permission.RECORD_CARE, run_take, icon="hand-grab", most=200),
        BulkAction("finish", _("Brought"), Permission.RECORD_CARE, run_finish, icon="check", most=200),
    )

    def rows(self) -> QuerySet[ZoneNeed]:
        """Return the needs of the reader's scope."""
        return needs_visible_to(self.actor).select_related("zone")

    def attach(self, rows: list[Any]) -> None:
        """Read names of places and of who took a need on."""
        attach_areas(rows)
        staff, at = get_names({need.taken_by for need in rows if need.taken_by}), clock.now()
        for need in rows:
            need.taker = staff.get(need.taken_by, "")
            need.late = need.state in OPEN_NEEDS and need.due_at <= at

    def row_css(self, row: Any) -> str:
        """Mark what is late."""
        return "is-bad" if row.late else ""

    def row_url(self, row: ZoneNeed) -> str:
        """Return the need's page."""
        return reverse("zones:need_page", args=[row.pk])


def run_dismiss(act: Act) -> Words:
    """Take the picked people off the list."""
    count = actions.dismiss(exposures=act.ids, reason=str(act.answers["reason"]), by=act.by, at=act.at)
    return ngettext("%(n)s person was taken off.", "%(n)s people were taken off.", count) % {"n": count}


class ExposureTable(Table):
    """People of the lists who were in a risk area and have no order."""

    key = "exposures"
    title = _("Was in a risk area")
    permission = Permission.SEE_LEADS
    default_sort = "-found"
    search = ByPerson("lead__person__")
    search_hint = _("Name, pinyin, identity number or phone")
    template = "zones/exposed.html"
    empty_title = _("Nobody is found in a risk area")
    empty_text = _(
        "Everybody who was in an area stands here when it is raised or lowered; "
        "where an order runs, it is proposed to it."
    )
    columns = (
        Column("name", _("Full name"), "lead__person__name", lead=True),
        Column(
            "kind", _("What is to be done"), lambda one: present.FOUND_KINDS[one.kind],
            filter=Choice("kind", list(present.FOUND_KINDS.items())),
        ),
        Column("area", _("Risk area"), "spell__name", filter=Text("spell__name__contains"), width=34),
        Column("level", _("Level"), lambda one: GRADES[one.level], filter=Choice("level", list(GRADES.items()))),
        Column("how", _("Why"), lambda one: present.HOW[one.how], filter=Choice("how", list(present.HOW.items()))),
        Column("from", _("Came from"), "lead__from_place", filter=Text("lead__from_place__contains"), width=24),
        Column("anchor", _("Days count from"), "anchor", sort=("anchor",), filter=DateRange("anchor"), css="lf-tabular"),
        Column(
            "measure", _("The rule asks"), lambda one: _now(MEASURE_LABELS.get(one.measure, "")) if one.measure else "",
            filter=Text("measure", coded=True),
        ),
        Column("until", _("Until"), "until", filter=DateRange("until"), css="lf-tabular"),
        Column("found", _("Found"), "found_at", sort=("found_at",), filter=DateRange("found_at"), css="lf-tabular"),
        Column(
            "state", _("State"), lambda one: present.FOUND_STATES[one.state],
            filter=Choice("state", list(present.FOUND_STATES.items())),
        ),
        TOWN, COMMUNITY, GRID,
        Column("reason", _("Reason"), "reason", optional=True),
    )  # fmt: skip
    actions = (
        BulkAction(
            "dismiss", _("Was not there"), Permission.CALL_LEADS, run_dismiss, icon="user-off",
            form=lambda actor: forms.DismissForm, most=500,
        ),
    )  # fmt: skip

    def rows(self) -> QuerySet[Exposure]:
        """Return the people found, of the reader's scope."""
        return exposures_visible_to(self.actor).select_related("lead__person", "spell")

    def attach(self, rows: list[Any]) -> None:
        """Read the places' names of a page at once."""
        attach_areas(rows)

    def row_url(self, row: Exposure) -> str:
        """Return the lead's page, from which it is called and an order issued."""
        return reverse("leads:lead", args=[row.lead_id])
