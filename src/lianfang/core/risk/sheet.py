"""The customary sheet of risk areas (P-45): 省、市、县、地区名称、风险等级、调整时间, below titles, with merged cells.

What a line tells is read, or the line is refused with every reason; which region it lies in, the room asks.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo

from lianfang.core.identity.cells import Cell, cell_text, plain
from lianfang.core.intake.cells import Book, Sheet
from lianfang.core.intake.dates import parse_date
from lianfang.core.risk.grades import read_grade

DEEPEST_HEADING = 15
_HEADINGS: Mapping[str, re.Pattern[str]] = {
    "number": re.compile(r"(?:序号|编号|no\.?)"),
    "ends": re.compile(r".*(?:结束|解除|截止|终止|降级)(?:时间|日期)?"),
    "starts": re.compile(r".*(?:时间|日期|起止)"),
    "grade": re.compile(r".*(?:等级|级别|类别|风险类型|区域类型|管控类型|调整后)"),
    "province": re.compile(
        r"省(?:份|级)?(?:[(（].*|[/、（(]?自治区.*|市名称)?|所在省|省[/、]?(?:自治区|直辖市).*"
    ),
    "city": re.compile(r"(?:地级)?市(?:[(（州盟].*|州|级|[/、].*)?|地市|城市|所在市|设区市|市州"),
    "county": re.compile(r"(?:区县|县区|县[(（]?市?[、,]?区?.*|区[/、(（]?县.*|所在县.*|县级?|区)"),
    "name": re.compile(r".*(?:名称|区域|地区|范围|街道|乡镇|地址|小区|点位|具体|风险区|场所)"),
    "note": re.compile(r".*(?:备注|说明)"),
}
_REGION = ("province", "city", "county")
_CLOCK = re.compile(r"([0-2]?[0-9])\s*(?:[:：]\s*([0-5][0-9])|[时点]\s*(?:([0-5]?[0-9])\s*分?)?)")
_SPAN = re.compile(
    r"\s*(?:[—–~～至到]+|--+)\s*|(?<=[日号时分点])\s*-\s*|\s+-\s+|(?<=[0-9])-(?=20[0-9]{2}(?![0-9]))"
)
_SECTION = re.compile(r"(高|中|低)风险(?:地区|区域|区)?|(封控|管控|防范)(?:区|区域)")
_FOOT = re.compile(r"^(?:注|备注|说明|合计|总计|共计|填报|制表|审核|联系|以上|来源|数据来源)")


@dataclass(frozen=True, slots=True)
class RiskLine:
    """One line of a sheet: where it stands, its cells as received, what was read, or why it cannot be used.

    `region` is the province's, city's and county's names in one; `since` and `until` are None where the sheet says
    nothing. `faults` are codes: name_missing, grade_missing, grade_unknown, time_unreadable, time_backwards.
    """

    sheet: str
    row: int
    cells: tuple[str, ...]
    region: str = ""
    name: str = ""
    grade: str = ""
    since: datetime | None = None
    until: datetime | None = None
    note: str = ""
    faults: tuple[str, ...] = ()


class NoRiskSheet(ValueError):
    """No sheet of the file has headings of places and grades."""


def read_book(book: Book, today: date, zone: tzinfo) -> list[RiskLine]:
    """Read every sheet that has headings; raises NoRiskSheet where none has."""
    read: list[RiskLine] = []
    found = False
    for sheet in book.sheets:
        lines = _read_sheet(sheet, today, zone)
        if lines is not None:
            found, read = True, [*read, *lines]
    if not found:
        raise NoRiskSheet
    return read


def read_headings(cells: Sequence[Cell]) -> dict[str, int]:
    """Tell which column holds what; empty unless a place and a second thing are headed."""
    columns: dict[str, int] = {}
    for at, cell in enumerate(cells):
        text = re.sub(r"\s", "", plain(cell_text(cell)))
        kind = next(
            (kind for kind, form in _HEADINGS.items() if kind not in columns and form.fullmatch(text)), ""
        )
        if kind:
            columns[kind] = at
    if "name" not in columns and "county" in columns:
        columns["name"] = columns["county"]
    return columns if "name" in columns and len(set(columns.values())) > 1 else {}


def _read_sheet(sheet: Sheet, today: date, zone: tzinfo) -> list[RiskLine] | None:
    columns: dict[str, int] = {}
    section = _read_section(sheet.name)
    above: dict[str, str] = {}
    read: list[RiskLine] = []
    for number, cells in sheet.rows:
        texts = tuple(plain(cell_text(cell)) for cell in cells)
        told = [text for text in texts if text]
        if headed := (read_headings(cells) if len(told) > 1 else {}):
            columns, above = headed, {}
        elif len(set(told)) <= 1:  # a title, a caption between the rows, or nothing
            section = _read_section("".join(told[:1])) or section
        elif columns and not _FOOT.match(told[0]):
            line = RiskLine(sheet.name, number, texts)
            read.append(_read_line(line, cells, _Reading(columns, section, above, today, zone)))
    return read if columns else None


def _read_section(title: str) -> str:
    """Read the grade that a caption or a sheet's name gives to the lines below: 一、高风险地区（3个）."""
    found = set(_SECTION.findall(title))
    if len(found) != 1:
        return ""
    return read_grade("".join(found.pop())) or ""


@dataclass(frozen=True, slots=True)
class _Reading:
    """How the lines of a sheet are read: its columns, the grade of the section, the regions of the line above."""

    columns: Mapping[str, int]
    section: str
    above: dict[str, str]
    today: date
    zone: tzinfo

    def text(self, kind: str, line: RiskLine) -> str:
        at = self.columns.get(kind, -1)
        return line.cells[at] if 0 <= at < len(line.cells) else ""


def _read_line(line: RiskLine, cells: Sequence[Cell], how: _Reading) -> RiskLine:
    region = _read_region(line, how)
    name = how.text("name", line)
    written = how.text("grade", line)
    grade = read_grade(written) if written else how.section or None
    since, until, faults = _read_times(line, cells, how)
    if not name and not how.text("county", line):
        faults.append("name_missing")  # with a county of its own it means the whole of it
    if grade is None:
        faults.append("grade_unknown" if written else "grade_missing")
    return replace(
        line, region=region, name=name, grade=grade or "", since=since, until=until, note=how.text("note", line),
        faults=tuple(faults),
    )  # fmt: skip


def _read_region(line: RiskLine, how: _Reading) -> str:
    """Join the names of province, city and county; what is blank below a merged cell is what stands above."""
    fresh = False
    for kind in _REGION:
        if how.columns.get(kind, -1) in (-1, how.columns["name"]):
            continue
        text = how.text(kind, line)
        if text:
            how.above[kind], fresh = text, True
        elif fresh:
            how.above[kind] = ""
    return "".join(how.above.get(kind, "") for kind in _REGION)


def _read_times(
    line: RiskLine, cells: Sequence[Cell], how: _Reading
) -> tuple[datetime | None, datetime | None, list[str]]:
    """Read from when and until when; a span in one cell gives both."""
    written = {kind: how.text(kind, line) for kind in ("starts", "ends")}
    held = {kind: cells[how.columns[kind]] for kind in written if written[kind]}
    if (span := _SPAN.split(written["starts"])) and len(span) == 2 and all(span) and not written["ends"]:
        held = {"starts": span[0], "ends": span[1]}
    read = {kind: read_moment(cell, how.today, how.zone, end=kind == "ends") for kind, cell in held.items()}
    if any(moment is None for moment in read.values()):
        return None, None, ["time_unreadable"]
    since, until = read.get("starts"), read.get("ends")
    if since and until and until <= since:
        return None, None, ["time_backwards"]
    return since, until, []


def read_moment(cell: Cell, today: date, zone: tzinfo, *, end: bool = False) -> datetime | None:
    """Read a day with or without an hour; a day alone is its beginning, as an end its 24:00. None if it is none."""
    if isinstance(cell, datetime):
        known = cell.time() != time()
        moment = cell.replace(tzinfo=zone) if cell.tzinfo is None else cell
        return moment if known or not end else moment + timedelta(days=1)
    day = parse_date(cell, today)
    if day is None:
        return None
    begins = datetime.combine(day, time(), zone)
    text = plain(cell_text(cell))
    hour = next(_list_clocks(text), None)
    if hour is None:
        return begins + timedelta(days=1) if end else begins
    return begins + hour


def _list_clocks(text: str) -> Iterator[timedelta]:
    for found in _CLOCK.finditer(text):
        hours = int(found[1])
        if hours <= 24:
            yield timedelta(hours=hours, minutes=int(found[2] or found[3] or 0))
