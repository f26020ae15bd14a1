"""What is done in `law`, in words for the auditor."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

WORDS: dict[str, Promise] = {
    "law.drafted": pgettext_lazy("audit", "drafted a local order"),
    "law.edited": pgettext_lazy("audit", "edited a local order"),
    "law.signed": pgettext_lazy("audit", "signed a local order"),
    "law.withdrawn": pgettext_lazy("audit", "withdrew a local order"),
    "law.view": pgettext_lazy("audit", "read a local order"),
}
KINDS: dict[str, Promise] = {"local_order": pgettext_lazy("audit", "local order")}
