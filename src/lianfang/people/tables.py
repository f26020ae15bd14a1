"""The register of persons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from lianfang.people.filters import OfSex
from lianfang.people.models import Person
from lianfang.people.present import NUMBER_KINDS, SEXES
from lianfang.people.queries import list_phones, masked_number, masked_phone
from lianfang.people.scope import (
    FEW,
    MANY,
    SOME,
    SPARSE,
    count_reached,
    gathered_for,
    held_against,
    size_of,
    walked_for,
)
from lianfang.people.searching import ByPerson
from lianfang.shared.roles import Permission
from lianfang.shared.tables import Choice, Column, DateRange, Table
from lianfang.shared.tables.paging import COUNTED, Count, Held, Order

FIND = ByPerson(register=True)


class PersonTable(Table):
    """Everybody the reader may see, by the sound of the name."""

    key = "people"
    title = _("People")
    permission = Permission.SEE_PEOPLE
    default_sort = "name"
    search = FIND
    search_hint = _("Name, pinyin, identity number or phone")
    empty_title = _("Nobody found")
    empty_text = _("Search by characters, pinyin, the whole identity number or the whole phone.")
    columns = (
        Column("name", _("Full name"), "name", sort=("pinyin",), filter=FIND, lead=True),
        Column("sex", _("Sex"), lambda person: SEXES.get(person.sex, ""), filter=OfSex("sex")),
        Column("born", _("Born"), "born", filter=DateRange("born", instants=False, strewn_by="pinyin"),
               css="lf-tabular"),
        Column("number", _("Identity number"), masked_number, filter=FIND, css="lf-tabular", width=22),
        Column(
            "kind", _("Kind of number"), lambda person: NUMBER_KINDS.get(person.number_kind, ""),
            filter=Choice("number_kind", list(NUMBER_KINDS.items())), optional=True,
        ),
        Column("phones", _("Phones"), "masked_phones", filter=FIND, css="lf-tabular", width=22),
        Column("known", _("Known since"), "known_at", filter=DateRange("known_at", strewn_by="pinyin"),
               css="lf-tabular", optional=True),
    )  # fmt: skip

    @cached_property
    def _size(self) -> int:
        return size_of(self.actor)

    @cached_property
    def _walked(self) -> QuerySet[Person]:
        return walked_for(self.actor)

    def rows(self) -> QuerySet[Person]:
        """Return the persons the reader may see."""
        return gathered_for(self.actor) if self._size <= MANY else self._walked

    def walk(self) -> QuerySet[Person]:
        """Return them for a walk by the sound of the name."""
        if self._size <= SPARSE:
            return gathered_for(self.actor)
        return held_against(self.actor) if self._size <= SOME else self._walked

    def sought(self, few: Callable[[], bool]) -> QuerySet[Person]:
        """Return them for a search: each of few is asked for, many are held against the persons of a middling scope."""
        if few() or self._size > MANY:
            return self._walked
        return gathered_for(self.actor) if self._size <= SPARSE else held_against(self.actor)

    def expect(self, rows: QuerySet[Person]) -> int:
        """Ask the server only in a large scope: of a small one it does not know whose leads and orders are in it."""
        return super().expect(rows) if self._size > MANY else 0

    def hold_all(self, order: Order) -> Held:
        """Say that there are more than are counted, from the first leads and orders of a large scope."""
        if self._size > FEW and count_reached(self.actor, COUNTED) is not None:
            return Held(Count(COUNTED, more=True), None)
        return super().hold_all(order)

    def attach(self, rows: list[Any]) -> None:
        """Read the phones of a page's persons at once."""
        phones = list_phones(person.pk for person in rows)
        for person in rows:
            person.masked_phones = [masked_phone(phone) for phone in phones.get(person.pk, ())]

    def row_url(self, row: Person) -> str:
        """Return the person's page."""
        return reverse("people:person", args=[row.pk])
