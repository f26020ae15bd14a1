"""From the cell of a list to text that can be compared with names.

Names are compared on bare characters: spaces, punctuation and figures are taken out, but the places
where they stood are kept, because a name may end there and a new one begin.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

_GAPS = re.compile(r"[\W\d_]+")
# fmt: off
_BLANK_WORDS = frozenset((
    "无", "无地址", "暂无", "没有", "不详", "不祥", "地址不详", "住址不详", "未知", "不明", "不清楚",
    "不知道", "待查", "待核实", "待核查", "待补充", "待定", "见备注", "详见备注", "备注", "同上", "未填",
    "未填写", "空", "空白", "略", "其他", "其它", "测试", "nil", "nan", "na", "n", "a", "none", "null",
))
# fmt: on
_MOST_BLANK_PIECES = 2  # N/A
_DIGIT_WORDS = "零一二三四五六七八九"
_SPELT = str.maketrans(dict(zip("0123456789", _DIGIT_WORDS, strict=True)))
_FIGURES = re.compile(r"[0-9]")


class Cleaned(NamedTuple):
    """A text without gaps, and the positions in it before which a gap stood."""

    text: str
    breaks: tuple[int, ...]


class Numerals:
    """Names that hold Chinese numerals, recognised when written with Arabic figures.

    第1社区 is 第一社区, 15里铺 is 十五里铺, 525库 is 五二五库. The figures of houses and groups stay
    figures (刘1组 is group 1 of 刘, not 刘一), since only the names given are looked for.
    """

    def __init__(self, names: Iterable[str], aliases: Iterable[str] = ()) -> None:
        self._spelt = {figures: name for name in names for figures in write_with_figures(name)}
        self._spelt |= {alias: spell_figures(alias) for alias in aliases if _FIGURES.search(alias)}
        longest_first = sorted(self._spelt, key=len, reverse=True)
        written = "|".join(re.escape(form) for form in longest_first)
        # A name that ends in a figure must not be a longer number's start, nor a group's or house's.
        self._pattern = re.compile(f"(?<![0-9])(?:{written})(?!(?<=[0-9])[0-9组队号楼栋幢单排巷户])")

    def spell(self, text: str) -> str:
        """The text with such names in Chinese numerals."""
        if not self._spelt:
            return text
        return self._pattern.sub(lambda found: self._spelt[found.group()], text)


_NUMERAL_RUN = re.compile(r"[零一二三四五六七八九十廿百]+")


def write_with_figures(name: str) -> tuple[str, ...]:
    """The name with its Chinese numeral in Arabic figures; nothing when it holds none."""
    run = _NUMERAL_RUN.search(name)
    if run is None:
        return ()
    value = _value(run.group())
    return (name[: run.start()] + value + name[run.end() :],) if value else ()


def _value(numeral: str) -> str:
    if all(character in _DIGIT_WORDS for character in numeral):
        return "".join(str(_DIGIT_WORDS.index(character)) for character in numeral)
    tens, _, ones = numeral.replace("廿", "二十").partition("十")
    if len(tens) > 1 or len(ones) > 1 or "百" in numeral:
        return ""
    return str(10 * (_DIGIT_WORDS.index(tens) if tens else 1) + (_DIGIT_WORDS.index(ones) if ones else 0))


def spell_figures(name: str) -> str:
    """The name with every Arabic figure as a Chinese one, as names are compared."""
    return name.translate(_SPELT)


def normalise(address: str) -> str:
    """The text in one form of characters: full-width and compatibility forms become the common ones."""
    return address if unicodedata.is_normalized("NFKC", address) else unicodedata.normalize("NFKC", address)


def is_placeholder(pieces: list[str]) -> bool:
    """Whether the pieces of a cell are one of the words that stand for nothing."""
    return len(pieces) <= _MOST_BLANK_PIECES and "".join(pieces).lower() in _BLANK_WORDS


def split_pieces(text: str) -> list[str]:
    """The runs of characters between gaps (spaces, punctuation, figures), without empty ones."""
    return [piece for piece in _GAPS.split(text) if piece]


def join_pieces(pieces: list[str]) -> Cleaned:
    """Put the pieces together and keep where they met.

    Text with a space between nearly all characters, as scanning leaves it, has no meaningful gaps.
    """
    if len(pieces) == 1:
        return Cleaned(pieces[0], ())
    text = "".join(pieces)
    if len(pieces) > 3 and len(text) < 2 * len(pieces):
        return Cleaned(text, ())
    breaks = []
    length = 0
    for piece in pieces[:-1]:
        length += len(piece)
        breaks.append(length)
    return Cleaned(text, tuple(breaks))
