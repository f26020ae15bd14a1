"""Forms of sites: each deed with what it needs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianfang.care.actions import MeasurementIn
from lianfang.care.forms import TemperatureField
from lianfang.care.models import Measurement
from lianfang.isolation import present
from lianfang.isolation.models import Room, Site, Stay
from lianfang.isolation.policy import get_check_items
from lianfang.isolation.queries import list_active, list_family_rooms, list_free_rooms, list_waiting
from lianfang.leads.choices import list_towns, list_villages
from lianfang.orders.forms import KeyedForm, MomentField
from lianfang.shared import clock
from lianfang.shared.actor import Actor
from lianfang.shared.crypto import unseal_text
from lianfang.web.widgets import LongSelect

MOST_CHOICES = 300
_RUN = re.compile(r"^(\d{1,6})\s*[-–—~至]\s*(\d{1,6})$")


class DeedForm(KeyedForm):
    """A deed done to a site, a room or a stay."""

    def __init__(self, *args: Any, target: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.target, self.actor = target, actor
        self.prepare()

    def prepare(self) -> None:
        """Fill in what depends on the target or the reader."""

    def offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        """Set the choices of a field."""
        self.fields[name].choices = choices  # type: ignore[attr-defined]


def _when() -> MomentField:
    return MomentField(label=_("When it was"), required=False, help_text=_("Empty means now"))


def _reason(**more: Any) -> forms.CharField:
    return forms.CharField(label=_("Reason"), max_length=200, **more)


class SiteForm(DeedForm):
    """What is entered about a site."""

    name = forms.CharField(label=_("Name of the site"), max_length=60)
    address = forms.CharField(label=_("Address"), max_length=120, required=False)
    area = forms.ChoiceField(label=_("Town, village or community"), required=False, widget=LongSelect)
    contact = forms.CharField(label=_("Contact"), max_length=60, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    kitchen = forms.CharField(
        label=_("Kitchen"),
        max_length=60,
        required=False,
        help_text=_("Who cooks for it; empty: the site itself"),
    )
    remark = forms.CharField(label=_("Remark"), max_length=120, required=False)

    def prepare(self) -> None:
        """Offer the places, and show what is known."""
        places = [*list_towns(self.actor), *list_villages(self.actor)]
        self.offer("area", [("", _("Not named")), *places])
        if isinstance(self.target, Site):
            known = {
                name: getattr(self.target, name)
                for name in ("name", "address", "contact", "kitchen", "remark")
            }
            sealed = self.target.phone
            known["phone"] = unseal_text(sealed, "site.phone") if sealed else ""
            self.initial = {**known, "area": self.target.community or self.target.town}


class RoomsForm(DeedForm):
    """Rooms of one floor."""

    building = forms.CharField(label=_("Building"), max_length=20, required=False)
    floor = forms.IntegerField(label=_("Floor"), min_value=-3, max_value=60)
    numbers = forms.CharField(
        label=_("Room numbers"), max_length=400, help_text=_("As 201-218, or parted by blanks: 201 203 205")
    )
    beds = forms.IntegerField(label=_("Beds a room"), min_value=1, max_value=6, initial=1)
    use = forms.ChoiceField(label=_("Used"), choices=list(present.USES.items()))

    def clean_numbers(self) -> tuple[str, ...]:
        """Read a run of numbers, or numbers parted by blanks and commas."""
        text = self.cleaned_data["numbers"].strip()
        run = _RUN.match(text)
        found = _list_run(*run.groups()) if run else [one for one in re.split(r"[\s,，、;；]+", text) if one]
        if not 0 < len(found) <= 200 or len(set(found)) < len(found) or max(map(len, found)) > 20:
            raise forms.ValidationError(_("Give 1 to 200 rooms, each number once and in rising order."))
        return tuple(found)


def _list_run(first: str, last: str) -> list[str]:
    low, high = int(first), int(last)
    return [str(number).zfill(len(first)) for number in range(low, high + 1)] if high - low < 200 else []


class OrderedForm(DeedForm):
    """A site is activated or closed by an order with a time."""

    document = forms.CharField(label=_("Number of the order"), max_length=80)
    true_at = MomentField(label=_("From when"), required=False, help_text=_("Empty means now"))
    reason = _reason(required=False)


class CheckForm(DeedForm):
    """Three zones and two passages, point by point."""

    inspector = forms.CharField(label=_("Inspected by"), max_length=60)
    true_at = _when()
    remark = forms.CharField(label=_("What was found"), max_length=200, required=False)

    def prepare(self) -> None:
        """Add a field for each point that is asked for."""
        self.items = get_check_items(clock.now())
        for item in self.items:
            self.fields[f"item_{item}"] = forms.ChoiceField(
                label=present.say_item(item), choices=present.list_answers(), widget=forms.RadioSelect
            )
        self.order_fields([*(f"item_{item}" for item in self.items), "inspector", "true_at", "remark"])

    def told(self) -> dict[str, Any]:
        """Return the answers by point beside what else was filled in."""
        held = super().told()
        answers = {item: held.pop(f"item_{item}") for item in self.items}
        return {**held, "answers": answers}


class AssignForm(DeedForm):
    """Somebody who waits comes into a room of a site; the target is the site, or the room."""

    order = forms.ChoiceField(label=_("Who"), widget=LongSelect)
    room = forms.ChoiceField(label=_("Room"), required=False, widget=LongSelect)
    true_at = _when()
    diet = forms.ChoiceField(label=_("Meals"))
    needs = forms.CharField(label=_("Needs at the site"), max_length=200, required=False)
    family = forms.BooleanField(
        label=_("Comes to family in an occupied room"), required=False, help_text=_("Only with a reason")
    )
    reason = _reason(required=False)

    def prepare(self) -> None:
        """Offer those who wait and the rooms they can come into."""
        waiting = list_waiting(self.actor)[:MOST_CHOICES]
        self.offer("order", [(str(one.pk), f"{one.person.name} {one.number}") for one in waiting])
        self.offer("diet", present.list_diets())
        if isinstance(self.target, Room):
            del self.fields["room"]
        else:
            self.offer("room", offer_rooms(self.target))


def offer_rooms(site: Site) -> list[tuple[str, Any]]:
    """Offer the free rooms of a site and those of families with a bed left."""
    free = [(str(room.pk), _name_room(room)) for room in list_free_rooms(site)]
    shared = [(str(room.pk), _name_room(room)) for room in list_family_rooms(site)]
    groups: list[tuple[str, Any]] = [("", _("The next free one"))]
    if free:
        groups.append((str(_("Free")), free))
    if shared:
        groups.append((str(_("With family, a bed is left")), shared))
    return groups


def _name_room(room: Room) -> str:
    return f"{room.building} {room.number}".strip()


class MoveForm(DeedForm):
    """To another room or another site; the target is the stay."""

    place = forms.ChoiceField(label=_("To which room"), widget=LongSelect)
    true_at = _when()
    family = forms.BooleanField(label=_("Comes to family in an occupied room"), required=False)
    reason = _reason()

    def prepare(self) -> None:
        """Offer rooms of this site, and the other sites in use."""
        assert isinstance(self.target, Stay)
        here, *groups = offer_rooms(self.target.site)
        others = [
            (f"site:{one.pk}", one.name) for one in list_active(self.actor) if one.pk != self.target.site_id
        ]
        if others:
            groups.append((str(_("Another site")), others))
        self.offer("place", [("next", here[1]), *groups])


class NeedsForm(DeedForm):
    """What somebody eats and needs."""

    diet = forms.ChoiceField(label=_("Meals"))
    needs = forms.CharField(label=_("Needs at the site"), max_length=200, required=False)

    def prepare(self) -> None:
        """Show what is known."""
        self.offer("diet", present.list_diets())
        self.initial = {"diet": self.target.diet, "needs": self.target.needs}


class OutForm(DeedForm):
    """A room is taken out of use."""

    reason = _reason()


class PlainForm(DeedForm):
    """A deed that needs nothing more."""


class StaffForm(DeedForm):
    """Somebody is posted to a site."""

    name = forms.CharField(label=_("Full name"), max_length=60)
    post = forms.ChoiceField(label=_("Post"), choices=list(present.POSTS.items()))
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    account = forms.CharField(
        label=_("Account"),
        max_length=40,
        required=False,
        help_text=_("User name, if this person signs in here"),
    )


class WasteForm(DeedForm):
    """Medical waste handed on."""

    bags = forms.IntegerField(label=_("Bags"), min_value=1, max_value=2000)
    weight = forms.DecimalField(
        label=_("Weight in kilograms"), min_value=0, max_value=5000, decimal_places=2, max_digits=7
    )
    given_by = forms.CharField(label=_("Handed over by"), max_length=60)
    taken_by = forms.CharField(label=_("Taken over by"), max_length=60)
    firm = forms.CharField(label=_("Firm"), max_length=80, required=False)
    true_at = _when()

    def clean_weight(self) -> int:
        """Turn kilograms into grams; nothing weighs nothing."""
        grams = int(self.cleaned_data["weight"] * 1000)
        if grams <= 0:
            raise forms.ValidationError(_("Give the weight that was handed over."))
        return grams


class SampleForm(DeedForm):
    """Things and surfaces sampled; the target is the site or the room."""

    room = forms.ChoiceField(label=_("Room"), required=False, widget=LongSelect)
    spot = forms.CharField(label=_("Or a place of the site"), max_length=80, required=False)
    true_at = _when()

    def prepare(self) -> None:
        """Offer the site's rooms."""
        if isinstance(self.target, Room):
            del self.fields["room"], self.fields["spot"]
            return
        rooms = self.target.rooms.order_by("building", "floor", "number")
        self.offer("room", [("", _("None"))] + [(str(room.pk), _name_room(room)) for room in rooms])

    def clean(self) -> dict[str, Any]:
        """Ask for a room or a place."""
        held = super().clean() or {}
        if isinstance(self.target, Site) and not held.get("room") and not held.get("spot"):
            self.add_error("spot", _("Name a room or a place."))
        return held


class ShiftForm(forms.Form):
    """A shift for those picked."""

    starts_at = MomentField(label=_("Shift begins"))
    ends_at = MomentField(label=_("Shift ends"))

    def clean(self) -> dict[str, Any]:
        """Refuse a shift that ends before it begins or is longer than a day."""
        held = super().clean() or {}
        first, last = held.get("starts_at"), held.get("ends_at")
        if first and last and not 0 < (last - first).total_seconds() <= 86_400:
            self.add_error("ends_at", _("A shift ends after it begins, within a day."))
        return held


class SampledForm(forms.Form):
    """Tests of the staff picked."""

    result = forms.ChoiceField(label=_("Result"), choices=list(present.TEST_RESULTS.items()), required=False)
    sampled_at = MomentField(label=_("Sampled"), required=False, help_text=_("Empty means now"))

    def clean_sampled_at(self) -> datetime | None:
        """Refuse a sample taken later than now."""
        moment: datetime | None = self.cleaned_data["sampled_at"]
        if moment and moment > clock.now():
            raise forms.ValidationError(_("This time has not come yet."))
        return moment


class InflowForm(forms.Form):
    """How many people are assumed to come, for how long, and the population to compare rooms with."""

    inflow = forms.IntegerField(label=_("People a day"), min_value=0, max_value=5000, required=False)
    length = forms.IntegerField(label=_("Days each stays"), min_value=1, max_value=60, required=False)
    people = forms.IntegerField(label=_("Population"), min_value=1, max_value=20_000_000, required=False)


class TickForm(KeyedForm):
    """A round that was done."""

    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class MeasureForm(KeyedForm):
    """A temperature for each resident, and whether anybody has a symptom."""

    def __init__(self, *args: Any, stays: Iterable[Stay], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows: list[tuple[Stay, str, str]] = []
        for stay in stays:
            warm, ill = f"warm_{stay.order_id}", f"ill_{stay.order_id}"
            label = _("Temperature of %(name)s") % {"name": stay.person.name}
            self.fields[warm] = TemperatureField(label=label, max_length=8, required=False)
            self.fields[ill] = forms.BooleanField(label=pgettext_lazy("box", "symptoms"), required=False)
            self.rows.append((stay, warm, ill))

    def lines(self) -> list[tuple[Stay, BoundField, BoundField]]:
        """Return each resident with both fields."""
        return [(stay, self[warm], self[ill]) for stay, warm, ill in self.rows]

    def measured(self) -> list[MeasurementIn]:
        """Return what was filled in, as care takes it."""
        held = self.cleaned_data
        return [
            MeasurementIn(
                stay.order_id, held[warm], ("other",) if held[ill] else (), source=Measurement.Source.SITE
            )
            for stay, warm, ill in self.rows
            if held.get(warm) is not None
        ]


class ReportForm(KeyedForm):
    """What else the report says."""

    remark = forms.CharField(
        label=_("What else is to be reported"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
