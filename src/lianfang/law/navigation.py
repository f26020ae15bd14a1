"""Where local orders stand in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lianfang.shared.roles import Permission
from lianfang.web.navigation import Item

ITEMS = [
    Item(label=_("Local orders"), url_name="law:list", permission=Permission.SEE_POLICY, icon="gavel", order=81),
]  # fmt: skip
