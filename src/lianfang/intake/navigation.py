"""Where lists stand in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lianfang.shared.roles import Permission
from lianfang.web.navigation import Item

ITEMS = [
    Item(
        label=_("Lists"),
        url_name="intake:list",
        permission=Permission.SEE_LISTS,
        icon="table-import",
        order=20,
    )
]
