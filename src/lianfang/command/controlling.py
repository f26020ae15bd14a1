"""What orders ask of the reader: tests, the next stage, releases."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

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
from lianfang.core.timeline import day_of
from lianfang.orders.models import DueTest, Proposal
from lianfang.orders.present import KINDS
from lianfang.orders.queries import (
    list_due_moves,
    list_due_releases,
    list_missed_tests,
    list_open_proposals,
    list_tests,
)
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Permission
from lianfang.web.words import calendar_day


def _draw_tests(at: datetime, *, records: bool = True) -> Draw:
    def draw(tests: list[Any], places: Places) -> Iterable[Line]:
        for test in tests:
            address = reverse("orders:order", args=[test.order_id])
            record = Step(_("Record the result"), f"{address}#tests", "test-pipe", main=True)
            yield Line(
                title=test.person.name,
                url=address,
                text=f"{say_place(test, places)} · {calendar_day(test.due_on)}",
                when=test.closes_at,
                late=test.closes_at <= at,
                steps=(record,) if records else (),
            )

    return draw


def _with_person(tests: QuerySet[DueTest]) -> QuerySet[DueTest]:
    """Join no more than a line shows; a test bears its own place."""
    return tests.select_related(None).select_related("person")


def tell_tests(actor: Actor, at: datetime) -> Told:
    """Tell whose test is due today and not done."""
    if not actor.may(Permission.RECORD_TESTS):
        return None
    today = day_of(at)
    rows = _with_person(list_tests(actor, today, done=False).filter(closes_at__gt=at)).order_by(
        "due_on", "pk"
    )
    url = f"{reverse('orders:tests')}?day={today.isoformat()}"
    return Asked("tests", _("Tests due today"), "test-pipe", rows, _draw_tests(at), url, itself)


def tell_missed(actor: Actor, at: datetime) -> Told:
    """Tell whose test was missed and must be made up for."""
    if not actor.may(Permission.SEE_ORDERS):
        return None
    rows = _with_person(list_missed_tests(actor, at)).order_by("closes_at", "pk")
    url = reverse("command:missed_tests")
    draw = _draw_tests(at, records=actor.may(Permission.RECORD_TESTS))
    return Asked("missed", _("Missed tests to make up for"), DUTY_ICONS["missed"], rows, draw, url, itself)


def tell_moves(actor: Actor, at: datetime) -> Told:
    """Tell whose stage is over and whose next one begins."""
    if not actor.may(Permission.ISSUE_ORDERS):
        return None

    def draw(stages: list[Any], places: Places) -> Iterable[Line]:
        for stage in stages:
            yield Line(
                title=stage.order.person.name,
                url=reverse("orders:order", args=[stage.order_id]),
                text=say_place(stage.order, places),
                when=stage.period.upper,
                late=stage.period.upper <= at,
                steps=(
                    Step(
                        _("Next stage"),
                        reverse("orders:next", args=[stage.order_id]),
                        DUTY_ICONS["moves"],
                        True,
                    ),
                ),
            )

    rows = list_due_moves(actor, at).order_by("period", "pk")
    url = reverse("command:next_stage")
    return Asked("moves", _("Next stage due"), DUTY_ICONS["moves"], rows, draw, url, order_of)


@only_with(Proposal)
def tell_proposals(actor: Actor, at: datetime) -> Told:
    """Tell which changes of running orders wait for a signature that the reader may give."""
    if not actor.may(Permission.ISSUE_ORDERS):
        return None

    def draw(proposals: list[Any], places: Places) -> Iterable[Line]:
        for one in proposals:
            address = reverse("orders:one_proposal", args=[one.pk])
            yield Line(
                title=one.order.person.name,
                url=address,
                text=f"{say_place(one.order, places)} · {KINDS[one.kind]} · {one.title}",
                when=one.made_at,
                steps=(Step(_("Look and sign"), address, DUTY_ICONS["proposals"], main=True),),
            )

    rows = list_open_proposals(actor).order_by("made_at", "pk")
    url = f"{reverse('orders:proposals')}?state=open"
    return Asked(
        "proposals", _("Proposed changes to sign"), DUTY_ICONS["proposals"], rows, draw, url, order_of
    )


def tell_releases(actor: Actor, at: datetime) -> Told:
    """Tell whose days are over."""
    if not actor.may(Permission.SEE_ORDERS):
        return None
    may_release = actor.may(Permission.RELEASE_ORDERS)

    def draw(orders: list[Any], places: Places) -> Iterable[Line]:
        for order in orders:
            release = Step(
                _("Release"), reverse("orders:release", args=[order.pk]), "circle-check", panel=True
            )
            yield Line(
                title=order.person.name,
                url=reverse("orders:order", args=[order.pk]),
                text=f"{say_place(order, places)} · {order.number}",
                when=order.ends_at,
                late=order.ends_at <= at,
                steps=(release,) if may_release else (),
            )

    url = reverse("orders:releases")
    return Asked("releases", _("Days are over"), "door-exit", list_due_releases(actor, at), draw, url, itself)
