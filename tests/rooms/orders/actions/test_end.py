"""Ending orders: release by the rule and never before it, leaving, death, withdrawal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.rooms.leads.county import one_lead
from tests.rooms.orders.world import (
    AT,
    DAY,
    GRID,
    HOUR,
    OTHER_TOWN,
    TOWN,
    answered_lead,
    check_adds_up,
    control,
    due_of,
    facts,
    read_figures,
    spells_of,
    staff,
    stages_of,
    take,
)
from tests.support.worlds import built_for

from lianfang.leads.models import Lead
from lianfang.orders import actions
from lianfang.orders.actions import ResultIn
from lianfang.orders.models import Order, OrderMove
from lianfang.orders.obstacles import list_obstacles
from lianfang.orders.present import say_obstacle
from lianfang.orders.refusals import (
    NoNeed,
    NotRunning,
    OrderRefused,
    ReasonMissing,
    ReleaseRefused,
    WrongTime,
)
from lianfang.shared.actor import Actor, Forbidden
from lianfang.shared.knowing import close_knowledge
from lianfang.shared.roles import Role

END = AT + 14 * DAY


def at_home(by: Actor, seed: int = 1) -> Order:
    """Control a person from a medium-risk area: 14 days at home."""
    return control(by, "medium_risk", seed)


def refused_codes(order: Order, by: Actor, at: datetime) -> list[str]:
    with pytest.raises(ReleaseRefused) as refused:
        actions.release(order=order, by=by, at=at)
    assert Order.objects.get(pk=order.pk).state == "running"
    return [obstacle.code for obstacle in refused.value.obstacles]


def test_released_when_days_and_tests_are_done(console: Actor) -> None:
    order = at_home(console)
    take(console, order)
    ended = actions.release(order=order, by=console, at=END, document="解除1号")
    assert (ended.state, ended.ended_at, ended.look_again_at) == ("released", END, None)
    assert spells_of(order) == [("home", AT, END, "released")]
    assert Lead.objects.get(pk=order.lead_id).state == "closed"
    before, after = check_adds_up(END), check_adds_up(END + timedelta(minutes=1))
    assert (before["now"], before["released_ever"]) == (1, 0)
    assert (after["now"], after["released_ever"], after["released_new"]) == (0, 1, 1)


def test_a_release_learned_later_is_true_when_it_was(console: Actor) -> None:
    order = at_home(console)
    take(console, order)
    actions.release(order=order, by=console, at=END + 2 * DAY, true_at=END + HOUR)
    assert check_adds_up(END + DAY, known=END + DAY)["now"] == 1
    assert check_adds_up(END + DAY)["now"] == 0


@pytest.mark.parametrize(
    ("result", "at", "codes"),
    [
        ("negative", END - timedelta(microseconds=1), ["days_not_over"]),
        ("negative", END, []),
        ("", END, ["test_missing"]),
        ("inconclusive", END, ["test_inconclusive"]),
        ("positive", END, ["test_positive"]),
        ("positive", END + 30 * DAY, ["test_positive"]),
    ],
)
def test_each_reason_against_a_release(console: Actor, result: str, at: datetime, codes: list[str]) -> None:
    order = at_home(console)
    *early, last = due_of(order)
    for test in early:
        actions.record_results(
            results=[ResultIn(test.pk, "negative", test.opens_at)], by=console, at=test.opens_at
        )
    if result:
        actions.record_results(
            results=[ResultIn(last.pk, result, last.opens_at)], by=console, at=last.opens_at
        )
    if codes:
        assert refused_codes(order, console, at) == codes
    else:
        assert actions.release(order=order, by=console, at=at).state == "released"


def test_every_obstacle_is_named_at_once(console: Actor) -> None:
    order = control(console)
    codes = refused_codes(order, console, AT + 7 * DAY)
    assert codes == ["days_not_over", "stage_ahead", "test_missing", "test_missing", "test_missing"]


def test_a_double_sampling_needs_both_samples(console: Actor) -> None:
    order = control(console)
    (double,) = [test for test in due_of(order) if test.samples == 2]
    take(console, order, until=AT + 10 * DAY)
    done = double.closes_at - HOUR
    actions.record_results(results=[ResultIn(double.pk, "negative", done, samples=1)], by=console, at=done)
    with pytest.raises(ReleaseRefused) as refused:
        actions.start_next(order=order, by=console, at=AT + 14 * DAY)
    assert [obstacle.code for obstacle in refused.value.obstacles] == ["second_sample"]
    both = [
        ResultIn(double.pk, "negative", done),
        ResultIn(double.pk, "negative", done + timedelta(minutes=1)),
    ]
    actions.record_results(results=both, by=console, at=double.closes_at)
    assert actions.start_next(order=order, by=console, at=AT + 14 * DAY).place == "monitoring"


def test_a_sample_taken_after_the_moment_bears_no_release(console: Actor) -> None:
    order = at_home(console)
    take(console, order, until=END - DAY)
    last = due_of(order)[-1]
    actions.record_results(results=[ResultIn(last.pk, "negative", END + HOUR)], by=console, at=END + 2 * HOUR)
    with pytest.raises(ReleaseRefused):
        actions.release(order=order, by=console, at=END + 3 * HOUR, true_at=END)
    actions.release(order=order, by=console, at=END + 3 * HOUR)


def test_release_waits_for_the_close_contact(console: Actor) -> None:
    order = control(console, "secondary_contact")
    take(console, order)
    ended = order.ends_at
    assert refused_codes(order, console, ended) == ["waits_for_other"]
    with pytest.raises(ReasonMissing):
        actions.confirm_need(order=order, by=console, at=ended, document=" ")
    actions.confirm_need(order=order, by=console, at=ended, document="密接核酸报告", key="k")
    actions.confirm_need(order=order, by=console, at=ended, document="密接核酸报告", key="k")
    assert OrderMove.objects.get(order=order, move="need_met").document == "密接核酸报告"
    assert actions.release(order=order, by=console, at=ended).state == "released"


def test_nothing_is_confirmed_that_nobody_waits_for(console: Actor) -> None:
    with pytest.raises(NoNeed):
        actions.confirm_need(order=at_home(console), by=console, at=AT, document="报告")


@built_for("class")
def at_a_site(console: Actor) -> int:
    """Somebody at a site whose first test is taken."""
    order = control(console)
    take(console, order, until=AT + DAY)
    return order.pk


class TestLeavingAndDeath:
    """They end an order at any time."""

    @pytest.mark.parametrize(
        ("name", "state", "figure"), [("leave", "left", "left_ever"), ("record_death", "died", "died_ever")]
    )
    @pytest.mark.parametrize("after", [timedelta(), HOUR, 15 * DAY, 30 * DAY])
    def test_they_end_it_whenever_they_come(
        self, console: Actor, at_a_site: int, name: str, state: str, figure: str, after: timedelta
    ) -> None:
        order = Order.objects.get(pk=at_a_site)
        held = len(due_of(order))
        more = {"reason": "货车司机"} if name == "leave" else {}
        ended = getattr(actions, name)(order=order, by=console, at=AT + after, **more)
        assert (ended.state, ended.ended_at) == (state, AT + after)
        assert [stage[1] for stage in stages_of(order)] == ["ended", "cancelled"]
        assert spells_of(order) == [("centralised", AT, AT + after, state)]
        assert len(due_of(order)) == sum(
            test.closes_at <= AT + after or bool(test.results.count()) for test in order.tests.all()
        )
        assert len(due_of(order)) <= held
        controlled = check_adds_up(AT + after + HOUR)
        assert (controlled["ever"], controlled[figure], controlled["now"]) == (1, 1, 0)


def test_a_lead_without_an_answer_goes_on_waiting(console: Actor) -> None:
    lead = one_lead(console)
    order = actions.issue(lead=lead, facts=facts("medium_risk"), by=console, at=AT)
    actions.leave(order=order, by=console, at=AT + HOUR, reason="移交")
    assert Lead.objects.get(pk=lead.pk).state == "open"


def test_an_order_issued_in_error_counts_nowhere_from_now_on(console: Actor) -> None:
    order = control(console)
    other = control(console, seed=2)
    actions.move(order=order, place="home", by=console, at=AT + HOUR, reason="病情")
    close_knowledge(AT + 2 * HOUR)
    signed = read_figures(AT + 2 * HOUR, known=AT + 2 * HOUR)
    assert (signed["controlled"]["ever"], signed["controlled"]["ever_times"]) == (2, 3)
    actions.cancel(order=order, by=console, at=AT + 3 * HOUR, reason="同名误下")
    assert check_adds_up(AT + 4 * HOUR)["ever"] == 1
    assert read_figures(AT + 4 * HOUR)["tests"]["due"] == 1
    assert read_figures(AT + 2 * HOUR, known=AT + 2 * HOUR) == signed
    assert {stage[1] for stage in stages_of(order)} == {"cancelled"}
    assert due_of(order) == []
    assert Lead.objects.get(pk=order.lead_id).state == "answered"
    again = actions.issue(lead=order.lead, facts=facts("medium_risk"), by=console, at=AT + 4 * HOUR)
    assert again.pk not in (order.pk, other.pk)


def test_what_began_before_a_signature_does_not_slip_into_its_past(console: Actor) -> None:
    order = at_home(console)
    close_knowledge(AT + 5 * HOUR)
    signed = read_figures(AT + 5 * HOUR, known=AT + 5 * HOUR)
    actions.leave(order=order, by=console, at=AT + 2 * HOUR, reason="离县")
    assert read_figures(AT + 5 * HOUR, known=AT + 5 * HOUR) == signed
    assert check_adds_up(AT + 5 * HOUR)["left_ever"] == 1


def test_an_order_withdrawn_the_instant_it_was_issued_never_was(console: Actor) -> None:
    order = at_home(console)
    actions.cancel(order=order, by=console, at=AT, reason="误下")
    assert check_adds_up(AT + HOUR)["ever"] == 0
    assert check_adds_up(AT + HOUR, known=AT)["ever"] == 0


@pytest.mark.parametrize(
    ("true_at", "at"), [(AT - HOUR, AT + HOUR), (AT + 2 * HOUR, AT + HOUR)], ids=["before", "ahead"]
)
def test_an_end_lies_within_the_stage_so_far(console: Actor, true_at: datetime, at: datetime) -> None:
    order = at_home(console)
    with pytest.raises(WrongTime) as refused:
        actions.leave(order=order, by=console, at=at, true_at=true_at, reason="离县")
    assert (refused.value.earliest, refused.value.latest) == (AT, at)
    assert check_adds_up(AT + 3 * HOUR)["now"] == 1


@built_for("class")
def quarantined(console: Actor) -> int:
    """Somebody at home."""
    return at_home(console).pk


class TestAnEnd:
    """An order ends once."""

    @pytest.mark.parametrize("end", ["leave", "cancel"])
    @pytest.mark.parametrize("then", ["release", "leave", "record_death", "cancel", "confirm_need"])
    def test_there_is_no_second(self, console: Actor, quarantined: int, end: str, then: str) -> None:
        order = Order.objects.get(pk=quarantined)
        more: dict[str, dict[str, str]] = {
            "leave": {"reason": "离县"},
            "cancel": {"reason": "误下"},
            "confirm_need": {"document": "报告"},
        }
        getattr(actions, end)(order=order, by=console, at=AT + HOUR, **more[end])
        with pytest.raises(NotRunning):
            getattr(actions, then)(order=order, by=console, at=AT + HOUR, **more.get(then, {}))


@built_for("class")
def ready(console: Actor) -> int:
    """Somebody at home whose tests are all taken."""
    order = at_home(console)
    take(console, order)
    return order.pk


class TestEndsOfWhoIsReady:
    """Each way in which an order ends once its rule is met."""

    @pytest.mark.parametrize("name", ["release", "leave", "record_death", "cancel"])
    def test_a_key_is_used_once(self, console: Actor, ready: int, name: str) -> None:
        order = Order.objects.get(pk=ready)
        more = {"leave": {"reason": "离县"}, "cancel": {"reason": "误下"}}.get(name, {})
        for _ in range(2):
            ended = getattr(actions, name)(order=order, by=console, at=END, key="k", **more)
            assert ended.pk == order.pk
            assert ended.state != "running"
        assert OrderMove.objects.filter(order=order).count() == 3

    @pytest.mark.parametrize(
        ("role", "code", "refused"),
        [
            (Role.OFFICE, "", set()),
            (Role.TOWN, TOWN, set()),
            (Role.COMMUNITY, "141123100225", {"release", "cancel"}),
            (Role.TOWN, OTHER_TOWN, {"release", "cancel", "leave", "record_death"}),
            (Role.GRID, GRID, {"release", "cancel", "leave", "record_death"}),
            (Role.DATA, "", {"release", "cancel", "leave", "record_death"}),
            (Role.INSPECTOR, "", {"release", "cancel", "leave", "record_death"}),
        ],
    )
    @pytest.mark.parametrize("name", ["release", "leave", "record_death", "cancel"])
    def test_who_may_end(
        self, console: Actor, ready: int, name: str, role: Role, code: str, refused: set[str]
    ) -> None:
        order, by = Order.objects.get(pk=ready), staff(role, code)
        more = {"leave": {"reason": "离县"}, "cancel": {"reason": "误下"}}.get(name, {})
        if name in refused:
            with pytest.raises(Forbidden):
                getattr(actions, name)(order=order, by=by, at=END, **more)
        else:
            assert getattr(actions, name)(order=order, by=by, at=END, **more).state != "running"


def test_a_withdrawal_is_justified(console: Actor) -> None:
    order = at_home(console)
    with pytest.raises(ReasonMissing):
        actions.cancel(order=order, by=console, at=AT, reason="")
    assert issubclass(ReasonMissing, OrderRefused)


def test_an_overdue_stage_with_one_ahead_can_be_left(console: Actor) -> None:
    """The planned next stage would lie across the moment; it goes first."""
    order = control(console)
    actions.leave(order=order, by=console, at=AT + 20 * DAY, reason="移交")
    assert stages_of(order)[0] == ("centralised", "ended", AT, AT + 20 * DAY)


def test_ever_is_the_sum_of_its_parts_after_each_deed(console: Actor) -> None:
    people = [control(console, "medium_risk", seed) for seed in range(1, 6)]
    take(console, people[0])
    actions.release(order=people[0], by=console, at=END)
    actions.leave(order=people[1], by=console, at=AT + HOUR, reason="离县")
    actions.record_death(order=people[2], by=console, at=AT + HOUR)
    actions.cancel(order=people[3], by=console, at=AT + HOUR, reason="误下")
    controlled = check_adds_up(END + HOUR)
    assert {name: controlled[name] for name in ("ever", "now", "released_ever", "left_ever", "died_ever")} == {
        "ever": 4, "now": 1, "released_ever": 1, "left_ever": 1, "died_ever": 1,
    }  # fmt: skip
    assert answered_lead(console, "王五", 9).state == "answered"


def test_samples_closer_than_the_rule_wants_are_taken_once_more(console: Actor) -> None:
    """Shanxi, August 2022: who comes from a low-risk area is sampled three times, each a day after the other."""
    begins = datetime(2022, 8, 25, 1, tzinfo=UTC)
    order = control(console, "low_risk", at=begins)
    assert [one["code"] for one in order.reasons] == ["rule", "derived_days", "test_gap"]
    over, due = begins + 3 * DAY, due_of(order)

    def sampled(number: int, done: datetime) -> None:
        given = [ResultIn(due[number].pk, "negative", done, "县疾控")]
        actions.record_results(results=given, by=console, at=over)

    for number, hours in enumerate((1, 25, 47)):
        sampled(number, begins + hours * HOUR)
    assert refused_codes(order, console, over) == ["too_close"]
    assert "间隔不足24小时" in say_obstacle(list_obstacles(order, over)[0])
    sampled(2, begins + 50 * HOUR)
    assert actions.release(order=order, by=console, at=over).state == "released"
