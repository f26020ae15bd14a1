"""Where the report stands in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lianfang.shared.roles import Permission
from lianfang.web.navigation import Item

ITEMS = [
    Item(
        label=_("Dispatch report"),
        url_name="figures:dispatch",
        permission=Permission.SEE_FIGURES,
        icon="report-analytics",
        order=50,
    ),
]
