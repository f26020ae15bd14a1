"""What can be done to an order on its page: a form, a permission and an action each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from lianfang.orders import actions, forms
from lianfang.orders.models import Order, Stage
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Permission
from lianfang.web.pieces import Words


@dataclass(frozen=True, slots=True)
class Deed:
    """One move of an order; `offered` says whether it makes sense on an order as it stands."""

    name: str
    label: Words
    note: Words
    permission: Permission
    form: type[forms.DeedForm]
    run: Callable[..., object]
    done: Words
    offered: Callable[[Order, list[Stage]], bool]
    confirm: Words = ""

    @property
    def icon(self) -> str:
        """Name the icon of the move's button."""
        return DEED_ICONS[self.name]


def _runs(order: Order, stages: list[Stage]) -> bool:
    return order.state == Order.State.RUNNING


def _has_next(order: Order, stages: list[Stage]) -> bool:
    return _runs(order, stages) and any(stage.state == Stage.State.PLANNED for stage in stages)


def _is_last(order: Order, stages: list[Stage]) -> bool:
    return _runs(order, stages) and not _has_next(order, stages)


def _rests(order: Order, stages: list[Stage]) -> bool:
    return _runs(order, stages) and order.suspended_at is not None


def _does_not_rest(order: Order, stages: list[Stage]) -> bool:
    return _runs(order, stages) and order.suspended_at is None


def _waits(order: Order, stages: list[Stage]) -> bool:
    return _runs(order, stages) and any(stage.needs for stage in stages)


def _not_withdrawn(order: Order, stages: list[Stage]) -> bool:
    return order.state != Order.State.CANCELLED


def _correct(*, order: Order, **told: Any) -> object:
    return actions.correct_stage(**told)


DEED_ICONS = {
    "release": "circle-check",
    "next": "player-track-next",
    "move": "arrows-exchange",
    "extend": "calendar-plus",
    "need": "checks",
    "suspend": "player-pause",
    "resume": "player-play",
    "early": "door-exit",
    "leave": "plane-departure",
    "death": "heart-off",
    "correct": "pencil",
    "cancel": "file-x",
}
ISSUE, RELEASE = Permission.ISSUE_ORDERS, Permission.RELEASE_ORDERS
DEEDS = {
    deed.name: deed
    for deed in (
        Deed(
            "release",
            _("Release"),
            _("Possible when the days are over and the tests are negative."),
            RELEASE,
            forms.EndForm,
            actions.release,
            _("The person is released."),
            _is_last,
        ),
        Deed(
            "next",
            _("Next stage"),
            _("Possible when the days of this stage are over; the next planned one begins."),
            ISSUE,
            forms.NextForm,
            actions.start_next,
            _("The next stage has begun."),
            _has_next,
        ),
        Deed(
            "move",
            _("Move"),
            _("Another place or site for the rest of this stage; the days go on counting."),
            ISSUE,
            forms.MoveForm,
            actions.move,
            _("The person is moved."),
            _runs,
        ),
        Deed(
            "extend",
            _("Extend"),
            _("A later end, as when somebody of the household turns positive."),
            ISSUE,
            forms.ExtendForm,
            actions.extend,
            _("The order is extended."),
            _runs,
        ),
        Deed(
            "need",
            _("Confirm what release waits for"),
            _("The close contact's first two tests are negative."),
            RELEASE,
            forms.NeedForm,
            actions.confirm_need,
            _("Confirmed."),
            _waits,
        ),
        Deed(
            "suspend",
            _("Suspend"),
            _("The measure rests, as in hospital for another illness; nobody is released meanwhile."),
            ISSUE,
            forms.SuspendForm,
            actions.suspend,
            _("The measure rests."),
            _does_not_rest,
        ),
        Deed(
            "resume",
            _("Resume"),
            _("Days of rest that do not count are added to the end."),
            ISSUE,
            forms.ResumeForm,
            actions.resume,
            _("The measure runs again."),
            _rests,
        ),
        Deed(
            "early",
            _("Release early by order"),
            _("Before the rule is met: who decided, why and by which document stays in the record."),
            RELEASE,
            forms.EarlyForm,
            actions.release_early,
            _("The person is released."),
            _runs,
            _("Release this person before the rule is met?"),
        ),
        Deed(
            "leave",
            _("Left or handed over"),
            _("The order ends here; another place or a hospital goes on."),
            ISSUE,
            forms.LeaveForm,
            actions.leave,
            _("The order has ended."),
            _runs,
        ),
        Deed(
            "death",
            _("Died"),
            _("The order ends."),
            ISSUE,
            forms.EndForm,
            actions.record_death,
            _("The order has ended."),
            _runs,
            _("Record that this person died?"),
        ),
        Deed(
            "correct",
            _("Correct a time"),
            _("Signed reports keep what was known then; from now on the right time counts."),
            RELEASE,
            forms.CorrectForm,
            _correct,
            _("The time is corrected."),
            _not_withdrawn,
        ),
        Deed(
            "cancel",
            _("Withdraw"),
            _(
                "For an order that should never have been, as for the wrong person: it counts nowhere from now on."
            ),
            RELEASE,
            forms.CancelForm,
            actions.cancel,
            _("The order is withdrawn."),
            _runs,
            _("Withdraw this order? It cannot be put back; a new one would have to be issued."),
        ),
    )
}


def list_deeds(order: Order, stages: list[Stage], actor: Actor) -> list[Deed]:
    """Return what an actor may do to an order as it stands."""
    return [deed for deed in DEEDS.values() if actor.may(deed.permission) and deed.offered(order, stages)]
