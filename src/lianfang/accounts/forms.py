"""What staff type in: passwords, codes, and who a member of staff is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianfang.accounts.actions import USERNAME
from lianfang.accounts.models import Staff
from lianfang.accounts.present import ROLE_NAMES
from lianfang.accounts.scopes import Choice, list_choices
from lianfang.shared.actor import Scope, scope_kind_of
from lianfang.shared.roles import Role
from lianfang.web.widgets import LongSelect

_PASSWORD = forms.PasswordInput(attrs={"autocomplete": "current-password"})
_NEW_PASSWORD = forms.PasswordInput(attrs={"autocomplete": "new-password"})


class LoginForm(forms.Form):
    """User name and password."""

    username = forms.CharField(
        label=_("User name"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}
        ),
    )
    password = forms.CharField(label=_("Password"), max_length=128, strip=False, widget=_PASSWORD)


class CodeForm(forms.Form):
    """The six digits an authenticator app shows."""

    code = forms.RegexField(
        r"^\s*\d{3}\s?\d{3}\s*$",
        label=_("Six-digit code"),
        error_messages={"invalid": _("Type the six digits that the app shows now.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "maxlength": 8}
        ),
    )

    def clean_code(self) -> str:
        """Return the digits alone."""
        return "".join(sign for sign in self.cleaned_data["code"] if sign.isdigit())


class NewPasswordForm(forms.Form):
    """A new password, twice."""

    password = forms.CharField(
        label=_("New password"),
        max_length=128,
        strip=False,
        widget=_NEW_PASSWORD,
        help_text=_("At least 10 characters, not digits alone and not a common word."),
    )
    again = forms.CharField(label=_("New password again"), max_length=128, strip=False, widget=_NEW_PASSWORD)

    def clean(self) -> dict[str, Any]:
        """Refuse two passwords that differ."""
        held = super().clean() or {}
        if held.get("password") != held.get("again"):
            self.add_error("again", _("The two passwords differ. Type the new password once more."))
        return held


class OwnPasswordForm(NewPasswordForm):
    """The old password and the new one."""

    field_order = ("old", "password", "again")
    old = forms.CharField(label=_("Old password"), max_length=128, strip=False, widget=_PASSWORD)

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff = staff

    def clean_old(self) -> str:
        """Refuse a wrong old password."""
        if not self.staff.check_password(self.cleaned_data["old"]):
            raise ValidationError(_("The old password is wrong."))
        return str(self.cleaned_data["old"])


class StaffForm(forms.Form):
    """Who a member of staff is: role and scope."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=60)
    post = forms.CharField(label=_("Post"), max_length=60, required=False)
    role = forms.ChoiceField(label=_("Role"))
    scope = forms.ChoiceField(
        label=_("Scope"),
        help_text=_("The place whose people the member of staff sees and answers for."),
        widget=LongSelect,
    )
    is_active = forms.BooleanField(label=_("May sign in"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(role.value, ROLE_NAMES[role]) for role in Role if role is not Role.CONSOLE]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
        self.choices = {choice.value: choice for choice in list_choices()}
        self.fields["scope"].choices = [(value, held.name) for value, held in self.choices.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a role over a place of another kind, as a town's admin over a grid."""
        held = super().clean() or {}
        choice: Choice | None = self.choices.get(held.get("scope", ""))
        role = held.get("role")
        if choice and role and choice.kind is not scope_kind_of(Role(role)):
            self.add_error("scope", _("This role answers for a place of another kind. Choose such a place."))
        return held

    @property
    def chosen_scope(self) -> Scope:
        """Return the chosen place as a scope."""
        choice = self.choices[self.cleaned_data["scope"]]
        return Scope(choice.kind, choice.code)


class NewStaffForm(StaffForm):
    """A new member of staff with a first password, to be changed at the first sign-in."""

    field_order = ("username", "name", "post", "role", "scope", "password")
    username = forms.RegexField(
        rf"^{USERNAME}$",
        label=_("User name"),
        help_text=_("Latin letters, digits, dots and dashes."),
        error_messages={"invalid": _("Use 2 to 40 Latin letters, digits, dots and dashes.")},
    )
    password = forms.CharField(
        label=_("First password"),
        max_length=128,
        strip=False,
        widget=_NEW_PASSWORD,
        help_text=_("It must be changed at the first sign-in."),
    )
