"""Where zones stand in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lianfang.shared.roles import Permission
from lianfang.web.navigation import Item

ITEMS = [
    Item(label=_("Zones"), url_name="zones:list", permission=Permission.SEE_ZONES, icon="fence", order=52),
    Item(
        label=_("Was in a risk area"), url_name="zones:exposed", permission=Permission.SEE_LEADS, icon="user-search",
        order=47,
    ),
]  # fmt: skip
