"""What is done in `figures`, in words for the auditor."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from lianfang.core.figures.dispatch import DISPATCH, FIGURES

WORDS: dict[str, Promise] = {
    "figures.open": pgettext_lazy("audit", "opened a figure"),
    "figures.export": pgettext_lazy("audit", "took the report out"),
    "figures.sign": pgettext_lazy("audit", "signed a report"),
}
KINDS: dict[str, Promise] = {
    "figure": pgettext_lazy("audit", "figure"),
    "report": pgettext_lazy("audit", "report"),
}
VALUES: dict[str, dict[str, Promise]] = {
    "figure": {figure.path: gettext_lazy(figure.label) for figure in (*DISPATCH, *FIGURES)}
}
