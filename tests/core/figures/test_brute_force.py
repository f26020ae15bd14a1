"""The figures against a count by hand: the words of the dispatch report, written out plainly, on random facts.

Nothing of the algebra is used: each figure is told again as a comprehension over people and their stages, as a
clerk with the registers before him would count, and as known at any earlier moment.
"""

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.figures.made import CUT, due_test, hours, lead, row, spell

from lianfang.core.figures.cut import Cut
from lianfang.core.figures.dispatch import FIGURES
from lianfang.core.figures.memory import count, members, report

FIGURE = {figure.path: figure for figure in FIGURES}
DAY = timedelta(hours=24)

Facts = list[dict[str, Any]]

# Facts: each in up to three versions, one after another, as a register that is corrected has them.

ENDINGS = (None, "moved", "released", "left", "died", "transferred")
moments = st.integers(-30, 60)  # hours before the cut


@st.composite
def versions(draw: st.DrawFn, first: dict[str, Any], others: st.SearchStrategy[dict[str, Any]]) -> Facts:
    """Draw corrections of a fact: each version is known until the next."""
    learned = sorted(draw(st.lists(moments, min_size=1, max_size=3, unique=True)), reverse=True)
    told = [first] + [{**first, **draw(others)} for _ in learned[1:]]
    until = [*(hours(hour) for hour in learned[1:]), None]
    return [
        {**version, "known_from": hours(hour), "known_to": end}
        for version, hour, end in zip(told, learned, until, strict=True)
    ]


endings = st.fixed_dictionaries(
    {
        "ended_by": st.sampled_from(ENDINGS),
        "ends_at": moments.map(hours),
        "place": st.sampled_from(["home", None]),
    }
)


@st.composite
def spells(draw: st.DrawFn) -> Facts:
    facts: Facts = []
    for stage in range(draw(st.integers(0, 7))):
        start = draw(moments)
        end = draw(st.none() | moments.map(lambda hour, start=start: min(hour, start)))
        by = None if end is None else draw(st.sampled_from(ENDINGS))
        place = draw(st.sampled_from(["home", "centralised", "self", None]))
        town = draw(st.sampled_from(["t1", "t2", None]))
        first = spell(draw(st.sampled_from("abc")), stage, start, end, by, place=place, town=town)
        facts += draw(versions(first, endings))
    return facts


@st.composite
def rows(draw: st.DrawFn) -> Facts:
    facts: Facts = []
    for number in range(draw(st.integers(0, 7))):
        answered = draw(st.none() | moments)
        has_lead = answered is not None or draw(st.booleans())
        first = row(
            number,
            draw(st.sampled_from(["a", "b", None])),
            draw(moments),
            source_kind=draw(st.sampled_from(["pushed", "pushed", "declared", "letter"])),
            first_of_identical_file=draw(st.booleans()),
            outcome=draw(st.sampled_from(["ready", "warning", "duplicate", "rejected"])),
            lead=number if has_lead else None,
            due_at=hours(draw(moments)) if has_lead else None,
            answered_at=None if answered is None else hours(answered),
            answer=None if answered is None else draw(st.sampled_from(["here", "away", None])),
        )
        facts += draw(versions(first, st.fixed_dictionaries({"outcome": st.just("warning")})))
    return facts


def as_known(facts: Facts, cut: Cut) -> Facts:
    """The version of each fact that was held true."""
    if cut.known is None:
        return [fact for fact in facts if fact["known_to"] is None]
    return [
        fact
        for fact in facts
        if fact["known_from"] <= cut.known and (fact["known_to"] is None or cut.known < fact["known_to"])
    ]


cuts = st.builds(
    lambda hour, known: Cut(CUT.day, hours(hour), None if known is None else hours(known)),
    st.integers(0, 30),
    st.none() | moments,
)


# By hand: one person's stages in their order, then what becomes of the person.


def lives(facts: Facts, cut: Cut, since: timedelta | None = None) -> dict[str, Facts]:
    """The stages of each person that had started before the cut (or in the time before it), the latest last."""
    told: dict[str, Facts] = {}
    for fact in sorted(as_known(facts, cut), key=lambda fact: (fact["starts_at"], fact["stage"])):
        begun = fact["starts_at"] < cut.at
        if begun and (since is None or fact["starts_at"] >= cut.at - since):
            told.setdefault(fact["person"], []).append(fact)
    return told


def runs(stage: dict[str, Any], cut: Cut) -> bool:
    return stage["ends_at"] is None or stage["ends_at"] >= cut.at


def fate(stages: Facts, cut: Cut) -> str:
    """Where a person with these stages is at the cut."""
    if any(runs(stage, cut) for stage in stages):
        return "now"
    by = stages[-1]["ended_by"]
    return {"released": "released", "left": "left", "transferred": "left", "died": "died"}.get(
        by, "unexplained"
    )


def by_fate(facts: Facts, cut: Cut, wanted: str) -> list[str]:
    return sorted(person for person, stages in lives(facts, cut).items() if fate(stages, cut) == wanted)


CONTROLLED_BY_HAND = {
    "ever": lambda facts, cut: sorted(lives(facts, cut)),
    "ever_times": lambda facts, cut: sorted(s["stage"] for own in lives(facts, cut).values() for s in own),
    "ever_repeat": lambda facts, cut: sorted(
        s["stage"] for own in lives(facts, cut).values() for s in own[1:]
    ),
    "new": lambda facts, cut: sorted(lives(facts, cut, DAY)),
    "new_times": lambda facts, cut: sorted(
        s["stage"] for own in lives(facts, cut, DAY).values() for s in own
    ),
    "new_repeat": lambda facts, cut: sorted(
        s["stage"] for own in lives(facts, cut, DAY).values() for s in own[1:]
    ),
    "now": lambda facts, cut: by_fate(facts, cut, "now"),
    "released_ever": lambda facts, cut: by_fate(facts, cut, "released"),
    "released_new": lambda facts, cut: [
        person
        for person in by_fate(facts, cut, "released")
        if lives(facts, cut)[person][-1]["ends_at"] >= cut.at - DAY
    ],
    "left_ever": lambda facts, cut: by_fate(facts, cut, "left"),
    "died_ever": lambda facts, cut: by_fate(facts, cut, "died"),
    "unexplained": lambda facts, cut: by_fate(facts, cut, "unexplained"),
}


@given(facts=spells(), cut=cuts)
def test_people_and_person_times_are_those_counted_by_hand(facts: Facts, cut: Cut) -> None:
    counted = {name: by_hand(facts, cut) for name, by_hand in CONTROLLED_BY_HAND.items()}
    read = {name: members(FIGURE[f"controlled.{name}"], facts, cut.params()) for name in counted}
    assert read == counted


@settings(max_examples=50)
@given(facts=spells(), cut=cuts)
def test_by_place_and_town_as_counted_by_hand(facts: Facts, cut: Cut) -> None:
    spoken = report(FIGURES, {"spells": facts, "rows": [], "tests": [], "leads": []}, cut.params())
    told = lives(facts, cut)
    times: dict[str, int] = {}
    places: dict[str, set[str]] = {}
    towns: dict[str, int] = {}
    for person, stages in told.items():
        for stage in stages:
            times[stage["place"] or "unknown"] = times.get(stage["place"] or "unknown", 0) + 1
            if runs(stage, cut):
                places.setdefault(stage["place"] or "unknown", set()).add(person)
        town = stages[-1]["town"] or "unknown"
        towns[town] = towns.get(town, 0) + 1
    controlled = spoken["controlled"]
    assert controlled["ever_times_by"] == times
    assert controlled["now_by"] == {place: len(people) for place, people in places.items()}
    assert controlled["ever_by_town"] == towns


# By hand: rows 条 of pushed lists.


def pushed(facts: Facts, cut: Cut) -> Facts:
    return [
        fact
        for fact in as_known(facts, cut)
        if fact["source_kind"] == "pushed"
        and fact["first_of_identical_file"]
        and fact["received_at"] < cut.at
    ]


def is_answered(fact: dict[str, Any], cut: Cut) -> bool:
    return fact["answered_at"] is not None and fact["answered_at"] < cut.at


def is_due(fact: dict[str, Any], cut: Cut) -> bool:
    return fact["lead"] is not None and fact["due_at"] <= cut.at


PUSHED_BY_HAND = {
    "ever": lambda fact, cut: True,
    "new": lambda fact, cut: fact["received_at"] >= cut.at - DAY,
    "verified": is_answered,
    "unverified": lambda fact, cut: not is_answered(fact, cut),
    "overdue": lambda fact, cut: not is_answered(fact, cut) and is_due(fact, cut),
    "waiting": lambda fact, cut: (
        not is_answered(fact, cut) and fact["lead"] is not None and not is_due(fact, cut)
    ),
    "without_lead": lambda fact, cut: fact["lead"] is None,
}


@given(facts=rows(), cut=cuts)
def test_rows_are_those_counted_by_hand(facts: Facts, cut: Cut) -> None:
    counted = {
        name: sorted(fact["row"] for fact in pushed(facts, cut) if applies(fact, cut))
        for name, applies in PUSHED_BY_HAND.items()
    }
    read = {name: members(FIGURE[f"pushed.{name}"], facts, cut.params()) for name in counted}
    assert read == counted


@settings(max_examples=50)
@given(facts=rows(), cut=cuts)
def test_people_on_lists_are_those_counted_by_hand(facts: Facts, cut: Cut) -> None:
    people = {fact["person"] for fact in pushed(facts, cut)} - {None}
    assert members(FIGURE["pushed.people"], facts, cut.params()) == sorted(people)
    outcomes = [fact["outcome"] for fact in pushed(facts, cut)]
    for outcome in ("ready", "warning", "duplicate", "rejected"):
        assert count(FIGURE["pushed.ever_by"], facts, cut.params(), outcome) == outcomes.count(outcome)


# By hand: tests of the day, and leads.


@given(
    st.lists(
        st.tuples(
            st.integers(-1, 1),
            st.none() | moments,
            st.sampled_from([None, "negative", "positive", "inconclusive"]),
        ),
        max_size=8,
    ),
    cuts,
)
def test_tests_of_the_day_are_those_counted_by_hand(
    drawn: list[tuple[int, float | None, str | None]], cut: Cut
) -> None:
    facts = [
        due_test(number, cut.day + timedelta(days=late), done, result if done is not None else None)
        for number, (late, done, result) in enumerate(drawn)
    ]
    known = [
        fact for fact in as_known([{**f, "known_to": None} for f in facts], cut) if fact["due_on"] == cut.day
    ]
    done = [fact for fact in known if fact["done_at"] is not None and fact["done_at"] < cut.at]
    read = {name: count(FIGURE[f"tests.{name}"], facts, cut.params()) for name in ("due", "done", "missed")}
    assert read == {"due": len(known), "done": len(done), "missed": len(known) - len(done)}
    positive = [fact["test"] for fact in done if fact["result"] == "positive"]
    assert members(FIGURE["tests.positive"], facts, cut.params()) == positive


@given(st.lists(st.tuples(moments, moments, st.none() | moments), max_size=8), cuts)
def test_leads_are_those_counted_by_hand(drawn: list[tuple[float, float, float | None]], cut: Cut) -> None:
    facts = [lead(number, opened, due, answered) for number, (opened, due, answered) in enumerate(drawn)]
    cut = Cut(cut.day, cut.at)
    opened = [fact for fact in facts if fact["opened_at"] < cut.at]
    answered = [fact["lead"] for fact in opened if is_answered(fact, cut)]
    assert members(FIGURE["leads.ever"], facts, cut.params()) == [fact["lead"] for fact in opened]
    assert members(FIGURE["leads.answered"], facts, cut.params()) == answered
    assert count(FIGURE["leads.open"], facts, cut.params()) == len(opened) - len(answered)


@settings(max_examples=50)
@given(spells(), st.integers(0, 30), st.integers(0, 30))
def test_what_was_known_then_is_read_the_same_for_ever(facts: Facts, known: int, later: int) -> None:
    """A correction learned after a moment changes nothing of what is read as known at it."""
    then = Cut(date(2022, 2, 28), CUT.at, hours(known + later))
    cut_off = [
        {**fact, "known_to": None if fact["known_to"] and fact["known_to"] > then.known else fact["known_to"]}
        for fact in facts
        if fact["known_from"] <= then.known
    ]
    for path in ("controlled.ever", "controlled.now", "controlled.released_ever", "controlled.ever_repeat"):
        assert members(FIGURE[path], facts, then.params()) == members(FIGURE[path], cut_off, then.params())
