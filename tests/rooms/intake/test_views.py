"""Pages of lists as a browser meets them: uploading, finding, correcting, sending files back."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook
from tests.rooms.intake.lists import LI, NAMELESS, NOBODY, ZHANG, bring, counts, read, receive, rejected, text
from tests.rooms.leads.county import number
from tests.rooms.staff import signed_in
from tests.support.lists import check_constant_queries

from lianfang.intake.models import Batch, Row
from lianfang.intake.tables import BatchTable, RowTable
from lianfang.shared.actor import Actor
from lianfang.shared.models import AuditEntry, OutboxNews
from lianfang.shared.roles import Role

PUSHED = {"source": "省厅", "kind": "pushed", "pushed_at": "2022-02-28T09:00"}


@pytest.fixture
def clerk(console: Actor) -> Client:
    return signed_in(Role.DATA)


def upload(client: Client, *contents: bytes, by_script: bool = False, **given: str):
    files = [SimpleUploadedFile(f"{place}名单.csv", content) for place, content in enumerate(contents)]
    headers = {"HX-Request": "true"} if by_script else {}
    return client.post("/intake/upload/", {**PUSHED, **given, "files": files}, headers=headers)


def audited(action: str) -> int:
    return AuditEntry.objects.filter(action=action).count()


def test_several_files_are_taken_at_once_and_shown_on_their_way(clerk: Client) -> None:
    assert upload(clerk, text(ZHANG), text(LI)).url == "/intake/"
    assert Batch.objects.count() == 2
    page = clerk.get("/intake/").content.decode()
    assert page.count('hx-get="/intake/working/"') == 1
    assert "0名单.csv" in page and "1名单.csv" in page


def test_a_script_is_sent_to_the_list_and_the_same_file_to_the_same_one(clerk: Client) -> None:
    first = upload(clerk, text(ZHANG), by_script=True)
    again = upload(clerk, text(ZHANG), by_script=True)
    assert (
        first.headers["HX-Redirect"] == again.headers["HX-Redirect"] == f"/intake/{Batch.objects.get().pk}/"
    )


@pytest.mark.parametrize(
    ("contents", "given"),
    [
        ([b""], {}),
        ([], {}),
        ([text(ZHANG)], {"source": "  "}),
        ([text(ZHANG)], {"pushed_at": "2099-01-01T00:00"}),
        ([text(ZHANG)], {"kind": "rumour"}),
    ],
)
def test_what_cannot_be_taken_is_said_and_opens_nothing(clerk: Client, contents: list[bytes], given) -> None:
    answer = upload(clerk, *contents, by_script=True, **given)
    assert answer.status_code == 422
    assert answer.content.decode().strip()
    assert not Batch.objects.exists()
    assert upload(clerk, *contents, **given).url == "/intake/"


def test_a_list_too_large_says_both_sizes(clerk: Client, settings) -> None:
    settings.UPLOAD_LIMIT_BYTES = 20
    words = upload(clerk, b"x" * 1_021, by_script=True).content.decode()
    assert "1,021" in words and "20" in words


def test_the_page_of_a_list_counts_what_its_links_open(clerk: Client, console: Actor) -> None:
    batch = bring(console, ZHANG, LI, NAMELESS, NOBODY, ZHANG)
    page = clerk.get(f"/intake/{batch.pk}/")
    assert page.status_code == 200
    for one in page.context["outcomes"]:
        rows = clerk.get(one["url"])
        assert len(rows.context["lines"]) == one["count"]


def test_a_list_in_work_is_asked_for_until_it_has_ended(clerk: Client, console: Actor) -> None:
    batch = receive(console, ZHANG)
    page = clerk.get(f"/intake/{batch.pk}/").content.decode()
    assert f'hx-get="/intake/{batch.pk}/progress/"' in page
    assert "data-poll" in clerk.get(f"/intake/{batch.pk}/progress/").content.decode()
    Batch.objects.update(state="done")
    assert clerk.get(f"/intake/{batch.pk}/progress/").headers["HX-Refresh"] == "true"
    assert "data-poll" not in clerk.get("/intake/working/").content.decode()


def test_a_failed_file_says_where_and_what_to_do(clerk: Client, console: Actor) -> None:
    batch = read(console, headings="%PDF-1.4")
    assert batch.state == "failed"
    page = clerk.get(f"/intake/{batch.pk}/")
    assert page.context["place"] and page.context["remedy"]
    assert page.context["place"] in page.content.decode()


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("outcome=rejected", [4, 5]),
        ("outcome=ready&outcome=duplicate", [2, 6]),
        ("reason=phone_missing", [3]),
        ("reason=name_missing&reason=no_identity_no_contact", [4, 5]),
        ("place=assigned", [2, 3, 4, 5, 6]),
        ("row_min=3&row_max=4", [3, 4]),
        ("q=15400000003", [4]),
        ("q=王五", [5]),
        ("q=nothing like it", []),
    ],
)
def test_rows_are_found_by_outcome_reason_place_and_any_cell(
    clerk: Client, console: Actor, query: str, rows: list[int]
) -> None:
    batch = bring(console, ZHANG, LI, NAMELESS, NOBODY, ZHANG)
    page = clerk.get(f"/intake/{batch.pk}/rows/?{query}", follow=True)
    shown = Row.objects.filter(pk__in=[line.pk for line in page.context["lines"]]).order_by("seq")
    assert [row.row for row in shown] == rows


def test_a_repeated_row_names_the_one_it_repeats(clerk: Client, console: Actor) -> None:
    batch = bring(console, LI, ZHANG, ZHANG)
    page = clerk.get(f"/intake/{batch.pk}/rows/?outcome=duplicate").content.decode()
    assert "与第 3 行是同一人" in page
    assert "行是同一人" not in clerk.get(f"/intake/{batch.pk}/rows/?outcome=ready").content.decode()


def test_reading_rows_is_audited_and_their_names_are_masked(clerk: Client, console: Actor) -> None:
    batch = bring(console, ZHANG, NAMELESS)
    page = clerk.get(f"/intake/{batch.pk}/rows/").content.decode()
    assert "张*" in page and "张三" not in page and number(1) not in page
    assert audited("intake.view_rows") == 1
    clerk.get(f"/intake/{batch.pk}/rows/{Row.objects.earliest('seq').pk}/")
    assert audited("intake.view_row") == 1


def test_a_row_shows_its_cells_what_was_wrong_and_what_was_wanted(clerk: Client, console: Actor) -> None:
    batch = bring(console, "王五,11010519491231002Y,123,兴县蔚汾镇")
    page = clerk.get(f"/intake/{batch.pk}/rows/{rejected(batch)[0].pk}/")
    assert [cell["text"] for cell in page.context["cells"]] == [
        "王五",
        "11010519491231002Y",
        "123",
        "兴县蔚汾镇",
    ]
    assert [flaw["found"] for flaw in page.context["flaws"]] == ["11010519491231002Y", "123"]
    assert all(flaw["wrong"] and flaw["wanted"] for flaw in page.context["flaws"])


def test_a_row_is_corrected_on_its_page_once(clerk: Client, console: Actor) -> None:
    batch = bring(console, ZHANG, NAMELESS)
    row = rejected(batch)[0]
    page = f"/intake/{batch.pk}/rows/{row.pk}/"
    address = f"{page}correct/"
    given = {
        "name": "赵六",
        "id_number": number(3),
        "phone": "15400000003",
        "address": "兴县蔚汾镇",
        "key": "k1",
    }
    assert clerk.post(address, {**given, "name": ""}).status_code == 422
    sent = clerk.post(address, {**given, "key": "k2"})
    assert sent.url == f"/intake/{batch.pk}/rows/{Row.objects.latest('seq').pk}/"
    assert clerk.post(address, {**given, "key": "k2"}).url == sent.url
    assert clerk.post(address, {**given, "key": "k3"}).url == page
    assert counts(batch) == (2, 2, 0, 0, 0)
    assert clerk.get(sent.url).context["before"].pk == row.pk
    assert "改正后" in clerk.get(sent.url).content.decode()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"name": "王五", "id_number": "110105194912310020", "phone": "无"},
            {"id_number": "校验码不符：有一位录错；应为：与证件一致的号码", "phone": "缺手机号"},
        ),
        (
            {"name": "王五", "id_number": "", "phone": "123"},
            {"id_number": "无证件号", "phone": "不是电话号码；应为：11 位手机号，或带区号的座机"},
        ),
        ({"name": "", "id_number": number(3), "phone": ""}, {"name": "缺姓名"}),
    ],
)
def test_a_correction_that_is_still_no_person_says_beside_each_particular_what_is_wrong(
    clerk: Client, console: Actor, given: dict[str, str], said: dict[str, str]
) -> None:
    batch = bring(console, NOBODY)
    answer = clerk.post(f"/intake/{batch.pk}/rows/{rejected(batch)[0].pk}/correct/", given)
    errors = {name: errors[0] for name, errors in answer.context["form"].errors.items() if name != "__all__"}
    assert errors == said
    assert all(words in answer.content.decode() for words in said.values())


def test_from_one_rejected_row_the_next_is_opened_until_none_is_left(clerk: Client, console: Actor) -> None:
    batch = bring(console, ZHANG, NAMELESS, NOBODY)
    first, second = rejected(batch)
    pages = {row.pk: f"/intake/{batch.pk}/rows/{row.pk}/" for row in (first, second)}
    assert clerk.get(pages[first.pk]).context["next"] == second
    assert clerk.get(pages[second.pk]).context["next"] == first
    given = {"name": "赵六", "id_number": number(3), "phone": "15400000003", "key": "k1"}
    corrected = clerk.post(f"{pages[first.pk]}correct/", given).url
    assert clerk.get(corrected).context["next"] == second
    assert clerk.get(pages[second.pk]).context["next"] is None


def test_who_may_only_look_corrects_nothing(console: Actor) -> None:
    batch = bring(console, NAMELESS)
    commander = signed_in(Role.COMMANDER)
    page = commander.get(f"/intake/{batch.pk}/rows/{rejected(batch)[0].pk}/")
    assert page.context["form"] is None
    answer = commander.post(f"/intake/{batch.pk}/rows/{rejected(batch)[0].pk}/correct/", {"name": "赵六"})
    assert answer.status_code == 403
    assert counts(batch) == (1, 0, 0, 1, 0)


def test_rejected_rows_go_out_with_reasons_and_come_back_corrected(clerk: Client, console: Actor) -> None:
    batch = bring(console, ZHANG, NAMELESS, NOBODY, "孙七,无,,蔚汾镇")
    sent = clerk.post(f"/intake/{batch.pk}/rejected/")
    assert audited("intake.export_rejected") == 1
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(sent.content)).get_sheet_by_index(0).to_python()
    assert sheet[0] == ["回执号", "姓名", "身份证号", "联系电话", "现住址", "原因", "应补", "改正"]
    assert [line[1] for line in sheet[1:]] == ["", "王五", "孙七"]
    assert all(line[5] and line[6] for line in sheet[1:])
    back = write_back(sheet, {(1, 1): "赵六", (2, 7): f"{number(8)} 15400000008"})
    answer = clerk.post(f"/intake/{batch.pk}/corrected/", {"files": SimpleUploadedFile("改.xlsx", back)})
    assert answer.url == f"/intake/{batch.pk}/"
    assert counts(batch) == (4, 3, 0, 1, 0)
    clerk.post(f"/intake/{batch.pk}/corrected/", {"files": SimpleUploadedFile("改.xlsx", back)})
    assert counts(batch) == (4, 3, 0, 1, 0)


def write_back(sheet: list[list[object]], changes: dict[tuple[int, int], str]) -> bytes:
    import xlsxwriter

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for row, line in enumerate(sheet):
            for place, cell in enumerate([*line, ""]):
                page.write_string(row, place, changes.get((row, place), str(cell)))
    return stream.getvalue()


@pytest.mark.parametrize("content", [b"", b"%PDF", text(ZHANG)])
def test_another_file_is_not_taken_for_corrections(clerk: Client, console: Actor, content: bytes) -> None:
    batch = bring(console, NAMELESS)
    given = {"files": SimpleUploadedFile("a.csv", content)}
    answer = clerk.post(f"/intake/{batch.pk}/corrected/", given, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert counts(batch) == (1, 0, 0, 1, 0)


def test_headings_are_kept_for_the_source_and_the_list_is_read_again(clerk: Client, console: Actor) -> None:
    batch = bring(console, "张三,无,15400000001", headings="姓名,身份证号,代码")
    clerk.post(
        f"/intake/{batch.pk}/headings/", {"heading-2": "phone", "new-heading": "何处", "new-field": "address"}
    )
    batch.source.refresh_from_db()
    assert batch.source.headings == {"代码": "phone", "何处": "address"}
    assert Batch.objects.get().state == "done"
    clerk.post(f"/intake/{batch.pk}/headings/", {"again": "1"})
    assert Batch.objects.get().state == "again"
    assert OutboxNews.objects.filter(topic="intake.again").exists()
    clerk.post(f"/intake/{batch.pk}/again/")  # while it is under way
    assert OutboxNews.objects.filter(topic="intake.again").count() == 1


def test_the_file_as_received_goes_out_audited(clerk: Client, console: Actor) -> None:
    batch = receive(console, ZHANG)
    assert clerk.post(f"/intake/{batch.pk}/original/").content == text(ZHANG)
    assert audited("intake.download") == 1


def test_lists_ask_the_same_number_of_queries_whatever_their_size(clerk: Client, console: Actor) -> None:
    for seed in range(1, 25):
        batch = receive(console, f"张{seed},{number(seed)},154{seed:08d},蔚汾镇")
        Batch.objects.filter(pk=batch.pk).update(state="done")
    check_constant_queries(clerk, "/intake/", BatchTable)
    batch = bring(console, *[f"王{seed},{number(seed)},154{seed:08d},蔚汾镇" for seed in range(1, 25)])
    check_constant_queries(clerk, f"/intake/{batch.pk}/rows/", RowTable)


@pytest.mark.parametrize("path", ["", "rows/", "progress/", "rows/1/"])
def test_a_list_that_does_not_exist_is_not_found(clerk: Client, path: str) -> None:
    assert clerk.get(f"/intake/99999/{path}").status_code == 404
