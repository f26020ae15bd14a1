"""A write that began before a signature, in a process of its own, does not slip into the signed past."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from tests.rooms.figures.writer import cancel_slowly
from tests.rooms.leads.county import AT, make_county
from tests.rooms.orders.world import control
from tests.support.desks import Desk, Desks, run_together

from lianfang.core.figures.cut import CutHour
from lianfang.figures.actions import sign_report
from lianfang.figures.checks import check_signed_reports
from lianfang.figures.models import Report
from lianfang.figures.queries import compare_with_now
from lianfang.orders.models import Order, Spell
from lianfang.shared.actor import Actor

SIGNED = AT + timedelta(hours=16)  # after midnight, and before the write says it learned anything


@pytest.fixture
def by(transactional_db: None) -> Actor:
    return make_county()


@pytest.fixture
def order(by: Actor) -> Order:
    return control(by)


@pytest.fixture
def writer(order: Order, desks: Desks) -> Desk:
    """Another desk that has cancelled the order and not committed."""
    desk = desks.open(cancel_slowly, order.pk)
    desk.go()
    assert desk.hear() == "writing"
    return desk


def test_a_signature_waits_for_writes_under_way_and_reads_them_right_for_ever(
    by: Actor, order: Order, writer: Desk
) -> None:
    signed: list[Report] = []

    def sign() -> None:
        signed.append(sign_report(day=date(2022, 2, 28), hour=CutHour.MIDNIGHT, by=by, at=SIGNED))
        connection.close()

    signing = threading.Thread(target=sign)
    signing.start()
    signing.join(timeout=1)
    assert signing.is_alive(), "it was signed over a write under way"
    assert run_together(writer) == {"done": 1}
    signing.join(timeout=30)
    assert not signing.is_alive()
    assert not Spell.objects.filter(order=order, known_to__isnull=True).exists()
    assert check_signed_reports(by, AT + timedelta(days=2)) == []
    differing = {one.path for one in compare_with_now(signed[0], by) if one.difference}
    held_then = Spell.objects.filter(order=order, known_from__lte=SIGNED, known_to__gt=SIGNED).exists()
    assert ("controlled.ever" in differing) is held_then
