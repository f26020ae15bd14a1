"""Where Today stands in the navigation."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from lianfang.shared.roles import Permission
from lianfang.web.navigation import Item

ITEMS = [
    Item(
        label=pgettext_lazy("page", "Today"),
        url_name="command:today",
        permission=Permission.SIGN_IN,
        icon="checklist",
        order=10,
    ),
]
