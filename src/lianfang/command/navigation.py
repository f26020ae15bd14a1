"""Where Today stands in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lianfang.shared.roles import Permission
from lianfang.web.navigation import Item

ITEMS = [
    Item(
        label=_("Today"), url_name="command:today", permission=Permission.SIGN_IN, icon="checklist", order=10
    ),
]
