"""What daily care asks of the reader: temperatures, ways to hospital, notices, calls, breaches, receipts, homes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.care import present, queries
from lianfang.care.models import Breach, HandOver, HomeMember, PhoneCheck, Transfer
from lianfang.command.duties import (
    DUTY_ICONS,
    Asked,
    Draw,
    Line,
    Places,
    Step,
    Told,
    itself,
    only_with,
    order_of,
    say_place,
)
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Permission


def _lines(
    url_of: Callable[[Any], str],
    placed: Callable[[Any], Any],
    label: str,
    icon: str,
    *,
    text_of: Callable[[Any], Any] = lambda _row: "",
    when_of: Callable[[Any], datetime | None] = lambda _row: None,
    late_of: Callable[[Any], bool] = lambda _row: False,
    urgent_of: Callable[[Any], bool] = lambda _row: False,
    acts: bool = True,
) -> Draw:
    """Return how rows of care are drawn: the person, what about them, where, by when, and the step."""

    def draw(rows: list[Any], places: Places) -> Iterable[Line]:
        for row in rows:
            order, url, told = placed(row), url_of(row), str(text_of(row))
            where = say_place(order, places)
            yield Line(
                title=order.person.name,
                url=url,
                text=f"{told} · {where}" if told else where,
                when=when_of(row),
                late=late_of(row),
                urgent=urgent_of(row),
                steps=(Step(label, url, icon, main=True),) if acts else (),
            )

    return draw


@only_with(Transfer)
def tell_transfers(actor: Actor, at: datetime) -> Told:
    """Tell who must be brought to hospital: it never waits, and nothing says by when."""
    if not actor.may(Permission.SEE_CARE):
        return None
    draw = _lines(
        lambda way: reverse("care:transfer", args=[way.pk]), order_of, _("Next step"),
        DUTY_ICONS["transfers"],
        text_of=lambda way: f"{present.CAUSES[way.cause]} · {present.say_transfer(way.state)}",
        when_of=lambda way: way.opened_at,
        urgent_of=lambda _way: True,
        acts=actor.may(Permission.RECORD_CARE),
    )  # fmt: skip
    rows = queries.list_open_transfers(actor)
    url = f"{reverse('care:transfers')}?state=open&state=on_way&state=arrived"
    return Asked("transfers", _("To hospital"), DUTY_ICONS["transfers"], rows, draw, url, order_of)


def tell_lacking(actor: Actor, at: datetime) -> Told:
    """Tell who is not measured yet in this part of the day, and who never was in one that is over."""
    if not actor.may(Permission.RECORD_CARE):
        return None
    slot = queries.current_slot(at)
    draw = _lines(
        lambda order: reverse("care:order", args=[order.pk]), itself, _("Record"), "temperature",
        text_of=lambda order: order.address, when_of=lambda _order: slot.ends,
    )  # fmt: skip
    rows = queries.list_lacking(actor, at)
    url = f"{reverse('care:lacking')}?part=now"
    return Asked("lacking", _("Temperatures to take"), "temperature", rows, draw, url, itself)


def tell_missed_parts(actor: Actor, at: datetime) -> Told:
    """Tell who was not measured in a part of today that is over."""
    if not actor.may(Permission.SEE_CARE):
        return None
    over = [slot for slot in queries.begun_slots(at) if slot.ends <= at]
    if not over:
        return None
    draw = _lines(
        lambda order: reverse("care:order", args=[order.pk]), itself, _("Ask why"), "phone-call",
        text_of=lambda order: order.address, when_of=lambda _order: over[-1].ends, late_of=lambda _order: True,
        acts=actor.may(Permission.RECORD_CARE),
    )  # fmt: skip
    rows = queries.list_missed_parts(actor, at)
    url = f"{reverse('care:lacking')}?part=over"
    return Asked(
        "missed_parts", _("Not measured in time"), DUTY_ICONS["missed_parts"], rows, draw, url, itself
    )


def tell_notices(actor: Actor, at: datetime) -> Told:
    """Tell who has no signed notice of the measure."""
    if not actor.may(Permission.RECORD_CARE):
        return None
    draw = _lines(
        lambda order: reverse("care:order", args=[order.pk]), itself, _("Notice"), "file-text",
        when_of=lambda order: order.starts_at,
    )  # fmt: skip
    url = f"{reverse('care:list')}?notice=missing&notice=unsigned"
    rows = queries.list_without_notice(actor)
    return Asked("notices", _("Notices to be signed"), "file-text", rows, draw, url, itself)


@only_with(PhoneCheck)
def tell_checks(actor: Actor, at: datetime) -> Told:
    """Tell the supervision group whom the day's draw chose."""
    if not actor.may(Permission.SUPERVISE_CARE):
        return None
    draw = _lines(
        lambda check: reverse("care:check", args=[check.pk]), order_of, _("Call"), "phone-call",
        text_of=lambda check: present.CHECKED.get(check.outcome, ""),
    )  # fmt: skip
    rows, url = queries.list_calls_ahead(actor, at), f"{reverse('care:checks')}?waiting=1"
    return Asked("checks", _("Telephone checks"), "phone-call", rows, draw, url, order_of)


@only_with(PhoneCheck)
def tell_asked(actor: Actor, at: datetime) -> Told:
    """Tell those who care what people asked for by telephone, until it is brought or settled."""
    if not actor.may(Permission.RECORD_CARE):
        return None
    draw = _lines(
        lambda check: reverse("care:check", args=[check.pk]), lambda check: check.order, _("Settle"), "shopping-bag",
        text_of=lambda check: check.note, when_of=lambda check: check.checked_at,
    )  # fmt: skip
    rows, url = queries.list_open_asked(actor), f"{reverse('care:asked')}?state=open"
    return Asked("asked", _("Asked for by telephone"), "shopping-bag", rows, draw, url, order_of)


@only_with(Breach)
def tell_breaches(actor: Actor, at: datetime) -> Told:
    """Tell which breaches are not closed: each is looked after at once."""
    if not actor.may(Permission.SEE_CARE):
        return None
    draw = _lines(
        lambda breach: reverse("care:breach", args=[breach.pk]), order_of, _("Follow up"),
        DUTY_ICONS["breaches"], text_of=lambda breach: present.BREACHES[breach.kind],
        when_of=lambda breach: breach.happened_at, urgent_of=lambda _breach: True,
    )  # fmt: skip
    rows, url = queries.list_open_breaches(actor), f"{reverse('care:breaches')}?state=open"
    return Asked("breaches", _("Breaches"), DUTY_ICONS["breaches"], rows, draw, url, order_of)


@only_with(HandOver)
def tell_receipts(actor: Actor, at: datetime) -> Told:
    """Tell which counties have not receipted whom we handed over."""
    if not actor.may(Permission.ISSUE_ORDERS):
        return None
    draw = _lines(
        lambda row: reverse("care:hand_over", args=[row.pk]), order_of, _("Receipt"), "mail-check",
        text_of=lambda row: row.to_name, when_of=lambda row: row.due_at, late_of=lambda row: row.due_at <= at,
    )  # fmt: skip
    rows, url = queries.list_unreceipted(actor), f"{reverse('care:hand_overs')}?open=1"
    return Asked("receipts", _("Receipts of other counties"), "mail-check", rows, draw, url, order_of)


@only_with(HomeMember)
def tell_members(actor: Actor, at: datetime) -> Told:
    """Tell who lives together with somebody to be isolated at home and has not moved out or joined."""
    if not actor.may(Permission.RECORD_CARE):
        return None

    def draw(members: list[Any], _places: Places) -> Iterable[Line]:
        for member in members:
            url = reverse("care:home", args=[member.check_made.lead_id])
            told = _("lives with %(name)s") % {"name": member.check_made.lead.person.name}
            yield Line(
                title=member.name,
                url=url,
                text=f"{present.CHOICES[member.choice]} · {told}",
                when=member.check_made.true_at,
                steps=(Step(_("Open"), url, "home", main=True),),
            )

    rows = queries.list_waiting_members(actor)
    return Asked("members", _("Living together"), "home", rows, draw, reverse("care:members"))
