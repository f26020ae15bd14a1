"""Forms of local orders: the text, typed or from a file; a signature; a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianfang.law.actions import LONGEST

LARGEST_FILE = 4 * LONGEST


class LawForm(forms.Form):
    """A form that is written once however often it is sent."""

    key = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)


class TextForm(LawForm):
    """The text of an order; a file takes the place of what is typed."""

    text = forms.CharField(
        label=_("Text of the order"),
        required=False,
        strip=False,
        max_length=LONGEST,
        widget=forms.Textarea(
            attrs={"rows": 28, "class": "font-monospace", "spellcheck": "false", "wrap": "off"}
        ),
        help_text=_("The format of the policy files; every value with its clause and source."),
    )
    file = forms.FileField(
        label=_("Or a file"), required=False, help_text=_("A file takes the place of what is typed above.")
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean_text(self) -> str:
        """Keep line ends as the files have them."""
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def clean(self) -> dict[str, Any]:
        """Take the text from the file where there is one."""
        held = super().clean() or {}
        sent = held.get("file")
        if sent is not None:
            self._read(sent, held)
        elif "text" in held and not held["text"].strip():
            self.add_error("text", _("Type the text, or choose a file."))
        return held

    def _read(self, sent: Any, held: dict[str, Any]) -> None:
        if sent.size > LARGEST_FILE:
            self.add_error("file", _("The file is too large for the text of an order."))
            return
        try:
            text = sent.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            self.add_error("file", _("The file is not UTF-8 text; save it as UTF-8 and send it again."))
            return
        held["text"] = text.replace("\r\n", "\n").replace("\r", "\n")


class SignForm(LawForm):
    """A signature under the text that was read."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)


class WithdrawForm(LawForm):
    """Why an order is withdrawn."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
