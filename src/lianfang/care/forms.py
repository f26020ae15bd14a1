"""Forms of care: a measurement, steps, outcomes, papers, the look at a home, what somebody needs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianfang.care import present
from lianfang.core.care import KINDS, read_temperature
from lianfang.orders.forms import MomentField


def _when() -> MomentField:
    return MomentField(label=_("When it was"), required=False, help_text=_("Empty means now"))


def _told(label: Any = None) -> forms.CharField:
    return forms.CharField(label=label or _("What was done"), max_length=200)


class CareForm(forms.Form):
    """A form that is written once however often it is sent."""

    key = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)


class TemperatureField(forms.CharField):
    """Degrees Celsius as people write them: 36.5, 365, 36。5."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "placeholder": "36.5"})

    def clean(self, value: Any) -> Any:
        """Return a decimal, or None for nothing where nothing is allowed."""
        text = super().clean(value)
        if not text:
            return None
        read = read_temperature(text)
        if read is None:
            raise forms.ValidationError(
                _("Write the temperature as 36.5, between 34 and 43 °C; this is not one.")
            )
        return read


class MeasureForm(CareForm):
    """A temperature and symptoms."""

    temperature = TemperatureField(label=_("Temperature, °C"), max_length=8)
    symptoms = forms.MultipleChoiceField(
        label=_("Symptoms"), required=False, widget=forms.CheckboxSelectMultiple
    )
    source = forms.ChoiceField(label=_("How it was taken"))
    taken_at = _when()
    note = forms.CharField(label=_("Remark"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["symptoms"].choices = present.list_symptoms()  # type: ignore[attr-defined]
        offered = [(code, words) for code, words in present.SOURCES.items() if code != "person"]
        self.fields["source"].choices = [*offered[:2], *offered[2:]]  # type: ignore[attr-defined]


class BulkMeasureForm(MeasureForm):
    """One temperature for several people, as for a household that was measured together."""

    key = None  # type: ignore[assignment]
    note = None  # type: ignore[assignment]


class SelfReportForm(CareForm):
    """What a person reports of themselves by the link."""

    temperature = TemperatureField(label=_("Temperature, °C"), max_length=8)
    symptoms = forms.MultipleChoiceField(
        label=_("Symptoms"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["symptoms"].choices = present.list_symptoms()  # type: ignore[attr-defined]


class RoundLine(forms.Form):
    """One person of a round; empty means not measured yet."""

    temperature = TemperatureField(label=_("Temperature, °C"), max_length=8, required=False)
    symptoms = forms.MultipleChoiceField(
        label=_("Symptoms"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["symptoms"].choices = present.list_symptoms()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for a temperature where there are symptoms."""
        held = super().clean() or {}
        if held.get("symptoms") and held.get("temperature") is None and "temperature" not in self.errors:
            self.add_error("temperature", _("Give the temperature beside the symptoms."))
        return held

    @property
    def measured(self) -> Decimal | None:
        """Return the temperature that was filled in."""
        held: Decimal | None = self.cleaned_data.get("temperature")
        return held


class StepForm(CareForm):
    """The next step of a way to hospital."""

    move = forms.ChoiceField(label=_("Step"))
    told = _told(_("Vehicle, hospital or result"))
    true_at = _when()

    def __init__(self, *args: Any, moves: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["move"].choices = [(move, present.say_step(move)) for move in moves]  # type: ignore[attr-defined]


class DrawForm(CareForm):
    """The share of the day's telephone checks."""

    percent = forms.IntegerField(
        label=_("Share of those at home, %"), min_value=1, max_value=100,
        help_text=_("As the policy says; where it says nothing, what your order asks for"),
    )  # fmt: skip


class CheckForm(CareForm):
    """What a drawn call found."""

    outcome = forms.ChoiceField(label=_("What the call found"), choices=list(present.CHECKED.items()))
    note = forms.CharField(label=_("Remark"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask what is needed where somebody needs something."""
        held = super().clean() or {}
        if held.get("outcome") == "needs" and not held.get("note"):
            self.add_error("note", _("Write what is needed: it goes to those who care for the person."))
        return held


class AskedForm(StepForm):
    """What was done about a need told on the telephone."""

    told = _told(_("What was brought or done"))


class BreachForm(CareForm):
    """Somebody did not keep the measure."""

    kind = forms.ChoiceField(label=_("What happened"), choices=list(present.BREACHES.items()))
    told = _told(_("How it was noticed"))
    true_at = _when()


class FollowForm(CareForm):
    """What was done about a breach."""

    told = _told()
    outcome = forms.ChoiceField(label=_("Closed as"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("stays open")), *present.SETTLED.items()]
        self.fields["outcome"].choices = choices  # type: ignore[attr-defined]


class PaperForm(CareForm):
    """The next paper of an order."""

    kind = forms.ChoiceField(label=_("Paper"))
    reason = forms.CharField(
        label=_("Reason"), max_length=200, required=False, help_text=_("Of a change or an early release")
    )

    def __init__(self, *args: Any, kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, present.say_kind(kind)) for kind in kinds]  # type: ignore[attr-defined]


class SignForm(CareForm):
    """Who signed a paper, how and when."""

    how = forms.ChoiceField(label=_("How it was signed for"), choices=list(present.SIGNED.items()))
    signer = forms.CharField(
        label=_("By whom"), max_length=60, required=False,
        help_text=_("Empty means the person; of a refusal, the witness"),
    )  # fmt: skip
    true_at = _when()


class HandOverForm(CareForm):
    """Another county goes on with the measure."""

    to_name = forms.CharField(
        label=_("Receiving office"), max_length=80, help_text=_("The county's headquarters")
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)
    true_at = _when()


class ReceiptForm(CareForm):
    """The other county says that it has the person."""

    receiver = forms.CharField(label=_("Receipted by"), max_length=60, help_text=_("Name and phone"))
    document = forms.CharField(label=_("Document"), max_length=80, required=False)
    true_at = _when()


class NeedForm(CareForm):
    """What somebody needs."""

    kind = forms.ChoiceField(label=_("Need"), choices=list(present.NEEDS.items()))
    detail = forms.CharField(
        label=_("What is needed"), max_length=200, required=False, help_text=_("Medicine, appointments")
    )
    helper = forms.CharField(
        label=_("Guardian or helper"), max_length=80, required=False, help_text=_("Name and phone")
    )


class HomeForm(CareForm):
    """What was found at a home."""

    found = forms.MultipleChoiceField(
        label=_("What the home has"), required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label=_("Remark"), max_length=200, required=False)
    true_at = _when()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["found"].choices = present.list_signs()  # type: ignore[attr-defined]


class MemberForm(forms.Form):
    """Somebody who lives there; a line without a name is nobody."""

    name = forms.CharField(label=_("Full name"), max_length=40, required=False)
    number = forms.CharField(label=_("Identity number"), max_length=30, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    choice = forms.ChoiceField(
        label=_("What becomes of them"), choices=list(present.CHOICES.items()), required=False
    )
    to_place = forms.CharField(label=_("Moves to"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a line that tells of somebody without a name, and one who moves out to nowhere."""
        held = super().clean() or {}
        if not held.get("name") and (held.get("number") or held.get("phone")):
            self.add_error("name", _("Write the name, or empty the line."))
        if held.get("name") and held.get("choice") == "moves_out" and not held.get("to_place"):
            self.add_error("to_place", _("Write where they move to."))
        return held


MemberSet = forms.formset_factory(MemberForm, extra=4, max_num=20, absolute_max=20)

PAPER_KINDS = tuple(kind for kind in KINDS if kind != "handover")
