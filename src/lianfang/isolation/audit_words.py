"""What is done in `isolation`, in words for the auditor."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

WORDS: dict[str, Promise] = {
    "isolation.listed": pgettext_lazy("audit", "entered a site"),
    "isolation.change_site": pgettext_lazy("audit", "changed a site"),
    "isolation.inspected": pgettext_lazy("audit", "inspected a site"),
    "isolation.activated": pgettext_lazy("audit", "activated a site"),
    "isolation.closed": pgettext_lazy("audit", "closed a site or a room"),
    "isolation.add_rooms": pgettext_lazy("audit", "entered rooms"),
    "isolation.cleaning_begun": pgettext_lazy("audit", "began cleaning a room"),
    "isolation.cleaned": pgettext_lazy("audit", "cleaned a room"),
    "isolation.reopened": pgettext_lazy("audit", "took a room into use again"),
    "isolation.assigned": pgettext_lazy("audit", "gave somebody a bed"),
    "isolation.vacated": pgettext_lazy("audit", "a bed was left"),
    "isolation.needs": pgettext_lazy("audit", "noted meals and needs"),
    "isolation.ticked": pgettext_lazy("audit", "ticked a round"),
    "isolation.waste": pgettext_lazy("audit", "handed over waste"),
    "isolation.sampled": pgettext_lazy("audit", "sampled a room or place"),
    "isolation.sample_result": pgettext_lazy("audit", "noted a sample's result"),
    "isolation.reported": pgettext_lazy("audit", "wrote a site's report"),
    "isolation.posted": pgettext_lazy("audit", "posted somebody to a site"),
    "isolation.withdrawn": pgettext_lazy("audit", "withdrew somebody from a site"),
    "isolation.shift": pgettext_lazy("audit", "put somebody on a shift"),
    "isolation.staff_tested": pgettext_lazy("audit", "noted a test of staff"),
    "isolation.view": pgettext_lazy("audit", "read who stays in a site"),
    "isolation.list": pgettext_lazy("audit", "read sites by the interface"),
}
KINDS: dict[str, Promise] = {
    "site": pgettext_lazy("audit", "isolation site"),
    "room": pgettext_lazy("audit", "room"),
    "stay": pgettext_lazy("audit", "stay"),
    "round": pgettext_lazy("audit", "round"),
    "posting": pgettext_lazy("audit", "posting"),
}
