"""What a site tells the pages of the rooms below: where a person stays."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.isolation.models import Stay
from lianfang.isolation.scope import stays_visible_to
from lianfang.people.models import Person
from lianfang.people.page import Matter, tells_matters, tells_timeline
from lianfang.shared.actor import Actor
from lianfang.shared.reading import once_a_reading
from lianfang.shared.roles import Permission
from lianfang.web.pieces import Entry


@tells_matters
def tell_bed(actor: Actor, person: Person) -> list[Matter]:
    """Tell a person's page in which room they stay."""
    if not actor.may(Permission.SEE_SITES):
        return []
    return [
        Matter(
            title=_("%(site)s, room %(room)s") % {"site": stay.site.name, "room": stay.room.number},
            url=reverse("isolation:stay", args=[stay.pk]),
            tone="accent",
            icon="bed",
            order=12,
        )
        for stay in _list_stays(actor, person)
        if stay.ended_at is None
    ]


@once_a_reading
def _list_stays(actor: Actor, person: Person) -> list[Stay]:
    """Return the stays of a person that the reader may see, for both tellers by one query a page."""
    return list(stays_visible_to(actor).filter(person=person).select_related("site", "room"))


@tells_timeline
def tell_stays(actor: Actor, person: Person) -> list[Entry]:
    """Tell a person's page of the rooms they came into and left."""
    if not actor.may(Permission.SEE_SITES):
        return []
    entries = []
    for stay in _list_stays(actor, person):
        where = {"site": stay.site.name, "room": stay.room.number}
        url = reverse("isolation:stay", args=[stay.pk])
        entries.append(Entry(stay.starts_at, _("Into %(site)s, room %(room)s") % where, url=url, icon="bed"))
        if stay.ended_at:
            title = _("Out of %(site)s, room %(room)s") % where
            entries.append(Entry(stay.ended_at, title, url=url, icon="door-exit"))
    return entries
