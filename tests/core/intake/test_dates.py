"""Days in every customary form."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.identity.cells import Cell
from lianfang.core.intake.dates import AHEAD, parse_date

TODAY = date(2022, 2, 28)
DAY = date(2022, 2, 23)


@pytest.mark.parametrize(
    "cell",
    [
        date(2022, 2, 23),
        datetime(2022, 2, 23, 18, 18),  # noqa: DTZ001  (a workbook knows no zones)
        44615,
        44615.0,
        44615.76,
        "44615",
        "44615.76",
        "2022-02-23",
        "2022-2-23",
        "2022.02.23",
        "2022.2.23",
        "2022/2/23",
        "2022/02/23 14:30",
        "2022-02-23 14:30:05",
        "2022-02-23T14:30",
        "2022年2月23日",
        "2022年02月23日14时",
        "2022 年 2 月 23 日",
        "2022年2月23",
        "2022 2 23",
        "２０２２－０２－２３",
        "20220223",
        20220223,
        20220223.0,
        "20220223.0",
        "20220223143000",
        "20220223 14:30",
        "22.2.23",
        "22年2月23日",
        "22/02/23",
        "220223",
        "2/23/2022",
        "23/2/2022",
        "2月23日",
        "2月23号",
        "02月23日晚",
        "2月23日至28日",
        "2月23日-2月28日",
        "2.23",
        2.23,
        "2-23",
        "2/23",
        "0223",
        "23日",
        "23号上午",
        "二月二十三日",
        "二〇二二年二月二十三日",
        "二零二二年二月二十三日",
        "'2022-02-23",
        "约2月23日",
        "大约2月23日",
        "已于2月23日返回",
        "预计2月23日到家",
        "于2022年2月23日",
        "2022\\02\\23",
        "2022，2，23",
        "2022-02-23 24:00",
        "2022-02-23(补)",
        "2022年2月23日（周三）",
        "2.23日晚",
        "2月二十三",
        "二月23日",
        "二O二二年二月二十三日",
        "二０二二年二月二十三日",
        "23-Feb-22",
        "23-Feb-2022",
        "23-Feb",
        " 2022-02-23 ",
    ],
)
def test_a_day_is_read_in_every_form(cell: Cell) -> None:
    assert parse_date(cell, TODAY) == DAY


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("今日", date(2022, 2, 28)),
        ("当天到", date(2022, 2, 28)),
        ("昨日", date(2022, 2, 27)),
        ("昨天下午", date(2022, 2, 27)),
        ("前天", date(2022, 2, 26)),
        ("明日", date(2022, 3, 1)),
        ("12月30日", date(2021, 12, 30)),  # of the year before
        ("3月2日", date(2022, 3, 2)),  # announced
        ("3月31日", date(2022, 3, 31)),
        ("4月1日", date(2021, 4, 1)),
        ("2月29日", date(2020, 2, 29)),
        ("30日", date(2022, 1, 30)),
        ("28日", date(2022, 2, 28)),
        ("31日", date(2022, 1, 31)),
        ("十月一日", date(2021, 10, 1)),
        ("二十日", date(2022, 2, 20)),
        ("十二月十日", date(2021, 12, 10)),
        ("大前天", date(2022, 2, 25)),
        ("元月5日", date(2022, 1, 5)),
        ("2021年元月5日", date(2021, 1, 5)),
        ("十月三十一", date(2021, 10, 31)),
        ("31-Mar", date(2022, 3, 31)),
        ("1-Apr", date(2021, 4, 1)),
    ],
)
def test_what_is_left_unsaid_is_inferred_from_the_day_of_the_list(cell: str, day: date) -> None:
    assert parse_date(cell, TODAY) == day


@pytest.mark.parametrize(
    "cell",
    [
        None,
        "",
        " ",
        "无",
        "不详",
        "/",
        "2022年2月",
        "2022-13-01",
        "2022-02-30",
        "2月30日",
        "13月1日",
        "正月初六",
        "K604",
        True,
        0,
        7,
        123456.0,
        "兴县蔚汾镇",
        "32日",
        "99999",
        float("1e20"),
        "九十日",
        "腊月二十八",
        "2月下旬",
        "23-Fev-22",
        "31-Feb-22",
        "2022-02",
        "元旦",
    ],
)
def test_what_names_no_day_gives_none(cell: Cell) -> None:
    assert parse_date(cell, TODAY) is None


def test_a_day_of_a_month_is_sought_in_the_month_before() -> None:
    assert parse_date("31日", date(2022, 3, 15)) is None  # February has none
    assert parse_date("10日", date(2022, 1, 5)) == date(2021, 12, 10)


def test_the_leap_day_is_found_over_a_century_year() -> None:
    assert parse_date("2月29日", date(1901, 3, 1)) == date(1896, 2, 29)


@given(
    st.dates(date(1950, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d", "%Y-%m-%d %H:%M"]),
)
def test_every_day_with_its_year_comes_back(day: date, form: str) -> None:
    assert parse_date(datetime(day.year, day.month, day.day).strftime(form), TODAY) == day  # noqa: DTZ001
    assert parse_date((day - date(1899, 12, 30)).days, TODAY) == day


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_a_day_without_a_year_is_the_latest_not_far_ahead(day: date, today: date) -> None:
    found = parse_date(f"{day.month}月{day.day}日", today)
    assert found is not None
    assert (found.month, found.day) == (day.month, day.day)
    assert found <= today + AHEAD
    if (day.month, day.day) != (2, 29):
        assert (today + AHEAD - found).days <= 366


@given(st.one_of(st.text(), st.text("0123456789年月日.-/ 一二十:"), st.floats(), st.integers()))
def test_no_cell_breaks_the_reading(cell: Cell) -> None:
    found = parse_date(cell, TODAY)
    assert found is None or isinstance(found, date)


WITHOUT_YEAR = {
    "2月3日": lambda day: f"{day.month}月{day.day}日",
    "02月03日 08:30": lambda day: f"{day:%m月%d日} 08:30",
    "2.3": lambda day: f"{day.month}.{day.day}",
    "2/3": lambda day: f"{day.month}/{day.day}",
    "0203": lambda day: f"{day:%m%d}",
    "二月三日": lambda day: f"{han(day.month)}月{han(day.day)}日",
    "3-Feb": lambda day: f"{day.day}-{MONTHS[day.month - 1]}",
}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def han(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ["", "十", "二十", "三十"][tens] + " 一二三四五六七八九"[ones].strip()


@pytest.mark.parametrize("form", WITHOUT_YEAR)
@given(st.dates(date(2001, 1, 1), date(2099, 12, 1)), st.integers(-31, 333))
def test_a_day_without_its_year_is_the_nearest_that_lies_no_month_ahead(
    form: str, today: date, ago: int
) -> None:
    day = today - timedelta(days=ago)
    assert parse_date(WITHOUT_YEAR[form](day), today) == day


@given(st.text(st.sampled_from("0123456789年月日号-./\\ 十二三〇O元廿正约于今昨天FebJan"), max_size=14))
def test_no_text_breaks_the_reading(text: str) -> None:
    found = parse_date(text, TODAY)
    assert found is None or isinstance(found, date)
