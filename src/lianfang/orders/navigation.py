"""Where orders stand in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lianfang.shared.roles import Permission
from lianfang.web.navigation import Item

ITEMS = [
    Item(label=_("Orders"), url_name="orders:list", permission=Permission.SEE_ORDERS, icon="home-shield", order=40),
    Item(label=_("Tests"), url_name="orders:tests", permission=Permission.SEE_ORDERS, icon="test-pipe", order=42),
    Item(
        label=_("Releases ahead"), url_name="orders:releases", permission=Permission.SEE_ORDERS, icon="door-exit",
        order=44,
    ),
    Item(
        label=_("Proposed changes"), url_name="orders:proposals", permission=Permission.SEE_ORDERS, icon="git-compare",
        order=45,
    ),
    Item(label=_("Rules by edition"), url_name="orders:law", permission=Permission.SEE_POLICY, icon="scale", order=80),
]  # fmt: skip
