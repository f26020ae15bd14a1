"""What is done in `intake`, in words for the auditor."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

WORDS: dict[str, Promise] = {
    "intake.accept": pgettext_lazy("audit", "received a list"),
    "intake.read": pgettext_lazy("audit", "read rows of a list"),
    "intake.read_again": pgettext_lazy("audit", "had a list read again"),
    "intake.failed": pgettext_lazy("audit", "a list could not be read"),
    "intake.correct": pgettext_lazy("audit", "corrected a rejected row"),
    "intake.send": pgettext_lazy("audit", "sent a list by the interface"),
    "intake.download": pgettext_lazy("audit", "downloaded a list as received"),
    "intake.export_rejected": pgettext_lazy("audit", "downloaded rejected rows"),
    "intake.save_headings": pgettext_lazy("audit", "kept what headings mean"),
    "intake.view_row": pgettext_lazy("audit", "read a row"),
    "intake.view_rows": pgettext_lazy("audit", "read rows"),
}
KINDS: dict[str, Promise] = {
    "source": pgettext_lazy("audit", "source"),
    "batch": pgettext_lazy("audit", "list"),
    "row": pgettext_lazy("audit", "row of a list"),
}
