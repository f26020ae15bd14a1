"""Where risk areas stand in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lianfang.shared.roles import Permission
from lianfang.web.navigation import Item

ITEMS = [
    Item(
        label=_("Where from?"),
        url_name="risk:entrance",
        permission=Permission.SEE_RISK,
        icon="door-enter",
        order=71,
    ),
    Item(label=_("Risk areas"), url_name="risk:list", permission=Permission.SEE_RISK, icon="map-2", order=72),
]
