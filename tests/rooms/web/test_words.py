"""How times, numbers and personal values are written."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from lianfang.shared.clock import pinned_at
from lianfang.web import words

NOW = datetime(2022, 2, 28, 10, tzinfo=UTC)
LATE = datetime(2022, 2, 28, 16, 5, tzinfo=UTC)  # already 1 March in Shanxi
OLD = datetime(2021, 12, 31, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "style", "language", "written"),
    [
        (LATE, "", "zh-hans", "2022-03-01 00:05"),
        (LATE, "short", "zh-hans", "03-01 00:05"),
        (OLD, "short", "zh-hans", "2021-12-31 12:00"),
        (LATE, "words", "zh-hans", "3月1日 00:05"),
        (OLD, "words", "zh-hans", "2021年12月31日 12:00"),
        (OLD, "words", "en", "31 December 2021 12:00"),
        (LATE, "clock", "zh-hans", "00:05"),
        (LATE, "day", "zh-hans", "2022-03-01"),
        (None, "", "zh-hans", ""),
        ("", "words", "zh-hans", ""),
    ],
)
def test_instants(moment: Any, style: str, language: str, written: str) -> None:
    with pinned_at(NOW), translation.override(language):
        assert words.local_time(moment, style) == written


@pytest.mark.parametrize(
    ("day", "style", "written"),
    [
        (date(2022, 2, 28), "", "2022-02-28"),
        (date(2022, 2, 28), "short", "02-28"),
        (date(2021, 2, 28), "short", "2021-02-28"),
        (date(2022, 2, 8), "words", "2月8日"),
        (date(2023, 2, 8), "words", "2023年2月8日"),
        (LATE, "", "2022-03-01"),
        (None, "words", ""),
    ],
)
def test_days(day: Any, style: str, written: str) -> None:
    with pinned_at(NOW), translation.override("zh-hans"):
        assert words.calendar_day(day, style) == written


@pytest.mark.parametrize(
    ("mask", "plain", "masked"),
    [
        (words.mask_number, "140800199001010019", "1408************19"),
        (words.mask_number, "E12345678", "E123***78"),
        (words.mask_number, "123456", "******"),
        (words.mask_number, "", ""),
        (words.mask_number, None, ""),
        (words.mask_phone, "15400000007", "154****0007"),
        (words.mask_phone, "0358-6321234", "035*****1234"),
        (words.mask_phone, "1234567", "*******"),
        (words.mask_name, "甲乙", "甲*"),
        (words.mask_name, "甲乙丙", "甲**"),
        (words.mask_name, "买买提·艾合买提", "买***"),
        (words.mask_name, "甲", "*"),
        (words.mask_name, " ", ""),
    ],
)
def test_masks(mask: Any, plain: Any, masked: str) -> None:
    assert mask(plain) == masked


@given(st.text(alphabet="0123456789X", min_size=1, max_size=18))
def test_a_mask_hides_at_least_the_middle(number: str) -> None:
    masked = words.mask_number(number)
    assert len(masked) == len(number)
    shown = sum(sign != "*" for sign in masked)
    assert shown == (6 if len(number) > 6 else 0)


@pytest.mark.parametrize(
    ("number", "written"), [(0, "0"), (999, "999"), (1705, "1,705"), (1234567, "1,234,567"), (None, "—")]
)
def test_whole_numbers(number: int | None, written: str) -> None:
    assert words.thousands(number) == written


@pytest.mark.parametrize(
    ("due", "style", "written"),
    [
        (datetime(2022, 2, 28, 16, 0, tzinfo=UTC), "", "2022-02-28 24:00"),
        (datetime(2022, 2, 28, 15, 59, tzinfo=UTC), "", "2022-02-28 23:59"),
        (datetime(2022, 2, 28, 16, 1, tzinfo=UTC), "", "2022-03-01 00:01"),
        (datetime(2021, 12, 31, 16, 0, tzinfo=UTC), "words", "2021年12月31日 24:00"),
        (None, "", ""),
    ],
)
def test_a_deadline_at_midnight_belongs_to_the_day_it_ends(due: Any, style: str, written: str) -> None:
    with translation.override("zh-hans"):
        assert words.deadline(due, style) == written
