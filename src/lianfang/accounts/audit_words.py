"""The actions of the ground and of accounts, in words for the auditor."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Promise] = {
    "accounts.change_own_password": _("changed own password"),
    "accounts.change_staff": _("changed an account"),
    "accounts.confirm_second_factor": _("set up the second factor"),
    "accounts.end_sign_in": _("ended another sign-in"),
    "accounts.give_second_factor": _("gave a demo account its second factor"),
    "accounts.make_staff": _("made an account"),
    "accounts.reset_second_factor": _("reset a second factor"),
    "accounts.set_password": _("set a password"),
    "accounts.show_demo_code": _("printed a demo account's code"),
    "accounts.sign_in": _("signed in"),
    "accounts.sign_out": _("signed out"),
    "audit.verify": _("verified the audit chain"),
    "lists.export": _("exported a list"),
    "system.backup": _("made a backup"),
    "system.forget_key": _("forgot an old key"),
    "system.restore": _("restored a backup"),
    "system.rotate_keys": _("renewed the keys"),
}
