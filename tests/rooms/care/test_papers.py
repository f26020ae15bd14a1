"""Papers: numbered without a gap, kept as issued, signed once, written for many; release and hand-over with theirs."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from tests.rooms.care.world import (
    AT,
    DAY,
    GRID,
    HOUR,
    OTHER_GRID,
    at_home,
    browser,
    control,
    measure,
    staff,
    take,
    text,
)
from tests.support.lists import count_queries

from lianfang.care import actions
from lianfang.care.models import HandOver, Paper, PaperBundle, Transfer
from lianfang.care.refusals import AlreadySigned, NotPossible, WrongMoment
from lianfang.orders.actions import extend, release, release_early
from lianfang.orders.models import Order, OrderMove, Spell
from lianfang.orders.obstacles import list_obstacles
from lianfang.orders.present import say_obstacle, say_refusal
from lianfang.orders.queries import describe_releases
from lianfang.orders.refusals import EarlyRefused, NotRunning, ReasonMissing, ReleaseRefused
from lianfang.shared.actor import Actor, Forbidden
from lianfang.shared.clock import pinned_at
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Role

NOON = AT + 2 * HOUR
ENDS = AT + 14 * DAY


def words(paper: Paper) -> str:
    text = json.loads(paper.text)
    return "\n".join([text["title"], text["number"], *text["paragraphs"], text["issuer"], text["day"]])


def test_a_notice_is_written_from_the_record(console: Actor) -> None:
    order = at_home(console)
    paper = actions.issue_paper(order=order, kind="start", by=console, at=NOON)
    text = words(paper)
    assert paper.number == "隔告〔2022〕000001号"
    assert (paper.version, paper.edition) == (1, order.edition)
    for part in ("张三", "兴县", "居家隔离医学观察", "3月14日09:00", "37.3℃", "每天测量体温2次"):
        assert part in text
    assert paper.clause
    assert AuditEntry.objects.filter(action="care.issue_start").count() == 1


def test_a_reprint_is_the_same_text_whatever_changed(console: Actor) -> None:
    order = at_home(console)
    first = actions.issue_paper(order=order, kind="start", by=console, at=NOON)
    before = words(first)
    extend(order=order, until=ENDS + DAY, by=console, at=NOON, reason="同住者阳性")
    second = actions.issue_paper(order=order, kind="change", by=console, at=NOON, reason="延长")
    third = actions.issue_paper(order=order, kind="start", by=console, at=NOON)
    first.refresh_from_db()
    assert words(first) == before
    assert "3月15日09:00" in words(second)
    assert "变更原因：延长" in words(second)
    assert (third.version, third.number) == (2, "隔告〔2022〕000002号")


def test_the_database_keeps_a_paper_as_it_is(console: Actor) -> None:
    from django.db import DatabaseError, transaction

    paper = actions.issue_paper(order=at_home(console), kind="start", by=console, at=NOON)
    with pytest.raises(DatabaseError), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(number="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).delete()


def test_the_words_are_sealed_in_their_row(console: Actor) -> None:
    paper = actions.issue_paper(order=at_home(console), kind="start", by=console, at=NOON)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text, token FROM care_paper WHERE id = %s", [paper.pk])
        raw = cursor.fetchone()
    for held, plain in zip(raw, ("张三", paper.token), strict=True):
        assert plain.encode() not in bytes(held)


@pytest.mark.parametrize("kind", ["handover", "praise"])
def test_a_kind_that_is_not_written_alone_is_a_mistake(console: Actor, kind: str) -> None:
    with pytest.raises(ValueError, match=kind):
        actions.issue_paper(order=at_home(console), kind=kind, by=console, at=NOON)


def test_a_paper_of_release_needs_a_release(console: Actor) -> None:
    with pytest.raises(NotPossible):
        actions.issue_paper(order=at_home(console), kind="release", by=console, at=NOON)


@pytest.mark.parametrize(("role", "code"), [(Role.GRID, OTHER_GRID), (Role.COMMANDER, "")])
def test_who_may_not_or_sees_not_writes_none(console: Actor, role: Role, code: str) -> None:
    order = at_home(console)
    with pytest.raises(Forbidden):
        actions.issue_paper(order=order, kind="start", by=staff(role, code), at=NOON)
    assert not Paper.objects.exists()


def test_a_key_writes_one(console: Actor) -> None:
    order = at_home(console)
    papers = {
        actions.issue_paper(order=order, kind="start", by=console, at=NOON, key="k").pk for _ in range(3)
    }
    assert len(papers) == 1


def test_a_paper_is_signed_once(console: Actor) -> None:
    paper = actions.issue_paper(order=at_home(console), kind="start", by=console, at=NOON)
    grid = staff(Role.GRID, GRID)
    with pytest.raises(WrongMoment):
        actions.sign_paper(paper=paper, how="self", signer="", by=grid, at=NOON, true_at=NOON - HOUR)
    made = actions.sign_paper(paper=paper, how="guardian", signer="母亲", by=grid, at=NOON + HOUR, key="k")
    again = actions.sign_paper(paper=paper, how="self", signer="", by=grid, at=NOON + HOUR, key="k")
    assert made.pk == again.pk
    with pytest.raises(AlreadySigned):
        actions.sign_paper(paper=paper, how="self", signer="", by=grid, at=NOON + 2 * HOUR)
    assert (made.how, made.signer) == ("guardian", "母亲")


def test_papers_for_many_cost_the_same_queries(console: Actor) -> None:
    orders = [at_home(console, f"张{chr(0x4E00 + seed)}", seed).pk for seed in range(1, 9)]

    def write(ids: list[int]) -> PaperBundle:
        return actions.issue_papers(orders=ids, kind="door", by=console, at=NOON)

    write(orders[:1])  # what the law and the county are is read once
    few = count_queries(lambda: write(orders[:2]))
    assert count_queries(lambda: write(orders)) == few


def test_papers_written_together_are_numbered_in_order(console: Actor) -> None:
    orders = [at_home(console, f"张{chr(0x4E00 + seed)}", seed) for seed in range(1, 7)]
    bundle = actions.issue_papers(orders=[one.pk for one in orders], kind="door", by=console, at=NOON)
    numbers = list(bundle.papers.order_by("pk").values_list("number", flat=True))
    assert numbers == [f"门告〔2022〕{number:06d}号" for number in range(1, 7)]
    assert len({paper.token for paper in bundle.papers.all()}) == 6


def test_a_paper_names_the_clause_of_the_rule_and_says_in_words_why_days_are_fewer(console: Actor) -> None:
    """Somebody found late: where the rest of the days comes from is a sentence, no reference of ours."""
    order = control(console, "high_risk", seed=9, anchor=AT - 3 * DAY)
    paper = actions.issue_paper(order=order, kind="start", by=console, at=NOON)
    told = words(paper)
    assert [one["code"] for one in order.reasons][::2] == ["rule", "found_late"]
    assert f"（{order.reasons[0]['clause']}）" in told
    assert "起算3天后才查到，只管其余天数" in told and "rules" not in told


def test_papers_for_many_leave_out_who_is_out_of_scope(console: Actor) -> None:
    order = at_home(console)
    bundle = actions.issue_papers(orders=[order.pk], kind="start", by=staff(Role.GRID, OTHER_GRID), at=NOON)
    assert bundle.papers.count() == 0
    with pytest.raises(ValueError, match="change"):
        actions.issue_papers(orders=[order.pk], kind="change", by=console, at=NOON)


def ready(console: Actor, *orders: Order) -> None:
    for order in orders:
        take(console, order)


def test_who_is_ready_is_released_with_a_paper_and_who_is_not_stays(console: Actor) -> None:
    one, other, late = (
        at_home(console, name, seed) for name, seed in (("张三", 1), ("张四", 2), ("张五", 3))
    )
    ready(console, one, other)
    extended = at_home(console, "张六", 4)
    extend(order=extended, until=ENDS + 3 * HOUR, by=console, at=ENDS - HOUR, reason="兴指〔2022〕9号")
    asked = {"orders": [one.pk, other.pk, late.pk, extended.pk], "by": console, "at": ENDS + HOUR, "key": "k"}
    told = actions.release_many(**asked)
    assert (told.released, told.early, told.lacking) == (2, 1, 1)
    assert actions.release_many(**asked) == told
    bundle = PaperBundle.objects.get(pk=told.bundle)
    papers = {paper.order_id: paper for paper in bundle.papers.all()}
    assert papers.keys() == {one.pk, other.pk}
    moves = OrderMove.objects.filter(move="released").values_list("order_id", "document")
    assert dict(moves) == {pk: paper.number for pk, paper in papers.items()}
    assert "3月14日10:00解除" in words(papers[one.pk])
    late.refresh_from_db()
    assert late.state == "running"


def test_who_is_on_the_way_to_hospital_is_not_released(console: Actor) -> None:
    order, well = at_home(console), at_home(console, "张四", 2)
    ready(console, order, well)
    measure(console, order, at=ENDS, temperature="38.5")
    assert [[one.code for one in line.obstacles] for line in describe_releases([order, well], ENDS)] == [
        ["way_open"], [],
    ]  # fmt: skip
    (obstacle,) = list_obstacles(order, ENDS + HOUR)
    assert say_obstacle(obstacle) == "从2022年3月14日 09:00起正在送医：请先登记医院结果，结束送医。"
    with pytest.raises(ReleaseRefused):
        release(order=order, by=console, at=ENDS + HOUR)
    assert actions.release_many(orders=[order.pk, well.pk], by=console, at=ENDS + HOUR)[:3] == (1, 0, 1)
    way = Transfer.objects.get(order=order)
    actions.step_transfer(transfer=way, move="dismissed", told="复测36.6", by=console, at=ENDS + HOUR)
    assert release(order=order, by=console, at=ENDS + HOUR).state == "released"


EARLY = {"reason": "二十条调整", "decided_by": "县指挥部乙某", "document": "兴指〔2022〕9号"}


def test_no_order_releases_who_is_on_the_way_to_hospital(console: Actor) -> None:
    order, well = at_home(console), at_home(console, "张四", 2)
    measure(console, order, temperature="38.5")
    with pytest.raises(EarlyRefused) as refused:
        release_early(order=order, by=console, at=NOON + HOUR, **EARLY)
    assert say_refusal(refused.value) == (
        "下列情况不能凭决定提前解除，未作改动：从2022年2月28日 11:00起正在送医：请先登记医院结果，结束送医。"
    )
    assert not OrderMove.objects.filter(move="released").exists()
    assert release_early(order=well, by=console, at=NOON + HOUR, **EARLY).state == "released"
    way = Transfer.objects.get(order=order)
    for move in ("sent", "reached"):
        actions.step_transfer(transfer=way, move=move, told="晋J0001", by=console, at=NOON + HOUR)
        with pytest.raises(EarlyRefused):
            release_early(order=order, by=console, at=NOON + HOUR, **EARLY)
    actions.step_transfer(transfer=way, move="resulted", told="排除", by=console, at=NOON + 2 * HOUR)
    assert release_early(order=order, by=console, at=NOON + 2 * HOUR, **EARLY).state == "released"


def test_the_page_of_an_early_release_says_what_no_order_goes_over(console: Actor) -> None:
    order = at_home(console)
    client, address = browser(), reverse("orders:early", args=[order.pk])
    with pinned_at(NOON + HOUR):
        assert "does not go over" not in text(client, address)  # days not over are no obstacle to an order
        measure(console, order, temperature="38.5")
        shown = text(client, address)
        assert "An order does not go over this" in shown
        assert "The way to hospital is open since" in shown
        refused = client.post(address, {**EARLY, "key": "k"})
    assert refused.status_code == 409
    assert EARLY["reason"] in refused.content.decode()
    order.refresh_from_db()
    assert order.state == "running"


def test_a_refused_release_takes_no_number(console: Actor) -> None:
    order, other = at_home(console), at_home(console, "张四", 2)
    ready(console, other)
    with pytest.raises(ReleaseRefused):
        actions.release_with_paper(order=order, bundle=None, by=console, at=ENDS + HOUR)
    paper = actions.release_with_paper(order=other, bundle=None, by=console, at=ENDS + HOUR)
    assert paper.number == "解告〔2022〕000001号"
    with pytest.raises(Forbidden):
        actions.release_many(orders=[order.pk], by=staff(Role.GRID, GRID), at=ENDS + HOUR)


def test_a_release_by_the_order_page_gets_its_paper_later(console: Actor) -> None:
    order = at_home(console)
    ready(console, order)
    release(order=order, by=console, at=ENDS + HOUR)
    paper = actions.issue_paper(order=order, kind="release", by=console, at=ENDS + 2 * HOUR)
    assert "于2022年3月14日10:00解除" in words(paper)


def test_a_hand_over_ends_the_order_and_waits_for_the_receipt(console: Actor) -> None:
    order = control(console)
    held = actions.hand_over(
        order=order, to_name="临县指挥部", reason="户籍地接回", by=console, at=NOON, key="k"
    )
    order.refresh_from_db()
    assert order.state == "left"
    assert Spell.objects.get(order=order, known_to__isnull=True).ended_by == "left"
    move = OrderMove.objects.get(order=order, move="transferred")
    assert (move.reason, move.document) == ("户籍地接回", held.paper.number)
    assert "临县指挥部：" in words(held.paper)
    assert held.due_at - held.sent_at == timedelta(hours=24)
    assert held.received_at is None


def test_a_hand_over_needs_a_receiver_a_reason_and_a_running_order(console: Actor) -> None:
    order = control(console)
    with pytest.raises(NotPossible):
        actions.hand_over(order=order, to_name=" ", reason="接回", by=console, at=NOON)
    with pytest.raises(ReasonMissing):
        actions.hand_over(order=order, to_name="临县", reason=" ", by=console, at=NOON)
    actions.hand_over(order=order, to_name="临县", reason="接回", by=console, at=NOON)
    with pytest.raises((NotRunning, NotPossible)):
        actions.hand_over(order=order, to_name="临县", reason="接回", by=console, at=NOON)
    assert HandOver.objects.count() == Paper.objects.count() == 1


def test_a_receipt_closes_the_loop_once(console: Actor) -> None:
    held = actions.hand_over(order=control(console), to_name="临县", reason="接回", by=console, at=NOON)
    given = {"receiver": "丙某 15400000007", "by": console, "at": NOON + HOUR}
    with pytest.raises(WrongMoment):
        actions.record_receipt(hand_over=held, true_at=NOON - HOUR, **given)
    with pytest.raises(NotPossible):
        actions.record_receipt(hand_over=held, **{**given, "receiver": " "})
    closed = actions.record_receipt(hand_over=held, document="回执3号", **given)
    assert (closed.received_at, closed.receiver, closed.document) == (
        NOON + HOUR,
        given["receiver"],
        "回执3号",
    )
    with pytest.raises(NotPossible):
        actions.record_receipt(hand_over=held, **given)
    with pytest.raises(Forbidden):
        actions.record_receipt(hand_over=held, **{**given, "by": staff(Role.TOWN, "141123101")})
