"""Rows of a file that are certainly the person of an earlier row of it."""

from array import array
from collections.abc import Iterable
from typing import Final

from lianfang.core.identity.phones import is_mobile

NOBODY: Final = -1


class Seen:
    """The ready and warning rows of a file so far, to find a later row of the same person.

    The rule is that of `same_for_certain`, kept as an index of integers (a name with a mobile as its 64-bit
    hash), so that a million rows need some 200 MB and a row takes constant time however many share a phone.
    """

    def __init__(self) -> None:
        self._by_number: dict[int | str, int] = {}
        self._by_pair: dict[int, int] = {}  # name and mobile -> place of the first such row
        self._unnumbered: dict[int, int] = {}  # the same, of rows whose number nobody knows yet
        self._rows = array("q")  # place -> index of the row in the file
        self._names = array("q")  # place -> hash of the name
        self._numbered = bytearray()  # place -> whether its number is known, by itself or from a repeat

    def find(self, name_key: str, number: str | None, phones: Iterable[str]) -> int:
        """Give the place of the earlier row that is certainly the same person, or NOBODY.

        A row without a number that learnt one from a repeat joins no other number: two valid numbers never join.
        """
        if number:
            place = self._by_number.get(_pack(number), NOBODY)
            if place != NOBODY:
                return place
        pairs = self._unnumbered if number else self._by_pair
        for pair in _list_pairs(name_key, phones) if pairs else ():
            place = pairs.get(pair, NOBODY)
            if place != NOBODY and not (number and self._numbered[place]):
                return place
        return NOBODY

    def add(self, row: int, name_key: str, number: str | None, phones: Iterable[str]) -> None:
        """Remember a ready or warning row; `row` is its index in the file."""
        place = len(self._rows)
        self._rows.append(row)
        self._names.append(hash(name_key))
        self._numbered.append(bool(number))
        if number:
            self._by_number[_pack(number)] = place
        for pair in _list_pairs(name_key, phones):
            self._by_pair.setdefault(pair, place)
            if not number:
                self._unnumbered[pair] = place

    def learn(self, place: int, number: str | None) -> None:
        """Keep the number of a repeat for a row that had none, so that the two stand for one person."""
        if number and not self._numbered[place]:
            self._numbered[place] = True
            self._by_number[_pack(number)] = place

    def get_row(self, place: int) -> int:
        """Give the index in the file of a remembered row."""
        return self._rows[place]

    def has_name(self, place: int, name_key: str) -> bool:
        """Tell whether a remembered row bears this name."""
        return self._names[place] == hash(name_key)


def _list_pairs(name_key: str, phones: Iterable[str]) -> list[int]:
    return [hash((name_key, phone)) for phone in phones if is_mobile(phone)]


def _pack(number: str) -> int | str:
    """Give an 18-digit number without its check digit as an integer, which is half the size; others as they are."""
    return int(number[:17]) if len(number) == 18 and number[:17].isdigit() else number
