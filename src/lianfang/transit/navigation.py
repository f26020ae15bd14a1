"""Where point to point stands in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lianfang.shared.roles import Permission
from lianfang.web.navigation import Item

ITEMS = [
    Item(
        label=_("Point to point"),
        url_name="transit:list",
        permission=Permission.SEE_TRANSIT,
        icon="bus",
        order=49,
    ),
]
