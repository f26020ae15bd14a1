"""What somebody typed to find a person: a number, a phone, characters of a name, pinyin or its initials."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, F, Func, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Replace
from django.db.models.lookups import StartsWith

from lianfang.core.identity.names import name_key, normalise_name, pinyin_key
from lianfang.core.identity.numbers import IdentityNumber, parse_number
from lianfang.core.identity.phones import parse_phones
from lianfang.people.models import Person, PersonPhone
from lianfang.people.newcomers import NUMBER, PHONE
from lianfang.shared import clock
from lianfang.shared.crypto import blind_index
from lianfang.shared.tables.paging import Order, Stretch

M = TypeVar("M", bound=Model)
FEW = 500
"""Up to so many persons a search is resolved to their ids before a list is filtered by them."""
_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪"
    "田任姜范姚谭廖邹熊陆郝孔崔邱秦史顾侯邵孟段钱汤尹黎常武乔贺赖龚"
)
"""The surnames of many that stand in few given names."""


@dataclass(frozen=True, slots=True)
class Search:
    """A condition on persons, which `condition` writes for any path to them, as ``person__``."""

    kind: str
    condition: Callable[[str], Q]

    def find_ids(self, **bounds: str) -> list[int] | None:
        """Return the ids of the persons found, or None where there are more than a few.

        With `bounds` of the pinyin they are looked up by the search and sorted: a walk there would pass many others.
        """
        found = Person.objects.filter(self.condition(""), **bounds)
        if bounds:
            found = found.order_by(*Order(("pinyin",), sorts=True).clauses(back=False))
        ids = list(found.values_list("pk", flat=True)[: FEW + 1])
        return ids if len(ids) <= FEW else None


def parse_search(text: str) -> Search | None:
    """Say what a text looks for; None where it can find nobody."""
    found = parse_number(text, clock.today())
    if isinstance(found, IdentityNumber):
        return _by_number(blind_index(found.text, NUMBER))
    phones = parse_phones(text).valid
    if phones:
        return _by_phone([blind_index(phone, PHONE) for phone in phones])
    if text.isascii():
        return _by_pinyin("".join(sign for sign in text.lower() if sign.isalpha()))
    return _by_characters(name_key(normalise_name(text)))


def _by_number(index: bytes) -> Search:
    # A number is unique among the records that were not merged into another.
    return Search(
        "number", lambda path: Q(**{f"{path}number_index": index, f"{path}merged_into__isnull": True})
    )


def _by_phone(indexes: list[bytes]) -> Search:
    people = PersonPhone.objects.filter(number_index__in=indexes).values("person")
    return Search("phone", lambda path: Q(**{f"{path}pk__in": people}))


def _by_pinyin(letters: str) -> Search | None:
    if not letters:
        return None

    def condition(path: str) -> Q:
        sound = Replace(F(f"{path}pinyin"), Value(" "), Value(""))
        spelled = Q(StartsWith(sound, letters)) | Q(**{f"{path}initials__startswith": letters})
        # Both begin with its first letter, which lets an ordered walk start there.
        return spelled & Q(**{f"{path}pinyin__startswith": letters[0]})

    return Search("pinyin", condition)


def _by_characters(key: str) -> Search | None:
    if not key:
        return None
    wanted = Value(sorted(set(key)), output_field=ArrayField(TextField()))

    def condition(path: str) -> Q:
        # The index knows which characters a name has, the second condition in which order.
        characters = Func(
            Func(F(f"{path}name_key"), Value(None), function="string_to_array"), wanted,
            template="(%(expressions)s)", arg_joiner=" @> ", output_field=BooleanField(),
        )  # fmt: skip
        if len(key) == 1:
            # Nothing is left to say; a second condition would only make the server think matches rare.
            return Q(characters)
        return Q(characters) & Q(**{f"{path}name_key__contains": key})

    return Search("characters", condition)


def lies_by(text: str, path: str = "") -> Stretch | None:
    """Say where the persons found stand together: who is called 王 stands at wang; `path` leads to the person.

    Those who bear the character in their given name, or whose surname is read otherwise, stand elsewhere; it costs
    time to find them there, and none is missed. Characters that stand in many given names are met soon everywhere.
    """
    key = name_key(normalise_name(text))
    if text.isascii() or not key or key[0] not in _SURNAMES:
        return None
    sound = pinyin_key(key[0])
    search = _by_characters(key)
    assert search is not None

    def outside(rows: QuerySet[M], first: str | None, last: str | None) -> QuerySet[M]:
        bounds = {"pinyin__gte": first, "pinyin__lt": last}
        ids = search.find_ids(**{name: value for name, value in bounds.items() if value is not None})
        return rows if ids is None else rows.filter(**{f"{path}pk__in": ids})

    return Stretch("pinyin", sound, f"{sound}!", outside)  # the sign after the space that ends a syllable


def filter_people(rows: QuerySet[M], text: str, path: str = "") -> QuerySet[M]:
    """Keep the rows whose person a text looks for; `path` leads to the person, as ``person__``.

    A rare name is resolved to ids first, so that the database does not walk a whole list for it.
    """
    search = parse_search(text)
    if search is None:
        return rows.none()
    ids = search.find_ids()
    if ids is not None:
        return rows.filter(**{f"{path}pk__in": ids})
    return rows.filter(search.condition(path))
