"""The same person for certain, and otherwise a score with reasons."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.identity.same import (
    MERGE_FROM,
    QUEUE_FROM,
    Identity,
    Suggestion,
    same_for_certain,
    score,
)
from lianfang.core.identity.sex import Sex

A, B = "420107201412240000", "510502194208090008"
ONE, TWO, DESK = "15458085012", "15472662478", "03586322345"


def person(name: str = "张三", number: str | None = None, phones: str = "", **known: Any) -> Identity:
    return Identity(name, number, frozenset(phones.split()), **known)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        # equal numbers, whatever the names and phones
        (person(number=A), person(number=A), True),
        (person("张三", A, ONE), person("李四", A, TWO), True),
        # two different valid numbers never join
        (person(number=A, phones=ONE), person(number=B, phones=ONE), False),
        # not both numbers valid: equal names and a common mobile
        (person(number=A, phones=ONE), person(phones=ONE), True),
        (person(phones=ONE), person(number=A, phones=f"{TWO} {ONE}"), True),
        (person(phones=ONE), person(phones=ONE), True),
        # a shared phone alone is no evidence, nor is a name alone, nor a landline
        (person("张三", phones=ONE), person("李四", phones=ONE), False),
        (person(), person(), False),
        (person(phones=ONE), person(phones=TWO), False),
        (person(phones=DESK), person(phones=DESK), False),
        (person(number=A), person(), False),
        # without names nothing but the number speaks
        (person("", phones=ONE), person("", phones=ONE), False),
        (person("", number=A), person("", number=A), True),
    ],
)
def test_the_same_person_for_certain(one: Identity, other: Identity, same: bool) -> None:
    assert same_for_certain(one, other) is same
    assert same_for_certain(other, one) is same


@pytest.mark.parametrize(
    ("one", "other", "reasons", "suggestion"),
    [
        (person(number=A), person(number=A), ["number_equal"], Suggestion.MERGE),
        (person(phones=ONE), person(phones=ONE), ["name_and_mobile_equal"], Suggestion.MERGE),
        (
            person(number=A, phones=ONE, born=date(1990, 1, 1)),
            person(number=B, phones=ONE, born=date(1990, 1, 1)),
            ["numbers_differ", "name_equal", "mobile_shared", "born_equal"],
            Suggestion.SEPARATE,
        ),
        (
            person(born=date(1990, 1, 1), address="兴县蔚汾镇贺家坪村"),
            person(born=date(1990, 1, 1), address="蔚汾镇贺家坪村"),
            ["name_equal", "born_equal", "address_close"],
            Suggestion.MERGE,
        ),
        (
            person(address="兴县蔚汾镇贺家坪村"),
            person(address="兴县蔚汾镇贺家坪村"),
            ["name_equal", "address_equal"],
            Suggestion.ASK,
        ),
        (
            person("张芳", phones=ONE, pinyin="zhang fang"),
            person("章芳", phones=ONE, pinyin="zhang fang"),
            ["name_same_sound", "mobile_shared"],
            Suggestion.ASK,
        ),
        (
            person("张小芳", phones=ONE, pinyin="zhang xiao fang"),
            person("张小红", phones=ONE, pinyin="zhang xiao hong"),
            ["name_one_character", "mobile_shared"],
            Suggestion.SEPARATE,
        ),
        (
            person("张小芳", phones=ONE),
            person("张芳芳芳", phones=ONE, sex=Sex.MALE),
            ["name_differs", "mobile_shared"],
            Suggestion.SEPARATE,
        ),
        (
            person(born=date(1990, 1, 1), sex=Sex.MALE, phones=DESK),
            person(born=date(1991, 1, 1), sex=Sex.FEMALE, phones=DESK),
            ["name_equal", "landline_shared", "born_differs", "sex_differs"],
            Suggestion.SEPARATE,
        ),
        (
            person("", address="兴县蔚汾镇"),
            person("张三", address="湖北省武汉市江岸区"),
            [],
            Suggestion.SEPARATE,
        ),
    ],
)
def test_a_score_names_its_reasons(
    one: Identity, other: Identity, reasons: list[str], suggestion: Suggestion
) -> None:
    found = score(one, other)
    assert [code for code, _ in found.reasons] == reasons
    assert found.suggestion is suggestion


def test_the_value_is_the_sum_of_the_weights() -> None:
    found = score(person(born=date(1990, 1, 1)), person(born=date(1990, 1, 1)))
    assert found.value == pytest.approx(sum(weight for _, weight in found.reasons))
    assert QUEUE_FROM <= found.value < MERGE_FROM


identities = st.builds(
    Identity,
    name_key=st.sampled_from(["", "张三", "张山", "李四", "张小芳"]),
    number=st.sampled_from([None, A, B]),
    phones=st.frozensets(st.sampled_from([ONE, TWO, DESK])),
    born=st.sampled_from([None, date(1990, 1, 1), date(1991, 1, 1)]),
    sex=st.sampled_from([None, Sex.MALE, Sex.FEMALE]),
    address=st.sampled_from(["", "兴县蔚汾镇贺家坪村", "蔚汾镇贺家坪村", "湖北省"]),
    pinyin=st.sampled_from(["", "zhang san", "li si"]),
)


@given(identities, identities)
def test_a_score_is_the_same_both_ways_and_certain_only_where_it_is(one: Identity, other: Identity) -> None:
    found, back = score(one, other), score(other, one)
    assert found == back
    assert 0 <= found.value <= 1
    if same_for_certain(one, other):
        assert found.value == 1
    if one.number and other.number and one.number != other.number:
        assert found.suggestion is Suggestion.SEPARATE


@given(identities)
def test_whoever_has_a_number_is_himself(one: Identity) -> None:
    assert same_for_certain(one, one) is bool(one.number or (one.name_key and one.phones - {DESK}))
