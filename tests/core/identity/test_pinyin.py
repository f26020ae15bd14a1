"""Pinyin keys for search and sort."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.identity.pinyin import initials, pinyin_key


@pytest.mark.parametrize(
    ("name", "key", "letters"),
    [
        ("张三", "zhang san", "zs"),
        ("单雄信", "shan xiong xin", "sxx"),  # surnames have readings of their own
        ("曾健秀", "zeng jian xiu", "zjx"),
        ("覃婷涛", "qin ting tao", "qtt"),
        ("任鹏国", "ren peng guo", "rpg"),
        ("王单", "wang dan", "wd"),
        ("欧阳娜娜", "ouyang na na", "onn"),
        ("尉迟恭", "yuchi gong", "yg"),
        ("万俟东", "moqi dong", "md"),
        ("欧阳", "ou yang", "oy"),  # two characters are a surname and a name
        ("吕布", "lv bu", "lb"),
        ("阿依古丽·买买提", "a yi gu li mai mai ti", "ayglmmt"),
        ("John Smith", "john smith", "js"),
        ("李Anna", "li anna", "la"),
        ("", "", ""),
        ("·", "", ""),
        ("ア三", "ア san", "アs"),
    ],
)
def test_a_name_has_a_key_and_initials(name: str, key: str, letters: str) -> None:
    assert pinyin_key(name) == key
    assert initials(key) == letters


@given(st.text("王李张刘陈杨黄赵吴周芳东鹏国颖艳", min_size=1, max_size=4))
def test_a_chinese_name_has_a_key_of_plain_letters(name: str) -> None:
    assert pinyin_key(name).replace(" ", "").isascii()
    assert len(initials(pinyin_key(name))) == len(name)
