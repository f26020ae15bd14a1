"""A text that ships comes into force: what becomes of the orders decided before it is proposed once, to be signed."""

from __future__ import annotations

from datetime import datetime

import pytest
from tests.rooms.orders.world import DAY, HOUR, control

from lianfang.orders import actions
from lianfang.orders.editions import propose_edition_anew, propose_editions
from lianfang.orders.models import Order, Proposal
from lianfang.orders.refusals import NothingToIssue
from lianfang.shared import outbox
from lianfang.shared.actor import Actor
from lianfang.shared.clock import LOCAL
from lianfang.shared.models import IdempotencyKey

TWENTY = datetime(2022, 11, 11, tzinfo=LOCAL)
CLASS_B = datetime(2023, 1, 8, tzinfo=LOCAL)


def asked() -> list[tuple[int, str, str, str, str]]:
    rows = Proposal.objects.order_by("order", "pk")
    return list(rows.values_list("order", "kind", "place_before", "place_after", "cause"))


def test_the_twenty_articles_release_contacts_of_contacts_and_shorten_contacts(console: Actor) -> None:
    """Rules §9.8: who had been a contact of a contact was released at once, the others moved to the new plan."""
    begins = TWENTY - 2 * DAY
    second, first, job = (
        control(console, category, seed, at=begins)
        for seed, category in enumerate(("secondary_contact", "close_contact", "high_risk"), start=1)
    )
    assert propose_editions(by=console, at=TWENTY - HOUR) == 0
    assert propose_editions(by=console, at=TWENTY) == 3
    assert asked() == [
        (second.pk, "released", "home", "", "edition:o20"),
        (first.pk, "shorter", "centralised", "centralised", "edition:o20"),
        (job.pk, "other", "centralised", "home", "edition:o20"),
    ]
    assert propose_editions(by=console, at=TWENTY + HOUR) == 0  # once


def test_class_b_ends_every_measure_and_offers_no_new_one(console: Actor) -> None:
    order = control(console, "close_contact", at=CLASS_B - DAY)
    assert propose_editions(by=console, at=CLASS_B) == 1
    one = Proposal.objects.get()
    assert (one.kind, one.title) == ("released", "对新型冠状病毒感染实施“乙类乙管”总体方案")
    actions.accept_proposal(proposal=one, by=console, at=CLASS_B + HOUR)
    order.refresh_from_db()
    assert order.ends_at <= CLASS_B + HOUR
    with pytest.raises(NothingToIssue):
        control(console, "close_contact", 2, at=CLASS_B + 2 * HOUR)


@pytest.mark.parametrize(
    ("begins", "at"),
    [
        (
            datetime(2022, 6, 20, 9, tzinfo=LOCAL),
            datetime(2022, 6, 27, tzinfo=LOCAL),
        ),  # the ninth keeps what runs
        (TWENTY + HOUR, TWENTY + DAY),  # decided under the text itself
    ],
)
def test_what_it_does_not_concern_is_left_alone(console: Actor, begins: datetime, at: datetime) -> None:
    control(console, "close_contact", at=begins)
    assert propose_editions(by=console, at=at) == 0
    assert not IdempotencyKey.objects.filter(action="orders.propose_edition").exists()


def test_it_is_asked_anew_after_the_order_moved_on(console: Actor) -> None:
    order = control(console, "close_contact", at=TWENTY - 2 * DAY)
    propose_editions(by=console, at=TWENTY)
    actions.extend(order=order, until=order.ends_at + DAY, by=console, at=TWENTY + HOUR, reason="同住阳性")
    outbox.deliver(at=TWENTY + HOUR)
    assert list(Proposal.objects.order_by("pk").values_list("state", "cause")) == [
        ("obsolete", "edition:o20"), ("open", "edition:o20"),
    ]  # fmt: skip
    told = {"order": order.pk, "by": console, "at": TWENTY + HOUR}
    assert propose_edition_anew(cause="law:7", **told) is None
    assert propose_edition_anew(cause="o20", **told) is None
    assert Order.objects.get().state == "running"
