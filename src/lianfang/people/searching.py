"""What somebody typed to find a person: a number, a phone, characters of a name, pinyin or its initials."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Model, Q, QuerySet, Value
from django.db.models.functions import Replace
from django.db.models.lookups import StartsWith
from django.http import QueryDict
from django.utils.translation import gettext as _

from lianfang.core.identity.names import name_key, normalise_name, pinyin_key
from lianfang.core.identity.numbers import IdentityNumber, parse_number
from lianfang.core.identity.phones import parse_phones
from lianfang.people.models import GIVEN, Person, PersonPhone
from lianfang.people.newcomers import NUMBER, PHONE
from lianfang.people.scope import MANY, SPARSE, size_of, standing_in
from lianfang.shared import clock
from lianfang.shared.actor import Actor
from lianfang.shared.characters import bears_characters
from lianfang.shared.crypto import blind_index
from lianfang.shared.reading import once_a_reading
from lianfang.shared.tables.filters import NotUnderstood, Typed
from lianfang.shared.tables.paging import KeyAmong, Stretch, expect_rows

M = TypeVar("M", bound=Model)
_PART_OF_NUMBER = re.compile(r"[\d\s+-]+[xX]?")
FEW, EXPECTED = 500, 10_000
"""Up to so many persons a search is resolved to their ids before a list is filtered; not tried where the server expects
more."""
_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴钟汪"
    "田任姜范姚谭廖邹熊陆郝孔崔邱秦史顾侯邵孟段钱汤尹黎常武乔贺赖龚"
)
"""The surnames of many that stand in few given names and begin no compound surname: each has one sound."""


@dataclass(frozen=True, slots=True)
class Search:
    """A condition on persons, which `condition` writes for any path to them, as ``person__``.

    It suits a walk in the order of a list; `lookup` says the same, no more than what the indexes of the search hold.
    """

    kind: str
    condition: Callable[[str], Q]
    lookup: Callable[[str], Q]


@once_a_reading
def find_ids(text: str) -> list[int] | None:
    """Return the ids of the persons a text finds, or None where there are more than a few."""
    search = parse_search(text)
    if search is None:
        return []
    if search.kind == "characters" and expect_bearers(text) > EXPECTED:
        return None  # the index would give all of them before the first
    return _list_few(Person.objects.filter(search.lookup("")))


@once_a_reading
def expect_bearers(text: str) -> int:
    """Return how many persons the server expects to bear characters."""
    search = parse_search(text)
    return 0 if search is None else expect_rows(Person.objects.filter(search.lookup("")))


@once_a_reading
def find_given(key: str) -> list[int] | None:
    """Return the ids of the persons who bear characters in their given name, or None where there are more than a few."""
    return _list_few(Person.objects.filter(bears_characters(GIVEN, key)))


def _list_few(people: QuerySet[Person]) -> list[int] | None:
    ids = list(people.values_list("pk", flat=True)[: FEW + 1])
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
    def condition(path: str) -> Q:
        return Q(**{f"{path}number_index": index, f"{path}merged_into__isnull": True})

    return Search("number", condition, condition)


def _by_phone(indexes: list[bytes]) -> Search:
    people = PersonPhone.objects.filter(number_index__in=indexes).values("person")

    def condition(path: str) -> Q:
        return Q(**{f"{path}pk__in": people})

    return Search("phone", condition, condition)


def _by_pinyin(letters: str) -> Search | None:
    if not letters:
        return None

    def lookup(path: str) -> Q:
        sound = Replace(F(f"{path}pinyin"), Value(" "), Value(""))
        return Q(StartsWith(sound, letters)) | Q(**{f"{path}initials__startswith": letters})

    def condition(path: str) -> Q:
        # Both begin with its first letter, which lets an ordered walk start there.
        return lookup(path) & Q(**{f"{path}pinyin__startswith": letters[0]})

    return Search("pinyin", condition, lookup)


def _by_characters(key: str) -> Search | None:
    if not key:
        return None

    def condition(path: str) -> Q:
        # The index knows which characters a name has, the second condition in which order. Of a single one nothing is
        # left to say; a second condition would only make the server think matches rare.
        found = bears_characters(f"{path}name_key", key)
        return found if len(key) == 1 else found & Q(**{f"{path}name_key__contains": key})

    return Search("characters", condition, condition)


def lies_by(text: str, path: str = "") -> Stretch | None:
    """Say where the persons found stand together: who is called 王 stands at wang; `path` leads to the person.

    Those who bear the character in their given name stand elsewhere and are looked up, so that none is missed.
    Characters that stand in many given names are met soon everywhere.
    """
    search, key = parse_search(text), name_key(normalise_name(text))
    if search is None or search.kind != "characters" or key[0] not in _SURNAMES:
        return None
    sound = pinyin_key(key[0])

    def outside(rows: QuerySet[M], _first: str | None, _last: str | None) -> QuerySet[M]:
        ids = find_given(key)
        return rows if ids is None else rows.filter(**{f"{path}pk__in": ids})

    return Stretch("pinyin", sound, f"{sound}!", outside)  # the sign after the space that ends a syllable


def _keep_near(rows: QuerySet[M], text: str, path: str) -> QuerySet[M]:
    """Keep the rows among which are those of a frequent surname, if it is one, by the sound they bear."""
    stretch, given = find_standing(text)
    return rows if stretch is None else rows.filter(stretch.holds | Q(**{f"{path}pk__in": given}))


def find_standing(text: str) -> tuple[Stretch | None, list[int]]:
    """Say where those of a frequent surname stand, and who bears it elsewhere; None where there are more than a few."""
    stretch = lies_by(text)
    given = None if stretch is None else find_given(name_key(normalise_name(text)))
    return (None, []) if given is None else (stretch, given)


def filter_people(rows: QuerySet[M], text: str, path: str = "") -> QuerySet[M]:
    """Keep the rows whose person a text looks for; `path` leads to the person, as ``person__``.

    A rare name is resolved to ids first, so that the database does not walk a whole list for it.
    """
    return _keep_found(rows, text, path, lambda search: search.condition)


def _keep_standing(people: QuerySet[M], text: str, actor: Actor) -> QuerySet[M]:
    """Keep the persons of a scope among whom are those of a frequent surname, if it is one, by the index of names."""
    stretch, given = find_standing(text)
    if stretch is None:
        return people
    standing = KeyAmong(ArraySubquery(standing_in(actor, stretch).values("pk")))
    return people.filter(Q(standing) | Q(pk__in=given))


def _keep_found(
    rows: QuerySet[M], text: str, path: str, form: Callable[[Search], Callable[[str], Q]]
) -> QuerySet[M]:
    search = parse_search(text)
    if search is None:
        return rows.none()
    ids = find_ids(text)
    if ids is not None:
        return rows.filter(**{f"{path}pk__in": ids})
    return rows.filter(form(search)(path))


@dataclass(frozen=True)
class ByPerson(Typed):
    """Finds rows by their person; `path` leads to the person, as ``person__``.

    Rows that are `sounded` bear the sound of their person's name as ``pinyin``. `register` says of persons that they are
    all whom the reader sees; those whom a figure counts were perhaps seen once.
    """

    path: str = ""
    sounded: bool = False
    register: bool = False

    @property
    def is_sought(self) -> bool:
        """Say that whom a text finds is looked for in a form of its own."""
        return True

    @property
    def wants_whole(self) -> str:
        """Say which numbers are found only when they are whole."""
        return _("an identity number or a phone is found only when it is whole and valid")

    def read(self, params: QueryDict, name: str) -> str | None:
        """Return the typed text; raises NotUnderstood for a part of a number, of which nothing can be found."""
        text = super().read(params, name)
        if text and _PART_OF_NUMBER.fullmatch(text) and parse_search(text) is None:
            raise NotUnderstood(self.wants_whole)
        return text

    def apply(self, rows: QuerySet[M], value: str) -> QuerySet[M]:
        """Keep the rows whose person the text looks for."""
        return filter_people(rows, value, self.path)

    def look_up(self, rows: QuerySet[M], value: str, actor: Actor) -> QuerySet[M]:
        """Keep them in the form that finds the first thousands soonest.

        In a large scope that is to read the persons and then their rows. The server would rather read the whole scope.
        In a smaller one those of a frequent surname are told where it stands.
        """
        search = parse_search(value)
        if search is not None and search.kind == "characters":
            size = size_of(actor)
            if self.path and size > MANY:
                people = Person.objects.filter(search.lookup(""))
                return rows.filter(KeyAmong(ArraySubquery(people.values("pk")), self.path))
            if find_ids(value) is None:
                if self.register and SPARSE < size <= MANY:
                    rows = _keep_standing(rows, value, actor)
                elif self.sounded:
                    rows = _keep_near(rows, value, self.path)
        return _keep_found(rows, value, self.path, lambda search: search.lookup)

    def finds_few(self, value: str) -> bool:
        """Say whether the text is known to find few persons."""
        return find_ids(value) is not None

    def is_foreseen(self, value: str) -> bool:
        """Say whether it is characters, whose shares the server keeps, that more bear than are looked up first."""
        search = parse_search(value)
        return search is not None and search.kind == "characters" and expect_bearers(value) > EXPECTED

    def gathers(self, value: str) -> Stretch | None:
        """Say where most of those of a frequent surname stand."""
        return lies_by(value, self.path)
