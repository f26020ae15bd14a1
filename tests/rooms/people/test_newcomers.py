"""A named person made ready for the look-up: keys, spellings and indexes, however the name was written."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.people.actions import CannotMerge
from lianfang.people.forms import MergeForm, PartForm, RevealForm
from lianfang.people.models import Person
from lianfang.people.newcomers import NUMBER, PHONE, make_newcomer
from lianfang.people.page import Matter, list_matters, list_timeline
from lianfang.people.present import NUMBER_KINDS, REASONS, SEXES, age_on, say_cannot_merge
from lianfang.shared.crypto import blind_index

MOBILE, LANDLINE = "15400000001", "03586322345"


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("张三", "zhang san", "zs"),
        ("欧阳建国", "ou yang jian guo", "ojg"),
        ("曾国华", "zeng guo hua", "zgh"),
        ("单雄", "shan xiong", "sx"),
        ("Anna Li", "anna li", "al"),
    ],
)
def test_a_name_is_spelled_as_a_surname_is_said(name: str, pinyin: str, initials: str) -> None:
    made = make_newcomer(name=name)
    assert made.pinyin.replace(" ", "") == pinyin.replace(" ", "")
    assert made.initials in (initials, "oyjg")


def test_numbers_and_phones_are_found_by_keyed_indexes() -> None:
    made = make_newcomer(name="张三", number="110101198005010004", phones=(MOBILE, LANDLINE))
    assert made.number_index == blind_index("110101198005010004", NUMBER)
    assert made.phones == ((MOBILE, blind_index(MOBILE, PHONE)), (LANDLINE, blind_index(LANDLINE, PHONE)))
    assert made.mobiles == (blind_index(MOBILE, PHONE),)  # a landline is no evidence
    assert blind_index(MOBILE, PHONE) != blind_index(MOBILE, NUMBER)


def test_without_a_number_there_is_no_index() -> None:
    made = make_newcomer(name="张三")
    assert (made.number, made.number_index, made.phones, made.mobiles) == ("", None, (), ())


@given(name=st.text(max_size=200))
def test_any_text_makes_a_newcomer_that_fits_its_columns(name: str) -> None:
    made = make_newcomer(name=name)
    assert len(made.name) <= 80 and len(made.name_key) <= 80
    assert len(made.pinyin) <= 240 and len(made.initials) <= 40
    assert all(sign.isprintable() for sign in made.name)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(1980, 5, 1), date(2022, 4, 30), 41),
        (date(1980, 5, 1), date(2022, 5, 1), 42),
        (date(2000, 2, 29), date(2022, 2, 28), 21),
        (date(2000, 2, 29), date(2022, 3, 1), 22),
        (date(2022, 2, 28), date(2022, 2, 28), 0),
        (None, date(2022, 2, 28), None),
    ],
)
def test_an_age_is_in_whole_years(born: date | None, day: date, age: int | None) -> None:
    assert age_on(Person(born=born), day) == age


@given(born=st.dates(date(1900, 1, 1), date(2022, 1, 1)), days=st.integers(0, 40_000))
def test_an_age_goes_up_by_one_on_each_birthday(born: date, days: int) -> None:
    day = date.fromordinal(min(born.toordinal() + days, date(2100, 1, 1).toordinal()))
    age = age_on(Person(born=born), day)
    assert age is not None and age >= 0
    assert born.year + age <= day.year < born.year + age + 2


@pytest.mark.parametrize("code", ["same_record", "merged_already", "numbers_differ", "both_controlled"])
def test_every_refusal_to_join_is_said_in_words(code: str) -> None:
    said = say_cannot_merge(CannotMerge(code))
    assert said and code not in said and "_" not in said


def test_the_refusals_to_join_tell_one_from_another() -> None:
    codes = ("same_record", "merged_already", "numbers_differ", "both_controlled")
    assert len({say_cannot_merge(CannotMerge(code)) for code in codes}) == 4


def test_every_kind_of_number_and_sex_has_a_word() -> None:
    assert len({str(words) for words in NUMBER_KINDS.values()}) == len(NUMBER_KINDS) == 7
    assert set(SEXES) == {"m", "f"}


@pytest.mark.parametrize("reason", [code for code, _ in REASONS])
def test_a_number_is_shown_for_a_reason_on_the_list(reason: str) -> None:
    assert RevealForm({"reason": reason}).is_valid()


@pytest.mark.parametrize("reason", ["", "curiosity", "CALL", "call "])
def test_no_other_reason_shows_a_number(reason: str) -> None:
    assert set(RevealForm({"reason": reason}).errors) == {"reason"}


@pytest.mark.parametrize(
    ("told", "faults"),
    [
        ({"other": "1", "reason": "本人确认"}, set()),
        ({"other": "0", "reason": "x"}, {"other"}),
        ({"other": "someone", "reason": "x"}, {"other"}),
        ({"other": "1", "reason": " "}, {"reason"}),
        ({"other": "1", "reason": "字" * 201}, {"reason"}),
        ({}, {"other", "reason"}),
    ],
)
def test_a_joining_names_a_record_and_how_it_is_known(told: dict[str, str], faults: set[str]) -> None:
    assert set(MergeForm(told).errors) == faults
    assert ("reason" in PartForm(told).errors) == ("reason" in faults)


def test_what_is_open_stands_by_its_weight_and_history_by_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    from lianfang.people import page

    def matter(name: str, order: int) -> Matter:
        return Matter(name, order=order)

    tellers = [
        lambda actor, person: [matter("b", 50)],
        lambda actor, person: [matter("a", 10), matter("c", 90)],
    ]
    entries = [lambda actor, person: [SimpleNamespace(at=2), SimpleNamespace(at=5)], lambda actor, person: [
        SimpleNamespace(at=3)
    ]]  # fmt: skip
    monkeypatch.setattr(page, "_matters", tellers)
    monkeypatch.setattr(page, "_timelines", entries)
    assert [one.title for one in list_matters(None, None)] == ["a", "b", "c"]  # type: ignore[arg-type]
    assert [one.at for one in list_timeline(None, None)] == [5, 3, 2]  # type: ignore[arg-type]
