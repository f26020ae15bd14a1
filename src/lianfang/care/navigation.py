"""Where care stands in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lianfang.shared.roles import Permission
from lianfang.web.navigation import Item

ITEMS = [
    Item(label=_("Daily care"), url_name="care:list", permission=Permission.SEE_CARE, icon="heartbeat", order=45),
    Item(label=_("Papers"), url_name="care:papers", permission=Permission.SEE_CARE, icon="file-text", order=45),
]  # fmt: skip
