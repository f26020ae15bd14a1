"""Stays follow when their persons are joined, and go back when they are parted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from lianfang.isolation.models import Stay
from lianfang.people.actions import CannotMerge
from lianfang.people.joining import register_follower
from lianfang.people.models import Person
from lianfang.shared.actor import Actor


class StaysFollow:
    """One person is in one bed at a time: two records with beds at once are two people."""

    name = "isolation"

    def follow(self, *, gone: int, kept: int, by: Actor, at: datetime) -> dict[str, Any]:
        """Move the stays of a person that is joined to another; raises CannotMerge where two would meet."""
        meeting = Stay.objects.filter(person=kept, period__overlap=OuterRef("period"))
        if Stay.objects.filter(Exists(meeting), person=gone).exists():
            raise CannotMerge("both_housed")
        stays = list(Stay.objects.filter(person=gone).order_by("pk").values_list("pk", flat=True))
        _hand_over(stays, kept)
        return {"stays": stays}

    def return_back(self, moved: dict[str, Any], *, gone: int, kept: int, by: Actor, at: datetime) -> None:
        """Give a parted person its stays again."""
        _hand_over(moved["stays"], gone)


def _hand_over(stays: list[int], person: int) -> None:
    pinyin = Person.objects.values_list("pinyin", flat=True).get(pk=person)
    Stay.objects.filter(pk__in=stays).update(person=person, pinyin=pinyin)


register_follower(StaysFollow())
