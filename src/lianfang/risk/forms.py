"""Forms of risk areas: one area by hand, a sheet, a line settled."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianfang.risk import present
from lianfang.shared import clock


class MomentField(forms.DateTimeField):
    """A day and a minute in Asia/Shanghai that has come already."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def clean(self, value: Any) -> Any:
        """Refuse a time ahead."""
        moment = super().clean(value)
        if moment and moment > clock.now():
            raise forms.ValidationError(_("This time has not come yet."))
        return moment


class DeclareForm(forms.Form):
    """One place raised or lowered."""

    key = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("Place"), max_length=200,
        help_text=_("From the province down, or a town, village or compound of ours; to the building if known"),
    )  # fmt: skip
    grade = forms.ChoiceField(label=_("Grade"))
    since = MomentField(label=_("In force since"), required=False, help_text=_("Empty means now"))
    source = forms.CharField(label=_("Published by"), max_length=80)
    document = forms.CharField(
        label=_("Document"), max_length=120, required=False, help_text=_("Number or title of the notice")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose")), *present.GRADES.items(), ("lifted", _("lifted: no risk area any more"))]
        self.fields["grade"].choices = choices  # type: ignore[attr-defined]

    def told(self) -> dict[str, Any]:
        """Return what was filled in, by the names the action knows."""
        held = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        return held | {"grade": "" if held["grade"] == "lifted" else held["grade"]}


class SheetForm(forms.Form):
    """A sheet as it was published."""

    source = forms.CharField(label=_("Published by"), max_length=80)
    published_at = MomentField(label=_("Published at"))
    document = forms.CharField(label=_("Document"), max_length=120, required=False)
    whole = forms.BooleanField(
        label=_("The list is complete"), required=False,
        help_text=_("Areas that this publisher named before and does not name in it have ended"),
    )  # fmt: skip
    file = forms.FileField(label=_("File"), help_text=_("Excel or CSV, with its titles as it came"))


def get_now() -> datetime:
    """Return the minute that a form starts from."""
    return clock.now().astimezone(clock.LOCAL).replace(second=0, microsecond=0)
