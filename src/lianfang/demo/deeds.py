"""What staff do about one person in a demo, as data: done here at once, or handed to another process (`crew`)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from lianfang.core.policy import Facts
from lianfang.demo.county import CountyStaff
from lianfang.isolation import actions as isolation
from lianfang.isolation.models import Site
from lianfang.isolation.refusals import SiteFull
from lianfang.leads import actions as leads
from lianfang.leads.models import CallOutcome, Lead
from lianfang.orders import actions as orders
from lianfang.orders.models import Order, Place
from lianfang.shared.actor import Actor
from lianfang.shared.clock import pinned_at
from lianfang.shared.roles import Role


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that happens to one lead at an instant."""

    lead_id: int
    at: datetime

    def do(self, staff: CountyStaff) -> None:
        """Do it through the public actions, as the one who answers for the place."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Call(Deed):
    """Whoever has the lead on the desk calls; one that was answered meanwhile is left alone."""

    outcome: str
    away_place: str = ""
    back_on: date | None = None

    def do(self, staff: CountyStaff) -> None:
        """Record the call."""
        lead = Lead.objects.get(pk=self.lead_id)
        if lead.state != Lead.State.OPEN:
            return
        leads.record_call(
            lead=lead,
            outcome=CallOutcome(self.outcome),
            by=_holder(staff, lead),
            at=self.at,
            away_place=self.away_place,
            back_on=self.back_on,
        )


@dataclass(frozen=True, slots=True)
class Find(Deed):
    """The grid worker finds the person here and to be controlled, whatever was answered before."""

    def do(self, staff: CountyStaff) -> None:
        """Record the call."""
        lead = Lead.objects.get(pk=self.lead_id)
        by = _holder(staff, lead)
        leads.record_call(lead=lead, outcome=CallOutcome.HERE_CONTROL, by=by, at=self.at)


@dataclass(frozen=True, slots=True)
class Issue(Deed):
    """The desk of the place issues the order."""

    facts: Facts

    def do(self, staff: CountyStaff) -> None:
        """Issue it."""
        lead = Lead.objects.get(pk=self.lead_id)
        order = orders.issue(lead=lead, facts=self.facts, by=_desk(staff, lead), at=self.at)
        if order.place == Place.CENTRALISED:
            _house(order, staff, self.at)


@dataclass(frozen=True, slots=True)
class MoveHome(Deed):
    """A home was found fit: the person moves there."""

    reason: str

    def do(self, staff: CountyStaff) -> None:
        """Move them."""
        order = _running(self.lead_id)
        by = _above(staff, order)
        orders.move(order=order, place=Place.HOME, by=by, at=self.at, reason=self.reason)
        _leave_bed(order, by, self.at)


@dataclass(frozen=True, slots=True)
class Leave(Deed):
    """The person leaves the county."""

    reason: str

    def do(self, staff: CountyStaff) -> None:
        """Let them go."""
        order = _running(self.lead_id)
        by = _above(staff, order)
        orders.leave(order=order, by=by, at=self.at, reason=self.reason)
        _leave_bed(order, by, self.at)


@dataclass(frozen=True, slots=True)
class Release(Deed):
    """The days are over."""

    def do(self, staff: CountyStaff) -> None:
        """Release the person; raises ReleaseRefused where the rule is not met."""
        order = _running(self.lead_id)
        by = _above(staff, order)
        orders.release(order=order, by=by, at=self.at)
        _leave_bed(order, by, self.at)


class Hands:
    """Does deeds at once, in this process."""

    def __init__(self) -> None:
        self._staff: CountyStaff | None = None

    def do(self, deed: Deed) -> None:
        """Do a deed, the clock standing at its instant."""
        if self._staff is None:
            self._staff = CountyStaff()
        with pinned_at(deed.at):
            deed.do(self._staff)

    def settle(self) -> None:
        """Return when everything handed over is done."""


def _running(lead_id: int) -> Order:
    return Order.objects.get(lead=lead_id, state=Order.State.RUNNING)


def _house(order: Order, staff: CountyStaff, at: datetime) -> None:
    """Give somebody a room of the first site that has one; where all are full they wait for a bed."""
    for site in Site.objects.filter(state=Site.State.ACTIVE).order_by("pk"):
        with suppress(SiteFull):
            isolation.assign(order=order, site=site, by=staff.of_county(Role.OFFICE), at=at)
            return


def _leave_bed(order: Order, by: Actor, at: datetime) -> None:
    """Let the bed follow an order whose stage in a site is over; the worker is not there to do it."""
    if order.place == Place.CENTRALISED:
        isolation.follow_order(order_id=order.pk, by=lambda _order: by, at=at)


def _holder(staff: CountyStaff, lead: Lead) -> Actor:
    """Return who has the lead on the desk."""
    if lead.holder == Lead.Holder.OFFICE:
        return staff.of_county(Role.DATA)
    return staff.of(Role(lead.holder), getattr(lead, lead.holder))


def _desk(staff: CountyStaff, lead: Lead) -> Actor:
    """Return who issues orders for a lead's place: the community's desk in town, else the town's."""
    if lead.community and staff.has(Role.COMMUNITY, lead.community):
        return staff.of(Role.COMMUNITY, lead.community)
    return staff.of(Role.TOWN, lead.town) if lead.town else staff.of_county(Role.OFFICE)


def _above(staff: CountyStaff, order: Order) -> Actor:
    """Return who decides for an order's place: its town, or the office."""
    return staff.of(Role.TOWN, order.town) if order.town else staff.of_county(Role.OFFICE)
