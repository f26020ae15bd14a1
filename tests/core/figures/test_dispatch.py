"""The declarations of the dispatch report as a whole."""

from collections import Counter

from tests.core.figures.made import CUT, due_test, row, spell

from lianfang.core.figures.dispatch import DISPATCH, FIGURES, IDENTITIES
from lianfang.core.figures.facts import TABLES
from lianfang.core.figures.figure import Ratio, Unit
from lianfang.core.figures.identities import reconcile
from lianfang.core.figures.memory import report

EMPTY = {name: [] for name in TABLES}  # type: ignore[var-annotated]

PROMISED = {
    "pushed": {"ever", "new", "people", "verified", "overdue"},
    "controlled": {
        *("ever", "ever_times", "ever_times_by", "ever_repeat"),
        *("new", "new_times", "new_times_by", "new_repeat"),
        *("now", "now_by", "released_ever"),
        *("ever_by_category", "now_by_category", "released_by_category"),
        *("outside_ever", "outside_now", "outside_released", "outside_gone"),
    },
    "tests": {"due", "done", "positive", "missed"},
}


def test_the_report_has_what_its_readers_are_promised() -> None:
    values = report(DISPATCH, EMPTY, CUT.params())
    for branch, names in PROMISED.items():
        assert names <= values[branch].keys()


def test_an_empty_county_reconciles() -> None:
    assert reconcile(report(DISPATCH, EMPTY, CUT.params()), IDENTITIES) == []


def test_a_person_nobody_accounts_for_stops_the_report() -> None:
    facts = {**EMPTY, "spells": [spell("a", 1, 96, 25, "moved")]}
    (breach,) = reconcile(report(DISPATCH, facts, CUT.params()), IDENTITIES)
    assert (breach.identity.whole, breach.difference) == ("controlled.ever", -1)


def test_a_day_of_each_kind_reconciles() -> None:
    facts = {
        "rows": [row(1), row(2, None, outcome="rejected")],
        "spells": [spell("a", 1, 96, 10, "moved", place="centralised"), spell("a", 2, 10)],
        "tests": [due_test(1, done=2, result="negative"), due_test(2)],
    }
    facts["rows"][0].update(lead=1, due_at=CUT.at)
    values = report(DISPATCH, facts, CUT.params())
    assert reconcile(values, IDENTITIES) == []
    assert values["controlled"]["ever_repeat"] == 1


def test_no_path_is_declared_twice() -> None:
    declared = Counter(
        [*(figure.path for figure in FIGURES), *(f.path for f in DISPATCH if isinstance(f, Ratio))]
    )
    assert [path for path, times in declared.items() if times > 1] == []


def test_an_equation_speaks_of_figures_of_the_report() -> None:
    values = report(DISPATCH, EMPTY, CUT.params())
    for identity in IDENTITIES:
        for path in (identity.whole, *identity.plus, *identity.minus):
            branch, name = path.split(".")
            assert name in values[branch], path


def test_a_surplus_is_declared_from_figures_of_the_same_facts() -> None:
    by_path = {figure.path: figure for figure in FIGURES}
    for figure in FIGURES:
        if figure.minus is not None:
            times, people = (by_path[path] for path in figure.minus)
            assert (times.counts, people.counts) == (Unit.PERSON_TIME, Unit.PERSON)
            assert times.where == people.where == figure.where
