"""Forms of zones: drawing, each move, counts of a round, a need."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianfang.places.queries import get_county
from lianfang.risk.forms import MomentField
from lianfang.shared import clock
from lianfang.zones import present
from lianfang.zones.actions import PlaceIn
from lianfang.zones.law import list_kinds
from lianfang.zones.models import Zone, ZoneRound

_MOST_PEOPLE = 10_000_000


class KeyedForm(forms.Form):
    """A form that is written once however often it is sent."""

    key = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)

    def told(self) -> dict[str, Any]:
        """Return what was filled in, by the names the action knows; empty fields are left out."""
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}


def _document(required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=_("Document"), max_length=80, required=required, help_text=_("Number of the order")
    )


def _reason(required: bool = True) -> forms.CharField:
    return forms.CharField(label=_("Reason"), max_length=200, required=required)


def _count(label: Any, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=_MOST_PEOPLE, help_text=help_text)


class DrawForm(KeyedForm):
    """A zone as its order draws it."""

    kind = forms.ChoiceField(label=_("Kind"))
    name = forms.CharField(
        label=_("Name of the zone"), max_length=80, help_text=_("As on the notice: 景苑小区封控区")
    )
    number = forms.CharField(label=_("Number of the order"), max_length=60)
    issuer = forms.CharField(label=_("Issuing office"), max_length=80)
    places = forms.CharField(
        label=_("Places"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A line each: town and village, compound, house; or the code of a grid"),
    )  # fmt: skip
    starts_at = MomentField(label=_("In force since"), required=False, help_text=_("Empty means now"))
    last_new_at = MomentField(
        label=_("Last new infection"), required=False,
        help_text=_("When the infected person left; the days count from it. Empty: from the beginning"),
    )  # fmt: skip
    households = _count(_("Households"), _("As counted door by door"))
    people = _count(pgettext_lazy("count", "People"))
    text = forms.CharField(
        label=_("Text of the notice"), required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Printed below the order; empty prints what the kind of zone means"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind, present.KINDS[kind]) for kind in list_kinds(clock.now())]
        self.fields["kind"].choices = [("", _("Choose")), *kinds]  # type: ignore[attr-defined]
        self.fields["issuer"].initial = _("%(county)s epidemic headquarters") % {"county": get_county().name}

    def told(self) -> dict[str, Any]:
        """Return what the action takes: a line that is a grid's code means the grid."""
        held = super().told()
        lines = [line.strip() for line in held["places"].splitlines() if line.strip()]
        held["places"] = [PlaceIn(grid=line) if line.isascii() else PlaceIn(line) for line in lines]
        return held


class DeedForm(KeyedForm):
    """A move of one zone."""

    def __init__(self, *args: Any, zone: Zone, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone


class LowerForm(DeedForm):
    """The step down that the rule gives."""

    document = _document()
    reason = _reason(required=False)


class RestartForm(DeedForm):
    """A new infection inside."""

    new_at = MomentField(label=_("When the infected person left"))
    reason, document = _reason(), _document(required=False)


class ContactsForm(DeedForm):
    """The last contact and the contacts' tests."""

    left_at = MomentField(label=_("When the last contact left"))
    document = forms.CharField(
        label=_("Document"), max_length=80, help_text=_("The report that shows the contacts negative")
    )


class RaiseForm(DeedForm):
    """A stricter kind."""

    kind = forms.ChoiceField(label=_("Kind"))
    document, reason = _document(), _reason()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind, present.KINDS[kind]) for kind in list_kinds(clock.now()) if kind != self.zone.kind]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class RoundForm(DeedForm):
    """One more round."""

    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    expected = forms.IntegerField(
        label=_("People to be sampled"), min_value=0, max_value=_MOST_PEOPLE, required=False
    )


class NeedForm(DeedForm):
    """What a household needs."""

    kind = forms.ChoiceField(label=_("Kind"), choices=list(present.NEEDS.items()))
    what = forms.CharField(label=_("What is needed"), max_length=200)
    door = forms.CharField(
        label=_("Door"), max_length=200, help_text=_("House, room, name and phone, as the courier needs them")
    )
    due_at = forms.DateTimeField(
        label=_("By when"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class CountForm(KeyedForm):
    """What a round came to."""

    expected = _count(_("People to be sampled"))
    sampled = _count(_("People who came"))
    tested = _count(_("With a result"))
    positive = _count(_("Positive"), _("A positive begins the zone's count again"))
    taken_at = MomentField(label=_("Sampled at"), required=False, help_text=_("Empty means now"))

    def __init__(self, *args: Any, round: ZoneRound, **kwargs: Any) -> None:  # noqa: A002
        told = {name: getattr(round, name) for name in ("expected", "sampled", "tested", "positive")}
        super().__init__(*args, **{"initial": told, **kwargs})


class DismissForm(forms.Form):
    """Why somebody is taken off the list."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
