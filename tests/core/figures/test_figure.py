"""Figures as data: what may be declared, how a path finds one, how a percentage is rounded."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core.figures.algebra import ALWAYS, Before, Column, Eq, Literal, Param
from lianfang.core.figures.dispatch import FIGURES
from lianfang.core.figures.facts import SPELLS
from lianfang.core.figures.figure import Figure, FigureError, Unit, narrowed, percent, select

PEOPLE = Figure("x.people", SPELLS, Unit.PERSON, ALWAYS, "People", "People.")
TIMES = replace(PEOPLE, path="x.times", counts=Unit.PERSON_TIME)
BY_PLACE = replace(PEOPLE, path="x.people_by", by="place")
LISTED = (PEOPLE, TIMES, BY_PLACE)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"where": Eq(Column("colour"), Literal("red"))}, "no column ['colour']"),
        ({"none": Eq(Column("colour"), Literal("red"))}, "no column ['colour']"),
        ({"last": Eq(Column("colour"), Literal("red"))}, "no column ['colour']"),
        ({"by": "colour"}, "no column ['colour']"),
        ({"where": Before(Column("starts_at"), Param("noon"))}, "no reading gives ['noon']"),
        ({"where": Before(Column("starts_at"), Param("known"))}, "no reading gives ['known']"),
        ({"counts": Unit.PERSON_TIME, "none": ALWAYS}, "count people"),
        ({"counts": Unit.PERSON_TIME, "last": ALWAYS}, "count people"),
        ({"minus": ("x.times", "x.people")}, "a surplus lists facts"),
        (
            {"counts": Unit.PERSON_TIME, "minus": ("x.times", "x.people"), "by": "place"},
            "a surplus lists facts",
        ),
    ],
)
def test_a_figure_no_reading_could_follow_is_refused(changes: dict[str, object], said: str) -> None:
    with pytest.raises(FigureError) as refused:
        replace(PEOPLE, **changes)  # type: ignore[arg-type]
    assert said in str(refused.value)
    assert str(refused.value).startswith("x.people: ")


def test_members_are_people_or_facts() -> None:
    assert PEOPLE.key == "person"
    assert TIMES.key == "stage"


@pytest.mark.parametrize(
    ("path", "figure", "value"),
    [
        ("x.people", PEOPLE, None),
        ("x.people_by.home", BY_PLACE, "home"),
        ("x.people_by.unknown", BY_PLACE, "unknown"),
    ],
)
def test_a_path_finds_its_figure(path: str, figure: Figure, value: str | None) -> None:
    selected = select(path, LISTED)
    assert (selected.figure, selected.value) == (figure, value)


@pytest.mark.parametrize(
    "path", ["", "x", "y.people", "x.people_by", "x.people.home", "x.people_by.home.more"]
)
def test_a_path_to_no_list_is_an_error(path: str) -> None:
    with pytest.raises(LookupError):
        select(path, LISTED)


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.path)
def test_every_standard_figure_is_found_by_its_path(figure: Figure) -> None:
    path = f"{figure.path}.some" if figure.by else figure.path
    assert select(path, FIGURES).figure is figure


def test_a_narrowed_figure_counts_fewer_facts_of_the_same() -> None:
    within = Eq(Column("town"), Literal("t1"))
    fewer = narrowed(BY_PLACE, within)
    assert fewer.where.terms == (within, BY_PLACE.where)  # type: ignore[union-attr]
    assert replace(fewer, where=BY_PLACE.where) == BY_PLACE


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(0, 0, None), (0, 5, 0.0), (5, 5, 100.0), (1, 3, 33.3), (2, 3, 66.6), (3745, 3746, 99.9)],
)
def test_percentages_are_rounded_down(part: int, whole: int, said: float | None) -> None:
    assert percent(part, whole) == said


@given(st.integers(1, 10**6), st.data())
def test_only_all_is_a_hundred_percent(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole))
    assert (percent(part, whole) == 100.0) is (part == whole)
