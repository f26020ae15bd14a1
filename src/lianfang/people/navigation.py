"""Where people stand in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lianfang.shared.roles import Permission
from lianfang.web.navigation import Item

ITEMS = [
    Item(label=_("People"), url_name="people:list", permission=Permission.SEE_PEOPLE, icon="users", order=60)
]
