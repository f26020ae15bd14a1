"""What is done in `care`, in words for the auditor."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

WORDS: dict[str, Promise] = {
    "care.view": pgettext_lazy("audit", "read a care page"),
    "care.list_releases": pgettext_lazy("audit", "read the releases ahead"),
    "care.record_measurements": pgettext_lazy("audit", "recorded temperatures"),
    "care.transfer_sent": pgettext_lazy("audit", "sent a vehicle to hospital"),
    "care.transfer_reached": pgettext_lazy("audit", "recorded the arrival at hospital"),
    "care.transfer_resulted": pgettext_lazy("audit", "recorded what the hospital found"),
    "care.transfer_dismissed": pgettext_lazy("audit", "found that no transfer is needed"),
    "care.draw_checks": pgettext_lazy("audit", "drew telephone checks"),
    "care.call_drawn": pgettext_lazy("audit", "called somebody drawn for a telephone check"),
    "care.record_check": pgettext_lazy("audit", "recorded a telephone check"),
    "care.need_asked": pgettext_lazy("audit", "recorded what somebody asked for by telephone"),
    "care.need_brought": pgettext_lazy("audit", "brought or settled what was asked for"),
    "care.need_followed": pgettext_lazy("audit", "followed up what was asked for"),
    "care.need_dropped": pgettext_lazy("audit", "found that what was asked for is not needed"),
    "care.breach_reported": pgettext_lazy("audit", "reported a breach"),
    "care.breach_followed": pgettext_lazy("audit", "followed up a breach"),
    "care.breach_settled": pgettext_lazy("audit", "closed a breach"),
    "care.issue_start": pgettext_lazy("audit", "issued notices of the measure"),
    "care.issue_change": pgettext_lazy("audit", "issued a notice of the change"),
    "care.issue_release": pgettext_lazy("audit", "issued a notice of release"),
    "care.issue_handover": pgettext_lazy("audit", "issued a hand-over paper"),
    "care.issue_door": pgettext_lazy("audit", "issued notices on the door"),
    "care.sign_paper": pgettext_lazy("audit", "kept a signature"),
    "care.print": pgettext_lazy("audit", "opened papers to print"),
    "care.record_receipt": pgettext_lazy("audit", "kept another county's receipt"),
    "care.make_link": pgettext_lazy("audit", "made a person's link"),
    "care.revoke_link": pgettext_lazy("audit", "revoked a person's link"),
    "care.home_check": pgettext_lazy("audit", "looked at a home"),
    "care.settle_member": pgettext_lazy("audit", "settled who lives together"),
}
KINDS: dict[str, Promise] = {
    "paper": pgettext_lazy("audit", "paper"),
    "bundle": pgettext_lazy("audit", "papers of one file"),
    "check": pgettext_lazy("audit", "telephone check"),
    "draw": pgettext_lazy("audit", "draw"),
}
