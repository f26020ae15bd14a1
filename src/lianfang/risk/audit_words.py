"""What is done in `risk`, in words for the auditor."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

WORDS: dict[str, Promise] = {
    "risk.declare": pgettext_lazy("audit", "raised or lowered an area"),
    "risk.import": pgettext_lazy("audit", "imported risk areas"),
    "risk.settle": pgettext_lazy("audit", "settled a refused line"),
}
KINDS: dict[str, Promise] = {
    "risk_notice": pgettext_lazy("audit", "publication of risk areas"),
    "risk_line": pgettext_lazy("audit", "refused line"),
}
