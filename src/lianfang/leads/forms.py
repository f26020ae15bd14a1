"""Forms of leads: a call, a place, a reason, a letter."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianfang.leads.choices import LEVELS, list_places
from lianfang.leads.models import CallOutcome
from lianfang.leads.outcomes import RULES
from lianfang.leads.present import OUTCOMES
from lianfang.shared.actor import Actor
from lianfang.web.widgets import LongSelect


class KeyedForm(forms.Form):
    """A form that is written once however often it is sent."""

    key = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)


class CallForm(KeyedForm):
    """What a call found."""

    outcome = forms.ChoiceField(choices=list(OUTCOMES.items()))
    note = forms.CharField(label=_("Note"), required=False, max_length=300)
    away_place = forms.CharField(label=_("Where the person is"), required=False, max_length=120)
    back_on = forms.DateField(
        label=_("Back on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def asking_form(outcome: CallOutcome, ids: str, sent: Mapping[str, Any] | None = None) -> CallForm:
    """Return the form of an outcome that needs more than a tap: what it needs must be filled in."""
    form = CallForm(sent, auto_id=f"{ids}_{outcome}_%s")
    for name in RULES[outcome].needs:
        form.fields[name].required = True
    return form


class NoteForm(KeyedForm):
    """Why something is done."""

    note = forms.CharField(label=_("Reason"), max_length=200)


class LetterForm(KeyedForm):
    """Where a letter goes."""

    to_name = forms.CharField(label=_("Addressed to"), max_length=80)


class ReplyForm(KeyedForm):
    """What the other county replied."""

    reply = forms.CharField(label=_("Reply"), max_length=200)


class PlaceForm(KeyedForm):
    """Where a lead goes: places in the reader's scope, of the levels it can be handed to where these are known."""

    place = forms.ChoiceField(label=_("Town, village or grid"), widget=LongSelect)
    note = forms.CharField(label=_("Note"), required=False, max_length=200)

    def __init__(
        self, *args: Any, actor: Actor, levels: Collection[str] = tuple(LEVELS), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        places = [place for place in list_places(actor) if place[0].partition(":")[0] in levels]
        self.fields["place"].choices = [("", _("Choose")), *places]  # type: ignore[attr-defined]

    def split(self) -> tuple[str, str]:
        """Return the kind and the code of the place chosen."""
        kind, _sep, code = self.cleaned_data["place"].partition(":")
        return kind, code


def assign_form(actor: Actor) -> type[forms.Form]:
    """Return the form of a bulk assignment for one reader."""

    class AssignForm(PlaceForm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, actor=actor, **kwargs)

    return AssignForm
