"""Answers to many facts, as lines of JSON, fast enough for a county's whole list.

A decision depends on the hours of a person only through how many days late the person was found. So each
combination of rule and lateness is decided once, by `decide`, for hours chosen so that its instants can be told
apart; the answer is kept with gaps for days and hours, and every further person only fills the gaps.
"""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from json.encoder import encode_basestring
from typing import Any

from lianfang.core.policy.decide import decide
from lianfang.core.policy.decision import Decision, Facts
from lianfang.core.policy.fact_lines import FactsWrong, read_facts
from lianfang.core.policy.model import PolicyBook
from lianfang.core.policy.plan import Plan, plan_for
from lianfang.core.policy.wording import said
from lianfang.core.timeline import local
from lianfang.core.wording import Translate

_WHOLE_DAY, _BEGIN, _OPENING = 0, 1, 2  # what stands behind the date in a gap
_MIDNIGHT, _EARLY, _LATE = 0, 8, 16  # hours of the one who is decided in the place of all
_OVER = -1  # instead of days late, where all days of the rule are over


@dataclass(frozen=True, slots=True)
class _Form:
    """An answer without its id: text with gaps, each a number of days after the base and what follows the date."""

    text: str
    gaps: tuple[tuple[int, int], ...]
    from_opening: bool


class _Days(dict[int, str]):
    """Dates as text by their ordinal."""

    def __missing__(self, ordinal: int) -> str:
        text = self[ordinal] = date.fromordinal(ordinal).isoformat()
        return text


class Answers:
    """Answers lines of facts under one book of law, in one language; counts the keys it did not read."""

    def __init__(self, book: PolicyBook, translate: Translate) -> None:
        self.unread: dict[str, int] = {}
        self._book = book
        self._translate = translate
        self._forms: dict[tuple[int, int, int, bool], _Form] = {}
        self._days = _Days()

    def answer(self, line: str) -> str:
        """Answer one line of facts with one of JSON. Raises FactsWrong."""
        name, facts, unread = read_facts(line)
        for key in unread:
            self.unread[key] = self.unread.get(key, 0) + 1
        return f'{{"id": {self._name(name)}, {self._rest(facts)}}}'

    def refuse(self, number: int, fault: FactsWrong) -> str:
        """Answer a line that cannot be decided: its number, what is wrong, and what to write instead."""
        told = {
            "id": fault.name,
            "line": number,
            "error": fault.what.said(self._translate),
            "remedy": fault.wanted.said(self._translate),
        }
        return json.dumps(told, ensure_ascii=not str(fault.name).isprintable())

    def _name(self, name: str | int) -> str:
        if isinstance(name, int):
            return str(name)
        return encode_basestring(name) if name.isprintable() else json.dumps(name)

    def _rest(self, facts: Facts) -> str:
        plan = plan_for(self._book, facts, facts.found)
        found = local(facts.found)
        begin = found if plan.clock == "start" else local(facts.anchor)
        opening = found if found > begin else begin
        form = self._form(plan, facts, begin, opening)
        base = (opening if form.from_opening else begin).toordinal()
        behind = ("", begin.isoformat()[10:], opening.isoformat()[10:])
        days = self._days
        return form.text % tuple([days[base + after] + behind[kind] for after, kind in form.gaps])

    def _form(self, plan: Plan, facts: Facts, begin: datetime, opening: datetime) -> _Form:
        late = whole = 0
        if plan.fixed is None and opening is not begin:
            late, whole = opening.toordinal() - begin.toordinal(), (opening - begin).days
            if opening >= begin + plan.stages[-1].until:
                late = whole = _OVER
        key = (id(plan), late, whole, _is_midnight(begin))
        form = self._forms.get(key)
        if form is None:
            form = self._forms[key] = self._make(plan, facts, begin, opening, key)
        return form

    def _make(
        self, plan: Plan, facts: Facts, begin: datetime, opening: datetime, key: tuple[int, int, int, bool]
    ) -> _Form:
        """Decide for someone with the same days, whose hour of being found is not that of the anchor."""
        _, late, whole, at_midnight = key
        hours = (_LATE, _EARLY) if late > whole else (_EARLY, _LATE)
        begin = _at(begin, _MIDNIGHT if at_midnight else hours[0])
        opening = _at(opening, hours[1])
        decision = decide(self._book, replace(facts, anchor=begin, found=opening), facts.found)
        if plan.clock == "start":
            begin = opening
        return _form_of(decision, begin, opening, late == _OVER, self._translate)


def _is_midnight(instant: datetime) -> bool:
    return not (instant.hour or instant.minute or instant.second or instant.microsecond)


def _at(instant: datetime, hour: int) -> datetime:
    return instant.replace(hour=hour, minute=0, second=0, microsecond=0)


def _form_of(
    decision: Decision, begin: datetime, opening: datetime, from_opening: bool, translate: Translate
) -> _Form:
    base = (opening if from_opening else begin).toordinal()
    gaps: list[tuple[int, int]] = []

    def gap(instant: date, kind: int) -> str:
        gaps.append((instant.toordinal() - base, kind))
        return "%s"

    def moment(instant: datetime) -> str:
        return gap(instant, _BEGIN if instant.hour == begin.hour else _OPENING)

    told = answer_of(decision, translate)
    head = json.dumps({"edition": decision.edition, "measure": decision.measure}, ensure_ascii=False)[1:-1]
    stages = ", ".join(
        f'{{"place": "{stage.place}", "starts": "{moment(stage.starts)}", "ends": "{moment(stage.ends)}"}}'
        for stage in decision.stages
    )
    tests = ", ".join(
        f'{{"on": "{gap(test.on, _WHOLE_DAY)}", "stage": {test.stage}, "samples": {test.samples}}}'
        for test in decision.tests
    )
    reasons = json.dumps(told["reasons"], ensure_ascii=False).replace("%", "%%")
    text = f'{head.replace("%", "%%")}, "stages": [{stages}], "tests": [{tests}], "reasons": {reasons}'
    return _Form(text, tuple(gaps), from_opening)


def answer_of(decision: Decision, translate: Translate) -> dict[str, Any]:
    """Give a decision as the plain values of an answer: times as ISO text, reasons in words."""
    return {
        "edition": decision.edition,
        "measure": decision.measure,
        "stages": [
            {"place": stage.place, "starts": stage.starts.isoformat(), "ends": stage.ends.isoformat()}
            for stage in decision.stages
        ],
        "tests": [
            {"on": test.on.isoformat(), "stage": test.stage, "samples": test.samples}
            for test in decision.tests
        ],
        "reasons": [
            {"code": reason.code, "clause": reason.clause, "text": said(reason, translate)}
            for reason in decision.reasons
        ],
    }
