"""Pinyin of names for search and sort, from the character table of pypinyin."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from pypinyin.pinyin_dict import pinyin_dict

# Readings that a character has only, or first of all, as a surname.
_SURNAMES: Final = {
    "单": "shan", "仇": "qiu", "解": "xie", "查": "zha", "曾": "zeng", "任": "ren", "区": "ou", "朴": "piao",
    "盖": "ge", "乐": "yue", "翟": "zhai", "洗": "xian", "冼": "xian", "缪": "miao", "宓": "mi", "员": "yun",
    "折": "she", "黑": "he", "秘": "bi", "繁": "po", "种": "chong", "祭": "zhai", "覃": "qin", "召": "shao",
    "郇": "xun", "乜": "nie", "句": "gou", "燕": "yan", "宁": "ning", "纪": "ji", "应": "ying", "华": "hua",
    "尉": "wei", "牟": "mu", "卜": "bu", "晟": "cheng", "戚": "qi", "石": "shi", "车": "che", "洪": "hong",
    "柏": "bai", "薄": "bo", "教": "jiao", "令": "ling", "那": "na", "能": "nai", "宿": "su", "都": "du",
    "沈": "shen", "俞": "yu", "贾": "jia", "葛": "ge", "褚": "chu", "尹": "yin", "宋": "song", "谌": "chen",
    "隗": "kui", "逄": "pang", "訾": "zi", "万": "wan", "曲": "qu", "强": "qiang", "朝": "chao", "藏": "zang",
    "重": "chong", "长": "chang", "铅": "qian", "阚": "kan", "相": "xiang", "行": "xing", "曹": "cao", "佴": "nai",
}  # fmt: skip
_COMPOUND: Final = {
    "欧阳": "ouyang", "上官": "shangguan", "司马": "sima", "诸葛": "zhuge", "夏侯": "xiahou", "东方": "dongfang",
    "皇甫": "huangfu", "尉迟": "yuchi", "公孙": "gongsun", "慕容": "murong", "长孙": "zhangsun", "司徒": "situ",
    "令狐": "linghu", "宇文": "yuwen", "轩辕": "xuanyuan", "端木": "duanmu", "万俟": "moqi", "单于": "chanyu",
    "澹台": "tantai", "独孤": "dugu", "呼延": "huyan", "南宫": "nangong", "西门": "ximen", "申屠": "shentu",
    "公冶": "gongye", "濮阳": "puyang", "淳于": "chunyu", "太史": "taishi", "闻人": "wenren", "赫连": "helian",
    "鲜于": "xianyu", "百里": "baili", "拓跋": "tuoba", "东郭": "dongguo", "第五": "diwu", "纳兰": "nalan",
}  # fmt: skip
_WORD: Final = re.compile(r"[a-z0-9]+|[^\x00-\x7f]", re.I)


@lru_cache(maxsize=1 << 16)
def pinyin_key(name: str) -> str:
    """Give the stored key of a name: toneless syllables with spaces, `zhang san`; a compound surname is one word.

    ü is written v. Words in Latin letters stay, in lower case; a character without a reading stays itself.
    """
    compound = _COMPOUND.get(name[:2], "") if len(name) > 2 else ""
    rest = name[2:] if compound else name
    words = [compound] if compound else []
    words += [_syllable(word, first=not words and not at) for at, word in enumerate(_WORD.findall(rest))]
    return " ".join(word for word in words if word)


def initials(key: str) -> str:
    """Give the first letters of a pinyin key: `zs` of `zhang san`."""
    return "".join(word[0] for word in key.split())


def _syllable(word: str, *, first: bool) -> str:
    if word.isascii():
        return word.lower()
    if first and word in _SURNAMES:
        return _SURNAMES[word]
    return _reading(word)


@lru_cache(maxsize=8192)
def _reading(character: str) -> str:
    spelled = pinyin_dict.get(ord(character))
    if spelled is None:
        return character if character.isalpha() else ""
    apart = unicodedata.normalize("NFD", spelled.partition(",")[0]).replace("u\u0308", "v")
    return "".join(letter for letter in apart if letter.isascii())
