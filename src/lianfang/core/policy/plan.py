"""Which rule applies to a category, in an area, between two changes of law; kept once it has been found."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from lianfang.core.policy import wording
from lianfang.core.policy.decision import Decision, Facts, Reason
from lianfang.core.policy.model import CATEGORIES, RANK, Edition, LateRule, PolicyBook, StageRule, Value
from lianfang.core.timeline import DAY, offset_of_day


@dataclass(frozen=True, slots=True)
class PlanTest:
    """A test as days after the midnight that opens the first day of the count."""

    after: timedelta
    day: int
    samples: int
    derived: bool


@dataclass(frozen=True, slots=True)
class PlanStage:
    """A stage as time after the count begins, [since, until)."""

    place: str
    since: timedelta
    until: timedelta
    tests: tuple[PlanTest, ...]
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The rule that applies, ready to be laid on the days of a person; `fixed` where no day is served."""

    edition: str
    rules: tuple[str, ...]
    stages: tuple[PlanStage, ...]
    clock: str
    day_base: int
    late: LateRule | None
    test_count: int
    code: str
    reasons: tuple[Reason, ...]
    fixed: Decision | None


def plan_for(book: PolicyBook, facts: Facts, at: datetime) -> Plan:
    """Find the plan for a person's category and area at an instant.

    Raises ValueError for a category that no edition could name.
    """
    area = book.reach(facts.area)
    key = (facts.category, area, book.span_of(at), facts.unfit_home, facts.bed_free, facts.chosen)
    plan = book.plans.get(key)
    if plan is None:
        if facts.category not in CATEGORIES:
            raise ValueError(f"unknown category {facts.category!r}; known are {', '.join(CATEGORIES)}")
        plan = book.plans[key] = _make(book, facts, area, at)
    return plan


def _make(book: PolicyBook, facts: Facts, area: str, at: datetime) -> Plan:
    national = book.national_at(at)
    if national is None:
        return _fixed("unknown", "", Reason("no_edition", "", wording.NO_EDITION, {}))
    off: list[Value] = []
    for edition, value in _candidates(book, facts.category, area, at):
        if value.off:
            off.append(value)
        else:
            return _apply(facts, national, edition, value)
    reasons = [
        _no_rule(facts.category),
        *(_switched_off(book.editions[value.edition], value) for value in off),
    ]
    return _fixed("unknown", national.id, *reasons)


def _candidates(book: PolicyBook, category: str, area: str, at: datetime) -> Iterator[tuple[Edition, Value]]:
    """Give the values that could apply, the one that prevails first."""
    for edition in book.chain_at(area, at):
        for value in list_values(book, edition, category):
            yield book.editions[value.edition], value


def list_values(book: PolicyBook, edition: Edition, category: str) -> Iterator[Value]:
    """Give what an edition asks for a category, and after it what those ask that it carries."""
    for link in _with_carried(book, edition):
        value = book.values.get((link.id, category))
        if value is not None:
            yield value


def _with_carried(book: PolicyBook, edition: Edition) -> Iterator[Edition]:
    yield edition
    for link in edition.carries:
        yield from _with_carried(book, book.editions[link])


def _apply(facts: Facts, national: Edition, edition: Edition, value: Value) -> Plan:
    carried = edition.level == national.level and edition.id != national.id
    reasons = [_rule(edition, value)]
    if carried:
        reasons.append(Reason("carried", "", wording.CARRIED, {"title": national.title}))
    if not value.stages:
        return _fixed("none", national.id, *reasons, rules=(edition.id,))
    reasons += _place_reasons(facts, value.stages)
    stages = _stages(facts, value.stages, edition.day_base)
    tests = [test for stage in value.stages for test in stage.tests]
    notes = (
        ("derived_days", wording.DERIVED, any(test.derived for test in tests)),
        ("double_final", wording.DOUBLE, any(test.samples == 2 for test in tests)),
        ("waits_for_contact", wording.WAITS, any(stage.needs for stage in stages)),
    )
    reasons += [Reason(code, value.clause, text, {}) for code, text, applies in notes if applies]
    if gap := max(stage.gap_h for stage in value.stages):
        reasons.append(Reason("test_gap", value.clause, wording.GAP, {"hours": gap}))
    return Plan(
        edition=national.id,
        rules=(edition.id,),
        stages=stages,
        clock=value.clock,
        day_base=edition.day_base,
        late=edition.late or national.late,
        test_count=len(tests),
        code=value.code,
        reasons=tuple(reasons),
        fixed=None,
    )


def _fixed(measure: str, edition: str, *reasons: Reason, rules: tuple[str, ...] = ()) -> Plan:
    decision = Decision(measure, (), (), edition, tuple(reasons), rules)
    return Plan(edition, rules, (), "anchor", 1, None, 0, "", tuple(reasons), decision)


def _stages(facts: Facts, rules: tuple[StageRule, ...], day_base: int) -> tuple[PlanStage, ...]:
    stages: list[PlanStage] = []
    since = timedelta()
    for rule in rules:
        until = since + rule.days * DAY
        tests = tuple(
            PlanTest(since + offset_of_day(test.day, day_base) * DAY, test.day, test.samples, test.derived)
            for test in rule.tests
        )
        stages.append(PlanStage(_place(facts, rule), since, until, tests, rule.needs))
        since = until
    return tuple(stages)


def _place(facts: Facts, rule: StageRule) -> str:
    if _falls_back(facts, rule):
        return rule.fallback
    return facts.chosen if facts.chosen and facts.chosen == rule.alternative else rule.place


def _falls_back(facts: Facts, rule: StageRule) -> bool:
    return facts.unfit_home and bool(rule.fallback) and (facts.bed_free or not rule.fallback_needs_bed)


def _place_reasons(facts: Facts, rules: tuple[StageRule, ...]) -> Iterator[Reason]:
    places = [_place(facts, rule) for rule in rules]
    if facts.chosen and any(facts.chosen == rule.alternative for rule in rules):
        label = wording.MEASURE_LABELS[facts.chosen]
        yield Reason("chosen", "", wording.CHOSEN, {"place_msgid": label})
    if not facts.unfit_home or all(RANK[rule.place] < RANK["home"] for rule in rules):
        return
    if any(_falls_back(facts, rule) for rule in rules):
        yield Reason("unfit_home", "", wording.UNFIT_HOME, {})
    elif any(rule.fallback for rule in rules):
        yield Reason("unfit_no_bed", "", wording.UNFIT_NO_BED, {})
    elif "home" in places:
        yield Reason("unfit_no_rule", "", wording.UNFIT_NO_RULE, {})


def _rule(edition: Edition, value: Value) -> Reason:
    params: dict[str, str | int] = {
        "category_msgid": wording.CATEGORY_LABELS[value.category],
        "level_msgid": wording.LEVEL_LABELS[edition.level],
        "title": edition.title,
        "clause": value.clause,
    }
    if value.stages:
        return Reason("rule", value.clause, wording.RULE, params)
    return Reason("lifted", value.clause, wording.LIFTED, params)


def _no_rule(category: str) -> Reason:
    return Reason("no_rule", "", wording.NO_RULE, {"category_msgid": wording.CATEGORY_LABELS[category]})


def _switched_off(edition: Edition, value: Value) -> Reason:
    return Reason(
        "switched_off", value.clause, wording.SWITCHED_OFF, {"title": edition.title, "note": value.off}
    )
