"""Invented people: names put together at random, numbers that no authority ever gave out.

Identity numbers have the sequence 000, which is never issued, and a right check digit; mobiles begin
with 154, a prefix of no operator.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

_SURNAMES = (
    "安柏卞苍楚淳丛狄端风甘宫古顾桂海杭和衡侯桓姬吉暨简荆景瞿康寇匡郎乐冷厉蔺令明牧宁区盘裴蒲戚祁卿"
    "冉荣桑沙山商尚佘慎师水司宿随所台谈佟危位文闻习席鲜咸相辛宣晏燕阳仰姚伊阴应尤鱼元云宰展占祝庄卓宗"
)
_GIVEN = (
    "安柏朝晨川丹冬帆禾恒虹桦淮嘉稼江皎津菁景久可岚澜黎荔苓露麦曼沐南宁培苹启晴穰荣若森"
    "杉尚书舒霜松穗棠汀彤桐苇文汐溪夏祥小晓昕杏萱雪砚谣叶依宜银盈榆雨原月云耘枣泽知芷竹子"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


@dataclass(frozen=True, slots=True)
class Invented:
    """A person who does not exist."""

    name: str
    number: str
    phone: str
    sex: str
    born: date


class Inventor:
    """Makes people, each with a number and a phone of their own; the same dice give the same people."""

    def __init__(self, dice: Random, county_codes: list[str]) -> None:
        self._dice = dice
        self._codes = county_codes
        self._numbers: set[str] = set()
        self._phones: set[str] = set()

    def person(self) -> Invented:
        """Make one more person."""
        number, born = self._number(date(1938, 1, 1) + timedelta(days=self._dice.randrange(28_500)))
        return Invented(self.name(), number, self.phone(), self._dice.choice("男女"), born)

    def name(self) -> str:
        """Put together a name of two or three characters."""
        given = self._dice.choices(_GIVEN, k=self._dice.choice((1, 2, 2, 2)))
        return self._dice.choice(_SURNAMES) + "".join(given)

    def phone(self) -> str:
        """Make a mobile of the unused prefix 154."""
        while True:
            phone = f"154{self._dice.randrange(10**8):08d}"
            if phone not in self._phones:
                self._phones.add(phone)
                return phone

    def _number(self, born: date) -> tuple[str, date]:
        """Return a number nobody has yet, of this day or the next that has one, and its day."""
        while True:
            body = f"{self._dice.choice(self._codes)}{born:%Y%m%d}000"
            total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
            number = body + _CHECKS[total % 11]
            if number not in self._numbers:
                self._numbers.add(number)
                return number, born
            born += timedelta(days=1)
