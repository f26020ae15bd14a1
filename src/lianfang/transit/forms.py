"""Forms of point to point: what is expected, the fast register, places, vehicles, rides and receipts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianfang.core.identity.cells import Fault
from lianfang.core.identity.numbers import parse_number
from lianfang.intake.present import FAULTS
from lianfang.isolation.models import Site
from lianfang.isolation.scope import visible_to as sites_visible_to
from lianfang.leads.choices import list_towns
from lianfang.orders.forms import KeyedForm, MomentField
from lianfang.shared import clock
from lianfang.shared.actor import Actor
from lianfang.transit import present
from lianfang.transit.places import list_all_places
from lianfang.transit.queries import list_free_vehicles
from lianfang.web.widgets import LongSelect


class ActorForm(KeyedForm):
    """A form that offers what its reader may choose."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.prepare()

    def prepare(self) -> None:
        """Fill in what depends on the reader."""

    def offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        """Set the choices of a field."""
        self.fields[name].choices = choices  # type: ignore[attr-defined]


class JourneyForm(ActorForm):
    """A train, coach or flight that is expected."""

    kind = forms.ChoiceField(label=_("By"), choices=list(present.KINDS.items()))
    number = forms.CharField(label=_("Train, coach or flight number"), max_length=20)
    from_place = forms.CharField(label=_("From"), max_length=60, required=False)
    station = forms.CharField(label=_("Station"), max_length=40)
    town = forms.ChoiceField(label=_("Town of the station"), required=False)
    expected_at = MomentField(label=_("Expected at"))
    people = forms.IntegerField(label=_("People expected"), min_value=0, max_value=5000, required=False)
    way = forms.ChoiceField(label=_("How they go on"))
    force = forms.CharField(label=_("Task force that fetches"), max_length=60, required=False)

    def prepare(self) -> None:
        """Offer the towns and both ways."""
        self.offer("town", [("", _("Not named")), *list_towns(self.actor)])
        self.offer("way", list(present.list_ways()))


class RegisterForm(ActorForm):
    """The fast register: a name, a number, a phone, and where the person goes."""

    name = forms.CharField(
        label=_("Full name"), max_length=60, widget=forms.TextInput(attrs={"autofocus": True})
    )
    number = forms.CharField(
        label=_("Identity number"), max_length=30, required=False, help_text=_("Scan the card or type it")
    )
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    area = forms.ChoiceField(label=_("Goes to"), required=False, widget=LongSelect)
    address = forms.CharField(label=_("Address"), max_length=120, required=False)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def prepare(self) -> None:
        """Offer every village and community of the county: who arrives goes anywhere."""
        self.offer("area", [("", _("Outside the county or not known")), *list_all_places()])

    def clean(self) -> dict[str, Any]:
        """Say what is wrong with a number where no phone stands in for it."""
        held = super().clean() or {}
        read = parse_number(held.get("number", ""), clock.today())
        if isinstance(read, Fault) and not read.missing and not held.get("phone"):
            wrong, wanted = FAULTS[read.why]
            self.add_error(
                "number", _("%(wrong)s. Wanted: %(wanted)s; or a phone.") % {"wrong": wrong, "wanted": wanted}
            )
        return held


class PlaceForm(ActorForm):
    """A waiting place."""

    station = forms.CharField(label=_("Station"), max_length=40)
    name = forms.CharField(label=_("Tent or hall"), max_length=40)
    holds = forms.IntegerField(label=_("Holds"), min_value=1, max_value=5000)
    heated = forms.BooleanField(label=_("Heated"), required=False)
    town = forms.ChoiceField(label=_("Town of the station"), required=False)

    def prepare(self) -> None:
        """Offer the towns."""
        self.offer("town", [("", _("Not named")), *list_towns(self.actor)])


class ComfortForm(KeyedForm):
    """What was given out."""

    meals = forms.IntegerField(label=_("Meals given out"), min_value=0, max_value=5000, required=False)
    drinks = forms.IntegerField(label=_("Hot drinks"), min_value=0, max_value=5000, required=False)
    quilts = forms.IntegerField(label=_("Quilts"), min_value=0, max_value=5000, required=False)
    heaters = forms.IntegerField(label=_("Heaters on"), min_value=0, max_value=5000, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for something."""
        held = super().clean() or {}
        if not any(held.get(name) for name in ("meals", "drinks", "quilts", "heaters")):
            self.add_error("meals", _("Fill in at least one count."))
        return held


class VehicleForm(ActorForm):
    """A vehicle and its driver."""

    plate = forms.CharField(label=_("Plate"), max_length=12)
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=200)
    driver = forms.CharField(label=_("Driver"), max_length=60)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)


class RideForm(ActorForm):
    """A ride of a free vehicle to a site or a place."""

    vehicle = forms.ChoiceField(label=pgettext_lazy("ride", "Vehicle"))
    to = forms.ChoiceField(label=_("Goes to"), widget=LongSelect)

    def prepare(self) -> None:
        """Offer the vehicles that are free, the sites in use and the places."""
        free = list_free_vehicles(self.actor)
        self.offer("vehicle", [(str(one.pk), f"{one.plate} · {one.driver} · {one.seats}") for one in free])
        sites = sites_visible_to(self.actor).filter(state=Site.State.ACTIVE).order_by("name")
        groups: list[tuple[str, Any]] = [(str(_("Sites")), [(f"site:{one.pk}", one.name) for one in sites])]
        groups.append(
            (
                str(pgettext_lazy("ride", "Places")),
                [(f"area:{code}", name) for code, name in list_all_places()],
            )
        )
        self.offer("to", groups)


class DepartForm(KeyedForm):
    """The people are handed to the driver."""

    given_by = forms.CharField(label=_("Handed over by"), max_length=60)


class ReceiveForm(KeyedForm):
    """The people are taken over; those ticked were not aboard."""

    taken_by = forms.CharField(label=_("Taken over by"), max_length=60)
    missing = forms.MultipleChoiceField(
        label=_("Not aboard"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, aboard: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["missing"].choices = aboard  # type: ignore[attr-defined]
        if not aboard:
            del self.fields["missing"]
