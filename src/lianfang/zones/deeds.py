"""What can be done to a zone: each move with its words, its form and its action."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from lianfang.shared.actor import Actor
from lianfang.shared.roles import Permission
from lianfang.web.pieces import Words
from lianfang.zones import actions, forms
from lianfang.zones.models import Zone


@dataclass(frozen=True, slots=True)
class Deed:
    """One move: its name in addresses, its words, what it asks for and what it does."""

    name: str
    label: Words
    note: Words
    done: Words
    icon: str
    permission: Permission
    form: type[forms.DeedForm]
    run: Callable[..., Any]
    confirm: Words = ""


_ALL = (
    Deed(
        "lower", _("Lower or lift"), _("Only when every condition of the rule is met."), _("The zone is lowered."),
        "lock-open", Permission.EDIT_ZONES, forms.LowerForm, actions.lower,
        _("Lower this zone now? Its places are lowered as risk areas too."),
    ),
    Deed(
        "restart", _("New case"), _("The days and the rounds begin again; who was there is matched anew."),
        _("The count begins again."), "refresh-alert", Permission.EDIT_ZONES, forms.RestartForm, actions.restart,
    ),
    Deed(
        "contacts", _("Last contact"),
        _("When the last contact left for isolation, and what shows the contacts negative."),
        _("Noted."), "users", Permission.EDIT_ZONES, forms.ContactsForm, actions.note_contacts,
    ),
    Deed(
        "raise", _("Raise"), _("To a stricter kind, by order."), _("The zone is raised."), "arrow-up",
        Permission.EDIT_ZONES, forms.RaiseForm, actions.change_kind,
    ),
    Deed(
        "round", _("One more round"), _("Beside those that the rule plans."), _("The round is planned."), "test-pipe",
        Permission.EDIT_ZONES, forms.RoundForm, actions.add_round,
    ),
    Deed(
        "need", _("A need"), _("What a household needs at its door, and by when."), _("It stands on the list."),
        "shopping-cart", Permission.RECORD_CARE, forms.NeedForm, actions.ask_need,
    ),
)  # fmt: skip
DEEDS = {deed.name: deed for deed in _ALL}


def list_deeds(zone: Zone, actor: Actor) -> list[Deed]:
    """List what the reader may do to a zone now."""
    if zone.state != Zone.State.RUNNING:
        return []
    return [deed for deed in _ALL if actor.may(deed.permission)]
