"""Untidy lists with their truth: drawn by a seed, as the county's data group receives them.

What a row should come to follows from how it was drawn, never from the code under test.
"""

# ruff: noqa: DTZ001  (a workbook knows no zones)

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random

from tests.core.intake.untidy_cells import (
    Person,
    make_person,
    write_day,
    write_name,
    write_number,
    write_phone,
)
from tests.core.intake.untidy_lines import FEET, OTHER_SHEETS

from lianfang.core.intake.cells import Book, Cell, Sheet

AT = datetime(2022, 2, 28, 18)

NUMBERED = frozenset({"valid", "other"})

HEADINGS = {
    "sequence": ["序号", "编号", "No", "序 号", "NO.", "顺序号", "行号"],
    "name": [
        "姓名",
        "姓  名",
        "人员姓名",
        "被推送人",
        "*姓名",
        "姓名（必填）",
        "姓\n名",
        "旅客姓名",
        "返乡人员姓名",
        "2.姓名",
    ],
    "sex": ["性别", "性 别"],
    "number": [
        "身份证号",
        "公民身份号码",
        "证件号码",
        "身份证件号",
        "身份证号码\n（18位）",
        "身份证号/护照号",
        "公 民 身 份 证 号",
        "有效证件号码",
        "居民身份证号码",
        "身份证件号码（含护照）",
    ],
    "phone": [
        "手机号",
        "联系电话",
        "电话",
        "手机号码/联系方式",
        "联系电话（手机）",
        "手 机",
        "本人联系电话",
        "移动电话",
        "联系方式",
    ],
    "origin": [
        "来源地",
        "途经中高风险地区",
        "旅居史",
        "出发地（省市县）",
        "来自地址",
        "14天内旅居史",
        "从何地返回",
        "途经地区",
    ],
    "arrived": ["返回时间", "抵达日期", "入晋时间", "返乡时间", "到达时间", "返回日期", "抵兴时间（月日）"],
    "vehicle": ["车次/航班/车牌", "交通工具", "乘坐交通", "航班/车次", "返回方式"],
    "address": [
        "现住址",
        "目的地详细地址",
        "居住地址（村/社区）",
        "家庭住址",
        "现居住地址",
        "现住址（详细到门牌号）",
        "返乡后居住地址",
    ],
    "note": ["备注", "备 注", "说明", "备注说明"],
    "extra": ["推送类别", "网格员", "网格员电话", "核酸结果", "户籍地址", "派出所", "健康码"],
}
EXTRA_CELLS = {
    "网格员": ["李网格", "王网格"],
    "网格员电话": ["15400000001", "15400000002"],
    "户籍地址": ["山西省吕梁市兴县"],
    "核酸结果": ["阴性", ""],
    "健康码": ["绿", "黄", "否"],
}


@dataclass
class Truth:
    sheet: str
    row: int
    outcome: str
    reasons: tuple[str, ...] = ()
    address: str = ""
    arrived_on: date | None = None
    vehicle: str = ""


@dataclass
class UntidyList:
    sheets: list[tuple[str, list[list[Cell]]]] = field(default_factory=list)
    truth: list[Truth] = field(default_factory=list)

    def book(self) -> Book:
        return Book([Sheet(name, list(enumerate(rows, start=1))) for name, rows in self.sheets])


def judge(name: bool, number: str, phone: str) -> tuple[str, tuple[str, ...]]:
    if not name:
        return "rejected", ("name_missing",)
    has_number, has_phone = number in ("valid", "other"), phone in ("valid", "landline")
    if not has_number and not has_phone:
        return "rejected", ("no_identity_no_contact",)
    if not has_number:
        return "warning", (f"id_{number}",)
    if not has_phone:
        return "warning", (f"phone_{phone}",)
    return "ready", ()


class Writer:
    """Writes the sheets of one list and notes the truth of each row."""

    def __init__(self, seed: int, *, typed: bool) -> None:
        self.random = Random(seed)
        self.typed = typed
        self.made = UntidyList()
        self.numbering = self.random.choice(["", "", "", "{}.", "{}、", "（{}）", "{:03}"])
        self.numbers: set[str] = set()
        self.known: list[tuple[Person, frozenset[str], bool]] = []  # the rows kept: kind of number, mobile

    def write(self, sheets: int, rows: int) -> UntidyList:
        random = self.random
        columns, headings = self._draw_columns()
        for at in range(sheets):
            name = f"名单{at + 1}" if self.typed else ""
            if at and random.random() < 0.5:
                columns, headings = self._draw_columns()
            head = [] if at and random.random() < 0.3 else self._draw_head(headings)
            if at and not head:
                columns, headings = self._columns_before
            self._columns_before = columns, headings
            self._write_sheet(name, head, columns, headings, rows)
        if self.typed:
            for other in random.sample(sorted(OTHER_SHEETS), random.randrange(4)):
                self.made.sheets.insert(
                    random.randrange(len(self.made.sheets) + 1), (other, OTHER_SHEETS[other])
                )
            order = [name for name, _ in self.made.sheets]
            self.made.truth.sort(key=lambda truth: (order.index(truth.sheet), truth.row))
        return self.made

    def _draw_columns(self) -> tuple[list[str], list[str]]:
        random = self.random
        columns = [
            "sequence",
            "name",
            "sex",
            "number",
            "phone",
            "origin",
            "arrived",
            "vehicle",
            "address",
            "note",
        ]
        if random.random() < 0.3:
            columns.remove("sequence")
        extras = random.sample(HEADINGS["extra"], random.randrange(4))
        headings = [random.choice(HEADINGS[column]) for column in columns] + extras
        both = list(zip(columns + extras, headings, strict=True))
        if random.random() < 0.6:
            random.shuffle(both)
        return [column for column, _ in both], [heading for _, heading in both]

    def _draw_head(self, headings: list[str]) -> list[list[Cell]]:
        random, width = self.random, len(headings)
        head: list[list[Cell]] = []
        if random.random() < 0.6:
            head.append(_pad(["兴县疫情防控大数据推送人员名单（2022年2月28日第3批）"], width))
            if random.random() < 0.6:
                head.append(_pad(["报送单位：市大数据专班    日期：2022-02-28"], width))
            elif random.random() < 0.5:
                head.append(_pad(["报送单位：市大数据专班", "", "", "日期：2022-02-28"], width))
            if random.random() < 0.3:
                head.append([""] * width)
        if random.random() < 0.2:
            head.append(_pad(["基本信息", "", "", "行程信息"], width))
        head.append(list(headings))
        if random.random() < 0.15:
            head.append([str(number) for number in range(1, width + 1)])
        return head

    def _write_sheet(
        self, name: str, head: list[list[Cell]], columns: list[str], headings: list[str], rows: int
    ) -> None:
        random, width = self.random, len(columns)
        lines: list[list[Cell]] = list(head)
        for ordinal in range(1, rows + 1):
            if ordinal > 1 and random.random() < 0.1:
                lines.append(self._draw_noise(columns, headings))
            cells, truth = self._write_person(ordinal, columns)
            lines.append(cells)
            truth.sheet, truth.row = name, len(lines)
            self.made.truth.append(truth)
        for foot in random.sample(FEET, random.randrange(4)):
            lines.append(_pad(list(foot(rows)), width))
        self.made.sheets.append((name, lines))

    def _draw_noise(self, columns: list[str], headings: list[str]) -> list[Cell]:
        random, width = self.random, len(columns)
        counted: list[Cell] = ["小计", "", "", 12.0 if self.typed else "12"]
        noises: list[list[Cell]] = [
            [""] * width,
            [" ", "　", *[""] * (width - 2)],
            ["小计"],
            ["小 计：12人"],
            counted,
            ["蔚汾镇小计", "12"],
            ["二、省外返回人员"],
            ["康宁镇"],
            ["第2页 共5页"],
            ["省外返回人员（共12人）"],
            ["魏家滩镇合计12人"],
            ["合计", "", "12人", "", "占比50%"],
            ["以下为铁路推送"],
            ["注：以下人员电话打不通"],
            list(headings),
        ]
        noise = random.choice(noises)
        if "sequence" in columns and random.random() < 0.3:
            noise = [""] * width
            noise[columns.index("sequence")] = random.choice(["小计", "一、", "合计", "99"])
        return _pad(noise, width)

    def _write_person(self, ordinal: int, columns: list[str]) -> tuple[list[Cell], Truth]:
        random = self.random
        again = bool(self.known) and random.random() < 0.2
        person = random.choice(self.known)[0] if again else self._make_person()
        number, number_state = write_number(random, person, typed=self.typed)
        phone, phone_state = write_phone(random, person, typed=self.typed)
        named = random.random() > 0.03
        name = write_name(random, person.name) if named else random.choice(["", " ", "不详", "/"])
        outcome, reasons = judge(named, number_state, phone_state)
        if outcome in ("ready", "warning"):
            outcome, reasons = self._repeat(person, number_state, phone_state, outcome, reasons)
        arrived, day = write_day(random, typed=self.typed)
        address = random.choice(["兴县蔚汾镇贺家坪村12号", "无", "康宁镇曹家坡", "兴县"])
        vehicle = random.choice(["K604", "自驾 晋J10019", "火车", ""])
        written: dict[str, Cell] = {
            "sequence": self.number_row(ordinal),
            "name": name,
            "sex": random.choice(["男", "女", "M", ""]),
            "number": number,
            "phone": phone,
            "origin": random.choice(["湖北省/黄冈市/团风县", "道县", "云南省曲靖市富源县"]),
            "arrived": arrived,
            "vehicle": vehicle,
            "address": address,
            "note": random.choice(["", "途经", "已联系本人", "电话打不通：明日再核"]),
        }
        cells = [
            written[column] if column in written else random.choice(EXTRA_CELLS.get(column, ["省推", ""]))
            for column in columns
        ]
        return cells, Truth("", 0, outcome, reasons, address, day, vehicle)

    def number_row(self, ordinal: int) -> Cell:
        if self.numbering:
            return self.numbering.format(ordinal)
        return float(ordinal) if self.typed else str(ordinal)

    def _make_person(self) -> Person:
        person = make_person(self.random)
        while person.number in self.numbers:
            person = make_person(self.random)
        self.numbers.add(person.number)
        return person

    def _repeat(
        self, person: Person, number: str, phone: str, outcome: str, reasons: tuple[str, ...]
    ) -> tuple[str, tuple[str, ...]]:
        """Settle whether a row repeats an earlier ready or warning row of the same person."""
        for at, (other, kinds, by_phone) in enumerate(self.known):
            if other is not person:
                continue
            # Two different valid numbers never join, so a passport and a mainland number stay two people.
            same_number = number in NUMBERED and number in kinds
            same_mobile = by_phone and phone == "valid" and not (number in NUMBERED and kinds)
            if same_number or same_mobile:
                # What a repeat adds to a person without a number is that number.
                self.known[at] = (other, kinds or frozenset({number}) & NUMBERED, by_phone)
                return "duplicate", ()
        self.known.append((person, frozenset({number}) & NUMBERED, phone == "valid"))
        return outcome, reasons


def _pad(cells: Iterable[Cell], width: int) -> list[Cell]:
    listed = list(cells)
    return [*listed, *[""] * (width - len(listed))]
