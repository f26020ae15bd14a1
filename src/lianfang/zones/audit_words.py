"""What is done in `zones`, in words for the auditor."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

WORDS: dict[str, Promise] = {
    "zones.drawn": pgettext_lazy("audit", "drew a zone"),
    "zones.restarted": pgettext_lazy("audit", "began a zone's count again"),
    "zones.positive": pgettext_lazy("audit", "found a positive in a zone"),
    "zones.lowered": pgettext_lazy("audit", "lowered a zone"),
    "zones.raised": pgettext_lazy("audit", "raised a zone"),
    "zones.lifted": pgettext_lazy("audit", "lifted a zone"),
    "zones.contacts": pgettext_lazy("audit", "noted the last contact of a zone"),
    "zones.add_round": pgettext_lazy("audit", "planned a round"),
    "zones.count_round": pgettext_lazy("audit", "counted a round"),
    "zones.ask_need": pgettext_lazy("audit", "noted a need"),
    "zones.take_need": pgettext_lazy("audit", "took a need on"),
    "zones.finish_need": pgettext_lazy("audit", "brought what was needed"),
    "zones.drop_need": pgettext_lazy("audit", "dropped a need"),
    "zones.dismiss": pgettext_lazy("audit", "took somebody off the exposed"),
    "zones.match": pgettext_lazy("audit", "matched who was in a risk area"),
    "zones.view": pgettext_lazy("audit", "read a zone"),
    "zones.view_need": pgettext_lazy("audit", "read a need"),
}
KINDS: dict[str, Promise] = {
    "zone": pgettext_lazy("audit", "zone"),
    "zone_need": pgettext_lazy("audit", "need"),
    "exposure": pgettext_lazy("audit", "person in a risk area"),
}
