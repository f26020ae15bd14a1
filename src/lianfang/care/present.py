"""Care in words: measurements, states, refusals with what to do next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianfang.care import refusals
from lianfang.care.models import Breach, HomeMember, Measurement, PaperSignature, PhoneCheck, Transfer
from lianfang.core.care import (
    BREACH_MOVES,
    FITNESS_LABELS,
    KINDS,
    NEED_MOVES,
    SYMPTOM_LABELS,
    TRANSFER_MOVES,
    Slot,
)
from lianfang.people.models import Need
from lianfang.web.pieces import Words
from lianfang.web.words import local_time

SOURCES: dict[str, Words] = {
    "person": gettext_lazy("by the person"),
    "responsible": gettext_lazy("by the responsible"),
    "telephone": gettext_lazy("by telephone"),
    "site": gettext_lazy("at the site"),
}
CAUSES: dict[str, Words] = {
    "fever": gettext_lazy("fever"),
    "symptoms": gettext_lazy("symptoms"),
    "positive": gettext_lazy("positive test"),
}
CHECKED: dict[str, Words] = {
    "at_home": gettext_lazy("at home and well"),
    "unwell": gettext_lazy("at home, not well"),
    "needs": gettext_lazy("at home, needs something"),
    "not_home": gettext_lazy("not at home"),
    "no_answer": gettext_lazy("no answer"),
}
BREACHES: dict[str, Words] = {
    "door": gettext_lazy("door opened"),
    "not_home": gettext_lazy("not at home"),
    "went_out": gettext_lazy("went out"),
    "visitors": gettext_lazy("had visitors"),
    "other": gettext_lazy("something else"),
}
SETTLED: dict[str, Words] = {
    "returned": gettext_lazy("came back and was warned"),
    "allowed": gettext_lazy("had leave or good reason"),
    "false_alarm": gettext_lazy("false alarm"),
    "moved": gettext_lazy("moved to a site"),
    "police": gettext_lazy("handed to the police"),
}
SIGNED: dict[str, Words] = {
    "self": gettext_lazy("by the person"),
    "guardian": gettext_lazy("by the guardian or family"),
    "read_out": gettext_lazy("read out by phone and agreed to"),
    "refused": gettext_lazy("refused; left in presence of a witness"),
}
CHOICES: dict[str, Words] = {
    "joins": gettext_lazy("joins the measure"),
    "moves_out": gettext_lazy("moves out"),
}
NEEDS: dict[str, Words] = {
    "minor": gettext_lazy("minor with a guardian"),
    "pregnant": gettext_lazy("pregnant"),
    "dialysis": gettext_lazy("on dialysis"),
    "chronic": gettext_lazy("chronic illness"),
    "alone": gettext_lazy("old and living alone"),
    "disabled": gettext_lazy("disabled"),
    "other": gettext_lazy("something else"),
}
PAPER_STATES: dict[str, Words] = {
    "missing": gettext_lazy("no notice"),
    "unsigned": gettext_lazy("not signed"),
    "signed": gettext_lazy("signed"),
}
PAPER_TONES = {"missing": "watch", "unsigned": "watch", "signed": "good"}
STEP_ICONS = {
    "sent": "ambulance",
    "reached": "building-hospital",
    "resulted": "clipboard-check",
    "dismissed": "x",
}
for _choices, _words in (
    (Measurement.Source, SOURCES), (Transfer.Cause, CAUSES), (PhoneCheck.Outcome, CHECKED), (Breach.Kind, BREACHES),
    (Breach.Outcome, SETTLED), (PaperSignature.How, SIGNED), (HomeMember.Choice, CHOICES), (Need.Kind, NEEDS),
):  # fmt: skip
    assert set(_choices.values) == set(_words)


def say_kind(kind: str) -> str:
    """Return a kind of paper in words."""
    return _(KINDS[kind])


def say_symptoms(codes: list[str]) -> str:
    """Return symptoms in words."""
    return _(", ").join(_(SYMPTOM_LABELS[code]) for code in codes)


def list_symptoms() -> list[tuple[str, str]]:
    """Offer the symptoms."""
    return [(code, _(label)) for code, label in SYMPTOM_LABELS.items()]


def list_signs() -> list[tuple[str, str]]:
    """Offer the signs of a fit home."""
    return [(code, _(label)) for code, label in FITNESS_LABELS.items()]


def say_signs(codes: list[str]) -> str:
    """Return signs of a home in words."""
    return _("; ").join(_(FITNESS_LABELS[code]) for code in codes)


def say_transfer(state: str) -> str:
    """Return where a way to hospital stands."""
    return _(TRANSFER_MOVES.labels[state])


def say_step(move: str) -> str:
    """Return a step of a transfer, a breach or a need told on the telephone."""
    labels = {**TRANSFER_MOVES.labels, **BREACH_MOVES.labels, **NEED_MOVES.labels}
    return _(labels[move])


def say_breach(state: str) -> str:
    """Return where a breach stands."""
    return _(BREACH_MOVES.labels[state])


def say_need(state: str) -> str:
    """Return where a need told on the telephone stands."""
    return _(NEED_MOVES.labels[state])


def say_slot(slot: Slot, per_day: int) -> str:
    """Name a part of the day: of two, morning and evening."""
    if per_day == 2:
        return _("morning") if slot.number == 1 else _("evening")
    return f"{local_time(slot.starts, 'clock')}–{_until(slot.ends)}"


def _until(moment: datetime) -> str:
    told = local_time(moment, "clock")
    return "24:00" if told == "00:00" else told


def say_measured(row: Measurement | None) -> str:
    """Return a measurement as people write it."""
    if row is None:
        return "—"
    symptoms = say_symptoms(row.symptoms)
    return f"{row.temperature} {symptoms}".strip()


def say_refusal(refused: refusals.CareRefused) -> str:
    """Say what was refused, why, and what to do next."""
    return _SAID[type(refused)](refused)


def _say_measurement(refused: Any) -> str:
    return {
        "temperature": _(
            "The temperature must lie between 34 and 43 °C; nothing was recorded. Write it as 36.5."
        ),
        "symptoms": _("A symptom is not known; nothing was recorded. Choose from the list."),
        "time": _("The time has not come yet or lies before the measure; nothing was recorded."),
    }[refused.what]


def _say_under_care(refused: Any) -> str:
    told = _(
        "%(count)s of these people are not under a measure any more; nothing was recorded. Load the list anew."
    )
    return told % {"count": len(refused.order_ids)}


_SAID: dict[type[refusals.CareRefused], Callable[[Any], str]] = {
    refusals.NotUnderCare: _say_under_care,
    refusals.WrongMeasurement: _say_measurement,
    refusals.NotPossible: lambda _refused: _(
        "This is not possible as things stand, perhaps since somebody did it a moment ago. Load the page anew."
    ),
    refusals.TextMissing: lambda _refused: _(
        "Nothing was recorded, since it says nothing. Write what was done."
    ),
    refusals.WrongMoment: lambda _refused: _(
        "This time is not possible: it has not come yet or lies before what it follows. Nothing was recorded."
    ),
    refusals.AlreadyDrawn: lambda _refused: _(
        "Today's calls are drawn already. Telephone those on the list."
    ),
    refusals.NobodyToDraw: lambda _refused: _("Nobody is under a measure at home, so nobody was drawn."),
    refusals.AlreadySigned: lambda _refused: _("This paper is signed already; the first signature stands."),
    refusals.LinkEnded: lambda _refused: _(
        "This link does not hold any more. Ask your grid worker for a new one."
    ),
    refusals.NoRule: lambda _refused: _(
        "No value is loaded for this in the policy. Nothing was written; ask the office to set it."
    ),
}
