"""Where leads stand in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lianfang.shared.roles import Permission
from lianfang.web.navigation import Item

ITEMS = [
    Item(label=_("Leads"), url_name="leads:list", permission=Permission.SEE_LEADS, icon="phone-call", order=30),
    Item(
        label=_("Doubtful pairs"), url_name="leads:doubtful", permission=Permission.MERGE_PEOPLE, icon="users-group",
        order=32, group=_("Queues"),
    ),
    Item(
        label=_("Letters"), url_name="leads:letters", permission=Permission.SEND_LETTERS, icon="mail", order=34,
        group=_("Queues"),
    ),
]  # fmt: skip
