"""Risk areas in words: grades, grains, why a line or a write was refused and what to do next."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from lianfang.core.policy import Decision, explain
from lianfang.risk import refusals
from lianfang.risk.models import RefusedLine, RiskSpell
from lianfang.risk.queries import Answer
from lianfang.web.pieces import Words
from lianfang.web.words import local_time

GRADES: dict[str, Words] = {
    "high": pgettext_lazy("grade", "high risk"),
    "medium": pgettext_lazy("grade", "medium risk"),
    "low": pgettext_lazy("grade", "low risk"),
    "ungraded": pgettext_lazy("grade", "cases, not graded"),
    "lockdown": pgettext_lazy("grade", "lockdown zone"),
    "control": pgettext_lazy("grade", "control zone"),
    "precaution": pgettext_lazy("grade", "precaution zone"),
}
GRADE_TONES = {
    "high": "bad", "lockdown": "bad", "medium": "watch", "control": "watch", "ungraded": "watch", "low": "accent",
    "precaution": "accent",
}  # fmt: skip
GRADE_ICONS = {"high": "alert-octagon", "medium": "alert-triangle", "low": "info-circle", "": "circle-check"}
GRAINS: dict[str, Words] = {
    "county": pgettext_lazy("grain", "whole county"),
    "town": pgettext_lazy("grain", "town or street"),
    "village": pgettext_lazy("grain", "village or community"),
    "compound": pgettext_lazy("grain", "compound"),
    "building": pgettext_lazy("grain", "building"),
    "unit": pgettext_lazy("grain", "unit"),
}
KINDS: dict[str, Words] = {
    "sheet": pgettext_lazy("notice", "sheet"),
    "typed": pgettext_lazy("notice", "entered by hand"),
    "zone": pgettext_lazy("notice", "order of a zone"),
}
FAULTS: dict[str, Words] = {
    "name_missing": lazy("no name of the area: write the street, compound or village"),
    "grade_missing": lazy("no grade: write 高风险, 中风险 or 低风险"),
    "grade_unknown": lazy("the grade is none that is known: write 高风险, 中风险, 低风险 or 解除"),
    "time_unreadable": lazy("the time cannot be read: write it as 2022-02-28 18:00"),
    "time_backwards": lazy("the end lies before the beginning: look which of the two is wrong"),
    "county_unknown": lazy("no county is named: write province, city and county"),
    "ambiguous": lazy("several places bear this name: write town and village in full"),
    "place_unknown": lazy("the place is not found: write it from the province down"),
    "range_wrong": lazy(
        "the range of buildings runs backwards or is too long: write the buildings one by one"
    ),
}


def say_grade(grade: str) -> Words:
    """Return a grade in words."""
    return GRADES.get(grade) or _("no risk area")


def say_cells(line: RefusedLine) -> str:
    """Return a line as received, without its empty cells."""
    return " · ".join(cell for cell in line.cells.split("\t") if cell)


def say_faults(reasons: list[str]) -> str:
    """Say why a line could not be used, each with what to do."""
    return _("; ").join(str(FAULTS.get(reason, reason)) for reason in reasons)


def say_refusal(refused: refusals.RiskRefused) -> str:
    """Say what happened, why, and what to do next."""
    if isinstance(refused, refusals.PlaceUnclear):
        why = FAULTS.get(refused.reason, refused.reason)
        return _("“%(words)s” was not entered: %(why)s.") % {"words": refused.words, "why": why}
    if isinstance(refused, refusals.NotThere):
        return _(
            "Nothing was lifted: no grade holds at this place. Look it up in the list and take its full name."
        )
    if isinstance(refused, refusals.NotYet):
        return _("This time has not come yet. Enter the notice when it is in force.")
    if isinstance(refused, refusals.NotASheet) and refused.says:
        return refused.says
    return _(
        "No sheet in this file has headings such as 地区名称 and 风险等级. Send the list of areas as it was published, "
        "as .xlsx, .xls or .csv."
    )


def say_rule(decision: Decision | None) -> str:
    """Say what the law in force asks of somebody who comes from there."""
    return explain(decision, _) if decision else _("The rules in force ask nothing because of this place.")


def say_level(answer: Answer) -> Words:
    """Say the one large word of an answer: the level, or that somebody must be asked first."""
    return _("ask first") if answer.must_ask else say_grade(answer.level)


def say_answer(answer: Answer) -> str:
    """Say what follows for somebody from there; where it hangs on a place within, what follows otherwise."""
    rule = say_rule(answer.decision)
    if not answer.must_ask:
        return rule
    told = _(
        "Who was in one of the places below is treated by its grade; who was in none of them: %(grade)s. %(rule)s"
    )
    return told % {"grade": say_grade(answer.level), "rule": rule}


def say_period(spell: RiskSpell) -> str:
    """Say from when to when a level holds."""
    if spell.ends_at is None:
        return _("since %(from)s") % {"from": local_time(spell.starts_at)}
    return _("%(from)s to %(to)s") % {"from": local_time(spell.starts_at), "to": local_time(spell.ends_at)}


def say_source(spell: RiskSpell) -> str:
    """Name who published a level, and in which document."""
    return " ".join(part for part in (spell.notice.source, spell.notice.document) if part)
