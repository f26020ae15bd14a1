"""What is done in `leads`, in words for the auditor."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from lianfang.leads.present import HOLDERS, OUTCOMES
from lianfang.web.pieces import Words

WORDS: dict[str, Promise] = {
    "leads.open": pgettext_lazy("audit", "opened leads"),
    "leads.assign": pgettext_lazy("audit", "handed leads to places"),
    "leads.forward": pgettext_lazy("audit", "handed a lead on"),
    "leads.place": pgettext_lazy("audit", "chose a lead's place"),
    "leads.give_back": pgettext_lazy("audit", "gave a lead back"),
    "leads.call": pgettext_lazy("audit", "recorded a call"),
    "leads.close": pgettext_lazy("audit", "closed a lead"),
    "leads.reopen": pgettext_lazy("audit", "reopened a lead"),
    "leads.overdue": pgettext_lazy("audit", "leads became overdue"),
    "leads.list": pgettext_lazy("audit", "read leads by the interface"),
    "leads.view": pgettext_lazy("audit", "read a lead"),
    "leads.view_letter": pgettext_lazy("audit", "read a letter"),
    "leads.view_pairs": pgettext_lazy("audit", "read doubtful pairs"),
    "leads.answer_pair": pgettext_lazy("audit", "answered a doubtful pair"),
    "leads.part_people": pgettext_lazy("audit", "parted two people"),
    "leads.send_letter": pgettext_lazy("audit", "sent a letter"),
    "leads.record_reply": pgettext_lazy("audit", "kept a letter's reply"),
}
KINDS: dict[str, Promise] = {
    "lead": pgettext_lazy("audit", "lead"),
    "pair": pgettext_lazy("audit", "doubtful pair"),
    "letter": pgettext_lazy("audit", "letter"),
}
VALUES: dict[str, Mapping[str, Words]] = {"outcome": OUTCOMES, "to": HOLDERS, "kind": HOLDERS}
