"""What a column holds, told by its cells where no heading says so."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import Final

from lianfang.core.identity.cells import Cell, cell_text, is_missing
from lianfang.core.identity.names import is_name_like, normalise_name
from lianfang.core.identity.numbers import IdentityNumber, parse_number
from lianfang.core.identity.phones import parse_phones
from lianfang.core.identity.sex import parse_sex
from lianfang.core.intake.fields import Field

_ENOUGH: Final = 0.6
_ANY_DAY: Final = date.max
_ADDRESS: Final = re.compile(r"[村镇乡县市区组号路街]|社区")
_COMMON_SURNAMES: Final = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾萧肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚"
    "沈钟姜崔谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛闫阎段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤温"
    "康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛"
    "曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁房滕屈饶解牟艾尤时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米"
    "柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
)


def guess_fields(
    rows: Sequence[Sequence[Cell]], places: Iterable[int], known: Collection[Field]
) -> dict[int, Field]:
    """Tell name, identity number, phone, sex and address columns by what most of their filled cells are."""
    left = list(places)
    guessed: dict[int, Field] = {}
    for field, is_like in _LOOKS:
        if field in known or not left:
            continue
        share, place = max((_share(rows, place, is_like), -place) for place in left)
        if share >= _ENOUGH:
            guessed[-place] = field
            left.remove(-place)
    return guessed


def holds_people(
    rows: Iterable[Sequence[Cell]], names: Sequence[int], numbers: Sequence[int], phones: Sequence[int]
) -> bool:
    """Tell whether any row has a name in a name column and a valid number or phone in its own."""
    for cells in rows:
        has_name = any(_is_name(_get(cells, place)) for place in names)
        if has_name and (
            any(_is_number(_get(cells, place)) for place in numbers)
            or any(_is_phone(_get(cells, place)) for place in phones)
        ):
            return True
    return False


def _share(rows: Sequence[Sequence[Cell]], place: int, is_like: Callable[[Cell], bool]) -> float:
    filled = [cell for cell in (_get(cells, place) for cells in rows) if not is_missing(cell_text(cell))]
    return sum(map(is_like, filled)) / len(filled) if filled else 0.0


def _get(cells: Sequence[Cell], place: int) -> Cell:
    return cells[place] if place < len(cells) else None


def _is_number(cell: Cell) -> bool:
    return isinstance(parse_number(cell, _ANY_DAY), IdentityNumber)


def _is_phone(cell: Cell) -> bool:
    return bool(parse_phones(cell).valid)


def _is_name(cell: Cell) -> bool:
    return isinstance(cell, str) and is_name_like(normalise_name(cell))


def is_common_name(cell: Cell) -> bool:
    """Tell whether a cell is like a name and opens with one of the surnames that most people bear."""
    return _is_name(cell) and cell_text(cell).strip()[0] in _COMMON_SURNAMES and parse_sex(cell) is None


def _is_sex(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.isdigit() and parse_sex(cell) is not None


def _is_address(cell: Cell) -> bool:
    return isinstance(cell, str) and len(cell) > 3 and bool(_ADDRESS.search(cell))


_LOOKS: Final[tuple[tuple[Field, Callable[[Cell], bool]], ...]] = (
    (Field.ID_NUMBER, _is_number),
    (Field.PHONE, _is_phone),
    (Field.SEX, _is_sex),
    (Field.NAME, is_common_name),
    (Field.ADDRESS, _is_address),
)
