"""People in words: kinds of numbers, ages, why a record cannot be joined or parted."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianfang.people.actions import CannotMerge
from lianfang.people.models import Person

NUMBER_KINDS = {
    "mainland": gettext_lazy("identity card"),
    "residence_permit": gettext_lazy("residence permit"),
    "hk_macao_permit": gettext_lazy("Hong Kong or Macao permit"),
    "taiwan_permit": gettext_lazy("Taiwan permit"),
    "passport": gettext_lazy("passport"),
    "foreign_passport": gettext_lazy("foreign passport"),
    "foreigner_card": gettext_lazy("permanent residence card"),
}
SEXES = {"m": gettext_lazy("male"), "f": gettext_lazy("female")}
REASONS = [
    ("call", gettext_lazy("to call")),
    ("identity", gettext_lazy("to check who it is")),
    ("care", gettext_lazy("to bring or fetch something")),
    ("transfer", gettext_lazy("to hand over to another place")),
]


def age_on(person: Person, day: date) -> int | None:
    """Return a person's age in whole years on a day."""
    if person.born is None:
        return None
    return day.year - person.born.year - ((day.month, day.day) < (person.born.month, person.born.day))


def say_cannot_merge(refusal: CannotMerge) -> str:
    """Say why two records cannot be joined and what to do."""
    return {
        "same_record": _("This is the same record."),
        "merged_already": _("One of the two was joined to another record already. Open the page anew."),
        "numbers_differ": _(
            "They have two different valid identity numbers and cannot be one person. If one is wrong, correct the"
            " row it came from."
        ),
        "both_controlled": _(
            "Both are under control at the same time. End, correct or withdraw one of the two orders, then join them."
        ),
    }[refusal.code]
