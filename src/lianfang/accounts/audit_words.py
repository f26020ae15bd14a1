"""The actions of the ground and of accounts, in words for the auditor."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianfang.accounts.present import ROLE_NAMES

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
    "demo.loaded": pgettext_lazy("audit", "loaded the demo county"),
    "files.download": pgettext_lazy("audit", "downloaded a file"),
}
KINDS: dict[str, Promise] = {
    "staff": pgettext_lazy("audit", "account"),
    "sign_in": pgettext_lazy("audit", "sign-in"),
    "key": pgettext_lazy("audit", "key"),
    "backup": pgettext_lazy("audit", "backup"),
    "audit": pgettext_lazy("audit", "audit chain"),
    "demo": pgettext_lazy("audit", "demo county"),
    "file": pgettext_lazy("audit", "file"),
    "list": pgettext_lazy("audit", "page of a list"),
}
PARTICULARS: dict[str, Promise] = {
    "role": pgettext_lazy("audit", "role"),
    "kind": pgettext_lazy("audit", "kind"),
    "count": pgettext_lazy("audit", "number"),
    "scope": pgettext_lazy("audit", "scope"),
    "sha256": pgettext_lazy("audit", "digest"),
    "rows": pgettext_lazy("audit", "rows"),
    "columns": pgettext_lazy("audit", "columns"),
    "filtered": pgettext_lazy("audit", "columns filtered"),
    "first_seq": pgettext_lazy("audit", "from row"),
    "last_seq": pgettext_lazy("audit", "to row"),
    "joined": pgettext_lazy("audit", "joined"),
    "opened": pgettext_lazy("audit", "opened"),
    "doubtful": pgettext_lazy("audit", "doubtful"),
    "duplicates": pgettext_lazy("audit", "duplicates"),
    "outcome": pgettext_lazy("audit", "outcome"),
    "settles": pgettext_lazy("audit", "counts as answered"),
    "tests": pgettext_lazy("audit", "tests"),
    "corrected": pgettext_lazy("audit", "corrected"),
    "added": pgettext_lazy("audit", "added"),
    "replaced": pgettext_lazy("audit", "replaced"),
    "pairs": pgettext_lazy("audit", "pairs"),
    "moved": pgettext_lazy("audit", "handed on"),
    "refused": pgettext_lazy("audit", "not handed on"),
    "gone": pgettext_lazy("audit", "record that went"),
    "answer": pgettext_lazy("audit", "answer"),
    "cut": pgettext_lazy("audit", "cut"),
    "day": pgettext_lazy("audit", "day"),
    "hour": pgettext_lazy("audit", "hour"),
    "report": pgettext_lazy("audit", "report"),
    "links": pgettext_lazy("audit", "links"),
    "broken": pgettext_lazy("audit", "broken at"),
    "unlinked": pgettext_lazy("audit", "without a link"),
    "form": pgettext_lazy("audit", "format"),
    "missing": pgettext_lazy("audit", "anchored, not there"),
    "withdrawn": pgettext_lazy("audit", "answer taken back"),
    "lost_position": pgettext_lazy("audit", "replaced chain anchored up to"),
    "lost_at": pgettext_lazy("audit", "anchored at"),
}
VALUES: dict[str, dict[str, Promise]] = {"role": {role.value: name for role, name in ROLE_NAMES.items()}}
