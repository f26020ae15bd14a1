"""Lists in words: outcomes, reasons, what is wrong with a cell and what was wanted, faults of whole files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from lianfang.core.intake.fields import Field
from lianfang.core.intake.rows import Flaw
from lianfang.intake.models import Batch, Source

STATES: dict[str, Promise] = {
    Batch.State.RECEIVED: lazy("waiting to be read"),
    Batch.State.READING: lazy("being read"),
    Batch.State.OPENING: lazy("opening leads"),
    Batch.State.DONE: lazy("imported"),
    Batch.State.FAILED: lazy("could not be read"),
    Batch.State.AGAIN: lazy("being read again"),
}
STATE_TONES = {
    "received": "quiet", "reading": "accent", "opening": "accent", "done": "plain", "failed": "bad", "again": "accent",
}  # fmt: skip
WORKING = (Batch.State.RECEIVED, Batch.State.READING, Batch.State.OPENING, Batch.State.AGAIN)
KINDS: dict[str, Promise] = {
    Source.Kind.PUSHED: lazy("pushed list"),
    Source.Kind.DECLARED: lazy("own declaration"),
    Source.Kind.DOOR_TO_DOOR: lazy("door-to-door check"),
    Source.Kind.LETTER: lazy("letter of another county"),
}
OUTCOMES: dict[str, Promise] = {
    "ready": pgettext_lazy("row", "ready"),
    "warning": pgettext_lazy("row", "warning"),
    "rejected": pgettext_lazy("row", "rejected"),
    "duplicate": lazy("repeated in the list"),
}
OUTCOME_TONES = {"ready": "plain", "warning": "accent", "rejected": "accent", "duplicate": "quiet"}
REASONS: dict[str, Promise] = {
    "name_missing": lazy("no name"),
    "no_identity_no_contact": lazy("neither a valid identity number nor a valid phone"),
    "id_invalid": lazy("the identity number is not valid"),
    "id_missing": lazy("no identity number"),
    "phone_invalid": lazy("the phone is not valid"),
    "phone_missing": lazy("no phone"),
}
WANTED: dict[str, Promise] = {
    "name_missing": lazy("add the name"),
    "no_identity_no_contact": lazy("add an identity number or a phone"),
}
REMARKS: dict[str, Promise] = {
    "name_differs": lazy("another name than in the earlier row"),
    "two_phones": lazy("several phones, all kept"),
    "landline_only": lazy("a landline only"),
    "id_old_form": lazy("an old number of 15 digits"),
    "id_lost_digits": lazy("Excel has cut digits off the number"),
    "id_bad_check": lazy("the check digit is wrong"),
    "id_bad_date": lazy("the birth date in the number is wrong"),
    "id_bad_length": lazy("the number has too few or too many digits"),
    "id_bad_form": lazy("this is no identity number"),
    "id_masked": lazy("digits of the number are hidden by asterisks"),
}
FAULTS: dict[str, tuple[Promise, Promise]] = {
    "blank": (lazy("nothing is written"), lazy("the value itself")),
    "lost_digits": (
        lazy("Excel has turned it into a number and cut digits off"),
        lazy("the number typed anew in a cell formatted as text"),
    ),
    "bad_check": (
        lazy("the check digit does not fit: a digit is mistyped"),
        lazy("the number as on the card"),
    ),
    "bad_date": (
        lazy("the birth date in it does not exist or lies ahead"),
        lazy("the number as on the card"),
    ),
    "bad_length": (lazy("too few or too many digits"), lazy("18 digits, or 15 of an old card")),
    "bad_form": (lazy("it is no identity number"), lazy("18 digits, or a passport or permit by its form")),
    "masked": (lazy("digits are hidden by asterisks"), lazy("all 18 digits")),
    "bad_phone": (lazy("it is no phone number"), lazy("a mobile of 11 digits, or a landline with area code")),
}
LACKING = {Field.NAME: "name_missing", Field.ID_NUMBER: "id_missing", Field.PHONE: "phone_missing"}
PLACES: dict[str, Promise] = {
    "assigned": lazy("place is clear"),
    "ambiguous": lazy("more than one place fits"),
    "elsewhere": lazy("outside the county"),
    "none": lazy("place is unclear"),
}
PLACE_REASONS: dict[str, Promise] = {
    "town_and_village": lazy("town and village are named"),
    "village": lazy("only one village has this name"),
    "alias": lazy("a compound the county entered"),
    "town_only": lazy("only the town is named"),
    "village_unknown": lazy("the town is known, the village is not"),
    "same_name": lazy("several villages have this name"),
    "town_or_village": lazy("a town and a village have this name"),
    "here_or_away": lazy("a village here and a place elsewhere have this name"),
    "town_conflict": lazy("the village lies in another town than the one named"),
    "elsewhere": lazy("another county is named"),
    "empty": lazy("no address was given"),
    "placeholder": lazy("the address is a placeholder"),
    "county_only": lazy("only the county is named"),
    "unknown_place": lazy("the place is not in our table"),
    "unrecognised": lazy("no place could be read"),
}
FIELDS: dict[str, Promise] = {
    Field.NAME: lazy("Name"),
    Field.ID_NUMBER: lazy("Identity number"),
    Field.PHONE: lazy("Phone"),
    Field.ADDRESS: lazy("Address"),
    Field.TOWN: lazy("Town"),
    Field.VILLAGE: lazy("Village or community"),
    Field.HOUSEHOLD_ADDRESS: lazy("Registered address"),
    Field.SEX: lazy("Sex"),
    Field.AGE: lazy("Age"),
    Field.BORN: lazy("Birth date"),
    Field.ID_KIND: lazy("Kind of document"),
    Field.FROM_PLACE: lazy("Where from"),
    Field.LEFT_ON: lazy("Left on"),
    Field.ARRIVED_ON: lazy("Arrived on"),
    Field.TRANSPORT: lazy("Transport"),
    Field.VEHICLE: lazy("Train, flight or plate"),
    Field.CATEGORY: lazy("Category"),
    Field.NOTE: lazy("Note"),
    Field.SEQUENCE: lazy("Line number"),
    Field.IGNORED: lazy("Nothing we use"),
}


def list_field_choices() -> list[tuple[str, str]]:
    """List what a column can be said to hold, the usual fields first, then those that are only kept."""
    named = [(field.value, str(FIELDS[field])) for field in Field if field in FIELDS]
    order = list(FIELDS)
    return sorted(named, key=lambda pair: order.index(Field(pair[0])))


def field_word(field: str) -> str:
    """Name a field; those that are only kept are named by their common word."""
    return str(FIELDS.get(field, _("kept, not used"))) if field else ""


def words_of(codes: Iterable[str], words: Mapping[str, Promise]) -> list[str]:
    """Say codes in words; a code without words stays as it is."""
    return [str(words.get(code, code)) for code in codes]


def words_of_flaw(flaw: Flaw) -> tuple[str | Promise, str | Promise]:
    """Say what is wrong with a cell and what is wanted; one without words is named by its code."""
    return FAULTS.get(flaw.why, (flaw.why, ""))


def say_flaw(flaw: Flaw) -> str:
    """Say beside a particular what is wrong with it and what is wanted."""
    if flaw.why == "blank":
        return str(REASONS[LACKING[flaw.field]])
    wrong, wanted = words_of_flaw(flaw)
    return _("%(wrong)s; wanted: %(wanted)s") % {"wrong": wrong, "wanted": wanted}


def fault_words(fault: Mapping[str, Any]) -> tuple[str, str]:
    """Say where a file failed and what to do."""
    values = fault.get("values", {})
    place, remedy = fault.get("place", ""), fault.get("remedy", "")
    return (_(place) % values if place else "", _(remedy) % values if remedy else "")


def row_place(sheet: str, row: int) -> str:
    """Say where a row stands in its file."""
    if sheet:
        return _("%(sheet)s, row %(row)s") % {"sheet": sheet, "row": row}
    return _("line %(row)s") % {"row": row}
