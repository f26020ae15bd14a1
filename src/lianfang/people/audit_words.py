"""What is done in `people`, in words for the auditor."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

WORDS: dict[str, Promise] = {
    "people.search": pgettext_lazy("audit", "searched for people"),
    "people.view": pgettext_lazy("audit", "read a person's page"),
    "people.reveal_number": pgettext_lazy("audit", "showed an identity number"),
    "people.reveal_phone": pgettext_lazy("audit", "showed or dialled a phone"),
    "people.merge": pgettext_lazy("audit", "joined two records"),
    "people.part": pgettext_lazy("audit", "parted two records"),
    "people.record_need": pgettext_lazy("audit", "noted what somebody needs"),
    "people.end_need": pgettext_lazy("audit", "ended what somebody needs"),
    "people.live_together": pgettext_lazy("audit", "noted who lives together"),
    "people.move_out": pgettext_lazy("audit", "noted that somebody moved out"),
}
KINDS: dict[str, Promise] = {
    "person": pgettext_lazy("audit", "person"),
    "household": pgettext_lazy("audit", "household"),
}
