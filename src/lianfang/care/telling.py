"""What care tells on pages of rooms below: on a person's page, and beside an order."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.care import present, queries
from lianfang.leads.models import Lead
from lianfang.orders.beside import Before, Beside, tells_before, tells_beside
from lianfang.orders.models import Order
from lianfang.people.models import Person
from lianfang.people.needs import list_needs
from lianfang.people.page import Matter, tells_matters
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Permission


@tells_beside
def tell_care(actor: Actor, order: Order) -> list[Beside]:
    """Lead from an order to its care page."""
    if not actor.may(Permission.SEE_CARE):
        return []
    return [Beside(_("Daily care"), reverse("care:order", args=[order.pk]), "heartbeat")]


@tells_before
def tell_home(actor: Actor, lead: Lead) -> list[Before]:
    """Lead from the issue of an order to the look at the home, and say what the last one found."""
    if not actor.may(Permission.RECORD_CARE):
        return []
    link = Beside(_("Look at the home"), reverse("care:home", args=[lead.pk]), "home-check")
    last = queries.list_home_checks(actor).filter(lead=lead).order_by("-true_at", "-pk").first()
    if last is None:
        return [Before(link, _("not looked at yet"))]
    words, tone = (_("fit"), "good") if last.fit else (_("not fit"), "bad")
    return [Before(link, words, tone, unfit_home=not last.fit)]


@tells_matters
def tell_needs(actor: Actor, person: Person) -> list[Matter]:
    """Tell a person's page what they need or asked for, and whether somebody brings them to hospital."""
    if not actor.may(Permission.SEE_CARE):
        return []
    matters = [
        Matter(
            title=present.NEEDS[need.kind],
            text=_(", ").join(text for text in (need.detail, need.helper) if text),
            icon="heart-handshake",
            tone="watch",
            order=15,
        )
        for need in list_needs([person.pk]).get(person.pk, [])
    ]
    for way in queries.list_open_transfers(actor).filter(order__person=person):
        matters.append(
            Matter(
                title=_("To hospital: %(cause)s") % {"cause": present.CAUSES[way.cause]},
                text=present.say_transfer(way.state),
                url=reverse("care:transfer", args=[way.pk]),
                tone="bad",
                icon="ambulance",
                order=5,
            )
        )
    for check in queries.list_open_asked(actor).filter(order__person=person):
        matters.append(
            Matter(
                title=_("Asked for by telephone"),
                text=check.note,
                url=reverse("care:check", args=[check.pk]),
                tone="watch",
                icon="shopping-bag",
                order=12,
            )
        )
    return matters
