"""Forms of people: a reason to see a number, another record to join."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from lianfang.people.present import REASONS


class RevealForm(forms.Form):
    """Why a number is shown in full."""

    reason = forms.ChoiceField(label=_("Reason"), choices=REASONS)


class MergeForm(forms.Form):
    """Which other record is the same person, and how that is known."""

    other = forms.IntegerField(min_value=1)
    reason = forms.CharField(label=_("How do you know?"), max_length=200)
    key = forms.CharField(required=False, max_length=80)


class PartForm(forms.Form):
    """Why two joined records are two persons after all."""

    reason = forms.CharField(label=_("How do you know?"), max_length=200)
    key = forms.CharField(required=False, max_length=80)
