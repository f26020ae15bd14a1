"""Forms of lists: uploading, what headings mean, and the correction of a row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianfang.core.intake.fields import Field
from lianfang.core.intake.rows import Flaw
from lianfang.intake.models import Source
from lianfang.intake.present import FIELDS, KINDS, list_field_choices, say_flaw
from lianfang.shared import clock
from lianfang.shared.clock import LOCAL

CORRECTABLE = (Field.NAME, Field.ID_NUMBER, Field.PHONE, Field.ADDRESS)


class UploadForm(forms.Form):
    """Where a list comes from and when it was pushed; the file itself comes beside it."""

    source = forms.CharField(
        label=_("Source"),
        max_length=80,
        widget=forms.TextInput(attrs={"list": "sources", "autocomplete": "off"}),
        help_text=_("Who sent the list. A new name makes a new source."),
    )
    kind = forms.ChoiceField(label=_("Kind of a new source"), choices=list(KINDS.items()), initial="pushed")
    pushed_at = forms.DateTimeField(
        label=_("Pushed at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        help_text=_("The list's own time: deadlines run from it and days without a year are read by it."),
    )

    def clean_source(self) -> str:
        """Refuse a source of spaces."""
        name = str(self.cleaned_data["source"]).strip()
        if not name:
            raise forms.ValidationError(_("A list needs the name of its source."))
        return name

    def clean_pushed_at(self) -> datetime:
        """Refuse a time that has not come yet."""
        moment: datetime = self.cleaned_data["pushed_at"]
        if moment > clock.now():
            raise forms.ValidationError(_("This time has not come yet."))
        return moment


def upload_form(data: Any = None) -> UploadForm:
    """Return the form with the present minute filled in."""
    local = clock.now().astimezone(LOCAL).replace(second=0, microsecond=0, tzinfo=None)
    return UploadForm(data, initial={"pushed_at": local, "kind": Source.Kind.PUSHED})


class CorrectionForm(forms.Form):
    """The particulars of a rejected row that decide whether it is a person."""

    def __init__(self, data: Any = None, *, values: dict[Field, str]) -> None:
        """Show each particular as it was received."""
        super().__init__(data)
        for known in CORRECTABLE:
            self.fields[known.value] = forms.CharField(
                label=str(FIELDS[known]), required=False, max_length=200, initial=values.get(known, ""),
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )  # fmt: skip

    def corrected(self, before: dict[Field, str]) -> dict[Field, str]:
        """Return the particulars that were changed."""
        typed = {known: str(self.cleaned_data.get(known.value, "")).strip() for known in CORRECTABLE}
        return {known: text for known, text in typed.items() if text != before.get(known, "").strip()}

    def refuse(self, flaws: Iterable[Flaw]) -> None:
        """Say beside each particular what is wrong with it and what is wanted."""
        for flaw in flaws:
            self.add_error(flaw.field.value, say_flaw(flaw))


def read_headings(post: Any, known: list[str]) -> dict[str, str]:
    """Return what was chosen for each heading of a batch; fields are named heading-0, heading-1, …"""
    allowed = {code for code, _words in list_field_choices()}
    chosen = {heading: post.get(f"heading-{number}", "") for number, heading in enumerate(known)}
    return {heading: field for heading, field in chosen.items() if field in allowed}
