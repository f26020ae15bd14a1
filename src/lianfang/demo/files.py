"""Lists as files: register G in the early weeks, untidy workbooks in the last nine days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from random import Random

from xlsxwriter import Workbook

from lianfang.demo.cast import CastList, Line
from lianfang.demo.origins import Origins
from lianfang.demo.scenario import Language

# Register G (registers.md), the columns that a pushed list fills before it is worked through.
_REGISTER_G = (
    "序号", "推送批次/来源", "推送时间", "姓名", "身份证号", "手机号", "户籍地详址", "户籍地派出所", "涉疫地区/事由",
    "离开时间", "来(返)方式", "车次/航班/车牌", "下派乡镇", "下派村(社区)", "接收时间", "核查人", "核查时间", "排查状态",
    "排查结果", "现居住地址", "处置(管控)措施", "管控开始", "解除时间", "最近核酸时间", "最近核酸结果",
    "移交去向", "备注",
)  # fmt: skip
_UNTIDY = {
    "no": ("序号", "编号", "No"),
    "name": ("姓  名", "人员姓名", "被推送人"),
    "sex": ("性别", "性 别"),
    "number": ("公民身份号码", "证件号码", "身份证件号"),
    "phone": ("手机号码/联系方式", "手机号", "电话"),
    "from": (),  # these three in the county's own words
    "arrived": (),
    "by": (),
    "address": ("居住地址（村/社区）", "目的地详细地址", "家庭住址"),
    "note": ("说明", "推送类别", "备 注"),
}
_DATES = ("%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日")


@dataclass(frozen=True, slots=True)
class Hand:
    """Who writes a county's lists: its name, its words, and where its people come from."""

    county: str
    language: Language
    origins: Origins
    dice: Random


def write_list(cast: CastList, *, untidy: bool, hand: Hand) -> bytes:
    """Write a list as a workbook; the same dice give the same bytes."""
    held = BytesIO()
    with Workbook(held, {"in_memory": True}) as book:
        made = datetime(cast.planned.at.year, 1, 1)  # noqa: DTZ001  # a workbook has local times
        book.set_properties({"created": made})
        if untidy:
            _Untidy(book, cast, hand).write()
        else:
            _write_register(book, cast, hand)
    return held.getvalue()


def _write_register(book: Workbook, cast: CastList, hand: Hand) -> None:
    sheet = book.add_worksheet("核查台账")
    sheet.write_row(0, 0, _REGISTER_G)
    dice = hand.dice
    for row, line in enumerate(cast.lines, start=1):
        name, number, phone = _spoil(line, dice)
        values = dict.fromkeys(_REGISTER_G, "")
        values |= {
            "序号": str(row),
            "推送批次/来源": cast.planned.source,
            "推送时间": f"{cast.planned.at:%Y-%m-%d %H:%M}",
            "姓名": name,
            "身份证号": number,
            "手机号": phone,
            "涉疫地区/事由": dice.choice(hand.origins.of(line)),
            "离开时间": f"{line.arrived:%Y-%m-%d}",
            "来(返)方式": dice.choice(hand.language.transport),
            "排查状态": "待排查",
            "现居住地址": line.address,
        }
        sheet.write_row(row, 0, list(values.values()))


class _Untidy:
    """One untidy workbook: titles, headings by other names in another order, blank lines, sums and signatures."""

    def __init__(self, book: Workbook, cast: CastList, hand: Hand) -> None:
        self.cast, self.hand, self.dice = cast, hand, hand.dice
        dice = hand.dice
        self.headings = {**_UNTIDY, **hand.language.headings}
        self.sheet = book.add_worksheet(dice.choice(("Sheet1", "名单")))
        self.notes = book.add_worksheet("说明")
        self.columns = list(self.headings)
        if dice.random() < 0.5:
            dice.shuffle(self.columns)
        self.row = 0

    def write(self) -> None:
        at = self.cast.planned.at
        if self.dice.random() < 0.6:
            self._line([f"{self.hand.county}疫情防控人员名单（{at.year}年{at.month}月{at.day}日）"])
            self._line([f"报送单位：{self.cast.planned.source}    日期：{at:%Y-%m-%d}"])
        which = self.dice.randrange(3)
        self._line([names[which % len(names)] for names in map(self.headings.__getitem__, self.columns)])
        for number, line in enumerate(self.cast.lines, start=1):
            self._line(self._values(number, line))
            if self.dice.random() < 0.03:
                self.row += 1
        self.row += 1
        self._line([f"合计：{len(self.cast.lines)}人"])
        self._line(["填表人：        审核人："])
        self.notes.write(0, 0, "本表数据请当日核查完毕，事不过夜。")

    def _line(self, values: list[str]) -> None:
        self.sheet.write_row(self.row, 0, values)
        self.row += 1

    def _values(self, number: int, line: Line) -> list[str]:
        name, identity, phone = _spoil(line, self.dice)
        values = {
            "no": str(number),
            "name": name,
            "sex": line.person.sex,
            "number": self._dress_number(identity),
            "phone": self._dress_phone(phone),
            "from": self.dice.choice(self.hand.origins.of(line)),
            "arrived": line.arrived.strftime(self.dice.choice(_DATES)),
            "by": self.dice.choice(self.hand.language.transport),
            "address": line.address,
            "note": "",
        }
        return [values[column] for column in self.columns]

    def _dress_number(self, number: str) -> str:
        return self.dice.choice((number, number, number, f"'{number}", number.lower(), f" {number}"))

    def _dress_phone(self, phone: str) -> str:
        if len(phone) != 11:
            return phone
        dressed = (phone, phone, f"+86 {phone}", f"{phone[:3]}-{phone[3:7]}-{phone[7:]}")
        return self.dice.choice(dressed)


def _spoil(line: Line, dice: Random) -> tuple[str, str, str]:
    person = line.person
    if line.spoiled == "rejected":
        whole = ("", person.number, person.phone), (person.name, "不详", "无")
        return dice.choice(whole)
    if line.spoiled == "warning":
        return dice.choice(
            ((person.name, person.number[:-2], person.phone), (person.name, person.number, ""))
        )
    return person.name, person.number, person.phone
