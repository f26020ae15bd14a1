"""The lists of sites, rooms, residents and those who wait for a bed."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from lianfang.isolation import actions, present
from lianfang.isolation.models import Room, Site, Stay
from lianfang.isolation.queries import keep_to_hospital, list_active, list_loads
from lianfang.isolation.scope import rooms_visible_to, stays_visible_to, visible_to, waiting_for
from lianfang.leads.choices import list_towns, list_villages
from lianfang.orders.models import Order
from lianfang.orders.present import name_places, say_category
from lianfang.orders.tables import (
    CATEGORY,
    COMMUNITY,
    NAME,
    NUMBER,
    TOWN,
    attach_areas,
    list_categories,
)
from lianfang.people.filters import OfSex
from lianfang.people.present import SEXES
from lianfang.people.queries import list_phones, masked_number, masked_phone
from lianfang.people.searching import ByPerson
from lianfang.shared.actor import Actor
from lianfang.shared.crypto import unseal_text
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

HINT = _("Name, pinyin, identity number or phone")


def list_sites(actor: Actor) -> list[tuple[str, str]]:
    """Offer the sites in the reader's scope."""
    return [(str(pk), name) for pk, name in visible_to(actor).order_by("name").values_list("pk", "name")]


def area(level: str) -> Any:
    """Return the name of a site's town or village."""
    return lambda row: row.area_names.get(getattr(row, level), getattr(row, level))


def _load(name: str) -> Any:
    return lambda site: site.load.of(name)


def _state_cell(site: Site) -> SafeString:
    return badge(present.SITE_STATES[site.state], present.SITE_TONES[site.state])


class SiteTable(Table):
    """The sites in use and in reserve (register L)."""

    key = "sites"
    title = _("Isolation sites")
    permission = Permission.SEE_SITES
    default_sort = "name"
    search = Text("name__contains", coded=True)
    search_hint = _("Name of the site")
    template = "isolation/list.html"
    empty_title = _("No sites here")
    empty_text = _("Sites are entered in reserve first, with their rooms, and activated by an order.")
    columns = (
        Column("name", _("Site"), "name", sort=("name",), filter=Text("name__contains", coded=True), lead=True, width=24),
        Column(
            "state", _("State"), lambda site: present.SITE_STATES[site.state], cell=_state_cell,
            filter=Choice("state", list(present.SITE_STATES.items())),
        ),
        Column("town", _("Town"), area("town"), filter=Choice("town", list_towns)),
        Column("community", _("Village or community"), area("community"), filter=Choice("community", list_villages)),
        Column("address", _("Address"), "address", filter=Text("address__contains", coded=True), width=30, optional=True),
        Column("contact", _("Contact"), "contact", filter=Text("contact__contains")),
        Column("phone", _("Phone"), lambda site: unseal_text(site.phone, "site.phone") if site.phone else ""),
        Column("rooms", _("Rooms"), lambda site: site.load.total, css="is-num"),
        Column("people", pgettext_lazy("count", "People"), lambda site: site.load.people, css="is-num"),
        Column("free", _("Free"), _load("free"), css="is-num"),
        Column("dirty", _("To be cleaned"), lambda site: site.load.of("dirty") + site.load.of("cleaning"), css="is-num"),
        Column("out", _("Out of use"), _load("out"), css="is-num", optional=True),
        Column("since", _("Since"), "state_since", filter=DateRange("state_since"), css="lf-tabular", optional=True),
        Column(
            "passed", _("Inspected without fault"), "passed", filter=Boolean("passed"), optional=True,
            cell=lambda site: badge(_now("yes"), "good") if site.passed else badge(_now("no"), "plain"),
        ),
        Column("checked", _("Inspected"), "checked_at", filter=DateRange("checked_at"), css="lf-tabular", optional=True),
        Column("remark", _("Remark"), "remark", filter=Text("remark__contains", coded=True), optional=True),
    )  # fmt: skip

    def rows(self) -> QuerySet[Site]:
        """Return the sites the reader may see."""
        return visible_to(self.actor)

    def attach(self, rows: list[Any]) -> None:
        """Count the rooms and people of a page's sites at once."""
        loads, names = list_loads([site.pk for site in rows]), name_places(rows)
        for site in rows:
            site.load, site.area_names = loads[site.pk], names

    def row_url(self, row: Site) -> str:
        """Return the site's board."""
        return reverse("isolation:site", args=[row.pk])

    def context(self) -> dict[str, Any]:
        """Say what the reader may do beside reading."""
        return {
            "may_manage": self.actor.may(Permission.MANAGE_SITES),
            "may_work": self.actor.may(Permission.WORK_SITES),
        }


def _room_cell(room: Room) -> SafeString:
    return badge(present.ROOM_STATES[room.state], present.ROOM_TONES[room.state])


def run_turn(move: str) -> Any:
    """Return a bulk action's work: the same move of many rooms; those it does not fit stay as they are."""

    def run(act: Act) -> Words:
        turned = 0
        for room in rooms_visible_to(act.by).select_related("site").filter(pk__in=act.ids).order_by("pk"):
            try:
                key = f"{act.key}:{room.pk}" if act.key else ""
                actions.turn_room(room=room, move=move, by=act.by, at=act.at, key=key)
                turned += 1
            except actions.SiteRefused:
                continue
        return ngettext("%(n)s room was changed.", "%(n)s rooms were changed.", turned) % {"n": turned}

    return run


class RoomTable(Table):
    """The rooms of all sites, by state."""

    key = "site-rooms"
    title = _("Rooms")
    permission = Permission.SEE_SITES
    default_sort = "place"
    search = Text("number__startswith", coded=True)
    search_hint = _("Room number")
    empty_title = _("No rooms here")
    empty_text = _("Rooms are entered floor by floor on the page of their site.")
    columns = (
        Column(
            "place", _("Room"), lambda room: f"{room.building} {room.number}".strip(),
            sort=("site_id", "building", "floor", "number"), filter=Text("number__startswith", coded=True), lead=True,
        ),
        Column("site", _("Site"), "site__name", filter=Choice("site", list_sites)),
        Column("floor", _("Floor"), "floor", filter=NumberRange("floor"), css="is-num"),
        Column(
            "state", _("State"), lambda room: present.ROOM_STATES[room.state], cell=_room_cell,
            filter=Choice("state", list(present.ROOM_STATES.items())),
        ),
        Column("since", _("Since"), "state_since", filter=DateRange("state_since"), css="lf-tabular"),
        Column("use", _("Used"), lambda room: present.USES[room.use], filter=Choice("use", list(present.USES.items()))),
    )  # fmt: skip
    actions = (
        BulkAction("begin", _("Begin cleaning"), Permission.WORK_SITES, run_turn("cleaning_begun"), icon="bucket",
                   most=500),
        BulkAction("cleaned", _("Cleaned"), Permission.WORK_SITES, run_turn("cleaned"), icon="check", most=500),
    )  # fmt: skip

    def rows(self) -> QuerySet[Room]:
        """Return the rooms of the reader's sites."""
        return rooms_visible_to(self.actor).select_related("site")

    def row_url(self, row: Room) -> str:
        """Return the room's page."""
        return reverse("isolation:room", args=[row.pk])


def keep_here(rows: QuerySet[Stay], wanted: bool) -> QuerySet[Stay]:
    """Keep those who stay now, or those who have left."""
    return rows.filter(ended_at__isnull=wanted)


FIND = ByPerson("person__")


def _tells_town(stay: Any) -> str:
    return str(stay.area_names.get(stay.order.town, stay.order.town))


class StayTable(Table):
    """Who stays and stayed in sites (register J), with the customary headings in its export."""

    key = "site-stays"
    title = _("People in sites")
    permission = Permission.SEE_SITES
    default_sort = "-starts"
    search = FIND
    search_hint = HINT
    export_name = "集中隔离人员台账"
    empty_title = _("Nobody here")
    empty_text = _("Who is given a room at a site stands here, also after they have left.")
    columns = (
        Column("name", _("Full name"), "person__name", sort=("pinyin",), filter=FIND, lead=True, export_heading="姓名"),
        Column("site", _("Site"), "site__name", filter=Choice("site", list_sites), export_heading="隔离点"),
        Column(
            "room", _("Room"), lambda stay: f"{stay.room.building} {stay.room.number}".strip(),
            filter=Text("room__number__startswith", coded=True), export_heading="房间号",
        ),
        Column("starts", _("Since"), "starts_at", sort=("starts_at",), filter=DateRange("starts_at"), css="lf-tabular",
               export_heading="开始隔离时间", width=17),
        Column("until", _("Until"), "stage__period__upper", css="lf-tabular", export_heading="预计解除隔离时间", width=17,
               filter=DateRange("stage__period__endswith")),
        Column("ended", _("Left"), "ended_at", filter=DateRange("ended_at"), css="lf-tabular", width=17,
               export_heading="实际离开时间"),
        Column("how", _("How it ended"), lambda stay: present.ENDINGS.get(stay.ended_by, ""),
               filter=Choice("ended_by", list(present.ENDINGS.items())), export_heading="离开事由"),
        Column("town", _("Town"), _tells_town, filter=Choice("order__town", list_towns), export_heading="街镇"),
        Column("category", _("Class of person"), lambda stay: say_category(stay.order.category),
               export_heading="人员类型", filter=Choice("order__category", list_categories)),
        Column("diet", _("Meals"), lambda stay: present.say_diet(stay.diet), optional=True,
               filter=Choice("diet", lambda actor: present.list_diets())),
        Column("sex", _("Sex"), lambda stay: SEXES.get(stay.person.sex, ""), optional=True, export_heading="性别",
               filter=OfSex("person__sex")),
        Column("identity", _("Identity number"), lambda stay: masked_number(stay.person), optional=True,
               export_heading="身份证号码", width=22),
        Column("phone", _("Phone"), "phones", optional=True, export_heading="联系电话"),
        Column("order", _("Order number"), "order__number", optional=True, css="lf-tabular", width=24,
               filter=Text("order__number__startswith", coded=True)),
        Column("family", _("With family"), "with_family", filter=Boolean("with_family"), optional=True),
        Column("here", _("Here now"), "here", filter=Boolean(keep_here), only_filter=True),
        Column("ill", _("On the way to hospital"), "ill", filter=Boolean(keep_to_hospital), only_filter=True),
    )  # fmt: skip

    def rows(self) -> QuerySet[Stay]:
        """Return the stays the reader may see."""
        return stays_visible_to(self.actor).select_related("person", "site", "room", "order", "stage")

    def attach(self, rows: list[Any]) -> None:
        """Read towns and phones of a page at once."""
        names = name_places([stay.order for stay in rows])
        phones = list_phones({stay.person_id for stay in rows})
        for stay in rows:
            stay.area_names = names
            stay.phones = " ".join(masked_phone(phone) for phone in phones.get(stay.person_id, ()))

    def row_url(self, row: Stay) -> str:
        """Return the stay's page."""
        return reverse("isolation:stay", args=[row.pk])


def assign_form(actor: Actor) -> type[django_forms.Form]:
    """Return the form of a bulk assignment: the site."""

    class BulkAssignForm(django_forms.Form):
        site = django_forms.ChoiceField(
            label=_("Site"), choices=[(str(site.pk), site.name) for site in list_active(actor)]
        )

    return BulkAssignForm


def run_assign(act: Act) -> Words:
    """Give those picked a room each, the longest waiting first; say how many got none."""
    site = list_active(act.by).get(pk=int(act.answers["site"]))
    waiting = waiting_for(act.by).filter(pk__in=act.ids).order_by("starts_at", "pk")
    done = actions.assign_many(
        order_ids=list(waiting.values_list("pk", flat=True)), site=site, by=act.by, at=act.at, key=act.key
    )
    given = len(done.stays)
    told = ngettext("%(n)s person was given a room.", "%(n)s people were given rooms.", given) % {"n": given}
    if not done.refused:
        return told
    rest = ngettext("%(n)s still waits.", "%(n)s still wait.", len(done.refused)) % {"n": len(done.refused)}
    return f"{told} {rest}"


class WaitingTable(Table):
    """Who is to be at a site and has no bed yet."""

    key = "site-waiting"
    is_selection = True
    title = _("Waiting for a bed")
    permission = Permission.WORK_SITES
    default_sort = "starts"
    search = ByPerson("person__")
    search_hint = HINT
    template = "isolation/waiting.html"
    empty_title = _("Nobody waits for a bed")
    empty_text = _("Whose order sends them to a site stands here until they have a room.")
    columns = (
        NAME,
        Column("starts", _("Since"), "starts_at", sort=("starts_at",), filter=DateRange("starts_at"), css="lf-tabular"),
        Column("ends", _("Until"), "ends_at", sort=("ends_at",), filter=DateRange("ends_at"), css="lf-tabular"),
        CATEGORY, TOWN, COMMUNITY, NUMBER,
    )  # fmt: skip
    actions = (
        BulkAction(
            "assign",
            _("Assign rooms"),
            Permission.WORK_SITES,
            run_assign,
            form=assign_form,
            icon="bed",
            most=500,
        ),
    )

    def rows(self) -> QuerySet[Order]:
        """Return the orders that wait for a bed."""
        return waiting_for(self.actor).select_related("person")

    def attach(self, rows: list[Any]) -> None:
        """Read the places' names of a page at once."""
        attach_areas(rows)

    def row_url(self, row: Order) -> str:
        """Return the order's page, where the reader may see it."""
        return reverse("orders:order", args=[row.pk]) if self.actor.may(Permission.SEE_ORDERS) else ""
