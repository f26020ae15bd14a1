"""Single cells of untidy lists: a person's name, number, phone and day in the many ways they are written.

With each number and phone comes what it is, by how it was drawn and not by the code under test.
"""

# ruff: noqa: DTZ001  (a workbook knows no zones)

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from lianfang.core.intake.cells import Cell

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗覃单曾"
GIVEN = "芳东鹏国颖艳婷勇海永玲平健生军伟文雪云飞"
DAYS = [
    "%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d", "%m月%d日", "%Y-%m-%d %H:%M", "%m.%d", "%d-%b-%y",
    "%Y年%m月%d日%H时", "%y.%m.%d", "%d日", "已于%m月%d日返回",
]  # fmt: skip


@dataclass
class Person:
    name: str
    number: str
    phone: str
    passport: str


def check_digit(body: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def make_number(random: Random, area: str = "") -> str:
    born = datetime(1940, 1, 1) + timedelta(days=random.randrange(26000))
    body = f"{area or random.randrange(110000, 659000)}{born:%Y%m%d}000"
    return body + check_digit(body)


def make_person(random: Random) -> Person:
    name = random.choice(SURNAMES) + "".join(random.sample(GIVEN, random.choice([1, 2])))
    number = make_number(random, random.choice(["", "", "", "", "810000", "830000"]))
    passport = random.choice("EGHM") + f"{random.randrange(10**8):08}"
    return Person(name, number, f"154{random.randrange(10**8):08}", passport)


def to_full_width(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) if character.isdigit() else character for character in text)


def write_name(random: Random, name: str) -> str:
    spaced = f"{name[0]}{random.choice([' ', '  ', '　'])}{name[1:]}"
    return random.choice(
        [name] * 8
        + [spaced, f" {name} ", f"{name}（本人）", f"{name}\u200b", f"★{name}", f"{name}*", f"姓名：{name}"]
    )


def write_number(random: Random, person: Person, *, typed: bool) -> tuple[Cell, str]:
    """Write the number in one of many ways; the second value says what it is then."""
    number = person.number
    bad = number[:-1] + next(d for d in "0123456789X" if d != number[-1])
    lost: Cell = float(int(number[:17] + "0")) if typed else f"{number[0]}.{number[1:6]}E+17"
    old = number[:6] + number[8:17]
    ways: list[tuple[int, Cell, str]] = [
        (40, number, "valid"),
        (3, number.lower(), "valid"),
        (3, "'" + number, "valid"),
        (3, f"{number[:6]} {number[6:14]} {number[14:]}", "valid"),
        (3, to_full_width(number), "valid"),
        (3, number + "\t", "valid"),
        (2, f'="{number}"', "valid"),
        (2, old if number[6:8] == "19" else number, "valid"),
        (1, person.passport, "other"),
        (1, f"身份证：{number}", "valid"),
        (1, f"{number}（本人）", "valid"),
        (1, number.replace("X", "×"), "valid"),
        (1, f"\u202a{number}\u202c", "valid"),
        (1, f"{number}。", "valid"),
        (4, "", "missing"),
        (
            3,
            random.choice(
                ["无", "不详", "未知", "待查", "见备注", "-", "/", "——", "　", "无/无", "（不详）"]
            ),
            "missing",
        ),
        (3, lost, "invalid"),
        (3, bad, "invalid"),
        (1, number[:17], "invalid"),
        (1, number[:6] + "******" + number[12:], "invalid"),
        (1, number[:10] + "1332" + number[14:], "invalid"),
    ]
    return _draw(random, ways)


def write_phone(random: Random, person: Person, *, typed: bool) -> tuple[Cell, str]:
    phone = person.phone
    other = f"154{random.randrange(10**8):08}"
    ways: list[tuple[int, Cell, str]] = [
        (40, phone, "valid"),
        (5, float(phone) if typed else f"{phone}.0", "valid"),
        (3, f"+86 {phone}", "valid"),
        (2, f"0086-{phone}", "valid"),
        (2, f"86{phone}", "valid"),
        (4, f"{phone[:3]}-{phone[3:7]}-{phone[7:]}", "valid"),
        (2, f"{phone[:3]} {phone[3:7]} {phone[7:]}", "valid"),
        (3, f"{phone}{random.choice(['/', '、', '，', ' ', ';', '；', chr(10)])}{other}", "valid"),
        (1, f"123/{phone}", "valid"),
        (2, to_full_width(phone), "valid"),
        (1, f"{phone}（父）", "valid"),
        (1, f"手机：{phone}", "valid"),
        (1, f"{phone}*", "valid"),
        (1, f"{phone}（微信同号）", "valid"),
        (1, f"本人{phone}，父{other}", "valid"),
        (1, f"{phone}-{other}", "valid"),
        (1, int(phone) if typed else f"0{phone}", "valid"),
        (1, "0358-6322345", "landline"),
        (1, "0358 632 2345", "landline"),
        (1, "（0358）6322345", "landline"),
        (3, "", "missing"),
        (2, random.choice(["无", "不详", "见备注", "-", "/", "未知", "无联系电话"]), "missing"),
        (1, "123", "invalid"),
        (1, phone[:10], "invalid"),
        (1, "0358-6322345x", "invalid"),
        (1, "1.5458E+10", "invalid"),
    ]
    return _draw(random, ways)


def _draw(random: Random, ways: list[tuple[int, Cell, str]]) -> tuple[Cell, str]:
    _, cell, state = random.choices(ways, [weight for weight, _, _ in ways])[0]
    return cell, state


def write_day(random: Random, *, typed: bool) -> tuple[Cell, date]:
    """Write a day of February 2022 in one of many ways; the second value is that day."""
    day = datetime(2022, 2, 1) + timedelta(minutes=random.randrange(28 * 24 * 60))
    if typed and random.random() < 0.2:
        serial = float((day - datetime(1899, 12, 30)).days)
        return random.choice([day.replace(second=0), serial]), day.date()
    return day.strftime(random.choice(DAYS)), day.date()
