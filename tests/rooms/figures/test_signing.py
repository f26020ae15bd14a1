"""Signing: what was signed stays as it was known, later corrections stand beside it, contradictions are refused."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from tests.rooms.leads.county import AT, make_county, one_lead
from tests.rooms.orders.world import DAY, HOUR, control
from tests.rooms.staff import make_actor

from lianfang.core.figures.cut import Cut, CutHour
from lianfang.core.figures.digest import digest
from lianfang.figures.actions import CutAhead, DoesNotReconcile, sign_report
from lianfang.figures.checks import check_signed_reports
from lianfang.figures.dispatch import explain_breach, read_dispatch
from lianfang.figures.models import Report, ReportFigure
from lianfang.figures.queries import compare_with_now, get_counts, list_members, paths_with_members
from lianfang.leads.actions import record_call
from lianfang.orders import actions as orders
from lianfang.orders.models import Order, Spell, Stage
from lianfang.shared.actor import Actor, Forbidden, Scope, ScopeKind
from lianfang.shared.models import AuditEntry, OutboxNews
from lianfang.shared.roles import Permission, Role

TODAY = date(2022, 2, 28)
SIGNED = AT + DAY


def sign(by: Actor, at: datetime = SIGNED, day: date = TODAY, hour: CutHour = CutHour.MIDNIGHT) -> Report:
    return sign_report(day=day, hour=hour, by=by, at=at)


def now(by: Actor, report: Report) -> dict[str, int]:
    """Read the report's cut by what is known today."""
    return dict(paths_with_members(get_counts(Cut(report.day, report.cut_at), by)))


def signed(report: Report) -> dict[str, int]:
    return dict(report.figures.values_list("path", "count"))


def test_each_count_is_stored_with_the_digest_of_its_members(console: Actor) -> None:
    control(console, seed=1)
    control(console, seed=2, at=AT + HOUR)
    report = sign(console)
    cut = Cut(report.day, report.cut_at, report.known_at)
    assert signed(report)["controlled.now"] == 2
    for figure in report.figures.all():
        members = list_members(figure.path, cut, console)
        assert (len(members), digest(members)) == (figure.count, figure.digest), figure.path


def test_signing_is_written_down_and_told(console: Actor) -> None:
    report = sign(console)
    entry = AuditEntry.objects.get(action="figures.sign")
    assert (entry.object_id, entry.detail) == (str(report.pk), {"day": "2022-02-28", "hour": "24:00"})
    assert OutboxNews.objects.filter(topic="figures.signed", payload={"report": report.pk}).exists()


def test_the_product_signs_and_signs_again(console: Actor, as_app_role: None) -> None:
    """Under its own rights, which change and lock nothing that is written once."""
    reports = [sign(console) for _number in range(2)]
    assert [report.supersedes for report in reports] == [None, reports[0]]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CONSOLE])
def test_only_some_roles_sign(console: Actor, role: Role) -> None:
    by = make_actor(role)
    if by.may(Permission.SIGN_REPORTS):
        assert sign(by).signed_name == by.name
    else:
        with pytest.raises(Forbidden):
            sign(by)


@pytest.mark.parametrize(
    ("hour", "cut"),
    [(CutHour.EVENING, "2022-02-28T18:00+08:00"), (CutHour.MIDNIGHT, "2022-03-01T00:00+08:00")],
)
def test_a_cut_that_lies_ahead_is_not_signed(console: Actor, hour: CutHour, cut: str) -> None:
    at = datetime.fromisoformat(cut)
    with pytest.raises(CutAhead) as refused:
        sign(console, at - timedelta(seconds=1), hour=hour)
    assert refused.value.cut_at == at
    assert refused.value.last == (
        (TODAY, CutHour.EVENING)
        if hour is CutHour.MIDNIGHT
        else (TODAY - timedelta(days=1), CutHour.MIDNIGHT)
    )
    assert not Report.objects.exists()
    assert sign(console, at, hour=hour).cut_at == at


def test_nobody_signs_for_a_part_of_the_county(console: Actor) -> None:
    with pytest.raises(Forbidden):
        sign(make_actor(Role.OFFICE, Scope(ScopeKind.TOWN, "141123100")))
    assert not Report.objects.exists()


def test_a_correction_changes_today_and_never_what_was_signed(console: Actor) -> None:
    order = control(console)
    report = sign(console)
    assert signed(report)["controlled.new"] == now(console, report)["controlled.new"] == 1
    orders.cancel(order=order, by=console, at=SIGNED + HOUR, reason="wrong person")
    assert now(console, report)["controlled.new"] == 0
    assert signed(report)["controlled.new"] == 1
    assert check_signed_reports(console, SIGNED + DAY) == []
    corrected = {one.path: one.difference for one in compare_with_now(report, console) if one.difference}
    assert corrected["controlled.ever"] == corrected["controlled.new_times"] == -1


def test_a_call_recorded_late_is_a_correction_and_no_changed_past(console: Actor) -> None:
    lead = one_lead(console)
    report = sign(console)
    assert signed(report)["pushed.verified"] == 0
    record_call(lead=lead, outcome="here_free", by=console, at=SIGNED + HOUR, true_at=AT + HOUR)
    corrected = {
        one.path: (one.signed, one.now) for one in compare_with_now(report, console) if one.difference
    }
    assert corrected["pushed.verified"] == (0, 1)
    assert corrected["pushed.verified_by.here_free"] == (0, 1)
    assert check_signed_reports(console, SIGNED + DAY) == []


def test_a_write_at_the_same_instant_as_a_signature_is_known_after_it(console: Actor) -> None:
    order = control(console)
    report = sign(console)
    orders.cancel(order=order, by=console, at=SIGNED, reason="wrong person")
    assert check_signed_reports(console, SIGNED + DAY) == []
    assert now(console, report)["controlled.ever"] == 0


def test_a_later_signature_takes_the_place_of_the_first_and_leaves_it(console: Actor) -> None:
    first, evening = sign(console), sign(console, hour=CutHour.EVENING)
    control(console)
    second = sign(console, SIGNED + HOUR)
    assert second.supersedes == first
    assert evening.supersedes is None
    assert (signed(first)["controlled.ever"], signed(second)["controlled.ever"]) == (0, 1)


def leave_without_successor(order: Order, at: datetime) -> None:
    """End a stage as moved, and move it nowhere: what no action of ours does."""
    stage = Stage.objects.filter(order=order).order_by("seq").first()
    Spell.objects.filter(stage=stage, known_to__isnull=True).update(ends_at=at, ended_by="moved")


def test_a_report_that_contradicts_itself_cannot_be_signed(console: Actor) -> None:
    control(console, seed=1)
    leave_without_successor(control(console, seed=2), AT + HOUR)
    with pytest.raises(DoesNotReconcile) as refused:
        sign(console)
    assert [(breach.identity.whole, breach.value, breach.expected) for breach in refused.value.breaches] == [
        ("controlled.ever", 2, 1)
    ]
    assert not Report.objects.exists()
    report = read_dispatch(day=TODAY, hour=CutHour.MIDNIGHT, actor=console)
    assert explain_breach(report.breaches[0]) in report.text


def test_doctor_names_each_figure_whose_members_are_not_those_signed(console: Actor) -> None:
    control(console)
    report = sign(console)
    Spell.objects.filter(known_from__lte=SIGNED).update(known_from=SIGNED + DAY)
    problems = check_signed_reports(console, SIGNED + DAY)
    wrong = {
        figure.path
        for figure in ReportFigure.objects.filter(report=report)
        if figure.path.startswith("controlled.")
    }
    assert all(any(path in problem for problem in problems) for path in ("controlled.ever", "controlled.now"))
    assert len(problems) <= len(wrong)


def test_doctor_sees_other_people_behind_the_same_count(console: Actor) -> None:
    first, second = control(console, seed=1), control(console, seed=2)
    sign(console)
    Spell.objects.filter(order=first).update(person=second.person)
    Spell.objects.filter(order=second).exclude(pk__in=Spell.objects.filter(order=first)).update(
        person=first.person
    )
    spells = Spell.objects.filter(order__in=[first, second])
    assert {spell.person_id for spell in spells} == {first.person_id, second.person_id}
    assert check_signed_reports(console, SIGNED + DAY) == []
    Spell.objects.filter(order=first).update(person=one_lead(console, "王五", 9).person)
    assert any("controlled.ever" in problem for problem in check_signed_reports(console, SIGNED + DAY))


def test_figures_of_the_two_cuts_of_a_day_differ_by_what_came_between(console: Actor) -> None:
    control(console, at=datetime.fromisoformat("2022-02-28T19:00+08:00"))
    evening, midnight = sign(console, hour=CutHour.EVENING), sign(console)
    assert (signed(evening)["controlled.now"], signed(midnight)["controlled.now"]) == (0, 1)


def test_a_report_of_another_county_day_is_empty(console: Actor) -> None:
    control(console)
    before = sign(console, day=TODAY - timedelta(days=1))
    assert set(signed(before).values()) == {0}


def test_a_county_without_anything_signs_zeros(db: None) -> None:
    by = make_county()
    assert set(signed(sign(by)).values()) <= {0}
