"""Which lines of a sheet are rows about a person, and which are totals, signatures, notes and captions."""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Final

from lianfang.core.identity.cells import Cell, cell_text, is_missing, plain
from lianfang.core.identity.names import is_name_like, normalise_name
from lianfang.core.identity.sex import parse_sex
from lianfang.core.intake.dates import parse_date
from lianfang.core.intake.fields import Field
from lianfang.core.intake.guesses import is_common_name
from lianfang.core.intake.headings import Layout

_TOTAL: Final = re.compile(
    r"^[^0-9]{0,12}?(?:小计|合计|总计|共计|累计|总人数|总数)(?:[:：(（0-9].*|人数?|条数?|户数?|人次)?$"
    r"|^(?:以上)?共?[:：]?[0-9]+(?:人|条|户|名|人次)$|^共$|^(?:以上|本页|本表|全县|全市|全镇|全乡|本批次?|本次)?(?:总)?共[^\u4e00-\u9fff]*[0-9]"
)
_SIGNATURE: Final = re.compile(
    r"^[^0-9:：]{0,8}?(?:填表|制表|审核|填报|报送|报告|复核|核对|经办|统计|负责|签字|签名|签章|盖章|录入|校对|审批|批准|主管|分管|联系)"
    r"[^0-9:：]{0,8}(?:[:：]|[(（](?:签字|签名|签章|盖章)[)）])"
    r"|^(?:填表人|制表人|审核人|填报人|报送人|复核人|核对人|经办人|负责人|联系人|签字|签名|盖章|公章|填报单位|填表单位|制表单位|报送单位"
    r"|填报日期|制表日期|填表日期|(?:值班|值守|咨询|举报|监督|投诉)电话|传真)|^(?:审核|制表|填表|填报|复核|校对|核对|经办|签发|审批|批准|打印)$"
)
_REMARK: Final = re.compile(
    r"^[(（]?(?:备注|注意?|附注?|说明|填表说明|填报说明|提示|要求|注意事项|日期|时间|截止|截至|数据来源|单位|电话|联系电话|打印|制表)[)）]?[0-9]*[:：]"
    r"|^(?:以上|以下|此页|本页|本表|此表|上述)|^第[0-9一二三四五六七八九十]+页|^(?:完|结束|END|正文结束)$|^(?:例|示例|样例|举例|范例)(?:$|[:：]|[0-9])",
    re.I,
)
_SECTION: Final = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.]?")
_PLACE: Final = re.compile(
    r"(?:.[镇乡县市区省村]|街道|社区|居委会|村委会|办事处|卡口|专班|指挥部)(?:[(（:：].*)?$"
)
_WORD: Final = re.compile(r"\w")
_WHOLE_NUMBER: Final = re.compile(r"\(?([0-9]{1,7})(?:\.0|[.、)])?")  # also 1、 and (1)
_STEMS: Final = "甲乙丙丁戊"  # formal tables count their first columns by these
_OFFICE: Final = re.compile(r".(?:指挥部|专班|办公室|局|卫健委|小组)(?:\(.*)?$|.\((?:盖章|公章|章)\)$")
_LONGEST_ALONE: Final = 3
_SCIENTIFIC: Final = re.compile(r"[0-9](?:\.[0-9]+)?e\+[0-9]+", re.I)
_DATE: Final = re.compile(r"[0-9]{4}\s*[-./年]\s*[0-9]{1,2}\s*[-./月]")
_COUNT: Final = re.compile(r"[0-9]+[人条户名例次]?")

_PLACES: Final = (
    Field.ADDRESS,
    Field.TOWN,
    Field.VILLAGE,
    Field.HOUSEHOLD_ADDRESS,
    Field.FROM_PLACE,
    Field.TRANSPORT,
    Field.VEHICLE,
)
_DAYS: Final = (Field.ARRIVED_ON, Field.LEFT_ON)
_FREE_TEXT: Final = {*_PLACES, Field.NOTE, Field.CATEGORY, Field.SOURCE, None}


@lru_cache(maxsize=4096)
def is_caption(text: str) -> bool:
    """Tell whether a text is a total, a signature, a note or another line about the list itself."""
    bare = "".join(plain(text).split())
    return bool(_TOTAL.match(bare) or _SIGNATURE.match(bare) or _REMARK.match(bare))


def is_person_line(cells: Sequence[Cell], layout: Layout, today: date) -> bool:
    """Tell whether a line is a row about a person.

    It is one when cells under the person's columns look like what their headings promise: an identity number
    or a phone, a name, or, where the name is missing, at least two other particulars or one in a numbered line.
    A line that opens with a total, a signature or a note is none, nor is a lone text or a line of column numbers.
    """
    line = _Line(cells, layout)
    if not line.filled or line.counts_columns() or line.is_merged() or _is_captioned(line):
        return False
    return _has_person(line, today)


class _Line:
    """One line of a sheet with its cells as clean texts, asked by field."""

    def __init__(self, cells: Sequence[Cell], layout: Layout) -> None:
        self.cells = cells
        self.layout = layout
        self.texts = [plain(cell_text(cell)) for cell in cells]
        self.filled = [place for place, text in enumerate(self.texts) if text]

    def get_texts(self, field: Field) -> list[str]:
        """Give the texts under the columns of a field."""
        return [self.texts[place] for place in self.layout.get_columns(field) if place < len(self.texts)]

    def has_digits(self, field: Field, least: int) -> bool:
        """Tell whether a cell of a field has so many digits, and they are no date."""
        texts = (text for text in self.get_texts(field) if not _DATE.match(text))
        return any(sum(map(str.isdigit, text)) >= least for text in texts)

    def has_number_or_phone(self) -> bool:
        """Tell whether there is something like an identity number or a phone, valid or not."""
        lost = any(map(_SCIENTIFIC.fullmatch, self.get_texts(Field.ID_NUMBER)))
        return lost or self.has_digits(Field.ID_NUMBER, 8) or self.has_digits(Field.PHONE, 7)

    def get_name(self) -> str:
        """Give the normalised name, or an empty text."""
        return next(filter(None, map(normalise_name, self.get_texts(Field.NAME))), "")

    def is_numbered(self) -> bool:
        """Tell whether the line bears an ordinal."""
        return any(map(_WHOLE_NUMBER.fullmatch, self.get_texts(Field.SEQUENCE)))

    def counts_columns(self) -> bool:
        """Tell a line of column numbers, 1 2 3 4 or 甲 乙 1 2, as formal tables have it under their headings."""
        texts = [self.texts[place] for place in self.filled]
        stems = next((at for at, text in enumerate(texts) if text != _STEMS[at : at + 1]), len(texts))
        numbers = [_WHOLE_NUMBER.fullmatch(text) for text in texts[stems:]]
        if len(texts) < 3 or not numbers or not all(numbers):
            return False
        counted = [int(number[1]) for number in numbers if number]
        return all(after - before == 1 for before, after in pairwise(counted))

    def is_merged(self) -> bool:
        """Tell a line that says the same in each cell, as a merged caption written out does."""
        return len(self.filled) > 2 and len({self.texts[place] for place in self.filled}) == 1


def _is_captioned(line: _Line) -> bool:
    if any(map(is_caption, [*line.get_texts(Field.SEQUENCE), *line.get_texts(Field.NAME)])):
        return True
    told = bool(line.get_name()) and line.has_number_or_phone()
    if any(map(_SECTION.fullmatch, line.get_texts(Field.SEQUENCE))):
        return not told
    # Otherwise a caption opens its line; inside the free texts of a person's row such words may occur.
    opening = line.filled[0]
    if not is_caption(line.texts[opening]):
        return False
    fields = {column.place: column.field for column in line.layout.columns}
    alone = sum(is_caption(line.texts[place]) for place in line.filled) == 1
    return not (told and alone and fields.get(opening) in _FREE_TEXT)


def _has_person(line: _Line, today: date) -> bool:
    if line.has_number_or_phone():
        return True
    name, numbered = line.get_name(), line.is_numbered()
    particulars = _count_particulars(line, today)
    if not name or _OFFICE.search(name):
        # With a number of its own, or with particulars and yet not the office and its date at the foot.
        alone = particulars > 1 and not _is_of_an_office(line)
        return alone or (numbered and _says_anything(line))
    if numbered or particulars:
        return True
    # A lone text under the name: in a numbered list it is a caption between the rows, 省外返回 or 蔚汾镇.
    return not line.layout.get_columns(Field.SEQUENCE) and _is_name_alone(name)


def _is_of_an_office(line: _Line) -> bool:
    return any(_OFFICE.search(line.texts[place]) for place in line.filled)


def _is_name_alone(name: str) -> bool:
    """Tell a name that nothing else stands beside from a caption: 省外返回, 途经, 蔚汾镇."""
    short = is_common_name(name) and len(name) <= _LONGEST_ALONE
    return ("·" in name or short) and is_name_like(name) and not _PLACE.search(name)


def _count_particulars(line: _Line, today: date) -> int:
    places = sum(any(map(_is_told, line.get_texts(field))) for field in _PLACES)
    days = sum(
        any(parse_date(line.cells[at], today) for at in line.layout.get_columns(field) if at in line.filled)
        for field in _DAYS
    )
    return places + days + any(map(parse_sex, line.get_texts(Field.SEX)))


def _is_told(text: str) -> bool:
    return any(map(str.isalpha, text)) and not is_missing(text) and not _COUNT.fullmatch(text)


def _says_anything(line: _Line) -> bool:
    """Tell whether anything but the ordinal and a note is written under a known heading."""
    fields = (column.field for column in line.layout.columns)
    told = (field for field in fields if field and field not in (Field.SEQUENCE, Field.NOTE))
    # 0 is what a formula that points at an empty cell leaves.
    return any(_WORD.search(text) and text != "0" for field in told for text in line.get_texts(field))
