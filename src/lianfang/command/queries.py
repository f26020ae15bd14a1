"""Reads of Today that no room below asks for: what waits, oldest first, through each room's own door."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from lianfang.core.figures.cut import Cut
from lianfang.figures.dispatch import KIND
from lianfang.figures.models import Report
from lianfang.intake.models import Batch
from lianfang.intake.scope import visible_to as lists_visible_to
from lianfang.leads.models import CallOutcome, Lead, TransferLetter
from lianfang.leads.scope import letters_visible_to, visible_to
from lianfang.orders.models import Order
from lianfang.shared.actor import Actor

_PLACED = ("ambiguous", "none")
_ORDERED = Order.objects.filter(lead=OuterRef("pk")).exclude(state=Order.State.CANCELLED)


def list_to_call(actor: Actor) -> QuerySet[Lead]:
    """Return the leads that wait for a call, the earliest deadline first."""
    return visible_to(actor).filter(state=Lead.State.OPEN).order_by("due_at", "pk")


def list_to_control(actor: Actor) -> QuerySet[Lead]:
    """Return the leads of people found here who are to be controlled and have no order, the oldest first."""
    found = visible_to(actor).filter(state=Lead.State.ANSWERED, outcome=CallOutcome.HERE_CONTROL)
    return found.filter(~Exists(_ORDERED)).order_by("due_at", "pk")


def list_unplaced(actor: Actor) -> QuerySet[Lead]:
    """Return the open leads whose place is ambiguous or missing and that the office still holds."""
    held = visible_to(actor).filter(state=Lead.State.OPEN, holder=Lead.Holder.OFFICE, place__in=_PLACED)
    return held.order_by("due_at", "pk")


def list_drafts(actor: Actor) -> QuerySet[TransferLetter]:
    """Return the letters that are not sent yet, the oldest first."""
    return letters_visible_to(actor).filter(state="draft").order_by("made_at", "pk")


def list_failed(actor: Actor) -> QuerySet[Batch]:
    """Return the lists that could not be read, the newest first."""
    failed = lists_visible_to(actor).select_related("source").filter(state=Batch.State.FAILED)
    return failed.order_by("-pushed_at", "-pk")


def list_with_rejected(actor: Actor) -> QuerySet[Batch]:
    """Return the lists with rows that were rejected and not corrected, the newest first."""
    lists = lists_visible_to(actor).select_related("source").filter(rejected__gt=0)
    return lists.order_by("-pushed_at", "-pk")


def is_signed(cut: Cut) -> bool:
    """Say whether the dispatch report of a cut is signed."""
    return Report.objects.filter(kind=KIND, day=cut.day, cut_at=cut.at).exists()
