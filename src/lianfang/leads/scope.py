"""The one door to leads: those whose place lies in the actor's scope."""

from __future__ import annotations

from django.db.models import QuerySet

from lianfang.leads.models import DoubtfulPair, Lead, LeadTally, TransferLetter
from lianfang.people.scope import reaches_people
from lianfang.shared.actor import Actor
from lianfang.shared.scoping import within_scope


def visible_to(actor: Actor) -> QuerySet[Lead]:
    """Return the leads in the actor's scope, with their persons."""
    return within_scope(Lead.objects.select_related("person"), actor)


def letters_visible_to(actor: Actor) -> QuerySet[TransferLetter]:
    """Return the letters of leads in the actor's scope."""
    return within_scope(TransferLetter.objects.select_related("lead__person"), actor, "lead__")


def pairs_visible_to(actor: Actor) -> QuerySet[DoubtfulPair]:
    """Return the doubtful pairs of leads in the actor's scope."""
    return within_scope(DoubtfulPair.objects.select_related("lead", "person", "other"), actor, "lead__")


def tally_visible_to(actor: Actor) -> QuerySet[LeadTally]:
    """Return the counted leads in the actor's scope."""
    return within_scope(LeadTally.objects.all(), actor)


@reaches_people
def people_of_leads(actor: Actor) -> QuerySet[Lead]:
    """Say that a person is seen by those who see one of their leads."""
    return within_scope(Lead.objects.all(), actor)
