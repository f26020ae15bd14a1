"""What is done in `transit`, in words for the auditor."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

WORDS: dict[str, Promise] = {
    "transit.expected": pgettext_lazy("audit", "entered a journey"),
    "transit.arrived": pgettext_lazy("audit", "noted a journey's arrival"),
    "transit.cancelled": pgettext_lazy("audit", "called a journey off"),
    "transit.registered": pgettext_lazy("audit", "registered somebody who arrived"),
    "transit.sampled": pgettext_lazy("audit", "sampled people who arrived"),
    "transit.negative": pgettext_lazy("audit", "noted negative results of arrivals"),
    "transit.positive": pgettext_lazy("audit", "noted positive results of arrivals"),
    "transit.hospital": pgettext_lazy("audit", "handed somebody to the hospital"),
    "transit.left": pgettext_lazy("audit", "let somebody go on alone"),
    "transit.add_place": pgettext_lazy("audit", "entered a waiting place"),
    "transit.seated": pgettext_lazy("audit", "let people wait"),
    "transit.gave_out": pgettext_lazy("audit", "gave food and warmth out"),
    "transit.add_vehicle": pgettext_lazy("audit", "entered a vehicle"),
    "transit.ride_opened": pgettext_lazy("audit", "opened a ride"),
    "transit.boarded": pgettext_lazy("audit", "let people board"),
    "transit.departed": pgettext_lazy("audit", "sent people off"),
    "transit.fetched": pgettext_lazy("audit", "fetched people"),
    "transit.received": pgettext_lazy("audit", "took people over"),
    "transit.view": pgettext_lazy("audit", "read who arrived"),
}
KINDS: dict[str, Promise] = {
    "journey": pgettext_lazy("audit", "journey"),
    "arrival": pgettext_lazy("audit", "person on the way"),
    "waiting_place": pgettext_lazy("audit", "waiting place"),
    "vehicle": pgettext_lazy("audit", "vehicle"),
    "ride": pgettext_lazy("audit", "ride"),
}
