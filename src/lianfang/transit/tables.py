"""The lists of point to point: journeys, people, rides, vehicles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from lianfang.core.transit import LIVE, is_alarming
from lianfang.leads.choices import list_towns, list_villages
from lianfang.orders.present import name_places
from lianfang.people.searching import ByPerson
from lianfang.shared import clock
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
from lianfang.transit import actions, present
from lianfang.transit.models import Arrival, Journey, Ride, Vehicle
from lianfang.transit.policy import get_alarm_hours
from lianfang.transit.queries import count_journeys, keep_alarming, list_loading
from lianfang.transit.refusals import TransitRefused
from lianfang.transit.scope import (
    journeys_visible_to,
    places_visible_to,
    rides_visible_to,
    vehicles_visible_to,
    visible_to,
)
from lianfang.web.pieces import Words
from lianfang.web.templatetags.lianfang import badge

RUN = Permission.RUN_TRANSIT


def _journey_cell(row: Journey) -> SafeString:
    return badge(present.JOURNEY_STATES[row.state], present.JOURNEY_TONES[row.state])


class JourneyTable(Table):
    """Trains, coaches and flights, expected and arrived."""

    key = "journeys"
    title = _("Arrivals by train and coach")
    permission = Permission.SEE_TRANSIT
    default_sort = "-expected"
    search = Text("number__startswith", coded=True)
    search_hint = _("Train, coach or flight number")
    template = "transit/list.html"
    empty_title = _("Nothing is expected")
    empty_text = _("Enter the trains, coaches and flights that bring people back, with the number expected.")
    columns = (
        Column("number", _("Train, coach or flight number"), "number", filter=Text("number__startswith", coded=True),
               lead=True),
        Column("kind", _("By"), lambda row: present.KINDS[row.kind], filter=Choice("kind", list(present.KINDS.items()))),
        Column("from", _("From"), "from_place", filter=Text("from_place__contains", coded=True)),
        Column("station", _("Station"), "station", filter=Text("station__contains", coded=True)),
        Column("expected", _("Expected at"), "expected_at", sort=("expected_at",), filter=DateRange("expected_at"),
               css="lf-tabular"),
        Column("state", _("State"), lambda row: present.JOURNEY_STATES[row.state], cell=_journey_cell,
               filter=Choice("state", list(present.JOURNEY_STATES.items()))),
        Column("people", _("Expected"), "people", filter=NumberRange("people"), css="is-num"),
        Column("registered", _("Registered"), lambda row: sum(row.counts.values()), css="is-num"),
        Column("waiting", _("In our hands"), "live", css="is-num"),
        Column("way", _("How they go on"), lambda row: present.say_way(row.way), optional=True,
               filter=Choice("way", lambda actor: present.list_ways())),
        Column("force", _("Task force that fetches"), "force", filter=Text("force__contains", coded=True), optional=True),
        Column("arrived", _("Arrived"), "arrived_at", filter=DateRange("arrived_at"), css="lf-tabular", optional=True),
    )  # fmt: skip

    def rows(self) -> QuerySet[Journey]:
        """Return the journeys the reader may see."""
        return journeys_visible_to(self.actor)

    def attach(self, rows: list[Any]) -> None:
        """Count the people of a page's journeys at once."""
        counts = count_journeys([row.pk for row in rows])
        for row in rows:
            row.counts = counts[row.pk]
            row.live = sum(row.counts.get(state, 0) for state in LIVE)

    def row_url(self, row: Journey) -> str:
        """Return the journey's page."""
        return reverse("transit:journey", args=[row.pk])


def keep_late(rows: QuerySet[Arrival], wanted: bool) -> QuerySet[Arrival]:
    """Keep those in transit for too long, or all others."""
    late = keep_alarming(rows, clock.now())
    return late if wanted else rows.exclude(pk__in=late.order_by().values("pk"))


def keep_live(rows: QuerySet[Arrival], wanted: bool) -> QuerySet[Arrival]:
    """Keep those still in our hands, or those who are through."""
    return rows.filter(ended_at__isnull=wanted)


def _arrival_cell(row: Any) -> SafeString:
    if row.late:
        return badge(present.STATES[row.state], "bad", "clock-exclamation")
    return badge(present.STATES[row.state], present.STATE_TONES[row.state])


def _many(deed: Callable[..., int], **more: str) -> Callable[[Act], Words]:
    """Return a bulk action's work; a refusal is what is told, and nothing is written then."""

    def run(act: Act) -> Words:
        try:
            done = deed(ids=act.ids, by=act.by, at=act.at, key=act.key, **more)
        except TransitRefused as refused:
            return present.say_refusal(refused)
        return ngettext("%(n)s person is noted.", "%(n)s people are noted.", done) % {"n": done}

    return run


def board_form(actor: Actor) -> type[django_forms.Form]:
    """Return the form of boarding: the ride."""
    rides = list(list_loading(actor))
    where = present.name_destinations(rides)

    class BoardForm(django_forms.Form):
        ride = django_forms.ChoiceField(
            label=_("Ride"),
            choices=[(str(one.pk), f"{one.vehicle.plate} → {where[one.pk]}") for one in rides],
        )

    return BoardForm


def seat_form(actor: Actor) -> type[django_forms.Form]:
    """Return the form of waiting: the place."""
    places = places_visible_to(actor).order_by("station", "name")

    class SeatForm(django_forms.Form):
        place = django_forms.ChoiceField(
            label=_("Place"), choices=[(str(one.pk), f"{one.station} {one.name}") for one in places]
        )

    return SeatForm


def run_board(act: Act) -> Words:
    """Seat those picked in a ride."""
    ride = list_loading(act.by).get(pk=int(act.answers["ride"]))
    return _told(act, lambda: actions.board(ride=ride, ids=act.ids, by=act.by, at=act.at, key=act.key))


def run_seat(act: Act) -> Words:
    """Let those picked wait at a place."""
    place = places_visible_to(act.by).get(pk=int(act.answers["place"]))
    return _told(act, lambda: actions.seat(ids=act.ids, place=place, by=act.by, at=act.at, key=act.key))


class GoneForm(django_forms.Form):
    """Where those picked went on to."""

    to = django_forms.CharField(
        label=_("Goes on to"),
        max_length=120,
        required=False,
        help_text=_(
            "The county, if it is known: the lead is answered as elsewhere, and the letter to it is drafted."
        ),
    )


def run_left(act: Act) -> Words:
    """Note that those picked went on, and where to."""
    return _many(actions.go_on, to=str(act.answers.get("to", "")))(act)


def _told(act: Act, deed: Callable[[], object]) -> Words:
    try:
        deed()
    except TransitRefused as refused:
        return present.say_refusal(refused)
    return ngettext("%(n)s person is noted.", "%(n)s people are noted.", len(act.ids)) % {"n": len(act.ids)}


def area(level: str) -> Any:
    """Return the name of where somebody goes."""
    return lambda row: row.area_names.get(getattr(row, level), getattr(row, level))


FIND = ByPerson("person__")


class ArrivalTable(Table):
    """Everybody who came, from the register to the receipt."""

    key = "arrivals"
    title = _("People on the way")
    permission = Permission.SEE_TRANSIT
    default_sort = "registered"
    search = FIND
    search_hint = _("Name, pinyin, identity number or phone")
    template = "transit/people.html"
    empty_title = _("Nobody on the way")
    empty_text = _("Who arrives is entered on the page of their train, coach or flight.")
    columns = (
        Column("name", _("Full name"), "person__name", sort=("pinyin",), filter=FIND, lead=True),
        Column("state", _("State"), lambda row: present.STATES[row.state], cell=_arrival_cell,
               filter=Choice("state", list(present.STATES.items()))),
        Column("registered", _("Registered"), "registered_at", sort=("registered_at",), css="lf-tabular",
               filter=DateRange("registered_at")),
        Column("journey", _("Came with"), "journey__number", filter=Text("journey__number__startswith", coded=True)),
        Column("town", _("Town"), area("town"), filter=Choice("town", list_towns)),
        Column("community", _("Village or community"), area("community"), filter=Choice("community", list_villages)),
        Column("place", _("Waits at"), "place__name", filter=Text("place__name__contains", coded=True)),
        Column("vehicle", pgettext_lazy("ride", "Vehicle"), "ride__vehicle__plate",
               filter=Text("ride__vehicle__plate__contains", coded=True)),
        Column("sampled", _("Sampled"), "sampled_at", filter=DateRange("sampled_at"), css="lf-tabular", optional=True),
        Column("ended", _("Handed over"), "ended_at", filter=DateRange("ended_at"), css="lf-tabular", optional=True),
        Column("note", _("Note"), "note", optional=True),
        Column("late", _("Too long on the way"), "late", filter=Boolean(keep_late), only_filter=True),
        Column("live", _("In our hands"), "live", filter=Boolean(keep_live), only_filter=True),
    )  # fmt: skip
    actions = (
        BulkAction("sample", pgettext_lazy("deed", "Sampled"), RUN, _many(actions.sample), icon="test-pipe", most=500),
        BulkAction("negative", _("Negative"), RUN, _many(actions.record_results, result="negative"), icon="check",
                   most=500),
        BulkAction("positive", _("Positive"), RUN, _many(actions.record_results, result="positive"), most=100,
                   icon="alert-triangle", confirm=_("Record positive results? These people go to hospital.")),
        BulkAction("seat", _("Wait at"), RUN, run_seat, form=seat_form, icon="tent", most=500),
        BulkAction("board", pgettext_lazy("ride", "Board"), RUN, run_board, form=board_form, icon="bus", most=200),
        BulkAction("hospital", _("In hospital"), RUN, _many(actions.to_hospital), icon="building-hospital", most=100),
        BulkAction("left", _("Went on alone"), RUN, run_left, icon="arrow-forward-up", most=200,
                   form=lambda _actor: GoneForm),
    )  # fmt: skip

    def rows(self) -> QuerySet[Arrival]:
        """Return the people on the way whom the reader may see."""
        return visible_to(self.actor).select_related("person", "journey", "place", "ride__vehicle")

    def attach(self, rows: list[Any]) -> None:
        """Read the places' names of a page, and who is late, at once."""
        names, at = name_places(rows), clock.now()
        hours = get_alarm_hours(at)
        for row in rows:
            row.area_names = names
            row.late = is_alarming(row.state, row.registered_at, hours, at)

    def row_url(self, row: Arrival) -> str:
        """Return the page of the journey they came with."""
        return reverse("transit:journey", args=[row.journey_id])

    def row_css(self, row: Any) -> str:
        """Mark who is on the way too long, or positive."""
        return "is-bad" if row.late or row.state == Arrival.State.POSITIVE else ""


def _ride_cell(row: Ride) -> SafeString:
    return badge(present.RIDE_STATES[row.state], present.RIDE_TONES[row.state])


class RideTable(Table):
    """Rides with their receipts at both ends."""

    key = "rides"
    title = _("Rides")
    permission = Permission.SEE_TRANSIT
    default_sort = "-opened"
    template = "transit/rides.html"
    empty_title = _("No rides yet")
    empty_text = _("A ride takes people whose result is negative, or whom a task force fetches.")
    columns = (
        Column("vehicle", pgettext_lazy("ride", "Vehicle"), "vehicle__plate", lead=True,
               filter=Text("vehicle__plate__contains", coded=True)),
        Column("driver", _("Driver"), "vehicle__driver", filter=Text("vehicle__driver__contains")),
        Column("to", _("Goes to"), "destination"),
        Column("state", _("State"), lambda row: present.RIDE_STATES[row.state], cell=_ride_cell,
               filter=Choice("state", list(present.RIDE_STATES.items()))),
        Column("opened", pgettext_lazy("ride", "Opened"), "opened_at", sort=("opened_at",), css="lf-tabular",
               filter=DateRange("opened_at")),
        Column("departed", _("Departed"), "departed_at", filter=DateRange("departed_at"), css="lf-tabular"),
        Column("sent", _("People sent off"), "sent", filter=NumberRange("sent"), css="is-num"),
        Column("given", _("Handed over by"), "given_by", filter=Text("given_by__contains"), optional=True),
        Column("received_at", _("Received"), "received_at", filter=DateRange("received_at"), css="lf-tabular"),
        Column("received", _("Arrived there"), "received", filter=NumberRange("received"), css="is-num"),
        Column("taken", _("Taken over by"), "taken_by", filter=Text("taken_by__contains"), optional=True),
    )  # fmt: skip

    def rows(self) -> QuerySet[Ride]:
        """Return the rides the reader may see."""
        return rides_visible_to(self.actor).select_related("vehicle", "site")

    def attach(self, rows: list[Any]) -> None:
        """Read where a page's rides go."""
        where = present.name_destinations(rows)
        for row in rows:
            row.destination = where[row.pk]

    def row_url(self, row: Ride) -> str:
        """Return the ride's page."""
        return reverse("transit:ride", args=[row.pk])

    def row_css(self, row: Ride) -> str:
        """Mark a ride that brought fewer than it took."""
        return "is-bad" if row.state == Ride.State.RECEIVED and row.received < row.sent else ""


class VehicleTable(Table):
    """Vehicles and drivers."""

    key = "vehicles"
    title = _("Vehicles")
    permission = Permission.RUN_TRANSIT
    default_sort = "plate"
    search = Text("plate__contains", coded=True)
    search_hint = _("Plate")
    template = "transit/vehicles.html"
    empty_title = _("No vehicles yet")
    empty_text = _("Enter the vehicles and drivers that take people to sites and villages.")
    columns = (
        Column("plate", _("Plate"), "plate", sort=("plate",), filter=Text("plate__contains", coded=True), lead=True),
        Column("seats", _("Seats"), "seats", filter=NumberRange("seats"), css="is-num"),
        Column("driver", _("Driver"), "driver", filter=Text("driver__contains")),
        Column("phone", _("Phone"), lambda row: unseal_text(row.phone, "vehicle.phone") if row.phone else ""),
        Column("used", _("In use"), "in_use", filter=Boolean("in_use"), optional=True),
    )  # fmt: skip

    def rows(self) -> QuerySet[Vehicle]:
        """Return the vehicles."""
        return vehicles_visible_to(self.actor)
