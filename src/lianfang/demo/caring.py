"""Care in a demo: notices every evening, two measurements on the last days, one fever, calls that are drawn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from lianfang.care import actions as care
from lianfang.care.models import Breach, CheckDraw, Measurement, Paper, PhoneCheck, Transfer
from lianfang.core.timeline import DAY, day_of
from lianfang.demo.scenario import moment
from lianfang.orders.models import Order, Place
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Role

if TYPE_CHECKING:
    from lianfang.demo.play import Act, Stage

_ROUNDS = ("08:20", "15:40")
_MISSED = 0.02
_COOLEST, _TENTHS = Decimal("36.2"), 9
_FEVER = Decimal("37.8")
_DRAWN_AT, _CALLED_AT, _BREACH_AT = "09:30", "10:40", "16:30"
_FOLLOWED = timedelta(minutes=35)
_PERCENT = 3
_PRINTED_AT = "22:50"  # after the day's last order


def plan_care(stage: Stage) -> None:
    """Plan the notices of each evening, the measurements of the last days, calls and one breach of the last."""
    for evening in stage.scenario.days():
        stage.later(moment(evening, _PRINTED_AT), _print(stage))
    day = stage.scenario.last
    for before in range(stage.scenario.measured_days - 1, -1, -1):
        for number, clock in enumerate(_ROUNDS):
            fever = number == before == 0
            stage.later(moment(day - before * DAY, clock), _measure(stage, fever=fever))
    stage.later(moment(day, _DRAWN_AT), _draw(stage))
    stage.later(moment(day, _CALLED_AT), _call(stage))
    stage.later(moment(day, _BREACH_AT), _breach(stage))


def _running() -> Iterator[tuple[str, list[Order]]]:
    """Yield town by town those who are under a measure."""
    held = Order.objects.filter(state=Order.State.RUNNING).order_by("town", "pk")
    for town, of_town in groupby(held, key=lambda order: order.town):
        yield town, list(of_town)


def _desk(stage: Stage, town: str) -> Actor:
    return stage.staff.of(Role.TOWN, town) if town else stage.staff.of_county(Role.OFFICE)


def _print(stage: Stage) -> Act:
    """The office writes the notices of the day's new orders in one file, and those for the doors of homes."""

    def act(at: datetime) -> None:
        stage.hands.settle()
        told = Paper.objects.filter(kind="start").values("order")
        new = list(
            Order.objects.filter(state=Order.State.RUNNING).exclude(pk__in=told).order_by("town", "pk")
        )
        home = [order for order in new if order.place == Place.HOME]
        for kind, orders in (("start", new), ("door", home)):
            if orders:
                office = stage.staff.of_county(Role.OFFICE)
                care.issue_papers(orders=[order.pk for order in orders], kind=kind, by=office, at=at)

    return act


def _measure(stage: Stage, *, fever: bool) -> Act:
    def act(at: datetime) -> None:
        stage.hands.settle()
        dice, feverish = stage.dice, fever
        for town, held in _running():
            rows = []
            for order in held:
                if order.starts_at > at or dice.random() < _MISSED:
                    continue
                temperature = _COOLEST + Decimal(dice.randrange(_TENTHS)) / 10
                if feverish and day_of(order.ends_at) > day_of(at):  # whom the history releases today is well
                    temperature, feverish = _FEVER, False
                at_site = order.place == Place.CENTRALISED
                source = Measurement.Source.SITE if at_site else Measurement.Source.RESPONSIBLE
                rows.append(care.MeasurementIn(order.pk, temperature, source=source))
            if rows:
                care.record_measurements(rows=rows, by=_desk(stage, town), at=at)

    return act


def _draw(stage: Stage) -> Act:
    def act(at: datetime) -> None:
        if Order.objects.filter(state=Order.State.RUNNING, place=Place.HOME).exists():
            inspector = stage.staff.of_county(Role.INSPECTOR)
            care.draw_checks(percent=_PERCENT, by=inspector, at=at)

    return act


def _call(stage: Stage) -> Act:
    """The supervision group calls whom it drew; the last of them is still to be called."""

    def act(at: datetime) -> None:
        inspector = stage.staff.of_county(Role.INSPECTOR)
        drawn = PhoneCheck.objects.filter(draw__in=CheckDraw.objects.filter(day=at.date())).order_by("pk")
        for check in list(drawn)[:-1]:
            care.record_check(check=check, outcome=PhoneCheck.Outcome.AT_HOME, by=inspector, at=at)

    return act


def _breach(stage: Stage) -> Act:
    """A door was opened; the town goes there and says what came of it."""

    def act(at: datetime) -> None:
        stage.hands.settle()
        ill = Transfer.objects.values("order")  # nobody has both on one day
        held = Order.objects.filter(state=Order.State.RUNNING, place=Place.HOME).exclude(pk__in=ill)
        order = held.exclude(town="").first()
        if order is None:
            return
        by = _desk(stage, order.town)
        breach = care.report_breach(
            order=order, kind=Breach.Kind.DOOR, told="门磁报警，本人称开门取快递。", by=by, at=at
        )

        def follow(later: datetime) -> None:
            care.follow_breach(breach=breach, told="包保人上门核实，已批评教育并重新封条。", by=by, at=later)

        stage.later(at + _FOLLOWED, follow)

    return act
