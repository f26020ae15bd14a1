"""Which lines of a sheet are rows about a person, and which are totals, signatures, notes and captions."""

import itertools
import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from lianfang.core.identity.cells import Cell, cell_text, is_missing, plain
from lianfang.core.identity.names import is_name_like, normalise_name
from lianfang.core.identity.sex import parse_sex
from lianfang.core.intake.dates import parse_date
from lianfang.core.intake.fields import Field
from lianfang.core.intake.headings import Layout

_TOTAL: Final = re.compile(
    r"^[^0-9]{0,12}?(?:小计|合计|总计|共计|累计|总人数|总数)(?:[:：(（0-9].*|人数?|条数?|户数?|人次)?$"
    r"|^(?:以上)?共?[:：]?[0-9]+(?:人|条|户|名|人次)$|^共$|^(?:以上|本页|本表|全县|全市|全镇|全乡|本批次?|本次)?(?:总)?共[^\u4e00-\u9fff]*[0-9]"
)
_SIGNATURE: Final = re.compile(
    r"^[^0-9:：]{0,8}?(?:填表|制表|审核|填报|报送|报告|复核|核对|经办|统计|负责|签字|签名|签章|盖章|录入|校对|审批|批准|主管|分管|联系)"
    r"[^0-9:：]{0,8}(?:[:：]|[(（](?:签字|签名|签章|盖章)[)）])"
    r"|^(?:填表人|制表人|审核人|填报人|报送人|复核人|核对人|经办人|负责人|联系人|签字|签名|盖章|公章|填报单位|填表单位|制表单位|报送单位"
    r"|填报日期|制表日期|填表日期)"
)
_REMARK: Final = re.compile(
    r"^[(（]?(?:备注|注意?|附注?|说明|填表说明|填报说明|提示|要求|注意事项|日期|时间|截止|截至|数据来源|单位|电话|联系电话|打印|制表)[)）]?[0-9]*[:：]"
    r"|^(?:以上|以下|此页|本页|本表|此表|上述)|^第[0-9一二三四五六七八九十]+页|^[*※★●■]|^(?:完|结束|END|正文结束)$|^(?:例|示例|样例|举例|范例)(?:$|[:：]|[0-9])",
    re.I,
)
_PLACE: Final = re.compile(
    r"(?:.[镇乡县市区省村]|街道|社区|居委会|村委会|办事处|卡口|专班|指挥部)(?:[(（:：].*)?$"
)
_WORD: Final = re.compile(r"\w")
_WHOLE_NUMBER: Final = re.compile(r"[0-9]{1,7}(?:\.0)?")

_PERSONAL: Final = (
    Field.ADDRESS,
    Field.TOWN,
    Field.VILLAGE,
    Field.HOUSEHOLD_ADDRESS,
    Field.FROM_PLACE,
    Field.TRANSPORT,
    Field.VEHICLE,
)
_DAYS: Final = (Field.ARRIVED_ON, Field.LEFT_ON)
_FREE_TEXT: Final = {*_PERSONAL, Field.NOTE}


@lru_cache(maxsize=4096)
def is_caption(text: str) -> bool:
    """Tell whether a text is a total, a signature, a note or another line about the list itself."""
    bare = "".join(plain(text).split())
    return bool(_TOTAL.search(bare) or _SIGNATURE.search(bare) or _REMARK.search(bare))


def is_person_line(cells: Sequence[Cell], layout: Layout, today: date) -> bool:
    """Tell whether a line is a row about a person.

    It is one when cells under the person's columns look like what their headings promise: an identity number
    or a phone, a name, or, where the name is missing, at least two other particulars or one in a numbered line.
    A line that opens with a total, a signature or a note is none, nor is a lone text or a line of column numbers.
    """
    texts = [plain(cell_text(cell)) for cell in cells]
    filled = [place for place, text in enumerate(texts) if text]
    if (
        not filled
        or _counts_columns(texts, filled)
        or (len(filled) > 2 and len({texts[at] for at in filled}) == 1)
    ):
        return False
    if _is_captioned(texts, filled, layout):
        return False
    return _has_person(cells, texts, filled, layout, today)


def _counts_columns(texts: Sequence[str], filled: Sequence[int]) -> bool:
    """Tell a line of column numbers, 1 2 3 4, as formal tables have it under their headings."""
    if len(filled) < 3 or not all(_WHOLE_NUMBER.fullmatch(texts[place]) for place in filled):
        return False
    numbers = [int(float(texts[place])) for place in filled]
    return all(after - before == 1 for before, after in itertools.pairwise(numbers))


def _is_captioned(texts: Sequence[str], filled: Sequence[int], layout: Layout) -> bool:
    captions = [place for place in filled if is_caption(texts[place])]
    if not captions:
        return False
    fields = {column.place: column.field for column in layout.columns}
    if any(fields.get(place) in (Field.SEQUENCE, Field.NAME) for place in captions):
        return True
    # A caption opens its line; inside a free text of a person's row such words may occur.
    if captions[0] != filled[0]:
        return False
    return not (fields.get(captions[0]) in _FREE_TEXT and _has_name_and_digits(texts, layout))


def _has_name_and_digits(texts: Sequence[str], layout: Layout) -> bool:
    has_name = any(is_name_like(normalise_name(_at(texts, at))) for at in layout.get_columns(Field.NAME))
    return has_name and (
        _has_digits(texts, layout, Field.ID_NUMBER, 8) or _has_digits(texts, layout, Field.PHONE, 7)
    )


def _has_digits(texts: Sequence[str], layout: Layout, field: Field, least: int) -> bool:
    return any(
        sum(character.isdigit() for character in _at(texts, at)) >= least for at in layout.get_columns(field)
    )


def _at(texts: Sequence[str], place: int) -> str:
    return texts[place] if place < len(texts) else ""


def _has_person(
    cells: Sequence[Cell], texts: Sequence[str], filled: Sequence[int], layout: Layout, today: date
) -> bool:
    if _has_digits(texts, layout, Field.ID_NUMBER, 8) or _has_digits(texts, layout, Field.PHONE, 7):
        return True
    numbered = any(_WHOLE_NUMBER.fullmatch(_at(texts, at)) for at in layout.get_columns(Field.SEQUENCE))
    name = next(filter(None, (normalise_name(_at(texts, at)) for at in layout.get_columns(Field.NAME))), "")
    if name and (numbered or len(filled) > 1):
        return True
    if name:
        return is_name_like(name) and not _PLACE.search(name)
    particulars = _count_particulars(cells, texts, layout, today)
    return particulars > 1 or (numbered and _says_anything(texts, layout))


def _count_particulars(cells: Sequence[Cell], texts: Sequence[str], layout: Layout, today: date) -> int:
    told = sum(any(not is_missing(_at(texts, at)) for at in layout.get_columns(field)) for field in _PERSONAL)
    told += sum(
        any(at < len(cells) and parse_date(cells[at], today) for at in layout.get_columns(field))
        for field in _DAYS
    )
    return told + any(parse_sex(_at(texts, at)) for at in layout.get_columns(Field.SEX))


def _says_anything(texts: Sequence[str], layout: Layout) -> bool:
    return any(
        _WORD.search(_at(texts, column.place))
        for column in layout.columns
        if column.field not in (Field.SEQUENCE, Field.NOTE, None)
    )
