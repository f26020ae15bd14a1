"""Names brought to one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.identity import names
from lianfang.core.identity.names import is_name_like, name_key, normalise_name


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("张三", "张三"),
        ("  张三 ", "张三"),
        ("杨  燕", "杨燕"),
        ("沈\u3000永", "沈永"),
        ("张\n三", "张三"),
        ("张三\u200b", "张三"),
        ("张三(本人)", "张三"),
        ("张三（户主）", "张三"),
        ("张三（户主", "张三"),
        ("张三[妻]", "张三"),
        ("（张三）", "张三"),
        ("姓名：张三", "张三"),
        ("张三，", "张三"),
        ("'张三", "张三"),
        ("买买提•吐尔逊", "买买提·吐尔逊"),
        ("买买提 · 吐尔逊", "买买提·吐尔逊"),
        ("买买提.吐尔逊", "买买提·吐尔逊"),
        ("买买提・吐尔逊", "买买提·吐尔逊"),
        ("John   Smith", "John Smith"),
        ("ＪＯＨＮ", "JOHN"),
        ("张无忌", "张无忌"),
        ("1.张三", "张三"),
        ("12、张三", "张三"),
        ("3)张三", "张三"),
        ("★张三", "张三"),
        ("※张三△", "张三"),
        ("张三？", "张三"),
        ("“张三”", "张三"),
        ("【张三】", "张三"),
        ("司马 相如", "司马相如"),
        ("张 三 丰", "张三丰"),
        ("王⼆", "王二"),  # a radical of Kangxi, as some input methods type it
        ("𠮷田", "𠮷田"),  # beyond the basic plane
        ("赵𬭎", "赵𬭎"),
        ("张", "张"),  # a rare character in the private area of old systems
        ("张某某", "张某某"),
        ("张×", "张×"),
        ("O'Brien Pat", "O'Brien Pat"),
        ("孙权（父：孙坚）", "孙权"),
    ],
)
def test_a_name_has_one_form(raw: str, name: str) -> None:
    assert normalise_name(raw) == name


@pytest.mark.parametrize(
    "raw",
    [
        "",
        " ",
        "\u3000",
        "无",
        "不详",
        "未知",
        "待查",
        "见备注",
        "/",
        "-",
        "12",
        "***",
        "(无)",
        "()",
        "3.0",
        "1、",
        "姓名不详",
        "无姓名",
        "NULL",
        "n/a",
        "?",
        "★",
        "待核实",
    ],
)
def test_what_is_no_name_is_empty(raw: str) -> None:
    assert normalise_name(raw) == ""


def test_names_are_compared_without_dots_spaces_and_case() -> None:
    assert name_key("买买提·吐尔逊") == name_key("买买提吐尔逊")
    assert name_key("John Smith") == name_key("JOHN SMITH") == "johnsmith"
    assert name_key("张三") != name_key("张四")


@pytest.mark.parametrize("name", ["张三", "欧阳娜娜", "买买提·吐尔逊", "John Smith", "Mary-Ann O'Neil"])
def test_forms_of_a_name(name: str) -> None:
    assert is_name_like(name)


@pytest.mark.parametrize(
    "name", ["", "张", "以上人员请当日核查", "合计:240人", "K604", "填表人:王五", "John"]
)
def test_other_texts_have_not_the_form_of_a_name(name: str) -> None:
    assert not is_name_like(name)


def test_pinyin_is_found_beside_the_names() -> None:
    assert names.initials(names.pinyin_key("张三")) == "zs"


@given(st.text("张三王姓名字无未知不详暂缺空白见备注略提供合计", min_size=1, max_size=5))
def test_the_short_way_of_the_usual_name_gives_what_the_long_one_does(raw: str) -> None:
    assert normalise_name(raw) == normalise_name(f" {raw} ")


@given(st.one_of(st.text(), st.text("张三()（）[]【】<《·.。：姓名无/-—12 A\u3000", max_size=12)))
def test_a_normalised_name_stays(raw: str) -> None:
    once = normalise_name(raw)
    assert normalise_name(once) == once
