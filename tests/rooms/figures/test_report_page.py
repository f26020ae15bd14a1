"""The report as a page: every figure a link, what contradicts itself in red, signing, files, signed reports."""

from __future__ import annotations

import html
import re
from datetime import date, datetime
from io import BytesIO

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from docx import Document
from python_calamine import CalamineWorkbook
from tests.rooms.figures.test_signing import leave_without_successor
from tests.rooms.leads.county import AT, one_lead
from tests.rooms.orders.world import HOUR, control
from tests.rooms.staff import signed_in
from tests.support.lists import count_queries
from tests.support.worlds import built_for

from lianfang.core.figures.cut import CutHour
from lianfang.figures.dispatch import read_dispatch
from lianfang.figures.layout import tables_of
from lianfang.figures.models import Report
from lianfang.figures.present import Links
from lianfang.figures.queries import list_members, paths_with_members
from lianfang.leads.actions import record_call
from lianfang.shared.actor import Actor
from lianfang.shared.clock import pinned_at
from lianfang.shared.models import AuditEntry
from lianfang.shared.roles import Role

pytestmark = pytest.mark.django_db
DAY = "2022-02-28"
PAGE = f"/figures/dispatch/?date={DAY}&cut=24:00"
FIGURE = re.compile(r'<a class="lf-figure" href="(/figures/open/[^"]+)" title="([^"]*)">(\d+)</a>')


@built_for("module")
def county(console: Actor) -> Actor:
    """Two people under control, one who was called and is free, one who waits."""
    control(console, seed=1)
    control(console, seed=2, at=AT + HOUR)
    record_call(lead=one_lead(console, "李四", 8), outcome="not_been_there", by=console, at=AT + HOUR)
    one_lead(console, "王五", 9)
    return console


def shown(client: Client, address: str = PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def text_of(page: str) -> str:
    return re.sub(r"\s+", "", html.unescape(re.sub(r"<[^>]+>", "", page)))


def test_every_figure_of_the_paper_opens_to_as_many_as_it_says(county: Actor) -> None:
    page = shown(signed_in(Role.OFFICE))
    found = FIGURE.findall(page)
    assert len(found) > 60
    cut = read_dispatch(day=date(2022, 2, 28), hour=CutHour.MIDNIGHT, actor=county).cut
    for address, _tip, number in set(found):
        path = address.split("/")[3]
        assert len(list_members(path, cut, county)) == int(number), path
    assert {address.partition("?")[2] for address, _tip, _number in found} == {
        "date=2022-02-28&amp;cut=24%3A00"
    }


def test_the_linked_paragraphs_read_like_the_text(county: Actor) -> None:
    with_text = read_dispatch(day=date(2022, 2, 28), hour=CutHour.MIDNIGHT, actor=county)
    page = text_of(shown(signed_in(Role.OFFICE)))
    for _heading, paragraph in with_text.paragraphs:
        assert re.sub(r"\s+", "", paragraph) in page


def test_a_part_of_which_nobody_is_left_is_a_0_that_opens_to_an_empty_list(county: Actor) -> None:
    """Who came from Hubei in February 2020: all released, so no count of theirs is under control now."""
    report = read_dispatch(day=date.fromisoformat(DAY), hour=CutHour.MIDNIGHT, actor=county)
    links = Links(report.cut, CutHour.MIDNIGHT, opens=True)
    split = links.values(report.values)["controlled"]["now_by_category"]
    shown = str(split.get("arrival_hubei", 0))
    assert ">0</a>" in shown and split.get("arrival_hubei") is None
    answer = signed_in(Role.OFFICE).get(html.unescape(re.findall('href="([^"]*)"', shown)[0]))
    assert answer.status_code == 200 and "没有计入的人" in answer.content.decode()


def test_a_figure_says_what_it_counts_from_when_and_by_which_conditions(county: Actor) -> None:
    tips = {
        address.split("/")[3]: tip for address, tip, _number in FIGURE.findall(shown(signed_in(Role.OFFICE)))
    }
    assert "2022年2月28日24时00分" in tips["controlled.now"]
    assert "阶段结束时间" in tips["controlled.now"]
    assert "2022年2月27日24时00分" not in tips["controlled.now"]
    assert len(set(tips.values())) > 25


def test_people_and_person_times_meet_in_an_equation(county: Actor) -> None:
    page = text_of(shown(signed_in(Role.OFFICE)))
    assert "累计第二次及以上0=累计管控人次2−累计管控人数2" in page


def test_those_who_may_not_open_figures_see_numbers_without_links(county: Actor) -> None:
    page = shown(signed_in(Role.INSPECTOR))
    assert not FIGURE.findall(page)
    assert page.count('<span class="lf-figure" title=') > 60
    assert reverse("figures:docx") not in page


def test_what_does_not_add_up_is_red_and_cannot_be_signed(county: Actor) -> None:
    leave_without_successor(control(county, seed=3), AT + HOUR)
    client = signed_in(Role.OFFICE)
    page = shown(client)
    assert "数据不平衡" in page and '<li class="is-bad">' in page
    assert reverse("figures:sign") not in page
    opened = [(where.split("/")[3], number) for where, _tip, number in FIGURE.findall(page)]
    assert ("controlled.unexplained", "1") in opened
    answer = client.post(reverse("figures:sign"), {"date": DAY, "cut": "24:00", "key": "k"}, follow=True)
    assert answer.redirect_chain[0][0] == f"/figures/dispatch/?date={DAY}&cut=24%3A00"
    assert not Report.objects.exists()


def test_signing_twice_with_one_key_signs_once(county: Actor) -> None:
    client = signed_in(Role.COMMANDER)
    told = {"date": DAY, "cut": "24:00", "key": "once"}
    first = client.post(reverse("figures:sign"), told)
    again = client.post(reverse("figures:sign"), told)
    report = Report.objects.get()
    assert first.url == again.url == reverse("figures:report", args=[report.pk])
    page = shown(client, first.url)
    assert f"report={report.pk}" in page
    assert shown(client).count(reverse("figures:report", args=[report.pk])) == 1


def test_a_signed_report_shows_what_was_corrected_since(county: Actor) -> None:
    client = signed_in(Role.COMMANDER)
    address = client.post(reverse("figures:sign"), {"date": DAY, "cut": "24:00", "key": "a"}).url
    signed = shown(client, address)
    assert "现时数据与签发时一致" in signed
    assert (
        re.findall(r"截至(2022年\d+月\d+日\d+时)", signed)
        == re.findall(r"截至(2022年\d+月\d+日24时)", signed)
        != []
    )
    at = Report.objects.get().known_at + HOUR
    record_call(lead=one_lead(county, "赵六", 7), outcome="here_free", by=county, at=at, true_at=AT + HOUR)
    page = text_of(shown(client, address))
    assert "签发后更正" in page
    assert re.search(r"已核查3\d?4?\+1", page.replace("已核查（按核查结果）", ""))
    state = shown(client, reverse("figures:signed_state", args=[Report.objects.get().pk]))
    assert "项更正" in state
    assert address in shown(client, reverse("figures:signed"))


@pytest.mark.parametrize(
    "address", ["/figures/signed/1/", "/figures/signed/1/state/", "/figures/open/no.such/"]
)
def test_what_is_not_there_is_not_found(console: Actor, address: str) -> None:
    assert signed_in(Role.OFFICE).get(address).status_code == 404


@pytest.mark.parametrize(
    "asked", ["date=yesterday", "date=2022-02-30&cut=", "date=2022-02-28&cut=12:00", "cut=12:00"]
)
@pytest.mark.parametrize("page", ["dispatch/", "dispatch/xlsx/", "open/controlled.now/"])
def test_a_day_or_cut_that_there_is_not_is_no_other(county: Actor, page: str, asked: str) -> None:
    answer = signed_in(Role.OFFICE).get(f"/figures/{page}?{asked}")
    assert answer.status_code == 400 and "无法识别" in answer.content.decode()


@pytest.mark.parametrize("asked", ["cut=", "cut=18:00", ""])
def test_without_a_day_the_last_one_is_shown_at_a_customary_cut(county: Actor, asked: str) -> None:
    assert "2022-02-28" in shown(signed_in(Role.OFFICE), f"/figures/dispatch/?{asked}")


def test_without_a_day_the_last_day_with_news_is_shown(county: Actor) -> None:
    assert 'value="2022-02-28"' in shown(signed_in(Role.OFFICE), "/figures/dispatch/")
    with pinned_at(AT + 2 * HOUR):  # the day's own cuts lie ahead
        assert 'value="2022-02-27"' in shown(signed_in(Role.OFFICE), "/figures/dispatch/")


def test_the_page_asks_the_same_number_of_queries_however_many_people(county: Actor) -> None:
    client = signed_in(Role.OFFICE)
    shown(client)
    few = count_queries(lambda: client.get(PAGE))
    for seed in range(20, 30):
        control(county, seed=seed)
    assert count_queries(lambda: client.get(PAGE)) == few


def download(client: Client, form: str) -> bytes:
    answer = client.get(reverse(f"figures:{form}"), {"date": DAY, "cut": "24:00"})
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert f".{form}" in answer["Content-Disposition"]
    return bytes(answer.content)


def test_the_workbook_holds_the_same_numbers(county: Actor) -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(download(signed_in(Role.OFFICE), "xlsx")))
    report = read_dispatch(day=date(2022, 2, 28), hour=CutHour.MIDNIGHT, actor=county)
    first, *tables = book.sheet_names
    written = [line[0] for line in book.get_sheet_by_name(first).to_python()]
    assert written == [report.title, report.window, *(part for pair in report.paragraphs for part in pair)]
    for name, table in zip(tables, tables_of(report.values), strict=True):
        head, *lines = book.get_sheet_by_name(name).to_python()
        assert head == list(table.headings)
        expected = [
            [line.label, *("" if cell is None else cell.count for cell in line.cells)] for line in table.lines
        ]
        assert lines == expected


def test_the_paper_holds_the_same_numbers(county: Actor) -> None:
    paper = Document(BytesIO(download(signed_in(Role.OFFICE), "docx")))
    report = read_dispatch(day=date(2022, 2, 28), hour=CutHour.MIDNIGHT, actor=county)
    text = [paragraph.text for paragraph in paper.paragraphs]
    assert text[0] == report.title
    assert all(paragraph in text for _heading, paragraph in report.paragraphs)
    for written, table in zip(paper.tables, tables_of(report.values), strict=True):
        cells = [[cell.text for cell in row.cells] for row in written.rows]
        assert cells[0] == list(table.headings)
        assert cells[1:] == [
            [line.label, *("" if cell is None else str(cell.count) for cell in line.cells)]
            for line in table.lines
        ]


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_a_file_is_kept_in_the_trail(county: Actor, form: str) -> None:
    download(signed_in(Role.TOWN), form)
    entry = AuditEntry.objects.get(action="figures.export")
    assert entry.detail == {"form": form, "day": DAY, "hour": "24:00"}
    assert signed_in(Role.GRID).get(reverse(f"figures:{form}")).status_code == 403


def test_every_path_with_members_stands_in_a_table_or_paragraph(county: Actor) -> None:
    report = read_dispatch(day=date(2022, 2, 28), hour=CutHour.MIDNIGHT, actor=county)
    page = shown(signed_in(Role.OFFICE))
    linked = {address.split("/")[3] for address, _tip, _number in FIGURE.findall(page)}
    paths = {path for path, count in paths_with_members(report.counts) if count}
    assert paths <= linked | {path for path in paths if path.startswith("tests.done_by")}


@pytest.mark.parametrize(
    ("lang", "said"),
    [("zh-hans", "最近一个已过的截止时点 2022-02-28 18:00"), ("en", "cut that has passed, 2022-02-28 18:00")],
)
def test_a_cut_that_lies_ahead_is_refused_with_what_can_be_signed(
    county: Actor, lang: str, said: str
) -> None:
    client = signed_in(Role.OFFICE)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = lang
    with pinned_at(datetime.fromisoformat("2022-02-28T19:00+08:00")):
        page = shown(client)
        answer = client.post(reverse("figures:sign"), {"date": DAY, "cut": "24:00", "key": "k"}, follow=True)
    assert said in page and reverse("figures:sign") not in page
    assert "date=2022-02-28&amp;cut=18%3A00" in page
    assert said in " ".join(str(message) for message in answer.context["messages"])
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("now", "asked", "title"),
    [
        ("2022-02-28T08:00", "", "2022-02-27 24:00"),
        ("2022-02-28T18:00", "", "2022-02-28 18:00"),
        ("2022-02-28T08:00", "?cut=18:00", "2022-02-27 18:00"),
        ("2022-02-28T19:00", "?cut=24:00", "2022-02-27 24:00"),
    ],
)
def test_the_report_opens_at_the_last_cut_that_has_passed(
    county: Actor, now: str, asked: str, title: str
) -> None:
    client = signed_in(Role.OFFICE)
    with pinned_at(datetime.fromisoformat(f"{now}+08:00")):
        answer = client.get(f"/figures/dispatch/{asked}")
    assert f"{answer.context['day'].isoformat()} {answer.context['hour']}" == title
    assert "截至目前" not in answer.content.decode()


@pytest.mark.parametrize(
    ("cut", "window"),
    [
        ("18:00", "新增统计时段：2022-02-27 18:00 至 2022-02-28 18:00。"),
        ("24:00", "新增统计时段：2022-02-28 00:00 至 2022-02-28 24:00。"),
    ],
)
def test_the_report_says_from_when_it_counts_as_new_on_the_page_in_the_text_and_in_files(
    county: Actor, cut: str, window: str
) -> None:
    client = signed_in(Role.OFFICE)
    answer = client.get("/figures/dispatch/", {"date": DAY, "cut": cut})
    assert answer.content.decode().count(window) == 2  # on the paper and in the text to be copied
    assert answer.context["text"].splitlines()[1] == window
    paper = client.get(reverse("figures:docx"), {"date": DAY, "cut": cut})
    assert window in [each.text for each in Document(BytesIO(b"".join(paper))).paragraphs]
    book = client.get(reverse("figures:xlsx"), {"date": DAY, "cut": cut})
    assert CalamineWorkbook.from_filelike(BytesIO(b"".join(book))).get_sheet_by_index(0).to_python()[1] == [
        window
    ]


def test_a_cut_ahead_says_that_it_holds_only_so_far(county: Actor) -> None:
    said = "截止时点未到，以下为截至目前（2022-02-28 08:00）的数据"
    with pinned_at(datetime.fromisoformat("2022-02-28T08:00+08:00")):
        answer = signed_in(Role.INSPECTOR).get(PAGE)
    assert said in answer.content.decode() and said in answer.context["text"]


def test_what_is_due_until_a_cut_ahead_is_not_late_yet(county: Actor) -> None:
    late = []
    for hour in (8, 23, 24):
        with pinned_at(datetime.fromisoformat("2022-02-28T00:00+08:00") + hour * HOUR):
            client = signed_in(Role.OFFICE)
            found = {
                address.split("/")[3]: int(number) for address, _tip, number in FIGURE.findall(shown(client))
            }
            (opened,) = {
                address for address, _tip, _number in FIGURE.findall(shown(client)) if "overdue" in address
            }
            rows = client.get(html.unescape(opened)).content.decode()
        late.append((found["pushed.overdue"], "王五" in rows))
        assert found["pushed.unverified"] == found["pushed.overdue"] + found.get("pushed.waiting", 0) > 0
    assert late == [(0, False), (0, False), (1, True)]
