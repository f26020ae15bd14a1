"""Forms of orders: the facts of a person, each move with what it needs, results of tests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianfang.core.policy import Facts
from lianfang.orders import present
from lianfang.orders.models import Order, Stage
from lianfang.orders.queries import list_begun_stages
from lianfang.shared import clock
from lianfang.web.words import local_time


class MomentField(forms.DateTimeField):
    """A day and a minute in Asia/Shanghai."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class KeyedForm(forms.Form):
    """A form that is written once however often it is sent."""

    key = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)

    def told(self) -> dict[str, Any]:
        """Return what was filled in, by the names the action knows; empty fields are left out."""
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}


def _reason() -> forms.CharField:
    return forms.CharField(label=_("Reason"), max_length=200)


def _document() -> forms.CharField:
    help_text = _("Number of the notice, letter or report behind it")
    return forms.CharField(label=_("Document"), max_length=80, required=False, help_text=help_text)


def _when() -> MomentField:
    return MomentField(label=_("When it was"), required=False, help_text=_("Empty means now"))


def _site() -> forms.CharField:
    return forms.CharField(label=_("Site or address"), max_length=80, required=False)


class IssueForm(KeyedForm):
    """What is known about a person; the law answers it while it is filled in."""

    category = forms.ChoiceField(label=_("Class of person"))
    anchor = MomentField(
        label=_("The count begins"),
        help_text=_("Last contact, leaving the risk area, or arrival"),
    )
    found = MomentField(label=_("Found"), help_text=_("When we learned of the person and control began"))
    unfit_home = forms.BooleanField(label=_("The home is not fit for isolation"), required=False)
    no_bed = forms.BooleanField(label=_("No bed is free at a site"), required=False)
    site = _site()
    document = _document()
    true_at = MomentField(
        label=_("Decided at"),
        required=False,
        help_text=_("Empty means now; an order entered later is decided by the law of its own moment"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose")), *present.list_categories()]
        self.fields["category"].choices = choices  # type: ignore[attr-defined]

    def clean_true_at(self) -> datetime | None:
        """Refuse a time that has not come yet."""
        moment: datetime | None = self.cleaned_data["true_at"]
        if moment and moment > clock.now():
            raise forms.ValidationError(_("This time has not come yet."))
        return moment

    def facts(self, area: str) -> Facts:
        """Return the facts as the law is asked."""
        held = self.cleaned_data
        return Facts(
            category=held["category"],
            anchor=held["anchor"],
            found=held["found"],
            area=area,
            unfit_home=held["unfit_home"],
            bed_free=not held["no_bed"],
        )


class DeedForm(KeyedForm):
    """A move of one order."""

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order = order


class MoveForm(DeedForm):
    """Another place for the rest of the stage."""

    place = forms.ChoiceField(label=_("To"))
    site, reason, true_at, document = _site(), _reason(), _when(), _document()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = present.list_places()  # type: ignore[attr-defined]


class NextForm(DeedForm):
    """The next planned stage begins."""

    site, true_at, document = _site(), _when(), _document()


class ExtendForm(DeedForm):
    """A later end."""

    until = MomentField(label=_("New end"))
    reason, document = _reason(), _document()


class LeaveForm(DeedForm):
    """The person left or was handed over."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Left the county, handed to another county or to a hospital"),
    )
    true_at, document = _when(), _document()


class SuspendForm(DeedForm):
    """The measure rests from now on."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("As in hospital for another illness, or held by the police"),
    )
    true_at, document = _when(), _document()


class ResumeForm(DeedForm):
    """The measure runs again."""

    counts = forms.BooleanField(
        label=_("The days of rest count"),
        required=False,
        help_text=_("Tick it where the person was kept apart all the same, as in a closed ward"),
    )
    true_at, document = _when(), _document()

    def told(self) -> dict[str, Any]:
        """Say in any case whether the days count."""
        return {**super().told(), "counts": bool(self.cleaned_data["counts"])}


class EarlyForm(DeedForm):
    """Released before the rule is met, by an order."""

    reason = _reason()
    decided_by = forms.CharField(label=_("Decided by"), max_length=60)
    document = forms.CharField(label=_("Document"), max_length=80, help_text=_("The order that decides it"))
    true_at = _when()


class EndForm(DeedForm):
    """An end that needs no reason: release, death."""

    true_at, document = _when(), _document()


class CancelForm(DeedForm):
    """An order issued in error."""

    reason, document = _reason(), _document()


class NeedForm(DeedForm):
    """What release waits for has come true."""

    document = forms.CharField(
        label=_("Document"), max_length=80, help_text=_("The report that shows the contact's first two tests")
    )
    true_at = _when()


class CorrectForm(DeedForm):
    """A wrong begin or end of a stage that has begun."""

    stage: forms.ModelChoiceField[Stage] = forms.ModelChoiceField(None, label=_("Stage"))
    starts_at = MomentField(label=_("It began"), required=False, help_text=_("Empty: stays as it is"))
    ends_at = MomentField(label=_("It ended"), required=False, help_text=_("Empty: stays as it is"))
    reason, document = _reason(), _document()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["stage"]
        field.queryset = list_begun_stages(self.order)  # type: ignore[attr-defined]
        field.label_from_instance = _name_stage  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for at least one of the two times."""
        held = super().clean() or {}
        if not held.get("starts_at") and not held.get("ends_at"):
            self.add_error("starts_at", _("Give the right begin, the right end, or both."))
        return held


def _name_stage(stage: Stage) -> str:
    return f"{present.say_place(stage.place)} {local_time(stage.period.lower)} – {local_time(stage.period.upper)}"


class ResultForm(KeyedForm):
    """What tests came to."""

    result = forms.ChoiceField(label=_("Result"), choices=list(present.RESULTS.items()))
    done_at = MomentField(label=_("Sampled"), required=False, help_text=_("Empty means now"))
    laboratory = forms.CharField(label=_("Laboratory"), max_length=60, required=False)


class AcceptForm(KeyedForm):
    """A signature under a proposed change."""

    document = forms.CharField(
        label=_("Document"),
        max_length=80,
        required=False,
        help_text=_("Empty: that of what asked for the change"),
    )


class DeclineForm(KeyedForm):
    """Why the order stays as it is."""

    reason = _reason()
