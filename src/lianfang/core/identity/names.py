"""Names of people as lists write them, brought to one form."""

import re
from functools import lru_cache
from typing import Final

from lianfang.core.identity.cells import is_missing, plain
from lianfang.core.identity.pinyin import initials, pinyin_key

__all__ = ["initials", "is_name_like", "name_key", "normalise_name", "pinyin_key"]

_HAN: Final = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff〇]")
_DOTS: Final = re.compile(r"\s*[·•・‧∙⋅●•˙゜.．]+\s*")
_BRACKETED: Final = re.compile(
    r"\([^()]*\)?|\[[^\[\]]*\]?|【[^【】]*】?|<[^<>]*>?|「[^「」]*」?|《[^《》]*》?"
)
_LABEL: Final = re.compile(r"^(?:(?:姓\s*名|名\s*字)\s*[:：]?|[0-9]{1,4}\s*[.、,)])\s*")
_EDGES: Final = " \t\r\n.,;:、。，；：'\"`‘’“”*_-—–/\\|·!?#=+★☆※◆◇■□▲△○◎√✓"
_BRACKETS: Final = "()[]【】<>「」《》"
_SPACES: Final = re.compile(r"\s+")
_HAN_NAME: Final = re.compile(
    r"[\u3400-\u9fff\U00020000-\U0003ffff〇]{2,5}|[\u3400-\u9fff]{1,10}(?:·[\u3400-\u9fff]{1,10})+"
)
# The usual name: a few characters, the first of which no label and no word for "unknown" begins with.
_USUAL_NAME: Final = re.compile(r"(?![姓名暂没未无不待详另见同空缺略])[\u3400-\u9fff]{2,4}")
_LATIN_NAME: Final = re.compile(r"[A-Za-z][A-Za-z'.\-]*(?: [A-Za-z][A-Za-z'.\-]*){1,4}")


@lru_cache(maxsize=1 << 16)
def normalise_name(text: str) -> str:
    """Give the name that a cell holds, or an empty text where it holds none.

    Full-width forms become half-width, spaces inside a Chinese name go, every kind of middle dot becomes `·`,
    a remark in brackets such as 张三(本人) is left out. 无, 不详 and their like, and texts without any letter
    (a number, a dash), are no name.
    """
    if _USUAL_NAME.fullmatch(text):
        return text
    bare = plain(text)
    while (cleaner := _clean(bare)) != bare:
        bare = cleaner
    return bare if any(character.isalpha() for character in bare) else ""


def _clean(bare: str) -> str:
    if is_missing(bare):
        return ""
    bare = _LABEL.sub("", bare)
    bare = _BRACKETED.sub(" ", bare).strip(_EDGES) or bare.strip(_BRACKETS + _EDGES)
    if _HAN.search(bare):
        return _DOTS.sub("·", _SPACES.sub("", bare))
    return _SPACES.sub(" ", bare)


@lru_cache(maxsize=1 << 16)
def name_key(name: str) -> str:
    """Give the form in which two normalised names are compared: no case, no dots, no spaces."""
    return name.casefold().replace("·", "").replace(" ", "").replace(".", "")


def is_name_like(name: str) -> bool:
    """Tell whether a normalised text has the form of one person's name."""
    return bool(_HAN_NAME.fullmatch(name) or _LATIN_NAME.fullmatch(name))
