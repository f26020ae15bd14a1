"""Papers: written once from what is known, numbered, kept as text, signed; release and hand-over with theirs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from lianfang.care.actions.ground import check_when, write_once
from lianfang.care.models import HandOver, Paper, PaperBundle, PaperCount, PaperSignature
from lianfang.care.paper_facts import gather_facts
from lianfang.care.refusals import AlreadySigned, NoRule, NotPossible
from lianfang.care.scope import hand_overs_visible_to, papers_visible_to, visible_to
from lianfang.care.tokens import index_of, make_token
from lianfang.core.care import KINDS, compose, number_of
from lianfang.core.policy import NoValue, count_at
from lianfang.core.timeline import local
from lianfang.law.book import get_book
from lianfang.orders import actions as order_actions
from lianfang.orders.models import Order
from lianfang.orders.refusals import OrderRefused, ReleaseRefused
from lianfang.orders.scope import visible_to as orders_visible_to
from lianfang.people.models import Person
from lianfang.places.queries import get_county
from lianfang.shared import audit, outbox
from lianfang.shared.actor import Actor, Forbidden, check_may
from lianfang.shared.idempotency import once
from lianfang.shared.roles import Permission

TOKEN = "paper.token"  # noqa: S105 - the purpose of a digest
_NEEDS = {"release": Permission.RELEASE_ORDERS, "handover": Permission.ISSUE_ORDERS}
_ENDED = {"release": Order.State.RELEASED, "handover": Order.State.LEFT}


def issue_paper(
    *, order: Order, kind: str, by: Actor, at: datetime, reason: str = "", key: str = ""
) -> Paper:
    """Write the next paper of a kind for an order; a reprint needs none.

    Raises NotPossible where the order's state does not go with the kind, Forbidden, ValueError for an unknown
    kind.
    """
    if kind not in KINDS or kind == "handover":
        raise ValueError(f"no paper is called {kind}")
    check_may(by, _NEEDS.get(kind, Permission.RECORD_CARE))

    def write() -> Paper:
        held = orders_visible_to(by).select_for_update(no_key=True, of=("self",)).filter(pk=order.pk).first()
        if held is None:
            raise Forbidden("order out of scope")
        if held.state != _ENDED.get(kind, Order.State.RUNNING):
            raise NotPossible(kind)
        return write_papers([held], kind, by=by, at=at, reason=reason)[0]

    return write_once(Paper, name="issue_paper", target=(order.pk, kind), key=key, by=by, at=at, write=write)


def issue_papers(*, orders: Sequence[int], kind: str, by: Actor, at: datetime, key: str = "") -> PaperBundle:
    """Write one paper of a kind for each running order of many, together in one file. Raises Forbidden, ValueError."""
    if kind not in ("start", "door"):
        raise ValueError(f"{kind} is not written for many")
    check_may(by, Permission.RECORD_CARE)

    def write() -> PaperBundle:
        bundle = PaperBundle.objects.create(made_at=at, by=by.staff_id)
        held = visible_to(by).select_for_update(no_key=True, of=("self",)).filter(pk__in=orders)
        write_papers(list(held.order_by("pk")), kind, by=by, at=at, bundle=bundle)
        return bundle

    return write_once(
        PaperBundle, name="issue_papers", target=(sorted(orders), kind), key=key, by=by, at=at, write=write
    )


def write_papers(
    held: Sequence[Order],
    kind: str,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    receiver: str = "",
    bundle: PaperBundle | None = None,
    numbers: Sequence[str] = (),
) -> list[Paper]:
    """Write the papers of locked orders, a constant number of queries; `numbers` where they were taken before."""
    versions = _next_versions(held, kind)
    given = list(numbers) or take_numbers(kind, len(held), at)
    facts = gather_facts(held, given, kind=kind, at=at, reason=reason, receiver=receiver)
    papers = []
    for order, number in zip(held, given, strict=True):
        token, told = make_token(), facts[order.pk]
        paper = Paper(
            order=order, kind=kind, number=number, version=versions[order.pk], edition=order.edition
        )
        paper.clause, paper.issued_at, paper.by, paper.bundle = told.clause[:200], at, by.staff_id, bundle
        paper.text = json.dumps(asdict(compose(kind, told)), ensure_ascii=False)
        paper.token, paper.token_index = token, index_of(token, TOKEN)
        papers.append(paper)
    Paper.objects.bulk_create(papers)
    audit.record(
        by=by, at=at, action=f"care.issue_{kind}", object_kind="paper",
        object_id=papers[0].pk if len(papers) == 1 else "", count=len(papers), numbers=given[:500],
    )  # fmt: skip
    return papers


def take_numbers(kind: str, count: int, at: datetime) -> list[str]:
    """Take the next numbers of a kind in the year; whoever takes the next waits for this transaction."""
    year = local(at).year
    PaperCount.objects.get_or_create(kind=kind, year=year)
    held = PaperCount.objects.select_for_update().get(kind=kind, year=year)
    first, held.last = held.last + 1, held.last + count
    held.save(update_fields=["last"])
    return [number_of(kind, year, number) for number in range(first, first + count)]


def _next_versions(held: Sequence[Order], kind: str) -> dict[int, int]:
    last: dict[int, int] = {}
    known = Paper.objects.filter(order__in=held, kind=kind).values_list("order_id", "version")
    for order, version in known:
        last[order] = max(version, last.get(order, 0))
    return {order.pk: last.get(order.pk, 0) + 1 for order in held}


def sign_paper(
    *,
    paper: Paper,
    how: str,
    signer: str,
    by: Actor,
    at: datetime,
    true_at: datetime | None = None,
    key: str = "",
) -> PaperSignature:
    """Keep that a paper was signed: by whom, when, how; refused counts too, with the witness named.

    Raises AlreadySigned, WrongMoment, Forbidden, ValueError.
    """
    check_may(by, Permission.RECORD_CARE)
    way, when = PaperSignature.How(how), true_at or at

    def write() -> PaperSignature:
        held = papers_visible_to(by).filter(pk=paper.pk).first()
        if held is None:
            raise Forbidden("paper out of scope")
        check_when(when, at=at, after=held.issued_at)
        list(Order.objects.select_for_update(no_key=True).filter(pk=held.order_id).values_list("pk"))
        if PaperSignature.objects.filter(paper=held).exists():
            raise AlreadySigned(held.number)
        made = PaperSignature.objects.create(
            paper=held, how=way, signer=signer.strip()[:60], signed_at=when, known_at=at, by=by.staff_id
        )
        audit.record(by=by, at=at, action="care.sign_paper", object_kind="paper", object_id=held.pk)
        return made

    return write_once(PaperSignature, name="sign_paper", target=paper.pk, key=key, by=by, at=at, write=write)


def release_with_paper(*, order: Order, bundle: PaperBundle | None, by: Actor, at: datetime) -> Paper:
    """Release a person whose rule is met, with the paper that says so: both or neither.

    Raises what `orders.actions.release` raises.
    """
    with transaction.atomic():
        _lock([order.pk], by)
        number = take_numbers("release", 1, at)[0]
        held = order_actions.release(order=order, by=by, at=at, document=number)
        return write_papers([held], "release", by=by, at=at, bundle=bundle, numbers=[number])[0]


class Released(NamedTuple):
    """What a release of many came to, and the bundle's number.

    `early`: the hour has not come; `lacking`: something stands against it, as a test without a result.
    """

    released: int
    early: int
    lacking: int
    bundle: int


def release_many(*, orders: Sequence[int], by: Actor, at: datetime, key: str = "") -> Released:
    """Release those of many that nothing stands against, each with its paper, in one bundle. Raises Forbidden."""
    check_may(by, Permission.RELEASE_ORDERS)

    def write() -> dict[str, int]:
        with transaction.atomic():
            bundle = PaperBundle.objects.create(made_at=at, by=by.staff_id)
            done = Counter(_try_release(order, bundle, by=by, at=at) for order in _lock(orders, by))
        return {"released": 0, "early": 0, "lacking": 0, **done, "bundle": bundle.pk}

    answer, _again = once(
        key=key, target=sorted(orders), by=by, at=at, action="care.release_many", write=write
    )
    return Released(**answer)


def _lock(orders: Sequence[int], by: Actor) -> list[Order]:
    """Lock the persons of running orders, then the orders: before a number is taken, for which others wait."""
    wanted = visible_to(by).filter(pk__in=orders)
    people = Person.objects.filter(pk__in=list(wanted.values_list("person_id", flat=True)))
    list(people.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    return list(wanted.select_for_update(of=("self",)).order_by("pk"))


def _try_release(order: Order, bundle: PaperBundle, *, by: Actor, at: datetime) -> str:
    try:
        release_with_paper(order=order, bundle=bundle, by=by, at=at)
    except ReleaseRefused as refused:
        return "early" if refused.is_early else "lacking"
    except OrderRefused:
        return "lacking"
    return "released"


def hand_over(
    *,
    order: Order,
    to_name: str,
    reason: str,
    by: Actor,
    at: datetime,
    true_at: datetime | None = None,
    key: str = "",
) -> HandOver:
    """Hand a person to another county with its paper; the loop stays open until the county receipts.

    Raises NoRule where no hours for the reply are loaded, NotPossible without a receiver, and what
    `orders.actions.hand_over` raises.
    """
    check_may(by, Permission.ISSUE_ORDERS)
    receiver = to_name.strip()[:80]
    if not receiver:
        raise NotPossible("receiver")

    def write() -> HandOver:
        _lock([order.pk], by)
        number = take_numbers("handover", 1, at)[0]
        ended = order_actions.hand_over(
            order=order, by=by, at=at, reason=reason, true_at=true_at, document=number
        )
        paper = write_papers(
            [ended], "handover", by=by, at=at, reason=reason, receiver=receiver, numbers=[number]
        )[0]
        made = HandOver.objects.create(
            order=ended, paper=paper, to_name=receiver, sent_at=at, due_at=at + _reply_within(at),
            by=by.staff_id,
        )  # fmt: skip
        outbox.tell("care.handed_over", at=at, order=ended.pk, hand_over=made.pk)
        return made

    return write_once(HandOver, name="hand_over", target=order.pk, key=key, by=by, at=at, write=write)


def _reply_within(at: datetime) -> timedelta:
    try:
        hours = count_at(get_book(), "transfer_reply_hours", get_county().code, at)
    except NoValue as none:
        raise NoRule("transfer_reply_hours") from none
    return timedelta(hours=hours)


def record_receipt(
    *,
    hand_over: HandOver,
    receiver: str,
    by: Actor,
    at: datetime,
    true_at: datetime | None = None,
    document: str = "",
    key: str = "",
) -> HandOver:
    """Close the loop: the other county says that it has the person. Raises NotPossible, WrongMoment, Forbidden."""
    check_may(by, Permission.ISSUE_ORDERS)
    when = true_at or at

    def write() -> HandOver:
        held = hand_overs_visible_to(by).select_for_update(of=("self",)).filter(pk=hand_over.pk).first()
        if held is None:
            raise Forbidden("hand-over out of scope")
        if held.received_at is not None or not receiver.strip():
            raise NotPossible("receipt")
        check_when(when, at=at, after=held.sent_at)
        held.received_at, held.receiver, held.document = when, receiver.strip()[:60], document.strip()[:80]
        held.save(update_fields=["received_at", "receiver", "document"])
        audit.record(by=by, at=at, action="care.record_receipt", object_kind="order", object_id=held.order_id)
        outbox.tell("care.receipted", at=at, order=held.order_id, hand_over=held.pk)
        return held

    return write_once(
        HandOver, name="record_receipt", target=hand_over.pk, key=key, by=by, at=at, write=write
    )
