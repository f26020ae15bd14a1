"""Files as machines and enemies send them: names, cells and headings that no database column takes as they are."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook
from tests.rooms.intake.lists import HEADINGS, LI, NAMELESS, ZHANG, bring, counts, outcomes, rejected, text
from tests.rooms.intake.workbooks import write_xlsx
from tests.rooms.leads.county import AT, number
from tests.rooms.staff import signed_in

from lianfang.intake.actions import accept_file, read_batch
from lianfang.intake.models import Batch, Row, Source
from lianfang.leads.importing import import_batch
from lianfang.people.models import Person
from lianfang.shared.actor import Actor
from lianfang.shared.roles import Role

PUSHED = {"source": "省厅", "kind": "pushed", "pushed_at": "2022-02-28T09:00"}
HEAD = HEADINGS.split(",")
ODD_NAMES = [
    "名" * 300 + ".csv", "../../etc/名单.csv", "名\u202e单.csv", "😀.csv", "<script>alert(1)</script>.csv",
    "a b;\"c'.csv",
    "\u540d\u5355\r\nX-Evil: 1.csv",
]  # fmt: skip


@pytest.fixture
def clerk(console: Actor) -> Client:
    client = signed_in(Role.DATA)
    client.raise_request_exception = False
    return client


def take(by: Actor, content: bytes, name: str = "名单.xlsx") -> Batch:
    accepted = accept_file(content=content, filename=name, source_name="省厅", pushed_at=AT, by=by, at=AT)
    return import_batch(batch_id=accepted.batch.pk, by=by, tick=lambda: AT)


def renamed(content: bytes, *names: str) -> bytes:
    """Give a workbook's sheets names that Excel itself would refuse, as other programs write them."""
    held = io.BytesIO()
    following = iter(names)
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(held, "w") as new:
        for part in old.namelist():
            body = old.read(part)
            if part == "xl/workbook.xml":
                told = re.sub(r'(<sheet name=")[^"]*', lambda m: m[1] + next(following), body.decode())
                body = told.encode()
            new.writestr(part, body)
    return held.getvalue()


@pytest.mark.parametrize("name", ODD_NAMES, ids=ascii)
def test_a_file_of_any_name_is_taken_shown_and_handed_out(clerk: Client, name: str) -> None:
    file = SimpleUploadedFile("x.csv", text(ZHANG))
    file.name = name  # SimpleUploadedFile would cut it, a browser does not
    assert clerk.post("/intake/upload/", {**PUSHED, "files": [file]}).status_code == 302
    batch = Batch.objects.get()
    assert len(batch.filename) <= 255 and "/" not in batch.filename
    page = clerk.get(f"/intake/{batch.pk}/")
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()
    original = clerk.post(f"/intake/{batch.pk}/original/")
    assert original.content == text(ZHANG)
    assert "\n" not in original["Content-Disposition"]


@pytest.mark.parametrize("source", ["省\x00厅", "\x00", "省" * 81])
def test_a_source_that_no_column_takes_is_refused_on_the_page_and_by_the_api(
    clerk: Client, source: str
) -> None:
    file = SimpleUploadedFile("名单.csv", text(ZHANG))
    page = clerk.post(
        "/intake/upload/", {**PUSHED, "source": source, "files": [file]}, headers={"HX-Request": "true"}
    )
    file.seek(0)
    api = clerk.post("/api/v1/intake/", {"source": source, "pushed_at": "2022-02-28T09:00:00", "file": file})
    assert (page.status_code, api.status_code) == (422, 422)
    assert not Source.objects.exists()


def test_the_api_refuses_a_list_of_tomorrow_as_the_page_does(clerk: Client) -> None:
    file = SimpleUploadedFile("名单.csv", text(ZHANG))
    answer = clerk.post(
        "/api/v1/intake/", {"source": "省厅", "pushed_at": "2099-01-01T00:00:00", "file": file}
    )
    assert answer.status_code == 422
    assert not Batch.objects.exists()


def test_a_source_of_exactly_the_limit_is_taken(clerk: Client) -> None:
    file = SimpleUploadedFile("名单.csv", text(ZHANG))
    clerk.post("/intake/upload/", {**PUSHED, "source": "省" * 80, "files": [file]})
    assert Source.objects.get().name == "省" * 80


@pytest.mark.parametrize("heading", ["\x00", "备\x00注", "x" * 5_000, "😀"], ids=ascii)
def test_a_heading_of_any_text_is_kept_or_refused_and_never_breaks(
    clerk: Client, console: Actor, heading: str
) -> None:
    batch = bring(console, ZHANG)
    given = {"new-heading": heading, "new-field": "remark"}
    assert clerk.post(f"/intake/{batch.pk}/headings/", given).status_code == 302
    assert clerk.get(f"/intake/{batch.pk}/").status_code == 200


@pytest.mark.parametrize("nul", ["\x00", "_x0000_", "\x01", "\ufffe"], ids=ascii)
@pytest.mark.parametrize("place", ["cell", "heading"])
def test_control_characters_in_a_workbook_lose_no_row(console: Actor, nul: str, place: str) -> None:
    head = [*HEAD[:3], f"现住{nul}址"] if place == "heading" else HEAD
    name = f"张{nul}三" if place == "cell" else "张三"
    rows = [
        head,
        [name, number(1), "15400000001", f"兴县{nul}蔚汾镇"],
        ["李四", number(2), "15400000002", "兴县"],
    ]
    batch = take(console, write_xlsx([("名单", rows)]))
    assert batch.state == "done"
    assert [row for row, _outcome, _reasons in outcomes(batch)] == [2, 3]
    if nul == "\x00":
        assert set(Person.objects.values_list("name", flat=True)) == {"张三", "李四"}


def test_a_nul_far_down_a_text_table_loses_no_row(console: Actor) -> None:
    lines = [
        f"张{chr(0x4E00 + seed)},{number(seed)},154{seed:08d},兴县蔚汾镇贺家坪村" for seed in range(1, 1_001)
    ]
    lines[-1] = lines[-1].replace("张", "张\x00").replace("兴县", "兴县\x00")
    batch = take(console, text(*lines), "名单.csv")
    assert batch.state == "done"
    assert counts(batch)[0] == 1_000
    assert Person.objects.count() == 1_000


@pytest.mark.parametrize(
    "names", [("名" * 31 + "甲", "名" * 31 + "乙"), ("'甲'", "甲"), ("a", "A"), ("名[1]", "名 1 ")]
)
def test_rejected_rows_of_sheets_with_any_names_go_out(
    console: Actor, clerk: Client, names: tuple[str, str]
) -> None:
    sheets = [(f"s{place}", [HEAD, ["", number(place), "15400000003", "兴县蔚汾镇"]]) for place in (1, 2)]
    batch = take(console, renamed(write_xlsx(sheets), *names))
    assert [outcome for _row, outcome, _reasons in outcomes(batch)] == ["rejected"] * 2
    answer = clerk.post(f"/intake/{batch.pk}/rejected/")
    assert answer.status_code == 200
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert [len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names] == [2, 2]
    file = SimpleUploadedFile("回.xlsx", answer.content)
    assert clerk.post(f"/intake/{batch.pk}/corrected/", {"files": [file]}).status_code == 302
    assert counts(batch) == (2, 0, 0, 2, 0)


def test_rejected_rows_sent_back_unchanged_stay_what_they_are(console: Actor, clerk: Client) -> None:
    long = "兴县蔚汾镇" + "很" * 33_000 + "远"
    batch = bring(console, ZHANG, NAMELESS, f",{number(8)},15400000008,{long}")
    before, rows = [row.pk for row in rejected(batch)], Row.objects.count()
    assert len(before) == 2
    sent = clerk.post(f"/intake/{batch.pk}/rejected/").content
    clerk.post(f"/intake/{batch.pk}/corrected/", {"files": [SimpleUploadedFile("回.xlsx", sent)]})
    assert [row.pk for row in rejected(batch)] == before
    assert Row.objects.count() == rows


def test_a_row_of_another_list_in_the_workbook_is_left_alone(console: Actor, clerk: Client) -> None:
    first, second = bring(console, ZHANG, NAMELESS), bring(console, LI, NAMELESS.replace("3", "4"))
    foreign = rejected(second)[0]
    rows = [["回执号", *HEAD, "改正"], [f"{first.pk}-{foreign.pk}", "赵六", number(9), "15400000009", "兴县", ""],
            [f"{second.pk}-{foreign.pk}", "赵六", number(9), "15400000009", "兴县", ""]]  # fmt: skip
    file = SimpleUploadedFile("回.xlsx", write_xlsx([("一", rows)]))
    clerk.post(f"/intake/{first.pk}/corrected/", {"files": [file]})
    assert (counts(first)[3], counts(second)[3]) == (1, 1)
    assert not Row.objects.filter(replaced_by__isnull=False).exists()


def test_an_empty_row_and_a_file_of_headings_alone_are_lists_of_nobody(console: Actor) -> None:
    only = take(console, text(), "名单.csv")
    assert (only.state, counts(only)) == ("done", (0, 0, 0, 0, 0))
    blank = take(console, text("", ",,,", ZHANG, " , ,,"), "名单2.csv")
    assert [outcome for _row, outcome, _reasons in outcomes(blank)] == ["ready"]


def test_a_list_is_read_once_however_often_it_is_asked_for(console: Actor) -> None:
    batch = bring(console, ZHANG, LI)
    for _time in range(2):
        read_batch(batch_id=batch.pk, by=console, tick=lambda: AT)
        import_batch(batch_id=batch.pk, by=console, tick=lambda: AT)
    assert counts(batch) == (2, 1, 1, 0, 0)
    assert Person.objects.count() == 2


def test_a_list_of_headings_alone_says_that_it_names_nobody(clerk: Client, console: Actor) -> None:
    said = "名单只有表头，没有数据行"
    empty, full = take(console, text(), "空.csv"), take(console, text(ZHANG), "一人.csv")
    assert (empty.state, empty.rows) == ("done", 0)
    assert said in clerk.get(f"/intake/{empty.pk}/").content.decode()
    assert said not in clerk.get(f"/intake/{full.pk}/").content.decode()
