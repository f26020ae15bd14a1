"""The pages of point to point: a journey with its register, waiting places, rides with their receipts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianfang.accounts.access import StaffRequest, View, existing, needs
from lianfang.core.transit import is_alarming
from lianfang.core.wording import msgid
from lianfang.isolation.queries import get_site
from lianfang.orders.present import name_places
from lianfang.shared import audit, clock
from lianfang.shared.actor import Actor
from lianfang.shared.crypto import unseal_text
from lianfang.shared.roles import Permission
from lianfang.transit import actions, forms, present
from lianfang.transit.actions import JourneyPlan, PlacePlan, Traveller, VehiclePlan
from lianfang.transit.models import Journey, Ride
from lianfang.transit.policy import get_alarm_hours
from lianfang.transit.queries import (
    count_states,
    get_journey,
    get_place,
    get_ride,
    list_free_vehicles,
    list_rooms,
)
from lianfang.transit.refusals import TransitRefused, VehicleOut
from lianfang.transit.scope import rides_to, visible_to

SENT_ON = 302
LAST = 200  # people a page shows; the list shows them all
STEPS = ("registered", "sampled", "cleared", "positive", "underway", "received")


def _try(request: StaffRequest, form: Form, deed: Callable[[], object], done: Any) -> tuple[str, int]:
    """Do what a valid form asks for; return why it was refused with its status, or nothing and 302."""
    if not form.is_valid():
        return "", 422
    try:
        deed()
    except TransitRefused as refused:
        return present.say_refusal(refused), 409
    messages.success(request, str(done))
    return "", SENT_ON


@needs(Permission.SEE_TRANSIT)
@require_GET
def journey_page(request: StaffRequest, journey_id: int) -> HttpResponse:
    """Show a journey: the fast register on top, who came below, each with what comes next."""
    journey = existing(get_journey(request.actor, journey_id))
    audit.record(
        by=request.actor, at=clock.now(), action="transit.view", object_kind="journey", object_id=journey.pk
    )
    return _show_journey(request, journey, forms.RegisterForm(actor=request.actor))


@needs(Permission.RUN_TRANSIT)
@require_POST
def register(request: StaffRequest, journey_id: int) -> HttpResponse:
    """Register somebody who came with a journey; what was typed stays where it is refused."""
    journey = existing(get_journey(request.actor, journey_id))
    form = forms.RegisterForm(request.POST, actor=request.actor)
    refusal, status = _try(request, form, lambda: _register(journey, form, request), _("Registered."))
    if status == SENT_ON:
        # The field itself, so that the next one can be typed at once.
        return redirect(f"{reverse('transit:journey', args=[journey.pk])}#id_name")
    return _show_journey(request, journey, form, refusal, status)


def _show_journey(
    request: StaffRequest, journey: Journey, form: forms.RegisterForm, refusal: str = "", status: int = 200
) -> HttpResponse:
    actor, at = request.actor, clock.now()
    rows = visible_to(actor).filter(journey=journey)
    counts = count_states(rows)
    held = {
        "journey": journey,
        "icon": present.KIND_ICONS[journey.kind],
        "state": present.JOURNEY_STATES[journey.state],
        "tone": present.JOURNEY_TONES[journey.state],
        "way": present.say_way(journey.way),
        "form": form,
        "refusal": refusal,
        "may_run": actor.may(Permission.RUN_TRANSIT) and journey.state != Journey.State.CANCELLED,
        "may_register": actor.may(Permission.RUN_TRANSIT),
        "expected": journey.state == Journey.State.EXPECTED,
        "people": _tell_people(rows, at),
        "steps": [
            (present.STATES[state], counts.get(state, 0), present.STATE_ICONS[state]) for state in STEPS
        ],
        "registered": sum(counts.values()),
    }
    return render(request, "transit/journey.html", held, status=status)


def _register(journey: Journey, form: forms.RegisterForm, request: StaffRequest) -> object:
    told = form.told()
    key = told.pop("key", "")
    return actions.register(
        journey=journey, traveller=Traveller(**told), by=request.actor, at=clock.now(), key=key
    )


def _tell_people(rows: Any, at: Any) -> list[dict[str, Any]]:
    people = list(
        rows.select_related("person", "place", "ride__vehicle").order_by("-registered_at", "-pk")[:LAST]
    )
    names, hours = name_places(people), get_alarm_hours(at)
    return [
        {
            "row": one,
            "state": present.STATES[one.state],
            "tone": present.STATE_TONES[one.state],
            "late": is_alarming(one.state, one.registered_at, hours, at),
            "where": names.get(one.community) or names.get(one.town, ""),
            "next": {"registered": "sample", "sampled": "result"}.get(one.state, ""),
        }
        for one in people
    ]


@needs(Permission.RUN_TRANSIT)
@require_POST
def turn_journey(request: StaffRequest, journey_id: int, move: str) -> HttpResponse:
    """Note that a journey arrived or does not come, by one tap."""
    journey = existing(get_journey(request.actor, journey_id))
    deed = existing({"arrive": actions.arrive, "call_off": actions.call_off}.get(move))
    try:
        deed(journey=journey, by=request.actor, at=clock.now(), key=request.POST.get("key", "")[:80])
    except TransitRefused as refused:
        messages.error(request, present.say_refusal(refused))
    return redirect("transit:journey", journey.pk)


@needs(Permission.RUN_TRANSIT)
@require_POST
def turn_person(request: StaffRequest, arrival_id: int, move: str) -> HttpResponse:
    """Note a sample or a result of one person, by one tap."""
    row = existing(visible_to(request.actor).filter(pk=arrival_id).first())
    by, at, key = request.actor, clock.now(), request.POST.get("key", "")[:80]
    try:
        if move == "sampled":
            actions.sample(ids=[row.pk], by=by, at=at, key=key)
        elif move in ("negative", "positive"):
            actions.record_results(ids=[row.pk], result=move, by=by, at=at, key=key)
        else:
            raise Http404
    except TransitRefused as refused:
        messages.error(request, present.say_refusal(refused))
    return redirect(f"{reverse('transit:journey', args=[row.journey_id])}#people")


@needs(Permission.SEE_TRANSIT)
@require_GET
def waiting_page(request: StaffRequest) -> HttpResponse:
    """Show the waiting places: who waits, how many fit, what was given out today."""
    rooms = list_rooms(request.actor, clock.now())
    held = {
        "rooms": [(room, room.waiting * 100 // room.place.holds) for room in rooms],
        "waiting": sum(room.waiting for room in rooms),
        "holds": sum(room.place.holds for room in rooms),
        "meals": sum(room.meals for room in rooms),
        "drinks": sum(room.drinks for room in rooms),
        "may_run": request.actor.may(Permission.RUN_TRANSIT),
    }
    return render(request, "transit/waiting.html", held)


@needs(Permission.SEE_TRANSIT)
@require_GET
def ride_page(request: StaffRequest, ride_id: int) -> HttpResponse:
    """Show a ride: who is aboard, and the receipt that is due, at the station or at the door."""
    ride = existing(get_ride(request.actor, ride_id))
    audit.record(
        by=request.actor, at=clock.now(), action="transit.view", object_kind="ride", object_id=ride.pk
    )
    return _show_ride(request, ride, _receipt_form(request, ride))


@needs(Permission.RECEIVE_TRANSIT)
@require_POST
def receipt(request: StaffRequest, ride_id: int) -> HttpResponse:
    """Sign for the people of a ride: who gives them at the station, or who takes them at the door."""
    ride = existing(get_ride(request.actor, ride_id))
    form = _receipt_form(request, ride)
    deed = actions.depart if ride.state == Ride.State.LOADING else actions.receive
    refusal, status = _try(
        request,
        form,
        lambda: deed(ride=ride, by=request.actor, at=clock.now(), **_receipt(form)),
        _("The receipt is noted."),
    )
    if status == SENT_ON:
        return redirect("transit:ride", ride.pk)
    return _show_ride(request, ride, form, refusal, status)


def _receipt_form(request: StaffRequest, ride: Ride) -> forms.DepartForm | forms.ReceiveForm:
    told = request.POST if request.method == "POST" else None
    if ride.state == Ride.State.LOADING:
        return forms.DepartForm(told)
    aboard = visible_to(request.actor).filter(ride=ride).select_related("person").order_by("pinyin", "pk")
    return forms.ReceiveForm(told, aboard=[(str(one.pk), one.person.name) for one in aboard])


def _may_sign(ride: Ride, actor: Actor) -> bool:
    """Say whether the reader signs the receipt that is due: who runs a station gives, who receives takes."""
    if ride.state == Ride.State.UNDERWAY:
        return actor.may(Permission.RECEIVE_TRANSIT) and rides_to(actor).filter(pk=ride.pk).exists()
    return ride.state == Ride.State.LOADING and actor.may(Permission.RUN_TRANSIT)


def _show_ride(
    request: StaffRequest, ride: Ride, form: Form, refusal: str = "", status: int = 200
) -> HttpResponse:
    actor = request.actor
    aboard = visible_to(actor).filter(ride=ride).select_related("person").order_by("pinyin", "pk")
    held = {
        "ride": ride,
        "where": present.name_destinations([ride])[ride.pk],
        "state": present.RIDE_STATES[ride.state],
        "tone": present.RIDE_TONES[ride.state],
        "phone": unseal_text(ride.vehicle.phone, "vehicle.phone") if ride.vehicle.phone else "",
        "people": [(one, present.STATES[one.state], present.STATE_TONES[one.state]) for one in aboard],
        "loading": ride.state == Ride.State.LOADING,
        "waits": _may_sign(ride, actor),
        "form": form,
        "refusal": refusal,
    }
    return render(request, "transit/ride.html", held, status=status)


def _receipt(form: Any) -> dict[str, Any]:
    told: dict[str, Any] = form.told()
    if "missing" in told:
        told["missing"] = [int(number) for number in told["missing"]]
    return told


Making = Callable[[Any, StaffRequest], Any]


def _entering(form_class: type[forms.ActorForm], make: Making, title: str, back: str, note: str = "") -> View:
    """Return the view that enters something by a form of its own."""

    @needs(Permission.RUN_TRANSIT)
    @require_http_methods(["GET", "POST"])
    def view(request: StaffRequest) -> HttpResponse:
        form = form_class(request.POST if request.method == "POST" else None, actor=request.actor)
        refusal, status = "", 200
        if request.method == "POST":
            refusal, status = _try(request, form, lambda: make(form, request), _("Entered."))
            if status == SENT_ON:
                return redirect(back)
        held = {
            "form": form,
            "refusal": refusal,
            "title": _(title),
            "note": _(note) if note else "",
            "back": reverse(back),
        }
        return render(request, "transit/enter.html", held, status=status)

    return view


def _split(form: Any) -> tuple[dict[str, Any], str]:
    told = form.told()
    return told, told.pop("key", "")


def make_journey(form: Any, request: StaffRequest) -> object:
    """Enter an expected journey."""
    told, key = _split(form)
    return actions.expect(plan=JourneyPlan(**told), by=request.actor, at=clock.now(), key=key)


def make_place(form: Any, request: StaffRequest) -> object:
    """Enter a waiting place."""
    told, key = _split(form)
    return actions.add_place(plan=PlacePlan(**told), by=request.actor, at=clock.now(), key=key)


def make_vehicle(form: Any, request: StaffRequest) -> object:
    """Enter a vehicle."""
    told, key = _split(form)
    return actions.add_vehicle(plan=VehiclePlan(**told), by=request.actor, at=clock.now(), key=key)


def make_ride(form: Any, request: StaffRequest) -> object:
    """Open a ride."""
    told, key = _split(form)
    kind, _colon, code = told["to"].partition(":")
    vehicle = list_free_vehicles(request.actor).filter(pk=int(told["vehicle"])).first()
    if vehicle is None:
        raise VehicleOut(told["vehicle"])
    where: dict[str, Any] = {"area": code}
    if kind == "site":
        where = {"site": existing(get_site(request.actor, int(code)))}
    return actions.open_ride(vehicle=vehicle, by=request.actor, at=clock.now(), key=key, **where)


@needs(Permission.RUN_TRANSIT)
@require_http_methods(["GET", "POST"])
def comfort_page(request: StaffRequest, place_id: int) -> HttpResponse:
    """Count what was given out at a waiting place."""
    place = existing(get_place(request.actor, place_id))
    form = forms.ComfortForm(request.POST if request.method == "POST" else None)
    refusal, status = "", 200
    if request.method == "POST":
        refusal, status = _try(
            request,
            form,
            lambda: actions.give_out(place=place, by=request.actor, at=clock.now(), **form.told()),
            _("Counted."),
        )
        if status == SENT_ON:
            return redirect("transit:waiting")
    held = {
        "form": form,
        "refusal": refusal,
        "title": f"{place.station} {place.name}",
        "note": _("What was given out now"),
        "back": reverse("transit:waiting"),
    }
    return render(request, "transit/enter.html", held, status=status)


expect_page = _entering(forms.JourneyForm, make_journey, msgid("Enter what is expected"), "transit:list")
place_page = _entering(forms.PlaceForm, make_place, msgid("Enter a waiting place"), "transit:waiting")
vehicle_page = _entering(forms.VehicleForm, make_vehicle, msgid("Enter a vehicle"), "transit:vehicles")
open_ride_page = _entering(
    forms.RideForm,
    make_ride,
    msgid("Open a ride"),
    "transit:rides",
    msgid("People board from the list of people on the way."),
)
