"""Register G written by the product and sent back to it: the same people, and no lead that was not there."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.rooms.intake.lists import HEADINGS, bring, counts
from tests.rooms.leads.county import AT, GRID, OTHER_VILLAGE, TOWN, number, one_lead, open_list, traveller
from tests.rooms.orders.world import facts
from tests.rooms.staff import signed_in

from lianfang.intake.actions import accept_file
from lianfang.intake.models import Row
from lianfang.leads.actions import record_call, reopen, send_letter
from lianfang.leads.importing import import_batch
from lianfang.leads.ledger import LedgerTable
from lianfang.leads.models import CallOutcome, Lead, LeadSource
from lianfang.leads.outcomes import RULES
from lianfang.orders.actions import issue
from lianfang.people.models import Person, PersonPhone
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Role

PEOPLE = [
    f"张{sign},{number(seed)},154{seed:08d},兴县蔚汾镇贺家坪村" for seed, sign in enumerate("甲乙丙丁戊", 1)
]


def export(role: Role = Role.OFFICE, **query: str) -> bytes:
    """Export the ledger as a member of staff does, narrowed as the page is."""
    scope = Scope(ScopeKind.TOWN, TOWN) if role is Role.TOWN else None
    client = signed_in(role, scope) if scope else signed_in(role)
    answer = client.post(f"{reverse('leads:ledger_export')}?{'&'.join(f'{k}={v}' for k, v in query.items())}")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def lines(content: bytes) -> list[dict[str, Any]]:
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_an_exported_register_comes_back_as_the_same_people_and_no_new_leads(console: Actor) -> None:
    bring(console, *PEOPLE, headings=HEADINGS)
    before = (Person.objects.count(), Lead.objects.count(), PersonPhone.objects.count())
    accepted = accept_file(
        content=export(), filename="台账.xlsx", source_name="镇上报", pushed_at=AT, by=console, at=AT
    )
    batch = import_batch(batch_id=accepted.batch.pk, by=console, tick=lambda: AT)
    assert counts(batch) == (5, 5, 0, 0, 0)
    assert (Person.objects.count(), Lead.objects.count(), PersonPhone.objects.count()) == before
    assert LeadSource.objects.filter(batch=batch, joined=True).count() == 5
    assert set(Row.objects.filter(batch=batch).values_list("place", flat=True)) == {"assigned"}


def test_a_register_of_answered_leads_comes_back_to_them(console: Actor) -> None:
    """Whoever is away or under a measure has a lead that is not closed; whoever is done gets a new one."""
    away, done = one_lead(console, "张三", 1), one_lead(console, "李四", 2)
    record_call(lead=away, outcome="here_control", by=console, at=AT)
    record_call(lead=done, outcome="here_free", by=console, at=AT)
    accepted = accept_file(
        content=export(), filename="台账.xlsx", source_name="镇上报", pushed_at=AT, by=console, at=AT
    )
    import_batch(batch_id=accepted.batch.pk, by=console, tick=lambda: AT)
    assert (Person.objects.count(), Lead.objects.count()) == (2, 3)
    assert Lead.objects.filter(person=away.person_id).count() == 1


@pytest.mark.parametrize("outcome", CallOutcome.values)
def test_the_register_has_its_own_word_for_what_was_found(console: Actor, outcome: str) -> None:
    lead = one_lead(console)
    needs = {"away_place": "太原", "back_on": AT.date()} if outcome in ("away", "elsewhere") else {}
    record_call(lead=lead, outcome=outcome, note="已核", by=console, at=AT, **needs)  # type: ignore[arg-type]
    (line,) = lines(export())
    rule = RULES[CallOutcome(outcome)]
    told = [line[name] for name in line if name.startswith(("排查状态", "排查结果"))]
    assert told == ["已排查" if rule.settles else "待排查", rule.result]
    assert (line["备注"], line["核查人"]) == ("已核", console.name)
    assert bool(line["移交去向"]) is (outcome == "elsewhere")


def test_a_lead_that_waits_again_is_to_be_checked_again(console: Actor) -> None:
    lead = one_lead(console)
    record_call(lead=lead, outcome="here_free", by=console, at=AT)
    reopen(lead=lead, by=console, at=AT, reason="x")
    (line,) = lines(export())
    assert [line[name] for name in line if name.startswith(("排查状态", "排查结果"))] == ["待排查", ""]


def test_the_register_tells_the_place_the_source_and_the_measure(console: Actor) -> None:
    found = record_call(lead=one_lead(console), outcome="here_control", by=console, at=AT)
    issue(lead=found, facts=facts(), by=console, at=AT)
    sent = one_lead(console, "李四", 2, place="elsewhere", area="610113")
    send_letter(lead=sent, to_name="西安市", by=console, at=AT)
    by_name = {line["姓名"]: line for line in lines(export())}
    here, away = by_name["张三"], by_name["李四"]
    assert (here["下派乡镇"], here["下派村(社区)"], here["推送批次/来源"]) == (
        "蔚汾镇",
        "贺家坪村委会",
        "省厅",
    )
    assert here["处置(管控)措施"] and here["管控开始"] and not here["解除时间"]
    assert (away["移交去向"], away["下派乡镇"], away["处置(管控)措施"]) == ("西安市", "", "")
    assert here["现居住地址"] == "兴县蔚汾镇贺家坪村"
    assert {str(line["序号"]).removesuffix(".0") for line in by_name.values()} == {"1", "2"}


def test_somebody_with_two_phones_has_both_in_one_cell(console: Actor) -> None:
    open_list(console, traveller("张三", number(1), "15400000001/15400000002"))
    (line,) = lines(export())
    assert line["手机号"] == "15400000001/15400000002"


def test_a_town_exports_its_own_and_the_page_as_narrowed(console: Actor) -> None:
    one_lead(console, "张三", 1)
    one_lead(console, "李四", 2, area=OTHER_VILLAGE)
    assert {line["姓名"] for line in lines(export())} == {"张三", "李四"}
    assert [line["姓名"] for line in lines(export(Role.TOWN))] == ["张三"]
    assert [line["姓名"] for line in lines(export(q="lisi"))] == ["李四"]
    assert lines(export(Role.TOWN, q="lisi")) == []


@pytest.mark.parametrize("role", [Role.GRID, Role.INSPECTOR, Role.AUDITOR, Role.SYSTEM])
def test_who_may_not_export_gets_no_file(console: Actor, role: Role) -> None:
    one_lead(console)
    scope = (Scope(ScopeKind.GRID, GRID),) if role is Role.GRID else ()
    answer = signed_in(role, *scope).post(reverse("leads:ledger_export"))
    assert answer.status_code == 403
    assert number(1).encode() not in answer.content


def test_a_page_is_masked_where_the_file_is_in_full(console: Actor) -> None:
    one_lead(console)
    html = signed_in(Role.OFFICE).get(reverse("leads:ledger")).content.decode()
    (line,) = lines(export())
    assert (line["身份证号"], line["手机号"]) == (number(1), "15400000001")
    assert number(1) not in html and "15400000001" not in html and "154****0001" in html
    entry = AuditEntry.objects.filter(action="lists.export").latest("pk")
    assert entry.role == "office"


def test_the_ledger_numbers_its_lines_through_all_pages(console: Actor) -> None:
    for seed in range(1, 4):
        one_lead(console, f"张{seed}", seed)
    table = LedgerTable(console)
    rows = list(table.rows().order_by("pk"))
    table.attach(rows[:2])
    table.attach(rows[2:])
    assert [row.ordinal for row in rows] == [1, 2, 3]  # type: ignore[attr-defined]
