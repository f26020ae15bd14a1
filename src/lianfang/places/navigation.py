"""Where areas stand in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lianfang.shared.roles import Permission
from lianfang.web.navigation import Item

ITEMS = [
    Item(label=_("Areas"), url_name="places:tree", permission=Permission.SEE_AREAS, icon="map-pin", order=70)
]
