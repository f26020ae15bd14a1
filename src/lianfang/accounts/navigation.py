"""Pages of accounts in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lianfang.accounts.scopes import get_name
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Permission
from lianfang.web.navigation import Item

ITEMS = [
    Item(
        label=_("Audit"), url_name="accounts:audit", permission=Permission.SEE_AUDIT, icon="history", order=90
    ),
    Item(
        label=_("Staff"),
        url_name="accounts:staff",
        permission=Permission.MANAGE_STAFF,
        icon="users",
        order=95,
    ),
]


def get_page_facts(actor: Actor) -> dict[str, str]:
    """Return the name of the actor's place for the shell."""
    return {"scope": get_name(actor.scope)}
