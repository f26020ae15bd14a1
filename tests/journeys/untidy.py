"""Lists as they arrive at midnight: titles, sub-totals, wrong numbers, repeated rows, signatures, GB18030."""

from __future__ import annotations

from io import BytesIO
from random import Random

from xlsxwriter import Workbook

from lianfang.demo.invent import Invented, Inventor

ABROAD = ["110101", "310101", "420106"]  # counties that invented people come from


def invent(seed: int) -> Inventor:
    """Return a source of people who are on no list yet."""
    return Inventor(Random(seed), ABROAD)  # invented people, not secrets


class Night:
    """The people of tonight's two lists, each with the trouble they make."""

    def __init__(self, seed: int, grid: str, twice: str) -> None:
        """Invent them; `grid` is an address of one grid, `twice` a village name that two towns have."""
        people = invent(seed)
        self.grid, self.twice = grid, twice
        self.plain, self.short, self.two_phones = people.person(), people.person(), people.person()
        self.nameless, self.unreachable = people.person(), people.person()
        self.ambiguous, self.doubtful, self.from_csv = people.person(), people.person(), people.person()
        self.other_phone, self.second_phone = people.phone(), people.phone()

    def workbook(self) -> bytes:
        """Write the first list: a title, a report line, headings in the third row, a sub-total, a signature."""
        held = BytesIO()
        with Workbook(held, {"in_memory": True}) as book:
            sheet = book.add_worksheet("名单")
            for number, line in enumerate(self._lines()):
                sheet.write_row(number, 0, line)
            book.add_worksheet("说明").write(0, 0, "请当日核查完毕，事不过夜。")
        return held.getvalue()

    def _lines(self) -> list[list[str]]:
        return [
            ["涉疫地区来兴返兴人员名单"],
            ["报送单位：省专班    23:40"],
            ["序号", "姓  名", "身份证件号", "联系电话", "现住址", "抵达日期", "备注"],
            self._line("1", self.plain),
            self._line("2", self.short, number=self.short.number[:-1]),
            self._line("3", self.two_phones, phone=f"{self.two_phones.phone}/{self.second_phone}"),
            ["小计", "", "", "", "3人"],
            self._line("4", self.plain),
            self._line("5", self.nameless, name=""),
            self._line("6", self.unreachable, number="不详", phone="无"),
            self._line("7", self.ambiguous, address=f"兴县{self.twice}"),
            self._line("8", self.doubtful),
            ["合计：8人"],
            ["填表人：        审核人："],
        ]

    def _line(
        self,
        serial: str,
        who: Invented,
        *,
        name: str | None = None,
        number: str = "",
        phone: str = "",
        address: str = "",
    ) -> list[str]:
        shown = who.name if name is None else name
        return [serial, shown, number or who.number, phone or who.phone, address or self.grid, "2月26日", ""]

    def text_table(self) -> bytes:
        """Write the second list: GB18030, other headings in another order, one of the first list's people again."""
        lines = [
            "手机号,目的地详细地址,人员姓名,证件号码",
            f"+86 {self.from_csv.phone},{self.grid},{self.from_csv.name},{self.from_csv.number.lower()}",
            f"{self.other_phone},{self.grid},{self.doubtful.name},",
        ]
        return "\r\n".join(lines).encode("gb18030")


def simple_list(people: list[Invented], address: str) -> bytes:
    """Write a tidy list of people at one address."""
    lines = ["姓名,身份证号,手机号,现住址"]
    lines += [f"{one.name},{one.number},{one.phone},{address}" for one in people]
    return "\n".join(lines).encode()
