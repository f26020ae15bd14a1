"""What is done in `events`, in words for the auditor."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

WORDS: dict[str, Promise] = {
    "events.open": pgettext_lazy("audit", "opened an event"),
    "events.close": pgettext_lazy("audit", "closed an event"),
}
KINDS: dict[str, Promise] = {
    "event": pgettext_lazy("audit", "event"),
}
