"""Signed reports and opened figures as those with a narrower scope see them, and what is kept of it."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.urls import reverse
from docx import Document
from python_calamine import CalamineWorkbook
from tests.rooms.leads.county import AT, GRID, OTHER_VILLAGE, TOWN, one_lead
from tests.rooms.orders.world import control
from tests.rooms.staff import make_actor, signed_in
from tests.support.worlds import built_for

from lianfang.core.figures.cut import Cut, CutHour
from lianfang.figures import paper, queries
from lianfang.figures.actions import sign_report
from lianfang.figures.checks import check_signed_reports
from lianfang.figures.exports import to_xlsx
from lianfang.figures.models import Report
from lianfang.leads.actions import record_call
from lianfang.places.models import Area
from lianfang.shared.actor import Actor, Scope, ScopeKind
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Role

DAY = date(2022, 2, 28)
SIGNED = AT + timedelta(days=1)
NARROW = [
    (Role.TOWN, Scope(ScopeKind.TOWN, TOWN)),
    (Role.GRID, Scope(ScopeKind.GRID, GRID)),
    (Role.GRID, Scope(ScopeKind.GRID, "elsewhere")),
]
ASKED = {"date": DAY.isoformat(), "cut": "24:00"}


@built_for("module")
def signed(console: Actor) -> int:
    """One person of a grid called and controlled, two of another town who wait, and the report signed of them."""
    control(console)
    for seed in (8, 9):
        one_lead(console, f"李{seed}", seed, area=OTHER_VILLAGE)
    return sign_report(day=DAY, hour=CutHour.MIDNIGHT, by=console, at=SIGNED).pk


@pytest.fixture
def report(console: Actor, signed: int) -> Report:
    return Report.objects.get(pk=signed)


@pytest.mark.parametrize(("role", "scope"), NARROW)
def test_every_count_of_a_signed_report_opens_to_a_list_of_its_length(
    report: Report, role: Role, scope: Scope
) -> None:
    by = make_actor(role, scope)
    cut = Cut(report.day, report.cut_at, report.known_at)
    counts = dict(queries.paths_with_members(paper.as_signed(report, by).counts))
    assert counts
    for path, count in counts.items():
        assert len(queries.list_members(path, cut, by)) == count, path


@pytest.mark.parametrize(("role", "scope"), NARROW)
def test_what_lies_outside_the_scope_is_no_correction(report: Report, role: Role, scope: Scope) -> None:
    assert queries.count_corrections(report, make_actor(role, scope)) == 0
    assert "2" not in {
        str(count)
        for path, count in queries.paths_with_members(paper.as_signed(report, make_actor(role, scope)).counts)
        if path.startswith("pushed.")
    }


def test_the_page_and_its_text_tell_a_town_of_the_town(report: Report) -> None:
    html = {}
    for role, scope in ((Role.OFFICE, Scope(ScopeKind.COUNTY, "141123")), NARROW[0]):
        html[role] = signed_in(role, scope).get(reverse("figures:report", args=[report.pk])).content.decode()
    assert report.text.split("\n\n")[1] in html[Role.OFFICE]
    assert report.text.split("\n\n")[1] not in html[Role.TOWN]


def test_a_later_answer_is_a_correction_in_every_scope_that_holds_it(console: Actor, report: Report) -> None:
    lead = one_lead(console, "王五", 7)
    record_call(lead=lead, outcome="here_free", by=console, at=SIGNED, true_at=AT)
    for by, told in ((console, True), (make_actor(*NARROW[0]), True), (make_actor(*NARROW[2]), False)):
        assert (queries.count_corrections(report, by) > 0) is told


@pytest.mark.parametrize(("role", "scope"), NARROW)
def test_doctor_reads_reports_for_the_county_whoever_asks(report: Report, role: Role, scope: Scope) -> None:
    assert check_signed_reports(make_actor(role, scope), SIGNED) == []


@pytest.mark.parametrize("more", [{}, {"after": "x"}, {"before": "x"}, {"sort": "name"}])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}, {"HX-Request": "true", "HX-Target": "list"}])
def test_no_way_to_a_figures_people_leaves_the_trail_empty(
    report: Report, more: dict[str, str], headers: dict[str, str]
) -> None:
    client = signed_in(*NARROW[1])
    client.get(reverse("figures:open", args=["controlled.now"]), {**ASKED, **more}, headers=headers)
    entry = AuditEntry.objects.get(action="figures.open")
    assert (entry.object_id, entry.detail["day"]) == ("controlled.now", DAY.isoformat())


@pytest.mark.parametrize("after", [0, 1])
def test_no_page_of_the_api_leaves_the_trail_empty(report: Report, after: int) -> None:
    signed_in(*NARROW[1]).get(
        "/api/v1/figures/members/controlled.now", {"day": DAY.isoformat(), "after": after}
    )
    assert AuditEntry.objects.filter(action="figures.open").count() == 1


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_a_signed_report_is_handed_out_as_it_was_signed(console: Actor, report: Report, form: str) -> None:
    before = paper.as_signed(report, console)
    control(console, "medium_risk", seed=30)
    assert queries.count_corrections(report, console)
    client = signed_in(Role.OFFICE)
    address = reverse(f"figures:signed_{form}", args=[report.pk])
    assert address in client.get(reverse("figures:report", args=[report.pk])).content.decode()
    file = BytesIO(client.get(address).content)
    if form == "docx":
        lines = [paragraph.text for paragraph in Document(file).paragraphs]
    else:
        lines = [line[0] for line in CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()]
    assert lines[:3] == [before.title, before.window, before.signature]
    assert report.signed_name in before.signature
    assert {text for pair in before.paragraphs for text in pair} <= set(lines)
    entry = AuditEntry.objects.get(action="figures.export")
    assert (entry.object_id, entry.detail["form"]) == (str(report.pk), form)


def test_a_name_that_looks_like_a_formula_stays_a_text(
    console: Actor, report: Report, tmp_path: Path
) -> None:
    Area.objects.filter(pk=TOWN).update(name='=HYPERLINK("http://x")')
    file = tmp_path / "report.xlsx"
    file.write_bytes(to_xlsx(paper.as_signed(report, console)))
    with ZipFile(file) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if "/worksheets/" in name]
        texts = parts.read("xl/sharedStrings.xml").decode()
    assert "=HYPERLINK(" in texts
    assert not any(b"<f>" in sheet for sheet in sheets)
