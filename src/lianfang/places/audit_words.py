"""What is done in `places`, in words for the auditor."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

WORDS: dict[str, Promise] = {
    "places.load_divisions": pgettext_lazy("audit", "loaded the divisions"),
    "places.load_duties": pgettext_lazy("audit", "loaded the people of duty"),
    "places.load_grids": pgettext_lazy("audit", "loaded the grids"),
}
KINDS: dict[str, Promise] = {
    "area": pgettext_lazy("audit", "area"),
    "grid": pgettext_lazy("audit", "grid"),
    "responsibility": pgettext_lazy("audit", "duty"),
}
