"""The data group's clerk at midnight: two untidy lists come in and every row ends somewhere (A3, P-26)."""

from __future__ import annotations

import base64
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from .conftest import Sit
from .county import County
from .givens import DATA, GRID, compound_address, seed_of, village_twice
from .seat import PATIENCE_MS, Seat
from .untidy import Night

pytestmark = [pytest.mark.journey, pytest.mark.slow]
SOURCE = "省专班"
_DROP = """([files, area]) => {
    const carried = new DataTransfer();
    for (const [name, type, content] of files) {
        const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
        carried.items.add(new File([bytes], name, { type }));
    }
    const target = document.querySelector(area);
    for (const kind of ["dragenter", "dragover", "drop"])
        target.dispatchEvent(new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
}"""


def drop(seat: Seat, files: dict[str, bytes]) -> None:
    """Drag files from a folder onto the page's drop area."""
    carried = [[name, "", base64.b64encode(content).decode()] for name, content in files.items()]
    seat.page.evaluate(_DROP, [carried, "[data-drop]"])


@pytest.fixture(scope="module")
def night(county: County) -> dict[str, Night]:
    """Tonight's people, made by the first journey."""
    return {}


@pytest.fixture
def tonight(night: dict[str, Night], county: County, sit: Sit) -> Night:
    """Tonight's two lists, the same for all journeys of the night."""
    if not night:
        night["tonight"] = Night(seed_of(county), compound_address(sit(GRID)), village_twice(county))
    return night["tonight"]


def test_two_untidy_lists_are_dropped_and_read(sit: Sit, tonight: Night) -> None:
    # Given the page of lists, at midnight
    clerk = sit(DATA)
    clerk.open("/")
    clerk.keep("数据组-今日待办")
    clerk.open("/intake/")
    clerk.fill("来源", SOURCE)
    clerk.keep("数据组-接收名单")
    # When two files are dragged onto it, and nothing was tidied
    with clerk.page.expect_navigation():
        drop(clerk, {"省专班夜间.xlsx": tonight.workbook(), "市专班补充.csv": tonight.text_table()})
    # Then they are read in the background, and the page may be left
    clerk.keep("数据组-正在读取")
    _wait_until_imported(clerk, "省专班夜间.xlsx")
    _wait_until_imported(clerk, "市专班补充.csv")
    clerk.keep("数据组-名单列表")
    # And each row has its outcome: 4 ready, 1 with a flaw, 1 repeated, 2 sent back
    open_list(clerk, "省专班夜间.xlsx")
    counts = dict(_stats(clerk))
    assert counts == {"行数": 8, "合格": 4, "有瑕疵": 1, "退回": 2, "名单内重复": 1}
    clerk.keep("数据组-名单")


def _wait_until_imported(seat: Seat, filename: str) -> None:
    for _try in range(PATIENCE_MS // 1000):
        seat.open("/intake/")
        row = seat.rows().filter(has_text=filename).first
        if row.count() and "已导入" in row.inner_text():
            return
        seat.page.wait_for_timeout(1000)
    raise AssertionError(f"{filename} was not imported")


def _stats(seat: Seat) -> list[tuple[str, int]]:
    cards = seat.page.locator(".lf-stats .lf-stat").all()
    told = [card.inner_text().split() for card in cards]
    return [(words[0], int(words[-1].replace(",", ""))) for words in told]


def open_list(seat: Seat, filename: str) -> None:
    """Open the page of a list by its file's name."""
    seat.open("/intake/")
    seat.rows().filter(has_text=filename).first.get_by_role("link").first.click()
    seat.page.wait_for_load_state()


def test_a_rejected_row_is_corrected_and_becomes_a_lead(sit: Sit, tonight: Night) -> None:
    # Given the rows that were sent back
    clerk = sit(DATA)
    open_list(clerk, "省专班夜间.xlsx")
    clerk.press("在线改正")
    assert clerk.rows().count() == 2
    clerk.keep("数据组-退回的行")
    # When the clerk asks for the missing phone and enters it
    clerk.rows().filter(has_text="身份证号和手机号都无效").get_by_role("link").first.click()
    clerk.page.wait_for_load_state()
    clerk.keep("数据组-改正一行")
    clerk.fill("电话", tonight.unreachable.phone)
    clerk.press("重新录入")
    # Then the row is a person and the row as received is kept
    clerk.reads("已重新录入")
    clerk.reads("查看收到时的原文")
    # And within the minute the person has a lead
    for _try in range(60):
        clerk.open(f"/leads/?q={tonight.unreachable.phone}")
        if clerk.rows().count():
            break
        clerk.page.wait_for_timeout(1000)
    assert clerk.rows().count() == 1


def test_the_rejected_rows_are_downloaded_with_their_reasons(sit: Sit, tonight: Night) -> None:
    clerk = sit(DATA)
    open_list(clerk, "省专班夜间.xlsx")
    with clerk.page.expect_download() as waiting:
        clerk.press("下载退回行及原因")
    content = waiting.value.path().read_bytes()
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    said = " ".join(str(cell) for row in rows for cell in row)
    assert tonight.nameless.number in said and "姓名" in said
    assert tonight.plain.number not in said, "a ready row is no refusal"


def test_a_doubtful_pair_is_answered(sit: Sit, tonight: Night) -> None:
    # Given two records of one name and address, one of them without a number
    clerk = sit(DATA)
    clerk.open("/leads/doubtful/")
    pair = clerk.page.locator(".lf-card", has_text=tonight.doubtful.name)
    clerk.keep("数据组-疑似同一人")
    # When the clerk says that they are one
    pair.get_by_role("button", name="是同一人").click()
    clerk.page.wait_for_load_state()
    # Then there is one person with both sources
    clerk.reads("已合并")
    clerk.open(f"/people/?q={tonight.doubtful.name}")
    assert clerk.rows().count() == 1


def test_the_list_s_leads_are_followed_by_town(sit: Sit, tonight: Night) -> None:
    # Given the board of leads
    clerk = sit(DATA)
    clerk.open("/leads/board/")
    clerk.keep("数据组-线索看板")
    # When the clerk goes down from the town to its communities and opens a figure
    clerk.page.get_by_role("link", name="蔚汾镇", exact=True).click()
    clerk.page.wait_for_load_state()
    line = clerk.page.locator("main tr", has_text="东城社区")
    said = int(line.locator("td").first.inner_text().replace(",", ""))
    line.locator("td a").first.click()
    clerk.page.wait_for_load_state()
    # Then the list has as many
    assert clerk.count() == said > 0
    clerk.open("/places/")
    clerk.keep("数据组-区划")


def test_a_place_is_chosen_for_an_address_that_fits_two(sit: Sit, tonight: Night) -> None:
    # Given somebody from a village whose name two towns have
    clerk = sit(DATA)
    clerk.open("/leads/?place=ambiguous&state=open")
    clerk.keep("数据组-多处相符")
    clerk.rows().filter(has_text=tonight.ambiguous.name).get_by_role("link").first.click()
    clerk.page.wait_for_load_state()
    clerk.reads("指的是哪里")
    clerk.keep("数据组-选择地点")
    # When the clerk chooses one of the two
    choices = clerk.page.locator("button[name=area]")
    assert choices.count() == 2
    choices.first.click()
    clerk.page.wait_for_load_state()
    # Then the lead goes there
    clerk.open(f"/leads/?q={tonight.ambiguous.phone}")
    clerk.reads(tonight.twice.removesuffix("村"), "#sheet tbody")
