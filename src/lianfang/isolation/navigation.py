"""Where sites stand in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianfang.shared.roles import Permission
from lianfang.web.navigation import Item

ITEMS = [
    Item(
        label=_("Isolation sites"), url_name="isolation:list", permission=Permission.SEE_SITES, icon="building",
        order=47, short=pgettext_lazy("bar", "Sites"),
    ),
    Item(
        label=_("Rounds of the day"), url_name="isolation:rounds", permission=Permission.WORK_SITES, icon="checklist",
        order=48, short=pgettext_lazy("bar", "Rounds"),
    ),
    Item(
        label=_("Waiting for a bed"), url_name="isolation:waiting", permission=Permission.WORK_SITES, icon="bed",
        order=49, short=pgettext_lazy("bar", "Beds"),
    ),
]  # fmt: skip
